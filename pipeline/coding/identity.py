"""What makes an event of an article the same event in the next revision of that article.

Offsets shift when a paragraph is put in front, so they are no part of it. An event is known by its article, its type,
the words of its trigger and of its sentence, by the model, and by its place among events that share all of these.
Letter case, punctuation, white space and numbers don't count: a death toll that rises in the next revision changes the
event, and does not make it another.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from models.extraction import Sentence, Trigger
from pipeline.records import Article, ModelInfo

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBERS: Final = frozenset(
    (
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty",
        "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "hundreds", "thousand", "thousands", "million",
        "millions", "billion", "billions", "dozen", "dozens",
    )
)  # fmt: skip


def identify_events(
    article: Article, triggers: Sequence[tuple[Trigger, Sentence]], *, model: ModelInfo
) -> tuple[str, ...]:
    """The id of each event, given its trigger and sentence: 32 hexadecimal digits of a SHA-256, all different."""
    seen: Counter[tuple[str, ...]] = Counter()
    sentences: dict[tuple[int, int], str] = {}
    ids = []
    for trigger, sentence in triggers:
        span = (sentence.start, sentence.end)
        if span not in sentences:
            sentences[span] = _digest((_words(article.text[slice(*span)]),))
        words = _words(article.text[trigger.start : trigger.end])
        key = (article.id, trigger.type, words, sentences[span], model.name, model.version)
        ids.append(_digest((*key, str(seen[key]))))
        seen[key] += 1
    return tuple(ids)


def _words(text: str) -> str:
    words = " ".join(_WORD.findall(text)).casefold().split(" ")
    return " ".join([word for word in words if word not in _NUMBERS])


def _digest(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
