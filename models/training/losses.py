"""Examples → tensors of a batch, and the network's loss on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from models.labels import CONTEXTS, MODALITIES, MODES, ROLES
from models.network import SPAN_CLASSES, PairNetwork, SpanNetwork
from models.pairs import LINK_TYPES, pair_mentions, pair_triggers
from models.training.examples import Example, is_lower_case


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingBatch:
    """Inputs and targets. ``allowed``: (windows, words, widths, classes), the classes that each span may have.

    ``real``: (windows, words, widths), spans that lie in the window. ``soft``: like ``allowed``, the probabilities that
    a teacher gives, and ``taught`` (windows,), whether it read the window; None where it read none. Spans and pairs are
    numbered over the whole batch; word numbers count over all padded words of the batch. Targets of roles and links
    are probabilities; those of ``modes`` (triggers, modes) and ``modalities`` distributions; ``contexts_known``
    (windows,).
    """

    ids: Tensor
    case: Tensor
    mask: Tensor
    first_piece: Tensor
    last_piece: Tensor
    allowed: Tensor
    real: Tensor
    soft: Tensor | None
    taught: Tensor
    mentions: Tensor
    triggers: Tensor
    role_pairs: Tensor
    role_targets: Tensor
    link_pairs: Tensor
    link_targets: Tensor
    modes: Tensor
    modalities: Tensor
    contexts: Tensor
    contexts_known: Tensor


LOSS_WEIGHTS = {
    "spans": 1.0, "taught": 1.0, "roles": 1.0, "links": 0.7, "modes": 0.3, "modalities": 0.4, "contexts": 0.1,
}  # fmt: skip
TEACHER_SHARE = 0.5
"""How much of a target is the teacher's word where people have labelled the text as well."""


def collate(examples: Sequence[Example], *, max_span_words: int, padding_id: int) -> TrainingBatch:
    """The batch of ``examples``, padded to the longest."""
    pieces = max(len(e.window.ids) for e in examples)
    words = max(len(e.window.first_piece) for e in examples)
    count = len(examples)
    ids = np.full((count, pieces), padding_id)
    case, mask = np.zeros((count, pieces), dtype=np.int64), np.zeros((count, pieces), dtype=np.int64)
    first, last = np.zeros((count, words), dtype=np.int64), np.zeros((count, words), dtype=np.int64)
    allowed = np.zeros((count, words, max_span_words, SPAN_CLASSES), dtype=bool)
    real = np.zeros((count, words, max_span_words), dtype=bool)
    for row, example in enumerate(examples):
        window = example.window
        length, width = len(window.ids), len(window.first_piece)
        ids[row, :length], case[row, :length], mask[row, :length] = window.ids, window.case, 1
        first[row, :width], last[row, :width] = window.first_piece, window.last_piece
        _allow(example, allowed[row], real[row])
    return TrainingBatch(
        ids=torch.from_numpy(ids),
        case=torch.from_numpy(case),
        mask=torch.from_numpy(mask),
        first_piece=torch.from_numpy(first),
        last_piece=torch.from_numpy(last),
        allowed=torch.from_numpy(allowed),
        real=torch.from_numpy(real),
        soft=_collate_soft(examples, words, max_span_words),
        taught=torch.tensor([example.soft is not None for example in examples]),
        **_collate_pairs(examples, words),
        **_collate_contexts(examples),
    )


def _allow(example: Example, allowed: np.ndarray, real: np.ndarray) -> None:
    count, widths = len(example.window.first_piece), real.shape[1]
    lower = is_lower_case(example)
    for width in range(min(widths, count)):
        real[: count - width, width] = True
    for width in range(min(widths, count)):
        in_lower_case = np.logical_and.reduce([lower[shift : count - width + shift] for shift in range(width + 1)])
        rows = allowed[: count - width, width]
        rows[np.ix_(~in_lower_case, sorted(example.default))] = True
        rows[np.ix_(in_lower_case, sorted(example.default_in_lower_case))] = True
    for label in example.labels:
        if label.last - label.first < widths:
            allowed[label.first, label.last - label.first] = False
            allowed[label.first, label.last - label.first, sorted(label.classes)] = True


def _collate_soft(examples: Sequence[Example], words: int, widths: int) -> Tensor | None:
    if all(example.soft is None for example in examples):
        return None
    soft = np.zeros((len(examples), words, widths, SPAN_CLASSES), dtype=np.float32)
    for row, example in enumerate(examples):
        if example.soft is not None:
            soft[row, : len(example.soft.spans)] = example.soft.spans
    return torch.from_numpy(soft)


