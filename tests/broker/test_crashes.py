"""A worker that ends between any two steps of a batch, and what the next one makes of it."""

import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from killed_worker import PASSES, POINTS
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

from pipeline.dead_letters import read_rejection
from pipeline.journal import WORKER_ENDED
from pipeline.records import decode_document, decode_event
from pipeline.settings import Settings

pytestmark = pytest.mark.broker

TESTS = Path(__file__).parents[1]
ARTICLES = [make_article(number) for number in range(40)]


def read_event_ids(settings: Settings, at_least: set[str]) -> list[str]:
    def complete(records: list[object]) -> bool:
        return at_least <= {record.key.decode() for record in records}  # type: ignore[attr-defined]

    return [decode_event(record.value).event_id for record in read_until(settings, (settings.topic_events,), complete)]


@pytest.mark.parametrize("points", [POINTS[:3], POINTS[3:6], POINTS[6:]], ids="-".join)
def test_ended_between_any_two_steps_of_a_batch_nothing_is_lost_and_nothing_doubled(
    broker_address: str,
    launch: Callable[..., FakeWorker],
    start_worker: Callable[..., FakeWorker],
    points: tuple[str, ...],
) -> None:
    # Each on a stream of its own, a few at the same time: what takes long is to wait for the broker.
    streams = {point: stream_settings(broker_address, point) for point in points}
    for settings in streams.values():
        publish(settings, ARTICLES)
    ended = {
        point: launch(settings, str(TESTS / "killed_worker.py"), point, str(PASSES.get(point, 1) * 3 // 2 + 1))
        for point, settings in streams.items()
    }
    codes = {point: worker.wait() for point, worker in ended.items()}
    assert codes == {point: 1 if point == "refused" else -signal.SIGKILL for point in points}

    next_ones = {point: start_worker(settings) for point, settings in streams.items()}
    for point, settings in streams.items():
        check_nothing_is_missing(settings)
        assert next_ones[point].stop() == 0, next_ones[point].log


def check_nothing_is_missing(settings: Settings) -> None:
    undisturbed = expected_event_ids(ARTICLES)
    records = read_outcomes(settings, {key for key, _ in ARTICLES})
    assert {record.topic for record in records} == {settings.topic_documents}
    assert set(event_ids(decode_document(record.value) for record in records)) == undisturbed
    ids = read_event_ids(settings, undisturbed)
    assert set(ids) == undisturbed
    assert len(ids) < 2 * len(undisturbed)  # what is there twice was in one batch


def test_an_article_that_ends_every_worker_is_given_up_and_its_neighbours_are_read(
    settings: Settings, start_worker: Callable[..., FakeWorker], tmp_path: Path
) -> None:
    settings = replace(settings, state_folder=str(tmp_path), attempts=1)
    good = ARTICLES[:8]
    deadly = make_article(99, "Ann Lee met DEADLY.")
    publish(settings, [*good[:4], deadly, *good[4:]])
    for _ in range(2):  # in a batch, then alone
        assert start_worker(settings).wait() == -signal.SIGKILL
    worker = start_worker(settings)

    records = read_outcomes(settings, {key for key, _ in (*good, deadly)})
    assert worker.stop() == 0
    [letter] = [record for record in records if record.topic == settings.topic_dead]
    assert (letter.key, letter.value) == deadly
    rejection = read_rejection(letter.headers)
    assert (rejection.stage, rejection.reason, rejection.attempts) == ("extract", WORKER_ENDED, 2)
    assert {record.key for record in records} == {key for key, _ in (*good, deadly)}
