"""The Faust application: one agent that hands batches of articles to ``extract``.

It reads two topics, and takes articles of ``articles.bulk`` while none of ``articles`` wait (``pipeline.consumer``).

The rules that keep articles from being lost, each a property of Faust 0.15 found by trial:

- ``noack_take`` with an explicit ack after success: ``take`` acknowledges a batch whose body raised.
- ``concurrency=1``: with more, an offset is committed while an earlier message is still at work (faust-streaming#606).
- ``CrashingSupervisor``: other supervisors go on after an error, and never commit again.
- ``stream_wait_empty=True``: on SIGTERM the batch at work ends, with its offsets committed.
- raw bytes: a message that a decoder of Faust's refuses stalls the agent for good.
- every send is awaited to its delivery: a failed one is but a log line otherwise, and its offset is committed.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import faust
from mode import CrashingSupervisor

from models.batching import plan_rounds
from pipeline.consumer import FAUST_LOG, GroupWatch, LanesQueue, PlainStream, WatchedConsumer, describe_event
from pipeline.credentials import make_credentials
from pipeline.errors import BrokerError
from pipeline.extract import BatchProcessor
from pipeline.lanes import Lanes
from pipeline.messages import IncomingMessage, OutgoingMessage
from pipeline.settings import ENVELOPE_BYTES, Settings

log = logging.getLogger(__name__)

# Heartbeats that may be missed before the session times out.
_HEARTBEATS = 10

# A consumer that fetches nothing for this long leaves its group. A full buffer of large articles on a slow machine
# pauses the fetching for minutes, which is no reason to lose the partitions.
_MAX_POLL_SECONDS = 3600.0

# Messages that are put into the queue before partitions are looked at again that should pause.
_POLL_MESSAGES = 16

# Between looks at what waits; the watchdog's patience is a multiple of it.
_MEASURE_SECONDS = 5.0


class FaustDelivery:
    """Publishes with Faust's producer, and acknowledges the events of one batch."""

    def __init__(self, app: Any, stream: Any, events: Sequence[Any], *, timeout_seconds: float) -> None:
        self._app = app
        self._stream = stream
        self._events = events
        self._timeout_seconds = timeout_seconds

    async def publish(self, messages: Sequence[OutgoingMessage]) -> None:
        """Returns when the broker has every message; raises where it has not, or not in time."""
        await send_messages(self._app, messages, timeout_seconds=self._timeout_seconds)

    async def acknowledge(self) -> None:
        """Acknowledges the batch in order, so that no offset is passed over."""
        for event in self._events:
            await self._app.consumer.acknowledge(self._stream, event)


async def send_messages(app: Any, messages: Sequence[OutgoingMessage], *, timeout_seconds: float) -> list[Any]:
    """Where each message lies (topic, partition, offset), once the broker has all of them.

    Raises ``BrokerError`` where it has not within ``timeout_seconds``, and what the producer raises where it refuses.
    """
    try:
        async with asyncio.timeout(timeout_seconds):
            deliveries = [
                await app.producer.send(
                    message.topic,
                    message.key,
                    message.value,
                    partition=message.partition,
                    timestamp=None,
                    headers=list(message.headers),
                )
                for message in messages
            ]
            return list(await asyncio.gather(*deliveries))
    except TimeoutError as error:
        # An idempotent producer of aiokafka tries for ever, so the limit is set here.
        message = (
            f"the broker has not taken {len(messages)} messages within {timeout_seconds:g} s: see that it runs, or "
            "raise DATELINE_PRODUCER_TIMEOUT_SECONDS"
        )
        raise BrokerError(message) from error


class _App(faust.App):
    """Faust's application, which knows who watches it."""

    watch: GroupWatch
    settings: Settings
    logger = FAUST_LOG


class _Topic(faust.Topic):
    """Faust's topic, whose queue has a lane for each topic of the application's agent."""

    @property
    def queue(self) -> Any:
        """The queue between the consumer and the agent."""
        app: Any = self.app
        if self._queue is None and set(self.topics) <= set(app.watch.topics):
            lanes: Lanes[Any] = Lanes(
                app.watch.topics,
                describe=describe_event,
                most_messages=app.settings.buffer_articles,
                most_bytes=app.settings.buffer_bytes,
            )
            app.watch.metrics.watch_queue(lanes)
            self._queue = LanesQueue(lanes, flow_control=app.flow_control, clear_on_resume=True)
        return super().queue


