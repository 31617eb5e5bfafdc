"""Annotated articles as tests read them: the markup of the annotation scheme → an article and a model's extraction.

    #ID name
    #DATE 2025-03-14
    #CTX diplomatic
    #TITLE headline
    [T1:PER|Elena Ruiz] [E1:CONSULT|met] [T2:PER|Karim Alaoui] on [T3:DATE|Thursday].
    ---
    E1 ACTOR=T1 RECIPIENT=T2 TIME=T3
    COREF T1=T4 T7=T1+T2
    ===

One sentence a line. A chain of coreference becomes links of each mention to the one before it, and a group
(``T7=T1+T2``) links to each of its members, as a model gives them.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from models.extraction import Context, Extraction, Mention, Relation, Role, Sentence, Trigger
from pipeline.coding.document import code_document
from pipeline.records import Article, Document, Event, ModelInfo

MODEL = ModelInfo(name="gold", version="1")
_TOKEN = re.compile(r"\[([TE]\d+):([A-Za-z/\-]+)\||\]")


@dataclass
class _Block:
    head: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


@dataclass
class _Spans:
    text: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    labels: dict[str, tuple[str, int, int]] = field(default_factory=dict)


def _split(block: str) -> _Block:
    parts = _Block()
    target = parts.body
    for line in filter(None, map(str.strip, block.splitlines())):
        if line == "---":
            target = parts.tail
        elif target is parts.body and re.match(r"#[A-Z]+\b", line):
            key, _, value = line[1:].partition(" ")
            parts.head[key] = value.strip()
        else:
            target.append(line)
    return parts


def _read_spans(body: list[str]) -> _Spans:
    spans = _Spans()
    for line in body:
        spans.text += " " if spans.text else ""
        begin, at, open_spans = len(spans.text), 0, []
        for token in _TOKEN.finditer(line):
            spans.text += line[at : token.start()]
            at = token.end()
            if token.group() == "]":
                name, label, start = open_spans.pop()
                spans.labels[name] = (label, start, len(spans.text))
            else:
                open_spans.append((token.group(1), token.group(2), len(spans.text)))
        spans.text += line[at:]
        spans.sentences.append(Sentence(start=begin, end=len(spans.text)))
    return spans


def _read_relations(tail: list[str], index: dict[str, int], confidence: float) -> list[Relation]:
    pairs: list[tuple[str, str, str]] = []
    for line in tail:
        kind, *items = line.split()
        if kind in ("TITLE", "OF", "IN"):
            pairs += [(kind, *item.split(">")) for item in items]
        elif kind == "COREF":
            for chain in items:
                groups = chain.split("=")
                singles = sorted((name for name in groups if "+" not in name), key=index.__getitem__)
                pairs += [("COREF", later, earlier) for earlier, later in pairwise(singles)]
                pairs += [("COREF", singles[0], one) for name in groups if "+" in name for one in name.split("+")]
    return [
        Relation(type=kind, head=index[head], tail=index[tail], confidence=confidence) for kind, head, tail in pairs
    ]


def _read_triggers(tail: list[str], spans: _Spans, index: dict[str, int], confidence: float) -> list[Trigger]:
    triggers = []
    for line in tail:
        name, *items = line.split()
        if not re.fullmatch(r"E\d+", name):
            continue
        label, start, end = spans.labels[name]
        kind, _, mode = label.partition("/")
        values = dict(item.split("=") for item in items)
        modality = values.pop("MODALITY", "actual")
        roles = sorted((role, index[one]) for role, names in values.items() for one in names.split(","))
        triggers.append(
            Trigger(
                type=kind,
                mode=mode or None,
                modality=modality,
                start=start,
                end=end,
                confidence=confidence,
                modality_confidence=confidence,
                roles=tuple(Role(role=role, mention=one, confidence=confidence) for role, one in roles),
            )
        )
    return sorted(triggers, key=lambda trigger: (trigger.start, trigger.end))


def read_block(block: str, confidence: float = 0.9) -> tuple[Article, Extraction]:
    """The article of one block of markup and what a model that makes no mistake finds in it."""
    parts = _split(block)
    spans = _read_spans(parts.body)
    names = sorted(
        (name for name in spans.labels if name[0] == "T"),
        key=lambda name: (spans.labels[name][1], -spans.labels[name][2]),
    )
    index = {name: position for position, name in enumerate(names)}
    contexts = [name.strip() for name in parts.head.get("CTX", "").split(",") if name.strip() not in ("", "none")]
    extraction = Extraction(
        sentences=tuple(spans.sentences),
        mentions=tuple(
            Mention(type=kind, start=start, end=end, confidence=confidence)
            for kind, start, end in map(spans.labels.__getitem__, names)
        ),
        triggers=tuple(_read_triggers(parts.tail, spans, index, confidence)),
        relations=tuple(_read_relations(parts.tail, index, confidence)),
        contexts=tuple(Context(name=name, confidence=confidence) for name in contexts),
    )
    article = Article(
        id=parts.head.get("ID", "article"),
        text=spans.text,
        published=parts.head["DATE"],
        title=parts.head.get("TITLE"),
        source=parts.head.get("SOURCE"),
    )
    return article, extraction


def read_blocks(text: str) -> list[tuple[Article, Extraction]]:
    """All blocks of a file."""
    return [read_block(block) for block in re.split(r"(?m)^===\s*$", text) if block.strip()]


def read_file(path: Path) -> list[tuple[Article, Extraction]]:
    """All blocks of the file at ``path``."""
    return read_blocks(path.read_text(encoding="utf-8"))


def code_block(block: str) -> Document:
    """The document coded from one block of markup."""
    article, extraction = read_block(block)
    return code_document(article, extraction, model=MODEL, processed="2025-01-01T00:00:00Z")


def event_at(document: Document, words: str) -> Event:
    """The one event whose trigger is ``words``, or whose sentence holds ``trigger in context`` after a ``|``.

    ``"met"`` finds the trigger "met"; ``"agreed|in Peru"`` the trigger "agreed" in the sentence with "in Peru".
    """
    trigger, _, context = words.partition("|")
    found = [one for one in document.events if one.trigger.text == trigger and context in one.sentence.text]
    if len(found) != 1:
        message = f"{len(found)} events with trigger {words!r} among {[one.trigger.text for one in document.events]}"
        raise LookupError(message)
    return found[0]
