"""Numbers and sums of money in words and figures: "at least 12" 12, "two dozen" 24, "€2.5bn" 2.5e9 EUR.

A number is the one stated; a range gives its lower end. "Dozens", "hundreds", "several" state none.
"""

import re
from functools import cache, lru_cache

from pipeline.coding.tables import read_rows
from pipeline.records import Amount

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000, "k": 1_000, "lakh": 100_000, "million": 1_000_000,
    "mn": 1_000_000, "m": 1_000_000, "mln": 1_000_000, "crore": 10_000_000, "billion": 1_000_000_000,
    "bn": 1_000_000_000, "b": 1_000_000_000, "bln": 1_000_000_000, "trillion": 1_000_000_000_000,
    "tn": 1_000_000_000_000, "lakhs": 100_000, "crores": 10_000_000,
}  # fmt: skip
_SINGLE = frozenset(("a", "an", "single", "another"))
_NONE = frozenset(("no", "none", "nobody", "no-one"))
_SHARED_NOUNS = frozenset(
    (
        "shilling",
        "peso",
        "pound",
        "franc",
        "dinar",
        "rial",
        "riyal",
        "rupee",
        "dirham",
        "krona",
        "krone",
        "ruble",
        "manat",
    )
)
_NOUNS = {
    "kronor": "krona",
    "kroner": "krone",
    "rouble": "ruble",
    "roubles": "ruble",
    "lira": "pound",
    "liras": "pound",
}
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+")
_LARGEST = 1e18
_LONGEST_PHRASE_CHARACTERS = 300  # what is longer states its number at the beginning, or none


@lru_cache(maxsize=8192)
@lru_cache(maxsize=16384)
def parse_number(text: str) -> float | None:
    """The first number that ``text`` states, None where it states none ("dozens", "several")."""
    tokens: list[str] = _TOKEN.findall(text[:_LONGEST_PHRASE_CHARACTERS].lower())
    start = next((at for at, token in enumerate(tokens) if token[0].isdecimal() or _is_number_word(token)), None)
    if tokens and tokens[0] in _NONE:
        return 0.0
    if start is None:
        return 1.0 if tokens and tokens[0] in _SINGLE and not _has_plural_scale(tokens) else None
    if tokens[start] in _SCALES and (start == 0 or tokens[start - 1] not in _SINGLE):
        return None
    value = _add_up(tokens[start:])
    if tokens[max(0, start - 2) : start] in (["half", "a"], ["half"]):
        value /= 2
    return value if value < _LARGEST else None


def parse_count(text: str) -> int | None:
    """The number of people that ``text`` states, None where it states none."""
    value = parse_number(text)
    return None if value is None else round(value)


def parse_amount(text: str, *, country: str | None = None) -> Amount:
    """The sum of money that ``text`` states; value and currency are None where it does not say.

    ``country`` (alpha-3) is whose currency a bare noun that several share means: "shillings", "pesos", "pounds".
    """
    phrase = text[:_LONGEST_PHRASE_CHARACTERS]
    words = phrase.lower().split()
    noun = _NOUNS.get(words[-1], words[-1].removesuffix("s")) if words else ""
    own = _own_currencies().get((country or "", noun)) if noun in _SHARED_NOUNS else None
    bare = own is not None and not any(word[:1].isupper() for word in phrase.split())
    return Amount(value=parse_number(text), currency=own if bare else _find_currency(phrase), text=text)


@cache
def _own_currencies() -> dict[tuple[str, str], str]:
    return {(country, noun): code for country, code, noun in read_rows("country_currencies.tsv", 3)}


def _is_number_word(token: str) -> bool:
    return token in _UNITS or token in _TENS or (token in _SCALES and len(token) > 2)


def _has_plural_scale(tokens: list[str]) -> bool:
    return any(token.removesuffix("s") in _SCALES for token in tokens if len(token) > 3)


def _add_up(tokens: list[str]) -> float:
    total, current, last_scale = 0.0, None, _LARGEST
    for token in tokens:
        if token[0].isdecimal():
            if current is not None:
                break
            current = float(token.replace(",", "").rstrip("."))
        elif token in _UNITS or token in _TENS:
            value = _UNITS.get(token, _TENS.get(token, 0))
            if current is not None and not _extends(current, value):
                break
            current = (current or 0.0) + value
        elif token in _SCALES:
            scale = _SCALES[token]
            current = (1.0 if current is None else current) * scale
            if scale >= 1000 and scale < last_scale:
                total, current, last_scale = total + current, None, scale
        elif token == "half" and current is not None:
            current += 0.5
        elif token not in ("and", "a"):
            break
    return total + (current or 0.0)


def _extends(current: float, value: int) -> bool:
    """Whether "twenty" goes on with "five", or "two hundred" with "twelve"."""
    last = int(current) % 100
    return (last == 0 and current >= 100) or (last in range(20, 100, 10) and value < 10)


@cache
def _currencies() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(rf"(?<![^\W\d_])(?:{pattern})(?![^\W\d_])"), code)
        for code, pattern in read_rows("currencies.tsv", 2)
    ]


@lru_cache(maxsize=4096)
def _find_currency(text: str) -> str | None:
    return next((code for pattern, code in _currencies() if pattern.search(text)), None)
