"""When a worker is stuck, and when it is only busy. The clock is moved by hand."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from fakes import FakeExtractor, fake_code

from pipeline.extract import BatchProcessor
from pipeline.health import Health
from pipeline.journal import CarefulReader, Journal
from pipeline.messages import IncomingMessage, OutgoingMessage
from pipeline.metrics import Metrics
from pipeline.reading import ArticleReader
from pipeline.settings import Settings
from pipeline.watchdog import Progress, Watchdog


class ManualClock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def health(clock: ManualClock) -> Health:
    return Health(stall_seconds=600, clock=clock)


@pytest.fixture
def progress(clock: ManualClock) -> Progress:
    return Progress("dateline", clock=clock)


@pytest.fixture
def ends() -> list[str]:
    return []


@pytest.fixture
def watchdog(health: Health, progress: Progress, ends: list[str]) -> Watchdog:
    return Watchdog(seconds=300, health=health, groups=(progress,), end=lambda: ends.append("ended"))


def pass_time(clock: ManualClock, progress: Progress, *, waiting: int | None, seconds: float) -> None:
    """The clock goes on, and what waits is told every five seconds."""
    end = clock.seconds + seconds
    while clock.seconds < end:
        progress.report_waiting(waiting)
        clock.seconds += 5
    progress.report_waiting(waiting)


def test_input_that_waits_with_nothing_committed_ends_the_worker(
    clock: ManualClock, progress: Progress, watchdog: Watchdog, ends: list[str]
) -> None:
    pass_time(clock, progress, waiting=3, seconds=300)
    assert not watchdog.check()
    pass_time(clock, progress, waiting=3, seconds=5)
    assert watchdog.check()
    assert ends == ["ended"]
    assert watchdog.trouble() == (
        "messages wait for the group dateline, and nothing was committed for 305 s, more than DATELINE_WATCHDOG_SECONDS"
    )


def test_a_worker_without_input_may_wait_for_ever(clock: ManualClock, progress: Progress, watchdog: Watchdog) -> None:
    pass_time(clock, progress, waiting=0, seconds=100_000)
    assert watchdog.trouble() is None


def test_a_commit_begins_the_count_anew(clock: ManualClock, progress: Progress, watchdog: Watchdog) -> None:
    for _ in range(10):
        pass_time(clock, progress, waiting=9, seconds=290)
        progress.advance()
        assert watchdog.trouble() is None


def test_a_broker_that_does_not_answer_neither_begins_nor_ends_the_count(
    clock: ManualClock, progress: Progress, watchdog: Watchdog
) -> None:
    pass_time(clock, progress, waiting=None, seconds=1000)
    assert watchdog.trouble() is None
    pass_time(clock, progress, waiting=1, seconds=100)
    pass_time(clock, progress, waiting=None, seconds=205)
    assert watchdog.trouble() is not None


def test_an_event_loop_that_does_nothing_any_more_ends_the_worker(
    clock: ManualClock, progress: Progress, watchdog: Watchdog
) -> None:
    assert watchdog.trouble() is None
    progress.report_waiting(0)
    clock.seconds += 301
    assert "the event loop has done nothing" in (watchdog.trouble() or "")


def test_a_long_batch_is_no_trouble_until_it_stalls(
    clock: ManualClock, progress: Progress, health: Health, watchdog: Watchdog
) -> None:
    with health.batch():
        pass_time(clock, progress, waiting=1, seconds=600)
        assert watchdog.trouble() is None
        clock.seconds += 1
        assert watchdog.trouble() == "a batch has been at work for 601 s, more than DATELINE_STALL_SECONDS"


def test_after_a_long_batch_there_is_time_to_commit_it(
    clock: ManualClock, progress: Progress, health: Health, watchdog: Watchdog
) -> None:
    with health.batch():
        pass_time(clock, progress, waiting=1, seconds=500)
    assert watchdog.trouble() is None
    progress.advance()
    health.mark_committed()
    pass_time(clock, progress, waiting=1, seconds=305)
    assert watchdog.trouble() is not None


class DeafDelivery:
    """Takes everything; what is acknowledged is never committed."""

    async def publish(self, messages: Sequence[OutgoingMessage]) -> None:
        assert messages

    async def acknowledge(self) -> None:
        """Nobody commits."""


async def test_batches_that_are_never_committed_end_the_worker(
    clock: ManualClock, progress: Progress, health: Health, watchdog: Watchdog
) -> None:
    with ThreadPoolExecutor(max_workers=1) as executor:
        reader = ArticleReader(FakeExtractor(), code=fake_code, attempts=1, now=str)
        processor = BatchProcessor(
            reader=CarefulReader(reader=reader, journal=Journal(None), attempts=1),
            executor=executor,
            settings=Settings(),
            metrics=Metrics(),
            health=health,
        )
        for offset in range(61):
            message = IncomingMessage(
                topic="articles", partition=0, offset=offset, key=None, value=b"Ann met Bob.", timestamp_seconds=1e9
            )
            assert watchdog.trouble() is None
            await processor.process([message], DeafDelivery())
            pass_time(clock, progress, waiting=offset + 1, seconds=5)
    assert watchdog.trouble() is not None


def test_the_watch_runs_beside_the_worker_and_ends_with_it(clock: ManualClock, health: Health) -> None:
    ended = Event()
    watchdog = Watchdog(seconds=1, health=health, groups=(), end=ended.set)
    with watchdog.watch():
        assert not ended.is_set()
        with health.batch():
            clock.seconds += 601
            assert ended.wait(60)


def test_with_no_seconds_nothing_is_watched(clock: ManualClock, health: Health) -> None:
    watchdog = Watchdog(seconds=0, health=health, groups=(), end=lambda: pytest.fail("ended"))
    with watchdog.watch(), health.batch():
        clock.seconds += 601
