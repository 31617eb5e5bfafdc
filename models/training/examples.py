"""Annotated texts → training examples: windows with their labels in words.

A label of a span is the set of classes that it may have: one for annotated news; several, or all, where a corpus does
not tell. The loss takes the probability of the whole set, so what a corpus leaves open teaches nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.labels import CONTEXTS, EVENT_TYPES, MENTION_TYPES, MODALITIES, MODES, ROLES
from models.pairs import LINK_TYPES
from models.training.marked_text import MarkedText
from models.training.markup import AnnotatedArticle
from models.windows import Window, cut_windows, number_sentences
from models.words import LOWER, WordReader, WordSequence

NO_SPAN: Final = 0
_CLASS: Final = {name: 1 + index for index, name in enumerate((*MENTION_TYPES, *EVENT_TYPES))}
_ALL_CLASSES: Final = frozenset(range(1 + len(_CLASS)))
_NAMES: Final = frozenset(_CLASS[name] for name in ("PER", "ORG", "GPE", "LOC", "FAC"))
# Where capitals are missing, corpora of names are no guide to what is a place or an organisation.
_COMPLETE_IN_LOWER_CASE: Final = frozenset({"PER"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanLabel:
    """The classes that the words ``first`` to ``last`` (inclusive) may have."""

    first: int
    last: int
    classes: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftLabels:
    """What a teacher says of a window, as probabilities.

    ``spans``: (words, widths, classes); ``roles`` (role pairs, roles) and ``links`` (link pairs, links) for the pairs
    of the example's triggers and mentions in the order of ``models.pairs``; ``modes`` (triggers, modes), ``modalities``
    (triggers, modalities).
    """

    spans: npt.NDArray[np.float16]
    roles: npt.NDArray[np.float16]
    links: npt.NDArray[np.float16]
    modes: npt.NDArray[np.float16]
    modalities: npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One window and its labels; word numbers count from the window's first word.

    ``triggers``: (first, last, type, mode, modality); ``mentions``: (first, last, type); ``roles``: (trigger, mention,
    role); ``links``: (head, tail, type). ``default``: the classes of every span that ``labels`` does not name, by
    whether all its words are in lower case. ``contexts`` is None where the corpus does not tell. ``labelled``: whether
    people gave triggers, roles and links; where they did not, these are the teacher's.
    """

    window: Window
    sentence_of_word: npt.NDArray[np.int64]
    labels: tuple[SpanLabel, ...]
    default: frozenset[int]
    default_in_lower_case: frozenset[int]
    mentions: tuple[tuple[int, int, int], ...] = ()
    triggers: tuple[tuple[int, int, int, int, int], ...] = ()
    roles: tuple[tuple[int, int, int], ...] = ()
    links: tuple[tuple[int, int, int], ...] = ()
    contexts: tuple[int, ...] | None = None
    labelled: bool = True
    soft: SoftLabels | None = None


def build_examples(articles: Iterable[AnnotatedArticle], reader: WordReader, *, max_pieces: int) -> list[Example]:
    """One example for every window of every article; spans that cross windows or split words are left out."""
    articles = list(articles)
    examples = []
    for number, (article, words) in enumerate(zip(articles, reader.read([a.text for a in articles]), strict=True)):
        for window in cut_windows(number, words, max_pieces=max_pieces, begin_id=reader.begin_id, end_id=reader.end_id):
            examples.append(_label_window(article, words, window))
    return examples


def build_marked_examples(texts: Iterable[MarkedText], reader: WordReader, *, max_pieces: int) -> list[Example]:
    """One example for every window of every text; whatever its corpus does not tell is open."""
    texts = list(texts)
    examples = []
    for number, (text, words) in enumerate(zip(texts, reader.read([t.text for t in texts]), strict=True)):
        for window in cut_windows(number, words, max_pieces=max_pieces, begin_id=reader.begin_id, end_id=reader.end_id):
            examples.append(
                Example(
                    window=window,
                    sentence_of_word=number_sentences(words, window),
                    labels=tuple(_label_marks(text, words, window)),
                    default=_open_classes(text.complete),
                    default_in_lower_case=_open_classes(text.complete & _COMPLETE_IN_LOWER_CASE),
                    labelled=False,
                )
            )
    return examples


