import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.decoding import (
    Thresholds,
    decode_contexts,
    decode_links,
    decode_modes,
    decode_roles,
    decode_spans,
    find_candidates,
    sigmoid,
)
from models.labels import EVENT_TYPES, MENTION_TYPES, MODES, ROLES
from models.pairs import LINK_ALLOWED, LINK_TYPES, ROLE_ALLOWED

CLASSES = 1 + len(MENTION_TYPES) + len(EVENT_TYPES)
FIRST_EVENT = 1 + len(MENTION_TYPES)
WIDTHS = 4


def _logits(words: int, *spans: tuple[int, int, str, float]) -> np.ndarray:
    """Logits where each (first, last, type, strength) stands out against "no span" at 5."""
    names = ["", *MENTION_TYPES, *EVENT_TYPES]
    logits = np.zeros((words, WIDTHS, CLASSES), np.float32)
    logits[..., 0] = 5
    for first, last, kind, strength in spans:
        logits[first, last - first, names.index(kind)] = strength
    return logits


def test_nested_mentions_and_triggers_come_out_in_text_order() -> None:
    logits = _logits(6, (0, 2, "ORG", 12), (1, 1, "NORP", 12), (4, 4, "ASSAULT", 12), (0, 0, "GPE", 3))
    spans = decode_spans(logits, np.zeros(6, np.int64), Thresholds())

    assert spans.mentions.tolist() == [[0, 2, MENTION_TYPES.index("ORG")], [1, 1, MENTION_TYPES.index("NORP")]]
    assert spans.triggers.tolist() == [[4, 4, EVENT_TYPES.index("ASSAULT")]]
    assert (spans.mention_confidence > 0.99).all()


def test_of_crossing_spans_and_overlapping_triggers_the_likelier_stays() -> None:
    logits = _logits(6, (0, 2, "ORG", 10), (1, 3, "PER", 12), (4, 5, "AID", 10), (5, 5, "ASSAULT", 12))
    spans = decode_spans(logits, np.zeros(6, np.int64), Thresholds())

    assert spans.mentions.tolist() == [[1, 3, MENTION_TYPES.index("PER")]]
    assert spans.triggers.tolist() == [[5, 5, EVENT_TYPES.index("ASSAULT")]]


def test_spans_that_reach_beyond_the_last_word_do_not_exist() -> None:
    spans = decode_spans(_logits(6, (2, 4, "ORG", 12), (2, 3, "GPE", 8)), np.zeros(4, np.int64), Thresholds())

    assert spans.mentions.tolist() == [[2, 3, MENTION_TYPES.index("GPE")]]


