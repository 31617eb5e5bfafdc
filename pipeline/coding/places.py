"""GPE, LOC and FAC mentions → places with GeoNames id, coordinates, country and a confidence.

Candidates come from ``gazetteer``, their weights from ``place_weights``. Where no candidate is likely enough there is
no result rather than a wrong one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pipeline.coding.countries import countries_in, country_of, read_countries
from pipeline.coding.gazetteer import (
    LONGEST_NAME_CHARACTERS,
    NameMatch,
    PlaceEntry,
    PlaceTable,
    is_generic,
    make_key,
    names_area,
    names_town,
    strip_generic,
    strip_nature,
)
from pipeline.coding.place_phrases import iterate_name_parts, split_container, strip_directions
from pipeline.coding.place_weights import (
    CONTAINER_WEIGHT,
    LEAST_CONFIDENCE,
    PUBLISHER_WEIGHT,
    choose_place,
    weigh_kind,
    weigh_standing,
)

MOST_COUNTRIES: Final = 8
# "northern Gaza" lies in Gaza, but the coordinates are those of the whole; so with a base by its town.
PART_FACTOR: Final = 0.85
FACILITY_FACTOR: Final = 0.8
DESCRIPTION_CONFIDENCE: Final = 0.6
ADJECTIVE_CONFIDENCE: Final = 0.8
CAPITAL_CONFIDENCE: Final = 0.9
# One word of a facility's name is its town only where the town is large, or in a country of the article.
LEAST_PLACE_IN_NAME_PEOPLE: Final = 200_000

_CAPITAL_OF: Final = re.compile(r"(?:the )?(?P<country>.+?)(?:['’]s?)? capital(?: city)?", re.IGNORECASE)
_FOREIGN_POST: Final = re.compile(
    r"\b(?:embass(?:y|ies)|consulates?|missions?|bases?|residences?|schools?|troops|compounds?|platforms?|camps?)\b",
    re.IGNORECASE,
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What is known beside a name: type of the mention, places around it, countries of the article."""

    type: str
    containers: tuple[str, ...]
    countries: tuple[str, ...]
    publisher: str | None = None


class Gazetteer:
    """Resolves names of places; built once, cheap to call."""

    def __init__(self) -> None:
        self._table = PlaceTable()
        self._resolve = lru_cache(maxsize=16384)(self._resolve_uncached)
        self._find = lru_cache(maxsize=16384)(self._find_uncached)
        self._describe_container = lru_cache(maxsize=4096)(self._describe_container_uncached)

    def resolve(
        self,
        text: str,
        *,
        type: str,  # noqa: A002
        containers: Sequence[str] = (),
        countries: Sequence[str] = (),
        publisher: str | None = None,
    ) -> ResolvedPlace | None:
        """The place that a mention names, or None where none is likely enough.

        ``type`` is the mention's (GPE, LOC, FAC); ``containers`` are names of places it lies in, as the text says;
        ``countries`` the alpha-3 codes that the article is about, the weightiest first, ``publisher`` that of where
        it was published.
        """
        if len(text) > LONGEST_NAME_CHARACTERS:
            return None
        return self._resolve(
            text,
            _Setting(
                type=type,
                containers=tuple(containers),
                countries=tuple(countries[:MOST_COUNTRIES]),
                publisher=publisher,
            ),
        )

    def count_meanings(self, text: str, *, type: str) -> int:  # noqa: A002
        """How many places of the table go by the name that a mention of ``type`` has."""
        name, _ = split_container(text[:LONGEST_NAME_CHARACTERS])
        return len(self._find(name, type)[0])

    def _resolve_uncached(self, text: str, setting: _Setting) -> ResolvedPlace | None:
        name, inside = split_container(text)
        if inside:
            setting = replace(setting, containers=(*inside, *setting.containers))
        found = self._resolve_name(name, setting)
        if found is None and (bare := strip_directions(name)) != name:
            found = _scale(self._resolve_name(bare, setting), PART_FACTOR)
        if setting.type == "FAC":
            if found is not None and found.resolution in ("facility", "city"):
                return replace(found, resolution="facility")
            found = self._resolve_facility(name, setting)
            # The French embassy is not in France.
            return found if found is not None or _FOREIGN_POST.search(name) else _resolve_description(name)
        if found is None:
            found = self._resolve_capital(name)
        if found is None and not self._find(name, setting.type)[0]:
            found = _resolve_adjective(name)
        if found is None and setting.type == "LOC":
            found = _resolve_description(name)
        return found

    def _resolve_name(self, name: str, setting: _Setting) -> ResolvedPlace | None:
        matches, area = self._find(name, setting.type)
        if not matches:
            return None
        within = [self._describe_container(container) for container in setting.containers]
        weighed = [(_weigh(match, name, within, setting), match) for match in matches]
        chosen = choose_place(weighed, countries=setting.countries, contained=bool(within), area=area)
        if chosen is None or not all(_may_lie_in(chosen[0], key, code) for key, code in within):
            return None
        return _make_place(*chosen)

    def _find_uncached(self, name: str, mention_type: str) -> tuple[tuple[NameMatch, ...], bool]:
        """What a name can mean, also without its words for kinds of places, and whether it says it is a province."""
        key = make_key(name)
        if not key or name.islower():
            return (), False
        area = names_area(key)
        if mention_type != "GPE" and (own := list(self._table.find_listed(key))):
            return (*own, *(match for match in self._table.find(key) if match.entry.kind != "region")), area
        if is_generic(key):
            return (), area
        matches = list(self._table.find(key))
        if (bare := strip_generic(key)) != key and not is_generic(bare):
            known = {id(match.entry) for match in matches}
            further = [
                match
                for match in self._table.find(bare)
                if id(match.entry) not in known and (not area or match.entry.kind in ("admin1", "admin2"))
            ]
            # "Guatemala City" is no country, as long as there is a town for it.
            town = names_town(key) and any(match.entry.kind == "city" for match in (*matches, *further))
            matches += [match for match in further if not town or match.entry.kind != "country"]
        if not matches and (bare := strip_nature(key)) != key:
            matches = list(self._table.find_listed(bare))
        return tuple(matches), area

    def _describe_container_uncached(self, container: str) -> tuple[str, str | None]:
        """Key of a container and the country it lies in or is, where that is plain."""
        key = strip_generic(make_key(container))
        if (code := country_of(container)) is not None:
            return key, code
        entries = [match.entry for match in self._table.find(key) if match.weight >= 0]
        codes = [entry.countries[0] for entry in entries if entry.kind == "admin1" and len(entry.countries) == 1]
        return key, codes[0] if len(set(codes)) == 1 else None

    def _resolve_capital(self, name: str) -> ResolvedPlace | None:
        """ "The Kenyan capital" → Nairobi."""
        match = _CAPITAL_OF.fullmatch(name)
        code = None if match is None else country_of(match["country"])
        capital = None if code is None else self._table.find_capital(code)
        return None if capital is None else _make_place(capital, CAPITAL_CONFIDENCE)

    def _resolve_facility(self, name: str, setting: _Setting) -> ResolvedPlace | None:
        """The place in a facility's own name ("Balad air base"), else the place it lies in."""
        for part in iterate_name_parts(name):
            found = self._resolve_name(part, setting)
            if found is None or found.resolution == "region":
                continue
            if found.resolution == "country" or (" " not in part and not self._is_plain(part, found, setting)):
                if " " in part:
                    return _scale(found, FACILITY_FACTOR)
                continue
            if (scaled := _scale(found, FACILITY_FACTOR)) is not None:
                return replace(scaled, resolution="facility")
        around = replace(setting, type="GPE", containers=())
        for container in setting.containers:
            found = self._resolve_name(container, around) or self._resolve_name(container, replace(around, type="FAC"))
            if (found := _scale(found, FACILITY_FACTOR)) is not None:
                return found
        return None

    def _is_plain(self, part: str, found: ResolvedPlace, setting: _Setting) -> bool:
        """Whether one word of a facility's name is a town for certain."""
        entries = [match.entry for match in self._table.find(make_key(part)) if match.weight >= 0]
        at_home = found.country in setting.countries
        return any(
            entry.geonameid == found.geonameid and (at_home or entry.population >= LEAST_PLACE_IN_NAME_PEOPLE)
            for entry in entries
        )


