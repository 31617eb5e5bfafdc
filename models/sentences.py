"""Text → sentences as character spans."""

import re
from collections.abc import Iterator
from typing import Final

import sentencex

from models.extraction import Sentence

_LANGUAGE: Final = "en"
LONGEST_SENTENCE: Final = 2000
"""Characters. What runs on for longer without an end is no prose; each event carries its sentence, so it is cut."""

# The segmenter looks for the end of each quotation to the end of what it is given, so that the time it takes grows with
# the square of a text that opens many and closes none. No news comes near these bounds.
_LONGEST_BLOCK: Final = 20_000
_LONGEST_BLOCK_OF_QUOTES: Final = 500
_CHARACTERS_A_QUOTE: Final = 50
_OPENS_QUOTE: Final = re.compile(r"[“‘„‚«‹]|(?<!\w)'")
_BREAKS: Final = ("\n\n", "\n", ". ", " ")


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of ``text`` in order, without the white space around them; none where there is only white space.

    A sentence of more than ``LONGEST_SENTENCE`` characters is cut, at white space where there is any.
    """
    sentences = []
    begin = 0
    for segment in _segment(text):
        words = segment.strip()
        # The segmenter drops line breaks from the third in a row on, so that lengths do not add up.
        start = text.index(words, begin)
        begin = start + len(words)
        if len(words) > LONGEST_SENTENCE:
            sentences += [Sentence(start=first, end=last) for first, last in _cut(text, start, begin)]
        elif words:
            sentences.append(Sentence(start=start, end=begin))
    return sentences


def _segment(text: str) -> Iterator[str]:
    for block in _list_blocks(text, _LONGEST_BLOCK):
        if len(block) > _LONGEST_BLOCK_OF_QUOTES and _has_many_quotes(block):
            for part in _list_blocks(block, _LONGEST_BLOCK_OF_QUOTES):
                yield from sentencex.segment(_LANGUAGE, part)
        else:
            yield from sentencex.segment(_LANGUAGE, block)


def _has_many_quotes(block: str) -> bool:
    return len(_OPENS_QUOTE.findall(block)) * _CHARACTERS_A_QUOTE > len(block)


def _list_blocks(text: str, longest: int) -> Iterator[str]:
    """``text`` in pieces of at most ``longest`` characters that end with a paragraph, a line, a sentence or a word."""
    start = 0
    while len(text) - start > longest:
        breaks = ((text.rfind(sign, start + 1, start + longest - len(sign)), len(sign)) for sign in _BREAKS)
        at, width = next((found for found in breaks if found[0] > start), (start + longest, 0))
        yield text[start : at + width]
        start = at + width
    yield text[start:]


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
