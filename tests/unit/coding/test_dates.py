import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.coding.date_words import MONTHS, UNITS, WEEKDAYS, normalize_phrase
from pipeline.coding.datelines import find_dateline
from pipeline.coding.dates import resolve_date
from pipeline.coding.holidays import easter_sunday
from pipeline.records import TimeValue

WEDNESDAY = date(2024, 12, 25)


def read(text: str, *, published: date = WEDNESDAY, tense: str = "past", anchor: TimeValue | None = None) -> str:
    """Value and range of days of a phrase, in one line."""
    found = resolve_date(text, published=published, tense=tense, anchor=anchor)
    if found is None:
        return "none"
    return found.value if found.begin is None else f"{found.value} {found.begin} {found.end}"


@pytest.mark.parametrize(
    ("text", "tense", "day"),
    [
        ("Wednesday", "past", "2024-12-25"),
        ("Wednesday", "future", "2024-12-25"),
        ("Tuesday", "past", "2024-12-24"),
        ("Tuesday", "future", "2024-12-31"),
        ("Tuesday", "present", "2024-12-24"),
        ("Thursday", "past", "2024-12-19"),
        ("Thursday", "future", "2024-12-26"),
        ("Thursday", "present", "2024-12-26"),
        ("on Friday", "future", "2024-12-27"),
        ("last Wednesday", "past", "2024-12-18"),
        ("next Wednesday", "future", "2025-01-01"),
        ("this Sunday", "future", "2024-12-29"),
        ("Thursday last week", "past", "2024-12-19"),
        ("Monday next week", "future", "2024-12-30"),
        ("following Tuesday", "past", "2024-12-24"),
        ("following Tuesday", "future", "2024-12-31"),
        ("Earlier Monday", "past", "2024-12-23"),
        ("late on Sunday", "past", "2024-12-22"),
        ("MONDAY", "past", "2024-12-23"),
    ],
)
def test_weekdays_lie_before_or_after_publication_by_tense(text: str, tense: str, day: str) -> None:
    assert read(text, tense=tense) == f"{day} {day} {day}"


@pytest.mark.parametrize(
    ("text", "tense", "value"),
    [
        ("November", "past", "2024-11"),
        ("November", "future", "2025-11"),
        ("December", "past", "2024-12"),
        ("January", "past", "2024-01"),
        ("January", "future", "2025-01"),
        ("August last year", "past", "2023-08"),
        ("August of the year before", "past", "2023-08"),
        ("last November", "past", "2024-11"),
        ("next March", "future", "2025-03"),
        ("April 2023", "past", "2023-04"),
        ("June of 2013", "past", "2013-06"),
        ("Nov. 2022", "past", "2022-11"),
    ],
)
def test_months(text: str, tense: str, value: str) -> None:
    found = resolve_date(text, published=WEDNESDAY, tense=tense)
    assert found is not None
    assert (found.value, found.granularity) == (value, "month")


