"""``dateline consume``: messages of the pipeline's topics as they arrive, outside any consumer group."""

import operator
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from kafka import KafkaConsumer
from kafka.errors import KafkaError

from pipeline.dead.display import content_fields
from pipeline.dead_letters import read_rejection
from pipeline.errors import broker_unreachable
from pipeline.event_lines import (
    HEADER,
    format_dead_letter,
    format_document,
    format_event,
    format_retraction,
    format_withdrawal,
)
from pipeline.records import Event, decode_document, decode_event_or_retraction
from pipeline.security import client_options
from pipeline.settings import Settings

_POLL_SECONDS = 0.2


def connect_consumer(settings: Settings, topics: Sequence[str], *, from_beginning: bool) -> Any:
    """A kafka-python consumer of ``topics`` that reads from the beginning, or what comes from now on.

    Without topics it is left to the caller to assign partitions. Raises ``BrokerError`` where no broker answers.
    """
    try:
        consumer = KafkaConsumer(
            **client_options(settings),
            bootstrap_timeout_ms=int(settings.connect_timeout_seconds * 1000),
            auto_offset_reset="earliest" if from_beginning else "latest",
            enable_auto_commit=False,
            max_partition_fetch_bytes=settings.max_message_bytes,
        )
    except (KafkaError, OSError) as error:
        raise broker_unreachable(settings.broker, settings.connect_timeout_seconds, error) from error
    if topics:
        consumer.subscribe(list(topics))
    return consumer


def iterate_messages(
    consumer: Any,
    *,
    max_messages: int | None = None,
    idle_seconds: float | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Any]:
    """kafka-python's records as they arrive, until ``max_messages`` or until nothing came for ``idle_seconds``."""
    count = 0
    last = clock()
    while max_messages is None or count < max_messages:
        arrived = False
        for records in consumer.poll(timeout_ms=int(_POLL_SECONDS * 1000)).values():
            for record in records:
                arrived = True
                count += 1
                yield record
                if count == max_messages:
                    return
        if arrived:
            last = clock()
        elif idle_seconds is not None and clock() - last >= idle_seconds:
            return


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How the messages of one kind are shown: to people a ``line`` below a ``header``, to programs a ``json_line``.

    ``has_values`` tells that a message without a value is none of the kind, but withdraws what had its key.
    """

    topic: Callable[[Settings], str]
    header: str
    line: Callable[[Any], str]
    json_line: Callable[[Any], str]
    has_values: bool = True

    def show(self, record: Any, *, as_json: bool) -> str:
        """The message in a line."""
        return self.json_line(record) if as_json else self.line(record)

    def withdrawal(self, record: Any) -> str | None:
        """A line for people in place of the message, where it only withdraws another."""
        return format_withdrawal(record.key) if self.has_values and record.value is None else None


def _event_line(record: Any) -> str:
    message = decode_event_or_retraction(record.value)
    return format_event(message) if isinstance(message, Event) else format_retraction(message)


def _document_line(record: Any) -> str:
    return format_document(decode_document(record.value))


def _dead_line(record: Any) -> str:
    return format_dead_letter(record.key, read_rejection(record.headers))


def _value_text(record: Any) -> str:
    return str(record.value, "utf-8")


def _dead_json(record: Any) -> str:
    return msgspec.json.encode(content_fields(record.key, record.value, record.headers)).decode()


FORMATS: Final = {
    "events": Format(topic=operator.attrgetter("topic_events"), header=HEADER, line=_event_line, json_line=_value_text),
    "documents": Format(
        topic=operator.attrgetter("topic_documents"), header="", line=_document_line, json_line=_value_text
    ),
    "dead": Format(
        topic=operator.attrgetter("topic_dead"), header="", line=_dead_line, json_line=_dead_json, has_values=False
    ),
}
