"""The consumer is sent back to what is committed only while nothing is being delivered."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from faust.types import TP

from pipeline.consumer import WatchedConsumer

PLACE = TP("documents", 0)


class FakeFaust:
    """What Faust's consumer does in the two methods that ``WatchedConsumer`` builds on: three messages, and a seek."""

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Any]]:
        for offset in range(3):
            if not self.flow_active:  # type: ignore[attr-defined]
                return
            yield PLACE, offset

    async def perform_seek(self) -> None:
        self.read_offset: int | None = None


class Consumer(WatchedConsumer):
    """Ours, without what Faust sets up."""

    def __init__(self) -> None:
        self.flow_active = True
        self.read_offset: int | None = 0
        self._delivered = asyncio.Event()
        self._delivered.set()

    def stop_flow(self) -> None:
        self.flow_active = False


def pass_over_faust(monkeypatch: Any) -> None:
    base = WatchedConsumer.__mro__[1]
    monkeypatch.setattr(base, "getmany", FakeFaust.getmany)
    monkeypatch.setattr(base, "perform_seek", FakeFaust.perform_seek)


async def deliver(consumer: Consumer, go_on: asyncio.Event) -> list[int]:
    """As Faust's loop: what was delivered is noted after it, which here waits for ``go_on``."""
    delivered = []
    async for _, offset in consumer.getmany(1.0):
        await go_on.wait()
        consumer.read_offset = offset
        delivered.append(offset)
    return delivered


async def test_a_seek_waits_for_what_is_being_delivered_and_nothing_follows(monkeypatch: Any) -> None:
    pass_over_faust(monkeypatch)
    consumer, go_on = Consumer(), asyncio.Event()
    delivery = asyncio.create_task(deliver(consumer, go_on))
    await asyncio.sleep(0)
    seek = asyncio.create_task(consumer.perform_seek())
    await asyncio.sleep(0)
    assert not seek.done()

    go_on.set()
    assert await delivery == [0]
    await seek
    # Noted before the seek: noted after it, all that comes again before this offset would be passed over.
    assert consumer.read_offset is None


async def test_a_seek_while_nothing_is_delivered_waits_for_nothing(monkeypatch: Any) -> None:
    pass_over_faust(monkeypatch)
    consumer = Consumer()
    await asyncio.wait_for(consumer.perform_seek(), timeout=1)
    assert consumer.read_offset is None
