"""Rules for dates that count from publication or from an earlier stated time: last week, two days later, that night.

Same form as ``date_absolute``: pattern over a normalised phrase, function from match to TimeValue or None.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from pipeline.coding import periods
from pipeline.coding.date_absolute import MONTH, SEASON
from pipeline.coding.date_context import DateContext
from pipeline.coding.date_durations import NUMBER, UNIT, count_units, make_duration
from pipeline.coding.holidays import HOLIDAYS
from pipeline.coding.periods import make_unplaced
from pipeline.records import TimeValue

_DAY_WORDS: Final = {
    "today": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2, "day after tomorrow": 2,
}  # fmt: skip
_PRESENT: Final = "now|right now|currently|current|present|at present|time being|so far|this time|this point|moment"
_PAST: Final = (
    "recent|recently|lately|past|formerly|previously|earlier|once|long ago|x years past|last time|history|at that time"
    "|that time|then|(?:recent|last|past) times?|1 point|time ago|some time ago|long time ago|(?:1 )?generation ago"
)
_FUTURE: Final = (
    "future|near future|foreseeable future|soon|near term|short term|long term|later time|later date|later|next time"
    "|time to come|due course"
)
_FURTHER: Final = "later|after|afterwards|on|from now|hence|following"
_BACK: Final = "earlier|before|previously|beforehand|prior"


def period_around(day: date, unit: str) -> TimeValue | None:
    """The day, week, month … that ``day`` lies in; None for units that are no period."""
    makers: dict[str, Callable[[date], TimeValue]] = {
        "day": periods.day,
        "week": periods.week,
        "weekend": periods.weekend,
        "month": lambda of: periods.month(of.year, of.month),
        "quarter": lambda of: periods.quarter(of.year, (of.month + 2) // 3),
        "year": lambda of: periods.year(of.year),
        "decade": lambda of: periods.decade(of.year // 10 * 10),
        "century": lambda of: periods.century(of.year // 100),
    }
    return makers[unit](day) if unit in makers else None


def resolve_day_word(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Today, yesterday, tomorrow."""
    return periods.day(context.published + timedelta(days=_DAY_WORDS[match["word"]]))


