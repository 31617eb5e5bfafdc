"""The queue between Faust's consumer and its agent: what pauses, what goes on, what comes first."""

from dataclasses import dataclass, field
from typing import Any

from mode.utils.queues import FlowControlEvent

from pipeline.app import split_events
from pipeline.consumer import LanesQueue, describe_event
from pipeline.lanes import Lanes


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
