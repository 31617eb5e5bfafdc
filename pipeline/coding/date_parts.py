"""Rules for parts of a period and times of a day: early May, the end of the week, Monday night, 10 a.m. on Thursday.

Same form as ``date_absolute``; the rest of the phrase is resolved by all rules again.
"""

import re
from datetime import timedelta
from typing import Final

from pipeline.coding import periods
from pipeline.coding.date_absolute import MONTH, WEEKDAY
from pipeline.coding.date_context import DateContext
from pipeline.coding.date_durations import NUMBER, PART, PARTS_OF_DAY
from pipeline.coding.date_words import WEEKDAYS
from pipeline.records import TimeValue

_CLOCK: Final = (
    r"(?P<hour>[01]?\d|2[0-4])(?:(?P<sign>[:.]?)(?P<minute>[0-5]\d)(?:[:.][0-5]\d)?)?(?: (?P<half>am|pm))?"
    r"(?: (?P<zone>utc|gmt|z|[a-z]{1,4}t|(?:[a-z]+ )?time))?"
)
_PARTS: Final = {
    "early": "early", "earliest": "early", "mid": "mid", "late": "late", "start": "start", "end": "end",
    "1th x day": "start", "last x day": "end", "dying x day": "end", "opening x day": "start", "turn": "start",
    "height": "mid",
}  # fmt: skip


def on_day(found: TimeValue | None, time: str) -> TimeValue | None:
    """A time of day (``TMO``, ``T18:00``) on a day; None where ``found`` is no day."""
    if found is None or found.granularity not in ("day", "time") or found.begin != found.end:
        return None
    return TimeValue(value=f"{found.begin}{time}", begin=found.begin, end=found.end, granularity="time")


def _is_day(found: TimeValue | None) -> bool:
    return found is not None and found.begin is not None and found.begin == found.end


