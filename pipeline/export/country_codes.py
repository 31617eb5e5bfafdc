"""ISO 3166 alpha-3 codes → FIPS 10-4 (GDELT's places) and Correlates of War numbers (POLECAT's actors); US states.

Tables: ``country_codes.tsv`` and ``us_states.tsv`` beside this module, with their sources.
"""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class CountryCodes(NamedTuple):
    """Codes of one country; empty where the scheme has none."""

    fips: str
    cow: str


_NONE = CountryCodes("", "")


def _read_rows(name: str) -> Iterator[dict[str, str]]:
    text = files("pipeline.export").joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter="\t")


@cache
def _read_codes() -> dict[str, CountryCodes]:
    return {row["alpha3"]: CountryCodes(row["fips"], row["cow"]) for row in _read_rows("country_codes.tsv")}


@cache
def _read_states() -> dict[str, str]:
    return {row["name"]: row["code"] for row in _read_rows("us_states.tsv")}


def find_codes(alpha3: str | None) -> CountryCodes:
    """The codes of a country; both empty for None and for what is no country."""
    return _read_codes().get(alpha3 or "", _NONE)


def find_state_code(name: str | None) -> str | None:
    """The postal code of a state of the USA by its name."""
    return _read_states().get(name or "")
