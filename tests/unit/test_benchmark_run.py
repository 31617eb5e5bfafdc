"""What a run of the benchmark measures, on what, and what it says where something is missing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from models.backends import BatchInputs, BatchOutputs, Floats, PairInputs
from models.backends.choice import rank_backends
from pipeline.benchmark.command import read_parts
from pipeline.benchmark.corpus import iterate_corpus
from pipeline.benchmark.results import BenchmarkFailed, GemmRate, Job, Measurement, Network, Report
from pipeline.benchmark.run import PARTS, Options, run_benchmark, run_in_process
from pipeline.benchmark.subjects import CountedBackend, find_precision
from pipeline.cli import main
from pipeline.errors import InvalidSettings
from pipeline.publish import ArticleSource
from pipeline.settings import Settings

SETTINGS = Settings(threads=4, batch_articles=8)
SOURCES = [ArticleSource(origin=str(n), data=b'{"text": "Ann met Bob. %d"}' % n) for n in range(9)]


class FakeMeasuring:
    """Keeps the jobs, the lengths of what they read and their backends; torch is the fastest engine."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.backends: dict[str, str] = {}

    def __call__(self, job: Job, settings: Settings) -> GemmRate | Measurement:
        self.jobs[job.name] = job
        self.backends[job.name] = settings.backend
        if job.part == "gemm":
            return GemmRate(precision=job.precision, runs="x", operations_per_second=2e9)
        corpus = list(iterate_corpus(Path(job.corpus)))
        precision = "float32" if settings.backend == "torch" else "int8"
        network = Network(precision=precision, operations=1e9, padded=0.01, seconds=1.0)
        return Measurement(
            part=job.part,
            name=job.name,
            runs="x",
            threads=job.threads,
            processes=job.processes,
            articles=len(corpus),
            tokens=sum(one.tokens for one in corpus),
            seconds=1.0 if settings.backend == "torch" else 10.0,
            peak_bytes=1,
            network=network if job.part == "engine" else None,
            batch_sentences=job.batch_sentences,
        )


Measure = Callable[..., Report]


@pytest.fixture
def measuring() -> FakeMeasuring:
    return FakeMeasuring()


@pytest.fixture
def measure(measuring: FakeMeasuring) -> Measure:
    def run(settings: Settings = SETTINGS, **options: object) -> Report:
        chosen = replace(Options(sources=SOURCES, sample=3), **options)  # type: ignore[arg-type]
        return run_benchmark(settings, chosen, command="dateline benchmark", say=str, run_job=measuring)

    return run


def test_each_part_is_measured_on_its_articles(measure: Measure, measuring: FakeMeasuring) -> None:
    first, *others = rank_backends()
    report = measure(parts=frozenset({"engine", "transformers", "stream"}), long=20)
    assert {one.name: one.articles for one in report.measurements} == {
        f"dateline, {first}": 9,
        **{f"dateline, {backend}": 3 for backend in others},
        "transformers, batch 1": 3,
        "transformers, batch 32": 3,
        "stream, 1 worker × 4 threads": 9,
        "stream, 2 workers × 2 threads": 9,
        "long run": 20,
    }
    assert (report.corpus.articles, report.corpus.sample_articles) == (9, 3)
    jobs = measuring.jobs
    assert [jobs[f"transformers, batch {size}"].batch_sentences for size in (1, 32)] == [1, 32]
    assert jobs["dateline, torch"].shares == (0.5, 0.8)
    assert jobs["dateline, torch"].batch_articles == 8
    assert jobs["long run"].step_articles == 10
    workers = jobs["stream, 2 workers × 2 threads"]
    assert (workers.processes, workers.threads) == (2, 2)


def test_the_stream_runs_on_the_fastest_engine_and_each_precision_has_its_rate(
    measure: Measure, measuring: FakeMeasuring
) -> None:
    report = measure(parts=frozenset({"engine", "stream"}))
    assert measuring.backends["stream, 1 worker × 4 threads"] == "torch"
    assert [rate.precision for rate in report.gemm_rates] == ["float32", "int8"]
    assert {check.figure: check.found for check in report.checks}["engine, share of the float32 GEMM rate"] == 0.5


def test_one_backend_alone_reads_all_articles(measure: Measure) -> None:
    report = measure(replace(SETTINGS, backend="torch"), parts=frozenset({"engine"}))
    assert [(one.name, one.articles) for one in report.measurements] == [("dateline, torch", 9)]


def test_spacy_is_left_out_aloud_where_it_is_not_installed(measure: Measure) -> None:
    report = measure(parts=frozenset({"spacy"}), spacy_pipeline="no_such_pipeline")
    assert report.measurements == ()
    assert report.left_out == ("spaCy: no pipeline 'no_such_pipeline' is installed here; --spacy names another",)


def test_without_articles_nothing_is_measured(measure: Measure) -> None:
    with pytest.raises(BenchmarkFailed, match="name files of articles with --data"):
        measure(sources=[])


def test_parts_are_checked() -> None:
    assert read_parts("engine, stream") == {"engine", "stream"}
    with pytest.raises(InvalidSettings, match=rf"there is no part engines: name some of {', '.join(PARTS)}"):
        read_parts("engines")


def test_a_process_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    job = Job(part="engine", name="dateline, openvino", threads=1, corpus=str(tmp_path / "none"))
    with pytest.raises(BenchmarkFailed, match=r"(?s)'dateline, openvino' could not be measured.*No such file"):
        run_in_process(job, Settings())


def test_the_backend_names_its_precision() -> None:
    assert find_precision("openvino 2026.4.1 on cpu, int8, 2 threads") == "int8"
    assert find_precision("torch 2.13.0 on cuda, bfloat16") == "bfloat16"
    with pytest.raises(BenchmarkFailed, match="does not say its precision"):
        find_precision("torch 2.13.0")


def test_the_command_takes_no_other_parts() -> None:
    result = CliRunner().invoke(main, ["benchmark", "--only", "engine,tokens"])
    assert result.exit_code == 1
    assert "there is no part tokens" in result.output


class SlowBackend:
    """Takes a second, in which a second call runs the first time."""

    description, streams, batch_pieces = "int8", 2, 64

    def __init__(self) -> None:
        self.seconds = 0.0
        self.meanwhile: list[Callable[[], object]] = []

    def now(self) -> float:
        return self.seconds

    def read(self, inputs: BatchInputs) -> BatchOutputs:
        self.seconds += 0.5
        if self.meanwhile:
            self.meanwhile.pop()()
        self.seconds += 0.5
        empty = np.zeros(0, dtype=np.float32)
        return BatchOutputs(states=empty, spans=empty, modes=empty, modalities=empty, contexts=empty)

    def score_pairs(self, states: Floats, inputs: PairInputs) -> tuple[Floats, Floats]:
        raise NotImplementedError


def test_padding_and_the_time_in_which_the_network_runs_are_counted() -> None:
    slow = SlowBackend()
    counted = CountedBackend(slow, now=slow.now)
    mask = np.array([[1, 1, 1, 0], [1, 0, 0, 0]])
    inputs = BatchInputs(ids=mask, case=mask, mask=mask, first_piece=mask, last_piece=mask)
    slow.meanwhile = [lambda: counted.read(inputs)]
    counted.read(inputs)
    assert (counted.positions, counted.pieces, counted.seconds) == (16, 8, 2.0)
    slow.seconds += 5
    counted.read(inputs)
    assert (counted.pieces, counted.seconds) == (12, 3.0)
    counted.clear()
    assert (counted.positions, counted.pieces, counted.seconds) == (0, 0, 0.0)
