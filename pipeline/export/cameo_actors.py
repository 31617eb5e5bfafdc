"""PLOVER actors as GDELT writes CAMEO actors: one code, and its parts.

GDELT 2.0 event codebook (The GDELT Project, 2015-02-19): a code is country, known group and type codes in a row. CAMEO
writes health HLH and media MED where PLOVER writes MED and JRN; the United Nations are IGOUNO, the European Union is
IGOEUREEC, and a social movement NGM. Sectors that CAMEO has no code for (PTY, PRM, REL, SOC) keep PLOVER's. Countries
keep ISO 3166 alpha-3, which CAMEO's list follows for all but a few.
"""

from dataclasses import dataclass
from typing import Final

from pipeline.export.stories import INTERNATIONAL_CODES, Party

_TYPES: Final = {"JRN": "MED", "MED": "HLH", "ISM": "NGM"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CameoActor:
    """An actor's code and what it is made of."""

    code: str | None
    country: str | None
    known_group: str | None
    types: tuple[str, ...]


_UNITED_NATIONS: Final = CameoActor(code="IGOUNO", country=None, known_group="UNO", types=("IGO",))
_EUROPEAN_UNION: Final = CameoActor(code="IGOEUREEC", country="EUR", known_group="EEC", types=("IGO",))
_NOBODY: Final = CameoActor(code=None, country=None, known_group=None, types=())


def code_actor(party: Party | None) -> CameoActor:
    """The CAMEO actor; all empty for nobody and for a party without a code."""
    if party is None or party.prefix is None:
        return _NOBODY
    if party.prefix == "UNO":
        actor = _UNITED_NATIONS
    elif party.prefix == "EUR":
        actor = _EUROPEAN_UNION
    elif party.prefix in INTERNATIONAL_CODES:
        kind = _TYPES.get(party.prefix, party.prefix)
        country = party.country
        actor = CameoActor(code=(country or "") + kind, country=country, known_group=None, types=(kind,))
    else:
        actor = CameoActor(code=party.prefix, country=party.prefix, known_group=None, types=())
    sectors = tuple(_TYPES.get(sector, sector) for sector in party.sectors)
    return CameoActor(
        code=f"{actor.code}{''.join(sectors)}",
        country=actor.country,
        known_group=actor.known_group,
        types=(*actor.types, *sectors),
    )
