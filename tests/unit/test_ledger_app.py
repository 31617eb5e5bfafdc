"""How what is kept of an article gets into the store, with a table and a store in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types import TP

from pipeline.consumer import GroupWatch
from pipeline.ledger import Ledger
from pipeline.ledger_app import FaustLedgerDelivery, PartitionTaken, build_ledger_app
from pipeline.metrics import Metrics
from pipeline.settings import Settings
from pipeline.watchdog import Progress


@dataclass
class MemoryTable:
    """A table's store, at ``offset`` of its changelog; one that persists no offsets has none."""

    offset: int | None
    values: dict[bytes, bytes] = field(default_factory=dict)

    def persisted_offset(self, partition: TP) -> int | None:
        assert partition == TP("g.revisions", 2)
        return self.offset

    def apply_changelog_batch(self, events: Iterable[Any]) -> None:
        for event in events:
            self.values[event.message.key] = event.message.value
            self.offset = event.message.offset


def deliver(table: MemoryTable) -> FaustLedgerDelivery:
    event = SimpleNamespace(message=SimpleNamespace(key=b"a1", partition=2))
    return FaustLedgerDelivery(None, table, None, event, timeout_seconds=1)


def place(offset: int) -> SimpleNamespace:
    return SimpleNamespace(topic="g.revisions", partition=2, offset=offset)


@pytest.mark.parametrize(("before", "at"), [(None, 0), (None, 7), (6, 7)])
def test_a_change_that_follows_upon_the_store_is_applied(before: int | None, at: int) -> None:
    table = MemoryTable(before)
    deliver(table).apply(place(at), b"new")
    assert (table.values, table.offset) == ({b"a1": b"new"}, at)


@pytest.mark.parametrize("at", [6, 8, 100, -1])
def test_a_change_behind_one_of_another_worker_leaves_the_store_where_it_can_catch_up(at: int) -> None:
    table = MemoryTable(6, {b"a1": b"old"})
    with pytest.raises(PartitionTaken, match=rf"g\.revisions/2 was written at {at}, but this worker knows it up to 6"):
        deliver(table).apply(place(at), b"new")
    assert (table.values, table.offset) == ({b"a1": b"old"}, 6)


async def test_the_ledger_tells_when_it_is_recovered_and_not_before(tmp_path: Path) -> None:
    told: list[str] = []
    settings, metrics = Settings(state_store="memory"), Metrics()
    app = build_ledger_app(
        settings,
        Ledger(settings=settings, metrics=metrics, now=str),
        watch=GroupWatch(topics=("d",), progress=Progress("g"), metrics=metrics, on_commit=lambda: None),
        data_folder=tmp_path,
        on_crash=lambda: told.append("crashed"),
        on_recovered=lambda: told.append("recovered"),
    )
    await app.on_partitions_assigned.send(set())
    assert told == []
    await app.on_rebalance_complete.send()  # as Faust does at the end of a recovery
    assert told == ["recovered"]
