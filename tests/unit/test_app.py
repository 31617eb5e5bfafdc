"""What the worker's Faust applications do otherwise than Faust's own."""

from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from faust.transport.drivers.aiokafka import Consumer
from faust.types import TP

from pipeline.app import create_app
from pipeline.consumer import GroupWatch, LanesQueue
from pipeline.metrics import Metrics
from pipeline.settings import Settings
from pipeline.watchdog import Progress


def make_watch(calls: list[str] | None = None) -> GroupWatch:
    return GroupWatch(
        topics=("t",),
        progress=Progress("group"),
        metrics=Metrics(),
        on_commit=lambda: (calls if calls is not None else []).append("commit"),
    )


class FakeEvent:
    """Acknowledges as Faust's events do."""

    def __init__(self, consumer: Any, offset: int) -> None:
        self.message = type("Message", (), {"tracked": True, "offset": offset, "tp": TP("t", 0)})()
        self._consumer = consumer

    async def ack(self, event: "FakeEvent") -> bool:
        return bool(self._consumer.ack(event.message))


async def test_nothing_is_acknowledged_that_no_agent_is_done_with(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def note(_consumer: Any, message: Any) -> bool:
        seen.append(message.offset)
        return True

    monkeypatch.setattr(Consumer, "ack", note)
    app = create_app(Settings(), make_watch())
    consumer_class: Any = app.transport.Consumer
    consumer = object.__new__(consumer_class)
    consumer._done = set()
    passed_over, done = FakeEvent(consumer, 7), FakeEvent(consumer, 8)
    assert not consumer.ack(passed_over.message)
    await consumer.acknowledge(done, done)
    assert not consumer.ack(done.message)  # once is enough
    assert seen == [8]


async def test_streams_acknowledge_through_the_consumer() -> None:
    app = create_app(Settings(), make_watch())
    messages = app.stream([1]).__aiter__()
    assert messages.__qualname__ == "Stream._py_aiter"  # Faust's compiled one writes into the consumer by itself


@pytest.mark.parametrize("done", [True, False])
async def test_commits_that_the_broker_took_are_told(done: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    async def commit(*_arguments: Any) -> bool:
        return done

    monkeypatch.setattr(Consumer, "_commit_offsets", commit)
    calls: list[str] = []
    watch = make_watch(calls)
    app = create_app(Settings(), watch)
    consumer_class: Any = app.transport.Consumer
    assert await consumer_class._commit_offsets(object.__new__(consumer_class), {TP("t", 0): 3}) is done
    count = watch.metrics.registry.get_sample_value("dateline_commits_total", {"group": "group"})
    assert (calls, count) == ((["commit"], 1) if done else ([], None))


async def test_the_agents_topic_has_a_queue_with_a_lane_for_each_topic() -> None:
    watch = make_watch()
    app = create_app(Settings(), watch)
    assert isinstance(app.topic("t").queue, LanesQueue)
    assert not isinstance(app.topic("changelog").queue, LanesQueue)
    assert watch.metrics.registry.get_sample_value("dateline_queue_messages", {"topic": "t"}) == 0


async def test_a_fetch_for_which_there_is_nothing_does_not_hold_up_what_was_assigned_since() -> None:
    app = create_app(Settings(), make_watch())
    thread: Any = app._new_consumer()._thread  # type: ignore[attr-defined]
    plain: Any = AIOKafkaConsumer(fetch_max_wait_ms=777)
    kafka = thread._create_consumer(thread.thread_loop)
    try:
        assert plain._fetch_max_wait_ms == 777  # which is what it tells the broker
        assert kafka._fetch_max_wait_ms <= 500
    finally:
        for consumer in (plain, kafka):
            await consumer.stop()
        thread.thread_loop.close()