def create_app(settings: Settings, watch: GroupWatch, **options: Any) -> faust.App:
    """A Faust application with the options that all of a worker's have, and with ``options`` of its own."""
    app = _App(watch.progress.group, Stream=PlainStream, Topic=_Topic, **_shared_options(settings), **options)
    app.watch, app.settings = watch, settings
    cast(Any, app.transport).Consumer = type("Consumer", (WatchedConsumer,), {"watch": watch})

    async def measure() -> None:
        while not app.should_stop:
            await cast(WatchedConsumer, app.consumer).measure()
            await app.sleep(_MEASURE_SECONDS)

    app.task(measure)
    return app


def _shared_options(settings: Settings) -> dict[str, Any]:
    return {
        "autodiscover": False,
        "broker": [f"kafka://{address}" for address in settings.bootstrap_servers],
        "broker_credentials": make_credentials(settings),
        "web_enabled": False,
        "topic_disable_leader": True,
        "topic_allow_declare": False,
        "agent_supervisor": CrashingSupervisor,
        "stream_wait_empty": True,
        "stream_buffer_maxsize": settings.buffer_articles,
        "broker_max_poll_records": _POLL_MESSAGES,
        "processing_guarantee": "at_least_once",
        "key_serializer": "raw",
        "value_serializer": "raw",
        "broker_session_timeout": settings.session_timeout_seconds,
        "broker_heartbeat_interval": settings.session_timeout_seconds / _HEARTBEATS,
        "broker_request_timeout": max(settings.session_timeout_seconds + 10, 40.0),
        "broker_max_poll_interval": _MAX_POLL_SECONDS,
        "broker_commit_interval": settings.commit_interval_seconds,
        "consumer_auto_offset_reset": "earliest",
        "producer_acks": -1,
        "producer_request_timeout": settings.producer_timeout_seconds,
        "producer_max_request_size": settings.max_message_bytes,
        "producer_compression_type": "gzip",
        "worker_redirect_stdouts": False,
    }


def build_app(
    settings: Settings,
    processor: BatchProcessor,
    *,
    watch: GroupWatch,
    data_folder: Path,
    on_crash: Callable[[], None],
    on_partitions: Callable[[int | None], None],
) -> Any:
    """The Faust application of a worker.

    ``data_folder`` is its own, and holds nothing of this application that must last. ``on_crash`` is called when a
    batch raises, ``on_partitions`` with the number of partitions of the topic of articles when the worker has its own.
    """
    app = create_app(
        settings,
        watch,
        datadir=data_folder,
        store="memory://",
        consumer_max_fetch_size=settings.max_article_bytes + ENVELOPE_BYTES,
    )
    raw: dict[str, Any] = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
    articles = app.topic(settings.topic_articles, settings.topic_bulk, **raw)

    @app.agent(articles, name="extract", concurrency=1)
    async def extract(stream: Any) -> None:
        async for events in stream.noack_take(settings.batch_articles, within=settings.batch_wait_seconds):
            for part in split_events(events, most_bytes=settings.batch_bytes):
                batch = [read_message(event.message) for event in part]
                delivery = FaustDelivery(app, stream, part, timeout_seconds=settings.producer_timeout_seconds)
                try:
                    await processor.process(batch, delivery)
                except Exception as error:
                    log.critical("the worker stops, and this batch is read again: error=%r", error)
                    on_crash()
                    raise

    @app.on_partitions_assigned.connect
    async def mark_assigned(*_arguments: Any, **_named: Any) -> None:
        processor.health.mark_assigned()
        on_partitions(app.consumer.topic_partitions(settings.topic_articles))

    return app


def split_events(events: Sequence[Any], *, most_bytes: int) -> list[Sequence[Any]]:
    """The events in parts of at most ``most_bytes``, in their order; a larger event is a part of its own."""
    sizes = [describe_event(event)[1] for event in events]
    return [events[part.start : part.stop] for part in plan_rounds(sizes, most=most_bytes)]


def read_message(message: Any) -> IncomingMessage:
    """A message of Faust's, free of Faust."""
    return IncomingMessage(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value,
        timestamp_seconds=message.timestamp,
        headers=tuple((name, value or b"") for name, value in message.headers or ()),
    )
