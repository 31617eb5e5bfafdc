"""GPE, LOC and FAC mentions → places with GeoNames id, coordinates, country and a confidence.

A name's candidates are weighed in powers of ten of population: countries and capitals count more, and what lies in a
country the article is about, or in a place the text says it lies in, counts much more. Confidence is the share of the
best candidate among all; below ``LEAST_CONFIDENCE`` there is no result.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pipeline.coding.countries import countries_in, country_of, read_countries
from pipeline.coding.gazetteer import (
    LONGEST_NAME_CHARACTERS,
    NameMatch,
    PlaceEntry,
    PlaceTable,
    make_key,
    names_area,
    strip_generic,
)

LEAST_CONFIDENCE: Final = 0.5
COUNTRY_WEIGHT: Final = 8.0
REGION_WEIGHT: Final = 6.8
FACILITY_WEIGHT: Final = 7.0
CAPITAL_WEIGHT: Final = 2.0
FURTHER_NAME_WEIGHT: Final = -1.2
CONTAINER_WEIGHT: Final = 6.0
# What a country's standing in the article is worth; little for those that every article may name.
COUNTRY_IN_ARTICLE_WEIGHT: Final = 3.2
COMMON_COUNTRY_WEIGHTS: Final = {"USA": 2.0, "GBR": 2.4, "CHN": 2.8, "RUS": 2.8, "FRA": 2.8}
# How many times likelier the better of two candidates is for one power of ten between their weights.
SHARPNESS: Final = 6.0
SMALL_TOWN_PEOPLE: Final = 50_000
SMALL_TOWN_FACTOR: Final = 0.75

_DIRECTION: Final = re.compile(
    r"(?:(?:the|far|deep|outer|inner|upper|lower|greater|downtown|suburban|rural|mainland|metropolitan|"
    r"(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west)(?:ern)?(?:most)?|central|"
    r"government-held|rebel-held|occupied|nearby|neighbou?ring|coastal|ancient|historic|Old)[ -]+)+",
    re.IGNORECASE,
)
_OF: Final = re.compile(
    r"(?:the )?(?:[\w-]+ ){0,3}?(?:capital|city|town|village|port|port city|outskirts|suburbs?|province|region|state|"
    r"island|border|coast|centre|center|north|south|east|west|district|municipality|settlement|resort|part|parts) of ",
    re.IGNORECASE,
)
_CAPITAL_WORD: Final = re.compile(r"[A-Z][\w'’.-]*|(?:de|del|la|al|el|da|do|di|of|and|the|sur|ben)(?= )")
_RESOLUTIONS: Final = {
    "country": "country", "admin1": "admin1", "admin2": "region", "city": "city", "region": "region",
    "facility": "facility",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedPlace:
    """A place in the world. ``country`` is alpha-3, ``lat`` and ``lon`` degrees, ``confidence`` 0 to 1.

    ``resolution`` is one of facility, city, admin1, country, region.
    """

    name: str
    country: str | None
    admin1: str | None
    geonameid: int | None
    lat: float | None
    lon: float | None
    resolution: str
    confidence: float


class Gazetteer:
    """Resolves names of places; built once, cheap to call."""

    def __init__(self) -> None:
        self._table = PlaceTable()
        self._resolve = lru_cache(maxsize=16384)(self._resolve_uncached)

    def resolve(
        self, text: str, *, type: str, containers: Sequence[str] = (), countries: Sequence[str] = ()  # noqa: A002
    ) -> ResolvedPlace | None:
        """The place that a mention names, or None where none is likely enough.

        ``type`` is the mention's (GPE, LOC, FAC); ``containers`` are names of places it lies in, as the text says;
        ``countries`` the alpha-3 codes that the article is about, the weightiest first.
        """
        if len(text) > LONGEST_NAME_CHARACTERS:
            return None
        return self._resolve(text, type, tuple(containers), tuple(countries[:8]))

    def _resolve_uncached(
        self, text: str, type: str, containers: tuple[str, ...], countries: tuple[str, ...]  # noqa: A002
    ) -> ResolvedPlace | None:
        name, inside = _split_container(text)
        inside = (*inside, *containers)
        found = self._resolve_name(name, inside, countries)
        if found is None and (bare := _strip_directions(name)) != name:
            found = self._resolve_name(bare, inside, countries)
        if type == "FAC":
            if found is not None and found.resolution in ("facility", "city"):
                return replace(found, resolution="facility")
            return self._resolve_facility(name, inside, countries)
        if found is None and type == "LOC":
            found = _resolve_by_country(name)
        return found

    def _resolve_name(self, name: str, containers: tuple[str, ...], countries: tuple[str, ...]) -> ResolvedPlace | None:
        key = make_key(name)
        if not key:
            return None
        matches = list(self._table.find(key))
        area = names_area(key)
        if (bare := strip_generic(key)) != key:
            known = {id(match.entry) for match in matches}
            matches += [
                match
                for match in self._table.find(bare)
                if id(match.entry) not in known and (not area or match.entry.kind in ("admin1", "admin2"))
            ]
        if not matches:
            return None
        within = [self._describe_container(container) for container in containers]
        weighed = [(self._weigh(match, name, within, countries), match) for match in matches]
        return _choose(weighed, countries=countries, contained=bool(within))

    def _describe_container(self, container: str) -> tuple[str, str | None]:
        """Key of a container and the country it lies in or is, where that is plain."""
        key = strip_generic(make_key(container))
        if (code := country_of(container)) is not None:
            return key, code
        entries = [match.entry for match in self._table.find(key) if match.primary]
        codes = [entry.countries[0] for entry in entries if entry.kind == "admin1" and len(entry.countries) == 1]
        return key, codes[0] if codes else None

    def _weigh(
        self, match: NameMatch, name: str, within: list[tuple[str, str | None]], countries: tuple[str, ...]
    ) -> float:
        entry = match.entry
        weight = _prior(entry) + (0.0 if match.primary else FURTHER_NAME_WEIGHT)
        if name == entry.name and not name.isascii():
            weight += 0.6
        weight += max((_standing(code, countries) for code in entry.countries), default=0.0)
        for key, code in within:
            admin1 = strip_generic(make_key(entry.admin1)) if entry.admin1 is not None else None
            if key == admin1 and entry.kind != "admin1":
                weight += CONTAINER_WEIGHT
            elif code is not None and code in entry.countries and country_of(key.title()) == code:
                weight += CONTAINER_WEIGHT * (0.6 if entry.kind == "country" else 1.0)
            elif code is not None and entry.countries and code not in entry.countries:
                weight -= CONTAINER_WEIGHT
        return weight

    def _resolve_facility(
        self, name: str, containers: tuple[str, ...], countries: tuple[str, ...]
    ) -> ResolvedPlace | None:
        """The place in a facility's own name ("Bagram air base"), else the place it lies in."""
        for part in _name_parts(name):
            found = self._resolve_name(part, containers, countries)
            if found is not None and found.resolution in ("city", "facility", "admin1") and found.confidence >= 0.6:
                return replace(found, resolution="facility", confidence=round(found.confidence * 0.8, 3))
        for container in containers:
            found = self._resolve_name(container, (), countries)
            if found is not None:
                return replace(found, confidence=round(found.confidence * 0.8, 3))
        return _resolve_by_country(name)


