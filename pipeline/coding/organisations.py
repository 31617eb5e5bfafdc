"""Known organisations, armed groups, parties, agencies, media and companies, and seats that stand for a government.

Tables, the first that has a name wins: ``data/metonyms.tsv``, ``organisations.tsv``, ``petrarch_groups.tsv``.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.coding.countries import fold_accents
from pipeline.coding.tables import read_rows

_TABLES = ("metonyms.tsv", "organisations.tsv", "petrarch_groups.tsv")
_DROPPED = re.compile(r"[.’'\"“”]")
_BREAK = re.compile(r"[\s\-–]+")
_LONGEST_NAME = 9
_LONGEST_PHRASE = 300  # characters: no mention of a body is longer
_BEFORE_NAME = frozenset(("of", "for", "at", "with", "from", "the", "to", "in"))


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation: ISO alpha-3 country and PLOVER's international code and sector, each None where it has none.

    ``other_sectors`` are further ones (Hezbollah is armed and a party); ``shared`` marks a name that bodies of several
    states bear ("the Justice Department").
    """

    name: str
    country: str | None
    international: str | None
    sector: str | None
    other_sectors: tuple[str, ...]
    shared: bool


@lru_cache(maxsize=32768)
def normalise_name(name: str) -> str:
    """``name`` in the form in which names are compared: no dots, no apostrophes, no article, lower case."""
    words = _BREAK.sub(" ", _DROPPED.sub("", name.replace("’s", "").replace("'s", ""))).strip().lower()
    return words.removeprefix("the ")


@cache
def _organisations() -> dict[str, Organisation]:
    table: dict[str, Organisation] = {}
    rows = (row for name in _TABLES for row in read_rows(name, 4))
    for country, international, sectors, names in rows:
        sector, *others = sectors.split() or ("",)
        for group in names.split(";"):
            first, *aliases = (name.strip() for name in group.split("="))
            for name in (first, *aliases):
                organisation = Organisation(
                    name=first.lstrip("~"),
                    country=country or None,
                    international=international or None,
                    sector=sector or None,
                    other_sectors=tuple(others),
                    shared=name.startswith("~"),
                )
                key = normalise_name(name.lstrip("~"))
                table.setdefault(key, organisation)
                if " " in key:  # Libération is not "liberation"
                    table.setdefault(fold_accents(key), organisation)
    return table


@cache
def _first_words() -> frozenset[str]:
    return frozenset(key.partition(" ")[0] for key in _organisations())


@lru_cache(maxsize=16384)
def find_organisation(name: str) -> Organisation | None:
    """The organisation called ``name``, or None."""
    return _organisations().get(normalise_name(name))


@lru_cache(maxsize=16384)
def find_organisation_in(phrase: str) -> Organisation | None:
    """The known organisation that ``phrase`` holds ("Hamas fighters", "spokesman for the EU"), longest name first.

    Only words with a capital letter count, so that "it" or "who" is never taken for an acronym. The last word names one
    only after a preposition: "Organised Labour" is not the Labour Party.
    """
    words = phrase[:_LONGEST_PHRASE].split()
    starts = [number for number, word in enumerate(words) if _may_begin(word)]
    for length in range(min(len(words), _LONGEST_NAME), 0, -1):
        for start in starts:
            if start + length > len(words):
                break
            part = words[start : start + length]
            if start + length == len(words) and not (start and words[start - 1].lower() in _BEFORE_NAME):
                continue
            found = _organisations().get(normalise_name(" ".join(part).rstrip(",;:")))
            if found is not None and not (found.shared and length == 1):
                return found
    return None


def _may_begin(word: str) -> bool:
    """Whether a name may begin with a word of a phrase; one with signs in it is left to the look-up."""
    if not (word[:1].isupper() or word.startswith("al-")):
        return False
    lower = word.lower()
    return lower == "the" or not word.isalnum() or lower in _first_words()
