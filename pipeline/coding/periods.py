"""Periods of the calendar as TimeValues: days, weeks, months … centuries, their parts, and moving between them.

Values are TIMEX3 (TimeML 1.2.1): ``2024-11``, ``2024-W52``, ``2024-Q3``, ``2024-FA``, ``199``, ``19``. Weeks are ISO
weeks, seasons the meteorological ones of the northern hemisphere (winter begins in December of its year).
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from pipeline.records import TimeValue

SEASON_MONTHS: Final = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def make_period(value: str, begin: date, end: date, granularity: str) -> TimeValue:
    """A TimeValue with a place in the calendar, from ``begin`` to ``end`` inclusive."""
    return TimeValue(value=value, begin=begin.isoformat(), end=end.isoformat(), granularity=granularity)


def make_unplaced(value: str, granularity: str) -> TimeValue:
    """A TimeValue without a place in the calendar: a duration, a set, a reference."""
    return TimeValue(value=value, begin=None, end=None, granularity=granularity)


def begin_of(period: TimeValue) -> date:
    """First day of a period that has a place in the calendar."""
    assert period.begin is not None
    return date.fromisoformat(period.begin)


def end_of(period: TimeValue) -> date:
    """Last day of a period that has a place in the calendar."""
    assert period.end is not None
    return date.fromisoformat(period.end)


def day(of: date) -> TimeValue:
    """The day itself."""
    return make_period(of.isoformat(), of, of, "day")


def week(of: date) -> TimeValue:
    """The ISO week, Monday to Sunday, that ``of`` lies in."""
    year, number, weekday = of.isocalendar()
    monday = of - timedelta(days=weekday - 1)
    return make_period(f"{year:04}-W{number:02}", monday, monday + timedelta(days=6), "week")


def weekend(of: date) -> TimeValue:
    """Saturday and Sunday of the ISO week that ``of`` lies in."""
    whole = week(of)
    return make_period(whole.value + "-WE", end_of(whole) - timedelta(days=1), end_of(whole), "day")


def month(year: int, number: int) -> TimeValue:
    """Month ``number`` (1 to 12) of ``year``."""
    last = monthrange(year, number)[1]
    return make_period(f"{year:04}-{number:02}", date(year, number, 1), date(year, number, last), "month")


def quarter(year: int, number: int) -> TimeValue:
    """Quarter ``number`` (1 to 4) of the calendar year."""
    begin = date(year, 3 * number - 2, 1)
    return make_period(f"{year:04}-Q{number}", begin, end_of(month(year, 3 * number)), "quarter")


def half_year(year: int, number: int) -> TimeValue:
    """First or second half of the calendar year."""
    begin = date(year, 6 * number - 5, 1)
    return make_period(f"{year:04}-H{number}", begin, end_of(month(year, 6 * number)), "quarter")


def season(year: int, code: str) -> TimeValue:
    """Season ``code`` (SP, SU, FA, WI) that begins in ``year``."""
    begin = date(year, SEASON_MONTHS[code], 1)
    last = shift_months(begin, 2)
    return make_period(f"{year:04}-{code}", begin, end_of(month(last.year, last.month)), "season")


def year(number: int) -> TimeValue:
    """The calendar year."""
    return make_period(f"{number:04}", date(number, 1, 1), date(number, 12, 31), "year")


def decade(first_year: int) -> TimeValue:
    """Ten years from ``first_year``, which ends in 0."""
    value = f"{first_year // 10:03}"
    return make_period(value, date(first_year, 1, 1), date(first_year + 9, 12, 31), "decade")


def century(first_two_digits: int) -> TimeValue:
    """The hundred years whose numbers begin with these two digits (19: 1900 to 1999)."""
    begin = max(first_two_digits * 100, 1)
    end = date(first_two_digits * 100 + 99, 12, 31)
    return make_period(f"{first_two_digits:02}", date(begin, 1, 1), end, "century")


def span(first: TimeValue, last: TimeValue) -> TimeValue | None:
    """From the begin of ``first`` to the end of ``last``, as an ISO interval; None where they are out of order."""
    if first.begin is None or last.end is None or first.begin > last.end:
        return None
    return TimeValue(value=f"{first.value}/{last.value}", begin=first.begin, end=last.end, granularity=last.granularity)


def shift_months(of: date, months: int) -> date:
    """The same day ``months`` later (or earlier), or the month's last day where it is shorter."""
    years, zero_based = divmod(of.month - 1 + months, 12)
    to_year, to_month = of.year + years, zero_based + 1
    return date(to_year, to_month, min(of.day, monthrange(to_year, to_month)[1]))


