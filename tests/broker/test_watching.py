"""What can be seen of a worker from outside, and how one that is stuck ends."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from urllib.request import urlopen

import pytest
from processes import wait_until
from prometheus_client.parser import text_string_to_metric_families
from streams import FakeWorker, make_article, publish, read_until

from pipeline.broker import find_free_port
from pipeline.settings import Settings

pytestmark = pytest.mark.broker


def read_metrics(url: str) -> dict[str, float]:
    """Name and labels → value; nothing where the worker doesn't answer yet."""
    with suppress(OSError), urlopen(f"{url}/metrics", timeout=5) as answer:
        return {
            ",".join((sample.name, *sample.labels.values())): sample.value
            for family in text_string_to_metric_families(answer.read().decode())
            for sample in family.samples
        }
    return {}


def test_a_worker_logs_one_line_and_shows_the_rest_as_metrics(
    settings: Settings, start_worker: Callable[..., FakeWorker]
) -> None:
    settings = replace(settings, web_port=find_free_port(), log_format="json")
    url = f"http://127.0.0.1:{settings.web_port}"
    worker = start_worker(settings)
    publish(settings, [make_article(number) for number in range(20)])
    read_until(settings, (settings.topic_documents,), lambda records: len(records) >= 20)

    def lag(metrics: dict[str, float], topic: str) -> list[float]:
        return [value for name, value in metrics.items() if "dateline_lag_messages" in name and name.endswith(topic)]

    def is_done() -> bool:
        metrics = read_metrics(url)
        topics = (settings.topic_articles, settings.topic_documents)
        shown = all(set(lag(metrics, topic)) == {0} for topic in topics)
        return shown and metrics["dateline_articles_total"] == 20

    wait_until(is_done, seconds=60)
    metrics = read_metrics(url)
    assert metrics[f"dateline_queue_messages,{settings.topic_articles}"] == 0
    assert metrics["dateline_document_age_seconds_count,arrival"] == 20
    assert metrics["dateline_revision_age_seconds_count"] == 20
    assert metrics[f"dateline_commits_total,{settings.group}"] >= 1
    assert metrics[f"dateline_commits_total,{settings.topic_revisions}"] >= 1
    assert worker.stop() == 0

    [line] = worker.log.splitlines()
    start = json.loads(line)
    assert start["message"].startswith("worker starts: model=fake version=1")
    assert start["settings"].keys() == settings.describe().keys()
    assert start["settings"]["topic_articles"] == settings.topic_articles


def test_a_worker_whose_model_hangs_ends_and_another_reads_the_articles(
    settings: Settings, start_worker: Callable[..., FakeWorker]
) -> None:
    articles = [make_article(0)]
    publish(settings, articles)
    stuck = start_worker(replace(settings, stall_seconds=1, watchdog_seconds=1), seconds_per_article=3600)
    assert stuck.wait() == 1
    assert "more than DATELINE_STALL_SECONDS" in stuck.log

    second = start_worker(settings)
    read_until(settings, (settings.topic_documents,), lambda records: len(records) == 1)
    assert second.stop() == 0
