"""The fake worker as on a busy machine: its ledger is slow, and its consumer hears late where it was sent back to."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from fakes import FakeExtractor, fake_code

import pipeline.ledger_app
from pipeline.cli import exit_on_error
from pipeline.consumer import WatchedConsumer
from pipeline.ledger_app import FaustLedgerDelivery
from pipeline.messages import OutgoingMessage
from pipeline.settings import read_settings
from pipeline.worker import run_worker

LATE_SECONDS = 1.0
SECONDS_PER_DOCUMENT = 0.2


async def seek_to_committed(self: WatchedConsumer) -> Mapping[Any, int]:
    offsets = await super(WatchedConsumer, self).seek_to_committed()
    await asyncio.sleep(LATE_SECONDS)
    return offsets


class SlowDelivery(FaustLedgerDelivery):
    async def publish(self, messages: Sequence[OutgoingMessage]) -> None:
        await asyncio.sleep(SECONDS_PER_DOCUMENT)
        await super().publish(messages)


if __name__ == "__main__":
    WatchedConsumer.seek_to_committed = seek_to_committed  # type: ignore[method-assign,assignment]
    pipeline.ledger_app.FaustLedgerDelivery = SlowDelivery  # type: ignore[misc]
    with exit_on_error():
        settings = read_settings(os.environ)
        sys.exit(run_worker(settings, load=lambda _settings: FakeExtractor(), code=fake_code))
