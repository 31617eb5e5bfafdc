"""Texts → extractions: read words, cut windows, plan batches, run the backend, decode, put in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np

from models.assembly import Assembler, WindowReading
from models.backends import Backend, BatchInputs, BatchOutputs
from models.backends.choice import load_backend
from models.batching import Batch, plan_batches, plan_rounds
from models.confidence import Calibration
from models.decoding import DecodedSpans, Thresholds, decode_links, decode_modes, decode_roles, decode_spans, softmax
from models.extraction import Extraction
from models.observation import NoObserver, Observer
from models.overlap import run_ahead
from models.pair_scoring import ScoredPairs, score_pairs
from models.weight_folder import DEFAULT_FOLDER, TOKENIZER_FILE, WeightFolder
from models.window_links import link_windows
from models.windows import Window, cut_windows, number_sentences
from models.words import WordReader, WordSequence

MAX_WINDOW_PIECES: Final = 512
_PADDING_MULTIPLE: Final = 32
_BATCHES_A_ROUND: Final = 32
_CHARACTERS_A_PIECE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text at work; ``readings``: those of its windows that have been read, by their place."""

    number: int
    words: WordSequence
    windows: list[Window]
    readings: dict[int, WindowReading]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """The windows of a batch, each with its text and its place among the windows of that text."""

    batch: Batch
    windows: list[tuple[_Text, int]]


class Extractor:
    """Finds mentions, triggers, roles, relations and contexts in texts.

    The extraction of a text does not depend on the texts that it is read with.
    """

    def __init__(
        self,
        reader: WordReader,
        backend: Backend,
        *,
        name: str,
        version: str,
        thresholds: Thresholds | None = None,
        calibration: Calibration | None = None,
        max_batch_pieces: int | None = None,
        observer: Observer | None = None,
    ) -> None:
        """Put the parts together.

        ``max_batch_pieces`` bounds the padded wordpieces of one run of the backend; None: as the backend likes it.
        """
        self._observer = observer or NoObserver()
        self._reader = reader
        self._backend = backend
        self._thresholds = thresholds or Thresholds()
        self._assembler = Assembler(
            calibration=calibration or Calibration(), context_threshold=self._thresholds.context
        )
        self._max_batch_pieces = max_batch_pieces or backend.batch_pieces
        self.name = name
        self.version = version
        self.backend = backend.description

    def extract(self, texts: Sequence[str]) -> list[Extraction]:
        """The extraction of each text, in the order of the texts.

        Texts are read and results put together on the caller's thread while batches run on others, one for each of
        the backend's streams and one more, whose results are decoded meanwhile. In memory are the results, and of
        anything else so much as belongs to some dozens of batches.
        """
        found: dict[int, Extraction] = {}
        threads = self._backend.streams + 1
        for work, readings in run_ahead(self._run, self._plan(texts, found), threads=threads, ahead=2 * threads):
            for (text, place), reading in zip(work.windows, readings, strict=True):
                text.readings[place] = reading
                self._finish(text, found)
        return [found[number] for number in range(len(texts))]

    def _plan(self, texts: Sequence[str], found: dict[int, Extraction]) -> Iterator[_Work]:
        """The batches of all texts; a text without words has none and goes straight to ``found``."""
        most = max(self._max_batch_pieces, MAX_WINDOW_PIECES) * _BATCHES_A_ROUND * _CHARACTERS_A_PIECE
        for numbers in plan_rounds([len(text) for text in texts], most=most):
            started = perf_counter()
            windows = []
            for number, words in zip(numbers, self._reader.read([texts[index] for index in numbers]), strict=True):
                text = self._cut(number, words)
                self._finish(text, found)
                windows += [(text, place) for place in range(len(text.windows))]
            self._observer.time_model("tokenise", perf_counter() - started)
            sizes = [(len(text.windows[place].ids), len(text.windows[place].first_piece)) for text, place in windows]
            for batch in plan_batches(
                sizes, max_pieces=self._max_batch_pieces, multiple=_PADDING_MULTIPLE, longest=MAX_WINDOW_PIECES
            ):
                yield _Work(batch=batch, windows=[windows[index] for index in batch.windows])

    def _cut(self, number: int, words: WordSequence) -> _Text:
        begin_id, end_id = self._reader.begin_id, self._reader.end_id
        windows = cut_windows(number, words, max_pieces=MAX_WINDOW_PIECES, begin_id=begin_id, end_id=end_id)
        return _Text(number=number, words=words, windows=windows, readings={})

    def _finish(self, text: _Text, found: dict[int, Extraction]) -> None:
        if len(text.readings) == len(text.windows):
            in_order = [(window, text.readings[place]) for place, window in enumerate(text.windows)]
            threshold = self._thresholds.link["COREF"]
            across = link_windows(self._backend, text.words, in_order, threshold=threshold)
            found[text.number] = self._assembler.assemble(text.words, in_order, across)

    def _run(self, work: _Work) -> list[WindowReading]:
        windows = [text.windows[place] for text, place in work.windows]
        sentences = [number_sentences(text.words, text.windows[place]) for text, place in work.windows]
        inputs = pad_windows(windows, work.batch, self._reader.padding_id)
        self._observer.count_pieces(real=int(inputs.mask.sum()), padded=inputs.mask.size)
        started = perf_counter()
        outputs = self._backend.read(inputs)
        decoding = perf_counter()
        self._observer.time_model("infer", decoding - started)
        spans = [decode_spans(outputs.spans[row], words, self._thresholds) for row, words in enumerate(sentences)]
        pairs = score_pairs(self._backend, outputs.states, spans, sentences)
        readings = [self._decode(outputs, row, spans[row], pairs[row]) for row in range(len(windows))]
        self._observer.time_model("decode", perf_counter() - decoding)
        return readings

    def _decode(self, outputs: BatchOutputs, row: int, spans: DecodedSpans, pairs: ScoredPairs) -> WindowReading:
        return WindowReading(
            spans=spans,
            modes=decode_modes(outputs.modes[row], spans.triggers),
            modalities=softmax(outputs.modalities[row][spans.triggers[:, 0]]),
            roles=decode_roles(pairs.role_logits, pairs.roles, spans.mentions, self._thresholds),
            links=decode_links(pairs.link_logits, pairs.links, spans.mentions, self._thresholds),
            contexts=outputs.contexts[row],
            mention_states=outputs.states[row][spans.mentions[:, :2]],
        )


