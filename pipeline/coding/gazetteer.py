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

_NO_SIGN: Final = str.maketrans("", "", "'’‘ʻʼ`")
_SIGNS: Final = re.compile(r"[^\w]+")
_GENERIC: Final = re.compile(
    r"(?:(?:the )?(?:state|province|region|republic|oblast|city|municipality|governorate|prefecture|district|county|"
    r"department|town|village|autonomous region|autonomous republic|capital|port|port city|city centre)"
    r"(?: of)? )?(?P<name>.+?)"
    r"(?: (?:province|state|region|oblast|kray|krai|governorate|prefecture|department|district|county|division|city|"
    r"republic|territory|voivodeship|canton|raion|autonomous region|special administrative region|capital region|"
    r"town|village|municipality))?"
)
_NATURE: Final = re.compile(
    r"(?P<name>.+?) (?:river|islands?|islets?|isles?|archipelago|mountains?|range|hills?|peninsula|straits?|sea|lake|"
    r"valley|plateau|ridge|reef|atoll|desert|delta|canal|coast|coastline|regions?|area|zone|district|camp|crossing|"
    r"border crossing|forest|jungle|basin|highlands|triangle|enclave|corridor|headwaters|volcano|glacier|waters|"
    r"heights|air base|airbase|base|airport|prison|jail|square|plant|nuclear plant|reactor|complex|compound)"
)
_GENERIC_TEXT: Final = """
    north south east west northern southern eastern western central northeast northwest southeast southwest capital
    republic state states city town village island islands kingdom union border coast gulf strait straits territory
    province region mainland continent country nation port airport air base camp square street road bridge palace
    hospital university hotel church mosque prison stadium station park school temple highway centre center market
    tower district sea river lake valley mountain mountains beach bay zone area parliament embassy consulate field
    division college hall house court plant headquarters memorial museum stock national international royal grand new
    old great high supreme second third first government general army military naval police public main government
    congress ministry avenue boulevard cathedral abbey gate terminal crossing checkpoint building residence office
    presidential interior federal provincial regional municipal light red green blue white black day may nato un eu
    north-east north-west south-east south-west channel rock point fort farm mine dam plaza"""
