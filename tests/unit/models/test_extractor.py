"""The extractor around a backend whose numbers follow from the wordpieces alone."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.backends import BatchInputs, BatchOutputs, Floats, PairInputs
from models.extractor import Extractor
from models.labels import CONTEXTS, EVENT_TYPES, MENTION_TYPES, MODALITIES, MODES, ROLES
from models.pairs import LINK_TYPES
from models.words import WordReader

WIDTHS = 3
PARIS, TALKS = 7, 5  # vocabulary of the fixture


class PieceBackend:
    """Calls every "Paris" a GPE and every "talks" a CONSULT event with all mentions as its actors."""

    description = "pieces"
    streams = 2
    batch_pieces = 256

    def __init__(self) -> None:
        self.batches: list[BatchInputs] = []

    def read(self, inputs: BatchInputs) -> BatchOutputs:
        self.batches.append(inputs)
        windows, words = inputs.first_piece.shape
        pieces = np.take_along_axis(inputs.ids, inputs.first_piece, axis=1)
        spans = np.zeros((windows, words, WIDTHS, 1 + len(MENTION_TYPES) + len(EVENT_TYPES)), np.float32)
        spans[..., 0] = 5
        spans[pieces == PARIS, 0, 1 + MENTION_TYPES.index("GPE")] = 10
        spans[pieces == TALKS, 0, 1 + len(MENTION_TYPES) + EVENT_TYPES.index("CONSULT")] = 10
        return BatchOutputs(
            states=np.zeros((windows, words, 4), np.float32),
            spans=spans,
            modes=np.zeros((windows, words, len(MODES)), np.float32),
            modalities=np.tile(np.eye(len(MODALITIES), dtype=np.float32)[1], (windows, words, 1)),
            contexts=np.full((windows, len(CONTEXTS)), -5, np.float32),
        )

    def score_pairs(self, states: Floats, inputs: PairInputs) -> tuple[Floats, Floats]:
        assert inputs.mentions[:, :2].max(initial=0) < len(states)
        roles = np.full((len(inputs.role_pairs), len(ROLES)), -5, np.float32)
        roles[:, ROLES.index("ACTOR")] = 5
        return roles, np.full((len(inputs.link_pairs), len(LINK_TYPES)), -5, np.float32)


def _extractor(reader: WordReader) -> tuple[Extractor, PieceBackend]:
    backend = PieceBackend()
    return Extractor(reader, backend, name="pieces", version="1"), backend


def test_spans_are_characters_and_roles_point_at_mentions(reader: WordReader) -> None:
    extractor, _ = _extractor(reader)
    text = "The talks in Paris ended."
    (extraction,) = extractor.extract([text])

    (mention,) = extraction.mentions
    (trigger,) = extraction.triggers
    assert (mention.type, text[mention.start : mention.end]) == ("GPE", "Paris")
    assert (trigger.type, trigger.modality, text[trigger.start : trigger.end]) == ("CONSULT", "planned", "talks")
    assert [(role.role, role.mention) for role in trigger.roles] == [("ACTOR", 0)]


def test_results_come_in_the_order_of_the_texts(reader: WordReader) -> None:
    extractor, _ = _extractor(reader)
    texts = ["Paris. " * count for count in (40, 0, 3, 200, 1)]

    assert [len(extraction.mentions) for extraction in extractor.extract(texts)] == [40, 0, 3, 200, 1]


def test_nothing_of_a_long_text_is_cut_off(reader: WordReader) -> None:
    extractor, backend = _extractor(reader)
    text = "The talks in Paris ended, talks in Paris. " * 500
    (extraction,) = extractor.extract([text])

    assert len(extraction.triggers) == text.count("talks")
    assert [text[m.start : m.end] for m in extraction.mentions] == ["Paris"] * text.count("Paris")
    assert all(batch.ids.shape[1] <= 512 for batch in backend.batches)
    assert all(trigger.roles for trigger in extraction.triggers)


def test_no_texts_give_no_extractions(reader: WordReader) -> None:
    extractor, _ = _extractor(reader)

    assert extractor.extract([]) == []


TEXTS = st.lists(st.sampled_from(["Paris", "talks", "ended.", "x"]), max_size=60).map(" ".join)


@settings(deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=8))
def test_a_text_reads_the_same_alone(reader: WordReader, texts: list[str]) -> None:
    extractor, _ = _extractor(reader)

    together = extractor.extract(texts)
    assert together == [extractor.extract([text])[0] for text in texts]
