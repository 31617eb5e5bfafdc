"""What becomes of a message that can't be processed: its own key, bytes and headers, and why, in headers.

Sent again, it is what it was, with two headers that outlast further deaths: how often it was replayed, and the time of
the message that it was first, which stands in for the date of publication where the article states none.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec

from pipeline.messages import Headers, IncomingMessage, OutgoingMessage
from pipeline.settings import ENVELOPE_BYTES

PREFIX: Final = "dateline."
STAGES: Final = ("decode", "extract", "code", "encode", "revise")
CUT: Final = PREFIX + "cut-from-bytes"
REPLAYS: Final = PREFIX + "replays"
TIMESTAMP: Final = PREFIX + "timestamp"

_MESSAGE_CHARACTERS = 2000

# Half of the envelope; the pipeline's own headers are well within the other.
_FREE_BYTES = ENVELOPE_BYTES // 2

# The lengths of a header's name and value, five bytes each at most.
_HEADER_BYTES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why an article is not processed: where it failed (``STAGES``), a fixed short word, and words for people."""

    stage: str
    reason: str
    error: str
    message: str
    attempts: int = 1


_Digits = Annotated[str, msgspec.Meta(pattern="^[0-9]+$")]


class DeadLetterHeaders(
    msgspec.Struct, frozen=True, kw_only=True, rename=lambda name: PREFIX + name.replace("_", "-"), omit_defaults=True
):
    """The headers that a dead letter has beside those of its message. Every value is text in UTF-8.

    ``timestamp`` is that of the message (seconds since 1970, UTC), ``replays`` how often it had been sent again before
    it died, ``cut-from-bytes`` its size where no message could hold all of it.
    """

    stage: Literal["decode", "extract", "code", "encode", "revise"]
    reason: Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]+$")]
    error: str
    message: str
    attempts: _Digits
    topic: str
    partition: _Digits
    offset: _Digits
    processed: str
    timestamp: Annotated[str, msgspec.Meta(pattern=r"^-?[0-9.]+(e[+-]?[0-9]+)?$")] | None = None
    replays: _Digits | None = None
    cut_from_bytes: _Digits | None = None


def make_dead_letter(
    source: IncomingMessage, rejection: Rejection, *, topic: str, processed: str, max_bytes: int
) -> OutgoingMessage:
    """The dead letter of ``source``. Key and bytes are unchanged, and so are headers that are not the pipeline's own.

    Only where the pipeline's headers would make it larger than ``max_bytes``, so that the broker refused it, is the
    value cut, and headers and key where that is not enough; the header ``dateline.cut-from-bytes`` then tells the size
    of the value. A message with neither key nor value gets empty bytes, as clients refuse to send nothing.
    """
    key, value, kept = _fit(source, max_bytes - ENVELOPE_BYTES)
    cut: Headers = ()
    if (key, value) != (source.key, source.value):
        cut = ((CUT, str(len(source.value or b"")).encode()),)
    if key is None and value is None:
        value = b""
    facts = {
        "stage": rejection.stage,
        "reason": rejection.reason,
        "error": rejection.error,
        "message": rejection.message[:_MESSAGE_CHARACTERS],
        "attempts": str(rejection.attempts),
        "topic": source.topic,
        "partition": str(source.partition),
        "offset": str(source.offset),
        "processed": processed,
    }
    if (timestamp := first_timestamp(source)) is not None:
        facts["timestamp"] = repr(timestamp)
    if replays := read_replays(source.headers):
        facts["replays"] = str(replays)
    own = tuple((PREFIX + name, text.encode("utf-8", "backslashreplace")) for name, text in facts.items())
    return OutgoingMessage(topic=topic, key=key, value=value, headers=(*kept, *own, *cut))


def _fit(source: IncomingMessage, room: int) -> tuple[bytes | None, bytes | None, Headers]:
    """Key, value and headers of ``source`` in so many bytes, ``_FREE_BYTES`` of key and headers not counted."""
    kept = tuple(header for header in source.headers if not header[0].startswith(PREFIX))
    key = source.key if source.key is None else source.key[:room]
    beside = sum(len(name.encode()) + len(content) + _HEADER_BYTES for name, content in kept) + len(key or b"")
    if beside - _FREE_BYTES > room:
        kept, beside = (), len(key or b"")
    value = source.value if source.value is None else source.value[: room - max(0, beside - _FREE_BYTES)]
    return key, value, kept


def read_rejection(headers: Headers) -> Rejection:
    """The rejection that a dead letter's headers tell; one that is missing, or no number where one belongs, as none."""
    facts = {name.removeprefix(PREFIX): (value or b"").decode("utf-8", "replace") for name, value in headers}
    attempts = facts.get("attempts", "")
    return Rejection(
        stage=facts.get("stage", ""),
        reason=facts.get("reason", ""),
        error=facts.get("error", ""),
        message=facts.get("message", ""),
        attempts=int(attempts) if attempts.isascii() and attempts.isdigit() else 1,
    )


def make_replay(
    *, topic: str, key: bytes | None, value: bytes | None, headers: Headers, replays: int
) -> OutgoingMessage:
    """The message that a dead letter with this content was, marked as replayed ``replays`` times."""
    kept = tuple(header for header in headers if not header[0].startswith(PREFIX) or header[0] == TIMESTAMP)
    return OutgoingMessage(topic=topic, key=key, value=value, headers=(*kept, (REPLAYS, str(replays).encode())))


def read_replays(headers: Headers) -> int:
    """How often a message was replayed: 0 where no header tells, or none that can be read."""
    with suppress(ValueError):
        return max(0, int(dict(headers).get(REPLAYS, b"0")))
    return 0


def first_timestamp(message: IncomingMessage) -> float | None:
    """The time (seconds since 1970, UTC) of the message, or where it was replayed, of the one that it was first."""
    stated = dict(message.headers).get(TIMESTAMP)
    if stated is None or not read_replays(message.headers):
        return message.timestamp_seconds
    with suppress(ValueError):
        return float(stated)
    return message.timestamp_seconds
