"""Incoming bytes → ``Article``, or ``InvalidArticle`` with its reason.

An article is a JSON object, or plain text in UTF-8 whose first line may begin ``date YYYY-MM-DD ``. A byte order mark
of UTF-8 is dropped. Of a key that a JSON object has twice the last counts; unknown keys are ignored. Control characters
are kept, so that offsets stay true, all but NUL, which databases and terminals downstream can't hold.
"""

import hashlib
import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Final

import msgspec
import numpy as np

from pipeline.errors import InvalidArticle
from pipeline.records import Article


class Reason(StrEnum):
    """Why bytes are no article: a header of the dead letter, and a label of the metrics."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    NOT_UTF8 = "not-utf8"
    BAD_JSON = "bad-json"  # broken, nested too deep, or with half a surrogate pair
    NOT_AN_OBJECT = "not-an-object"
    WRONG_TYPE = "wrong-type"  # also a value outside its range
    NO_TEXT = "no-text"
    BAD_DATE = "bad-date"
    NOT_ENGLISH = "not-english"
    NUL_CHARACTER = "nul-character"


_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MOST_NESTING: Final = 64
"""How deep arrays and objects may lie in each other; an article has one level, and fields of others few more."""

# A string to its end, or to that of the data, so that each byte is looked at once.
_STRING = re.compile(rb'"[^"\\]*+(?:\\[\s\S][^"\\]*+)*+"?')
_BRACKETS = b"[{]}"
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in _BRACKETS)
_STEPS = bytes.maketrans(_BRACKETS, bytes((1, 1, 255, 255)))  # one level up, one level down
_JSON_START = re.compile(rb"\s*(?:\{|\[\s*\{)")
_DATE_LINE = re.compile(r"date (\d{1,4}[-./]\d{1,2}[-./]\d{1,4})(?:[ \t]+|[ \t]*(?:\r?\n|\Z))")
_ISO_START = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}|\Z)")
_ENGLISH = re.compile(r"en(?:g|glish)?(?:[-_].*)?", re.IGNORECASE)
_YEARS = range(1700, 2201)


def _described(description: str, *, pattern: str = r"^[^\u0000]*$") -> msgspec.Meta:
    """What the JSON Schema says of a field whose content ``read_article`` checks by itself, to tell the reason."""
    return msgspec.Meta(description=description, extra_json_schema={"pattern": pattern})


_Id = Annotated[
    str,
    msgspec.Meta(min_length=1, max_length=512),
    _described("The article's id; without one: the SHA-256 of the text."),
]
_Text = Annotated[str, _described("The article.", pattern=r"^[^\u0000]*[^\s\u0000][^\u0000]*$")]
_Title = Annotated[str, _described("Headline; handed on to the article's events.")]
_Date = Annotated[
    str,
    msgspec.Meta(
        description="ISO 8601 date or date-time from 1700 to 2200; without one: the timestamp of the Kafka message.",
        examples=["2024-12-25", "2024-12-25T08:30:00Z"],
    ),
]
_Source = Annotated[str, _described("Who published it; handed on to the article's events.")]
_Url = Annotated[str, _described("Where it was published; handed on to the article's events.")]
_Language = Annotated[
    str,
    _described(
        "If stated, English: en, eng, english or en-…, whatever the case.",
        pattern=r"^\s*([Ee][Nn]([Gg]([Ll][Ii][Ss][Hh])?)?([-_].*)?)?\s*$",
    ),
]
_Revision = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1, description="Number of the revision; handed on.")]


class IncomingArticle(msgspec.Struct, frozen=True, kw_only=True):
    """A message of the topic of articles, as JSON. Only ``text`` must be there; null is as if a field were missing."""

    id: _Id | None = None
    text: _Text | None = None
    title: _Title | None = None
    published: _Date | None = None
    source: _Source | None = None
    url: _Url | None = None
    language: _Language | None = None
    revision: _Revision | None = None


_decoder = msgspec.json.Decoder(IncomingArticle)


def read_article(data: bytes | None, *, timestamp_seconds: float | None, max_bytes: int) -> Article:
    """The article in a message's value.

    ``timestamp_seconds`` is the message's own time (seconds since 1970, UTC), which stands in where the article states
    no date. Raises ``InvalidArticle`` for everything that is no article, and nothing else.
    """
    if not data:
        raise InvalidArticle(Reason.EMPTY, "the message has no value, or no bytes")
    if len(data) > max_bytes:
        message = (
            f"{len(data)} bytes are more than the {max_bytes} allowed: raise DATELINE_MAX_ARTICLE_BYTES or shorten"
        )
        raise InvalidArticle(Reason.TOO_LARGE, message)
    data = data.removeprefix(_BYTE_ORDER_MARK)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8: convert the article to UTF-8"
        raise InvalidArticle(Reason.NOT_UTF8, message) from None
    incoming = _read_json(data) if _looks_like_json(data) else _read_plain_text(text)
    return _check(incoming, timestamp_seconds)


def _looks_like_json(data: bytes) -> bool:
    """True for what begins as an object, or is a whole JSON value of another kind."""
    if _JSON_START.match(data):
        return True
    if _is_nested_too_deep(data):
        return False
    try:
        msgspec.json.decode(data)
    except msgspec.DecodeError:
        return False
    return True


def _is_nested_too_deep(data: bytes) -> bool:
    """Whether ``data``, as JSON, goes deeper than ``MOST_NESTING``; told without a parser, which may recurse."""
    if data.count(b"[") + data.count(b"{") <= MOST_NESTING:
        return False
    steps = _STRING.sub(b"", data).translate(_STEPS, _NO_BRACKETS)
    depth = np.frombuffer(steps, np.int8).cumsum(dtype=np.int64).max(initial=0)
    return bool(depth > MOST_NESTING)


def _read_json(data: bytes) -> IncomingArticle:
    if _is_nested_too_deep(data):
        message = f"the JSON is nested more than {MOST_NESTING} deep"
        raise InvalidArticle(Reason.BAD_JSON, message)
    try:
        return _decoder.decode(data)
    except msgspec.ValidationError as error:
        reason = Reason.WRONG_TYPE if "`$." in str(error) else Reason.NOT_AN_OBJECT
        raise InvalidArticle(reason, str(error)) from None
    except msgspec.DecodeError as error:
        raise InvalidArticle(Reason.BAD_JSON, str(error)) from None


def published_seconds(article: Article) -> float | None:
    """When it was published, in seconds since 1970; None where it states no time of day, or none with a zone."""
    if len(article.published) <= len("2024-12-25"):
        return None
    moment = datetime.fromisoformat(article.published)
    return moment.timestamp() if moment.tzinfo else None


def _read_plain_text(text: str) -> IncomingArticle:
    match = _DATE_LINE.match(text)
    if match is None:
        return IncomingArticle(text=text)
    return IncomingArticle(text=text[match.end() :], published=match[1])


def _check(incoming: IncomingArticle, timestamp_seconds: float | None) -> Article:
    text = incoming.text or ""
    if not text.strip():
        raise InvalidArticle(Reason.NO_TEXT, "there is no text, or only white space")
    fields = (incoming.id, text, incoming.title, incoming.source, incoming.url, incoming.language)
    if any("\0" in field for field in fields if field):
        raise InvalidArticle(Reason.NUL_CHARACTER, "a field holds the character NUL")
    language = (incoming.language or "").strip()
    if language and not _ENGLISH.fullmatch(language):
        message = f"language {language[:40]!r} is not English: only English articles are read"
        raise InvalidArticle(Reason.NOT_ENGLISH, message)
    published = (incoming.published or "").strip()
    return Article(
        id=incoming.id or hashlib.sha256(text.encode("utf-8")).hexdigest(),
        text=text,
        published=_check_date(published) if published else _date_of(timestamp_seconds),
        title=incoming.title or None,
        source=incoming.source or None,
        url=incoming.url or None,
        language=language or None,
        revision=incoming.revision,
    )


def _check_date(published: str) -> str:
    """The date or date-time in one spelling; raises ``InvalidArticle`` for what is neither."""
    message = f"published {published[:40]!r} is no ISO 8601 date (2024-12-25) or date-time from 1700 to 2200"
    if not _ISO_START.match(published):
        raise InvalidArticle(Reason.BAD_DATE, message)
    is_date = len(published) == len("2024-12-25")
    try:
        moment = date.fromisoformat(published) if is_date else datetime.fromisoformat(published)
    except ValueError:
        raise InvalidArticle(Reason.BAD_DATE, message) from None
    if moment.year not in _YEARS:
        raise InvalidArticle(Reason.BAD_DATE, message)
    return moment.isoformat()


def _date_of(timestamp_seconds: float | None) -> str:
    message = f"no date stated, and the message's timestamp {timestamp_seconds!r} gives none from 1700 to 2200"
    if timestamp_seconds is None or timestamp_seconds < 0:
        raise InvalidArticle(Reason.BAD_DATE, message)
    try:
        moment = datetime.fromtimestamp(timestamp_seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise InvalidArticle(Reason.BAD_DATE, message) from None
    if moment.year not in _YEARS:
        raise InvalidArticle(Reason.BAD_DATE, message)
    return moment.isoformat(timespec="seconds")
