"""A dead letter as it lies in its topic, and which of them are meant."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.dead_letters import CUT, PREFIX, Rejection, read_rejection, read_replays
from pipeline.messages import Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a letter lies in the topic of dead letters; written ``PARTITION/OFFSET``."""

    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One message of the topic of dead letters. ``died`` is its Kafka timestamp."""

    position: Position
    died: datetime
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def rejection(self) -> Rejection:
        """Why the article was not processed."""
        return read_rejection(self.headers)

    @property
    def replays(self) -> int:
        """How often the article had been replayed when it died."""
        return read_replays(self.headers)

    @property
    def source_topic(self) -> str | None:
        """The topic that the article came from, or None where no header tells."""
        values = [value for name, value in self.headers if name == PREFIX + "topic"]
        return values[-1].decode("utf-8", "replace") if values else None

    @property
    def is_cut(self) -> bool:
        """Whether it lacks the end of its article, which no message could hold."""
        return any(name == CUT for name, _ in self.headers)

    @property
    def identity(self) -> bytes:
        """The same for letters of one article in one wording: replaying one of them is replaying all."""
        parts = ((self.source_topic or "").encode(), self.key, self.value)
        digest = hashlib.sha256()
        for part in parts:
            digest.update(b"-" if part is None else b"%d:" % len(part) + part)
        return digest.digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which letters are meant: those that fit every field that is set. ``until`` is excluded, ``begin`` included."""

    positions: frozenset[Position] = frozenset()
    reasons: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    keys: frozenset[bytes] = frozenset()
    begin: datetime | None = None
    until: datetime | None = None

    def fits(self, letter: DeadLetter) -> bool:
        """Whether ``letter`` is meant."""
        rejection = letter.rejection
        return (
            (not self.positions or letter.position in self.positions)
            and (not self.reasons or rejection.reason in self.reasons)
            and (not self.stages or rejection.stage in self.stages)
            and (not self.keys or letter.key in self.keys)
            and (self.begin is None or letter.died >= self.begin)
            and (self.until is None or letter.died < self.until)
        )


def read_letter(record: Any) -> DeadLetter:
    """The letter in a record of kafka-python's."""
    return DeadLetter(
        position=Position(partition=record.partition, offset=record.offset),
        died=datetime.fromtimestamp(record.timestamp / 1000, tz=UTC),
        key=record.key,
        value=record.value,
        headers=tuple((name, value or b"") for name, value in record.headers or ()),
    )


def parse_position(text: str) -> Position:
    """The position written as ``PARTITION/OFFSET``; raises ValueError for anything else."""
    partition, _, offset = text.partition("/")
    if not (partition.isascii() and partition.isdigit() and offset.isascii() and offset.isdigit()):
        message = f"{text!r} is no letter: write its partition and offset, as 'dateline dead list' does (0/17)"
        raise ValueError(message)
    return Position(partition=int(partition), offset=int(offset))


def parse_moment(text: str, *, end: bool = False) -> datetime:
    """An ISO 8601 date or date-time, in UTC where it states no zone; with ``end`` a date means the end of that day.

    Raises ValueError for anything else.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no ISO 8601 date (2024-12-25) or date-time (2024-12-25T08:30:00)"
        raise ValueError(message) from None
    is_date = len(text) == len("2024-12-25")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment + timedelta(days=1) if end and is_date else moment
