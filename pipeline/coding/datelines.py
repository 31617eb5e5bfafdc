"""The dateline that a news report may open with: BEIRUT, March 3 (Agency) -."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeline.coding.date_words import MONTHS, WEEKDAYS
from pipeline.coding.dates import resolve_date
from pipeline.records import TimeValue

LONGEST_DATELINE_CHARACTERS: Final = 100

_END: Final = re.compile(r"\s*(?:[-–—]{1,2}\s|(?<=\))\s)")
_AGENCY: Final = re.compile(r"\s*\([A-Z][^()\d]{1,40}\)\s*$")
_CITY: Final = re.compile(r"[^\W\d_][\w.'’ /-]{1,40}")
_DATE_WORDS: Final = re.compile(rf"(?:{'|'.join(name[:3] for name in (*MONTHS, *WEEKDAYS))})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """Where and when a report was filed: span of the place in the text, and the day where the dateline gives one."""

    text: str
    start: int
    end: int
    time: TimeValue | None


def find_dateline(text: str, *, published: date) -> Dateline | None:
    """The dateline at the head of ``text``, or None.

    One must have its city in capitals, or an agency in brackets, or a date, and end in a dash or the agency.
    """
    start = len(text) - len(text.lstrip())
    head = text[start : start + LONGEST_DATELINE_CHARACTERS]
    for end in _END.finditer(head):
        found = _read_head(head[: end.start()], published)
        if found is not None:
            place, time = found
            return Dateline(text=place, start=start, end=start + len(place), time=time)
    return None


def _read_head(head: str, published: date) -> tuple[str, TimeValue | None] | None:
    """Place and day of a dateline without its dash."""
    bare = _AGENCY.sub("", head)
    has_agency = bare != head
    parts = bare.split(",")
    place, time = parts[0], None
    for index, part in enumerate(parts[1:], start=1):
        if _DATE_WORDS.match(part.strip()) or part.strip()[:1].isdigit():
            time = resolve_date(",".join(parts[index:]).strip(), published=published)
            if time is None:
                return None
            break
        place += "," + part
    city = parts[0]
    if not _CITY.fullmatch(city) or len(city.split()) > 4 or not all(word[:1].isupper() for word in place.split()):
        return None
    return (place, time) if city.isupper() or has_agency or time is not None else None