@pytest.mark.parametrize(
    ("text", "published", "tense", "day"),
    [
        ("12 March", WEDNESDAY, "past", "2024-03-12"),
        ("March 12th", WEDNESDAY, "past", "2024-03-12"),
        ("Jan. 3", WEDNESDAY, "future", "2025-01-03"),
        ("June 17", date(2009, 6, 9), "past", "2009-06-17"),
        ("11 December", date(2010, 1, 25), "past", "2009-12-11"),
        ("February 29", date(2023, 6, 1), "past", "2020-02-29"),
        ("Sunday, January 20, 2008", WEDNESDAY, "past", "2008-01-20"),
        ("22 August 2016", WEDNESDAY, "past", "2016-08-22"),
        ("2024-02-03", WEDNESDAY, "past", "2024-02-03"),
        ("03/12/2024", WEDNESDAY, "past", "2024-12-03"),
        ("25.12.24", WEDNESDAY, "past", "2024-12-25"),
        ("7/8/07", date(2007, 7, 9), "past", "2007-07-08"),
        ("Sept. 22 last year", WEDNESDAY, "past", "2023-09-22"),
        ("March 11 this year", WEDNESDAY, "past", "2024-03-11"),
    ],
)
def test_days_of_the_year(text: str, published: date, tense: str, day: str) -> None:
    assert read(text, published=published, tense=tense) == f"{day} {day} {day}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1994", "1994 1994-01-01 1994-12-31"),
        ("'82", "1982 1982-01-01 1982-12-31"),
        ("the 1990s", "199 1990-01-01 1999-12-31"),
        ("the 19th century", "18 1800-01-01 1899-12-31"),
        ("early 1990s", "199 1990-01-01 1993-12-31"),
        ("mid-2022", "2022 2022-05-01 2022-08-31"),
        ("late October", "2024-10 2024-10-21 2024-10-31"),
        ("mid-August", "2024-08 2024-08-11 2024-08-20"),
        ("end of the year", "2024 2024-12-01 2024-12-31"),
        ("year's end", "2024 2024-12-01 2024-12-31"),
        ("first half of 2019", "2019-H1 2019-01-01 2019-06-30"),
        ("the third quarter", "2024-Q3 2024-07-01 2024-09-30"),
        ("third quarter of this year", "2024-Q3 2024-07-01 2024-09-30"),
        ("the June quarter", "2024-Q2 2024-04-01 2024-06-30"),
        ("last quarter", "2024-Q3 2024-07-01 2024-09-30"),
        ("fiscal 2023", "FY2023"),
        ("summer of 2015", "2015-SU 2015-06-01 2015-08-31"),
        ("last spring", "2024-SP 2024-03-01 2024-05-31"),
        ("first week of April", "2024-W14 2024-04-01 2024-04-07"),
        ("first two months of the year", "P2M 2024-01-01 2024-02-29"),
    ],
)
def test_longer_periods_and_their_parts(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2024-12-25 2024-12-25 2024-12-25"),
        ("yesterday", "2024-12-24 2024-12-24 2024-12-24"),
        ("the day after tomorrow", "2024-12-27 2024-12-27 2024-12-27"),
        ("last week", "2024-W51 2024-12-16 2024-12-22"),
        ("next month", "2025-01 2025-01-01 2025-01-31"),
        ("this year", "2024 2024-01-01 2024-12-31"),
        ("last year", "2023 2023-01-01 2023-12-31"),
        ("the weekend", "2024-W51-WE 2024-12-21 2024-12-22"),
        ("this weekend", "2024-W52-WE 2024-12-28 2024-12-29"),
        ("earlier this month", "2024-12 2024-12-01 2024-12-25"),
        ("later this month", "2024-12 2024-12-25 2024-12-31"),
        ("three days ago", "2024-12-22 2024-12-22 2024-12-22"),
        ("a week ago", "2024-12-18 2024-12-18 2024-12-18"),
        ("two months ago", "2024-10 2024-10-01 2024-10-31"),
        ("20 years ago", "2004 2004-01-01 2004-12-31"),
        ("over the past two years", "P2Y 2022-12-25 2024-12-25"),
        ("the next five years", "P5Y 2024-12-25 2029-12-25"),
        ("past 24 hours", "PT24H 2024-12-24 2024-12-25"),
        ("a third consecutive day", "2024-12-25 2024-12-25 2024-12-25"),
        ("Good Friday", "2024-03-29 2024-03-29 2024-03-29"),
        ("three days before Christmas", "2024-12-22 2024-12-22 2024-12-22"),
    ],
)
def test_periods_that_count_from_publication(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the same day", "2024-11-15 2024-11-15 2024-11-15"),
        ("later in the day", "2024-11-15 2024-11-15 2024-11-15"),
        ("hours later", "2024-11-15 2024-11-15 2024-11-15"),
        ("the previous day", "2024-11-14 2024-11-14 2024-11-14"),
        ("a day earlier", "2024-11-14 2024-11-14 2024-11-14"),
        ("the following day", "2024-11-16 2024-11-16 2024-11-16"),
        ("two weeks earlier", "2024-W44 2024-10-28 2024-11-03"),
        ("three days later", "2024-11-18 2024-11-18 2024-11-18"),
        ("48 hours later", "2024-11-17 2024-11-17 2024-11-17"),
        ("two years earlier", "2022 2022-01-01 2022-12-31"),
        ("that night", "2024-11-15TNI 2024-11-15 2024-11-15"),
        ("the night before", "2024-11-14TNI 2024-11-14 2024-11-14"),
        ("next morning", "2024-11-16TMO 2024-11-16 2024-11-16"),
        ("9 p.m.", "2024-11-15T21:00 2024-11-15 2024-11-15"),
        ("April of the same year", "2024-04 2024-04-01 2024-04-30"),
    ],
)
def test_phrases_that_count_from_an_earlier_stated_time(text: str, expected: str) -> None:
    anchor = resolve_date("November 15", published=WEDNESDAY)
    assert read(text, anchor=anchor) == expected


