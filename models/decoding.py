"""The network's numbers for one window → mentions, triggers, roles and links. Numpy only."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from models.backends import Floats, Integers
from models.labels import EVENT_TYPES, MENTION_TYPES, MODES, ROLES
from models.pairs import LINK_ALLOWED, LINK_TYPES, ROLE_ALLOWED

_FIRST_EVENT: Final = 1 + len(MENTION_TYPES)
_MODES_OF_TYPE: Final = tuple(
    np.array([index for index, (kind, _) in enumerate(MODES) if kind == event_type]) for event_type in EVENT_TYPES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Probabilities from which the model's word is taken, chosen on the development set."""

    mention: float = 0.5
    trigger: float = 0.5
    role: dict[str, float] = field(default_factory=lambda: dict.fromkeys(ROLES, 0.5))
    link: dict[str, float] = field(default_factory=lambda: dict.fromkeys(LINK_TYPES, 0.5))
    context: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedSpans:
    """Spans of one window in text order: (spans, 3), first word, last word, type; and their probabilities."""

    mentions: Integers
    mention_confidence: Floats
    triggers: Integers
    trigger_confidence: Floats


def decode_spans(logits: Floats, sentence_of_word: Integers, thresholds: Thresholds) -> DecodedSpans:
    """The spans of a window: the likeliest first, none that crosses a likelier one; triggers do not overlap.

    ``logits``: (padded words, widths, classes); ``sentence_of_word``: (words,), of the real words. No span reaches
    beyond its sentence.
    """
    words = len(sentence_of_word)
    logits = logits[:words]
    first, width, kind, probability = find_candidates(logits, thresholds)
    last = first + width
    inside = last < words
    inside[inside] = sentence_of_word[first[inside]] == sentence_of_word[last[inside]]
    first, last, kind, probability = first[inside], last[inside], kind[inside], probability[inside]
    kept = _keep_compatible(first, last, kind, probability)
    kept = kept[np.lexsort((-last[kept], first[kept]))]
    first, last, kind, probability = first[kept], last[kept], kind[kept], probability[kept]
    is_trigger = kind >= _FIRST_EVENT
    spans = np.stack([first, last, np.where(is_trigger, kind - _FIRST_EVENT, kind - 1)], axis=1).astype(np.int64)
    return DecodedSpans(
        mentions=spans[~is_trigger],
        mention_confidence=probability[~is_trigger],
        triggers=spans[is_trigger],
        trigger_confidence=probability[is_trigger],
    )


def find_candidates(logits: Floats, thresholds: Thresholds) -> tuple[Integers, Integers, Integers, Floats]:
    """Spans that are a mention, or a trigger, with at least the threshold's probability.

    Returns first words, widths (0: one word), classes and probabilities of the classes.
    """
    # A cheap bound before the softmax: below it not even all classes together could reach the lower threshold.
    lowest = min(thresholds.mention, thresholds.trigger)
    margin = np.log(logits.shape[-1] * (1 - lowest) / lowest)
    first, width = np.nonzero(logits[..., 1:].max(axis=-1) > logits[..., 0] - margin)
    rows = logits[first, width]
    rows = np.exp(rows - rows.max(axis=-1, keepdims=True))
    rows /= rows.sum(axis=-1, keepdims=True)
    mention = rows[:, 1:_FIRST_EVENT].sum(axis=-1)
    trigger = rows[:, _FIRST_EVENT:].sum(axis=-1)
    kind = np.where(
        mention >= trigger,
        1 + rows[:, 1:_FIRST_EVENT].argmax(axis=-1),
        _FIRST_EVENT + rows[:, _FIRST_EVENT:].argmax(axis=-1),
    )
    found = np.where(mention >= trigger, mention >= thresholds.mention, trigger >= thresholds.trigger)
    probability = rows[np.arange(len(rows)), kind]
    return first[found], width[found], kind[found], probability[found]


