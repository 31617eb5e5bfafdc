"""Annotated articles as careless feeds would show them. No change moves a character, so that the labels stay right."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from models.training.markup import AnnotatedArticle

_WORD = re.compile(r"(?<!['’\w])[^\W\d_]\w*")
_FIRST_WORDS = re.compile(r"^(?:\W*\w+){1,6}")
_OPENING_QUOTE = re.compile(r'(^|[\s(])"')
_OPENING_APOSTROPHE = re.compile(r"(^|[\s(])'")
_FINAL_PERIOD = re.compile(r"\.(?=\s|$)")


def _same_length(change: Callable[[str], str]) -> Callable[[str], str]:
    """The change letter by letter, leaving letters that it would lengthen ("ß".upper() is "SS")."""

    def change_letters(text: str) -> str:
        return "".join(changed if len(changed := change(letter)) == 1 else letter for letter in text)

    return change_letters


_upper = _same_length(str.upper)
_lower = _same_length(str.lower)


def _title_case(text: str) -> str:
    return _WORD.sub(lambda word: _upper(word[0][0]) + word[0][1:], text)


def _capital_dateline(text: str) -> str:
    return _FIRST_WORDS.sub(lambda words: _upper(words[0]), text)


def _typographic(text: str) -> str:
    text = _OPENING_QUOTE.sub("\\1“", text).replace('"', "”")
    return _OPENING_APOSTROPHE.sub("\\1‘", text).replace("'", "’").replace(" - ", " – ")


def _without_periods(text: str) -> str:
    return _FINAL_PERIOD.sub(" ", text)


PERTURBATIONS: Final[dict[str, Callable[[str], str]]] = {
    "lower case": _lower,
    "capitals": _upper,
    "title case": _title_case,
    "capital dateline": _capital_dateline,
    "typographic quotes": _typographic,
    "no final periods": _without_periods,
}


def perturb(article: AnnotatedArticle, name: str) -> AnnotatedArticle:
    """The article with its text changed as ``PERTURBATIONS`` says; raises KeyError for another name."""
    return replace(article, text=PERTURBATIONS[name](article.text))
