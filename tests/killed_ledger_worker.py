"""The fake worker, killed in a step of the ledger: ``killed_ledger_worker.py POINT COUNT``, at the COUNTth time.

POINT is before-publish, after-publish, after-changelog (written there, not in the store), after-keep or
after-acknowledge.
"""

import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from fakes import FakeExtractor, fake_code

import pipeline.ledger_app
from pipeline.cli import exit_on_error
from pipeline.ledger_app import FaustLedgerDelivery
from pipeline.messages import OutgoingMessage
from pipeline.settings import read_settings
from pipeline.worker import run_worker

POINT, COUNT = sys.argv[1], int(sys.argv[2])
passed = 0


def pass_point(point: str) -> None:
    global passed  # noqa: PLW0603
    passed += point == POINT
    if passed == COUNT:
        os.kill(os.getpid(), signal.SIGKILL)


class KilledDelivery(FaustLedgerDelivery):
    async def publish(self, messages: Sequence[OutgoingMessage]) -> None:
        pass_point("before-publish")
        await super().publish(messages)
        pass_point("after-publish")

    async def keep(self, value: bytes) -> None:
        await super().keep(value)
        pass_point("after-keep")

    def apply(self, place: Any, value: bytes) -> None:
        pass_point("after-changelog")
        super().apply(place, value)

    async def acknowledge(self) -> None:
        await super().acknowledge()
        pass_point("after-acknowledge")


if __name__ == "__main__":
    pipeline.ledger_app.FaustLedgerDelivery = KilledDelivery  # type: ignore[misc]
    with exit_on_error():
        settings = read_settings(os.environ)
        sys.exit(run_worker(settings, load=lambda _settings: FakeExtractor(), code=fake_code))
