"""Text → sentences as character spans."""

import sentencex

from models.extraction import Sentence

_LANGUAGE = "en"


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of ``text`` in order, without the white space around them; none where there is only white space."""
    sentences = []
    begin = 0
    for segment in sentencex.segment(_LANGUAGE, text):
        start = begin + len(segment) - len(segment.lstrip())
        begin += len(segment)
        end = start + len(segment.strip())
        if start < end:
            sentences.append(Sentence(start=start, end=end))
    return sentences
