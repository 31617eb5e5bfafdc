"""Every record that crosses a module or a topic, and their one JSON codec.

Offsets are half-open, in characters, into ``Article.text`` exactly as received. Dates are ISO 8601, countries ISO 3166
alpha-3. A field with a default is left out of the JSON when it holds that default; a field without one is always there.
"""

from typing import Final, Literal

import msgspec

DOCUMENT_SCHEMA: Final = "dateline.document/1"
EVENT_SCHEMA: Final = "dateline.event/1"
RETRACTION_SCHEMA: Final = "dateline.retraction/1"
REVISION_SCHEMA: Final = "dateline.revision/1"


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all records: immutable, slotted, keyword-only."""


class Article(Record, frozen=True, kw_only=True):
    """One news article as it was received. ``published`` is an ISO date or date-time."""

    id: str
    text: str
    published: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    revision: int | None = None


class ArticleReference(Record, frozen=True, kw_only=True):
    """What an event keeps of its article: all but the text."""

    id: str
    published: str
    revision: int | None
    title: str | None
    source: str | None
    url: str | None


class ModelInfo(Record, frozen=True, kw_only=True):
    """Name and version of the model that read the article."""

    name: str
    version: str


class TimeValue(Record, frozen=True, kw_only=True):
    """A DATE mention resolved: its TIMEX3 value, and the first and last day (inclusive) that it covers.

    ``begin`` and ``end`` are ISO dates, or None where the value has no place in the calendar (durations, sets).
    ``granularity`` is one of time, day, week, month, quarter, season, year, decade, century, duration, set, reference.
    """

    value: str
    begin: str | None = msgspec.field(name="from")
    end: str | None = msgspec.field(name="to")
    granularity: str


class DocumentMention(Record, frozen=True, kw_only=True):
    """A mention in a document; ``entity`` is the id of its entity (None for DATE, NUM and MONEY)."""

    id: str
    type: str
    text: str
    start: int
    end: int
    confidence: float
    entity: str | None
    time: TimeValue | None = None


class Entity(Record, frozen=True, kw_only=True):
    """What the mentions of one chain stand for; ``members`` are the entities of a group that the text names."""

    id: str
    type: str
    name: str
    mentions: tuple[str, ...]
    country: str | None = None
    sector: str | None = None
    other_sectors: tuple[str, ...] = ()
    code: str | None = None
    title: str | None = None
    members: tuple[str, ...] = ()
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None


class DocumentRelation(Record, frozen=True, kw_only=True):
    """A relation between two mentions of a document (``models.labels.RELATION_TYPES``), by mention id."""

    type: str
    head: str
    tail: str
    confidence: float


class Span(Record, frozen=True, kw_only=True):
    """A piece of the article's text; ``confidence`` is that of what the model found there."""

    text: str
    start: int
    end: int
    confidence: float | None = None


class Evidence(Record, frozen=True, kw_only=True):
    """What a value rests on that its own span does not show: ``field`` names the value, ``rule`` how it follows.

    ``text``, ``start`` and ``end`` are None where no words of the article say it (``story``, ``leader`` …).
    """

    field: str
    rule: str
    confidence: float
    text: str | None = None
    start: int | None = None
    end: int | None = None


class RoleFiller(Record, frozen=True, kw_only=True):
    """Who or what fills a role of an event. ``type`` is the mention's type, ``code`` country then sector (JPNGOV).

    ``other_sectors`` are what the actor is beside its ``sector``: PRE for a breakaway entity, OPP for a party …
    """

    role: str
    text: str
    start: int
    end: int
    type: str
    name: str
    confidence: float
    country: str | None = None
    sector: str | None = None
    other_sectors: tuple[str, ...] = ()
    code: str | None = None
    title: str | None = None
    members: tuple["GroupMember", ...] = ()
    evidence: tuple[Evidence, ...] = ()


class GroupMember(Record, frozen=True, kw_only=True):
    """One member of a group that fills a role ("the two leaders")."""

    name: str
    country: str | None = None
    sector: str | None = None
    other_sectors: tuple[str, ...] = ()
    code: str | None = None
    title: str | None = None


class Place(Record, frozen=True, kw_only=True):
    """Where an event happened. ``resolution`` is one of facility, city, admin1, country, region, unresolved."""

    name: str
    country: str | None
    resolution: str
    text: str
    start: int
    end: int
    confidence: float
    admin1: str | None = None
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None


class EventTime(Record, frozen=True, kw_only=True):
    """When an event happened, first to last day. ``basis`` is stated, inherited or dateline.

    For basis dateline there is no span in the text: ``text``, ``start`` and ``end`` are None.
    """

    text: str | None
    start: int | None
    end: int | None
    begin: str | None = msgspec.field(name="from")
    until: str | None = msgspec.field(name="to")
    granularity: str
    basis: str
    confidence: float | None = None


class PloverCode(Record, frozen=True, kw_only=True):
    """PLOVER 2.0 code after the rewrite of modality. ``quad`` is 1 to 4, ``score`` -10 to +10."""

    type: str
    mode: str | None
    quad: int
    score: float


class CameoCode(Record, frozen=True, kw_only=True):
    """CAMEO code, its quad class (1 to 4) and its Goldstein value."""

    code: str
    quad: int
    goldstein: float


class DyadSide(Record, frozen=True, kw_only=True):
    """One side of a dyad: ``role`` is its place in ``Event.roles``, ``member`` that in the filler's ``members``."""

    name: str
    code: str | None
    role: int
    member: int | None = None


