"""An explanation as one HTML file that needs nothing else: no script, no image, no address is followed.

Everything that comes from a record goes through ``_escape``: an article's text is never markup. A policy in the page
forbids all but its own style.
"""

import html
from collections.abc import Iterable, Iterator
from typing import Final

from models.labels import EVENT_TYPES, MENTION_TYPES
from pipeline.event_lines import format_event
from pipeline.explain_spans import Piece, cut_text, list_marks
from pipeline.explain_text import show_line, show_text
from pipeline.explain_values import RULES, Reason, explain_event
from pipeline.records import Document

_LABELS: Final = frozenset((*MENTION_TYPES, *EVENT_TYPES))
_COLOURS: Final = {
    "PER": "#bfe3f2", "ORG": "#e3cdf2", "GPE": "#c9ecc4", "LOC": "#dff2b8", "FAC": "#f2e3b0", "NORP": "#f6cfe6",
    "TITLE": "#cdebe8", "GRP": "#cfd8f6", "DATE": "#d9d4f0", "NUM": "#f4d1c8", "MONEY": "#f6c4c4", "PRO": "#e9e5da",
}  # fmt: skip
_STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
.text{white-space:pre-wrap;border:1px solid #ddd;padding:1rem;border-radius:.4rem}
.text span{padding:.1em 0;border-radius:.2em;unicode-bidi:isolate}
.nested{border-bottom:2px solid #8886}
.trigger{font-weight:700;outline:2px solid #c33}
:target{box-shadow:0 0 0 3px #f90}
sup a{font-size:.7em;text-decoration:none}
table{border-collapse:collapse;width:100%;font-size:.9rem}
td{padding:.15rem .6rem;vertical-align:top;border-top:1px solid #eee;overflow-wrap:anywhere}
td:first-child{white-space:nowrap;color:#666}
.detail td:first-child{padding-left:1.8rem}
h3{font:600 .95rem ui-monospace,monospace;white-space:pre-wrap;margin:1.5rem 0 .3rem}
.legend span{padding:.1em .4em;margin-right:.3em;border-radius:.2em}
""" + "".join(f".m-{label}{{background:{colour}}}\n" for label, colour in _COLOURS.items())
_HEAD: Final = (
    '<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    '<meta name="viewport" content="width=device-width">\n<title>Dateline</title>\n'
    f"<style>{_STYLE}</style>\n</head>\n<body>\n"
)


def explain_as_html(documents: Iterable[Document]) -> Iterator[str]:
    """The page, part by part: for each document its text with the spans, and a table for each event."""
    yield _HEAD
    for number, document in enumerate(documents, start=1):
        yield from _write_document(number, document)
    yield "</body>\n</html>\n"


def _escape(text: str) -> str:
    return html.escape(show_text(text), quote=True)


def _write_document(number: int, document: Document) -> Iterator[str]:
    article = document.article
    facts = " · ".join(part for part in (article.source, article.published, article.url, article.id) if part)
    legend = "".join(f'<span class="m-{label}">{label}</span>' for label in _COLOURS)
    yield f"<h1>{_escape(show_line(article.title or 'Article'))}</h1>\n<p><bdi>{_escape(show_line(facts))}</bdi></p>\n"
    yield f'<p class="legend">{legend}<span class="trigger">trigger</span></p>\n<div class="text">'
    reasons = [explain_event(event) for event in document.events]
    marks = list_marks(document)
    for piece in cut_text(article.text, marks, (reason for lines in reasons for reason in lines)):
        yield _write_piece(number, article.text, piece)
    yield "</div>\n"
    for position, (event, lines) in enumerate(zip(document.events, reasons, strict=True), start=1):
        yield f'<h3 id="e{number}-{position}">{position} · {_escape(format_event(event))}</h3>\n<table>\n'
        yield from (_write_reason(number, reason) for reason in lines)
        yield "</table>\n"


def _write_piece(number: int, text: str, piece: Piece) -> str:
    shown = _escape(text[piece.start : piece.end])
    mentions = [mark for mark in piece.marks if mark.kind == "mention"]
    triggers = [mark for mark in piece.marks if mark.kind == "trigger"]
    classes = [f"m-{mentions[0].label}"] if mentions and mentions[0].label in _LABELS else []
    classes += ["nested"] if len(mentions) > 1 else []
    classes += ["trigger"] if triggers else []
    told = "; ".join(f"{mark.label} {show_line(text[mark.start : mark.end])}" for mark in piece.marks)
    notes = "".join(
        f'<sup><a href="#e{number}-{mark.note}">{mark.note}</a></sup>' for mark in triggers if mark.end == piece.end
    )
    title = f' title="{_escape(told)}"' if told else ""
    return f'<span id="t{number}-{piece.start}" class="{" ".join(classes)}"{title}>{shown}</span>{notes}'


def _write_reason(number: int, reason: Reason) -> str:
    words = ""
    if reason.words is not None:
        words = f"<bdi>“{_escape(show_line(reason.words))}”</bdi>"
        if reason.start is not None:
            words = f'<a href="#t{number}-{reason.start}">{words}</a>'
    rule = "" if reason.rule is None else f"<b>{_escape(reason.rule)}</b> {_escape(RULES.get(reason.rule, ''))}"
    sure = "" if reason.confidence is None else f"{reason.confidence:.2f}"
    detail = ' class="detail"' if reason.depth else ""
    return (
        f"<tr{detail}><td>{_escape(reason.field)}</td><td><bdi>{_escape(show_line(reason.value))}</bdi></td>"
        f"<td>{words}</td><td>{rule}</td><td>{sure}</td></tr>\n"
    )
