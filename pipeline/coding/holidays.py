"""Days of the year that have a name: fixed dates, weekdays of a month, and those that move with Easter."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

_FIXED: Final = {
    "new year's day": (1, 1), "new year": (1, 1), "new years day": (1, 1), "epiphany": (1, 6),
    "orthodox christmas": (1, 7), "valentine's day": (2, 14), "waitangi day": (2, 6),
    "international women's day": (3, 8), "st patrick's day": (3, 17), "nowruz": (3, 21), "april fools' day": (4, 1),
    "anzac day": (4, 25), "may day": (5, 1), "international workers' day": (5, 1), "victory day": (5, 9),
    "europe day": (5, 9), "juneteenth": (6, 19), "canada day": (7, 1), "fourth of july": (7, 4),
    "4th of july": (7, 4), "bastille day": (7, 14), "assumption day": (8, 15), "halloween": (10, 31),
    "all saints' day": (11, 1), "all souls' day": (11, 2), "guy fawkes night": (11, 5), "bonfire night": (11, 5),
    "armistice day": (11, 11), "veterans day": (11, 11), "pearl harbor day": (12, 7), "christmas eve": (12, 24),
    "christmas": (12, 25), "christmas day": (12, 25), "boxing day": (12, 26), "st stephen's day": (12, 26),
    "new year's eve": (12, 31), "new years eve": (12, 31),
}  # fmt: skip
_DAYS_FROM_EASTER: Final = {
    "ash wednesday": -46, "palm sunday": -7, "maundy thursday": -3, "holy thursday": -3, "good friday": -2,
    "holy saturday": -1, "easter saturday": -1, "easter": 0, "easter sunday": 0, "easter monday": 1,
    "ascension day": 39, "pentecost": 49, "whit sunday": 49, "whit monday": 50, "corpus christi": 60,
}  # fmt: skip
# Name: month, weekday (Monday 0), and which one (-1: the month's last).
_WEEKDAY_OF_MONTH: Final = {
    "martin luther king day": (1, 0, 3), "mlk day": (1, 0, 3), "presidents' day": (2, 0, 3),
    "memorial day": (5, 0, -1), "labor day": (9, 0, 1), "columbus day": (10, 0, 2), "thanksgiving": (11, 3, 4),
    "thanksgiving day": (11, 3, 4),
}  # fmt: skip

HOLIDAYS: Final = frozenset({*_FIXED, *_DAYS_FROM_EASTER, *_WEEKDAY_OF_MONTH})


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar (the anonymous algorithm of 1876, as in Meeus, Astronomical Algorithms)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _weekday_of_month(year: int, rule: tuple[int, int, int]) -> date:
    month, weekday, which = rule
    if which > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def find_holiday(name: str) -> Callable[[int], date] | None:
    """A function from a year to the day of the holiday ``name`` (lower case), or None where it is none we know."""
    if name in _FIXED:
        month, day_of_month = _FIXED[name]
        return lambda year: date(year, month, day_of_month)
    if name in _DAYS_FROM_EASTER:
        days = _DAYS_FROM_EASTER[name]
        return lambda year: easter_sunday(year) + timedelta(days=days)
    if name in _WEEKDAY_OF_MONTH:
        rule = _WEEKDAY_OF_MONTH[name]
        return lambda year: _weekday_of_month(year, rule)
    return None
