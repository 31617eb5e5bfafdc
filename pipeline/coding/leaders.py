"""Heads of state and government whom a text names without their country (``data/leaders.tsv``)."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.coding.names import split_name
from pipeline.coding.tables import read_rows

_INTERNATIONAL = frozenset(("UNO", "EUR", "IGO", "NGO", "IMG"))
_NEVER_ENDED = 9999
_LEADERS_BODY = re.compile(
    r"(?:[Tt]he )?(.+?)(?:['’]s)? (?:regime|administration|government|dictatorship|camp|cabinet)"
)


@dataclass(frozen=True, slots=True)
class Leader:
    """An office holder: country or international code, sector in office, first and last year in office."""

    country: str | None
    international: str | None
    sector: str
    first_year: int
    last_year: int

    def sector_in(self, year: int) -> str:
        """The sector in ``year``: ELI once the office was left."""
        return self.sector if year <= self.last_year else "ELI"


@cache
def _leaders() -> dict[tuple[str, ...], Leader]:
    leaders: dict[tuple[str, ...], Leader] = {}
    for code, sector, first, last, names in read_rows("leaders.tsv", 5):
        international = code if code in _INTERNATIONAL else None
        leader = Leader(None if international else code, international, sector, int(first), int(last or _NEVER_ENDED))
        for name in names.replace("=", ";").split(";"):
            leaders.setdefault(split_name(name.strip()), leader)
    return leaders


@lru_cache(maxsize=8192)
def find_leader(name: str, year: int) -> Leader | None:
    """The leader called ``name``, if one was in or had left office by ``year``."""
    leader = _leaders().get(split_name(name))
    return leader if leader is not None and leader.first_year - 1 <= year else None


def find_leader_of(kind: str, name: str, year: int) -> Leader | None:
    """A known leader by name, or the one whose government is named: "the Assad regime"."""
    if kind == "PER":
        return find_leader(name, year)
    if kind == "ORG" and (match := _LEADERS_BODY.fullmatch(name)):
        return find_leader(match.group(1), year)
    return None
