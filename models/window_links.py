"""Mentions of a window → what they stand for in the window before, where their own window has no antecedent."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from models.assembly import WindowLink, WindowReading
from models.backends import Backend, Floats, Integers, PairInputs
from models.decoding import sigmoid
from models.pair_scoring import score_in_parts
from models.pairs import LINK_ALLOWED, LINK_TYPES, pair_mentions
from models.windows import Window, number_sentences
from models.words import WordSequence

_COREF: Final = LINK_TYPES.index("COREF")
_MEMBER: Final = LINK_TYPES.index("MEMBER")


def link_windows(
    backend: Backend,
    words: WordSequence,
    found: Sequence[tuple[Window, WindowReading]],
    *,
    threshold: float,
) -> list[WindowLink]:
    """The likeliest antecedent, in the window before, of each mention that has none in its own.

    ``found``: the windows of one text in order, each with ``mention_states``. The pair scorer sees both mentions with
    the states that each had in its own window.
    """
    links: list[WindowLink] = []
    first = 0
    for earlier, later in pairwise(found):
        links += [
            WindowLink(head=first + link.head, tail=first + link.tail, probability=link.probability)
            for link in _link_neighbours(backend, words, (earlier, later), threshold)
        ]
        first += len(earlier[1].spans.mentions)
    return links


def _link_neighbours(
    backend: Backend,
    words: WordSequence,
    found: tuple[tuple[Window, WindowReading], tuple[Window, WindowReading]],
    threshold: float,
) -> list[WindowLink]:
    begin = found[0][0].first_word
    mentions = np.concatenate(
        [
            np.add(reading.spans.mentions, (window.first_word - begin, window.first_word - begin, 0))
            for window, reading in found
        ]
    )
    border = len(found[0][1].spans.mentions)
    sentence_of_word = np.concatenate([number_sentences(words, window) for window, _ in found])
    pairs = pair_mentions(mentions, sentence_of_word)
    free = np.ones(len(mentions), dtype=bool)
    free[[border + head for head, _, kind, _ in found[1][1].links if kind in (_COREF, _MEMBER)]] = False
    allowed = LINK_ALLOWED[mentions[pairs[:, 0], 2], mentions[pairs[:, 1], 2], _COREF]
    pairs = pairs[(pairs[:, 0] >= border) & (pairs[:, 1] < border) & free[pairs[:, 0]] & allowed]
    if not len(pairs):
        return []
    states = np.concatenate([reading.mention_states for _, reading in found])
    return _choose(_score(backend, states, mentions, pairs), pairs, threshold)


def _score(backend: Backend, states: Floats, mentions: Integers, pairs: Integers) -> Floats:
    first = 2 * np.arange(len(mentions))
    inputs = PairInputs(
        triggers=np.zeros((0, 3), np.int64),
        mentions=np.stack([first, first + 1, mentions[:, 2]], axis=1),
        role_pairs=np.zeros((0, 3), np.int64),
        link_pairs=pairs,
    )
    _, logits = score_in_parts(backend, states.reshape(-1, states.shape[-1]), inputs)
    return sigmoid(logits[:, _COREF])


def _choose(probabilities: Floats, pairs: Integers, threshold: float) -> list[WindowLink]:
    best: dict[int, WindowLink] = {}
    for row in np.nonzero(probabilities >= threshold)[0].tolist():
        head, tail, probability = int(pairs[row, 0]), int(pairs[row, 1]), float(probabilities[row])
        if head not in best or probability > best[head].probability:
            best[head] = WindowLink(head=head, tail=tail, probability=probability)
    return list(best.values())
