"""Texts that carry only some of this project's labels, as other corpora do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_NO_BLANK_BEFORE: Final = frozenset([".", ",", ";", ":", ")", "]", "%", "?", "!", "'s", "'", "n't", "''"])
_NO_BLANK_AFTER: Final = frozenset(["(", "[", "$", "``", "#"])


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedSpan:
    """A marked span and the mention and event types that it may have; none: the mark says nothing of ours."""

    start: int
    end: int
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """A few sentences; ``complete``: the types of which every span is marked. All else is open: the loss skips it."""

    text: str
    spans: tuple[MarkedSpan, ...] = ()
    complete: frozenset[str] = frozenset()


def join_tokens(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """The tokens as text, blanks set as in print, and where each token lies."""
    text = ""
    places = []
    for position, token in enumerate(tokens):
        before = tokens[position - 1] if position else ""
        if text and token not in _NO_BLANK_BEFORE and before not in _NO_BLANK_AFTER:
            text += " "
        places.append((len(text), len(text) + len(token)))
        text += token
    return text, places