def _may_lie_in(entry: PlaceEntry, key: str, code: str | None) -> bool:
    """Whether a place may lie in a container with this key, in the country ``code`` where that is plain."""
    if code is None or not entry.countries or code in entry.countries:
        return True
    return entry.admin1 is not None and key == strip_generic(make_key(entry.admin1))


def _weigh(match: NameMatch, name: str, within: list[tuple[str, str | None]], setting: _Setting) -> float:
    entry = match.entry
    weight = weigh_kind(entry, nature=setting.type == "LOC") + match.weight + weigh_standing(entry, setting.countries)
    if name == entry.name and not name.isascii():
        weight += 0.6
    if setting.publisher in entry.countries and setting.publisher not in setting.countries:
        weight += PUBLISHER_WEIGHT
    for key, code in within:
        if entry.admin1 is not None and entry.kind != "admin1" and key == strip_generic(make_key(entry.admin1)):
            weight += CONTAINER_WEIGHT
        elif code is not None and code in entry.countries and country_of(key.title()) == code:
            weight += CONTAINER_WEIGHT * (0.6 if entry.kind == "country" else 1.0)
        elif entry.listed and not entry.countries:
            weight += CONTAINER_WEIGHT
        elif code is not None and entry.countries and code not in entry.countries:
            weight -= CONTAINER_WEIGHT
    return weight


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


def _make_country(code: str, confidence: float) -> ResolvedPlace:
    country = read_countries()[code]
    return ResolvedPlace(
        name=country.name,
        country=country.plover_code,
        admin1=None,
        geonameid=country.geonameid,
        lat=country.lat,
        lon=country.lon,
        resolution="country",
        confidence=confidence,
    )


def _scale(found: ResolvedPlace | None, factor: float) -> ResolvedPlace | None:
    """The place with less confidence, None where too little is left."""
    if found is None or found.confidence * factor < LEAST_CONFIDENCE:
        return None
    return replace(found, confidence=round(found.confidence * factor, 3))


def _resolve_adjective(name: str) -> ResolvedPlace | None:
    """A country by its adjective or seat ("Iraqi", "the Kremlin") where that stands for a place."""
    code = country_of(name)
    return None if code is None else _make_country(code, ADJECTIVE_CONFIDENCE)


def _resolve_description(name: str) -> ResolvedPlace | None:
    """A description with one country in it ("the Turkish border", "Somalia's coast") → that country."""
    codes = countries_in(name)
    return _make_country(codes[0], DESCRIPTION_CONFIDENCE) if len(codes) == 1 else None
