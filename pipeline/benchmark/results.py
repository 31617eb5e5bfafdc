"""What is measured and what comes out: the records of ``benchmark.json``. All that is derived is derived from them."""

from typing import Final, Literal

from pipeline.errors import DatelineError
from pipeline.records import Record

REPORT_SCHEMA: Final = "dateline.benchmark/1"

Part = Literal["gemm", "engine", "transformers", "spacy", "stream", "long"]


class BenchmarkFailed(DatelineError):
    """Something could not be measured; the message says what and why."""


class Job(Record, frozen=True, kw_only=True):
    """One thing to measure, in a process of its own, under the settings in its environment.

    ``corpus``: a file of ``corpus.write_corpus``. ``batch_articles``: how many articles a call reads at most.
    ``shares``: of the maximum rate, at which latency is measured for ``latency_seconds`` each.
    """

    part: Part
    name: str
    threads: int
    corpus: str = ""
    batch_articles: int = 1
    processes: int = 1
    shares: tuple[float, ...] = ()
    latency_seconds: float = 0.0
    seed: int = 0
    precision: str = ""
    batch_sentences: int = 0
    spacy_pipeline: str = ""
    step_articles: int = 0


class GemmRate(Record, frozen=True, kw_only=True):
    """The most operations a second that matrix products reach; a multiplication and its addition are two."""

    precision: str
    runs: str
    operations_per_second: float


class Latency(Record, frozen=True, kw_only=True):
    """Seconds from the arrival of an article to its result, at a ``share`` of the maximum rate."""

    share: float
    articles_per_second: float
    articles: int
    p50_seconds: float
    p95_seconds: float
    p99_seconds: float


class Network(Record, frozen=True, kw_only=True):
    """What the network alone did. ``operations`` are those of matrix products on real wordpieces.

    ``padded``: share of the positions that hold padding. ``seconds``: in the backend's ``read``.
    """

    precision: str
    operations: float
    padded: float
    seconds: float


class Step(Record, frozen=True, kw_only=True):
    """A part of a long run: what it read, how long that took, and the resident memory at its end."""

    articles: int
    tokens: int
    seconds: float
    resident_bytes: int


class Measurement(Record, frozen=True, kw_only=True):
    """One row of the table. ``tokens`` are wordpieces of our tokenizer, whoever reads the text.

    ``peak_bytes``: largest resident memory, of all processes together. ``start_seconds``: from the start of the process
    to its first result. ``coding_seconds``: what coding the same articles takes, not part of ``seconds``.
    """

    part: Part
    name: str
    runs: str
    threads: int
    processes: int
    articles: int
    tokens: int
    seconds: float
    peak_bytes: int
    start_seconds: float | None = None
    latencies: tuple[Latency, ...] = ()
    network: Network | None = None
    coding_seconds: float | None = None
    events: int | None = None
    batch_sentences: int = 0
    steps: tuple[Step, ...] = ()

    @property
    def articles_per_second(self) -> float:
        """The maximum rate."""
        return self.articles / self.seconds

    @property
    def tokens_per_second(self) -> float:
        """The maximum rate, in wordpieces that are not padding."""
        return self.tokens / self.seconds


class CorpusSummary(Record, frozen=True, kw_only=True):
    """What was read; the lengths are in wordpieces."""

    source: str
    articles: int
    tokens: int
    median_tokens: float
    p95_tokens: float
    sample_articles: int


class Machine(Record, frozen=True, kw_only=True):
    """Where it ran. ``busy``: the load average of the last minute, before anything was measured."""

    processor: str
    cores: int
    memory_bytes: int
    system: str
    busy: float
    versions: dict[str, str]


class Check(Record, frozen=True, kw_only=True):
    """A figure held against what is required of it, both as they are printed."""

    figure: str
    found: float
    least: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it is as required."""
        return (self.least is None or self.found >= self.least) and (self.most is None or self.found <= self.most)


class Report(Record, frozen=True, kw_only=True):
    """A whole run."""

    schema: Literal["dateline.benchmark/1"]
    command: str
    started: str
    seconds: float
    machine: Machine
    corpus: CorpusSummary
    gemm_rates: tuple[GemmRate, ...]
    measurements: tuple[Measurement, ...]
    checks: tuple[Check, ...]
    left_out: tuple[str, ...]