class CameoDyad(Record, frozen=True, kw_only=True):
    """CAMEO's view of an event: one code from a source to a target. What both do to each other is two dyads."""

    code: str
    quad: int
    goldstein: float
    source: DyadSide
    target: DyadSide | None


class Counts(Record, frozen=True, kw_only=True):
    """People that the event left dead, injured or arrested."""

    dead: int | None = None
    injured: int | None = None
    arrested: int | None = None


class Amount(Record, frozen=True, kw_only=True):
    """An amount of money; ``currency`` is ISO 4217 where the text tells."""

    value: float | None
    currency: str | None
    text: str
    start: int | None = None
    end: int | None = None
    confidence: float | None = None


class Source(Record, frozen=True, kw_only=True):
    """Who says so. ``basis`` is stated (the model's role), reported ("…, police said") or quote (quotation marks)."""

    text: str
    start: int
    end: int
    name: str
    entity: str | None = None
    country: str | None = None
    sector: str | None = None
    code: str | None = None
    title: str | None = None
    basis: str | None = None
    confidence: float | None = None
    evidence: tuple[Evidence, ...] = ()


class Telling(Record, frozen=True, kw_only=True):
    """Another place where the article tells the same event. ``event_id`` is what it would have as an event."""

    event_id: str
    trigger: Span
    sentence: Span
    mode: str | None
    confidence: float


class Event(Record, frozen=True, kw_only=True):
    """One coded event: topic ``events``, key ``event_id``. ``type``, ``mode`` and ``modality`` are as written.

    ``plover`` and ``cameo`` are after the rewrite of modality, ``plover_plain`` and ``cameo_plain`` before it.
    ``voice`` is who tells it: source, or article where nobody is named. ``also`` lists the other tellings of the event.
    """

    schema: Literal["dateline.event/1"]
    event_id: str
    article: ArticleReference
    type: str
    mode: str | None
    modality: str
    plover: PloverCode
    cameo: CameoCode | None
    contexts: tuple[str, ...]
    trigger: Span
    sentence: Span
    roles: tuple[RoleFiller, ...]
    place: Place | None
    time: EventTime | None
    counts: Counts
    amount: Amount | None
    sources: tuple[Source, ...]
    confidence: float
    not_coded: tuple[str, ...]
    model: ModelInfo
    processed: str
    plover_plain: PloverCode | None = None
    cameo_plain: CameoCode | None = None
    dyads: tuple[CameoDyad, ...] = ()
    modality_confidence: float | None = None
    voice: str | None = None
    evidence: tuple[Evidence, ...] = ()
    also: tuple[Telling, ...] = ()


class Retraction(Record, frozen=True, kw_only=True):
    """Takes back an event that the newest revision of its article has no more: topic ``events``, key ``event_id``.

    ``article`` is that revision, ``processed`` when it was read.
    """

    schema: Literal["dateline.retraction/1"]
    event_id: str
    retracted: Literal[True]
    article: ArticleReference
    model: ModelInfo
    processed: str


class DocumentPlace(Record, frozen=True, kw_only=True):
    """A message of the topic ``documents``: its offset in its partition, and its time in seconds since 1970."""

    offset: int
    timestamp: float


class Revision(Record, frozen=True, kw_only=True):
    """What is kept of the newest revision of an article: topic ``GROUP.revisions``, key the article's id.

    ``text`` is the SHA-256 of its text; ``events`` has a digest of what each of its events says, by id. Of an article
    that was ``withdrawn``, it is the revision that was; an article that was withdrawn before anything was known of it
    has neither text nor model, and the time of the withdrawal for ``published``. ``entered`` is the message that this
    was kept for. Earlier workers kept no ``entered``, and no more than an empty ``text`` of what was withdrawn.
    """

    schema: Literal["dateline.revision/1"]
    revision: int | None
    published: str
    text: str
    model: ModelInfo
    events: dict[str, str]
    withdrawn: bool = False
    entered: DocumentPlace | None = None


class Document(Record, frozen=True, kw_only=True):
    """All that was read in one article: topic ``documents``, key ``article.id``."""

    schema: Literal["dateline.document/1"]
    article: Article
    mentions: tuple[DocumentMention, ...]
    entities: tuple[Entity, ...]
    relations: tuple[DocumentRelation, ...]
    events: tuple[Event, ...]
    model: ModelInfo


class _Kind(msgspec.Struct):
    retracted: bool = False


_encoder = msgspec.json.Encoder()
_document_decoder = msgspec.json.Decoder(Document)
_event_decoder = msgspec.json.Decoder(Event)
_retraction_decoder = msgspec.json.Decoder(Retraction)
_revision_decoder = msgspec.json.Decoder(Revision)
_kind_decoder = msgspec.json.Decoder(_Kind)


def encode_record(record: Record) -> bytes:
    """The record as one line of JSON in UTF-8."""
    return _encoder.encode(record)


def decode_document(data: bytes) -> Document:
    """The document in ``data``; raises ``msgspec.ValidationError`` where it does not fit the schema."""
    return _document_decoder.decode(data)


def decode_event(data: bytes) -> Event:
    """The event in ``data``; raises ``msgspec.ValidationError`` where it does not fit the schema."""
    return _event_decoder.decode(data)


def decode_event_or_retraction(data: bytes) -> Event | Retraction:
    """A message of the topic ``events``; raises ``msgspec.ValidationError`` where it does not fit its schema."""
    return _retraction_decoder.decode(data) if _kind_decoder.decode(data).retracted else _event_decoder.decode(data)


def decode_revision(data: bytes) -> Revision:
    """The revision in ``data``; raises ``msgspec.ValidationError`` where it does not fit the schema."""
    return _revision_decoder.decode(data)
