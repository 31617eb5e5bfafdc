"""The two loads that a subject is put under: a whole corpus as fast as it goes, and articles that arrive at a rate."""

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from typing import TypeVar

from pipeline.benchmark.corpus import CorpusArticle
from pipeline.benchmark.latency import Clock, count_arrivals, draw_arrivals, run_open_loop, summarise_latency
from pipeline.benchmark.results import Job, Latency

Found = TypeVar("Found")


def cut_batches(corpus: Sequence[CorpusArticle], size: int) -> Iterator[Sequence[CorpusArticle]]:
    """The articles in order, ``size`` at a time."""
    for at in range(0, len(corpus), size):
        yield corpus[at : at + size]


def texts_of(corpus: Sequence[CorpusArticle]) -> list[str]:
    """What there is to read."""
    return [one.article.text for one in corpus]


def time_corpus(
    read: Callable[[list[str]], Found],
    corpus: Sequence[CorpusArticle],
    *,
    batch_articles: int,
    clock: Clock,
    use: Callable[[Sequence[CorpusArticle], Found], object] | None = None,
) -> float:
    """Seconds that ``read`` takes for the corpus; what ``use`` does with the results of a batch is not counted."""
    seconds = 0.0
    for batch in cut_batches(corpus, batch_articles):
        texts = texts_of(batch)
        started = clock.now()
        found = read(texts)
        seconds += clock.now() - started
        if use is not None:
            use(batch, found)
    return seconds


def measure_latencies(
    read: Callable[[list[str]], object], job: Job, corpus: Sequence[CorpusArticle], *, maximum: float, clock: Clock
) -> tuple[Latency, ...]:
    """Latency at each of the job's shares of the ``maximum`` rate, in articles a second."""
    latencies = []
    for share in job.shares:
        rate = share * maximum
        count = count_arrivals(rate, job.latency_seconds)
        texts = texts_of(list(islice(cycle(corpus), count)))
        arrivals = draw_arrivals(articles_per_second=rate, articles=count, seed=job.seed)
        waits = run_open_loop(read, texts, arrivals, batch_articles=job.batch_articles, clock=clock)
        latencies.append(summarise_latency(waits, share=share, articles_per_second=rate))
    return tuple(latencies)