def resolve_present(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Now, currently."""
    return make_unplaced("PRESENT_REF", "reference")


def resolve_past(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Recently, in recent years, decades ago."""
    return make_unplaced("PAST_REF", "reference")


def resolve_future(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Soon, in the coming days, in years to come."""
    return make_unplaced("FUTURE_REF", "reference")


def resolve_this_unit(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """This week, the current quarter; that day, the same year (of the anchor)."""
    if match["which"] in ("that", "same", "that same"):
        stated = context.stated_in(match["unit"])
        return period_around(context.published if stated is None else periods.begin_of(stated), match["unit"])
    return period_around(context.published, match["unit"])


def resolve_neighbour(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Last week, next year (from publication); the previous day, the following month (from the anchor)."""
    which, unit = match["which"], match["unit"]
    sign = -1 if which in ("last", "previous", "past") else 1
    from_anchor = which in ("previous", "following") or (unit == "day" and which in ("next", "last"))
    stated = context.stated_in(unit) if from_anchor else None
    start = context.published if stated is None else periods.begin_of(stated)
    if unit == "week":
        return periods.week(start + timedelta(weeks=sign))
    return periods.shift(start, sign, unit)


def resolve_weekend(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The weekend (last or coming, by the tense), this weekend, last weekend, next weekend."""
    this = periods.weekend(context.published)
    last = periods.weekend(context.published - timedelta(weeks=1))
    begun = periods.begin_of(this) <= context.published
    which = match["which"]
    if which in ("last", "past", "previous"):
        return last
    if which in ("next", "following"):
        return periods.weekend(context.published + timedelta(weeks=1))
    if which is None and context.tense == "past" and not begun:
        return last
    return this


def resolve_named_neighbour(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Last September, next spring, this August, last Christmas."""
    which, name = match["which"], match["name"]
    published = context.published
    found = [
        period
        for year in range(max(published.year - 2, 1), min(published.year + 3, 9999))
        if (period := context.resolve(f"{name} {year}")) is not None
    ]
    if which in ("last", "past", "previous"):
        return max((p for p in found if periods.end_of(p) < published), key=periods.begin_of, default=None)
    if which in ("next", "coming", "following"):
        return min((p for p in found if periods.begin_of(p) > published), key=periods.begin_of, default=None)
    return min(found, key=lambda p: _days_between(p, published), default=None)


def _days_between(period: TimeValue, day: date) -> int:
    """Days from ``day`` to the period, nought inside it; a period to come counts as half as far as one gone by."""
    if periods.begin_of(period) > day:
        return (periods.begin_of(period) - day).days
    return max((day - periods.end_of(period)).days * 2, 0)


def resolve_distance(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Two weeks ago, three days earlier, a year later, hours before."""
    direction, unit = match["direction"], match["unit"]
    if unit == "night" and match["number"] is None:
        return None
    back = direction == "ago" or re.fullmatch(_BACK, direction) is not None
    stated = None if direction in ("ago", "from now", "hence") else context.stated_in(unit)
    start = context.published
    if stated is not None:
        start = periods.begin_of(stated) if back else periods.end_of(stated)
    elif not back and context.tense == "past" and unit not in ("second", "minute", "hour"):
        # After what? Counted from publication it would lie ahead of what is already told.
        return make_unplaced("PAST_REF", "reference")
    amount = count_units(match["number"])
    if unit in ("second", "minute", "hour"):
        days, hours = divmod(amount or 0, 24)
        if unit == "hour" and days >= 1 and hours == 0:
            return periods.shift(start, -days if back else days, "day")
        return periods.day(start) if (amount or 0) < 24 or unit != "hour" else None
    if amount is None:
        past = back or context.tense == "past"
        return make_unplaced("PAST_REF" if past else "FUTURE_REF", "reference")
    if amount != int(amount) and unit == "year":
        amount, unit = 12 * amount, "month"
    if amount == 0.5 and unit in ("decade", "century"):
        amount, unit = (5, "year") if unit == "decade" else (50, "year")
    return periods.shift(start, -amount if back else amount, unit)


def resolve_distance_from(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """Three days before Christmas, a week after Sunday."""
    start = context.resolve(match["rest"])
    amount = count_units(match["number"])
    if start is None or start.begin is None or amount is None:
        return None
    if match["direction"] == "before":
        return periods.shift(periods.begin_of(start), -amount, match["unit"])
    return periods.shift(periods.end_of(start), amount, match["unit"])


def resolve_stretch(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The past two years, the last 24 hours, the next five years, the coming week: a duration with its place."""
    number, unit, which = match["number"] or "1", match["unit"], match["which"]
    back = which in ("past", "last", "previous", "recent")
    amount = count_units(number)
    if amount is None:
        return make_unplaced("PAST_REF" if back else "FUTURE_REF", "reference")
    duration = make_duration(number, unit)
    there = periods.shift(context.published, -amount if back else amount, "day" if unit == "hour" else unit)
    if duration is None or there is None:
        return duration
    today = context.published
    if unit in ("second", "minute", "hour"):
        other = today + timedelta(hours=(-amount if back else amount)) if unit == "hour" else today
    elif unit in ("day", "night", "business day", "week"):
        other = today + timedelta(days=(7 if unit == "week" else 1) * int(-amount if back else amount))
    else:
        months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}.get(unit)
        if months is None or not 1 <= today.year + (months * amount * (-1 if back else 1)) / 12 < 9998:
            return duration
        other = periods.shift_months(today, int(months * (-amount if back else amount)))
    first, last = sorted((today, other))
    return periods.make_period(duration.value, first, last, "duration")


def resolve_stretch_to(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The year to March 31, the 12 months to July: a duration that ends there."""
    end = context.resolve(match["rest"])
    amount = count_units((match["number"] or "1").strip())
    if end is None or end.end is None or amount is None or end.granularity in ("duration", "year", "time"):
        return None
    months = {"month": 1, "quarter": 3, "year": 12}.get(match["unit"])
    duration = make_duration((match["number"] or "1").strip(), match["unit"])
    if months is None or duration is None or amount != int(amount):
        return None
    last = periods.end_of(end)
    first = periods.shift_months(last + timedelta(days=1), -months * int(amount))
    return periods.make_period(duration.value, first, last, "duration")


def resolve_eve(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The eve of Good Friday."""
    found = context.resolve(match["rest"])
    if found is None or found.begin is None or found.granularity != "day":
        return None
    return periods.day(periods.begin_of(found) - timedelta(days=1))


def resolve_fiscal_neighbour(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """The last fiscal year: counted in calendar years, without a place in the calendar."""
    offset = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(match["which"], 0)
    return make_unplaced(f"FY{context.published.year + offset}", "year")


def resolve_with_year(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """August last year, March 11 this year, August of the year before, April of the same year."""
    which = match["which"]
    year = context.published.year
    if which in ("last", "next"):
        year += -1 if which == "last" else 1
    elif which not in ("this", "current", "this past"):
        stated = context.stated_in("century")
        year = context.published.year if stated is None else periods.begin_of(stated).year
        year += {"previous": -1, "following": 1}.get(which, 0)
        if match["after"]:
            year += -1 if re.fullmatch(_BACK, match["after"]) else 1
    return context.resolve(f"{match['rest']} {year}")


def resolve_nth_unit(match: re.Match[str], context: DateContext) -> TimeValue | None:
    """A second consecutive day, the eighth week (of something that goes on): today, this week."""
    unit = match["unit"]
    return period_around(context.reference if unit == "day" else context.published, unit)


_NAMED: Final = "|".join((MONTH, SEASON, *(re.escape(name) for name in sorted(HOLIDAYS, key=len, reverse=True))))
_NEIGHBOURS: Final = "last|past|previous|next|coming|following"

RELATIVE_RULES: Final = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (rf"(?:earlier |later |late |early )?(?P<word>{'|'.join(_DAY_WORDS)})", resolve_day_word),
        (rf"(?:{_PRESENT})", resolve_present),
        (rf"(?:{_PAST})|(?:recent|last|past) x \w+|x \w+(?: \w+)? ago", resolve_past),
        (rf"(?:{_FUTURE})|(?:coming|next) x \w+(?: and x \w+)?|x \w+ (?:to come|ahead|time)", resolve_future),
        (
            r"(?P<which>last|past|previous|this|current|next|coming) (?:fiscal|financial) year",
            resolve_fiscal_neighbour,
        ),
        (
            r"(?P<which>this|that|same|that same|current|this same|this very)"
            r" (?P<unit>day|week|month|quarter|year|decade|century)",
            resolve_this_unit,
        ),
        (rf"(?:(?P<which>{_NEIGHBOURS}|this|coming|this coming) )?weekend", resolve_weekend),
        (r"(?P<which>last|previous|next|following) (?P<unit>day|week|month|quarter|year)", resolve_neighbour),
        (
            r"(?:this )?(?P<which>past|coming|last|next) (?P<number>)(?P<unit>day|week|month|year|decade|century)",
            resolve_stretch,
        ),
        (
            rf"(?P<which>past|last|previous|next|coming|following) (?P<number>{NUMBER}) (?:more )?(?P<unit>{UNIT})",
            resolve_stretch,
        ),
        (rf"(?P<which>{_NEIGHBOURS}|this|this past|this coming) (?P<name>{_NAMED})", resolve_named_neighbour),
        (
            rf"(?:(?P<number>{NUMBER}) )?(?P<unit>{UNIT}) (?P<direction>ago|{_BACK}|{_FURTHER})",
            resolve_distance,
        ),
        (
            rf"(?:(?P<number>{NUMBER}) )?(?P<unit>{UNIT}) (?P<direction>before|after) (?P<rest>.+)",
            resolve_distance_from,
        ),
        (
            r"(?P<rest>.+?),? (?:of |in )?(?P<which>last|this|this past|next|current|that|same|previous|following)"
            r" year(?P<after>)",
            resolve_with_year,
        ),
        (rf"(?P<rest>.+?) (?:of |in )?(?P<which>(?:1 )?)year (?P<after>{_BACK}|{_FURTHER})", resolve_with_year),
        (rf"(?P<number>{NUMBER} )?(?P<unit>{UNIT}) (?:to|ended|ending|through) (?P<rest>.+)", resolve_stretch_to),
        (r"(?:eve|day before) of (?P<rest>.+)", resolve_eve),
        (r"\d+(?:st|nd|rd|th) (?P<unit>day|week|month|year)(?: running| in a row)?", resolve_nth_unit),
    )
)
