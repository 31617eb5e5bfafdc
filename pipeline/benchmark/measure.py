"""``python -m pipeline.benchmark.measure JOB``: measure one thing, print the result as one line of JSON.

Each thing is measured in a process of its own, so that its memory is its own and nothing is left from the one before.
The settings are those of the environment.
"""

import functools
import os
import sys
import time
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import msgspec
import psutil

from models.backends.gemm_rate import measure_gemm_rate
from models.extraction import Extraction
from models.extractor import load_extractor
from models.weight_folder import WeightFolder
from pipeline.benchmark.corpus import CorpusArticle, iterate_corpus
from pipeline.benchmark.latency import Clock, SystemClock
from pipeline.benchmark.loads import cut_batches, measure_latencies, texts_of, time_corpus
from pipeline.benchmark.memory import resident_bytes, watch_memory
from pipeline.benchmark.results import BenchmarkFailed, GemmRate, Job, Measurement, Step
from pipeline.benchmark.subjects import EngineSubject, SpacySubject, Subject
from pipeline.coding.document import code_document
from pipeline.options import exit_on_error
from pipeline.reading import ArticleReader, Code, utc_now
from pipeline.records import Document, ModelInfo, encode_record
from pipeline.settings import Settings, read_settings

_GEMM_SECONDS = 3.0


def measure(job: Job, settings: Settings, *, clock: Clock) -> GemmRate | Measurement:
    """What the job asks for."""
    if job.part == "gemm":
        rate, runs = measure_gemm_rate(job.precision, threads=job.threads, seconds=_GEMM_SECONDS)
        return GemmRate(precision=job.precision, runs=runs, operations_per_second=rate)
    articles = iterate_corpus(Path(job.corpus))
    if job.part == "long":
        return measure_long(job, settings, articles, clock=clock)
    corpus = list(articles)
    if job.part == "stream":
        from pipeline.benchmark.stream import measure_stream  # noqa: PLC0415 - imports Kafka's client

        return measure_stream(job, settings, corpus, clock=clock)
    with watch_memory([os.getpid()]) as memory:
        measured = _measure_in_process(job, settings, corpus, clock)
    return msgspec.structs.replace(measured, peak_bytes=memory.peak_bytes)


def _measure_in_process(job: Job, settings: Settings, corpus: Sequence[CorpusArticle], clock: Clock) -> Measurement:
    folder = WeightFolder(settings.weights_folder)
    if job.part == "engine":
        subject = EngineSubject(folder, backend=settings.backend, threads=job.threads, now=clock.now)
        return measure_engine(job, subject, corpus, code=_choose_coding(settings), clock=clock)
    if job.part == "spacy":
        return measure_other(job, SpacySubject(job.spacy_pipeline, processes=job.processes), corpus, clock=clock)
    from models.backends.token_classifier import TokenClassifier  # noqa: PLC0415 - imports torch

    other = TokenClassifier(folder, batch_sentences=job.batch_sentences, threads=job.threads)
    return measure_other(job, other, corpus, clock=clock)


class Coder:
    """Codes extractions as a worker does, and times it."""

    def __init__(self, code: Code, model: ModelInfo, clock: Clock) -> None:
        self._code = code
        self._model = model
        self._clock = clock
        self.clear()

    def clear(self) -> None:
        """Forget what was counted."""
        self.seconds = 0.0
        self.events = 0

    def code(self, articles: Sequence[CorpusArticle], extractions: Sequence[Extraction]) -> None:
        """Code the articles of a batch."""
        started = self._clock.now()
        for one, extraction in zip(articles, extractions, strict=True):
            document = self._code(one.article, extraction, model=self._model, processed=utc_now())
            self.events += len(document.events)
        self.seconds += self._clock.now() - started


