"""When two names mean the same: surnames and full names, acronyms and what they stand for, short and long forms."""

import re
from functools import lru_cache

from pipeline.coding.countries import country_of, fold_accents

_WORD = re.compile(r"[^\W_]+")
_PARTICLES = frozenset(
    ("al", "el", "bin", "ibn", "abu", "de", "da", "di", "van", "von", "der", "la", "le", "du", "dos")
)
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_SMALL = frozenset(("of", "the", "and", "for", "on", "in", "to", "de", "la", "des", "du", "et", "&"))
_SURNAME_FIRST = frozenset(("CHN", "TWN", "HKG", "KOR", "PRK", "VNM", "KHM", "SGP", "HUN", "MAC"))


@lru_cache(maxsize=16384)
def split_name(name: str) -> tuple[str, ...]:
    """The telling words of a person's name: lower case, no accents, no particles, no "Jr."."""
    words = [word.lower() for word in _WORD.findall(fold_accents(name.removesuffix("'s").removesuffix("’s")))]
    kept = tuple(word for word in words if word not in _PARTICLES and word not in _SUFFIXES and len(word) > 1)
    return kept or tuple(words)


def is_short_for(short: str, full: str, *, surname_first: bool) -> bool:
    """Whether ``short`` can mean the person called ``full``: "Iwaya", "Takeshi Iwaya"; "Xi", "Xi Jinping"."""
    parts, whole = split_name(short), split_name(full)
    if not parts or len(parts) >= len(whole):
        return parts == whole
    if whole[-len(parts) :] == parts:
        return True
    if parts[0] == whole[0] and len(parts) > 1:
        return parts[-1] == whole[-1] or (surname_first and whole[: len(parts)] == parts)
    return surname_first and whole[0] == parts[0] and len(parts) == 1


def writes_surname_first(country: str | None) -> bool:
    """Whether names from ``country`` put the family name first."""
    return country in _SURNAME_FIRST


def _spell_acronym(name: str) -> str:
    return name.removeprefix("the ").removeprefix("The ").replace(".", "")


@lru_cache(maxsize=16384)
def may_be_acronym(name: str) -> bool:
    """Whether ``name`` looks like letters that stand for words: "the WHO", "U.N."."""
    letters = _spell_acronym(name)
    return 2 <= len(letters) <= 8 and letters[:2].isupper()


@lru_cache(maxsize=16384)
def is_acronym(short: str, full: str) -> bool:
    """Whether ``short`` is made of the first letters of ``full``: "the WHO", "the World Health Organization"."""
    if not may_be_acronym(short):
        return False
    letters = _spell_acronym(short)
    words = [word for word in _WORD.findall(full) if word.lower() not in _SMALL or word[0].isupper()]
    words = [word for word in words if word.lower() != "the"]
    if len(words) < 2:
        return False
    initials = "".join(word[0] for word in words).upper()
    small = "".join(word[0] for word in words if word.lower() not in _SMALL).upper()
    return letters.upper() in (initials, small)


@lru_cache(maxsize=16384)
def split_body(name: str) -> tuple[str, ...]:
    """The words of an organisation's name without articles and the names of countries."""
    words = [word for word in _WORD.findall(name.replace("'s", "").replace("’s", "")) if word.lower() != "the"]
    return tuple(word.lower() for word in words if not country_of(word))


@lru_cache(maxsize=16384)
def find_head(phrase: str) -> str:
    """The noun at the head of a phrase, singular, lower case: "the Bank of England" bank, "the two leaders" leader."""
    before = re.split(r"\s(?:of|for|to|in|at|from|on|with|who)\s|,", phrase, maxsplit=1)[0]
    words = _WORD.findall(before.removesuffix("'s").removesuffix("’s"))
    return words[-1].lower() if words else phrase.lower()


@lru_cache(maxsize=16384)
def is_proper(phrase: str) -> bool:
    """Whether a phrase is a name: a word with a capital that is neither its article nor a country's adjective."""
    words = phrase.split()
    if words and words[0] in ("The", "A", "An", "Its", "His", "Her", "Their"):
        words = words[1:]
    if not words:
        return False
    head = find_head(" ".join(words))
    return any(word[:1].isupper() and word.lower() == head for word in _WORD.findall(phrase)) and (
        phrase[:1].isupper() or any(word[:1].isupper() for word in words)
    )
