"""Fixtures for every test that runs a broker or a worker."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streams import FakeWorker, stream_settings

from pipeline.broker import run_broker
from pipeline.settings import Settings

TESTS = Path(__file__).parent


@pytest.fixture(scope="session")
def broker_address() -> Iterator[str]:
    """One embedded broker for the whole run; tests keep apart by the names of their topics."""
    with run_broker() as broker:
        yield broker.address


@pytest.fixture
def settings(broker_address: str, request: pytest.FixtureRequest) -> Settings:
    """Settings for the session's broker, with topics and a group of the test's own."""
    return stream_settings(broker_address, request.node.originalname)


@pytest.fixture
def start_worker() -> Iterator[Callable[..., FakeWorker]]:
    """Starts workers with the fake model; those still alive when the test ends are killed."""
    workers: list[FakeWorker] = []

    def start(settings: Settings, *, seconds_per_article: float = 0.0, progress: Path | None = None) -> FakeWorker:
        command = [sys.executable, str(TESTS / "fake_worker.py"), str(seconds_per_article)]
        command += [str(progress)] if progress else []
        process = subprocess.Popen(
            command, env={**os.environ, **settings.environment()}, stderr=subprocess.PIPE, text=True
        )
        workers.append(FakeWorker(process))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
