"""The queue between Faust's consumer and its agent: what pauses, what goes on, what comes first."""

from collections import defaultdict
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaError
from faust.types import TP
from mode.utils.queues import FlowControlEvent

from pipeline.app import split_events
from pipeline.consumer import GroupWatch, LanesQueue, WatchedConsumer, describe_event
from pipeline.lanes import Lanes
from pipeline.metrics import Metrics


@dataclass
class FakeMessage:
    topic: str
    value: bytes | None
    key: bytes | None = None


@dataclass
class FakeEvent:
    message: FakeMessage


@dataclass
class Partition:
    """Fetched from until it is paused."""

    topic: str
    paused: bool = False
    calls: list[str] = field(default_factory=list)

    def pause(self) -> None:
        self.paused = True
        self.calls.append("pause")

    def resume(self) -> None:
        self.paused = False
        self.calls.append("resume")


def event(topic: str, size: int = 10) -> FakeEvent:
    return FakeEvent(FakeMessage(topic=topic, value=b"x" * size))


def make_queue(*, messages: int = 4, most_bytes: int = 10_000) -> LanesQueue:
    lanes: Lanes[Any] = Lanes(("live", "bulk"), describe=describe_event, most_messages=messages, most_bytes=most_bytes)
    flow = FlowControlEvent(initially_suspended=False)
    return LanesQueue(lanes, flow_control=flow, clear_on_resume=True)


def put(queue: LanesQueue, partition: Partition, size: int = 10) -> None:
    queue.put_nowait_enhanced(
        event(partition.topic, size), on_pressure_high=partition.pause, on_pressure_drop=partition.resume
    )


async def test_a_backlog_of_bulk_pauses_bulk_alone_and_live_goes_past_it() -> None:
    queue, live, bulk = make_queue(), Partition("live"), Partition("bulk")
    for _ in range(6):
        put(queue, bulk)
    assert bulk.calls == ["pause"]
    assert not queue.full()
    put(queue, live)
    assert not live.paused
    assert (await queue.get()).message.topic == "live"
    assert queue.get_nowait().message.topic == "bulk"


async def test_partitions_go_on_when_their_lane_has_drained() -> None:
    queue, first, second = make_queue(messages=10), Partition("live"), Partition("live")
    for _ in range(10):
        put(queue, first)
    put(queue, second)
    assert first.paused
    assert second.paused
    while first.paused:
        queue.get_nowait()
    assert not second.paused
    assert first.calls == second.calls == ["pause", "resume"]
    assert queue.qsize() >= 1


async def test_large_messages_pause_their_partition_long_before_many() -> None:
    queue, live = make_queue(messages=1000, most_bytes=100), Partition("live")
    put(queue, live, size=60)
    assert not live.paused
    put(queue, live, size=60)
    assert live.paused


async def test_partitions_that_were_paused_before_a_rebalance_go_on_after_it() -> None:
    queue, live = make_queue(messages=1), Partition("live")
    put(queue, live)
    queue.clear()
    queue.maybe_endorse_pressure_drop()
    assert live.calls == ["pause", "resume"]


def test_a_batch_is_split_by_bytes_in_its_order() -> None:
    events = [event("live", size) for size in (40, 40, 40, 500, 10)]
    parts = split_events(events, most_bytes=100)
    assert [[len(each.message.value or b"") for each in part] for part in parts] == [[40, 40], [40], [500], [10]]


def test_a_message_without_a_value_has_the_bytes_of_its_key() -> None:
    assert describe_event(FakeEvent(FakeMessage(topic="live", value=None, key=b"abc"))) == ("live", 3)


class NotedProgress:
    """Notes what it is told."""

    group = "dateline"

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def report_waiting(self, messages: int | None) -> None:
        self.calls.append(messages)

    def advance(self) -> None:
        self.calls.append("advance")


HERE = TP("articles", 0)


