"""Dead letters made for tests, and in-memory stand-ins for kafka-python's consumer and producer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError

from pipeline.dead.letters import DeadLetter, Position
from pipeline.dead_letters import Rejection, make_dead_letter
from pipeline.messages import Headers, IncomingMessage

DIED = datetime(2024, 12, 25, 8, 30, tzinfo=UTC)


def make_letter(
    offset: int = 0,
    *,
    key: bytes | None = b"k",
    value: bytes | None = b"\xff",
    reason: str = "not-utf8",
    stage: str = "decode",
    message: str = "byte 0",
    headers: Headers = (),
    died: datetime = DIED,
    max_bytes: int = 10**6,
) -> DeadLetter:
    """The letter of a message of the topic ``articles``, as it lies in partition 0."""
    source = IncomingMessage(
        topic="articles", partition=3, offset=17, key=key, value=value, timestamp_seconds=1.5, headers=headers
    )
    rejection = Rejection(stage=stage, reason=reason, error="InvalidArticle", message=message)
    made = make_dead_letter(source, rejection, topic="dead", processed="", max_bytes=max_bytes)
    return DeadLetter(
        position=Position(partition=0, offset=offset), died=died, key=made.key, value=made.value, headers=made.headers
    )


@dataclass(frozen=True)
class MemoryRecord:
    """What kafka-python gives for a message."""

    partition: int
    offset: int
    timestamp: int = 1000
    key: bytes | None = b"k"
    value: bytes | None = b"v"
    headers: Headers = ()


@dataclass
class MemoryConsumer:
    """Gives one batch a poll, each taking a second of its clock; ``ends`` are what the broker says they are."""

    batches: Sequence[Sequence[MemoryRecord]]
    ends: dict[int, int]
    seconds: float = 0.0
    error: KafkaError | None = None
    positions: dict[int, int] = field(default_factory=dict)

    def clock(self) -> float:
        return self.seconds

    def partitions_for_topic(self, _topic: str) -> set[int]:
        return set(self.ends)

    def assign(self, _partitions: Sequence[TopicPartition]) -> None:
        self.positions = dict.fromkeys(self.ends, 0)
        self._left = iter(self.batches)

    def seek_to_beginning(self, *_partitions: TopicPartition) -> None:
        pass

    def end_offsets(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        return {partition: self.ends[partition.partition] for partition in partitions}

    def position(self, partition: TopicPartition) -> int:
        return self.positions[partition.partition]

    def poll(self, timeout_ms: int) -> dict[int, Sequence[MemoryRecord]]:
        assert timeout_ms > 0
        self.seconds += 1
        if self.error is not None:
            raise self.error
        batch = next(self._left, ())
        for record in batch:
            self.positions[record.partition] = record.offset + 1
        return {0: batch} if batch else {}


@dataclass
class MemoryDelivery:
    """What becomes of a message: known when it is asked for."""

    settle: Callable[[], None]

    def get(self, timeout: float) -> None:
        assert timeout > 0
        self.settle()


@dataclass
class MemoryProducer:
    """Keeps what is sent; a value in ``refused`` is refused at once, one in ``lost`` when its delivery is awaited."""

    refused: frozenset[bytes] = frozenset()
    lost: frozenset[bytes] = frozenset()
    sent: list[tuple[str, bytes | None, bytes | None, dict[str, bytes]]] = field(default_factory=list)
    delivered: list[bytes | None] = field(default_factory=list)

    def send(self, topic: str, *, key: bytes | None, value: bytes | None, headers: list[Any]) -> MemoryDelivery:
        if value in self.refused:
            raise KafkaTimeoutError
        self.sent.append((topic, key, value, dict(headers)))

        def settle() -> None:
            if value in self.lost:
                raise KafkaTimeoutError
            self.delivered.append(value)

        return MemoryDelivery(settle)
