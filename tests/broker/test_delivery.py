"""Nothing is lost and nothing is multiplied, however a worker ends."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from processes import wait_until
from streams import (
    FakeWorker,
    event_ids,
    expected_event_ids,
    make_article,
    publish,
    read_outcomes,
    read_until,
    stream_settings,
)

from pipeline.broker import find_free_port, run_broker
from pipeline.records import decode_document, decode_event
from pipeline.settings import Settings

pytestmark = pytest.mark.broker

ARTICLES = [make_article(number) for number in range(120)]
KEYS = {key for key, _ in ARTICLES}
SECONDS_PER_ARTICLE = 0.02
GRACE_SECONDS = 10.0


def _read_events(settings: Settings) -> list[str]:
    """The ids of all events in the topic, when every article has its document."""
    expected = expected_event_ids(ARTICLES)

    def complete(records: list[object]) -> bool:
        return expected <= {record.key.decode() for record in records}  # type: ignore[attr-defined]

    return [decode_event(record.value).event_id for record in read_until(settings, (settings.topic_events,), complete)]


def _wait_for_documents(settings: Settings, count: int) -> int:
    return len(read_until(settings, (settings.topic_documents,), lambda records: len(records) >= count))


def test_after_sigkill_another_worker_finds_every_event_once_by_id(
    settings: Settings, start_worker: Callable[..., FakeWorker], tmp_path: Path
) -> None:
    publish(settings, ARTICLES)
    progress = tmp_path / "progress"
    first = start_worker(settings, seconds_per_article=0.1, progress=progress)
    published = _wait_for_documents(settings, 8)
    # Killed with articles read that are not published, after longer than it takes to commit what is acknowledged.
    wait_until(lambda: progress.stat().st_size >= published + 5)
    first.kill()
    assert _wait_for_documents(settings, 8) < progress.stat().st_size < len(ARTICLES)

    second = start_worker(settings)
    documents = read_outcomes(settings, KEYS)
    ids = _read_events(settings)
    assert second.stop() == 0

    assert set(ids) == expected_event_ids(ARTICLES)
    assert set(event_ids(decode_document(record.value) for record in documents)) == set(ids)
    # What the first had committed is not read again: at most the batches of one commit interval are.
    assert len(ids) < 2 * len(set(ids))


def test_sigterm_under_load_ends_cleanly_and_nothing_is_read_twice(
    settings: Settings, start_worker: Callable[..., FakeWorker]
) -> None:
    publish(settings, ARTICLES)
    first = start_worker(settings, seconds_per_article=SECONDS_PER_ARTICLE)
    _wait_for_documents(settings, 20)
    stopping = time.monotonic()
    assert first.stop() == 0
    # The worker's own grace: it ends itself the hard way, with 1, after that.
    assert time.monotonic() - stopping < settings.producer_timeout_seconds + GRACE_SECONDS
    assert _wait_for_documents(settings, 20) < len(ARTICLES)

    second = start_worker(settings)
    ids = _read_events(settings)
    assert second.stop() == 0

    assert sorted(ids) == sorted(expected_event_ids(ARTICLES))


def test_workers_that_join_and_leave_in_the_middle_share_the_work(
    settings: Settings, start_worker: Callable[..., FakeWorker]
) -> None:
    first = start_worker(settings, seconds_per_article=SECONDS_PER_ARTICLE)
    publish(settings, ARTICLES)
    _wait_for_documents(settings, 8)
    second = start_worker(settings, seconds_per_article=SECONDS_PER_ARTICLE)
    _wait_for_documents(settings, 24)
    assert first.stop() == 0
    assert _wait_for_documents(settings, 24) < len(ARTICLES)

    ids = _read_events(settings)
    assert second.stop() == 0
    assert set(ids) == expected_event_ids(ARTICLES)


def test_a_broken_model_stops_the_worker_and_leaves_the_articles(
    settings: Settings, start_worker: Callable[..., FakeWorker]
) -> None:
    publish(settings, [make_article(0), make_article(1, "BREAKDOWN"), make_article(2)])
    worker = start_worker(settings)

    assert worker.wait() == 1
    assert "the model fails on any text" in worker.log
    repeated = start_worker(settings)
    assert repeated.wait() == 1  # the article was not passed over


def test_unreachable_broker_ends_the_worker(start_worker: Callable[..., FakeWorker]) -> None:
    address = f"127.0.0.1:{find_free_port()}"
    worker = start_worker(Settings(broker=address, connect_timeout_seconds=1))

    assert worker.wait() == 1
    assert f"no broker answers at DATELINE_BROKER={address}" in worker.log


def test_a_broker_that_goes_away_ends_the_worker(start_worker: Callable[..., FakeWorker]) -> None:
    with run_broker() as broker:
        settings = replace(stream_settings(broker.address, "gone"), producer_timeout_seconds=1)
        worker = start_worker(settings, seconds_per_article=0.2)
        publish(settings, ARTICLES)
        _wait_for_documents(settings, 1)
        broker.process.kill()
        assert worker.wait() == 1


def test_sigterm_ends_a_worker_whose_broker_is_gone(start_worker: Callable[..., FakeWorker]) -> None:
    with run_broker() as broker:
        settings = replace(stream_settings(broker.address, "gone_idle"), producer_timeout_seconds=1)
        worker = start_worker(settings, seconds_per_article=0.2)
        publish(settings, ARTICLES[:1])
        _wait_for_documents(settings, 1)
        broker.process.kill()
    worker.stop()
    assert worker.process.returncode in (0, 1)  # 0 where the last offset was committed before
