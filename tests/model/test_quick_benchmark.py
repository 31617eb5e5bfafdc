"""``dateline benchmark`` as a user runs it, on the real engine and a few articles."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from pipeline.benchmark.results import Report

pytestmark = pytest.mark.model


def test_a_quick_run_measures_the_engine_and_writes_both_files(tmp_path: Path) -> None:
    arguments = ["--quick", "--only", "engine", "--backend", "openvino-int8", "--articles", "6", "--long", "4"]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "benchmark", *arguments, "--output", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "benchmark.svg").stat().st_size > 1000
    report = msgspec.json.decode((tmp_path / "out" / "benchmark.json").read_bytes(), type=Report)
    engine, long = report.measurements
    [rate] = report.gemm_rates
    assert (engine.articles, long.articles, len(long.steps)) == (6, 4, 2)
    assert engine.network is not None and engine.coding_seconds is not None and engine.start_seconds is not None
    assert 0 < engine.network.seconds <= engine.seconds
    assert 0 <= engine.network.padded < 0.5
    assert engine.tokens == report.corpus.tokens
    assert 1e7 < engine.network.operations / engine.tokens < 1e8
    assert engine.peak_bytes > 100_000_000
    assert engine.events
    assert [latency.share for latency in engine.latencies] == [0.5, 0.8]
    figures = {check.figure: check.found for check in report.checks}
    share = engine.network.operations / engine.seconds / rate.operations_per_second
    assert figures["engine, share of the int8 GEMM rate"] == pytest.approx(share)
    assert 0 < share < 1
    assert all(f"{found:.3f}" in done.stdout for found in figures.values())
