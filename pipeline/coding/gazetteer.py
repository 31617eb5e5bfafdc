"""The table of places by name: countries, provinces, districts, cities, regions, seas, islands and known facilities.

Tables: ``data/gazetteer.tsv.gz`` (GeoNames; made by ``scripts/build_gazetteer.py``), ``data/regions.tsv`` and
``data/countries.tsv``; sources and licences in ``data/SOURCES.md``. A row stays text until it is asked for, so that
the table loads in under a second and stays small.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from pipeline.coding.countries import Country, fold_accents, read_countries, read_table, split_list

_SIGNS: Final = re.compile(r"[^\w]+")
_GENERIC: Final = re.compile(
    r"(?:(?:the )?(?:state|province|region|republic|oblast|city|municipality|governorate|prefecture|district|county|"
    r"department|town|village|autonomous region|autonomous republic|capital|port|port city|city centre)"
    r"(?: of)? )?(?P<name>.+?)"
    r"(?: (?:province|state|region|oblast|kray|krai|governorate|prefecture|department|district|county|division|city|"
    r"republic|territory|voivodeship|canton|raion|autonomous region|special administrative region|capital region|"
    r"town|village|municipality|island|islands))?"
)
_AREA_WORDS: Final = re.compile(
    r"\b(?:province|state|region|oblast|krai|governorate|prefecture|department|district|county|division|raion)\b"
)
LONGEST_NAME_CHARACTERS: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEntry:
    """One place of the table. ``kind`` is country, admin1, admin2, city, region or facility.

    ``countries`` are alpha-3 codes after PLOVER's folding of dependencies, several for what lies in several countries.
    """

    geonameid: int | None
    kind: str
    name: str
    countries: tuple[str, ...]
    admin1: str | None
    lat: float
    lon: float
    population: int
    capital: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """A place that a name can mean: by its own name (``primary``), a further one, or once generic words are cut."""

    entry: PlaceEntry
    primary: bool


def make_key(name: str) -> str:
    """What a name is looked up by: no accents, case, signs."""
    return _SIGNS.sub(" ", fold_accents(name.replace("’", "'").replace("ʻ", "'")).lower().replace("'", "")).strip()


def strip_generic(key: str) -> str:
    """A key without the words for kinds of areas: "state of punjab" and "punjab province" → "punjab"."""
    match = _GENERIC.fullmatch(key)
    return key if match is None else match["name"]


def names_area(key: str) -> bool:
    """Whether a key says that a province or the like is meant."""
    return _AREA_WORDS.search(key) is not None


class PlaceTable:
    """All places by name; built once, read-only afterwards."""

    def __init__(self) -> None:
        countries = read_countries().values()
        self._code_by_alpha2 = {country.alpha2: country.plover_code for country in countries}
        self._capitals = {
            (country.alpha2, make_key(seat)) for country in countries if not country.sovereign for seat in country.seats
        }
        self._rows: list[str] = []
        self._own: dict[str, list[NameMatch]] = {}
        self._primary: dict[str, int | tuple[int, ...]] = {}
        self._further: dict[str, int | tuple[int, ...]] = {}
        self._read_geonames()
        self._read_regions()
        for country in countries:
            self._add_country(country)

    def find(self, key: str) -> Iterator[NameMatch]:
        """Every place that goes by the name with this key."""
        yield from self._own.get(key, ())
        seen = set()
        for index, primary in ((self._primary, True), (self._further, False)):
            numbers = index.get(key, ())
            for number in (numbers,) if isinstance(numbers, int) else numbers:
                if number not in seen:
                    seen.add(number)
                    yield NameMatch(entry=self._entry(number), primary=primary)

    def _read_geonames(self) -> None:
        data = files("pipeline.coding").joinpath("data", "gazetteer.tsv.gz").read_bytes()
        self._rows = gzip.decompress(data).decode().splitlines()[1:]
        for number, row in enumerate(self._rows):
            _, keys, further = row.rsplit("\t", 2)
            for key in keys.split(";"):
                _append(self._primary, key, number)
            if further:
                for key in further.split(";"):
                    _append(self._further, key, number)

    @lru_cache(maxsize=8192)  # noqa: B019 - one table lives as long as its process
    def _entry(self, number: int) -> PlaceEntry:
        geonameid, kind, name, alpha2, admin1, lat, lon, population, _, _ = self._rows[number].split("\t")
        code = self._code_by_alpha2.get(alpha2)
        return PlaceEntry(
            geonameid=int(geonameid),
            kind=kind,
            name=name,
            countries=() if code is None else (code,),
            admin1=admin1 or (name if kind == "admin1" else None),
            lat=round(float(lat), 5),
            lon=round(float(lon), 5),
            population=int(population),
            capital=kind == "city" and (alpha2, make_key(name)) in self._capitals,
        )

    def _read_regions(self) -> None:
        for row in read_table("regions.tsv"):
            entry = PlaceEntry(
                geonameid=int(row["geonameid"]) if row["geonameid"] else None,
                kind="facility" if row["kind"] == "facility" else "region",
                name=row["name"],
                countries=split_list(row["countries"]),
                admin1=None,
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                population=0,
            )
            for name in (row["name"], *split_list(row["aliases"])):
                self._own.setdefault(make_key(name), []).append(NameMatch(entry=entry, primary=True))

    def _add_country(self, country: Country) -> None:
        entry = PlaceEntry(
            geonameid=country.geonameid,
            kind="country",
            name=country.name,
            countries=(country.plover_code,),
            admin1=None,
            lat=country.lat,
            lon=country.lon,
            population=0,
        )
        for name in (country.name, *country.aliases):
            matches = self._own.setdefault(make_key(name), [])
            if all(match.entry is not entry for match in matches):
                matches.append(NameMatch(entry=entry, primary=True))


def _append(index: dict[str, int | tuple[int, ...]], key: str, number: int) -> None:
    known = index.get(key)
    if known is None:
        index[key] = number
    elif known != number:
        numbers = (known,) if isinstance(known, int) else known
        if number not in numbers:
            index[key] = (*numbers, number)
