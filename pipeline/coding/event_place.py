"""Where an event happened: its most specific LOCATION, found in the gazetteer with the places around it.

A visit without LOCATION happens in the country or city that is visited. An event of the first sentence without one
happens where the article's dateline says ("BASRA, Iraq - Guards …").
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from models.extraction import Trigger
from pipeline.coding.chains import Chains
from pipeline.coding.countries import country_of
from pipeline.coding.places import Gazetteer, ResolvedPlace
from pipeline.coding.reading import Reading, find_dateline
from pipeline.records import Place

_PLACE_TYPES = frozenset(("GPE", "LOC", "FAC"))
_FINENESS = {"facility": 0, "city": 1, "admin1": 2, "region": 3, "country": 4, "unresolved": 5}
_TOWN_FOR_FACILITY = 0.7
_SURE = 0.6
_ACTING = frozenset(("ACTOR", "RECIPIENT", "SOURCE"))
_DOUBTFUL = frozenset(("Georgia",))
_TOWN_NEARBY = 0.65
_FARTHEST_TOWN = 2
_STATES_OF_AMERICA = "USA"
_FOREIGN_POST = re.compile(r"\b(?:embass(?:y|ies)|consulates?|missions?|legations?|pavilions?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedMentions:
    """What the gazetteer says of each place mention, and the country of each that it knows."""

    resolved: dict[int, ResolvedPlace]
    countries: dict[int, str]


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer()


def resolve_places(reading: Reading, *, publisher: str | None = None) -> PlacedMentions:
    """Look up every place mention of ``reading``, with the countries that the article names as context.

    Names of a country that are as often another place come last, when the other places are known. ``publisher`` is
    the country where the article was published.
    """
    places = [number for number, mention in enumerate(reading.mentions) if mention.type in _PLACE_TYPES]
    named = {number: country_of(reading.texts[number]) for number in places}
    nations = [
        country_of(reading.texts[number]) for number, mention in enumerate(reading.mentions) if mention.type == "NORP"
    ]
    doubtful = [number for number in places if reading.texts[number] in _DOUBTFUL]
    certain = [number for number in places if reading.texts[number] not in _DOUBTFUL]
    story = tuple(dict.fromkeys(code for code in (*(named[one] for one in certain), *nations) if code))
    resolved: dict[int, ResolvedPlace] = {}
    countries: dict[int, str] = {}
    for number in (*certain, *doubtful):
        around = list_containers(reading, number) or _list_neighbours(reading, number)
        containers = tuple(reading.texts[one] for one in around)
        context = story if number not in doubtful else _list_around(story, resolved)
        found = _look_up(reading.texts[number], reading.mentions[number].type, containers, context, publisher)
        if found is not None:
            resolved[number] = found
        sure = found is not None and found.country is not None and found.confidence >= _SURE
        country = found.country if found is not None and (sure or named[number] is None) else named[number]
        if country is not None:
            countries[number] = country
    for number in places:
        if number not in countries:
            outer = next((one for one in list_containers(reading, number) if one in countries), None)
            if outer is not None:
                countries[number] = countries[outer]
    return PlacedMentions(resolved=resolved, countries=countries)


def _list_around(story: tuple[str, ...], resolved: dict[int, ResolvedPlace]) -> tuple[str, ...]:
    """The countries around a doubtful name: the United States only where places inside them are named too.

    "Georgia will send soldiers to serve under the U.S. Marine Corps" is no state of theirs.
    """
    inside = [one for one in resolved.values() if one.resolution != "country" and one.admin1 != "Washington, D.C."]
    codes = [*story, *(one.country for one in inside if one.country)]
    american = any(one.country == _STATES_OF_AMERICA for one in inside)
    return tuple(code for code in dict.fromkeys(codes) if code != _STATES_OF_AMERICA or american)


def share_places(reading: Reading, placed: PlacedMentions, chains: Chains) -> PlacedMentions:
    """Give "the city" and "the base" the place of the named mention that coreference says they are."""
    resolved, countries = dict(placed.resolved), dict(placed.countries)
    for mentions in chains.mentions:
        places = [one for one in mentions if reading.mentions[one].type in _PLACE_TYPES] if len(mentions) > 1 else []
        source = next((one for one in places if one in placed.resolved), None)
        if source is None:
            continue
        for one in places:
            if one not in resolved:
                found = placed.resolved[source]
                resolved[one] = replace(found, confidence=found.confidence * chains.confidence[one])
            if source in placed.countries:
                countries.setdefault(one, placed.countries[source])
    for number, mention in enumerate(reading.mentions):
        if mention.type == "FAC" and number not in resolved:
            town = _find_town_nearby(reading, resolved, number)
            if town is not None:
                resolved[number] = replace(town, confidence=town.confidence * _TOWN_NEARBY)
    return PlacedMentions(resolved=resolved, countries=countries)


def _find_town_nearby(reading: Reading, resolved: dict[int, ResolvedPlace], number: int) -> ResolvedPlace | None:
    """The town that a facility without an entry of its own is in: the last one named as a place, else one behind.

    A capital that acts ("Paris said") is no place, and neither is a town further back than two sentences.
    """
    if not any(role == "LOCATION" for _, role in reading.uses.get(number, ())):
        return None
    sentence = reading.sentence_of[number]
    behind = [one for one in range(number + 1, len(reading.mentions)) if reading.sentence_of[one] == sentence]
    for one in (*range(number - 1, -1, -1), *behind):
        if sentence - reading.sentence_of[one] > _FARTHEST_TOWN:
            continue
        place = resolved.get(one)
        acts = any(role in _ACTING for _, role in reading.uses.get(one, ()))
        if place is not None and place.resolution == "city" and reading.mentions[one].type == "GPE" and not acts:
            return place
    return None


def _look_up(
    text: str, kind: str, containers: tuple[str, ...], story: tuple[str, ...], publisher: str | None
) -> ResolvedPlace | None:
    """What the gazetteer says of a name.

    A place without a name ("the road"), and a facility whose name leads out of the article's countries, is where the
    place around it is.
    """
    if _is_named(text):
        found = _gazetteer().resolve(text, type=kind, containers=containers, countries=story, publisher=publisher)
        if kind != "FAC" or found is None or not story or found.country is None or found.country in story:
            return found
    town = (
        _gazetteer().resolve(containers[0], type="GPE", containers=containers[1:], countries=story, publisher=publisher)
        if containers
        else None
    )
    return None if town is None else replace(town, confidence=town.confidence * _TOWN_FOR_FACILITY)


def _is_named(text: str) -> bool:
    words = text.split()
    return any(word[:1].isupper() or word[:1].isdigit() for word in words[words[:1] == ["The"] :])


def list_containers(reading: Reading, number: int) -> list[int]:
    """The places that the text says a place lies in, the nearest first; places named inside it count too."""
    found: list[int] = []
    waiting = [number]
    while waiting:
        # An embassy does not lie in the country whose it is.
        owners = () if _FOREIGN_POST.search(reading.texts[waiting[0]]) else reading.owners.get(waiting[0], ())
        for one in (*reading.containers.get(waiting[0], ()), *owners):
            if one not in found and one != number and reading.mentions[one].type in _PLACE_TYPES:
                found.append(one)
                waiting.append(one)
        waiting.pop(0)
    if _FOREIGN_POST.search(reading.texts[number]):
        return found
    return found + [one for one in reading.inner[number] if reading.mentions[one].type == "GPE" and one not in found]


def _list_neighbours(reading: Reading, number: int) -> list[int]:
    """For a facility that the text puts nowhere: the towns where the same event happens, else that of the dateline."""
    if reading.mentions[number].type != "FAC":
        return []
    triggers = reading.extraction.triggers
    beside = [
        role.mention
        for trigger, use in reading.uses.get(number, ())
        if use == "LOCATION"
        for role in triggers[trigger].roles
        if role.role == "LOCATION" and reading.mentions[role.mention].type == "GPE"
    ]
    dateline = find_dateline(reading)
    towns = beside or ([] if dateline is None else [dateline])
    return [*towns, *(outer for town in towns for outer in list_containers(reading, town) if outer not in towns)]


def find_place(
    reading: Reading, placed: PlacedMentions, number: int, *, sides: frozenset[str]
) -> tuple[Place | None, tuple[str, ...]]:
    """The place of trigger ``number`` and why it could not be found; ``sides`` are the countries of who takes part."""
    trigger = reading.extraction.triggers[number]
    locations = [
        (role.mention, role.confidence)
        for role in trigger.roles
        if role.role == "LOCATION" and reading.mentions[role.mention].type in _PLACE_TYPES
    ]
    locations = locations or _find_host(reading, trigger) or _find_dateline(reading, placed, number, sides)
    if not locations:
        return None, ()
    outer = {one for location, _ in locations for one in list_containers(reading, location)}
    innermost = [pair for pair in locations if pair[0] not in outer] or locations
    best, confidence = min(innermost, key=lambda pair: (_fineness(placed, pair[0]), pair[0]))
    return _as_place(reading, placed, best, confidence)


def _fineness(placed: PlacedMentions, number: int) -> int:
    found = placed.resolved.get(number)
    return _FINENESS["unresolved"] if found is None else _FINENESS.get(found.resolution, 5)


def _as_place(
    reading: Reading, placed: PlacedMentions, number: int, confidence: float
) -> tuple[Place | None, tuple[str, ...]]:
    mention, text = reading.mentions[number], reading.texts[number]
    found = placed.resolved.get(number)
    if found is None:
        country = next(
            (placed.countries[one] for one in list_containers(reading, number) if one in placed.countries), None
        )
        place = Place(
            name=text,
            country=country,
            resolution="unresolved",
            text=text,
            start=mention.start,
            end=mention.end,
            confidence=round(confidence * mention.confidence, 4),
        )
        return place, (f"place: {_explain(text, mention.type)}",)
    return (
        Place(
            name=found.name,
            country=found.country,
            resolution=found.resolution,
            text=text,
            start=mention.start,
            end=mention.end,
            confidence=round(confidence * found.confidence, 4),
            admin1=found.admin1,
            geonameid=found.geonameid,
            lat=found.lat,
            lon=found.lon,
        ),
        (),
    )


def _explain(text: str, kind: str) -> str:
    """Why a mention has no place."""
    if not _is_named(text):
        return f"'{text}' has no name and the text names no town near it"
    meanings = _gazetteer().count_meanings(text, type=kind)
    if meanings > 1:
        return f"'{text}' may be any of {meanings} places"
    return f"'{text}' is too uncertain" if meanings else f"'{text}' is not in the gazetteer"


def _find_host(reading: Reading, trigger: Trigger) -> list[tuple[int, float]]:
    if trigger.type != "CONSULT" or trigger.mode != "visit":
        return []
    return [
        (role.mention, role.confidence)
        for role in trigger.roles
        if role.role == "RECIPIENT" and reading.mentions[role.mention].type == "GPE"
    ]


def _find_dateline(
    reading: Reading, placed: PlacedMentions, number: int, sides: frozenset[str]
) -> list[tuple[int, float]]:
    """The place of the dateline for what the first sentence reports, unless all who take part are from elsewhere."""
    if reading.trigger_sentence_of[number] > 0 or reading.extraction.triggers[number].modality != "actual":
        return []
    dateline = find_dateline(reading)
    if dateline is None or (sides and placed.countries.get(dateline) not in sides):
        return []
    return [(dateline, reading.mentions[dateline].confidence)]
