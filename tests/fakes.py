"""A deterministic stand-in for the model and one for the coding: quick, with no weights, no tables.

The text steers it: a text with POISON makes the extractor raise, one with MISCODE the coding, one with FLAKY the
extractor until the second try of it alone, one with BREAKDOWN breaks the extractor for good, and one with DEADLY kills
the process.
"""

import os
import re
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from models.extraction import Extraction, Mention, Role, Sentence, Trigger
from pipeline.coding.identity import identify_events
from pipeline.records import (
    DOCUMENT_SCHEMA,
    EVENT_SCHEMA,
    Article,
    ArticleReference,
    Counts,
    Document,
    Event,
    ModelInfo,
    PloverCode,
    RoleFiller,
    Span,
)

_TRIGGER_TYPES = {
    "met": "CONSULT",
    "attacked": "ASSAULT",
    "agreed": "AGREE",
    "accused": "ACCUSE",
    "protested": "PROTEST",
}
_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_TRIGGER = re.compile(r"\b(?:met|attacked|agreed|accused|protested)\b")


class FakeExtractor:
    """Finds capitalised words and five trigger words; the nearest names before and after a trigger are its roles."""

    name = "fake"
    version = "1"
    backend = "plain Python"

    def __init__(self, *, seconds_per_article: float = 0.0, progress: Path | None = None) -> None:
        """``progress``: a file that grows by a byte with each text read, published or not."""
        self.seconds_per_article = seconds_per_article
        self.progress = progress
        self.batches: list[list[str]] = []
        self.broken = False
        self._flaky_seen: set[str] = set()

    def extract(self, texts: Sequence[str]) -> list[Extraction]:
        self.batches.append(list(texts))
        for _ in texts:
            time.sleep(self.seconds_per_article)
            if self.progress is not None:
                with self.progress.open("ab") as file:
                    file.write(b".")
        self.broken = self.broken or any("BREAKDOWN" in text for text in texts)
        if self.broken:
            message = "the device is gone"
            raise RuntimeError(message)
        return [self._extract_one(text, alone=len(texts) == 1) for text in texts]

    def _extract_one(self, text: str, *, alone: bool) -> Extraction:
        if "DEADLY" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "POISON" in text:
            message = "can't read POISON"
            raise ValueError(message)
        if "FLAKY" in text and text not in self._flaky_seen:
            if alone:
                self._flaky_seen.add(text)
            message = "can't read FLAKY yet"
            raise OSError(message)
        names = [match.span() for match in _NAME.finditer(text)]
        return Extraction(
            sentences=(Sentence(start=0, end=len(text)),),
            mentions=tuple(Mention(type="PER", start=start, end=end, confidence=0.9) for start, end in names),
            triggers=tuple(_trigger(match, names) for match in _TRIGGER.finditer(text)),
            relations=(),
            contexts=(),
        )


def _trigger(match: re.Match[str], names: list[tuple[int, int]]) -> Trigger:
    before = [i for i, (_, end) in enumerate(names) if end <= match.start()][-1:]
    after = [i for i, (start, _) in enumerate(names) if start >= match.end()][:1]
    return Trigger(
        type=_TRIGGER_TYPES[match[0]],
        mode=None,
        modality="actual",
        start=match.start(),
        end=match.end(),
        confidence=0.8,
        modality_confidence=0.7,
        roles=(
            *(Role(role="ACTOR", mention=i, confidence=0.9) for i in before),
            *(Role(role="RECIPIENT", mention=i, confidence=0.9) for i in after),
        ),
    )


def fake_code(article: Article, extraction: Extraction, *, model: ModelInfo, processed: str) -> Document:
    """A document whose events hold what the extraction holds and no codes of countries."""
    if "MISCODE" in article.text:
        message = "MISCODE"
        raise KeyError(message)
    placed = [(trigger, _sentence_around(trigger, article.text)) for trigger in extraction.triggers]
    return Document(
        schema=DOCUMENT_SCHEMA,
        article=article,
        mentions=(),
        entities=(),
        relations=(),
        events=tuple(
            _event(article, extraction, trigger, sentence, event_id=event_id, model=model, processed=processed)
            for (trigger, sentence), event_id in zip(placed, identify_events(article, placed, model=model), strict=True)
        ),
        model=model,
    )


def _sentence_around(trigger: Trigger, text: str) -> Sentence:
    """From full stop to full stop."""
    start = text.rfind(". ", 0, trigger.start)
    end = text.find(". ", trigger.end)
    return Sentence(start=0 if start < 0 else start + 2, end=len(text) if end < 0 else end + 1)


def _event(
    article: Article,
    extraction: Extraction,
    trigger: Trigger,
    sentence: Sentence,
    *,
    event_id: str,
    model: ModelInfo,
    processed: str,
) -> Event:
    text = article.text
    return Event(
        schema=EVENT_SCHEMA,
        event_id=event_id,
        article=ArticleReference(
            id=article.id,
            published=article.published,
            revision=article.revision,
            title=article.title,
            source=article.source,
            url=article.url,
        ),
        type=trigger.type,
        mode=trigger.mode,
        modality=trigger.modality,
        plover=PloverCode(type=trigger.type, mode=trigger.mode, quad=1, score=1.0),
        cameo=None,
        contexts=(),
        trigger=Span(text=text[trigger.start : trigger.end], start=trigger.start, end=trigger.end),
        sentence=Span(text=text[sentence.start : sentence.end], start=sentence.start, end=sentence.end),
        roles=tuple(_filler(text, role, extraction.mentions[role.mention]) for role in trigger.roles),
        place=None,
        time=None,
        counts=Counts(),
        amount=None,
        sources=(),
        confidence=trigger.confidence,
        not_coded=(),
        model=model,
        processed=processed,
    )


def _filler(text: str, role: Role, mention: Mention) -> RoleFiller:
    words = text[mention.start : mention.end]
    return RoleFiller(
        role=role.role,
        text=words,
        start=mention.start,
        end=mention.end,
        type=mention.type,
        name=words,
        confidence=role.confidence,
    )
