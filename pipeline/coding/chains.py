"""Chains of mentions that mean the same, while coreference builds them, and as it leaves them."""

from collections import defaultdict
from dataclasses import dataclass, field

from pipeline.coding.countries import country_of
from pipeline.coding.names import is_proper, is_short_for, writes_surname_first
from pipeline.coding.organisations import find_organisation, normalise_name
from pipeline.coding.reading import Reading

_KINDS_TOGETHER = {
    "PER": frozenset(("PER", "TITLE", "GRP", "PRO")),
    "TITLE": frozenset(("PER", "TITLE", "GRP", "PRO")),
    "GRP": frozenset(("PER", "TITLE", "GRP", "ORG", "NORP", "PRO")),
    "ORG": frozenset(("ORG", "GRP", "NORP", "PRO")),
    "NORP": frozenset(("NORP", "GRP", "ORG", "PRO")),
    "GPE": frozenset(("GPE", "LOC", "FAC", "PRO")),
    "LOC": frozenset(("GPE", "LOC", "FAC", "PRO")),
    "FAC": frozenset(("GPE", "LOC", "FAC", "PRO")),
    "PRO": frozenset(("PER", "TITLE", "GRP", "ORG", "NORP", "GPE", "LOC", "FAC", "PRO")),
}
_PLACES = frozenset(("GPE", "LOC", "FAC"))
_INSTITUTIONS = frozenset(("MIL", "COP", "JUD", "LEG"))
_OTHERS = frozenset(("REB", "UAF", "CRM", "PRM", "CVL", "OPP", "LAB", "EDU", "AGR", "BUS", "MED"))
_ENOUGH_MENTIONS = 24
_NOTHING: frozenset[str] = frozenset()
_ALONE = {kind: frozenset((kind,)) for kind in _KINDS_TOGETHER}
ENTITY_TYPES = frozenset(_KINDS_TOGETHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """``of`` is each mention's chain (None for dates, numbers, money), ``mentions`` each chain's mentions in order.

    ``members`` lists the chains that a chain of a group stands for, ``nations`` the countries (alpha-3) that it stands
    for, ``confidence`` how sure the link of each mention to its chain is.
    """

    of: tuple[int | None, ...]
    mentions: tuple[tuple[int, ...], ...]
    members: tuple[tuple[int, ...], ...]
    nations: tuple[tuple[str, ...], ...]
    confidence: tuple[float, ...]


@dataclass(slots=True)
class _Facts:
    """What a chain tells, kept up to date as it grows: kinds, longest names, bodies, first country and sector."""

    kinds: frozenset[str]
    person: str
    place: str
    bodies: frozenset[str]
    country: str | None
    sector: str | None

    def absorb(self, later: "_Facts") -> None:
        self.kinds |= later.kinds  # the sets of single mentions are shared: a new one
        self.person = later.person if len(later.person) > len(self.person) else self.person
        self.place = later.place if len(later.place) > len(self.place) else self.place
        self.bodies |= later.bodies
        self.country = self.country or later.country
        self.sector = self.sector or later.sector


@dataclass(slots=True)
class ChainBuilder:
    """Joins mentions; a join that would put two different persons or kinds into one chain is refused."""

    reading: Reading
    countries: tuple[str | None, ...]
    sectors: tuple[str | None, ...]
    parent: list[int] = field(init=False)
    confidence: list[float] = field(init=False)
    chain_mentions: dict[int, list[int]] = field(init=False)
    facts: dict[int, _Facts] = field(init=False)
    members: dict[int, list[int]] = field(default_factory=dict)
    nations: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count = len(self.reading.mentions)
        self.parent = list(range(count))
        self.confidence = [1.0] * count
        self.chain_mentions = {number: [number] for number in range(count)}
        self.facts = {number: self._tell(number) for number in range(count)}

    def find(self, number: int) -> int:
        """The mention that stands for the chain of mention ``number``."""
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def join(self, later: int, earlier: int, confidence: float) -> bool:
        """Put both mentions into one chain; False where they can't be the same thing."""
        one, other = self.find(later), self.find(earlier)
        if one == other:
            return True
        first, second = min(one, other), max(one, other)
        if not _may_join(self.facts[first], self.facts[second]):
            return False
        self.parent[second] = first
        self.facts[first].absorb(self.facts.pop(second))
        small, large = self.chain_mentions[first], self.chain_mentions.pop(second)
        if len(small) > len(large):
            small, large = large, small
        large += small
        self.chain_mentions[first] = large
        self.confidence[later] = min(self.confidence[later], confidence)
        return True

    def is_alone(self, number: int) -> bool:
        """Whether mention ``number`` is the only one of its chain."""
        return len(self.chain_mentions[self.find(number)]) == 1

    def kinds(self, number: int) -> frozenset[str]:
        """The types of the mentions in the chain of ``number``."""
        return self.facts[self.find(number)].kinds

    def last_mentions(self, number: int) -> list[int]:
        """Some of the mentions in the chain of ``number``, all of a short one."""
        return self.chain_mentions[self.find(number)][-_ENOUGH_MENTIONS:]

    def country(self, number: int) -> str | None:
        """The country that a mention of the chain of ``number`` tells, the first one's."""
        return self.facts[self.find(number)].country

    def sector(self, number: int) -> str | None:
        """The sector that a mention of the chain of ``number`` tells, the first one's."""
        return self.facts[self.find(number)].sector

    def freeze(self) -> Chains:
        """The chains in the order of their first mentions."""
        roots: dict[int, int] = {}
        of: list[int | None] = []
        for number, mention in enumerate(self.reading.mentions):
            of.append(roots.setdefault(self.find(number), len(roots)) if mention.type in ENTITY_TYPES else None)
        order = sorted(roots, key=roots.__getitem__)
        members: dict[int, tuple[int, ...]] = defaultdict(tuple)
        nations: dict[int, tuple[str, ...]] = defaultdict(tuple)
        for group, parts in self.members.items():
            chains = dict.fromkeys(roots[self.find(one)] for one in parts if self.find(one) in roots)
            own = roots[self.find(group)]
            members[own] = members[own] or tuple(one for one in chains if one != own)
        for group, codes in self.nations.items():
            own = roots[self.find(group)]
            nations[own] = nations[own] or codes
        return Chains(
            of=tuple(of),
            mentions=tuple(tuple(sorted(self.chain_mentions[root])) for root in order),
            members=tuple(members[number] for number in range(len(order))),
            nations=tuple(nations[number] for number in range(len(order))),
            confidence=tuple(self.confidence),
        )

    def _tell(self, number: int) -> _Facts:
        kind, text = self.reading.mentions[number].type, self.reading.texts[number]
        body = find_organisation(text) if kind == "ORG" and is_proper(text) else None
        return _Facts(
            kinds=_ALONE.get(kind) or frozenset((kind,)),
            person=text if kind == "PER" else "",
            place=text if kind in _PLACES and is_proper(text) else "",
            bodies=_NOTHING if body is None or body.shared else frozenset((body.name,)),
            country=self.countries[number],
            sector=self.sectors[number],
        )


def _may_join(one: _Facts, other: _Facts) -> bool:
    if not all(other.kinds <= _KINDS_TOGETHER.get(first, _NOTHING) for first in one.kinds):
        return False
    return _is_same_person(one, other) and _is_same_place(one, other) and _is_same_side(one, other)


def _is_same_person(one: _Facts, other: _Facts) -> bool:
    if not one.person or not other.person:
        return True
    short, full = sorted((one.person, other.person), key=len)
    return is_short_for(short, full, surname_first=writes_surname_first(one.country or other.country))


def _is_same_place(one: _Facts, other: _Facts) -> bool:
    """Two places with names are one if the names are, or if both mean one state ("India", "New Delhi")."""
    if not one.place or not other.place:
        return True
    short, full = sorted((one.place, other.place), key=len)
    if normalise_name(short) in normalise_name(full):
        return True
    state = country_of(short)
    return state is not None and state == country_of(full)


def _is_plain_body(facts: _Facts) -> bool:
    """Whether a chain is a known body that PLOVER gives no sector: the United Nations are no rebels and no company."""
    return bool(facts.bodies) and facts.sector is None


def _is_same_side(one: _Facts, other: _Facts) -> bool:
    """Not of two countries, not known by name as two organisations, not soldiers and rebels or judges and marchers."""
    if one.country and other.country and one.country != other.country:
        return False
    if (_is_plain_body(one) and other.sector in _OTHERS) or (_is_plain_body(other) and one.sector in _OTHERS):
        return False
    if one.sector and other.sector and one.sector != other.sector:
        sectors = {one.sector, other.sector}
        if sectors & _INSTITUTIONS and sectors & _OTHERS:
            return False
    return not one.bodies or not other.bodies or one.bodies == other.bodies
