"""One actor: its country, sectors, office, PLOVER code; and what a part in an event makes of it."""

import re

from msgspec import Struct
from msgspec.structs import replace

from pipeline.coding.affiliation import BREAKAWAY
from pipeline.coding.countries import country_of
from pipeline.coding.sectors import find_sector
from pipeline.records import GroupMember

_THING = re.compile(
    r"\b(?:ships?|vessels?|boats?|planes?|aircraft|jets?|helicopters?|trucks?|lorries|cars?|bus(?:es)?|trains?|tanks?"
    r"|drones?|dogs?|entit(?:y|ies)|flights?|tankers?|bodies|delegat\w+|groups?|organi[sz]ations?|factions?|sides|camps)\b",
    re.IGNORECASE,
)
_VIOLENT_EVENTS = frozenset(("ASSAULT", "MOBILIZE", "COERCE"))
_CIVIL_EVENTS = frozenset(("PROTEST", "ASSAULT", "AID"))
_CIVIL_MODES = frozenset(("arrest", "deport", "curfew", "convict"))


class Actor(Struct, frozen=True, kw_only=True):
    """One actor, a struct for its copies. ``others`` are sectors beside ``sector``, ``members`` those of a group.

    ``place`` is a mention whose country the gazetteer may know.
    """

    type: str
    name: str
    country: str | None = None
    international: str | None = None
    sector: str | None = None
    others: tuple[str, ...] = ()
    title: str | None = None
    members: tuple[GroupMember, ...] = ()
    place: int | None = None

    @property
    def code(self) -> str | None:
        """Country or international code, then sector: JPNGOV, UNO, IMGREB; None without the first."""
        prefix = self.international or self.country
        return prefix + (self.sector or "") if prefix else None

    def as_member(self) -> GroupMember:
        """The actor as a member of a group."""
        return GroupMember(
            name=self.name,
            country=self.country,
            sector=self.sector,
            other_sectors=self.others,
            code=self.code,
            title=self.title,
        )


def _is_people(name: str) -> bool:
    return country_of(name.rpartition(" ")[2]) is not None


def _is_civil(event_type: str, mode: str | None) -> bool:
    return event_type in _CIVIL_EVENTS or mode in _CIVIL_MODES


def _suffers(event_type: str, mode: str | None, role: str) -> bool:
    return event_type == "PROTEST" or (role == "RECIPIENT" and _is_civil(event_type, mode))


def acting(actor: Actor, event_type: str, mode: str | None, role: str = "ACTOR") -> Actor:
    """``actor`` in a role of an event: a country that acts is its government, a nation's people are civilians.

    A GPE without a sector is GOV, as PLOVER codes national actors, and so is a building that stands for a state ("the
    Kremlin"); other buildings have the sector that their name tells ("the hospital" MED). A people ("Palestinians",
    "13 Israelis") is CVL where it protests, suffers violence or arrest, or gets help, and, with a number, wherever it
    does nothing violent; it is GOV elsewhere ("the Russians shelled"). A person whose office says nothing is CVL where
    there is violence, protest, arrest or help; people of whom nothing is known ("weavers", "the 12") where they protest
    or suffer it.
    """
    if actor.sector is not None or actor.members or actor.international == "UNO":
        return actor
    if actor.type == "GPE" and actor.country is not None:
        sector: str | None = "GOV"
    elif actor.type == "PER" and _is_civil(event_type, mode):
        sector = "CVL"
    elif actor.type == "ORG" and (country_of(actor.name) or BREAKAWAY in actor.others):
        sector = "GOV"
    elif actor.type in ("FAC", "LOC"):
        told = find_sector(actor.name)
        sector = "GOV" if country_of(actor.name) else told.code if told.strong else None
    elif actor.country is not None and (actor.type == "NORP" or (actor.type == "GRP" and _is_people(actor.name))):
        violent = role == "ACTOR" and event_type in _VIOLENT_EVENTS
        counted = actor.type == "GRP" and " " in actor.name and not actor.name.lower().startswith("the ")
        civil = counted or _is_civil(event_type, mode)
        sector = "CVL" if civil and not violent else "GOV"
    elif actor.type in ("GRP", "TITLE") and _suffers(event_type, mode, role) and not _THING.search(actor.name):
        sector = None if actor.international else "CVL"
    else:
        return actor
    return replace(actor, sector=sector)