@pytest.mark.parametrize(
    ("text", "stated", "expected"),
    [
        ("two days earlier", "2015", "2024-12-23 2024-12-23 2024-12-23"),
        ("two days later", "2015", "PAST_REF"),
        ("a year later", "2015", "2016 2016-01-01 2016-12-31"),
        ("a month later", "March 2015", "2015-04 2015-04-01 2015-04-30"),
        ("the same year", "March 2015", "2015 2015-01-01 2015-12-31"),
        ("later that day", "March 2015", "2024-12-25 2024-12-25 2024-12-25"),
        ("the previous day", "three days", "2024-12-24 2024-12-24 2024-12-24"),
        ("two days later", "13 to 15 May 2015", "2015-05-17 2015-05-17 2015-05-17"),
    ],
)
def test_nothing_finer_counts_from_a_coarse_time(text: str, stated: str, expected: str) -> None:
    assert read(text, anchor=resolve_date(stated, published=WEDNESDAY)) == expected


def test_later_than_nothing_stated_is_only_past() -> None:
    assert read("three weeks later") == "PAST_REF"
    assert read("three days later", tense="future") == "2024-12-28 2024-12-28 2024-12-28"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tuesday morning", "2024-12-24TMO 2024-12-24 2024-12-24"),
        ("dawn on Tuesday", "2024-12-24TMO 2024-12-24 2024-12-24"),
        ("the evening of June 18", "2024-06-18TEV 2024-06-18 2024-06-18"),
        ("last night", "2024-12-24TNI 2024-12-24 2024-12-24"),
        ("overnight", "2024-12-24TNI 2024-12-24 2024-12-25"),
        ("overnight into Tuesday", "2024-12-23TNI 2024-12-23 2024-12-24"),
        ("small hours of Monday", "2024-12-23TMO 2024-12-23 2024-12-23"),
        ("2 p.m.", "2024-12-25T14:00 2024-12-25 2024-12-25"),
        ("18:00 UTC", "2024-12-25T18:00Z 2024-12-25 2024-12-25"),
        ("10 a.m. on Monday, October 18", "2024-10-18T10:00 2024-10-18 2024-10-18"),
        ("noon", "2024-12-25T12:00 2024-12-25 2024-12-25"),
        ("shortly before midnight on Saturday", "2024-12-21T24:00 2024-12-21 2024-12-21"),
    ],
)
def test_times_of_day(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("three days", "P3D"),
        ("twenty-one days", "P21D"),
        ("at least a decade", "P10Y"),
        ("two and a half years", "P2.5Y"),
        ("half an hour", "PT30M"),
        ("a fortnight", "P2W"),
        ("week-long", "P1W"),
        ("several years", "PXY"),
        ("weeks", "PXW"),
        ("a day or two", "PXD"),
        ("two to four weeks", "PXW"),
        ("every Friday", "XXXX-WXX-5"),
        ("Friday nights", "XXXX-WXX-5TNI"),
        ("every August", "XXXX-08"),
        ("each morning", "XXXX-XX-XXTMO"),
        ("every two years", "P2Y"),
        ("annual", "P1Y"),
        ("now", "PRESENT_REF"),
        ("recently", "PAST_REF"),
        ("recent years", "PAST_REF"),
        ("coming days", "FUTURE_REF"),
        ("decades ago", "PAST_REF"),
    ],
)
def test_durations_sets_and_references_have_no_place_in_the_calendar(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("13 to 15 January 2026", WEDNESDAY, "2026-01-13/2026-01-15 2026-01-13 2026-01-15"),
        ("October 25-26, 2016", WEDNESDAY, "2016-10-25/2016-10-26 2016-10-25 2016-10-26"),
        ("May 15-24", date(2016, 5, 20), "2016-05-15/2016-05-24 2016-05-15 2016-05-24"),
        ("January 23 through March 9", WEDNESDAY, "2024-01-23/2024-03-09 2024-01-23 2024-03-09"),
        ("Monday to Wednesday", WEDNESDAY, "2024-12-23/2024-12-25 2024-12-23 2024-12-25"),
        ("Friday to Monday", WEDNESDAY, "2024-12-20/2024-12-23 2024-12-20 2024-12-23"),
        ("September and October of last year", WEDNESDAY, "2023-09/2023-10 2023-09-01 2023-10-31"),
        ("from 2009 to 2011", WEDNESDAY, "2009/2011 2009-01-01 2011-12-31"),
        ("1910-45", WEDNESDAY, "1910/1945 1910-01-01 1945-12-31"),
        ("the 2019-20 season", WEDNESDAY, "2019/2020 2019-01-01 2020-12-31"),
        ("12 months to July", WEDNESDAY, "P12M 2023-08-01 2024-07-31"),
    ],
)
def test_ranges(text: str, published: date, expected: str) -> None:
    assert read(text, published=published) == expected


