"""A whole run: the corpus, one process a measurement, the report."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from models.backends.choice import rank_backends
from models.weight_folder import TOKENIZER_FILE, WeightFolder
from models.words import WordReader
from pipeline.benchmark.checks import check_all, fastest
from pipeline.benchmark.corpus import (
    CorpusArticle,
    draw_articles,
    read_article_sources,
    read_source_texts,
    sample_evenly,
    write_corpus,
)
from pipeline.benchmark.machine import count_cores, describe_machine
from pipeline.benchmark.results import (
    REPORT_SCHEMA,
    BenchmarkFailed,
    CorpusSummary,
    GemmRate,
    Job,
    Measurement,
    Report,
)
from pipeline.broker import die_with_parent
from pipeline.publish import ArticleSource
from pipeline.records import encode_record
from pipeline.settings import Settings

PARTS: Final = ("engine", "transformers", "spacy", "stream")
SHARES: Final = (0.5, 0.8)
_BATCHES: Final = (1, 32)
_STEP_ARTICLES: Final = 1000
_FEWEST_STEPS: Final = 2
_LOG_LINES: Final = 20

RunJob = Callable[[Job, Settings], GemmRate | Measurement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to measure, and how much of it.

    ``sample``: how many articles the slow ones read. ``long``: articles of the long run, 0 for none.
    ``sources``: articles of the user, None for those that are drawn.
    """

    parts: frozenset[str] = frozenset(PARTS)
    articles: int = 600
    sample: int = 96
    long: int = 0
    latency_seconds: float = 15.0
    seed: int = 1
    spacy_pipeline: str = "en_core_web_sm"
    sources: Sequence[ArticleSource | OSError] | None = None


QUICK: Final = Options(articles=16, sample=4, latency_seconds=1.0)


def run_benchmark(
    settings: Settings, options: Options, *, command: str, say: Callable[[str], None], run_job: RunJob | None = None
) -> Report:
    """Measure everything that ``options`` ask for; ``say`` tells of each thing when it begins.

    Raises ``BenchmarkFailed`` where something can't be measured.
    """
    started, clock = datetime.now(tz=UTC), time.monotonic()
    machine = describe_machine()
    with tempfile.TemporaryDirectory(prefix="dateline-benchmark-") as folder:
        run = Run(settings, options, Path(folder), say=say, run_job=run_job or run_in_process)
        corpus = run.write_articles()
        run.measure_all()
    return Report(
        schema=REPORT_SCHEMA,
        command=command,
        started=started.isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - clock, 1),
        machine=machine,
        corpus=corpus,
        gemm_rates=tuple(run.gemm_rates),
        measurements=tuple(run.measurements),
        checks=tuple(check_all(run.measurements, run.gemm_rates)),
        left_out=tuple(run.left_out),
    )


