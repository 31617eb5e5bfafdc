"""Whether a document is a new article, a revision of one, the same again or an older one, and what follows for events.

Pure: from what is kept of an article and the document that arrived to what is published and what is kept. A document is
read here no further than needed: its events go on as the bytes that they came as.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import msgspec

from pipeline.errors import DatelineError
from pipeline.records import (
    RETRACTION_SCHEMA,
    REVISION_SCHEMA,
    ArticleReference,
    DocumentPlace,
    ModelInfo,
    Retraction,
    Revision,
)

_DATE_LENGTH = len("2024-12-25")

# The time of a message may be anything; later than this there are no dates.
_LATEST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


class NotADocument(DatelineError):
    """Bytes that no worker wrote as a document."""


class Verdict(StrEnum):
    """What a document is to the one that was read of its article before."""

    FIRST = "first"
    REVISION = "revision"
    DUPLICATE = "duplicate"
    LATE = "late"
    WITHDRAWN = "withdrawn"


class _Article(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    text: str
    published: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    revision: int | None = None

    def refer(self) -> ArticleReference:
        return ArticleReference(
            id=self.id,
            published=self.published,
            revision=self.revision,
            title=self.title,
            source=self.source,
            url=self.url,
        )


class _Document(msgspec.Struct, frozen=True, kw_only=True):
    article: _Article
    events: tuple[msgspec.Raw, ...]
    model: ModelInfo


class _Named(msgspec.Struct, frozen=True):
    event_id: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEvent:
    """An event of a document: its bytes, and a digest of what it says."""

    event_id: str
    type: str
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """What decides of a document. ``text`` is the SHA-256 of the article's text."""

    article: ArticleReference
    text: str
    model: ModelInfo
    events: tuple[DocumentEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What follows from a document: events to publish, events to take back, and what to keep (None: as it is)."""

    verdict: Verdict
    events: tuple[DocumentEvent, ...] = ()
    retractions: tuple[Retraction, ...] = ()
    kept: Revision | None = None


_document_decoder = msgspec.json.Decoder(_Document)
_named_decoder = msgspec.json.Decoder(_Named)
_fields_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read_document(data: bytes) -> ReadDocument:
    """What decides of the document in ``data``; raises ``NotADocument`` where it is none."""
    try:
        return _read_document(data)
    except (msgspec.MsgspecError, ValueError, KeyError, RecursionError) as error:
        message = f"this is no document: {error!r}"
        raise NotADocument(message) from error


def _read_document(data: bytes) -> ReadDocument:
    document = _document_decoder.decode(data)
    _moment(document.article.published)
    return ReadDocument(
        article=document.article.refer(),
        text=hashlib.sha256(document.article.text.encode("utf-8", "surrogatepass")).hexdigest(),
        model=document.model,
        events=tuple(_read_event(bytes(event)) for event in document.events),
    )


def _read_event(data: bytes) -> DocumentEvent:
    named = _named_decoder.decode(data)
    return DocumentEvent(event_id=named.event_id, type=named.type, data=data, digest=_digest(data))


def _digest(event: bytes) -> str:
    """Of all that an event says but when it was read, and of which revision: these alone don't change an event."""
    fields = _fields_decoder.decode(event)
    fields.pop("processed", None)
    article = _fields_decoder.decode(fields.pop("article"))
    del article["published"], article["revision"]
    parts = [*article.items(), *fields.items()]
    return hashlib.sha256(b"\x1f".join(name.encode() + b"=" + bytes(raw) for name, raw in parts)).hexdigest()[:16]


def locate(offset: int, timestamp_seconds: float | None) -> DocumentPlace:
    """Where a message of the topic of documents lies; one without a time counts as of 1970, and so do times before."""
    return DocumentPlace(offset=offset, timestamp=min(max(timestamp_seconds or 0.0, 0.0), _LATEST))


def compare(document: ReadDocument, kept: Revision | None, *, place: DocumentPlace, processed: str) -> Change:
    """What follows from ``document``, given what is kept of its article.

    ``place`` is where the document lies, ``processed`` the time of retractions.
    """
    if kept is None:
        verdict = Verdict.FIRST
    elif _is_withdrawn(kept) and not _outdates_withdrawal(document, kept):
        return Change(verdict=Verdict.LATE)
    elif document.text == kept.text and document.model == kept.model and not _states_newer(document, kept):
        return Change(verdict=Verdict.DUPLICATE)
    elif _is_older(document, kept):
        return Change(verdict=Verdict.LATE)
    else:
        verdict = Verdict.REVISION
    before = kept.events if kept else {}
    now = {event.event_id: event.digest for event in document.events}
    gone = [event_id for event_id in before if event_id not in now]
    return Change(
        verdict=verdict,
        events=tuple(event for event in document.events if before.get(event.event_id) != event.digest),
        retractions=tuple(_retract(event_id, document.article, document.model, processed) for event_id in gone),
        kept=Revision(
            schema=REVISION_SCHEMA,
            revision=document.article.revision,
            published=document.article.published,
            text=document.text,
            model=document.model,
            events=now,
            entered=place,
        ),
    )


def withdraw(article_id: str, kept: Revision | None, *, place: DocumentPlace, processed: str) -> Change:
    """What follows from an article that is withdrawn by the message at ``place``: all its events are taken back.

    Where what is kept came after that message, the message is one that is delivered again, and changes nothing: the
    revision that came after it counts, and would not be published again.
    """
    if kept is None:
        return Change(verdict=Verdict.WITHDRAWN, kept=_withdraw_unknown(place))
    if _is_withdrawn(kept) or _was_entered_before(place, kept):
        return Change(verdict=Verdict.DUPLICATE)
    article = ArticleReference(
        id=article_id, published=kept.published, revision=kept.revision, title=None, source=None, url=None
    )
    return Change(
        verdict=Verdict.WITHDRAWN,
        retractions=tuple(_retract(event_id, article, kept.model, processed) for event_id in kept.events),
        kept=msgspec.structs.replace(kept, events={}, withdrawn=True, entered=place),
    )


def _withdraw_unknown(place: DocumentPlace) -> Revision:
    """What is kept of an article whose document may come later: what was published before stays withdrawn."""
    return Revision(
        schema=REVISION_SCHEMA,
        revision=None,
        published=datetime.fromtimestamp(place.timestamp, tz=UTC).isoformat(),
        text="",
        model=ModelInfo(name="", version=""),
        events={},
        withdrawn=True,
        entered=place,
    )


def _is_withdrawn(kept: Revision) -> bool:
    return kept.withdrawn or not kept.text


def _was_entered_before(place: DocumentPlace, kept: Revision) -> bool:
    """Offsets decide, but those of a topic that was deleted and made anew begin again, at a later time."""
    entered = kept.entered
    return entered is not None and place.offset <= entered.offset and place.timestamp <= entered.timestamp


def _outdates_withdrawal(document: ReadDocument, kept: Revision) -> bool:
    """Whether it is newer for sure than what was withdrawn; of the same text, only a newer number tells that."""
    if document.text == kept.text and not _states_newer(document, kept):
        return False
    revision = document.article.revision
    if revision is not None and kept.revision is not None and revision != kept.revision:
        return revision > kept.revision
    return _is_earlier(kept.published, document.article.published)


def _retract(event_id: str, article: ArticleReference, model: ModelInfo, processed: str) -> Retraction:
    return Retraction(
        schema=RETRACTION_SCHEMA,
        event_id=event_id,
        retracted=True,
        article=article,
        model=model,
        processed=processed,
    )


def _states_newer(document: ReadDocument, kept: Revision) -> bool:
    revision = document.article.revision
    return revision is not None and (kept.revision is None or revision > kept.revision)


def _is_older(document: ReadDocument, kept: Revision) -> bool:
    """Revision numbers decide where both have one and they differ; else the time of publication."""
    revision = document.article.revision
    if revision is not None and kept.revision is not None and revision != kept.revision:
        return revision < kept.revision
    return _is_earlier(document.article.published, kept.published)


def _is_earlier(published: str, other: str) -> bool:
    """Whether it lies before the other for sure: a day is neither before nor after a time on that day."""
    if _DATE_LENGTH in (len(published), len(other)):
        return _day(published) < _day(other)
    return _moment(published) < _moment(other)


def _moment(published: str) -> datetime:
    moment = datetime.fromisoformat(published)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(published: str) -> date:
    return date.fromisoformat(published[:_DATE_LENGTH])