def resolve_part(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Early 2009, mid-August, the end of the month, late in the day, year-end."""
    whole = context.resolve(match["rest"])
    if whole is None or whole.begin is None or whole.granularity in ("duration", "time"):
        return whole if whole is not None and whole.granularity == "time" else None
    if _is_day(whole):
        return whole
    return periods.narrow(whole, _PARTS[match["part"]])


def resolve_half(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The first half of 2019, the second half of the week."""
    whole = context.resolve(match["rest"])
    if whole is None or whole.begin is None:
        return None
    number = 1 if match["which"] == "1" else 2
    begin, end = periods.begin_of(whole), periods.end_of(whole)
    if whole.granularity == "year":
        return periods.half_year(begin.year, number)
    middle = begin + timedelta(days=((end - begin).days + 1) // 2)
    if number == 1:
        return periods.make_period(whole.value, begin, max(begin, middle - timedelta(days=1)), whole.granularity)
    return periods.make_period(whole.value, middle, end, whole.granularity)


def resolve_rest_of(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Later this year, the rest of the week, earlier this month: the period, cut at publication."""
    whole = context.resolve(match["rest"])
    if whole is None or whole.begin is None or whole.end is None or whole.granularity == "duration":
        return whole
    today = context.published.isoformat()
    if not whole.begin <= today <= whole.end or _is_day(whole):
        return whole
    later = match["which"] in ("later", "rest", "remainder", "late")
    return TimeValue(
        value=whole.value,
        begin=today if later else whole.begin,
        end=whole.end if later else today,
        granularity=whole.granularity,
    )


def resolve_first_units(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The first two months of the year, the last three days of May."""
    whole = context.resolve(match["rest"])
    if whole is None or whole.begin is None or match["number"] == "x":
        return None
    size, begin, end = int(match["number"]), periods.begin_of(whole), periods.end_of(whole)
    value = f"P{size}{match['unit'][0].upper()}"
    from_start = match["which"] in ("1th", "opening")
    if match["unit"] == "month":
        first = begin if from_start else periods.shift_months(end + timedelta(days=1), -size)
        last = periods.shift_months(begin, size) - timedelta(days=1) if from_start else end
    else:
        days = timedelta(days=size * (7 if match["unit"] == "week" else 1) - 1)
        first, last = (begin, begin + days) if from_start else (end - days, end)
    return periods.make_period(value, max(first, begin), min(last, end), "duration")


def resolve_whole(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Most of the year, all of 2019, later on Tuesday, before dawn, early hours of Sunday morning."""
    return context.resolve(match["rest"])


def resolve_early_hours(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The small hours of Monday."""
    return on_day(context.resolve(match["rest"]), "TMO")


def resolve_part_of_day(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Monday night, the evening of June 18, dawn on Tuesday, yesterday afternoon."""
    return on_day(context.resolve(match["rest"]), PARTS_OF_DAY[match["part"]])


def resolve_bare_part_of_day(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """This morning, last night, that evening, the next morning, midnight."""
    which, part = match["which"], match["part"]
    if which in ("this", "this very"):
        day = context.published
    elif which == "last":
        day = context.published - timedelta(days=1)
    elif which in ("next", "following"):
        day = context.reference + timedelta(days=1)
    elif which in ("previous",) or match["after"] == "before":
        day = context.reference - timedelta(days=1)
    elif match["after"] in ("after", "later"):
        day = context.reference + timedelta(days=1)
    else:
        day = context.reference
    return on_day(periods.day(day), PARTS_OF_DAY[part])


def resolve_night_after(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Tonight."""
    return on_day(periods.day(context.published), "TNI")


def resolve_overnight(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Overnight, overnight into Tuesday: the night that ends on the day."""
    last = context.reference
    if match["rest"] is not None:
        found = context.resolve(match["rest"])
        if found is None or not _is_day(found):
            return None
        last = periods.begin_of(found)
    first = last - timedelta(days=1)
    return periods.make_period(f"{first.isoformat()}TNI", first, last, "time")


def resolve_clock(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """6 p.m., 18:00 UTC, 10 a.m. on Thursday; a bare number is no time."""
    groups = match.groupdict()
    hour, half, zone, minute = int(groups["hour"]), groups["half"], groups["zone"], groups["minute"]
    if half is None and minute is None:
        return None
    if minute is not None and not groups["sign"] and half is None and zone is None:
        return None
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    rest = groups.get("rest")
    day = periods.day(context.reference) if rest is None else context.resolve(rest)
    suffix = "Z" if zone in ("utc", "gmt", "z") else ""
    return on_day(day, f"T{hour:02}:{minute or '00'}{suffix}")


def resolve_zoned_noon(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Midnight GMT, noon UTC on Friday."""
    day = periods.day(context.reference) if match["rest"] is None else context.resolve(match["rest"])
    return on_day(day, PARTS_OF_DAY[match["part"]] + "Z")


def resolve_daily_clock(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """9 p.m. each night."""
    found = resolve_clock(match, context)
    return None if found is None else periods.make_unplaced("XXXX-XX-XX" + found.value[10:], "set")


def resolve_nth_night(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """A third night (of something that goes on)."""
    word = match[0].rsplit(" ", 1)[1]
    return on_day(periods.day(context.reference), PARTS_OF_DAY[word])


def resolve_hour_of_part(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Three in the morning, seven in the evening."""
    hour = int(match["hour"])
    if not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (0 if match["part"] == "morning" else 12)
    return on_day(periods.day(context.reference), f"T{hour:02}:00")


def resolve_weekday_with_date(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Monday, 19 December; Thursday, the 9th … : the date tells, the weekday is thrown away."""
    return context.resolve(match["rest"])


def resolve_weekday_in_period(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Wednesday of that week, the Friday of this week."""
    week = context.resolve(match["rest"])
    if week is None or week.granularity != "week":
        return None
    return periods.day(periods.begin_of(week) + timedelta(days=WEEKDAYS[match["weekday"]]))


_PART_NAMES: Final = "|".join(_PARTS)

PART_RULES: Final = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (
            rf"(?:mid |early |late )?(?P<part>{PART})(?: hours?)? (?:on |of |into )?(?P<rest>(?!of |before|after).+)",
            resolve_part_of_day,
        ),
        (
            rf"(?P<rest>.+?) (?:in |at |around |before |early |mid |late |late in )?(?P<part>{PART})",
            resolve_part_of_day,
        ),
        (
            rf"(?:mid |early |late |before |after )?"
            rf"(?:(?P<which>this|this very|last|that|same|that same|next|following|previous) )?"
            rf"(?:mid |early |late )?(?P<part>{PART})(?: hours?)?(?: (?P<after>before|after|later|earlier))?",
            resolve_bare_part_of_day,
        ),
        (r"(?P<part>noon|midnight) (?:gmt|utc|[a-z]{1,4}t)(?: (?:on )?(?P<rest>.+))?", resolve_zoned_noon),
        (rf"{_CLOCK} every (?:day|night|morning|evening|afternoon)", resolve_daily_clock),
        (r"(?:end|start) of that day (?:on )?(?P<rest>.+)", resolve_whole),
        (r"(?:long|holiday) (?P<rest>weekend)", resolve_whole),
        (r"\d+(?:st|nd|rd|th) (?:night|evening|morning)", resolve_nth_night),
        (r"tonight", resolve_night_after),
        (r"overnight(?: (?:into |on |from )?(?P<rest>.+))?", resolve_overnight),
        (rf"{_CLOCK}", resolve_clock),
        (rf"{_CLOCK} (?:on |of )?(?P<rest>(?!to |and |or ).+)", resolve_clock),
        (rf"(?P<rest>.+?) (?:at |around |about )?{_CLOCK}", resolve_clock),
        (r"(?P<hour>\d{1,2}) in (?P<part>morning|afternoon|evening)", resolve_hour_of_part),
        (r"(?:early|small|wee|late|earliest|predawn) hours? (?:of |on )?(?P<rest>.+)", resolve_early_hours),
        (rf"(?P<part>{_PART_NAMES}) (?:of |in |on |the )?(?P<rest>.+)", resolve_part),
        (rf"(?P<rest>{MONTH}|this week|this month|this year) (?P<part>end)", resolve_part),
        (r"(?P<which>1|2)(?:th|st|nd) half (?:of |in )?(?P<rest>.+)", resolve_half),
        (
            r"(?P<which>rest|remainder|later|earlier|late)(?: on)? (?:of |in |on )?(?P<rest>.+)",
            resolve_rest_of,
        ),
        (
            rf"(?P<which>1th|opening|last|final|closing) (?P<number>{NUMBER}) (?P<unit>day|week|month) (?:of|in)"
            r" (?P<rest>.+)",
            resolve_first_units,
        ),
        (r"(?:most|much|all|part|whole|end|same period|period|night)(?: of| in)? (?P<rest>.+)", resolve_whole),
        (rf"(?:{WEEKDAY}) (?P<rest>.*\d.*)", resolve_weekday_with_date),
        (rf"(?P<weekday>{WEEKDAY}) (?:of |in )?(?P<rest>.*week)", resolve_weekday_in_period),
        (r"(?:before|after|shortly|by|until|since|on|in|during|from|into|as early as) (?P<rest>.+)", resolve_whole),
    )
)