@given(logits=arrays(np.float32, (7, WIDTHS, CLASSES), elements=st.floats(-8, 8, width=32)), words=st.integers(0, 7))
def test_spans_nest_or_keep_apart(logits: np.ndarray, words: int) -> None:
    spans = decode_spans(logits, np.arange(words) // 3, Thresholds(mention=0.1, trigger=0.1))

    found = [(a, b) for a, b, _ in np.concatenate([spans.mentions, spans.triggers]).tolist()]
    assert len(set(found)) == len(found)
    for a, b in found:
        assert 0 <= a <= b < words
        assert a // 3 == b // 3, "in one sentence"
        for c, d in found:
            assert b < c or d < a or (a <= c and d <= b) or (c <= a and b <= d)
    triggers = spans.triggers.tolist()
    assert all(one[1] < other[0] for one, other in itertools.pairwise(triggers))


def _decode_one_by_one(
    logits: np.ndarray, sentence_of_word: np.ndarray, thresholds: Thresholds
) -> list[tuple[int, int, int, float]]:
    """The definition: every cell by itself, then the likeliest spans first."""
    found = []
    for first, width in itertools.product(range(len(sentence_of_word)), range(WIDTHS)):
        last = first + width
        if last >= len(sentence_of_word) or sentence_of_word[first] != sentence_of_word[last]:
            continue
        shares = np.exp(logits[first, width] - logits[first, width].max())
        shares /= shares.sum()
        mention, trigger = shares[1:FIRST_EVENT].sum(), shares[FIRST_EVENT:].sum()
        if mention >= trigger and mention >= thresholds.mention:
            kind = 1 + int(shares[1:FIRST_EVENT].argmax())
        elif mention < trigger and trigger >= thresholds.trigger:
            kind = FIRST_EVENT + int(shares[FIRST_EVENT:].argmax())
        else:
            continue
        found.append((first, last, kind, float(shares[kind])))
    kept: list[tuple[int, int, int, float]] = []
    for span in sorted(found, key=lambda span: (-span[3], span[0], span[1])):
        if not any(_exclude(span, other) for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: (span[0], -span[1]))


def _exclude(one: tuple[int, int, int, float], other: tuple[int, int, int, float]) -> bool:
    if one[1] < other[0] or other[1] < one[0]:
        return False
    nested = (one[0] <= other[0] and other[1] <= one[1]) or (other[0] <= one[0] and one[1] <= other[1])
    return one[:2] == other[:2] or not nested or (one[2] >= FIRST_EVENT and other[2] >= FIRST_EVENT)


@given(
    seed=st.integers(0, 2**32 - 1),
    words=st.integers(0, 40),
    threshold=st.sampled_from([0.05, 0.2, 0.5]),
    step=st.sampled_from([0.0, 1.0, 4.0]),
)
def test_spans_are_those_of_the_definition(seed: int, words: int, threshold: float, step: float) -> None:
    logits = np.random.default_rng(seed).normal(0, 4, (words + 3, WIDTHS, CLASSES)).astype(np.float32)
    logits = logits if step == 0 else np.round(logits / step) * step  # so that probabilities are equal now and then
    sentence_of_word = np.arange(words) // 7
    thresholds = Thresholds(mention=threshold, trigger=threshold)
    spans = decode_spans(logits, sentence_of_word, thresholds)

    wanted = _decode_one_by_one(logits, sentence_of_word, thresholds)
    mentions = [(first, last, kind - 1) for first, last, kind, _ in wanted if kind < FIRST_EVENT]
    triggers = [(first, last, kind - FIRST_EVENT) for first, last, kind, _ in wanted if kind >= FIRST_EVENT]
    assert [tuple(span) for span in spans.mentions.tolist()] == mentions
    assert [tuple(span) for span in spans.triggers.tolist()] == triggers
    assert spans.mention_confidence.tolist() == [share for *_, kind, share in wanted if kind < FIRST_EVENT]
    assert spans.trigger_confidence.tolist() == [share for *_, kind, share in wanted if kind >= FIRST_EVENT]


@given(
    logits=arrays(np.float32, (5, WIDTHS, CLASSES), elements=st.floats(-8, 8, width=32)),
    mention=st.floats(0.1, 0.9),
    trigger=st.floats(0.1, 0.9),
)
def test_candidates_are_all_spans_whose_probability_reaches_the_threshold(
    logits: np.ndarray, mention: float, trigger: float
) -> None:
    first, width, kind, _ = find_candidates(logits, Thresholds(mention=mention, trigger=trigger))

    exact = np.exp(logits.astype(np.float64))
    exact /= exact.sum(axis=-1, keepdims=True)
    mentions = exact[..., 1 : 1 + len(MENTION_TYPES)].sum(axis=-1)
    triggers = exact[..., 1 + len(MENTION_TYPES) :].sum(axis=-1)
    likely = np.where(mentions >= triggers, mentions - mention, triggers - trigger)
    found = set(zip(first.tolist(), width.tolist(), strict=True))
    assert {tuple(span) for span in np.argwhere(likely > 1e-4).tolist()} <= found
    assert found <= {tuple(span) for span in np.argwhere(likely > -1e-4).tolist()}
    assert (kind > 0).all()


def test_a_mode_belongs_to_the_type_of_its_trigger() -> None:
    logits = np.zeros((3, len(MODES)), np.float32)
    logits[1, MODES.index(("COERCE", "arrest"))] = 9
    logits[1, MODES.index(("CONSULT", "visit"))] = 4
    triggers = np.array([[1, 1, EVENT_TYPES.index("CONSULT")], [1, 1, EVENT_TYPES.index("COERCE")]])

    assert decode_modes(logits, triggers) == ["visit", "arrest"]


def test_roles_go_to_mentions_whose_type_can_fill_them() -> None:
    mentions = np.array([[0, 0, MENTION_TYPES.index("GPE")], [2, 2, MENTION_TYPES.index("DATE")]])
    pairs = np.array([[0, 0, 0], [0, 1, 0]])
    logits = np.full((2, len(ROLES)), 4.0, np.float32)

    found = {(mention, ROLES[role]) for _, mention, role, _ in decode_roles(logits, pairs, mentions, Thresholds())}
    assert found == {(0, "ACTOR"), (0, "RECIPIENT"), (0, "LOCATION"), (0, "SOURCE"), (1, "TIME")}


def test_a_mention_gets_one_antecedent_and_only_an_earlier_one() -> None:
    person = MENTION_TYPES.index("PER")
    mentions = np.array([[0, 0, person], [2, 2, person], [4, 4, person]])
    pairs = np.array([[2, 0, 0], [2, 1, 0], [0, 2, 0], [1, 0, 0]])
    logits = np.full((4, len(LINK_TYPES)), -9.0, np.float32)
    logits[:, LINK_TYPES.index("COREF")] = [1, 2, 9, -1]

    links = [(head, tail) for head, tail, _, _ in decode_links(logits, pairs, mentions, Thresholds())]
    assert links == [(2, 1)]


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(0, 12), threshold=st.sampled_from([0.1, 0.5, 0.9]))
def test_roles_and_links_are_those_of_the_definition(seed: int, count: int, threshold: float) -> None:
    random = np.random.default_rng(seed)
    mentions = np.stack([np.arange(count), np.arange(count), random.integers(0, len(MENTION_TYPES), count)], axis=1)
    pairs = np.array([(one, other, 0) for one in range(count) for other in range(count) if one != other], np.int64)
    pairs = pairs.reshape(-1, 3)
    roles = random.normal(0, 3, (len(pairs), len(ROLES))).astype(np.float32)
    links = random.normal(0, 3, (len(pairs), len(LINK_TYPES))).astype(np.float32)
    thresholds = Thresholds(role=dict.fromkeys(ROLES, threshold), link=dict.fromkeys(LINK_TYPES, threshold))

    assert decode_roles(roles, pairs, mentions, thresholds) == [
        (one, other, role, float(share))
        for (one, other, _), shares in zip(pairs.tolist(), sigmoid(roles), strict=True)
        for role, share in enumerate(shares)
        if share >= threshold and ROLE_ALLOWED[mentions[other, 2], role]
    ]
    wanted, antecedents = [], {}
    for (one, other, _), shares in zip(pairs.tolist(), sigmoid(links), strict=True):
        for kind in np.nonzero((shares >= threshold) & LINK_ALLOWED[mentions[one, 2], mentions[other, 2]])[0].tolist():
            link = (one, other, kind, float(shares[kind]))
            if LINK_TYPES[kind] != "COREF":
                wanted.append(link)
            elif one > other and (one not in antecedents or link[3] > antecedents[one][3]):
                antecedents[one] = link
    assert decode_links(links, pairs, mentions, thresholds) == wanted + list(antecedents.values())


def test_the_surest_window_decides_on_a_context() -> None:
    logits = np.array([[-3.0, 2.0], [1.0, -5.0]], np.float32)

    assert decode_contexts(logits, 0.5) == [(0, pytest.approx(0.731, abs=1e-3)), (1, pytest.approx(0.881, abs=1e-3))]


def test_sigmoid_does_not_overflow() -> None:
    assert sigmoid(np.array([-1e4, 0, 1e4], np.float32)).tolist() == [0.0, 0.5, 1.0]
