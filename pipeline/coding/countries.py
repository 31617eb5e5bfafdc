"""Country names, adjectives, demonyms and seats of government → ISO 3166 alpha-3 codes.

The rules for what counts as a country are PLOVER's: Kosovo is KOS; Hong Kong, Palestine, Antarctica and the Holy See
keep their codes; every other dependency folds into its sovereign. Tables: ``data/countries.tsv`` and
``data/country_phrases.tsv`` (sources in ``data/SOURCES.md``).
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

LONGEST_PHRASE_CHARACTERS: Final = 400

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*\.?|\d+")
_POSSESSIVE: Final = re.compile(r"['’]s?$")
_PREFIXES: Final = {
    "sino": "CHN", "russo": "RUS", "franco": "FRA", "anglo": "GBR", "indo": "IND", "greco": "GRC", "turco": "TUR",
    "turko": "TUR", "italo": "ITA", "serbo": "SRB", "hispano": "ESP", "luso": "PRT", "americano": "USA",
    "japano": "JPN", "austro": "AUT", "polono": "POL", "finno": "FIN", "swedo": "SWE",
}  # fmt: skip
_OF_LANGUAGES: Final = frozenset({"speaking", "language", "speaker", "speakers"})
_NO_PLURAL_ENDINGS: Final = ("s", "sh", "nch", "tch", "x", "z", "chman", "shman", "tsman", "men", "women", "woman")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """One row of the table: a country or a dependency; ``lat`` and ``lon`` in degrees, about its middle.

    ``aliases`` name all of it, ``parts`` a part that stands for it in news (Scotland, Gaza), ``seats`` its government;
    ``capital`` is the city that news calls so.
    """

    code: str
    alpha2: str
    sovereign: str
    name: str
    geonameid: int
    lat: float
    lon: float
    capital: str
    demonyms: tuple[str, ...]
    aliases: tuple[str, ...]
    parts: tuple[str, ...]
    seats: tuple[str, ...]

    @property
    def plover_code(self) -> str:
        """The code that PLOVER gives to actors from here."""
        return self.sovereign or self.code


def read_table(name: str) -> Iterator[dict[str, str]]:
    """The rows of the tab-separated table ``name`` in ``pipeline/coding/data``."""
    text = files("pipeline.coding").joinpath("data", name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


def split_list(field: str) -> tuple[str, ...]:
    """The items of a table field that holds a list separated by semicolons."""
    return tuple(item for item in field.split(";") if item)


@cache
def read_countries() -> dict[str, Country]:
    """Every country and dependency by its own alpha-3 code."""
    return {
        row["code"]: Country(
            code=row["code"],
            alpha2=row["alpha2"],
            sovereign=row["sovereign"],
            name=row["name"],
            geonameid=int(row["geonameid"]),
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            capital=row["capital"],
            demonyms=split_list(row["demonyms"]),
            aliases=split_list(row["aliases"]),
            parts=split_list(row["parts"]),
            seats=split_list(row["seats"]),
        )
        for row in read_table("countries.tsv")
    }


def fold_accents(text: str) -> str:
    """``text`` without accents: Brasília → Brasilia."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _tokens(text: str) -> list[str]:
    folded = fold_accents(text).replace("’", "'")
    tokens: list[str] = _TOKEN.findall(folded)
    return [_POSSESSIVE.sub("", token) for token in tokens] if "'" in folded else tokens


def _key(tokens: list[str]) -> str:
    """What the tokens are looked up by; words in capitals of up to four letters keep their case (US is not us)."""
    words = [token.replace(".", "") for token in tokens]
    if len(words) == 1 and words[0].isupper() and len(words[0]) <= 4:
        return words[0]
    return " ".join(words).lower()


def _with_plurals(demonym: str) -> Iterator[str]:
    yield demonym
    if not demonym.endswith(_NO_PLURAL_ENDINGS):
        yield demonym + "s"


@cache
def _codes_by_key() -> dict[str, str | None]:
    """Code by key, None for phrases that only look like a country ("Indian Ocean")."""
    codes: dict[str, str | None] = {}
    for country in read_countries().values():
        demonyms = (form for demonym in country.demonyms for form in _with_plurals(demonym))
        for name in (country.name, *country.aliases, *country.parts, *country.seats, *demonyms):
            codes.setdefault(_key(_tokens(name)), country.plover_code)
    for row in read_table("country_phrases.tsv"):
        codes[_key(_tokens(row["phrase"]))] = row["code"] or None
    codes.pop("", None)
    return codes


@cache
def _most_tokens_after() -> dict[str, int]:
    """How many tokens the longest name has that begins with a word, by that word in lower case."""
    longest: dict[str, int] = {}
    for key in _codes_by_key():
        first = key.partition(" ")[0].lower()
        longest[first] = max(longest.get(first, 0), key.count(" ") + 1)
    return longest


def _matches(tokens: list[str]) -> Iterator[tuple[int, int, str | None]]:
    """Longest names in ``tokens`` from left to right: first token, end token, code."""
    codes, longest = _codes_by_key(), _most_tokens_after()
    start = 0
    while start < len(tokens):
        first = tokens[start]
        most = 0 if first.islower() else longest.get(first.replace(".", "").lower(), 0)
        for end in range(min(len(tokens), start + most), start, -1):
            if tokens[end - 1].islower():
                continue
            key = _key(tokens[start:end])
            if key not in codes and end - start == 1 and first.isupper():
                key = key.lower() if len(key) > 2 else ""
            if key in codes and not (end < len(tokens) and tokens[end] in _OF_LANGUAGES):
                yield start, end, codes[key]
                start = end
                break
        else:
            prefix = _PREFIXES.get(first.lower())
            if prefix is not None and start + 1 < len(tokens):
                yield start, start + 1, prefix
            start += 1


@lru_cache(maxsize=65536)
def country_of(name: str) -> str | None:
    """Alpha-3 code of a country name, adjective, demonym or seat of government; None where it is none of these.

    The whole of ``name`` must be the country's, but for a leading "the" and a possessive ending.
    """
    if len(name) > LONGEST_PHRASE_CHARACTERS:
        return None
    tokens = _tokens(name)
    found = list(_matches(tokens))
    if len(found) == 1 and found[0][1] == len(tokens) and found[0][0] == 0:
        return found[0][2]
    if tokens and tokens[0].lower() == "the":
        tokens = tokens[1:]
        found = list(_matches(tokens))
        if len(found) == 1 and found[0][:2] == (0, len(tokens)):
            return found[0][2]
    return None


@lru_cache(maxsize=65536)
def countries_in(phrase: str) -> tuple[str, ...]:
    """Codes of the countries whose names, adjectives or seats stand in ``phrase``, in order, each once."""
    codes = (code for _, _, code in _matches(_tokens(phrase[:LONGEST_PHRASE_CHARACTERS])) if code is not None)
    return tuple(dict.fromkeys(codes))


def country_name(code: str) -> str:
    """The plain English short name of an alpha-3 code.

    Raises:
        KeyError: no country or dependency has this code.
    """
    return read_countries()[code].name
