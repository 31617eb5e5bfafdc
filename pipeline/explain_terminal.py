"""An explanation for the terminal: the article with its spans, then each event line by line."""

from collections.abc import Iterator
from typing import Final

from pipeline.event_lines import format_event
from pipeline.explain_spans import Mark, cut_text, list_marks
from pipeline.explain_text import show_line, show_text
from pipeline.explain_values import RULES, Reason, explain_event
from pipeline.records import Document

_RESET: Final = "\x1b[0m"
_DIM: Final = "\x1b[2m"
_BOLD: Final = "\x1b[1m"
_TRIGGER: Final = "\x1b[1;7m"
_COLOURS: Final = {
    "PER": "\x1b[36m", "ORG": "\x1b[35m", "GPE": "\x1b[32m", "LOC": "\x1b[92m", "FAC": "\x1b[33m",
    "NORP": "\x1b[95m", "TITLE": "\x1b[96m", "GRP": "\x1b[94m", "DATE": "\x1b[34m", "NUM": "\x1b[31m",
    "MONEY": "\x1b[91m", "PRO": "\x1b[93m",
}  # fmt: skip
_FIELD_WIDTH: Final = 14
_VALUE_WIDTH: Final = 34
_WORDS_SHOWN: Final = 60


def explain_in_terminal(document: Document, *, colour: bool) -> Iterator[str]:
    """Lines of text: in colour with ANSI codes, else with brackets, as "[Japan]GPE" and "{met}CONSULT 1"."""
    article = document.article
    title = " · ".join(part for part in (article.title, article.source, article.published, article.id) if part)
    yield _style(show_line(title), _BOLD, colour)
    if colour:
        yield " ".join(f"{code}{label}{_RESET}" for label, code in _COLOURS.items()) + f" {_TRIGGER}trigger{_RESET}"
    yield ""
    marks = list_marks(document)
    yield _colour_text(article.text, marks) if colour else _bracket_text(article.text, marks)
    for number, event in enumerate(document.events, start=1):
        yield ""
        yield _style(f"{number}  {format_event(event)}", _BOLD, colour)
        for reason in explain_event(event):
            yield _write_reason(reason, colour=colour)


def _style(text: str, code: str, colour: bool) -> str:
    return f"{code}{text}{_RESET}" if colour else text


def _colour_text(text: str, marks: tuple[Mark, ...]) -> str:
    pieces = []
    for piece in cut_text(text, marks, ()):
        shown = show_text(text[piece.start : piece.end])
        triggers = [mark for mark in piece.marks if mark.kind == "trigger"]
        if triggers:
            notes = ",".join(mark.note for mark in triggers if mark.end == piece.end)
            pieces.append(f"{_TRIGGER}{shown}{_RESET}" + (f"{_DIM}{notes}{_RESET}" if notes else ""))
        elif piece.marks:
            pieces.append(f"{_COLOURS.get(piece.marks[0].label, _BOLD)}{shown}{_RESET}")
        else:
            pieces.append(shown)
    return "".join(pieces)


def _bracket_text(text: str, marks: tuple[Mark, ...]) -> str:
    pieces = []
    for piece in cut_text(text, marks, ()):
        opened = [mark for mark in reversed(piece.marks) if mark.start == piece.start]
        closed = [mark for mark in piece.marks if mark.end == piece.end]
        pieces.append("".join("{" if mark.kind == "trigger" else "[" for mark in opened))
        pieces.append(show_text(text[piece.start : piece.end]))
        pieces.append("".join(_close(mark) for mark in closed))
    return "".join(pieces)


def _close(mark: Mark) -> str:
    label = show_line(mark.label)
    return f"}}{label} {mark.note}" if mark.kind == "trigger" else f"]{label}"


def _write_reason(reason: Reason, *, colour: bool) -> str:
    indent = "   " + "  " * reason.depth
    left = indent + reason.field.ljust(_FIELD_WIDTH) + show_line(reason.value).ljust(_VALUE_WIDTH - len(indent))
    parts = []
    if reason.words is not None:
        shown = show_line(reason.words)
        shown = shown if len(shown) <= _WORDS_SHOWN else shown[: _WORDS_SHOWN - 1] + "…"
        parts.append(f"“{shown}”" + (f" {reason.start}–{reason.end}" if reason.start is not None else ""))
    if reason.rule is not None:
        meaning = RULES.get(reason.rule)
        parts.append(f"{show_line(reason.rule)}: {meaning}" if meaning else show_line(reason.rule))
    if reason.confidence is not None:
        parts.append(f"{reason.confidence:.2f}")
    right = _style("  ".join(parts), _DIM, colour and bool(parts))
    return f"{left}  {right}".rstrip()
