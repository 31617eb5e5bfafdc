"""A report as text for people."""

from collections.abc import Iterator, Sequence

from pipeline.benchmark.checks import MEGABYTE, coding_share, share_of_gemm_rate
from pipeline.benchmark.results import Check, GemmRate, Measurement, Report

_NONE = "–"
_HEADS = (
    "", "articles", "wordpieces/s", "articles/s", "padding", "GEMM", "network", "coding", "50 %: p50/p95/p99 ms",
    "80 %: p50/p95/p99 ms", "MB", "start s",
)  # fmt: skip


def format_report(report: Report) -> str:
    """Where it ran, what was read, a row for each thing measured, and the figures with what is required of them."""
    return "\n".join(
        [
            *_format_head(report),
            "",
            *_align([_HEADS, *(_row(one, report.gemm_rates) for one in report.measurements if one.part != "long")]),
            *(line for one in report.measurements for line in _format_steps(one)),
            *_format_checks(report.checks),
            *(f"left out: {text}" for text in report.left_out),
        ]
    )


def _format_head(report: Report) -> Iterator[str]:
    machine, corpus = report.machine, report.corpus
    yield f"{report.started}, {report.seconds:.0f} s: {report.command}"
    yield (
        f"{machine.processor}, {machine.cores} cores, {machine.memory_bytes / 1024**3:.0f} GiB, {machine.system}, "
        f"load {machine.busy:g} before the start"
    )
    yield ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    yield (
        f"{corpus.articles} articles, {corpus.tokens} wordpieces, median {corpus.median_tokens:.0f}, "
        f"95th percentile {corpus.p95_tokens:.0f}, {corpus.source}; the sample has {corpus.sample_articles}"
    )
    for rate in report.gemm_rates:
        yield f"GEMM rate, {rate.precision}: {rate.operations_per_second / 1e9:.1f} billion operations/s, {rate.runs}"


def _row(one: Measurement, gemm_rates: Sequence[GemmRate]) -> tuple[str, ...]:
    network = one.network
    latencies = {latency.share: latency for latency in one.latencies}
    alone = share_of_gemm_rate(one, gemm_rates, seconds=network.seconds) if network else None
    return (
        one.name,
        str(one.articles),
        f"{one.tokens_per_second:.0f}",
        f"{one.articles_per_second:.2f}",
        _percent(network.padded if network else None),
        _percent(share_of_gemm_rate(one, gemm_rates, seconds=one.seconds)),
        _percent(alone),
        _percent(coding_share(one)),
        *(
            "/".join(f"{1000 * seconds:.0f}" for seconds in (found.p50_seconds, found.p95_seconds, found.p99_seconds))
            if (found := latencies.get(share))
            else _NONE
            for share in (0.5, 0.8)
        ),
        f"{one.peak_bytes / MEGABYTE:.0f}",
        _NONE if one.start_seconds is None else f"{one.start_seconds:.1f}",
    )


def _percent(share: float | None) -> str:
    return _NONE if share is None else f"{100 * share:.1f} %"


def _align(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()


def _format_steps(one: Measurement) -> Iterator[str]:
    if not one.steps:
        return
    yield f"\n{one.name}: {one.runs}"
    rows = [("articles", "articles/s", "wordpieces/s", "MB")]
    read = 0
    for step in one.steps:
        read += step.articles
        rows.append(
            (
                str(read),
                f"{step.articles / step.seconds:.2f}",
                f"{step.tokens / step.seconds:.0f}",
                f"{step.resident_bytes / MEGABYTE:.0f}",
            )
        )
    yield from _align(rows)


def _format_checks(checks: Sequence[Check]) -> Iterator[str]:
    if not checks:
        return
    yield ""
    rows = [("figure", "found", "required", "")]
    for check in checks:
        rows.append((check.figure, f"{check.found:.3f}", _requirement(check), _verdict(check)))
    yield from _align(rows)


def _requirement(check: Check) -> str:
    bounds = []
    if check.least is not None:
        bounds.append(f"≥ {check.least:g}")
    if check.most is not None:
        bounds.append(f"≤ {check.most:g}")
    return ", ".join(bounds) or _NONE


def _verdict(check: Check) -> str:
    if check.least is None and check.most is None:
        return ""
    return "holds" if check.holds else "falls short"
