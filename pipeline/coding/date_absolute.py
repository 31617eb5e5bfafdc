"""Rules for dates that name a place in the calendar: days, months, years, decades, seasons, quarters, holidays.

Each rule is a pattern over a normalised phrase (``date_words``) and a function from its match to a TimeValue, or to
None where the words do not make a date.
"""

import re
from datetime import date, timedelta
from typing import Final

from pipeline.coding import periods
from pipeline.coding.date_context import DateContext
from pipeline.coding.date_words import MONTHS, WEEKDAYS
from pipeline.coding.holidays import HOLIDAYS, find_holiday
from pipeline.records import TimeValue

MONTH: Final = "|".join(MONTHS)
WEEKDAY: Final = "|".join(WEEKDAYS)
SEASON: Final = "spring|summer|autumn|winter"
SEASON_CODES: Final = {"spring": "SP", "summer": "SU", "autumn": "FA", "winter": "WI"}
YEAR: Final = r"[12]\d{3}"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_number(text: str) -> int:
    return int(text.rstrip("sthndr"))


def resolve_month_day(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """18 June, June 18th, June 18 2016, Tuesday November 12 2019."""
    month, number = MONTHS[match["month"]], _day_number(match["day"])
    if match["year"] is not None:
        found = make_date(int(match["year"]), month, number)
    else:
        found = context.choose_day(lambda year: make_date(year, month, number))
    return None if found is None else periods.day(found)


def resolve_month_year(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """April 2023."""
    return periods.month(int(match["year"]), MONTHS[match["month"]])


def resolve_month(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """November: the last one, the next one in future tense."""
    number = MONTHS[match["month"]]
    return context.choose_period(lambda year: periods.month(year, number))


def resolve_iso(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """2024-12-25 and 2024-12."""
    if match["day"] is None:
        return periods.month(int(match["year"]), int(match["month"]))
    found = make_date(int(match["year"]), int(match["month"]), int(match["day"]))
    return None if found is None else periods.day(found)


def resolve_numeric(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """03/12/2024, 25.12.24, 7/8/07: day or month first, whichever can be, else whichever is nearer to publication."""
    year = int(match["year"])
    if year < 100:
        year += 1900 if year >= 70 else 2000
    first, second = int(match["first"]), int(match["second"])
    readings = [
        found for found in (make_date(year, first, second), make_date(year, second, first)) if found is not None
    ]
    if not readings:
        return None
    return periods.day(min(readings, key=lambda found: abs((found - context.published).days)))


def resolve_year(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """1994."""
    return periods.year(int(match["year"]))


def resolve_decade(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The 1990s, the 90s."""
    first = int(match["first"])
    if first < 100:
        first += 2000 if first in (0, 10) else 1900
    return periods.decade(first // 10 * 10)


def resolve_century(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The 19th century: 1800 to 1899."""
    number = _day_number(match["number"])
    return periods.century(number - 1) if 1 <= number <= 99 else None


def resolve_season_year(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Autumn 2020, summer of 2015."""
    return periods.season(int(match["year"]), SEASON_CODES[match["season"]])


def resolve_season(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Spring: the last one, the next one in future tense."""
    code = SEASON_CODES[match["season"]]
    return context.choose_period(lambda year: periods.season(year, code))


def resolve_quarter(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Q3 2024, the third quarter of 2012, the fourth quarter, the final quarter of last year."""
    number = int(match["number"] or match["ordinal"] or 4)
    if not 1 <= number <= 4:
        return None
    if match["year"] is not None:
        return periods.quarter(int(match["year"]), number)
    return context.choose_period(lambda year: periods.quarter(year, number))


def resolve_month_quarter(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The June quarter: the one that ends with June."""
    number = MONTHS[match["month"]] // 3
    if match["year"] is not None:
        return periods.quarter(int(match["year"]), number)
    return context.choose_period(lambda year: periods.quarter(year, number))


def resolve_fiscal_year(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Fiscal 2023: no place in the calendar, for countries begin it in different months."""
    last = match["last"]
    year = match["year"] if last is None else match["year"][: 4 - len(last)] + last
    return periods.make_unplaced(f"FY{year}", "year")


def resolve_season_years(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """2014/15, the 2019-20 season, 1910-45, 2006 to 2009."""
    first = int(match["first"])
    last = int(match["first"][: 4 - len(match["last"])] + match["last"])
    return periods.span(periods.year(first), periods.year(last))


def resolve_weekday(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Wednesday: on or before publication, on or after it in future tense."""
    return periods.day(context.choose_weekday(WEEKDAYS[match["weekday"]]))


def resolve_weekday_of(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Last Friday, next Monday, this Sunday, Thursday last week, Tuesday next week."""
    number, which = WEEKDAYS[match["weekday"]], match["which"]
    today = context.published
    if which == "following" and context.tense == "past":
        return periods.day(_find_following(number, context.reference, today))
    if match.groupdict().get("week"):
        weeks = {"last": -1, "previous": -1, "this": 0, "next": 1, "following": 1}[which]
        return periods.day(today + timedelta(days=number - today.weekday() + 7 * weeks))
    back, forth = (today.weekday() - number) % 7 or 7, (number - today.weekday()) % 7 or 7
    if which in ("last", "past", "previous"):
        return periods.day(today - timedelta(days=back))
    if which in ("next", "coming", "following", "this coming"):
        return periods.day(today + timedelta(days=forth))
    return periods.day(today + timedelta(days=number - today.weekday()))


def _find_following(weekday: int, start: date, today: date) -> date:
    """The weekday after ``start``, or the last one up to today where what is past would else be still to come."""
    day = start + timedelta(days=(weekday - start.weekday()) % 7 or 7)
    return day if day <= today else today - timedelta(days=(today.weekday() - weekday) % 7)


def resolve_holiday(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Christmas, Good Friday, Labor Day 2016."""
    in_year = find_holiday(match["holiday"])
    if in_year is None:
        return None
    if match["year"] is not None:
        return periods.day(in_year(int(match["year"])))
    found = context.choose_day(in_year)
    return None if found is None else periods.day(found)


def resolve_nth_week(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The first week of April, the last week of January, the second week of June 2015."""
    whole = context.resolve(match["rest"])
    if whole is None or whole.granularity != "month":
        return None
    begin, end = periods.begin_of(whole), periods.end_of(whole)
    if match["which"] in ("last", "final"):
        return periods.week(end)
    number = _day_number(match["which"])
    return periods.week(begin + timedelta(days=7 * (number - 1))) if 1 <= number <= 4 else None


def resolve_week_of(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The week of 18 April."""
    day = context.resolve(match["rest"])
    return periods.week(periods.begin_of(day)) if day is not None and day.granularity == "day" else None


_HOLIDAY: Final = "|".join(re.escape(name) for name in sorted(HOLIDAYS, key=len, reverse=True))
_OF_YEAR: Final = rf"(?: (?:of )?(?P<year>{YEAR}))?"

ABSOLUTE_RULES: Final = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (rf"(?P<weekday>{WEEKDAY})", resolve_weekday),
        (rf"(?P<year>{YEAR})", resolve_year),
        (rf"(?P<month>{MONTH})", resolve_month),
        (rf"(?:(?:{WEEKDAY}) )?(?P<month>{MONTH}) (?P<day>{_DAY}){_OF_YEAR}", resolve_month_day),
        (rf"(?:(?:{WEEKDAY}) )?(?P<day>{_DAY}) (?:of )?(?P<month>{MONTH}){_OF_YEAR}", resolve_month_day),
        (rf"(?P<month>{MONTH}) (?:of )?(?P<year>{YEAR})", resolve_month_year),
        (r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?", resolve_iso),
        (r"(?P<first>\d{1,2})(?P<sign>[/.-])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4}|\d\d)", resolve_numeric),
        (r"(?P<first>[12]\d\d0|\d0)s", resolve_decade),
        (r"(?P<number>\d{1,2}(?:st|nd|rd|th)) century", resolve_century),
        (rf"(?P<season>{SEASON}) (?:of )?(?P<year>{YEAR})", resolve_season_year),
        (rf"(?P<season>{SEASON})", resolve_season),
        (rf"(?:q ?(?P<number>\d)|(?:(?P<ordinal>\d)(?:st|nd|rd|th)|final) quarter){_OF_YEAR}", resolve_quarter),
        (rf"(?P<month>march|june|september|december) quarter{_OF_YEAR}", resolve_month_quarter),
        (r"(?:fiscal|financial) (?:year )?(?P<year>[12]\d{3})(?:(?:/| to )(?P<last>\d{2,4}))?", resolve_fiscal_year),
        (r"(?P<first>[12]\d{3})(?:/| to )(?P<last>[12]\d{3}|\d\d)(?: season| period)?", resolve_season_years),
        (
            rf"(?P<which>last|past|previous|next|this coming|coming|following|this) (?P<weekday>{WEEKDAY})",
            resolve_weekday_of,
        ),
        (
            rf"(?P<weekday>{WEEKDAY}) (?:of )?(?P<which>last|previous|this|next|following) (?P<week>week)",
            resolve_weekday_of,
        ),
        (rf"(?P<holiday>{_HOLIDAY}){_OF_YEAR}", resolve_holiday),
        (r"(?P<which>\dth|last|final) week (?:of|in) (?P<rest>.+)", resolve_nth_week),
        (r"(?:this )?week (?:of|beginning|starting) (?P<rest>.+)", resolve_week_of),
    )
)
