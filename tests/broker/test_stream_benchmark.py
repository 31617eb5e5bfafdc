"""The stream's part of the benchmark, on the embedded broker with fake workers."""

import sys
from pathlib import Path

import pytest

from pipeline.benchmark.corpus import CorpusArticle
from pipeline.benchmark.latency import SystemClock
from pipeline.benchmark.results import BenchmarkFailed, Job
from pipeline.benchmark.stream import measure_stream
from pipeline.records import Article
from pipeline.settings import Settings

pytestmark = pytest.mark.broker

COMMAND = (sys.executable, str(Path(__file__).parents[1] / "fake_worker.py"), "0.02")
SETTINGS = Settings(stall_seconds=60, batch_articles=4, commit_interval_seconds=0.2)


def corpus_of(count: int, text: str = "Ann Lee met Bob Roe. Later Kim Moe accused Ann Lee.") -> list[CorpusArticle]:
    return [
        CorpusArticle(article=Article(id=str(number), text=text, published="2024-12-25"), tokens=13)
        for number in range(count)
    ]


def test_rate_latency_and_memory_of_two_workers_are_measured() -> None:
    job = Job(part="stream", name="stream", threads=1, processes=2, shares=(0.5,), latency_seconds=0.1)
    measured = measure_stream(job, SETTINGS, corpus_of(12), clock=SystemClock(), command=COMMAND)
    assert (measured.articles, measured.tokens, measured.events) == (12, 156, 24)
    assert 0 < measured.articles_per_second < 100  # each of the two takes 0.02 s for an article
    assert measured.peak_bytes > 2 * 20_000_000
    [latency] = measured.latencies
    assert latency.articles_per_second == pytest.approx(measured.articles_per_second / 2)
    assert 0.02 < latency.p50_seconds <= latency.p95_seconds <= latency.p99_seconds
    assert latency.articles == 20


def test_a_dead_letter_ends_it() -> None:
    job = Job(part="stream", name="stream", threads=1)
    with pytest.raises(BenchmarkFailed, match="became a dead letter, error"):
        measure_stream(job, SETTINGS, corpus_of(2, "POISON"), clock=SystemClock(), command=COMMAND)
