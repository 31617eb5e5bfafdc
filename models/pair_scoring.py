"""The pairs of a batch of windows → their logits, window by window."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from models.backends import Backend, Floats, Integers, PairInputs
from models.decoding import DecodedSpans
from models.pairs import pair_mentions, pair_triggers

_MOST_PAIRS: Final = 4096
"""Pairs of a kind that are scored at once: what a pair takes in memory meanwhile is some 4 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPairs:
    """The pairs of one window, as ``pairs`` makes them, and their logits."""

    roles: Integers
    role_logits: Floats
    links: Integers
    link_logits: Floats


def score_pairs(
    backend: Backend, states: Floats, spans: list[DecodedSpans], sentences: list[Integers]
) -> list[ScoredPairs]:
    """The scored pairs of each window of a batch.

    ``states``: (windows, padded words, hidden); ``sentences``: for each window the sentence of each of its words.
    """
    roles = [pair_triggers(of.triggers, of.mentions, words) for of, words in zip(spans, sentences, strict=True)]
    links = [
        pair_mentions(of.mentions, words, backward_coreference=True) for of, words in zip(spans, sentences, strict=True)
    ]
    inputs = _join_windows(spans, roles, links, states.shape[1])
    role_logits, link_logits = score_in_parts(backend, states.reshape(-1, states.shape[-1]), inputs)
    return [
        ScoredPairs(roles=of_roles, role_logits=role_rows, links=of_links, link_logits=link_rows)
        for of_roles, role_rows, of_links, link_rows in zip(
            roles, _split_rows(role_logits, roles), links, _split_rows(link_logits, links), strict=True
        )
    ]


def _join_windows(spans: list[DecodedSpans], roles: list[Integers], links: list[Integers], words: int) -> PairInputs:
    first_trigger = np.cumsum([0] + [len(of.triggers) for of in spans]).tolist()
    first_mention = np.cumsum([0] + [len(of.mentions) for of in spans]).tolist()
    rows = range(len(spans))
    return PairInputs(
        triggers=np.concatenate([np.add(spans[row].triggers, (row * words, row * words, 0)) for row in rows]),
        mentions=np.concatenate([np.add(spans[row].mentions, (row * words, row * words, 0)) for row in rows]),
        role_pairs=np.concatenate([np.add(roles[row], (first_trigger[row], first_mention[row], 0)) for row in rows]),
        link_pairs=np.concatenate([np.add(links[row], (first_mention[row], first_mention[row], 0)) for row in rows]),
    )


def score_in_parts(backend: Backend, states: Floats, inputs: PairInputs) -> tuple[Floats, Floats]:
    """The backend's logits of role pairs and link pairs, in parts of bounded memory; ``states``: (words, hidden)."""
    role_parts, link_parts = [], []
    for begin in range(0, max(len(inputs.role_pairs), len(inputs.link_pairs), 1), _MOST_PAIRS):
        part = slice(begin, begin + _MOST_PAIRS)
        of_part = PairInputs(
            triggers=inputs.triggers,
            mentions=inputs.mentions,
            role_pairs=inputs.role_pairs[part],
            link_pairs=inputs.link_pairs[part],
        )
        roles, links = backend.score_pairs(states, of_part)
        role_parts.append(roles)
        link_parts.append(links)
    return np.concatenate(role_parts), np.concatenate(link_parts)


def _split_rows(logits: Floats, pairs: list[Integers]) -> list[Floats]:
    return np.split(logits, np.cumsum([len(of_window) for of_window in pairs])[:-1])
