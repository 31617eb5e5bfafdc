import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.labels import MENTION_TYPES
from models.pairs import DISTANCE_BUCKETS, LINK_ALLOWED, LINK_TYPES, pair_mentions, pair_triggers


def _mention(first: int, kind: str) -> list[int]:
    return [first, first, MENTION_TYPES.index(kind)]


def test_every_trigger_meets_every_mention() -> None:
    triggers = np.array([[1, 1, 0], [5, 5, 3]])
    mentions = np.array([_mention(0, "PER"), _mention(3, "DATE"), _mention(9, "GPE")])
    pairs = pair_triggers(triggers, mentions, np.zeros(10, np.int64))

    assert [tuple(pair[:2]) for pair in pairs.tolist()] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]


def test_mentions_that_no_link_joins_are_not_paired() -> None:
    mentions = np.array([_mention(0, "DATE"), _mention(1, "PER"), _mention(2, "NORP"), _mention(3, "MONEY")])
    pairs = pair_mentions(mentions, np.zeros(4, np.int64))

    assert {tuple(pair[:2]) for pair in pairs.tolist()} == {(1, 2), (2, 1)}


def test_distance_tells_direction_length_and_sentence() -> None:
    mentions = np.array([_mention(first, "PER") for first in (0, 1, 30)])
    near = pair_mentions(mentions, np.zeros(31, np.int64))[:, 2]
    far = pair_mentions(mentions, np.arange(31))[:, 2]

    assert len(set(near.tolist())) == 4  # one and thirty words, ahead and back
    assert not set(near.tolist()) & set(far.tolist())
    assert max(far) < DISTANCE_BUCKETS


def test_empty_lists_give_empty_pairs() -> None:
    empty = np.zeros((0, 3), np.int64)

    assert pair_triggers(empty, empty, np.zeros(0, np.int64)).shape == (0, 3)
    assert pair_mentions(empty, np.zeros(0, np.int64)).shape == (0, 3)


def test_titles_are_held_by_persons_only() -> None:
    title = LINK_ALLOWED[..., LINK_TYPES.index("TITLE")]

    assert title[MENTION_TYPES.index("PER"), MENTION_TYPES.index("TITLE")]
    assert not title[MENTION_TYPES.index("GPE"), MENTION_TYPES.index("TITLE")]


@given(kinds=st.lists(st.sampled_from(MENTION_TYPES), max_size=12))
def test_pairs_left_out_could_only_corefer_with_a_later_mention(kinds: list[str]) -> None:
    mentions = np.array([_mention(index, kind) for index, kind in enumerate(kinds)], np.int64).reshape(-1, 3)
    sentence_of_word = np.arange(len(kinds)) // 4
    every = pair_mentions(mentions, sentence_of_word).tolist()
    backward = pair_mentions(mentions, sentence_of_word, backward_coreference=True).tolist()

    assert backward == [
        pair
        for pair in every
        if pair[0] > pair[1]
        or any(
            LINK_ALLOWED[mentions[pair[0], 2], mentions[pair[1], 2], kind]
            for kind, name in enumerate(LINK_TYPES)
            if name != "COREF"
        )
    ]