@pytest.mark.parametrize(
    "text",
    ["", "48", "the Ottoman era", "day of the incident", "February 30", "13/13/2024", "injury time", "25 o'clock", "-"],
)
def test_what_can_not_be_told_is_none(text: str) -> None:
    assert read(text) == "none"


def test_unknown_tense_is_refused() -> None:
    with pytest.raises(ValueError, match="past, present, future"):
        resolve_date("Monday", published=WEDNESDAY, tense="conditional")


def test_phrases_longer_than_two_hundred_characters_are_not_read() -> None:
    assert resolve_date("Monday " * 40, published=WEDNESDAY) is None


@pytest.mark.parametrize(
    ("text", "place", "day"),
    [
        ("BEIRUT, March 3 (Agency) - Talks", "BEIRUT", "2024-03-03"),
        ("KABUL, Afghanistan (Agency) — Talks", "KABUL, Afghanistan", None),
        ("Geneva, Tuesday, March 5 (Agency) - Talks", "Geneva", "2024-03-05"),
        ("NEW YORK/LONDON, Jan 5 - Talks", "NEW YORK/LONDON", "2024-01-05"),
        ("  MOSCOW -- Talks", "MOSCOW", None),
    ],
)
def test_datelines(text: str, place: str, day: str | None) -> None:
    found = find_dateline(text, published=date(2024, 3, 6))
    assert found is not None
    assert text[found.start : found.end] == found.text == place
    assert (None if found.time is None else found.time.value) == day


@pytest.mark.parametrize("text", ["", "Talks began.", "The army, backed by police - said", "Mr Smith (42) said"])
def test_texts_without_a_dateline(text: str) -> None:
    assert find_dateline(text, published=WEDNESDAY) is None


@pytest.mark.parametrize(("year", "day"), [(2008, (3, 23)), (2024, (3, 31)), (2025, (4, 20))])
def test_easter(year: int, day: tuple[int, int]) -> None:
    assert easter_sunday(year) == date(year, *day)


OTHER_WORDS = """early mid late end of in on last next this year 3 12 31 2020 10 a.m. to and until ago earlier later
    before after first half every rest small hours x - morning night start 0 99 9999"""
WORDS = st.sampled_from([*MONTHS, *WEEKDAYS, *UNITS, *OTHER_WORDS.split()])


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join), st.sampled_from(["past", "present", "future"]))
def test_any_words_give_days_in_order_or_none(text: str, tense: str) -> None:
    found = resolve_date(text, published=WEDNESDAY, tense=tense)
    if found is not None and found.begin is not None:
        assert found.end is not None
        assert date.fromisoformat(found.begin) <= date.fromisoformat(found.end)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=250), st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31)))
def test_any_text_and_day_is_read(text: str, published: date) -> None:
    resolve_date(text, published=published)
    assert len(normalize_phrase(text)) < 1000


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["next year", "last year", "two weeks ago", "the next five years", "Monday", "March 3", "winter",
                     "last December", "overnight", "the past century", "next decade", "the weekend", "Christmas"]),
    st.sampled_from([date(1, 1, 1), date(1, 1, 5), date(9999, 12, 31), date(9999, 12, 20)]),
)  # fmt: skip
def test_the_edges_of_the_calendar_raise_nothing(text: str, published: date) -> None:
    resolve_date(text, published=published)


def test_a_phrase_made_to_be_slow_is_read_fast() -> None:
    text = "early late end of the first half of the night before the start of " * 3
    start = time.process_time()
    for day in range(1, 21):
        resolve_date(text[:200], published=date(2024, 1, day))
    assert time.process_time() - start < 1
