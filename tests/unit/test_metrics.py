"""What the metrics show."""

from typing import Any

import pytest

from pipeline.lanes import Lanes
from pipeline.metrics import Metrics


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(now=lambda: 1000.0)


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_lag_is_shown_of_the_partitions_that_the_worker_has(metrics: Metrics) -> None:
    metrics.show_lag(("articles",), {("articles", 0): 5, ("articles", 1): 7})
    metrics.show_lag(("documents",), {("documents", 0): 1})
    metrics.show_lag(("articles",), {("articles", 1): 6})
    assert value(metrics, "dateline_lag_messages", topic="articles", partition="0") is None
    assert value(metrics, "dateline_lag_messages", topic="articles", partition="1") == 6
    assert value(metrics, "dateline_lag_messages", topic="documents", partition="0") == 1


def test_the_queue_is_looked_at_when_somebody_asks(metrics: Metrics) -> None:
    lanes: Lanes[Any] = Lanes(("articles",), describe=lambda item: ("articles", item), most_messages=9, most_bytes=9)
    metrics.watch_queue(lanes)
    assert value(metrics, "dateline_queue_messages", topic="articles") == 0
    lanes.append(3)
    lanes.append(4)
    assert value(metrics, "dateline_queue_messages", topic="articles") == 2
    assert value(metrics, "dateline_queue_bytes", topic="articles") == 7


def test_padding_is_counted_beside_the_wordpieces(metrics: Metrics) -> None:
    metrics.count_pieces(real=100, padded=112)
    metrics.count_pieces(real=50, padded=64)
    assert value(metrics, "dateline_model_pieces_total", kind="real") == 150
    assert value(metrics, "dateline_model_pieces_total", kind="padding") == 26
    assert value(metrics, "dateline_model_batch_pieces_count") == 2


def test_ages_are_counted_where_they_are_known_and_never_negative(metrics: Metrics) -> None:
    metrics.observe_document(arrived=990.0, published=None)
    metrics.observe_document(arrived=None, published=1010.0)  # a clock that is ahead
    metrics.observe_revision(arrived=None)
    metrics.observe_revision(arrived=998.0)
    assert value(metrics, "dateline_document_age_seconds_sum", since="arrival") == 10
    assert value(metrics, "dateline_document_age_seconds_sum", since="publication") == 0
    assert value(metrics, "dateline_revision_age_seconds_sum") == 2
    assert value(metrics, "dateline_revision_age_seconds_count") == 1


def test_a_restart_shows_as_another_start_time(metrics: Metrics) -> None:
    assert value(metrics, "dateline_start_time_seconds") == 1000
    assert value(Metrics(now=lambda: 2000.0), "dateline_start_time_seconds") == 2000


def test_model_steps_and_commits_are_counted(metrics: Metrics) -> None:
    for step in ("tokenise", "infer", "decode"):
        metrics.time_model(step, 0.5)
        assert value(metrics, "dateline_model_seconds_sum", step=step) == 0.5
    metrics.count_commit("dateline")
    assert value(metrics, "dateline_commits_total", group="dateline") == 1
