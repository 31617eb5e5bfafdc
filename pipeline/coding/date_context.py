"""What a date phrase is read against: the day of publication, the tense of its clause, and an earlier stated time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pipeline.coding.periods import begin_of, end_of
from pipeline.records import TimeValue

# News leaves out the year of days in the current one. Across the turn of the year, a day further off than this on the
# side that the tense tells is rather the one on the other side.
FURTHEST_DAYS: Final = 230
_SIZES: Final = {
    "time": 0, "day": 0, "week": 1, "month": 2, "quarter": 3, "season": 3, "year": 4, "decade": 5, "century": 6,
}  # fmt: skip
NEAR_DAYS: Final = 366 - FURTHEST_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class DateContext:
    """Day of publication, tense (past, present, future), anchor, and the reader for the parts of a phrase."""

    published: date
    tense: str
    anchor: TimeValue | None
    read: Callable[["DateContext", str], TimeValue | None]

    @property
    def reference(self) -> date:
        """The day that "the same day" and "that night" are of: the anchor where it is a day, else publication."""
        stated = self.stated_in("day")
        return self.published if stated is None else begin_of(stated)

    def stated_in(self, unit: str) -> TimeValue | None:
        """The anchor where it is exact enough to count ``unit`` from: no weeks from a year, no days from a month."""
        if self.anchor is None or self.anchor.begin is None or self.anchor.granularity not in _SIZES:
            return None
        return self.anchor if _SIZES[self.anchor.granularity] <= _SIZES.get(unit, 0) else None

    def resolve(self, phrase: str) -> TimeValue | None:
        """What a part of the phrase means, already normalised."""
        return self.read(self, phrase.strip())

    def choose_day(self, in_year: Callable[[int], date | None]) -> date | None:
        """The occurrence of a day of the year (``in_year``; None in years without it) that the tense points to."""
        years = range(max(self.published.year - 8, 1), min(self.published.year + 9, 9999))
        days = [found for year in years if (found := in_year(year)) is not None]
        before = max((found for found in days if found <= self.published), default=None)
        after = min((found for found in days if found >= self.published), default=None)
        if before is None or after is None:
            return before or after
        since, until = (self.published - before).days, (after - self.published).days
        if self.tense == "past":
            return (
                after if before.year != self.published.year and since > FURTHEST_DAYS and until < NEAR_DAYS else before
            )
        if self.tense == "future":
            return (
                before if after.year != self.published.year and until > FURTHEST_DAYS and since < NEAR_DAYS else after
            )
        return before if since < until else after

    def choose_weekday(self, weekday: int) -> date:
        """The weekday (Monday 0) nearest to publication on the side of the tense; publication day itself counts."""
        back = (self.published.weekday() - weekday) % 7
        forth = (weekday - self.published.weekday()) % 7
        if self.tense == "past" or (self.tense == "present" and back <= forth):
            return self.published - timedelta(days=back)
        return self.published + timedelta(days=forth)

    def choose_period(self, make: Callable[[int], TimeValue]) -> TimeValue:
        """The month, quarter or season of a year: the last one begun, or the next one not over, by the tense."""
        year = self.published.year
        candidates = [make(number) for number in (year - 1, year, year + 1) if 1 <= number <= 9998]
        begun = [c for c in candidates if begin_of(c) <= self.published]
        not_over = [c for c in candidates if end_of(c) >= self.published]
        if self.tense == "past":
            return begun[-1]
        if self.tense == "future":
            return not_over[0]
        since = (self.published - end_of(begun[-1])).days
        return begun[-1] if since < (begin_of(not_over[0]) - self.published).days else not_over[0]
