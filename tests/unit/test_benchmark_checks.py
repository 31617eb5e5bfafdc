"""The figures of the benchmark are made of what was measured."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.benchmark.checks import check_all
from pipeline.benchmark.machine import describe_machine
from pipeline.benchmark.operations import count_operations, read_shape
from pipeline.benchmark.plot import draw_report
from pipeline.benchmark.results import (
    REPORT_SCHEMA,
    Check,
    CorpusSummary,
    GemmRate,
    Latency,
    Measurement,
    Network,
    Part,
    Report,
    Step,
)
from pipeline.benchmark.table import format_report
from pipeline.records import encode_record

RATES = (
    GemmRate(precision="int8", runs="x", operations_per_second=1e12),
    GemmRate(precision="float32", runs="y", operations_per_second=1e11),
)
LATENCIES = tuple(
    Latency(share=share, articles_per_second=1, articles=9, p50_seconds=0.1, p95_seconds=0.2, p99_seconds=0.3)
    for share in (0.5, 0.8)
)


def measured(part: Part, name: str, *, seconds: float, **more: object) -> Measurement:
    """100 articles of 50,000 wordpieces in all."""
    fields = {"runs": "x", "threads": 2, "processes": 1, "articles": 100, "tokens": 50_000, "peak_bytes": 600_000_000}
    return msgspec.convert(
        msgspec.to_builtins({**fields, "part": part, "name": name, "seconds": seconds, **more}), Measurement
    )


def run_of(unit: float) -> list[Measurement]:
    """All that a run measures, where the engine takes ``unit`` seconds."""
    network = Network(precision="int8", operations=0.8e12 * unit, padded=0.04, seconds=unit / 2)
    slow = Network(precision="float32", operations=1e11, padded=0.2, seconds=1.0)
    steps = [
        Step(articles=50, tokens=25_000, seconds=unit, resident_bytes=400),
        Step(articles=50, tokens=20_000, seconds=unit, resident_bytes=480),
    ]
    return [
        measured("engine", "dateline, openvino", seconds=unit, network=network, coding_seconds=unit / 9),
        measured("engine", "dateline, torch", seconds=unit * 5, network=slow, latencies=LATENCIES),
        measured("transformers", "transformers, batch 1", seconds=unit * 20, batch_sentences=1),
        measured("transformers", "transformers, batch 32", seconds=unit * 8, batch_sentences=32),
        measured("spacy", "spaCy, 1 process", seconds=unit * 6),
        measured("spacy", "spaCy, 2 processes", seconds=unit * 4, processes=2),
        measured("stream", "stream, 1 worker", seconds=unit / 0.9),
        measured("stream", "stream, 2 workers", seconds=unit / 0.88, processes=2),
        measured("long", "long run", seconds=2 * unit, steps=steps),
    ]


EXPECTED = {
    "wordpieces a second, engine ÷ transformers, batch 1": (20.0, True),
    "wordpieces a second, engine ÷ transformers, batch 32": (8.0, False),
    "articles a second, engine ÷ spaCy, 2 processes": (4.0, True),
    "engine, share of the int8 GEMM rate": (0.8, True),
    "the same, of the time in the network alone": (1.6, True),
    "engine, share of padding": (0.04, True),
    "coding, share of an article's time": (0.1, True),
    "articles a second, stream ÷ engine": (0.9, True),
    "articles a second, stream ÷ engine and coding": (1.0, True),
    "articles a second, stream, 2 workers ÷ stream, 1 worker": (0.88 / 0.9, True),
    "memory of a worker, MB": (600.0, True),
    "time a wordpiece, last ÷ first of 2 times 50 articles": (1.25, False),
    "memory, last ÷ first of these": (1.2, False),
}


@settings(deadline=None)
@given(st.floats(0.01, 1000))
def test_every_figure_follows_from_the_measurements(unit: float) -> None:
    checks = list(check_all(run_of(unit), RATES))
    assert {check.figure: check.found for check in checks} == {
        figure: pytest.approx(found) for figure, (found, _) in EXPECTED.items()
    }
    holds = {check.figure: check.holds for check in checks}
    del holds["coding, share of an article's time"]  # on the edge: rounding decides
    assert holds == {figure: EXPECTED[figure][1] for figure in holds}


@pytest.mark.parametrize("left_out", ["engine", "transformers", "spacy", "stream", "long"])
def test_what_was_not_measured_has_no_figure(left_out: str) -> None:
    left = [one for one in run_of(1.0) if one.part != left_out]
    names = {one.name for one in run_of(1.0) if one.part == left_out}
    figures = {check.figure for check in check_all(left, RATES)}
    assert figures < EXPECTED.keys()
    assert not any(name in figure for name in names for figure in figures)
    assert any("GEMM" in figure for figure in figures) == (left_out != "engine")


def test_bounds_are_kept_on_both_sides() -> None:
    found = {0.94: False, 0.95: True, 1.05: True, 1.06: False}
    assert {at: Check(figure="x", found=at, least=0.95, most=1.05).holds for at in found} == found


def test_operations_are_those_of_the_shape() -> None:
    encoder = {"hidden_size": 4, "num_hidden_layers": 3, "intermediate_size": 8, "vocab_size": 99}
    shape = read_shape({"encoder": encoder, "max_span_words": 2, "span_size": 5})
    one, both = count_operations(shape, [(10, 0)]), count_operations(shape, [(10, 0), (20, 0)])
    linear, attention = 2 * 3 * (4 * 4 * 4 + 2 * 4 * 8), 2 * 3 * 2 * 4
    contexts = both - one - 20 * linear - 20 * 20 * attention
    assert one == 10 * linear + 10 * 10 * attention + contexts
    assert count_operations(shape, [(10, 6)]) - one == 6 * (count_operations(shape, [(10, 1)]) - one) > 0


@pytest.fixture
def report() -> Report:
    return Report(
        schema=REPORT_SCHEMA,
        command="dateline benchmark",
        started="2024-12-25T00:00:00+00:00",
        seconds=1.0,
        machine=describe_machine(),
        corpus=CorpusSummary(
            source="here", articles=100, tokens=50_000, median_tokens=450, p95_tokens=1400, sample_articles=9
        ),
        gemm_rates=RATES,
        measurements=tuple(run_of(2.0)),
        checks=tuple(check_all(run_of(2.0), RATES)),
        left_out=("spaCy: not there",),
    )


def test_the_table_has_every_measurement_and_figure(report: Report) -> None:
    text = format_report(report)
    for one in report.measurements:
        assert f"\n{one.name}" in text
    rows = {line.split("  ")[0]: line for line in text.splitlines()}
    assert rows["dateline, openvino"].split()[2:6] == ["100", "25000", "50.00", "4.0"]
    assert "100/200/300" in rows["dateline, torch"]
    for figure, (found, _) in EXPECTED.items():
        assert f"{found:.3f}" in rows[figure]
    assert "falls short" in rows["memory, last ÷ first of these"]
    assert "left out: spaCy: not there" in text


def test_the_report_is_json_that_reads_back_and_a_picture(report: Report, tmp_path: Path) -> None:
    assert msgspec.json.decode(encode_record(report), type=Report) == report
    draw_report(report, tmp_path / "picture.svg")
    assert (tmp_path / "picture.svg").read_text("utf-8").count("<svg") == 1


def test_the_machine_is_described() -> None:
    machine = describe_machine()
    assert machine.cores >= 1 and machine.memory_bytes > 2**20 and machine.processor
    assert {"python", "dateline", "openvino", "torch"} <= machine.versions.keys()