def measure_engine(
    job: Job, subject: EngineSubject, corpus: Sequence[CorpusArticle], *, code: Code, clock: Clock
) -> Measurement:
    """Extraction at full speed, what coding would add, what the network did, and latency."""
    coder = Coder(code, ModelInfo(name=subject.extractor.name, version=subject.extractor.version), clock)
    coder.code(corpus[:1], subject.read(texts_of(corpus[:1])))
    start_seconds = _seconds_since_start()
    subject.read(texts_of(corpus[: job.batch_articles]))
    subject.start_counting()
    coder.clear()
    seconds = time_corpus(subject.read, corpus, batch_articles=job.batch_articles, clock=clock, use=coder.code)
    network = subject.describe_network(texts_of(corpus))
    measured = _summarise(job, subject.runs, corpus, seconds=seconds, start_seconds=start_seconds)
    rate = measured.articles_per_second
    return msgspec.structs.replace(
        measured,
        network=network,
        coding_seconds=coder.seconds,
        events=coder.events,
        latencies=measure_latencies(subject.read, job, corpus, maximum=rate, clock=clock),
    )


def measure_other(job: Job, subject: Subject, corpus: Sequence[CorpusArticle], *, clock: Clock) -> Measurement:
    """What is not ours, at full speed in one call, so that it may batch as it likes, and its latency."""
    subject.read(texts_of(corpus[:1]))
    start_seconds = _seconds_since_start()
    seconds = time_corpus(subject.read, corpus, batch_articles=len(corpus), clock=clock)
    measured = _summarise(job, subject.runs, corpus, seconds=seconds, start_seconds=start_seconds)
    rate = measured.articles_per_second
    return msgspec.structs.replace(
        measured, latencies=measure_latencies(subject.read, job, corpus, maximum=rate, clock=clock)
    )


def measure_long(job: Job, settings: Settings, articles: Iterable[CorpusArticle], *, clock: Clock) -> Measurement:
    """Articles to encoded documents, one batch after the other, with speed and memory of each ``step_articles``."""
    extractor = load_extractor(settings.weights_folder, backend=settings.backend, threads=job.threads)
    reader = ArticleReader(
        extractor, code=_choose_coding(settings), attempts=1, now=utc_now, min_confidence=settings.min_confidence
    )
    steps: list[Step] = []
    articles = iter(articles)
    with watch_memory([os.getpid()]) as memory:
        while step := list(islice(articles, job.step_articles)):
            seconds = sum(_time_documents(reader, batch, clock) for batch in cut_batches(step, job.batch_articles))
            tokens = sum(one.tokens for one in step)
            resident = resident_bytes(os.getpid())
            steps.append(Step(articles=len(step), tokens=tokens, seconds=seconds, resident_bytes=resident))
    return Measurement(
        part="long",
        name=job.name,
        runs=f"{extractor.backend}, with coding",
        threads=job.threads,
        processes=1,
        articles=sum(step.articles for step in steps),
        tokens=sum(step.tokens for step in steps),
        seconds=sum(step.seconds for step in steps),
        peak_bytes=memory.peak_bytes,
        steps=tuple(steps),
    )


def _choose_coding(settings: Settings) -> Code:
    return functools.partial(code_document, merge=settings.merges_events)


def _time_documents(reader: ArticleReader, batch: Sequence[CorpusArticle], clock: Clock) -> float:
    started = clock.now()
    for outcome in reader.read([one.article for one in batch]):
        if not isinstance(outcome, Document):
            message = f"an article could not be read: {outcome.stage} failed with {outcome.error!r}"
            raise BenchmarkFailed(message) from outcome.error
        encode_record(outcome)
    return clock.now() - started


def _summarise(
    job: Job, runs: str, corpus: Sequence[CorpusArticle], *, seconds: float, start_seconds: float
) -> Measurement:
    return Measurement(
        part=job.part,
        name=job.name,
        runs=runs,
        threads=job.threads,
        processes=job.processes,
        batch_sentences=job.batch_sentences,
        articles=len(corpus),
        tokens=sum(one.tokens for one in corpus),
        seconds=seconds,
        peak_bytes=0,
        start_seconds=start_seconds,
    )


def _seconds_since_start() -> float:
    created: float = psutil.Process().create_time()
    return time.time() - created


if __name__ == "__main__":
    with exit_on_error():
        result = measure(msgspec.json.decode(sys.argv[1], type=Job), read_settings(os.environ), clock=SystemClock())
        print(encode_record(result).decode())