_GENERIC_WORDS: Final = frozenset(_GENERIC_TEXT.split())
_AREA_WORDS: Final = re.compile(
    r"\b(?:province|state|region|oblast|krai|governorate|prefecture|department|district|county|division|raion)\b"
)
_TOWN_WORDS: Final = re.compile(r" (?:city|town|village)$")
_ABBREVIATIONS: Final = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_ABBREVIATION: Final = re.compile(rf"\b(?:{'|'.join(_ABBREVIATIONS)})\b(?= )")
_ROMANIZED: Final = re.compile(r"[āēīōūǎǐʻʼ‘’\u1e00-\u1eff]")
LONGEST_NAME_CHARACTERS: Final = 120
FURTHER_NAME_WEIGHT: Final = -2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEntry:
    """One place of the table. ``kind`` is country, admin1, admin2, city, region or facility.

    ``countries`` are alpha-3 codes after PLOVER's folding of dependencies, several for what lies in several countries.
    ``listed``: it is one of the regions and facilities compiled for this project.
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
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """A place that a name can mean. ``weight`` is more for names every reader knows, less for GeoNames' further names.

    Its unit is that of ``places``: one for each power of ten in population.
    """

    entry: PlaceEntry
    weight: float = 0.0


def make_key(name: str) -> str:
    """What a name is looked up by: no accents, case, signs."""
    plain = fold_accents(name).translate(_NO_SIGN).lower()
    return _ABBREVIATION.sub(lambda match: _ABBREVIATIONS[match[0]], _SIGNS.sub(" ", plain).strip())


def display_name(name: str) -> str:
    """The name as English prose writes it: without the signs of romanisation (Khān Yūnis → Khan Yunis)."""
    return fold_accents(name).translate(_NO_SIGN) if _ROMANIZED.search(name) else name


def strip_generic(key: str) -> str:
    """A key without the words for kinds of areas: "state of punjab" and "punjab province" → "punjab"."""
    match = _GENERIC.fullmatch(key)
    return key if match is None else match["name"]


def strip_nature(key: str) -> str:
    """A key without the last word for a kind of region or facility: "metina ridge" → "metina"."""
    match = _NATURE.fullmatch(key)
    return key if match is None else match["name"]


def is_generic(key: str) -> bool:
    """Whether a key is made of words for kinds of places alone, and so names none: "north", "port city"."""
    return all(word in _GENERIC_WORDS for word in key.split())


def names_area(key: str) -> bool:
    """Whether a key says that a province or the like is meant."""
    return _AREA_WORDS.search(key) is not None


def names_town(key: str) -> bool:
    """Whether a key ends in a word that says a town is meant."""
    return _TOWN_WORDS.search(key) is not None


class PlaceTable:
    """All places by name; built once, read-only afterwards."""

    def __init__(self) -> None:
        countries = read_countries().values()
        self._code_by_alpha2 = {country.alpha2: country.plover_code for country in countries}
        self._capitals = {
            (country.alpha2, make_key(seat))
            for country in countries
            if not country.sovereign
            for seat in (country.capital, *country.seats)
            if seat != country.name  # Singapore is rather the country.
        }
        self._rows: list[str] = []
        self._own: dict[str, list[NameMatch]] = {}
        self._primary: dict[str, int | tuple[int, ...]] = {}
        self._further: dict[str, int | tuple[int, ...]] = {}
        self._read_geonames()
        self._read_known_names()
        self._read_regions()
        for country in countries:
            self._add_country(country)

    def find_capital(self, code: str) -> PlaceEntry | None:
        """The capital of a country, by alpha-3 code."""
        cities = [
            match.entry
            for match in self.find(make_key(read_countries()[code].capital))
            if match.entry.kind == "city" and match.entry.countries == (code,)
        ]
        return max(cities, key=lambda city: city.population, default=None)

    def find_listed(self, key: str) -> Iterator[NameMatch]:
        """The compiled regions and facilities that go by the name with this key."""
        return (match for match in self._own.get(key, ()) if match.entry.listed)

    def find(self, key: str) -> Iterator[NameMatch]:
        """Every place that goes by the name with this key."""
        seen = set()
        for match in self._own.get(key, ()):
            seen.add(match.entry.geonameid)
            yield match
        for index, weight in ((self._primary, 0.0), (self._further, FURTHER_NAME_WEIGHT)):
            numbers = index.get(key, ())
            for number in (numbers,) if isinstance(numbers, int) else numbers:
                entry = self._entry(number)
                if entry.geonameid not in seen:
                    seen.add(entry.geonameid)
                    yield NameMatch(entry=entry, weight=weight)

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
            name=display_name(name),
            countries=() if code is None else (code,),
            admin1=display_name(admin1 or (name if kind == "admin1" else "")) or None,
            lat=round(float(lat), 5),
            lon=round(float(lon), 5),
            population=int(population),
            capital=kind == "city" and (alpha2, make_key(name)) in self._capitals,
        )

    def _read_known_names(self) -> None:
        """Names that news uses, beside or before GeoNames' own: Kiev, Gaza City, and cities every reader knows."""
        rows = list(read_table("place_names.tsv"))
        wanted = {row["geonameid"] for row in rows}
        numbers = {
            geonameid: number
            for number, row in enumerate(self._rows)
            if (geonameid := row[: row.index("\t")]) in wanted
        }
        for row in rows:
            match = NameMatch(entry=self._entry(numbers[row["geonameid"]]), weight=float(row["weight"]))
            self._own.setdefault(make_key(row["name"]), []).append(match)

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
                listed=True,
            )
            for name in (row["name"], *split_list(row["aliases"])):
                self._own.setdefault(make_key(name), []).append(NameMatch(entry=entry))

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
                matches.append(NameMatch(entry=entry))


def _append(index: dict[str, int | tuple[int, ...]], key: str, number: int) -> None:
    known = index.get(key)
    if known is None:
        index[key] = number
    elif known != number:
        numbers = (known,) if isinstance(known, int) else known
        if number not in numbers:
            index[key] = (*numbers, number)
