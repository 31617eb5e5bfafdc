"""Articles that may wait do wait, and none of them is lost."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from streams import FakeWorker, make_article, publish, read_until

from pipeline.settings import Settings

pytestmark = pytest.mark.broker

BULK = [make_article(number) for number in range(60)]
LIVE = [make_article(number) for number in range(100, 110)]


def test_live_articles_overtake_a_backlog_of_bulk_and_nothing_is_lost(
    settings: Settings, start_worker: Callable[..., FakeWorker]
) -> None:
    live_keys = {key for key, _ in LIVE}
    publish(replace(settings, topic_articles=settings.topic_bulk, topic_bulk=settings.topic_articles), BULK)
    worker = start_worker(settings, seconds_per_article=0.3)
    read_until(settings, (settings.topic_documents,), lambda records: len(records) >= 8)

    publish(settings, LIVE)
    records = read_until(
        settings, (settings.topic_documents,), lambda records: live_keys <= {record.key for record in records}
    )
    assert worker.stop() == 0
    # What was at work and what had been taken before the live ones came; without priorities it would be all.
    assert sum(record.key not in live_keys for record in records) < len(BULK) - 10

    second = start_worker(settings)
    everything = len(BULK) + len(LIVE)
    records = read_until(settings, (settings.topic_documents,), lambda records: len(records) >= everything)
    assert second.stop() == 0
    assert Counter(record.key for record in records) == Counter(key for key, _ in BULK + LIVE)