def _keep_compatible(first: Integers, last: Integers, kind: Integers, probability: Floats) -> Integers:
    """The spans that stay, the likeliest first; only those that exclude one another are looked at one by one."""
    order = np.lexsort((last, first, -probability))
    one, other = _find_conflicts(first, last, kind >= _FIRST_EVENT)
    if not len(one):
        return order
    excluded_by: dict[int, list[int]] = {}
    for span, rival in zip(np.concatenate([one, other]).tolist(), np.concatenate([other, one]).tolist(), strict=True):
        excluded_by.setdefault(span, []).append(rival)
    contested = np.zeros(len(order), dtype=bool)
    contested[one] = contested[other] = True
    kept = ~contested
    for span in order[contested[order]].tolist():
        kept[span] = not any(kept[rival] for rival in excluded_by[span])
    return order[kept[order]]


def _find_conflicts(first: Integers, last: Integers, trigger: npt.NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """The pairs of spans that can't both be: equal, crossing, or overlapping triggers."""
    by_first = np.argsort(first, kind="stable")
    first, last, trigger = first[by_first], last[by_first], trigger[by_first]
    # A span overlaps those after it that begin before it ends.
    overlapping = np.searchsorted(first, last, side="right") - np.arange(1, len(first) + 1)
    one = np.repeat(np.arange(len(first)), overlapping)
    other = np.arange(len(one)) - np.repeat(np.cumsum(overlapping) - overlapping, overlapping) + one + 1
    equal = (first[one] == first[other]) & (last[one] == last[other])
    nested = (last[other] <= last[one]) | (first[one] == first[other])
    conflict = equal | ~nested | (trigger[one] & trigger[other])
    return by_first[one[conflict]], by_first[other[conflict]]


def decode_modes(logits: Floats, triggers: Integers) -> list[str | None]:
    """The likeliest mode of each trigger among those of its type; ``logits``: (words, modes)."""
    modes = []
    for first, _, kind in triggers.tolist():
        columns = _MODES_OF_TYPE[kind]
        modes.append(MODES[int(columns[logits[first, columns].argmax()])][1])
    return modes


def softmax(logits: Floats) -> Floats:
    """Softmax over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def sigmoid(logits: Floats) -> Floats:
    """The logistic function, without overflow."""
    result: Floats = 0.5 * (1 + np.tanh(0.5 * logits))
    return result


def decode_roles(
    logits: Floats, pairs: Integers, mentions: Integers, thresholds: Thresholds
) -> list[tuple[int, int, int, float]]:
    """(trigger, mention, role, probability) of every role that the pair may have and that reaches its threshold."""
    probabilities = sigmoid(logits) * ROLE_ALLOWED[mentions[pairs[:, 1], 2]]
    rows, roles = np.nonzero(probabilities >= np.array([thresholds.role[name] for name in ROLES]))
    found = (pairs[rows, 0], pairs[rows, 1], roles, probabilities[rows, roles])
    return list(zip(*(column.tolist() for column in found), strict=True))


def decode_links(
    logits: Floats, pairs: Integers, mentions: Integers, thresholds: Thresholds
) -> list[tuple[int, int, int, float]]:
    """(head, tail, link type, probability); of COREF only the likeliest earlier mention of each mention."""
    allowed = LINK_ALLOWED[mentions[pairs[:, 0], 2], mentions[pairs[:, 1], 2]]
    probabilities = sigmoid(logits) * allowed
    coref = LINK_TYPES.index("COREF")
    probabilities[pairs[:, 0] < pairs[:, 1], coref] = 0
    rows, kinds = np.nonzero(probabilities >= np.array([thresholds.link[name] for name in LINK_TYPES]))
    found = (pairs[rows, 0], pairs[rows, 1], kinds, probabilities[rows, kinds])
    links: list[tuple[int, int, int, float]] = []
    antecedents: dict[int, tuple[int, int, int, float]] = {}
    for link in zip(*(column.tolist() for column in found), strict=True):
        if link[2] != coref:
            links.append(link)
        elif link[0] not in antecedents or link[3] > antecedents[link[0]][3]:
            antecedents[link[0]] = link
    return links + list(antecedents.values())


def decode_contexts(logits: npt.NDArray[np.float32], threshold: float) -> list[tuple[int, float]]:
    """(context, probability) of each context of a text; ``logits``: (windows, contexts), the surest window counts."""
    probabilities = sigmoid(logits).max(axis=0)
    return [(int(index), float(probabilities[index])) for index in np.nonzero(probabilities >= threshold)[0]]
