"""A report as a picture: speed, latency, and the long run where there is one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt

from pipeline.benchmark.checks import MEGABYTE
from pipeline.benchmark.results import Measurement, Report

_OURS = ("engine", "stream")


def draw_report(report: Report, picture: Path) -> None:
    """Write the picture as SVG."""
    measured = [one for one in report.measurements if one.part != "long"]
    long = next((one for one in report.measurements if one.part == "long"), None)
    count = 3 if long else 2
    figure, axes = plt.subplots(1, count, figsize=(5.2 * count, 4.4), layout="constrained", squeeze=False)
    _draw_speed(axes[0][0], measured)
    _draw_latency(axes[0][1], measured)
    if long:
        _draw_long_run(axes[0][2], long)
    figure.suptitle(f"{report.machine.processor}, {report.machine.cores} cores", fontsize=10)
    figure.savefig(picture, metadata={"Date": report.started})
    plt.close(figure)


def _draw_speed(axes: Any, measured: Sequence[Measurement]) -> None:
    names = [one.name for one in measured]
    colours = ["tab:blue" if one.part in _OURS else "tab:grey" for one in measured]
    bars = axes.barh(names, [one.tokens_per_second for one in measured], color=colours)
    axes.bar_label(bars, labels=[f"{one.tokens_per_second:,.0f}" for one in measured], padding=3, fontsize=8)
    axes.invert_yaxis()
    axes.margins(x=0.2)
    axes.set(title="wordpieces a second, padding not counted")
    axes.tick_params(axis="y", labelsize=8)


def _draw_latency(axes: Any, measured: Sequence[Measurement]) -> None:
    """p50 as a point, up to p99 as a line, at each load."""
    rows = [(one, latency) for one in measured for latency in one.latencies]
    for number, (one, latency) in enumerate(rows):
        colour = "tab:blue" if one.part in _OURS else "tab:grey"
        axes.plot([latency.p50_seconds, latency.p99_seconds], [number, number], color=colour)
        axes.plot([latency.p50_seconds, latency.p95_seconds], [number, number], marker="o", linestyle="", color=colour)
    axes.set_yticks(range(len(rows)), [f"{one.name}, {latency.share:.0%}" for one, latency in rows], fontsize=8)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set(title="latency: p50, p95 (points) to p99 (line)", xlabel="seconds")


def _draw_long_run(axes: Any, long: Measurement) -> None:
    read = [sum(step.articles for step in long.steps[: number + 1]) for number in range(len(long.steps))]
    axes.plot(read, [step.tokens / step.seconds for step in long.steps], marker=".", label="wordpieces a second")
    axes.set_ylim(bottom=0)
    axes.set(title="long run", xlabel="articles read", ylabel="wordpieces a second")
    memory = axes.twinx()
    memory.plot(read, [step.resident_bytes / MEGABYTE for step in long.steps], color="tab:red", marker=".")
    memory.set_ylim(bottom=0)
    memory.set_ylabel("resident memory, MB", color="tab:red")