def _open_classes(complete: frozenset[str]) -> frozenset[int]:
    return _ALL_CLASSES - {_CLASS[name] for name in complete}


def _label_window(article: AnnotatedArticle, words: WordSequence, window: Window) -> Example:
    places = _WordPlaces(words, window)
    mentions: dict[str, tuple[int, int, int]] = {}
    for mention in article.mentions:
        if span := places.find(mention.start, mention.end):
            mentions[mention.id] = (*span, MENTION_TYPES.index(mention.type))
    triggers: list[tuple[int, int, int, int, int]] = []
    roles = []
    number = {name: index for index, name in enumerate(mentions)}
    for trigger in article.triggers:
        if span := places.find(trigger.start, trigger.end):
            mode = MODES.index((trigger.type, trigger.mode))
            kind = EVENT_TYPES.index(trigger.type)
            roles += [(len(triggers), number[m], ROLES.index(role)) for role, m in trigger.roles if m in number]
            triggers.append((*span, kind, mode, MODALITIES.index(trigger.modality)))
    labels = [SpanLabel(first=a, last=b, classes=frozenset({1 + kind})) for a, b, kind in mentions.values()]
    first_event = 1 + len(MENTION_TYPES)
    labels += [SpanLabel(first=t[0], last=t[1], classes=frozenset({first_event + t[2]})) for t in triggers]
    return Example(
        window=window,
        sentence_of_word=number_sentences(words, window),
        labels=tuple(labels),
        default=frozenset({NO_SPAN}),
        default_in_lower_case=frozenset({NO_SPAN}),
        mentions=tuple(mentions.values()),
        triggers=tuple(triggers),
        roles=tuple(roles),
        links=tuple(_links(article, mentions, number)),
        contexts=tuple(CONTEXTS.index(name) for name in article.contexts),
    )


def _links(
    article: AnnotatedArticle, mentions: dict[str, tuple[int, int, int]], number: dict[str, int]
) -> Iterable[tuple[int, int, int]]:
    for kind, head, tail in article.relations:
        if head in number and tail in number:
            yield number[head], number[tail], LINK_TYPES.index(kind)
    for chain in article.chains:
        same = [member[0] for member in chain if len(member) == 1 and member[0] in number]
        same.sort(key=lambda name: mentions[name][:2])
        for position, later in enumerate(same):
            for earlier in same[:position]:
                yield number[later], number[earlier], LINK_TYPES.index("COREF")
        for group in chain:
            if len(group) > 1:
                for name in same:
                    for member in group:
                        if member in number:
                            yield number[name], number[member], LINK_TYPES.index("MEMBER")


def _label_marks(text: MarkedText, words: WordSequence, window: Window) -> Iterable[SpanLabel]:
    places = _WordPlaces(words, window)
    for span in text.spans:
        found = places.find(span.start, span.end)
        if not found:
            continue
        first, last = found
        classes = frozenset(_CLASS[name] for name in span.types) or _ALL_CLASSES
        before = text.text[: span.start].rsplit(maxsplit=1)[-1:]
        named = classes & _NAMES and classes != {_CLASS["PER"]}
        if before and before[0].lower() == "the" and first > 0 and named:
            # Our names keep "the"; these corpora leave it out.
            yield SpanLabel(first=first - 1, last=last, classes=classes)
            yield SpanLabel(first=first, last=last, classes=_ALL_CLASSES)
        else:
            yield SpanLabel(first=first, last=last, classes=classes)
        for begin in range(first, last + 1):
            for end in range(begin, last + 1):
                if (begin, end) != (first, last):
                    yield SpanLabel(first=begin, last=end, classes=_ALL_CLASSES)


class _WordPlaces:
    """From characters of the text to words of one window."""

    def __init__(self, words: WordSequence, window: Window) -> None:
        span = slice(window.first_word, window.last_word)
        self._first = {int(start): index for index, start in enumerate(words.word_start[span])}
        self._last = {int(end): index for index, end in enumerate(words.word_end[span])}

    def find(self, start: int, end: int) -> tuple[int, int] | None:
        first, last = self._first.get(start), self._last.get(end)
        return (first, last) if first is not None and last is not None and first <= last else None


def is_lower_case(example: Example) -> npt.NDArray[np.bool_]:
    """For each word of the window whether it is in lower case."""
    return np.equal(example.window.case[example.window.first_piece], LOWER)
