"""The Faust application of the ledger: one agent that hands each document to ``Ledger``, and the table that it keeps.

It is an application and a consumer group of its own, so that documents don't queue behind articles. What is kept of
each article lies in a Faust table: a local store, with a changelog topic that the store is rebuilt from. Properties of
Faust 0.15 found by trial or in its source shape the rest:

- The table is not written through: ``table[key] = value`` changes the store first and sends the change without anyone
  hearing of a failure. Here the change is sent and awaited, and then applied as a recovery would apply it.
- Each change is awaited before the next of its partition is sent, so it is a batch of its own: the embedded broker
  tells a wrong end of a partition whose last batch has several records, and a recovery up to there would miss some.
- Faust recovers a store from the offset that it was last written at, so a change is applied only where it follows upon
  that offset. Where it does not, another worker has written between: this one lost the partition without having heard
  of it (it was suspended, or cut off), and would never read what it missed. It ends, and starts from what it has.
- Partitions are at work side by side, the documents of one partition one after the other: an agent with a higher
  concurrency commits past what is still at work (faust-streaming#606), and has documents of one article overtake.
- ``noack`` with an explicit ack after success, and ``CrashingSupervisor``, as in ``pipeline.app``.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faust.types import TP
from mode import Service

from pipeline.app import create_app, read_message, send_messages
from pipeline.consumer import FAUST_LOG, GroupWatch
from pipeline.errors import DatelineError
from pipeline.ledger import Ledger
from pipeline.messages import OutgoingMessage
from pipeline.settings import MEBIBYTE, Settings

log = logging.getLogger(__name__)

# Documents that wait per partition, beyond those that Faust holds.
_LANE_DOCUMENTS = 4

# Per partition; Faust's own are 2 GiB and 64 MiB.
_ROCKSDB_OPTIONS = {
    "block_cache_size": 4 * MEBIBYTE,
    "write_buffer_size": 4 * MEBIBYTE,
    "max_write_buffer_number": 2,
    "max_open_files": 64,
    "driver": "rocksdict",
}


class PartitionTaken(DatelineError):
    """Another worker writes what is kept of the articles of a partition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChangelogMessage:
    """A message of the changelog, as far as Faust's stores look at it."""

    tp: TP
    offset: int
    key: bytes
    value: bytes

    @property
    def partition(self) -> int:
        return self.tp.partition


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChangelogEvent:
    key: bytes
    value: bytes
    message: _ChangelogMessage


class FaustLedgerDelivery:
    """Publishes with Faust's producer, keeps in its table, and acknowledges one document."""

    def __init__(self, app: Any, table: Any, stream: Any, event: Any, *, timeout_seconds: float) -> None:
        self._app = app
        self._table = table
        self._stream = stream
        self._event = event
        self._timeout_seconds = timeout_seconds

    def recall(self) -> bytes | None:
        """What was kept last under the document's key."""
        key = self._event.message.key
        found: bytes | None = None if key is None else self._table.data.get(key)
        return found

    async def publish(self, messages: Sequence[OutgoingMessage]) -> None:
        """Returns when the broker has every message; raises where it has not, or not in time."""
        await send_messages(self._app, messages, timeout_seconds=self._timeout_seconds)

    async def keep(self, value: bytes) -> None:
        """Keeps ``value`` in the changelog, then in the store."""
        message = self._event.message
        change = OutgoingMessage(
            topic=self._table.changelog_topic_name, key=message.key, value=value, partition=message.partition
        )
        [place] = await send_messages(self._app, [change], timeout_seconds=self._timeout_seconds)
        self.apply(place, value)

    def apply(self, place: Any, value: bytes) -> None:
        """Keeps ``value`` in the store, as what lies at ``place`` in the changelog.

        Raises ``PartitionTaken`` where the store lacks what lies before.
        """
        key, partition = self._event.message.key, TP(place.topic, place.partition)
        before = self._table.persisted_offset(partition)
        if before is not None and place.offset != before + 1:
            message = (
                f"{place.topic}/{place.partition} was written at {place.offset}, but this worker knows it up to "
                f"{before}: another has the partition, or had it, and this one has to start again"
            )
            raise PartitionTaken(message)
        written = _ChangelogMessage(tp=partition, offset=place.offset, key=key, value=value)
        self._table.apply_changelog_batch([_ChangelogEvent(key=key, value=value, message=written)])

    async def acknowledge(self) -> None:
        """Acknowledges the document."""
        await self._app.consumer.acknowledge(self._stream, self._event)


def build_ledger_app(
    settings: Settings,
    ledger: Ledger,
    *,
    watch: GroupWatch,
    data_folder: Path,
    on_crash: Callable[[], None],
    on_recovered: Callable[[], None],
) -> Any:
    """The Faust application of the ledger, which keeps its store below ``data_folder``, no other process's.

    ``on_crash`` is called when a document raises, ``on_recovered`` when the store holds what the changelog has of the
    partitions that the broker has assigned, each time that it has.
    """
    app = create_app(
        settings,
        watch,
        datadir=data_folder,
        store=f"{settings.state_store}://",
        table_standby_replicas=0,
        consumer_max_fetch_size=MEBIBYTE,
    )
    raw: dict[str, Any] = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
    documents = app.topic(settings.topic_documents, allow_empty=True, **raw)
    changelog = app.topic(settings.topic_revisions, allow_empty=True, **raw)
    table = app.Table(
        "revisions", key_type=bytes, value_type=bytes, changelog_topic=changelog, options=dict(_ROCKSDB_OPTIONS)
    )

    async def work(lane: "asyncio.Queue[Any]", stream: Any) -> None:
        while True:
            event = await lane.get()
            delivery = FaustLedgerDelivery(app, table, stream, event, timeout_seconds=settings.producer_timeout_seconds)
            try:
                await ledger.enter(read_message(event.message), delivery)
            except Exception as error:
                log.critical("the worker stops, and this document is read again: error=%r", error)
                on_crash()
                raise

    @app.agent(documents, name="revise", concurrency=1)
    async def revise(stream: Any) -> None:
        lanes: dict[int, asyncio.Queue[Any]] = {}
        async with asyncio.TaskGroup() as tasks:
            async for event in stream.noack().events():
                lane = lanes.get(event.message.partition)
                if lane is None:
                    lane = lanes[event.message.partition] = asyncio.Queue(_LANE_DOCUMENTS)
                    tasks.create_task(work(lane, stream))
                await lane.put(event)

    @app.on_rebalance_complete.connect
    async def tell_recovered(*_arguments: Any, **_named: Any) -> None:
        on_recovered()

    return app


class LedgerService(Service):
    """Starts the ledger's application beside that of the worker, not before it: both wait for their groups."""

    logger = FAUST_LOG

    def __init__(self, app: Any) -> None:
        super().__init__()
        self._app = app

    @Service.task
    async def _start_app(self) -> None:
        await self.add_runtime_dependency(self._app)
