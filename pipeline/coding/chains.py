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
_BODIES = frozenset(("ORG",))
_FORCES = frozenset(("MIL", "COP"))
_ARMED = frozenset(("REB", "UAF", "CRM", "PRM"))
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
class ChainBuilder:
    """Joins mentions; a join that would put two different persons or kinds into one chain is refused."""

    reading: Reading
    countries: tuple[str | None, ...]
    sectors: tuple[str | None, ...]
    parent: list[int] = field(init=False)
    confidence: list[float] = field(init=False)
    chain_mentions: dict[int, list[int]] = field(init=False)
    members: dict[int, list[int]] = field(default_factory=dict)
    nations: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count = len(self.reading.mentions)
        self.parent = list(range(count))
        self.confidence = [1.0] * count
        self.chain_mentions = {number: [number] for number in range(count)}

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
        if not self._may_join(one, other):
            return False
        first, second = min(one, other), max(one, other)
        self.parent[second] = first
        self.chain_mentions[first] += self.chain_mentions.pop(second)
        self.confidence[later] = min(self.confidence[later], confidence)
        return True

    def is_alone(self, number: int) -> bool:
        """Whether mention ``number`` is the only one of its chain."""
        return len(self.chain_mentions[self.find(number)]) == 1

    def persons(self, root: int) -> list[int]:
        """The named persons in the chain of ``root``."""
        return [one for one in self.chain_mentions[root] if self.reading.mentions[one].type == "PER"]

    def country(self, number: int) -> str | None:
        """The country that a mention of the chain of ``number`` tells, the first one's."""
        known = (self.countries[one] for one in sorted(self.chain_mentions[self.find(number)]))
        return next((country for country in known if country), None)

    def sector(self, number: int) -> str | None:
        """The sector that a mention of the chain of ``number`` tells, the first one's."""
        known = (self.sectors[one] for one in sorted(self.chain_mentions[self.find(number)]))
        return next((sector for sector in known if sector), None)

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

    def _may_join(self, one: int, other: int) -> bool:
        mentions = self.reading.mentions
        kinds = {mentions[number].type for number in self.chain_mentions[one]}
        others = {mentions[number].type for number in self.chain_mentions[other]}
        if not all(kind in _KINDS_TOGETHER.get(first, ()) for first in kinds for kind in others):
            return False
        return self._same_person(one, other) and self._same_place(one, other) and self._same_side(one, other)

    def _same_place(self, one: int, other: int) -> bool:
        """Two places with names are one if the names are, or if both mean one state ("India", "New Delhi")."""
        names = self._names(one, _PLACES)
        others = self._names(other, _PLACES)
        if not names or not others:
            return True
        short, full = sorted((max(names, key=len), max(others, key=len)), key=len)
        if normalise_name(short) in normalise_name(full):
            return True
        state = country_of(short)
        return state is not None and state == country_of(full)

    def _same_side(self, one: int, other: int) -> bool:
        """Not of two countries, not known by name as two organisations, not soldiers and rebels."""
        country, other_country = self.country(one), self.country(other)
        if country and other_country and country != other_country:
            return False
        sectors = {self.sector(one), self.sector(other)}
        if sectors & _FORCES and sectors & _ARMED:
            return False
        bodies = map(find_organisation, self._names(one, _BODIES) + self._names(other, _BODIES))
        return len({body.name for body in bodies if body is not None}) < 2

    def _names(self, root: int, kinds: frozenset[str]) -> list[str]:
        texts, mentions = self.reading.texts, self.reading.mentions
        return [
            texts[number]
            for number in self.chain_mentions[root]
            if mentions[number].type in kinds and is_proper(texts[number])
        ]

    def _same_person(self, one: int, other: int) -> bool:
        texts = self.reading.texts
        names, other_names = self.persons(one), self.persons(other)
        if not names or not other_names:
            return True
        name = max((texts[number] for number in names), key=len)
        other_name = max((texts[number] for number in other_names), key=len)
        short, full = sorted((name, other_name), key=len)
        surname_first = writes_surname_first(self.country(one) or self.country(other))
        return is_short_for(short, full, surname_first=surname_first)
