"""Messages as they come from and go to Kafka, free of any client library."""

from dataclasses import dataclass

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """A message of the articles topic. ``timestamp_seconds`` counts from 1970, UTC; a tombstone has no ``value``."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp_seconds: float | None
    headers: Headers = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A message to publish; Kafka wants a key or a value. ``partition`` None: the one that the key leads to."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None
