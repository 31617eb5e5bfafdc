"""Which words of an article tell its contexts, so that each context of an event has a span to look at.

The model gives contexts for windows of text, without saying why. Evidence is found afterwards: words that speak of the
context (``data/context_words.tsv``). They decide nothing about which contexts an article has.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from msgspec import Struct

from models.extraction import Sentence
from pipeline.coding.tables import read_rows

_WORD: Final = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]+)*")
_ENDINGS: Final = ("ations", "ation", "ings", "ing", "ers", "er", "ed", "es", "s", "e")
_SHORTEST_STEM: Final = 4
_LONGEST_KEPT: Final = 40  # characters of a token: longer ones hardly come again


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """``word`` in lower case without its ending: "protesters" and "protesting" are one."""
    lower = word.lower()
    if lower.endswith("ies") and len(lower) > _SHORTEST_STEM:
        return lower.removesuffix("ies") + "y"
    for ending in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= _SHORTEST_STEM and not lower.endswith("ss"):
            return lower.removesuffix(ending)
    return lower


class TellingWord(Struct, frozen=True, kw_only=True):
    """A word of the text that tells a context: its span, its sentence, and how many contexts the word tells."""

    start: int
    end: int
    sentence: int
    contexts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextWords:
    """The telling words of each context of an article, in text order, and the best of each in each sentence."""

    of: dict[str, tuple[TellingWord, ...]]
    in_sentence: dict[int, dict[str, TellingWord]]

    def best(self, context: str, sentence: int) -> TellingWord | None:
        """The word of ``context`` in ``sentence``, else the nearest in the article; None where no word tells it.

        Of several in a sentence the one that tells the fewest other contexts, then the first.
        """
        found = self.in_sentence.get(sentence, {}).get(context)
        if found is not None:
            return found
        words = self.of.get(context, ())
        return min(words, key=lambda word: (abs(word.sentence - sentence), word.contexts, word.start), default=None)

    def told_in(self, sentence: int) -> frozenset[str]:
        """The contexts that a word of ``sentence`` tells."""
        return frozenset(self.in_sentence.get(sentence, ()))


@cache
def _contexts_of() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for context, words in read_rows("context_words.tsv", 2):
        for word in words.split(";"):
            found[stem(word)][context] = None
    return {word: tuple(contexts) for word, contexts in found.items()}


@cache
def _beginnings() -> frozenset[str]:
    """The first letters of all words that may have a stem of the table; "spies" has the stem "spy"."""
    stems = _contexts_of()
    return frozenset((*(one[:3] for one in stems), *(one[:2] + "i" for one in stems if one.endswith("y"))))


@lru_cache(maxsize=32768)
def _tell_contexts(token: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """The words in a token between white space that tell contexts: first and last offset in it, and the contexts."""
    return tuple(
        (match.start(), match.end(), told)
        for match in _WORD.finditer(token)
        if match[0][:3].lower() in _beginnings() and (told := _contexts_of().get(stem(match[0])))
    )


def _tell(token: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    return _tell_contexts(token) if len(token) <= _LONGEST_KEPT else _tell_contexts.__wrapped__(token)


def _find_token(text: str, token: str, start: int) -> int:
    """Where ``token`` stands between white space, from ``start`` on, where it is known to stand."""
    at = text.find(token, start)
    while text[at - 1 : at].strip() or text[at + len(token) : at + len(token) + 1].strip():
        at = text.find(token, at + 1)
    return at


def find_context_words(text: str, sentences: tuple[Sentence, ...], contexts: tuple[str, ...]) -> ContextWords:
    """The words of ``text`` that tell its ``contexts``."""
    if not contexts:
        return ContextWords(of={}, in_sentence={})
    starts = [sentence.start for sentence in sentences]
    found: dict[str, list[TellingWord]] = {context: [] for context in contexts}
    tokens = text.split()
    known = {token: inside for token in set(tokens) if (inside := _tell(token))}
    at = 0
    for token in [token for token in tokens if token in known]:
        at = _find_token(text, token, at)
        for first, last, told in known[token]:
            if found.keys().isdisjoint(told):
                continue
            start = at + first
            sentence = max(0, bisect_right(starts, start) - 1)
            telling = TellingWord(start=start, end=at + last, sentence=sentence, contexts=len(told))
            for context in told:
                if context in found:
                    found[context].append(telling)
        at += len(token)
    in_sentence: dict[int, dict[str, TellingWord]] = defaultdict(dict)
    for context, words in found.items():
        for word in words:
            best = in_sentence[word.sentence].setdefault(context, word)
            if word.contexts < best.contexts:
                in_sentence[word.sentence][context] = word
    return ContextWords(of={context: tuple(words) for context, words in found.items()}, in_sentence=dict(in_sentence))
