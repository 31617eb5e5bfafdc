"""Places as GDELT writes them: a type by resolution, a full name, FIPS 10-4 codes, coordinates.

GDELT 2.0 event codebook (The GDELT Project, 2015-02-19): 1 country, 2 state of the USA, 3 city or landmark of the USA,
4 city or landmark elsewhere, 5 state elsewhere; the data files have 0 where there is no place.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from pipeline.coding.countries import country_name, read_countries
from pipeline.export.country_codes import find_codes, find_state_code
from pipeline.export.stories import Party
from pipeline.records import Place

_USA: Final = "USA"
_TYPES: Final = {"country": (1, 1), "admin1": (2, 5), "city": (3, 4), "facility": (3, 4), "region": (4, 4)}


@dataclass(frozen=True, slots=True, kw_only=True)
class GdeltPlace:
    """The eight columns of a place. ``adm2`` is not coded; ``feature`` is known of countries and US states alone."""

    type: int = 0
    full_name: str | None = None
    country: str | None = None
    adm1: str | None = None
    adm2: None = None
    lat: float | None = None
    lon: float | None = None
    feature: str | None = None


NOWHERE: Final = GdeltPlace()


def place_event(place: Place | None) -> GdeltPlace:
    """The place of an event; ``NOWHERE`` without one, and for a place that the gazetteer does not know."""
    if place is None or place.resolution not in _TYPES:
        return NOWHERE
    at_home, abroad = _TYPES[place.resolution]
    american = place.country == _USA
    fips = find_codes(place.country).fips or None
    adm1 = _find_adm1(place, fips)
    return GdeltPlace(
        type=at_home if american else abroad,
        full_name=_write_full_name(place),
        country=fips,
        adm1=adm1,
        lat=place.lat,
        lon=place.lon,
        feature=adm1 if place.resolution in ("country", "admin1") else None,
    )


def place_party(party: Party | None) -> GdeltPlace:
    """The place that an actor itself is: a country, a city …; ``NOWHERE`` for people and bodies."""
    entity = party.entity if party else None
    if entity is None or entity.lat is None or entity.lon is None:
        return NOWHERE
    resolution = "country" if entity.geonameid in _list_country_ids() else "city"
    return place_event(
        Place(
            name=entity.name,
            country=entity.country,
            resolution=resolution,
            text=entity.name,
            start=0,
            end=0,
            confidence=1.0,
            geonameid=entity.geonameid,
            lat=entity.lat,
            lon=entity.lon,
        )
    )


@cache
def _list_country_ids() -> frozenset[int]:
    return frozenset(country.geonameid for country in read_countries().values())


def _find_adm1(place: Place, fips: str | None) -> str | None:
    state = find_state_code(place.name if place.resolution == "admin1" else place.admin1)
    if place.country == _USA and state is not None:
        return f"US{state}"
    return fips if place.resolution == "country" else None


def _write_full_name(place: Place) -> str:
    parts = [place.name, place.admin1, country_name(place.country) if place.country else None]
    return ", ".join(dict.fromkeys(part for part in parts if part))