def _shift_weeks(of: date, number: int) -> TimeValue:
    there = of + timedelta(weeks=number)
    return day(there) if abs(number) == 1 else week(there)


def _shift_months(of: date, number: int) -> TimeValue:
    there = shift_months(of, number)
    return month(there.year, there.month)


def _shift_quarters(of: date, number: int) -> TimeValue:
    there = shift_months(of, 3 * number)
    return quarter(there.year, (there.month + 2) // 3)


_SHIFTS: Final[dict[str, Callable[[date, int], TimeValue]]] = {
    "day": lambda of, number: day(of + timedelta(days=number)),
    "night": lambda of, number: day(of + timedelta(days=number)),
    "business day": lambda of, number: day(of + timedelta(days=number + number // 5 * 2)),
    "week": _shift_weeks,
    "month": _shift_months,
    "quarter": _shift_quarters,
    "year": lambda of, number: year(of.year + number),
    "decade": lambda of, number: year(of.year + 10 * number),
    "century": lambda of, number: century((of.year + 100 * number) // 100),
}


def shift(of: date, amount: float, unit: str) -> TimeValue | None:
    """The period of size ``unit`` that lies ``amount`` units from ``of``: two months after 3 May is July.

    A whole number of days gives a day, of weeks a week (one week: a day), of months a month, of years and decades a
    year; None where the number is not whole, the unit no such unit, or the result outside the calendar.
    """
    move = _SHIFTS.get(unit)
    if move is None or amount != int(amount):
        return None
    try:
        return move(of, int(amount))
    except (ValueError, OverflowError):
        return None


def narrow(period: TimeValue, part: str) -> TimeValue:
    """The ``part`` (early, mid, late, start, end) of a period: its TIMEX3 value, with a shorter range of days.

    Early, mid and late are thirds: four months of a year, ten days of a month, three or four years of a decade. Start
    and end are the first and last month of a year, seven days of a month, a tenth of anything else.
    """
    begin, end = begin_of(period), end_of(period)
    if period.granularity in ("year", "decade", "century"):
        months = 12 * (end.year - begin.year + 1)
        size = -(-months // 36) * 12 if months > 12 else 4
        edge = max(months // 12, 1)
        cuts = {"early": (0, size), "mid": (size, months - size), "late": (months - size, months)}
        cuts |= {"start": (0, edge), "end": (months - edge, months)}
        first_month, next_month = cuts[part]
        if first_month >= next_month:
            return period
        first = shift_months(begin, first_month)
        last = end if next_month == months else shift_months(begin, next_month) - timedelta(days=1)
        return make_period(period.value, first, last, period.granularity)
    days = (end - begin).days + 1
    third = max(days // 3, 1)
    edge = 7 if period.granularity == "month" else max(days // 10, 1)
    if part in ("early", "start"):
        first, last = begin, begin + timedelta(days=(third if part == "early" else edge) - 1)
    elif part in ("late", "end"):
        first, last = (begin + timedelta(days=2 * third) if part == "late" else end - timedelta(days=edge - 1)), end
    else:
        first, last = begin + timedelta(days=third), begin + timedelta(days=max(2 * third - 1, third))
    return make_period(period.value, first, min(last, end), period.granularity)
