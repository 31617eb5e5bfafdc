"""An open load: what arrives while a batch runs waits, and is the next batch."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.benchmark.corpus import CorpusArticle
from pipeline.benchmark.latency import count_arrivals, draw_arrivals, run_open_loop, summarise_latency
from pipeline.benchmark.loads import measure_latencies, time_corpus
from pipeline.benchmark.results import Job
from pipeline.records import Article


class ManualClock:
    """Moves when told, and when someone waits."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        assert seconds > 0
        self.seconds += seconds


class TimedReader:
    """Takes a second a call and a tenth a text."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.calls: list[list[str]] = []

    def read(self, texts: Sequence[str]) -> int:
        self.calls.append(list(texts))
        self.clock.seconds += 1.0 + 0.1 * len(texts)
        return len(texts)


def test_what_waits_when_a_batch_ends_is_the_next_batch() -> None:
    clock = ManualClock()
    reader = TimedReader(clock)
    waits = run_open_loop(reader.read, list("abcdef"), [1.0, 1.5, 1.6, 1.7, 9.0, 9.1], batch_articles=2, clock=clock)
    assert reader.calls == [["a"], ["b", "c"], ["d"], ["e"], ["f"]]
    assert waits == pytest.approx([1.1, 1.8, 1.7, 2.7, 1.1, 2.1])


@settings(deadline=None)
@given(st.lists(st.floats(0, 3), min_size=1, max_size=30), st.integers(1, 5))
def test_every_text_is_read_once_in_order_and_never_before_it_arrives(gaps: list[float], batch: int) -> None:
    clock = ManualClock()
    reader = TimedReader(clock)
    arrivals = [sum(gaps[: number + 1]) for number in range(len(gaps))]
    texts = [str(number) for number in range(len(gaps))]
    waits = run_open_loop(reader.read, texts, arrivals, batch_articles=batch, clock=clock)
    assert [text for call in reader.calls for text in call] == texts
    assert max(map(len, reader.calls)) <= batch
    assert min(waits) >= 1.1 - 1e-6


def test_arrivals_are_seeded_and_come_at_the_rate() -> None:
    arrivals = draw_arrivals(articles_per_second=8.0, articles=4000, seed=3)
    assert arrivals == draw_arrivals(articles_per_second=8.0, articles=4000, seed=3)
    assert arrivals == sorted(arrivals)
    assert arrivals[-1] == pytest.approx(500, rel=0.05)
    assert (count_arrivals(10.0, 15.0), count_arrivals(0.1, 15.0)) == (150, 20)


def test_percentiles() -> None:
    latency = summarise_latency([number / 100 for number in range(101)], share=0.5, articles_per_second=2.0)
    assert (latency.p50_seconds, latency.p95_seconds, latency.p99_seconds) == pytest.approx((0.5, 0.95, 0.99))
    assert (latency.articles, latency.share) == (101, 0.5)


def corpus_of(count: int) -> list[CorpusArticle]:
    return [
        CorpusArticle(article=Article(id=str(n), text=f"text {n}", published="2020-01-01"), tokens=2)
        for n in range(count)
    ]


def test_only_reading_is_timed() -> None:
    clock = ManualClock()
    reader = TimedReader(clock)
    used: list[int] = []

    def use(_batch: Sequence[CorpusArticle], found: int) -> None:
        used.append(found)
        clock.seconds += 50

    assert time_corpus(reader.read, corpus_of(5), batch_articles=2, clock=clock, use=use) == pytest.approx(3.5)
    assert used == [2, 2, 1]


def test_latency_is_measured_at_shares_of_the_maximum_rate() -> None:
    clock = ManualClock()
    job = Job(part="engine", name="x", threads=1, batch_articles=4, shares=(0.5, 0.8), latency_seconds=30)
    half, most = measure_latencies(TimedReader(clock).read, job, corpus_of(7), maximum=2.0, clock=clock)
    assert (half.articles_per_second, most.articles_per_second) == (1.0, 1.6)
    assert (half.articles, most.articles) == (30, 48)
    assert 1.1 <= half.p50_seconds <= most.p50_seconds
