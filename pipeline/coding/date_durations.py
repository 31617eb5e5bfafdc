"""Rules for durations (three days, decades-long) and sets of times (every Friday, weekly).

Same form as ``date_absolute``. Neither has a place in the calendar of its own.
"""

import re
from typing import Final

from pipeline.coding.date_context import DateContext
from pipeline.coding.date_words import MONTHS, UNITS, WEEKDAYS
from pipeline.coding.periods import make_unplaced
from pipeline.records import TimeValue

NUMBER: Final = r"(?:\d+(?:\.\d+)?|x)"
UNIT: Final = f"(?:{'|'.join(UNITS)})"
PARTS_OF_DAY: Final = {
    "morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "noon": "T12:00", "midnight": "T24:00",
    "dawn": "TMO", "dusk": "TEV",
}  # fmt: skip
PART: Final = "|".join(PARTS_OF_DAY)

_SYMBOLS: Final = {
    "second": ("PT", 1, "S"), "minute": ("PT", 1, "M"), "hour": ("PT", 1, "H"), "day": ("P", 1, "D"),
    "night": ("P", 1, "D"), "business day": ("P", 1, "D"), "week": ("P", 1, "W"), "month": ("P", 1, "M"),
    "quarter": ("P", 1, "Q"), "year": ("P", 1, "Y"), "decade": ("P", 10, "Y"), "century": ("P", 100, "Y"),
}  # fmt: skip
_HALVES: Final = {"hour": ("minute", 60), "day": ("hour", 24), "minute": ("second", 60)}
_SET_WORDS: Final = {
    "hourly": "PT1H", "daily": "P1D", "weekly": "P1W", "fortnightly": "P2W", "monthly": "P1M", "quarterly": "P3M",
    "annual": "P1Y", "biennial": "P2Y", "biannual": "P6M", "semiannual": "P6M", "weekends": "XXXX-WXX-WE",
}  # fmt: skip
_SEASONS: Final = {"spring": "SP", "summer": "SU", "autumn": "FA", "winter": "WI"}


def count_units(number: str | None) -> float | None:
    """The number before a unit: one where there is none, None for an unknown one ("several")."""
    if number is None or number == "":
        return 1
    return None if number == "x" else float(number)


def make_duration(number: str, unit: str) -> TimeValue | None:
    """So many units, as an ISO 8601 duration; X for an unknown number."""
    if unit not in _SYMBOLS:
        return None
    amount = count_units(number)
    prefix, factor, symbol = _SYMBOLS[unit]
    if amount is not None and amount != int(amount) and unit in _HALVES:
        smaller, size = _HALVES[unit]
        prefix, factor, symbol = _SYMBOLS[smaller]
        amount *= size
    digits = "X" if amount is None else f"{amount * factor:.10g}"
    return make_unplaced(f"{prefix}{digits}{symbol}", "duration")


def resolve_duration(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Three days, a 12-year, week-long, 41-year history."""
    return make_duration(match["number"] or "1", match["unit"])


def resolve_vague_duration(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Two to four weeks, days and weeks, months or even years: a duration of unknown length in the last unit."""
    return make_duration("x", match["unit"])


def resolve_set_word(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Daily, weekly, annual."""
    return make_unplaced(_SET_WORDS[match["word"]], "set")


def resolve_every_unit(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Every two years, every day, once a decade, twice a week."""
    duration = make_duration(match["number"] or "1", match["unit"])
    return None if duration is None else make_unplaced(duration.value, "set")


def resolve_every_name(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Every Friday, Fridays, Friday nights, every morning, every August, every spring."""
    name = match["name"].removesuffix("s")
    part = PARTS_OF_DAY.get((match["part"] or "").removesuffix("s"), "")
    if name in WEEKDAYS:
        return make_unplaced(f"XXXX-WXX-{WEEKDAYS[name] + 1}{part}", "set")
    if name in MONTHS:
        return make_unplaced(f"XXXX-{MONTHS[name]:02}", "set")
    if name in _SEASONS:
        return make_unplaced(f"XXXX-{_SEASONS[name]}", "set")
    if name in PARTS_OF_DAY:
        return make_unplaced(f"XXXX-XX-XX{PARTS_OF_DAY[name]}", "set")
    return None


_WEEKDAY: Final = "|".join(WEEKDAYS)
_RECURRING: Final = "|".join((*WEEKDAYS, *MONTHS, *_SEASONS, *PARTS_OF_DAY))

DURATION_RULES: Final = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (rf"(?:(?P<number>{NUMBER}) )?(?:more )?(?P<unit>(?!night){UNIT})(?: or so| or more)?", resolve_duration),
        (rf"(?P<number>{NUMBER}) (?:more )?(?P<unit>night)", resolve_duration),
        (r"half year", lambda match, context: make_duration("6", "month")),
        (rf"(?:(?P<number>{NUMBER}) )?(?P<unit>{UNIT}) (?:long|old|history|period|stretch)", resolve_duration),
        (rf"(?:all|single) (?P<number>)(?P<unit>{UNIT})", resolve_duration),
        (
            rf"(?:{NUMBER})(?: {UNIT})? (?:to|or|and)(?: even)? (?:more )?(?:{NUMBER})? ?(?P<unit>{UNIT})",
            resolve_vague_duration,
        ),
        (rf"(?:1 )?(?P<unit>{UNIT}) or (?:so|2|3)", resolve_vague_duration),
        (rf"(?P<word>{'|'.join(_SET_WORDS)})", resolve_set_word),
        (r"every half hour", lambda match, context: make_unplaced("PT30M", "set")),
        (
            rf"(?:every|once|twice|once every|once a|twice a)(?: (?P<number>{NUMBER}))? (?P<unit>{UNIT})",
            resolve_every_unit,
        ),
        (rf"(?:every|all|every year in) (?P<name>{_RECURRING})s?(?: (?P<part>{PART})s?)?", resolve_every_name),
        (rf"(?P<name>{_WEEKDAY})s(?P<part>)", resolve_every_name),
        (rf"(?P<name>{_WEEKDAY}) (?P<part>{PART})s", resolve_every_name),
        (rf"(?P<name>{PART})s(?P<part>)", resolve_every_name),
    )
)
