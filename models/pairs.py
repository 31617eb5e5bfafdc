"""Which pairs of spans the pair scorer looks at, and which labels each pair may get."""

from typing import Final

import numpy as np
import numpy.typing as npt

from models.labels import FILLER_TYPES_BY_ROLE, MENTION_TYPES, ROLES

Integers = npt.NDArray[np.int64]

LINK_TYPES: Final = ("TITLE", "OF", "IN", "COREF", "MEMBER")
"""What the pair scorer tells of two mentions; MEMBER (group > member) leaves the model as a COREF relation."""

_PLACES = ("GPE", "LOC", "FAC")
_THINGS = ("PER", "ORG", "GPE", "LOC", "FAC", "NORP", "TITLE", "GRP", "PRO")
_LINKED_TYPES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "TITLE": (("PER", "PRO"), ("TITLE",)),
    "OF": (("PER", "TITLE", "GRP", "ORG", "FAC", "PRO"), ("NORP", "GPE", "ORG")),
    "IN": (_PLACES, _PLACES),
    "COREF": (_THINGS, _THINGS),
    "MEMBER": (("GRP", "ORG", "PRO", "GPE", "NORP"), _THINGS),
}

_DISTANCE_EDGES: Final = np.array([1, 2, 3, 4, 6, 9, 14, 24])
_DISTANCES: Final = 2 * (len(_DISTANCE_EDGES) + 1)
_SENTENCE_DISTANCES: Final = 3
DISTANCE_BUCKETS: Final = _DISTANCES * _SENTENCE_DISTANCES


def _allowed(table: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> npt.NDArray[np.bool_]:
    return np.array(
        [[[head in heads and tail in tails for heads, tails in table.values()] for tail in MENTION_TYPES]
         for head in MENTION_TYPES]
    )  # fmt: skip


LINK_ALLOWED: Final = _allowed(_LINKED_TYPES)
"""(head mention type, tail mention type, link type)."""
_LINKED: Final = np.logical_or.reduce(LINK_ALLOWED, axis=2)
_LINKED_FORWARD: Final = np.logical_or.reduce(LINK_ALLOWED[..., [kind != "COREF" for kind in LINK_TYPES]], axis=2)
ROLE_ALLOWED: Final = np.array([[kind in FILLER_TYPES_BY_ROLE[role] for role in ROLES] for kind in MENTION_TYPES])
"""(mention type, role)."""


def pair_triggers(triggers: Integers, mentions: Integers, sentence_of_word: Integers) -> Integers:
    """Every trigger with every mention: (pairs, 3), trigger, mention, distance bucket.

    ``triggers``, ``mentions``: (spans, 3), first word, last word, type; ``sentence_of_word``: (words,).
    """
    left = np.repeat(np.arange(len(triggers)), len(mentions))
    right = np.tile(np.arange(len(mentions)), len(triggers))
    return _pairs(triggers, mentions, left, right, sentence_of_word)


def pair_mentions(mentions: Integers, sentence_of_word: Integers, *, backward_coreference: bool = False) -> Integers:
    """Every ordered pair of different mentions that some link type allows: (pairs, 3), head, tail, distance bucket.

    ``backward_coreference``: without the pairs whose head comes first and that could be a COREF only, which a mention
    has with an earlier one.
    """
    kinds = mentions[:, 2]
    possible = _LINKED[kinds[:, None], kinds[None, :]]
    if backward_coreference:
        possible = np.where(np.tri(len(kinds), dtype=bool), possible, _LINKED_FORWARD[kinds[:, None], kinds[None, :]])
    left, right = np.nonzero(possible & ~np.eye(len(kinds), dtype=bool))
    return _pairs(mentions, mentions, left, right, sentence_of_word)


def _pairs(heads: Integers, tails: Integers, left: Integers, right: Integers, sentence_of_word: Integers) -> Integers:
    first, second = heads[left, 0], tails[right, 0]
    distance = second - first
    bucket = np.searchsorted(_DISTANCE_EDGES, np.abs(distance), side="right")
    bucket = np.where(distance < 0, bucket + len(_DISTANCE_EDGES) + 1, bucket)
    sentences = np.minimum(np.abs(sentence_of_word[second] - sentence_of_word[first]), _SENTENCE_DISTANCES - 1)
    return np.stack([left, right, bucket + _DISTANCES * sentences], axis=1).astype(np.int64)
