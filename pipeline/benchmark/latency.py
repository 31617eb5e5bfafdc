"""Latency under an open load: articles arrive when they do, whether or not the last ones are done.

There is no timer: what waits when a batch ends is the next batch, up to the largest batch.
"""

import random
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import numpy as np

from pipeline.benchmark.results import Latency

# Below this a 99th percentile is the slowest article.
_FEWEST_ARRIVALS: Final = 20


class Clock(Protocol):
    """Monotonic time in seconds, and waiting for it to pass."""

    def now(self) -> float:
        """Seconds since some moment."""

    def wait(self, seconds: float) -> None:
        """Return after ``seconds``."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> float:
        """Seconds since some moment."""
        return time.perf_counter()

    def wait(self, seconds: float) -> None:
        """Return after ``seconds``."""
        time.sleep(seconds)


def count_arrivals(articles_per_second: float, seconds: float) -> int:
    """How many articles to let arrive at a rate, for about as many seconds."""
    return max(_FEWEST_ARRIVALS, round(articles_per_second * seconds))


def draw_arrivals(*, articles_per_second: float, articles: int, seed: int) -> list[float]:
    """When each of the articles arrives, in seconds from the start: a Poisson process."""
    dice = random.Random(seed)
    arrivals = []
    at = 0.0
    for _ in range(articles):
        at += dice.expovariate(articles_per_second)
        arrivals.append(at)
    return arrivals


def run_open_loop(
    read: Callable[[list[str]], object],
    texts: Sequence[str],
    arrivals: Sequence[float],
    *,
    batch_articles: int,
    clock: Clock,
) -> list[float]:
    """Seconds from the arrival of each text to the end of the batch that reads it."""
    started = clock.now()
    waits: list[float] = []
    while len(waits) < len(texts):
        first = len(waits)
        now = clock.now() - started
        if arrivals[first] > now:
            clock.wait(arrivals[first] - now)
            now = clock.now() - started
        end = first + 1
        while end < min(len(texts), first + batch_articles) and arrivals[end] <= now:
            end += 1
        read(list(texts[first:end]))
        done = clock.now() - started
        waits.extend(done - arrivals[number] for number in range(first, end))
    return waits


def summarise_latency(seconds: Sequence[float], *, share: float, articles_per_second: float) -> Latency:
    """The percentiles of the latencies of a run."""
    p50, p95, p99 = (float(value) for value in np.percentile(seconds, (50, 95, 99)))
    return Latency(
        share=share,
        articles_per_second=articles_per_second,
        articles=len(seconds),
        p50_seconds=p50,
        p95_seconds=p95,
        p99_seconds=p99,
    )
