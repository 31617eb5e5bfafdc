"""Figures that matter, each made of what was measured, and what is required of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pipeline.benchmark.results import Check, GemmRate, Measurement

MEGABYTE: Final = 1_000_000
_LARGE_BATCH: Final = 32


def check_all(measurements: Sequence[Measurement], gemm_rates: Sequence[GemmRate]) -> Iterator[Check]:
    """The figures that the measurements suffice for. The engine is the fastest of its backends."""
    engine = fastest(one for one in measurements if one.part == "engine")
    if engine is not None:
        yield from _compare_others(engine, measurements)
        yield from _check_engine(engine, gemm_rates)
    yield from _check_streams(engine, [one for one in measurements if one.part == "stream"])
    for one in measurements:
        if one.part == "long" and len(one.steps) > 1:
            yield from _check_long_run(one)


def fastest(measurements: Iterable[Measurement]) -> Measurement | None:
    """The one with most wordpieces a second; None where there is none."""
    return max(measurements, key=lambda one: one.tokens_per_second, default=None)


def share_of_gemm_rate(measurement: Measurement, gemm_rates: Sequence[GemmRate], *, seconds: float) -> float | None:
    """What the network's operations in ``seconds`` are of the rate at its precision; None where that is unknown."""
    network = measurement.network
    if network is None:
        return None
    for rate in gemm_rates:
        if rate.precision == network.precision:
            return network.operations / seconds / rate.operations_per_second
    return None


def coding_share(measurement: Measurement) -> float | None:
    """The share of an article's time that coding takes; None where it was not measured."""
    if measurement.coding_seconds is None:
        return None
    return measurement.coding_seconds / (measurement.seconds + measurement.coding_seconds)


def _compare_others(engine: Measurement, measurements: Sequence[Measurement]) -> Iterator[Check]:
    for one in measurements:
        if one.part == "transformers":
            yield Check(
                figure=f"wordpieces a second, engine ÷ {one.name}",
                found=engine.tokens_per_second / one.tokens_per_second,
                least=9.0 if one.batch_sentences == _LARGE_BATCH else None,
            )
    spacy = fastest(one for one in measurements if one.part == "spacy")
    if spacy is not None:
        yield Check(
            figure=f"articles a second, engine ÷ {spacy.name}",
            found=engine.articles_per_second / spacy.articles_per_second,
            least=3.0,
        )


def _check_engine(engine: Measurement, gemm_rates: Sequence[GemmRate]) -> Iterator[Check]:
    network = engine.network
    if network is None:
        return
    share = share_of_gemm_rate(engine, gemm_rates, seconds=engine.seconds)
    alone = share_of_gemm_rate(engine, gemm_rates, seconds=network.seconds)
    if share is not None and alone is not None:
        least = 0.6 if network.precision == "int8" else None
        yield Check(figure=f"engine, share of the {network.precision} GEMM rate", found=share, least=least)
        yield Check(figure="the same, of the time in the network alone", found=alone)
    yield Check(figure="engine, share of padding", found=network.padded, most=0.05)
    coding = coding_share(engine)
    if coding is not None:
        yield Check(figure="coding, share of an article's time", found=coding, most=0.10)


def _check_streams(engine: Measurement | None, streams: Sequence[Measurement]) -> Iterator[Check]:
    one = next((stream for stream in streams if stream.processes == 1), None)
    more = next((stream for stream in streams if stream.processes > 1), None)
    if one is None:
        return
    if engine is not None:
        found = one.articles_per_second / engine.articles_per_second
        yield Check(figure="articles a second, stream ÷ engine", found=found, least=0.85)
        if engine.coding_seconds is not None:
            alone = engine.articles / (engine.seconds + engine.coding_seconds)
            figure = "articles a second, stream ÷ engine and coding"
            yield Check(figure=figure, found=one.articles_per_second / alone)
    if more is not None:
        yield Check(
            figure=f"articles a second, {more.name} ÷ {one.name}",
            found=more.articles_per_second / one.articles_per_second,
            least=0.95,
            most=1.05,
        )
    yield Check(figure="memory of a worker, MB", found=one.peak_bytes / MEGABYTE, most=700.0)


def _check_long_run(long: Measurement) -> Iterator[Check]:
    first, last = long.steps[0], long.steps[-1]
    yield Check(
        figure=f"time a wordpiece, last ÷ first of {len(long.steps)} times {first.articles} articles",
        found=(last.seconds / last.tokens) / (first.seconds / first.tokens),
        most=1.05,
    )
    yield Check(figure="memory, last ÷ first of these", found=last.resident_bytes / first.resident_bytes, most=1.05)
