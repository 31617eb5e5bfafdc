"""Texts → extractions: read words, cut windows, plan batches, run the backend, decode, put in order."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from models.assembly import Assembler, WindowReading
from models.backends import Backend, BatchInputs, BatchOutputs, Floats, Integers, PairInputs
from models.backends.choice import load_backend
from models.batching import Batch, plan_batches
from models.confidence import Calibration
from models.decoding import (
    DecodedSpans,
    Thresholds,
    decode_links,
    decode_modes,
    decode_roles,
    decode_spans,
    softmax,
)
from models.extraction import Extraction
from models.pairs import pair_mentions, pair_triggers
from models.weight_folder import DEFAULT_FOLDER, TOKENIZER_FILE, WeightFolder
from models.windows import Window, cut_windows, number_sentences
from models.words import WordReader, WordSequence

MAX_WINDOW_PIECES: Final = 512
_PADDING_MULTIPLE: Final = 16


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
        max_batch_pieces: int = 2048,
    ) -> None:
        """Put the parts together; ``max_batch_pieces`` bounds the padded wordpieces of one run of the backend."""
        self._reader = reader
        self._backend = backend
        self._thresholds = thresholds or Thresholds()
        self._assembler = Assembler(
            calibration=calibration or Calibration(), context_threshold=self._thresholds.context
        )
        self._max_batch_pieces = max_batch_pieces
        self.name = name
        self.version = version
        self.backend = backend.description

    def extract(self, texts: Sequence[str]) -> list[Extraction]:
        """The extraction of each text, in the order of the texts."""
        words = self._reader.read(texts)
        windows = [
            window
            for number, of_text in enumerate(words)
            for window in cut_windows(
                number,
                of_text,
                max_pieces=MAX_WINDOW_PIECES,
                begin_id=self._reader.begin_id,
                end_id=self._reader.end_id,
            )
        ]
        sizes = [(len(window.ids), len(window.first_piece)) for window in windows]
        plan = plan_batches(
            sizes, max_pieces=self._max_batch_pieces, multiple=_PADDING_MULTIPLE, longest=MAX_WINDOW_PIECES
        )
        readings: dict[int, WindowReading] = {}
        for batch in plan:
            of_batch = [windows[index] for index in batch.windows]
            readings.update(zip(batch.windows, self._read_batch(of_batch, batch, words), strict=True))
        found: list[list[tuple[Window, WindowReading]]] = [[] for _ in texts]
        for index, window in enumerate(windows):
            found[window.text].append((window, readings[index]))
        return [self._assembler.assemble(of_text, in_order) for of_text, in_order in zip(words, found, strict=True)]

    def _read_batch(self, windows: list[Window], batch: Batch, words: list[WordSequence]) -> list[WindowReading]:
        outputs = self._backend.read(pad_windows(windows, batch, self._reader.padding_id))
        sentences = [number_sentences(words[window.text], window) for window in windows]
        spans = [
            decode_spans(outputs.spans[row], of_window, self._thresholds) for row, of_window in enumerate(sentences)
        ]
        pairs = [
            (
                pair_triggers(of_window.triggers, of_window.mentions, sentence_of_word),
                pair_mentions(of_window.mentions, sentence_of_word),
            )
            for of_window, sentence_of_word in zip(spans, sentences, strict=True)
        ]
        flat = outputs.states.reshape(-1, outputs.states.shape[-1])
        role_logits, link_logits = self._backend.score_pairs(flat, _join_pairs(pairs, spans, batch.words))
        role_rows = np.cumsum([0] + [len(roles) for roles, _ in pairs])
        link_rows = np.cumsum([0] + [len(links) for _, links in pairs])
        return [
            self._decode_window(
                (outputs, row),
                spans[row],
                (role_logits[role_rows[row] : role_rows[row + 1]], pairs[row][0]),
                (link_logits[link_rows[row] : link_rows[row + 1]], pairs[row][1]),
            )
            for row in range(len(windows))
        ]

    def _decode_window(
        self,
        output: tuple[BatchOutputs, int],
        spans: DecodedSpans,
        roles: tuple[Floats, Integers],
        links: tuple[Floats, Integers],
    ) -> WindowReading:
        outputs, row = output
        return WindowReading(
            spans=spans,
            modes=decode_modes(outputs.modes[row], spans.triggers),
            modalities=softmax(outputs.modalities[row][spans.triggers[:, 0]]),
            roles=decode_roles(*roles, spans.mentions, self._thresholds),
            links=decode_links(*links, spans.mentions, self._thresholds),
            contexts=outputs.contexts[row],
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


def _join_pairs(pairs: list[tuple[Integers, Integers]], spans: list[DecodedSpans], words: int) -> PairInputs:
    triggers, mentions, role_pairs, link_pairs = [], [], [], []
    trigger_count = mention_count = 0
    for row, ((roles, links), of_window) in enumerate(zip(pairs, spans, strict=True)):
        offset = np.array([row * words, row * words, 0])
        triggers.append(of_window.triggers + offset)
        mentions.append(of_window.mentions + offset)
        role_pairs.append(roles + np.array([trigger_count, mention_count, 0]))
        link_pairs.append(links + np.array([mention_count, mention_count, 0]))
        trigger_count += len(of_window.triggers)
        mention_count += len(of_window.mentions)
    return PairInputs(
        triggers=np.concatenate(triggers),
        mentions=np.concatenate(mentions),
        role_pairs=np.concatenate(role_pairs),
        link_pairs=np.concatenate(link_pairs),
    )


def load_extractor(weights: Path = DEFAULT_FOLDER, *, backend: str = "auto", threads: int | None = None) -> Extractor:
    """The extractor of a folder of weights, on the backend of that name (``backends.choice``) and so many CPU threads.

    Raises ModelError where the weights are missing or damaged.
    """
    folder = WeightFolder(weights)
    return Extractor(
        WordReader(folder.file(TOKENIZER_FILE)),
        load_backend(folder, backend=backend, threads=threads),
        name=folder.config.name,
        version=folder.config.version,
        thresholds=folder.config.thresholds,
        calibration=folder.config.calibration,
    )
