"""The words of a place mention: its name without what lies around it, without directions, inside a facility's name."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.coding.gazetteer import is_generic, make_key

_DIRECTION: Final = re.compile(
    r"(?:(?:the|far|deep|outer|inner|upper|lower|greater|downtown|suburban|rural|mainland|metropolitan|"
    r"(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west)(?:ern)?(?:most)?|central|"
    r"government-held|rebel-held|occupied|nearby|neighbou?ring|coastal|ancient|historic|old)[ -]+){1,4}",
    re.IGNORECASE,
)
_OF: Final = re.compile(
    r"(?:the )?(?:[\w-]+ ){0,3}?(?:capital|city|town|village|port|outskirts|suburbs?|province|region|state|island|"
    r"border|coast|centre|center|north|south|east|west|district|municipality|settlement|resort|parts?|enclave) of ",
    re.IGNORECASE,
)
_POSSESSIVES: Final = ("'s", "’s", "'", "’")


def split_container(text: str) -> tuple[str, tuple[str, ...]]:
    """ "Paris, Texas" → Paris, in Texas; also without "the" and a possessive ending."""
    name, *inside = (part.strip() for part in text.split(",")) if "," in text else (text.strip(),)
    if name.startswith(("the ", "The ")) and name[4:] != "Hague":
        name = name[4:]
    return _strip_possessive(name), tuple(part for part in inside if part)


def _strip_possessive(name: str) -> str:
    return name.removesuffix("s")[:-1] if name.endswith(_POSSESSIVES) else name


def strip_directions(name: str) -> str:
    """ "northern Gaza", "the outskirts of Aleppo", "downtown Beirut" → the place alone."""
    return _DIRECTION.sub("", _OF.sub("", name, count=1), count=1)


def iterate_name_parts(name: str) -> Iterator[str]:
    """Runs of capitalised words of a facility's name, the longest first, from the left; none of generic words alone."""
    words = name.split()[:8]
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            part = words[start : start + length]
            if part[0][:1].isupper() and part[-1][:1].isupper() and not all(is_generic(make_key(w)) for w in part):
                yield _strip_possessive(" ".join(part))
