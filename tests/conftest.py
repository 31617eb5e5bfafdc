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

# host:port of a broker to test against. Taken out of the environment, where it would be a setting that does not exist.
TEST_BROKER = os.environ.pop("DATELINE_TEST_BROKER", "") or None

Launch = Callable[..., FakeWorker]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The embedded broker is spared what it can't do; any other has to do it."""
    if TEST_BROKER is not None:
        return
    for item in items:
        for marker in item.iter_markers("not_embedded"):
            reason = f"the embedded broker {marker.kwargs['reason']}: set DATELINE_TEST_BROKER to run it on another"
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def broker_address() -> Iterator[str]:
    """That of ``DATELINE_TEST_BROKER``, or one embedded broker for the whole run.

    Tests keep apart by the names of their topics and groups.
    """
    if TEST_BROKER is not None:
        yield TEST_BROKER
        return
    with run_broker() as broker:
        yield broker.address


@pytest.fixture
def settings(broker_address: str, request: pytest.FixtureRequest) -> Settings:
    """Settings for the session's broker, with topics and a group of the test's own."""
    return stream_settings(broker_address, request.node.originalname)


@pytest.fixture
def launch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launch]:
    """Starts Python with the arguments given as a worker; those still alive when the test ends are killed."""
    workers: list[FakeWorker] = []
    logs = tmp_path_factory.mktemp("logs")

    def start(settings: Settings, *arguments: str) -> FakeWorker:
        log = logs / f"{len(workers)}.log"
        with log.open("wb") as file:  # a pipe that nobody reads would stop a worker with much to tell
            process = subprocess.Popen(
                [sys.executable, *arguments], env={**os.environ, **settings.environment()}, stderr=file
            )
        workers.append(FakeWorker(process, log))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()


@pytest.fixture
def start_worker(launch: Launch) -> Callable[..., FakeWorker]:
    """Starts workers with the fake model."""

    def start(settings: Settings, *, seconds_per_article: float = 0.0, progress: Path | None = None) -> FakeWorker:
        arguments = [str(seconds_per_article), *([str(progress)] if progress else [])]
        return launch(settings, str(TESTS / "fake_worker.py"), *arguments)

    return start
