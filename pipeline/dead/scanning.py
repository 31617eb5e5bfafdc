"""Reading the topic of dead letters from its beginning to the end that it has now, outside any consumer group."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaError

from pipeline.dead.letters import DeadLetter, read_letter
from pipeline.errors import BrokerError

_POLL_MILLISECONDS = 500


def scan_letters(
    consumer: Any, topic: str, *, patience_seconds: float, clock: Callable[[], float] = time.monotonic
) -> Iterator[DeadLetter]:
    """Every letter that the topic holds when the scan begins, in the order of each partition.

    ``consumer`` is kafka-python's; its assignment is replaced. Raises ``BrokerError`` where there is no such topic,
    where the broker fails, and where it gives nothing for ``patience_seconds`` though there is more.
    """
    try:
        partitions = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
        if not partitions:
            message = f"there is no topic {topic} (DATELINE_TOPIC_DEAD): 'dateline topics' creates it"
            raise BrokerError(message)
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        last = clock()
        for letters in _poll_to_end(consumer, ends):
            if letters:
                last = clock()
            elif clock() - last >= patience_seconds:
                message = f"the broker gives no more of {topic}, though there is more, for {patience_seconds:g} s"
                raise BrokerError(message)
            yield from letters
    except KafkaError as error:
        message = f"the topic {topic} can't be read to its end: {error!r}"
        raise BrokerError(message) from error


def _poll_to_end(consumer: Any, ends: dict[Any, int]) -> Iterator[list[DeadLetter]]:
    """The letters of each poll; ends at the first that brings nothing once every end is passed.

    Tansu gives as the end of a partition the first offset of its last batch, plus one; that last batch is then at hand
    already, so that a poll brings the rest of it at once.
    """
    while True:
        batches = consumer.poll(timeout_ms=_POLL_MILLISECONDS)
        if not batches and all(consumer.position(partition) >= end for partition, end in ends.items()):
            return
        yield [read_letter(record) for records in batches.values() for record in records]
