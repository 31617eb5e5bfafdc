"""What reads texts in a benchmark: our engine and spaCy; the pipeline of transformers lies in ``models.backends``."""

import re
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from models.backends import Backend, BatchInputs, BatchOutputs, Floats, PairInputs
from models.backends.choice import load_backend
from models.extraction import Extraction
from models.extractor import MAX_WINDOW_PIECES, Extractor
from models.weight_folder import TOKENIZER_FILE, WeightFolder
from models.windows import cut_windows
from models.words import WordReader
from pipeline.benchmark.operations import count_operations, read_shape
from pipeline.benchmark.results import BenchmarkFailed, Network

_PRECISION: Final = re.compile(r"\b(?:int8|float32|bfloat16|float16)\b")


class Subject(Protocol):
    """Reads texts; what it gives is its own affair."""

    runs: str

    def read(self, texts: Sequence[str]) -> object:
        """All that it finds in the texts."""


class CountedBackend:
    """Another backend, and what it was given to run. Its calls may come from several threads at once."""

    def __init__(self, backend: Backend, *, now: Callable[[], float]) -> None:
        self.description = backend.description
        self.streams = backend.streams
        self.batch_pieces = backend.batch_pieces
        self._backend = backend
        self._now = now
        self._lock = threading.Lock()
        self._running = 0
        self._since = 0.0
        self.clear()

    def clear(self) -> None:
        """Forget what was counted; ``seconds`` are those in which at least one call ran."""
        self.positions = self.pieces = 0
        self.seconds = 0.0

    def read(self, inputs: BatchInputs) -> BatchOutputs:
        """The outputs of the other backend."""
        with self._lock:
            self.positions += inputs.mask.size
            self.pieces += int(inputs.mask.sum())
            if not self._running:
                self._since = self._now()
            self._running += 1
        try:
            return self._backend.read(inputs)
        finally:
            with self._lock:
                self._running -= 1
                if not self._running:
                    self.seconds += self._now() - self._since

    def score_pairs(self, states: Floats, inputs: PairInputs) -> tuple[Floats, Floats]:
        """The logits of the other backend."""
        return self._backend.score_pairs(states, inputs)


class EngineSubject:
    """The extractor on one backend, as a worker runs it, with its network observed."""

    def __init__(self, folder: WeightFolder, *, backend: str, threads: int, now: Callable[[], float]) -> None:
        self._folder = folder
        self._reader = WordReader(folder.file(TOKENIZER_FILE))
        self._backend = CountedBackend(load_backend(folder, backend=backend, threads=threads), now=now)
        self.extractor = Extractor(
            self._reader,
            self._backend,
            name=folder.config.name,
            version=folder.config.version,
            thresholds=folder.config.thresholds,
            calibration=folder.config.calibration,
        )
        self.runs = self._backend.description

    def read(self, texts: Sequence[str]) -> list[Extraction]:
        """The extractions."""
        return self.extractor.extract(texts)

    def start_counting(self) -> None:
        """Count from here."""
        self._backend.clear()

    def describe_network(self, texts: Sequence[str]) -> Network:
        """What the network did since ``start_counting``, which was to read ``texts``."""
        windows = [
            (len(window.ids), len(window.first_piece))
            for number, words in enumerate(self._reader.read(texts))
            for window in cut_windows(
                number,
                words,
                max_pieces=MAX_WINDOW_PIECES,
                begin_id=self._reader.begin_id,
                end_id=self._reader.end_id,
            )
        ]
        return Network(
            precision=find_precision(self.runs),
            operations=count_operations(read_shape(self._folder.config.network), windows),
            padded=1 - self._backend.pieces / self._backend.positions,
            seconds=self._backend.seconds,
        )


class SpacySubject:
    """A spaCy pipeline with all its components, in ``processes`` processes."""

    def __init__(self, name: str, *, processes: int) -> None:
        import spacy  # noqa: PLC0415 - optional

        self._processes = processes
        self._pipeline: Any = spacy.load(name)
        self.runs = f"spaCy {spacy.__version__} {name} {self._pipeline.meta['version']}"

    def read(self, texts: Sequence[str]) -> int:
        """How many names there are; the documents are not kept."""
        share = -(-len(texts) // self._processes)  # no process may get all of a short corpus
        size = min(self._pipeline.batch_size, share)
        documents = self._pipeline.pipe(texts, n_process=self._processes, batch_size=size)
        return sum(len(document.ents) for document in documents)


def find_precision(runs: str) -> str:
    """The precision that a backend's description names; raises ``BenchmarkFailed`` where it names none."""
    found = _PRECISION.search(runs)
    if found is None:
        message = f"the backend '{runs}' does not say its precision: int8, float32, bfloat16 or float16"
        raise BenchmarkFailed(message)
    return found[0]