class StillConsumer(WatchedConsumer):
    """A consumer of one partition that stands still."""

    def __init__(self, *, position: int | None, end: int | Exception, committed: int | None = None) -> None:
        self._end, self._state = end, SimpleNamespace(position=position, has_valid_position=position is not None)
        self._committed_offset = defaultdict(lambda: committed)
        self._acked = defaultdict(list)
        self._unacked_messages: Any = set()
        self.app: Any = SimpleNamespace(in_recovery=False, rebalancing=False)
        assignment = SimpleNamespace(tps={HERE}, state_value=lambda _place: self._state)
        subscriptions = SimpleNamespace(subscription=SimpleNamespace(assignment=assignment))
        client = SimpleNamespace(_fetcher=SimpleNamespace(_subscriptions=subscriptions))
        self._thread: Any = SimpleNamespace(_ensure_consumer=lambda: client)
        self.watch = GroupWatch(
            topics=("articles",),
            progress=NotedProgress(),  # type: ignore[arg-type]
            metrics=Metrics(),
            on_commit=lambda: None,
        )

    def assignment(self) -> Any:
        return {HERE, TP("others", 0)}

    def highwater(self, tp: TP) -> Any:
        return None

    async def highwaters(self, *partitions: TP) -> Any:
        if isinstance(self._end, Exception):
            raise self._end
        return dict.fromkeys(partitions, self._end)

    def hold(self, offset: int) -> None:
        """Have a message at work."""
        self._unacked_messages.add(HeldMessage(tp=HERE, offset=offset))

    async def told(self) -> tuple[list[Any], float | None]:
        """What the watch is told: for the watchdog, and as lag."""
        await self.measure()
        place = {"topic": "articles", "partition": "0"}
        progress: Any = self.watch.progress
        return progress.calls, self.watch.metrics.registry.get_sample_value("dateline_lag_messages", place)


@dataclass(frozen=True)
class HeldMessage:
    tp: TP
    offset: int
    acked: bool = False


async def test_all_done_is_told() -> None:
    assert await StillConsumer(position=9, end=9, committed=9).told() == ([0], 0)


async def test_what_is_at_the_broker_waits() -> None:
    assert await StillConsumer(position=5, end=9, committed=5).told() == ([4], 4)


async def test_what_is_at_work_and_what_is_done_and_not_committed_waits() -> None:
    consumer = StillConsumer(position=9, end=9, committed=5)
    consumer.hold(8)
    consumer._acked[HERE] = [5, 6, 7]
    assert await consumer.told() == ([4], 4)


async def test_marks_of_transactions_are_lag_and_wait_for_nobody() -> None:
    assert await StillConsumer(position=9, end=9, committed=8).told() == ([0], 1)


async def test_before_the_first_commit_lag_counts_from_what_is_left_of_the_topic() -> None:
    consumer = StillConsumer(position=1000, end=1000)
    assert await consumer.told() == ([0], 0)
    consumer.hold(990)
    assert await consumer.told() == ([0, 1], 10)


@pytest.mark.parametrize("error", [KafkaError("away"), TimeoutError()])
async def test_a_broker_that_does_not_answer_shows_no_lag(error: Exception) -> None:
    assert await StillConsumer(position=5, end=error).told() == ([None], None)


async def test_a_rebalance_waits() -> None:
    consumer = StillConsumer(position=None, end=9)
    consumer.app.rebalancing = True
    assert await consumer.told() == ([1], None)


async def test_a_state_that_is_rebuilt_waits_and_gets_on() -> None:
    consumer = StillConsumer(position=None, end=9)
    remaining = iter([7, 3, 3, 0, 0])
    recovery = SimpleNamespace(active_remaining_total=lambda: next(remaining))
    consumer.app = SimpleNamespace(in_recovery=True, tables=SimpleNamespace(recovery=recovery))
    for _ in range(5):
        await consumer.measure()
    progress: Any = consumer.watch.progress
    assert progress.calls == ["advance", 7, "advance", 3, 3, "advance", 1, 1]
