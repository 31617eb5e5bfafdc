"""Antecedents in the window before, with a backend that links mentions by the number in their states."""

import numpy as np

from models.assembly import WindowReading
from models.backends import BatchInputs, BatchOutputs, Floats, PairInputs
from models.decoding import DecodedSpans
from models.labels import MENTION_TYPES, ROLES
from models.pairs import LINK_TYPES
from models.window_links import link_windows
from models.windows import Window, cut_windows
from models.words import WordReader, WordSequence

COREF = LINK_TYPES.index("COREF")
TEXT = "The talks in Paris ended. " * 6


class NumberBackend:
    """Mentions corefer by how near the numbers in the states of their first words are."""

    description = "numbers"
    streams = 1
    batch_pieces = 64

    def read(self, inputs: BatchInputs) -> BatchOutputs:
        raise NotImplementedError

    def score_pairs(self, states: Floats, inputs: PairInputs) -> tuple[Floats, Floats]:
        number = states[inputs.mentions[:, 0], 0]
        apart = np.abs(number[inputs.link_pairs[:, 0]] - number[inputs.link_pairs[:, 1]])
        logits = np.full((len(inputs.link_pairs), len(LINK_TYPES)), -9, np.float32)
        logits[:, COREF] = 5 - 10 * apart
        return np.zeros((len(inputs.role_pairs), len(ROLES)), np.float32), logits


def _words(reader: WordReader) -> tuple[WordSequence, list[Window]]:
    (words,) = reader.read([TEXT])
    windows = cut_windows(0, words, max_pieces=14, begin_id=reader.begin_id, end_id=reader.end_id)
    return words, windows


def _reading(*mentions: tuple[int, str, float], linked: tuple[int, ...] = ()) -> WindowReading:
    spans = np.array([(word, word, MENTION_TYPES.index(kind)) for word, kind, _ in mentions], np.int64).reshape(-1, 3)
    states = np.array([[[number], [number]] for *_, number in mentions], np.float32).reshape(-1, 2, 1)
    return WindowReading(
        spans=DecodedSpans(
            mentions=spans,
            mention_confidence=np.ones(len(spans), np.float32),
            triggers=np.zeros((0, 3), np.int64),
            trigger_confidence=np.zeros(0, np.float32),
        ),
        modes=[],
        modalities=np.zeros((0, 4), np.float32),
        roles=[],
        links=[(head, 0, COREF, 0.9) for head in linked],
        contexts=np.zeros(1, np.float32),
        mention_states=states,
    )


def test_a_mention_is_linked_to_the_likeliest_one_before(reader: WordReader) -> None:
    words, windows = _words(reader)
    readings = [
        _reading((0, "PER", 1.0), (3, "PER", 2.0)),
        _reading((0, "PRO", 2.1), (4, "GPE", 7.0)),
        _reading((1, "PRO", 2.0)),
    ]

    links = link_windows(NumberBackend(), words, list(zip(windows, readings, strict=True)), threshold=0.5)

    assert [(link.head, link.tail) for link in links] == [(2, 1), (4, 2)]
    assert all(link.probability > 0.5 for link in links)


def test_who_has_an_antecedent_in_its_window_keeps_it(reader: WordReader) -> None:
    words, windows = _words(reader)
    readings = [_reading((0, "PER", 2.0)), _reading((0, "PER", 9.0), (2, "PRO", 2.0), linked=(1,)), _reading()]

    assert link_windows(NumberBackend(), words, list(zip(windows, readings, strict=True)), threshold=0.5) == []


def test_types_that_never_corefer_and_windows_without_mentions_give_nothing(reader: WordReader) -> None:
    words, windows = _words(reader)
    readings = [_reading((0, "DATE", 1.0)), _reading((0, "DATE", 1.0), (2, "PER", 1.0)), _reading()]

    assert link_windows(NumberBackend(), words, list(zip(windows, readings, strict=True)), threshold=0.5) == []
