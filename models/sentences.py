"""Text → sentences as character spans."""

from collections.abc import Iterator
from typing import Final

import sentencex

from models.extraction import Sentence

_LANGUAGE: Final = "en"
LONGEST_SENTENCE: Final = 2000
"""Characters. What runs on for longer without an end is no prose; each event carries its sentence, so it is cut."""


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of ``text`` in order, without the white space around them; none where there is only white space.

    A sentence of more than ``LONGEST_SENTENCE`` characters is cut, at white space where there is any.
    """
    sentences = []
    begin = 0
    for segment in sentencex.segment(_LANGUAGE, text):
        start = begin + len(segment) - len(segment.lstrip())
        begin += len(segment)
        end = start + len(segment.strip())
        sentences += [Sentence(start=first, end=last) for first, last in _cut(text, start, end)]
    return sentences


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        stop = max(text.rfind(" ", start + 1, limit), text.rfind("\n", start + 1, limit))
        stop = stop if stop > start else limit
        first = start + len(text[start:stop]) - len(text[start:stop].lstrip())
        last = first + len(text[first:stop].rstrip())
        if first < last:
            yield first, last
        start = stop
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if start < end:
        yield start, end