class Run:
    """The measurements made so far, and how to make the next."""

    def __init__(
        self, settings: Settings, options: Options, folder: Path, *, say: Callable[[str], None], run_job: RunJob
    ) -> None:
        self._settings = settings
        self._options = options
        self._folder = folder
        self._say = say
        self._run_job = run_job
        self._threads = settings.threads or count_cores()
        self._best_backend = settings.backend
        self.gemm_rates: list[GemmRate] = []
        self.measurements: list[Measurement] = []
        self.left_out: list[str] = []

    def write_articles(self) -> CorpusSummary:
        """Write the corpus, the sample of it and the articles of the long run; tells what the corpus is like."""
        options = self._options
        reader = WordReader(WeightFolder(self._settings.weights_folder).file(TOKENIZER_FILE))
        if options.sources is None:
            texts = read_source_texts(reader)
            drawn = draw_articles(texts, seed=options.seed)
            corpus = list(islice(drawn, options.articles))
            long: Iterable[CorpusArticle] = islice(drawn, options.long)
            source = f"drawn from {len(texts)} annotated texts of the project, seed {options.seed}"
        else:
            corpus = read_article_sources(options.sources, reader, max_bytes=self._settings.max_article_bytes)
            long = (corpus[number % len(corpus)] for number in range(options.long))
            source = "files of the user"
        if not corpus:
            message = "there are no articles to read: name files of articles with --data, or none"
            raise BenchmarkFailed(message)
        sample = sample_evenly(corpus, options.sample)
        write_corpus(self._folder / "corpus", corpus)
        write_corpus(self._folder / "sample", sample)
        write_corpus(self._folder / "long", long)
        tokens = [one.tokens for one in corpus]
        return CorpusSummary(
            source=source,
            articles=len(corpus),
            tokens=sum(tokens),
            median_tokens=float(np.median(tokens)),
            p95_tokens=float(np.percentile(tokens, 95)),
            sample_articles=len(sample),
        )

    def measure_all(self) -> None:
        """Measure each part that was asked for."""
        parts = {
            "engine": self._measure_engines,
            "transformers": self._measure_transformers,
            "spacy": self._measure_spacy,
            "stream": self._measure_streams,
        }
        for part, measure in parts.items():
            if part in self._options.parts:
                measure()
        if self._options.long:
            self._measure_long_run()

    def _measure_engines(self) -> None:
        chosen = self._settings.backend
        engines = {}
        for number, backend in enumerate(rank_backends() if chosen == "auto" else (chosen,)):
            job = self._job("engine", f"dateline, {backend}", "sample" if number else "corpus")
            engines[backend] = self._measure(job, backend=backend)
        best = fastest(engines.values())
        self._best_backend = next(backend for backend, one in engines.items() if one is best)
        for precision in sorted({one.network.precision for one in engines.values() if one.network}):
            self._say(f"GEMM rate, {precision}")
            rate = self._run_job(
                Job(part="gemm", name=precision, threads=self._threads, precision=precision), self._settings
            )
            assert isinstance(rate, GemmRate)
            self.gemm_rates.append(rate)

    def _measure_transformers(self) -> None:
        for batch in _BATCHES:
            job = self._job("transformers", f"transformers, batch {batch}", "sample")
            self._measure(msgspec.structs.replace(job, batch_sentences=batch))

    def _measure_spacy(self) -> None:
        name = self._options.spacy_pipeline
        if find_spec("spacy") is None or find_spec(name) is None:
            self.left_out.append(f"spaCy: no pipeline '{name}' is installed here; --spacy names another")
            return
        job = msgspec.structs.replace(self._job("spacy", "spaCy, 1 process", "corpus"), spacy_pipeline=name, threads=1)
        self._measure(job)
        if self._threads > 1:
            name = f"spaCy, {self._threads} processes"
            self._measure(msgspec.structs.replace(job, name=name, processes=self._threads, shares=()))

    def _measure_streams(self) -> None:
        job = self._job("stream", f"stream, 1 worker × {self._threads} threads", "corpus")
        self._measure(job, backend=self._best_backend)
        if self._threads > 1:
            half = self._threads // 2
            name = f"stream, 2 workers × {half} thread{'s' if half > 1 else ''}"
            job = msgspec.structs.replace(job, name=name, processes=2, threads=half, shares=())
            self._measure(job, backend=self._best_backend)

    def _measure_long_run(self) -> None:
        step = min(_STEP_ARTICLES, max(1, self._options.long // _FEWEST_STEPS))
        job = msgspec.structs.replace(self._job("long", "long run", "long"), step_articles=step)
        self._measure(job, backend=self._best_backend)

    def _job(self, part: str, name: str, articles: str) -> Job:
        return msgspec.convert(
            {
                "part": part,
                "name": name,
                "threads": self._threads,
                "corpus": str(self._folder / articles),
                "batch_articles": self._settings.batch_articles,
                "shares": SHARES,
                "latency_seconds": self._options.latency_seconds,
                "seed": self._options.seed,
            },
            Job,
        )

    def _measure(self, job: Job, *, backend: str | None = None) -> Measurement:
        self._say(job.name)
        settings = self._settings if backend is None else replace(self._settings, backend=backend)
        measured = self._run_job(job, settings)
        assert isinstance(measured, Measurement)
        self.measurements.append(measured)
        return measured


def run_in_process(job: Job, settings: Settings) -> GemmRate | Measurement:
    """Measure in a process of its own; raises ``BenchmarkFailed`` with the end of what it said where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.benchmark.measure", encode_record(job).decode()],
        env={**os.environ, **settings.environment()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=die_with_parent(),
    )
    if done.returncode:
        said = "\n".join(done.stderr.splitlines()[-_LOG_LINES:])
        message = f"'{job.name}' could not be measured, exit code {done.returncode}:\n{said}"
        raise BenchmarkFailed(message)
    result = done.stdout.splitlines()[-1]
    if job.part == "gemm":
        return msgspec.json.decode(result, type=GemmRate)
    return msgspec.json.decode(result, type=Measurement)