def pad_windows(windows: list[Window], batch: Batch, padding_id: int) -> BatchInputs:
    """The windows of a batch as padded arrays."""
    count = len(windows)
    ids = np.full((count, batch.pieces), padding_id, dtype=np.int64)
    case = np.zeros((count, batch.pieces), dtype=np.int64)
    mask = np.zeros((count, batch.pieces), dtype=np.int64)
    first = np.zeros((count, batch.words), dtype=np.int64)
    last = np.zeros((count, batch.words), dtype=np.int64)
    for row, window in enumerate(windows):
        length, words = len(window.ids), len(window.first_piece)
        ids[row, :length], case[row, :length], mask[row, :length] = window.ids, window.case, 1
        first[row, :words], last[row, :words] = window.first_piece, window.last_piece
    return BatchInputs(ids=ids, case=case, mask=mask, first_piece=first, last_piece=last)


def load_extractor(
    weights: Path = DEFAULT_FOLDER,
    *,
    backend: str = "auto",
    threads: int | None = None,
    observer: Observer | None = None,
) -> Extractor:
    """The extractor of a folder of weights, on the backend of that name (``backends.choice``) and so many CPU threads.

    ``observer`` is told of its work. Raises ModelError where the weights are missing or damaged.
    """
    folder = WeightFolder(weights)
    return Extractor(
        WordReader(folder.file(TOKENIZER_FILE)),
        load_backend(folder, backend=backend, threads=threads),
        name=folder.config.name,
        version=folder.config.version,
        thresholds=folder.config.thresholds,
        calibration=folder.config.calibration,
        observer=observer,
    )
