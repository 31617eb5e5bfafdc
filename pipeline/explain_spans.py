"""The text of an article cut where spans begin and end, so that overlapping spans can be shown in one line of text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipeline.explain_values import Reason
from pipeline.records import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span to show: ``kind`` is mention or trigger, ``label`` its type, ``note`` what a trigger's event is called."""

    kind: Literal["mention", "trigger"]
    label: str
    start: int
    end: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text in which no span begins or ends; ``marks`` are those that cover it, the shortest first."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def list_marks(document: Document) -> tuple[Mark, ...]:
    """The mentions of a document and the triggers of its events, which are numbered from 1; the longest first."""
    length = len(document.article.text)
    marks = [
        Mark(kind="mention", label=one.type, start=one.start, end=one.end)
        for one in document.mentions
        if 0 <= one.start < one.end <= length
    ]
    for number, event in enumerate(document.events, start=1):
        for trigger in (event.trigger, *(telling.trigger for telling in event.also)):
            if 0 <= trigger.start < trigger.end <= length:
                marks.append(
                    Mark(kind="trigger", label=event.type, start=trigger.start, end=trigger.end, note=str(number))
                )
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.start - mark.end, mark.kind)))


def cut_text(text: str, marks: tuple[Mark, ...], reasons: Iterable[Reason]) -> Iterator[Piece]:
    """The whole text in pieces; a piece begins wherever a mark begins or ends, and where a reason's words begin."""
    cuts = {0, len(text)}
    cuts.update(edge for mark in marks for edge in (mark.start, mark.end))
    cuts.update(reason.start for reason in reasons if reason.start is not None and 0 <= reason.start < len(text))
    edges = sorted(cuts)
    waiting, open_marks = list(reversed(marks)), list[Mark]()
    for start, end in pairwise(edges):
        open_marks = [mark for mark in open_marks if mark.end > start]
        while waiting and waiting[-1].start <= start:
            open_marks.append(waiting.pop())
        yield Piece(start=start, end=end, marks=tuple(sorted(open_marks, key=lambda mark: mark.end - mark.start)))
