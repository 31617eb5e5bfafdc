"""DATE mentions → TIMEX3 values and days of the calendar.

``resolve_date`` normalises the phrase (``date_words``) and tries the rules of ``date_absolute``, ``date_durations``,
``date_relative``, ``date_parts`` and ``date_ranges`` in this order; the first that fits and makes a date wins.
Conventions: weeks are ISO weeks; seasons are those of the northern hemisphere; thirds of a period for early, mid and
late; a fiscal year has no place in the calendar.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from pipeline.coding.date_absolute import ABSOLUTE_RULES
from pipeline.coding.date_context import DateContext
from pipeline.coding.date_durations import DURATION_RULES
from pipeline.coding.date_parts import PART_RULES
from pipeline.coding.date_ranges import resolve_range
from pipeline.coding.date_relative import RELATIVE_RULES
from pipeline.coding.date_words import normalize_phrase
from pipeline.records import TimeValue

TENSES: Final = ("past", "present", "future")
DEEPEST_NESTING: Final = 5
MOST_READINGS: Final = 60
FIRST_YEAR: Final = 100
LAST_YEAR: Final = 9900

Rule = Callable[[re.Match[str], DateContext], TimeValue | None]
_RULES: Final = (*ABSOLUTE_RULES, *DURATION_RULES, *RELATIVE_RULES, *PART_RULES)


class _Reader:
    """Applies the rules to a phrase and its parts, each part once.

    ``MOST_READINGS`` and ``DEEPEST_NESTING`` bound the work that a phrase made to be slow can cause.
    """

    __slots__ = ("depth", "known")

    def __init__(self) -> None:
        self.depth = 0
        self.known: dict[str, TimeValue | None] = {}

    def __call__(self, context: DateContext, phrase: str) -> TimeValue | None:
        if phrase in self.known:
            return self.known[phrase]
        if self.depth >= DEEPEST_NESTING or len(self.known) >= MOST_READINGS or not phrase:
            return None
        self.depth += 1
        try:
            found = _read(context, phrase)
        finally:
            self.depth -= 1
        self.known[phrase] = found
        return found


def _read(context: DateContext, phrase: str) -> TimeValue | None:
    fitting = _find_rule(phrase, 0)
    while fitting is not None:
        number, match = fitting
        found = _RULES[number][1](match, context)
        if found is not None:
            return found
        fitting = _find_rule(phrase, number + 1)
    return resolve_range(phrase, context)


@lru_cache(maxsize=16384)
def _find_rule(phrase: str, start: int) -> tuple[int, re.Match[str]] | None:
    """The number of the first rule from ``start`` on that fits a phrase, and its match: it depends on nothing else."""
    for number in range(start, len(_RULES)):
        match = _RULES[number][0].fullmatch(phrase)
        if match is not None:
            return number, match
    return None


@lru_cache(maxsize=16384)
def resolve_date(
    text: str, *, published: date, tense: str = "past", anchor: TimeValue | None = None
) -> TimeValue | None:
    """The time that ``text``, a whole DATE mention, means in an article of ``published``; None where it can't be told.

    ``tense`` (past, present, future) is that of the clause the date stands in; ``anchor`` an earlier stated time that
    "the same day" or "two weeks earlier" count from (publication where None). Publication in the first or last
    years of the calendar (before 100, after 9900) gives None.

    Raises:
        ValueError: ``tense`` is none of the three.
    """
    if tense not in TENSES:
        message = f"tense is {tense!r}, must be one of {', '.join(TENSES)}"
        raise ValueError(message)
    if not FIRST_YEAR <= published.year <= LAST_YEAR:
        return None
    context = DateContext(published=published, tense=tense, anchor=anchor, read=_Reader())
    try:
        return context.resolve(normalize_phrase(text))
    except OverflowError:  # a day outside the years 1 to 9999
        return None