def _prior(entry: PlaceEntry) -> float:
    if entry.kind == "country":
        return COUNTRY_WEIGHT
    if entry.kind == "facility":
        return FACILITY_WEIGHT
    if entry.kind == "region":
        return REGION_WEIGHT if entry.geonameid is None or not entry.countries else 5.0
    people = math.log10(max(entry.population, 1000))
    if entry.kind == "admin1":
        return people - 1.0
    if entry.kind == "admin2":
        return people - 2.0
    return people + (CAPITAL_WEIGHT if entry.capital else 0.0)


def _standing(code: str, countries: tuple[str, ...]) -> float:
    """What it is worth that a candidate lies in ``code``: less for each weightier country of the article."""
    if code not in countries:
        return 0.0
    full = COMMON_COUNTRY_WEIGHTS.get(code, COUNTRY_IN_ARTICLE_WEIGHT)
    return full / (1 + 0.35 * countries.index(code))


def _choose(
    weighed: list[tuple[float, NameMatch]], *, countries: tuple[str, ...], contained: bool
) -> ResolvedPlace | None:
    """The heaviest candidate with its share of all as confidence."""
    best_weight, best = max(weighed, key=lambda pair: pair[0])
    entry = best.entry
    # A city and the province of its name are no rivals, nor are two entries of one place.
    rivals = [weight for weight, match in weighed if not _is_same_place(entry, match.entry)]
    share = 1 / (1 + sum(SHARPNESS ** (weight - best_weight) for weight in rivals))
    if entry.kind == "city" and entry.population < SMALL_TOWN_PEOPLE and not entry.capital and not contained:
        share *= 1.0 if set(entry.countries) & set(countries) else SMALL_TOWN_FACTOR
    if not best.primary:
        share *= 0.95
    if share < LEAST_CONFIDENCE or (contained and best_weight < 0):
        return None
    return _make_place(entry, share)


def _is_same_place(one: PlaceEntry, other: PlaceEntry) -> bool:
    if one is other:
        return True
    near = abs(one.lat - other.lat) < 3 and abs(one.lon - other.lon) < 4
    return near and one.countries == other.countries and (one.kind != "city" or other.kind != "city")


def _make_place(entry: PlaceEntry, confidence: float) -> ResolvedPlace:
    return ResolvedPlace(
        name=entry.name,
        country=entry.countries[0] if len(entry.countries) == 1 else None,
        admin1=entry.admin1,
        geonameid=entry.geonameid,
        lat=entry.lat,
        lon=entry.lon,
        resolution=_RESOLUTIONS[entry.kind],
        confidence=round(min(confidence, 0.99), 3),
    )


def _split_container(text: str) -> tuple[str, tuple[str, ...]]:
    """ "Paris, Texas" → Paris, in Texas; also without "the" and a possessive ending."""
    name, *inside = (part.strip() for part in text.split(","))
    name = re.sub(r"^(?:the|The) (?!Hague)", "", name)
    return re.sub(r"['’]s?$", "", name), tuple(part for part in inside if part)


def _strip_directions(name: str) -> str:
    """ "northern Gaza", "the outskirts of Aleppo", "downtown Beirut" → the place alone."""
    name = _OF.sub("", name, count=1)
    return _DIRECTION.sub("", name, count=1) if _DIRECTION.match(name) else name


def _name_parts(name: str) -> Iterator[str]:
    """Runs of capitalised words of a facility's name, the longest first, from the left."""
    words = name.split()[:8]
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            part = words[start : start + length]
            if part[0][:1].isupper() and part[-1][:1].isupper() and len(" ".join(part)) >= 4:
                yield re.sub(r"['’]s?$", "", " ".join(part))


def _resolve_by_country(name: str) -> ResolvedPlace | None:
    """A description with one country in it ("the Turkish border", "Somalia's coast") → that country, as a region."""
    codes = countries_in(name)
    if len(codes) != 1:
        return None
    country = read_countries()[codes[0]]
    return ResolvedPlace(
        name=country.name,
        country=country.plover_code,
        admin1=None,
        geonameid=country.geonameid,
        lat=country.lat,
        lon=country.lon,
        resolution="country",
        confidence=0.6,
    )
