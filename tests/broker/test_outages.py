"""A broker that is gone for a while, with all that it holds, and comes back."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from proxied_broker import Proxy, run_proxied_broker
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

from pipeline.records import decode_document, decode_event
from pipeline.settings import Settings

pytestmark = pytest.mark.broker

OUTAGE_SECONDS = 3.0
ARTICLES = [make_article(number) for number in range(80)]


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with run_proxied_broker() as found:
        yield found


def read_events(settings: Settings) -> set[str]:
    expected = expected_event_ids(ARTICLES)

    def complete(records: list[object]) -> bool:
        return expected <= {record.key.decode() for record in records}  # type: ignore[attr-defined]

    records = read_until(settings, (settings.topic_events,), complete)
    return {decode_event(record.value).event_id for record in records}


def check_nothing_is_missing(settings: Settings) -> None:
    documents = read_outcomes(settings, {key for key, _ in ARTICLES})
    assert {record.topic for record in documents} == {settings.topic_documents}
    assert set(event_ids(decode_document(record.value) for record in documents)) == expected_event_ids(ARTICLES)
    assert read_events(settings) == expected_event_ids(ARTICLES)


def test_after_a_long_outage_the_next_worker_goes_on(proxy: Proxy, start_worker: Callable[..., FakeWorker]) -> None:
    settings = replace(stream_settings(proxy.address, "long"), producer_timeout_seconds=1, connect_timeout_seconds=1)
    publish(settings, ARTICLES)
    first = start_worker(settings, seconds_per_article=0.05)
    read_until(settings, (settings.topic_documents,), lambda records: len(records) >= 8)
    proxy.cut()
    assert first.wait() == 1
    # Whatever starts workers again starts this one too early.
    assert start_worker(settings).wait() == 1
    proxy.restore()
    last = start_worker(replace(settings, producer_timeout_seconds=60, connect_timeout_seconds=60))
    check_nothing_is_missing(settings)
    assert last.stop() == 0


def test_a_short_outage_is_outlived(proxy: Proxy, start_worker: Callable[..., FakeWorker]) -> None:
    settings = replace(stream_settings(proxy.address, "short"), producer_timeout_seconds=60)
    publish(settings, ARTICLES)
    worker = start_worker(settings, seconds_per_article=0.05)
    read_until(settings, (settings.topic_documents,), lambda records: len(records) >= 8)
    proxy.cut()
    time.sleep(OUTAGE_SECONDS)  # the outage itself: nothing to wait for
    proxy.restore()
    check_nothing_is_missing(settings)
    assert worker.stop() == 0
