"""What the extractor tells of its work."""

from collections import Counter
from threading import Lock

import numpy as np
import pytest
from test_extractor import PieceBackend

from models.backends import BatchInputs
from models.extractor import Extractor
from models.words import WordReader


class Tally:
    def __init__(self) -> None:
        self.lock = Lock()
        self.steps: Counter[str] = Counter()
        self.real = self.padded = 0

    def time_model(self, step: str, seconds: float) -> None:
        assert seconds >= 0
        with self.lock:
            self.steps[step] += 1

    def count_pieces(self, *, real: int, padded: int) -> None:
        with self.lock:
            self.real += real
            self.padded += padded


def test_every_batch_is_told_with_its_pieces(reader: WordReader) -> None:
    backend, tally = PieceBackend(), Tally()
    texts = ["The talks in Paris ended. " * count for count in (1, 3, 40)]
    Extractor(reader, backend, name="pieces", version="1", observer=tally).extract(texts)
    inputs: list[BatchInputs] = backend.batches
    assert tally.steps == {"tokenise": 1, "infer": len(inputs), "decode": len(inputs)}
    assert tally.real == sum(int(np.sum(batch.mask)) for batch in inputs)
    assert tally.padded == sum(batch.ids.size for batch in inputs)
    assert 0 < tally.real < tally.padded


@pytest.mark.parametrize("texts", [[], [""]])
def test_texts_without_words_have_no_batches(reader: WordReader, texts: list[str]) -> None:
    tally = Tally()
    Extractor(reader, PieceBackend(), name="pieces", version="1", observer=tally).extract(texts)
    assert (tally.real, tally.steps["infer"]) == (0, 0)
