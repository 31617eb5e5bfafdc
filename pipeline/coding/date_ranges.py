"""Ranges of dates: 13 to 15 January 2026, Monday to Wednesday, September and October of last year.

A range's value is an ISO 8601 interval (``2009/2011``), its days run from the begin of the first part to the end of the
last.
"""

import re
from datetime import timedelta
from typing import Final

from pipeline.coding import periods
from pipeline.coding.date_absolute import MONTH, WEEKDAY
from pipeline.coding.date_context import DateContext
from pipeline.records import TimeValue

_RANGE: Final = re.compile(r"(?P<first>.+?) (?:to|through|until|and|or|into) (?P<last>.+)")
_QUALIFIER: Final = re.compile(
    r"(?P<rest>.+?) (?P<year>(?:of )?(?:[12]\d{3}|(?:last|this|next|that|same|previous|following) year))"
)
_BARE_DAY: Final = re.compile(r"\d{1,2}(?:st|nd|rd|th)?")
_MONTH_DAY: Final = re.compile(rf"(?:(?:{WEEKDAY}) )?(?P<month>{MONTH}) (?P<day>\d{{1,2}}(?:st|nd|rd|th)?)")
_DAY_MONTH: Final = re.compile(rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)?) (?P<month>{MONTH})")


def _complete(first: str, last: str) -> tuple[str, str]:
    """Both ends with what only one of them says: the month of a bare day."""
    if _BARE_DAY.fullmatch(last) and (month_first := _MONTH_DAY.fullmatch(first)):
        return first, f"{month_first['month']} {last}"
    if _BARE_DAY.fullmatch(first) and (day_month := _DAY_MONTH.fullmatch(last)):
        return f"{first} {day_month['month']}", last
    return first, last


def resolve_range(phrase: str, context: DateContext) -> TimeValue | None:
    """The range that a normalised phrase tells, or None where it is none or its ends do not fit each other."""
    split = _RANGE.fullmatch(phrase.removeprefix("from ").removeprefix("between ").removeprefix("period "))
    if split is None:
        return None
    first, last = split["first"], split["last"]
    year = ""
    if (qualified := _QUALIFIER.fullmatch(last)) and not _QUALIFIER.fullmatch(first):
        last, year = qualified["rest"], " " + qualified["year"]
        if re.fullmatch(r"[12]\d{3}|.*\d{4}", first):
            year = ""
            last = split["last"]
    first, last = _complete(first, last)
    end = context.resolve(last + year)
    if end is None or end.begin is None:
        return None
    begin = context.resolve(first + year)
    if begin is None or begin.begin is None or begin.granularity == "duration" or end.granularity == "duration":
        return None
    if begin.begin > end.begin:
        begin, end = _put_in_order(begin, end, last=last, context=context)
    return periods.span(begin, end)


def _put_in_order(begin: TimeValue, end: TimeValue, *, last: str, context: DateContext) -> tuple[TimeValue, TimeValue]:
    """Ends that were read each for itself, moved to follow each other: Friday to Monday, May 15-24 on May 20."""
    if re.fullmatch(WEEKDAY, last):
        if context.tense == "past":
            return periods.day(periods.begin_of(begin) - timedelta(days=7)), end
        return begin, periods.day(periods.begin_of(end) + timedelta(days=7))
    same_year = context.resolve(f"{last} {periods.begin_of(begin).year}")
    return begin, end if same_year is None or same_year.granularity != end.granularity else same_year
