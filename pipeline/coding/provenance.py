"""The spans behind what is said of an actor: name, country, sector, title, members.

A value that the filler's own words tell has no entry. ``rule`` says how the others follow:

- ``relation``: a word inside it, its office, or what it belongs to ("Japanese" for "the foreign minister Iwaya")
- ``coreference``: another mention of the same actor
- ``gazetteer``: the country of a place among its words or relations
- ``leader``: a name of ``data/leaders.tsv``; ``usual``: whose body of a name that several states have is mostly meant
- ``scene``: the place of an event that the actor takes part in; ``dateline``; ``setting``: a place of its sentence
- ``article``: the country that the article as a whole is about, or that of a state that acts on it
- ``role``: what a country, people or person without a sector is in this role
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pipeline.coding.actors import Actor
from pipeline.coding.affiliation import Affiliation
from pipeline.coding.chains import Chains
from pipeline.coding.event_place import PlacedMentions
from pipeline.coding.leaders import find_leader
from pipeline.coding.reading import Reading, find_dateline
from pipeline.records import Evidence

# How sure a country is that no words of the actor tell; not measured, an order only.
_WITHOUT_WORDS: Final = {"leader": 0.8, "usual": 0.5, "scene": 0.6, "dateline": 0.5, "setting": 0.5, "article": 0.5}
_ROLE: Final = 0.8
_RELATION: Final = 0.9
_DEEPEST: Final = 6
_FARTHEST: Final = 200
_ACTING: Final = frozenset(("ACTOR", "RECIPIENT"))

_Tells = Callable[[Affiliation], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """All that the values of the actors of one article may rest on."""

    reading: Reading
    chains: Chains
    affiliations: tuple[Affiliation, ...]
    placed: PlacedMentions
    _known: dict[tuple[int, str | None], tuple[Evidence, ...]] = field(default_factory=dict)

    def trace(self, mention: int, actor: Actor) -> tuple[Evidence, ...]:
        """What name, country, sector, title and members of ``actor`` rest on, as the filler ``mention`` has them."""
        key = (mention, actor.sector)  # the part in an event changes nothing else of an actor
        if key not in self._known:
            chain = self._chain(mention)
            found = [
                self._trace_name(chain, actor.name),
                self._trace_country(chain, actor),
                self._trace_sector(chain, actor),
                self._trace_title(chain, actor.title),
                *self._trace_members(mention),
            ]
            self._known[key] = tuple(one for one in found if one is not None)
        return self._known[key]

    def _chain(self, mention: int) -> list[int]:
        """The mentions of the same actor, the filler first, then the nearest."""
        chain = self.chains.of[mention]
        others = self.chains.mentions[chain] if chain is not None else ()
        if len(others) < 2:
            return [mention]
        return sorted(others, key=lambda one: (abs(one - mention), one))

    def _link(self, mention: int, other: int) -> float:
        if mention == other:
            return 1.0
        return self.chains.confidence[mention] * self.chains.confidence[other]

    def _show(self, name: str, rule: str, mention: int, confidence: float) -> Evidence:
        span = self.reading.mentions[mention]
        return Evidence(
            field=name,
            rule=rule,
            confidence=round(confidence * span.confidence, 4),
            text=self.reading.texts[mention],
            start=span.start,
            end=span.end,
        )

    def _trace_name(self, chain: list[int], name: str) -> Evidence | None:
        mention = chain[0]
        if name in self.reading.texts[mention]:
            return None
        for one in chain[1:]:
            if name.casefold() in self.reading.texts[one].casefold():
                return self._show("name", "coreference", one, self._link(mention, one))
        return None

    def _trace_title(self, chain: list[int], title: str | None) -> Evidence | None:
        mention = chain[0]
        if title is None or self.reading.texts[mention] == title:
            return None
        offices = (one for one in chain if self.reading.texts[one] == title)
        found = next(offices, None)
        if found is None:
            return None
        rule = "relation" if found in self.reading.titles.get(mention, ()) else "coreference"
        return self._show("title", rule, found, self._link(mention, found))

    def _trace_country(self, chain: list[int], actor: Actor) -> Evidence | None:
        if actor.country is None and actor.international is None:
            return None
        if actor.country is None or actor.international is not None:
            told, found = self._trace_words("country", chain, lambda one: one.international == actor.international)
        else:
            told, found = self._trace_words("country", chain, lambda one: one.country == actor.country)
        return found if told else self._trace_surroundings(chain, actor.country)

    def _trace_sector(self, chain: list[int], actor: Actor) -> Evidence | None:
        if actor.sector is None:
            return None
        told, found = self._trace_words("sector", chain, lambda one: one.sector == actor.sector)
        return found if told else self._show("sector", "role", chain[0], _ROLE)

    def _trace_words(self, name: str, chain: list[int], tells: _Tells) -> tuple[bool, Evidence | None]:
        """Whether words tell it, and which, where these are not the filler's own."""
        mention = chain[0]
        for one in chain:
            if not tells(self.affiliations[one]):
                continue
            root = self._find_root(one, tells, {one})
            if root == mention:
                return True, None
            rule = "relation" if one == mention else "coreference"
            return True, self._show(name, rule, root, self._link(mention, one) * (_RELATION if root != one else 1.0))
        return False, None

    def _find_root(self, mention: int, tells: _Tells, seen: set[int]) -> int:
        """The innermost mention that tells it: the nation in the office of a person."""
        if len(seen) <= _DEEPEST:
            for one in self._list_related(mention):
                if one not in seen and tells(self.affiliations[one]):
                    return self._find_root(one, tells, {*seen, one})
        return mention

    def _list_related(self, mention: int) -> Iterator[int]:
        reading = self.reading
        yield from reading.inner[mention]
        yield from reading.owners.get(mention, ())
        yield from reading.titles.get(mention, ())
        if mention in reading.holders:
            yield from reading.owners.get(reading.holders[mention], ())

    def _trace_surroundings(self, chain: list[int], country: str | None) -> Evidence:
        placed, mention = self.placed.countries, chain[0]
        for one in chain:
            place = self.affiliations[one].place
            for where in (one, *(() if place is None else (place,)), *self._list_related(one)):
                if placed.get(where) == country:
                    resolved = self.placed.resolved.get(where)
                    sure = resolved.confidence if resolved is not None else _WITHOUT_WORDS["scene"]
                    return self._show("country", "gazetteer", where, sure * self._link(mention, one))
        return self._trace_leader(chain, country) or self._trace_scene(chain, country)

    def _trace_leader(self, chain: list[int], country: str | None) -> Evidence | None:
        mention = chain[0]
        for one in chain:
            if self.reading.mentions[one].type == "PER":
                leader = find_leader(self.reading.texts[one], self.reading.published.year)
                if leader is not None and leader.country == country:
                    return self._show("country", "leader", one, _WITHOUT_WORDS["leader"] * self._link(mention, one))
            if self.affiliations[one].usual == country:
                return self._show("country", "usual", one, _WITHOUT_WORDS["usual"] * self._link(mention, one))
        return None

    def _trace_scene(self, chain: list[int], country: str | None) -> Evidence:
        placed, reading = self.placed.countries, self.reading
        for one in chain:
            for trigger, role in reading.uses.get(one, ()):
                places = (other.mention for other in reading.extraction.triggers[trigger].roles)
                if role in _ACTING:
                    for place in places:
                        if placed.get(place) == country and reading.mentions[place].type in ("GPE", "LOC", "FAC"):
                            return self._show("country", "scene", place, _WITHOUT_WORDS["scene"])
        dateline = find_dateline(reading)
        if dateline is not None and placed.get(dateline) == country:
            return self._show("country", "dateline", dateline, _WITHOUT_WORDS["dateline"])
        sentence = reading.sentence_of[chain[0]]
        for place, where in placed.items():
            if where == country and reading.sentence_of[place] == sentence:
                return self._show("country", "setting", place, _WITHOUT_WORDS["setting"])
        return Evidence(field="country", rule="article", confidence=_WITHOUT_WORDS["article"])

    def _trace_members(self, mention: int) -> Iterator[Evidence]:
        chain = self.chains.of[mention]
        if chain is None:
            return
        for position, country in enumerate(self.chains.nations[chain]):
            near = (*self.reading.inner[mention], *range(mention - 1, max(-1, mention - _FARTHEST), -1))
            found = next((one for one in near if self.affiliations[one].country == country), None)
            if found is not None:
                yield self._show(f"members.{position}", "nation", found, _RELATION)
        for position, member in enumerate(() if self.chains.nations[chain] else self.chains.members[chain]):
            before = [one for one in self.chains.mentions[member] if one < mention]
            one = before[-1] if before else self.chains.mentions[member][0]
            yield self._show(f"members.{position}", "coreference", one, self.chains.confidence[mention])