def _collate_pairs(examples: Sequence[Example], words: int) -> dict[str, Tensor]:
    mentions: list[np.ndarray] = [np.zeros((0, 3), np.int64)]
    triggers: list[np.ndarray] = [np.zeros((0, 5), np.int64)]
    role_pairs, link_pairs = [np.zeros((0, 3), np.int64)], [np.zeros((0, 3), np.int64)]
    role_targets, link_targets = [np.zeros((0, len(ROLES)), np.float32)], [np.zeros((0, len(LINK_TYPES)), np.float32)]
    modes, modalities = [np.zeros((0, len(MODES)), np.float32)], [np.zeros((0, len(MODALITIES)), np.float32)]
    mention_count = trigger_count = 0
    for row, example in enumerate(examples):
        own_mentions = np.array(example.mentions, dtype=np.int64).reshape(-1, 3)
        own_triggers = np.array(example.triggers, dtype=np.int64).reshape(-1, 5)
        roles = pair_triggers(own_triggers[:, :3], own_mentions, example.sentence_of_word)
        links = pair_mentions(own_mentions, example.sentence_of_word)
        soft = example.soft
        role_targets.append(_blend(_targets(roles, example.roles, len(ROLES)), soft.roles if soft else None, example))
        link_targets.append(
            _blend(_targets(links, example.links, len(LINK_TYPES)), soft.links if soft else None, example)
        )
        modes.append(
            _blend(np.eye(len(MODES), dtype=np.float32)[own_triggers[:, 3]], soft.modes if soft else None, example)
        )
        one_of_modalities = np.eye(len(MODALITIES), dtype=np.float32)[own_triggers[:, 4]]
        modalities.append(_blend(one_of_modalities, soft.modalities if soft else None, example))
        role_pairs.append(roles + np.array([trigger_count, mention_count, 0]))
        link_pairs.append(links + np.array([mention_count, mention_count, 0]))
        mentions.append(own_mentions + np.array([row * words, row * words, 0]))
        triggers.append(own_triggers + np.array([row * words, row * words, 0, 0, 0]))
        mention_count += len(own_mentions)
        trigger_count += len(own_triggers)
    return {
        "mentions": torch.from_numpy(np.concatenate(mentions)),
        "triggers": torch.from_numpy(np.concatenate(triggers)),
        "role_pairs": torch.from_numpy(np.concatenate(role_pairs)),
        "link_pairs": torch.from_numpy(np.concatenate(link_pairs)),
        "role_targets": torch.from_numpy(np.concatenate(role_targets)),
        "link_targets": torch.from_numpy(np.concatenate(link_targets)),
        "modes": torch.from_numpy(np.concatenate(modes)),
        "modalities": torch.from_numpy(np.concatenate(modalities)),
    }


def _targets(pairs: np.ndarray, gold: Sequence[tuple[int, int, int]], labels: int) -> np.ndarray:
    targets = np.zeros((len(pairs), labels), dtype=np.float32)
    row = {(int(head), int(tail)): index for index, (head, tail, _) in enumerate(pairs)}
    for head, tail, label in gold:
        if (head, tail) in row:
            targets[row[head, tail], label] = 1
    return targets


def _blend(
    labelled: npt.NDArray[np.float32], taught: npt.NDArray[np.float16] | None, example: Example
) -> npt.NDArray[np.float32]:
    if taught is None:
        return labelled
    share = TEACHER_SHARE if example.labelled else 1.0
    return ((1 - share) * labelled + share * taught).astype(np.float32)


def _collate_contexts(examples: Sequence[Example]) -> dict[str, Tensor]:
    contexts = torch.zeros(len(examples), len(CONTEXTS))
    for row, example in enumerate(examples):
        contexts[row, list(example.contexts or ())] = 1
    return {
        "contexts": contexts,
        "contexts_known": torch.tensor([example.contexts is not None for example in examples]),
    }


def compute_losses(spans: SpanNetwork, pairs: PairNetwork, batch: TrainingBatch) -> dict[str, Tensor]:
    """The loss of each head, per gold item of its kind. Spans: -log of the probability of all allowed classes."""
    states, span_logits, modes, modalities, contexts = spans(
        batch.ids, batch.case, batch.mask, batch.first_piece, batch.last_piece
    )
    logits = span_logits.float()
    total = torch.logsumexp(logits, dim=-1)
    allowed = torch.logsumexp(logits.masked_fill(~batch.allowed, -1e4), dim=-1)
    labelled = (batch.real & ~batch.allowed[..., 0]).sum()
    losses = {"spans": ((total - allowed) * batch.real).sum() / (labelled + 1)}
    if batch.soft is not None:
        losses["taught"] = _teacher_loss(logits, total, batch.soft, batch.real & batch.taught[:, None, None])
    flat = states.float().flatten(0, 1)
    role_logits, link_logits = pairs(flat, batch.triggers[:, :3], batch.mentions, batch.role_pairs, batch.link_pairs)
    losses["roles"] = _pair_loss(role_logits, batch.role_targets)
    losses["links"] = _pair_loss(link_logits, batch.link_targets)
    if len(batch.triggers):
        first = batch.triggers[:, 0]
        losses["modes"] = nn.functional.cross_entropy(modes.flatten(0, 1)[first].float(), batch.modes)
        losses["modalities"] = nn.functional.cross_entropy(modalities.flatten(0, 1)[first].float(), batch.modalities)
    if batch.contexts_known.any():
        known = batch.contexts_known
        losses["contexts"] = (
            nn.functional.binary_cross_entropy_with_logits(
                contexts[known].float(), batch.contexts[known], reduction="sum"
            )
            / known.sum()
        )
    return losses


def _teacher_loss(logits: Tensor, total: Tensor, soft: Tensor, counted: Tensor) -> Tensor:
    """Cross entropy to the teacher's classes of each span, per span that the teacher finds."""
    entropy = total * soft.sum(dim=-1) - (soft * logits).sum(dim=-1)
    found = ((1 - soft[..., 0]) * counted).sum()
    return (entropy * counted).sum() / (found + 1)


def _pair_loss(logits: Tensor, targets: Tensor) -> Tensor:
    loss = nn.functional.binary_cross_entropy_with_logits(logits.float(), targets, reduction="sum")
    return loss / (targets.sum() + 1)
