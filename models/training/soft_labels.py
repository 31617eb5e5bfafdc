"""Teachers read training examples: what they find, as mean probabilities, goes with each example."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from models.decoding import Thresholds, decode_spans
from models.network import PairNetwork, SpanNetwork
from models.pairs import pair_mentions
from models.training.examples import Example, SoftLabels
from models.training.losses import TrainingBatch, collate
from models.training.precision import autocast

Networks = tuple[SpanNetwork, PairNetwork]

_BATCH_PIECES: Final = 3072
_LEAST: Final = 1e-6


def add_soft_labels(examples: Sequence[Example], teachers: Sequence[Networks], *, padding_id: int) -> list[Example]:
    """The examples, in their order, with the mean of the teachers' probabilities.

    Where people have not labelled a text, its mentions and triggers become those that the teachers find, and the
    probabilities are confined to the classes that the corpus leaves possible.
    """
    taught: list[Example | None] = [None] * len(examples)
    for networks in teachers:
        for network in networks:
            network.eval()
    for indices in _batches(examples):
        batch = [examples[index] for index in indices]
        for index, example in zip(indices, _teach(batch, teachers, padding_id), strict=True):
            taught[index] = example
    return [example for example in taught if example is not None]


def _batches(examples: Sequence[Example]) -> Iterator[list[int]]:
    batch: list[int] = []
    for index in sorted(range(len(examples)), key=lambda index: len(examples[index].window.ids)):
        if batch and len(examples[index].window.ids) * (len(batch) + 1) > _BATCH_PIECES:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _teach(batch: list[Example], teachers: Sequence[Networks], padding_id: int) -> list[Example]:
    widths = teachers[0][0].max_span_words
    tensors = collate(batch, max_span_words=widths, padding_id=padding_id)
    readings = [_read(spans, tensors) for spans, _ in teachers]
    probabilities, modes, modalities = (
        torch.stack(of_kind).mean(dim=0) for of_kind in list(zip(*readings, strict=True))[1:]
    )
    confined = probabilities * tensors.allowed
    confined /= confined.sum(dim=-1, keepdim=True).clamp_min(_LEAST)
    found = []
    for row, example in enumerate(batch):
        words = len(example.window.first_piece)
        of_row = (probabilities if example.labelled else confined)[row, :words]
        found.append((of_row.numpy(), modes[row].numpy(), modalities[row].numpy()))
    labelled = [
        example if example.labelled else _find(example, *of_window)
        for example, of_window in zip(batch, found, strict=True)
    ]
    tensors = collate(labelled, max_span_words=widths, padding_id=padding_id)
    scored = [_score_pairs(reading[0], tensors, pairs) for reading, (_, pairs) in zip(readings, teachers, strict=True)]
    roles, links = (torch.stack(of_kind).mean(dim=0) for of_kind in zip(*scored, strict=True))
    return list(_join(labelled, found, roles, links))


def _read(spans: SpanNetwork, tensors: TrainingBatch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    with torch.inference_mode(), autocast():
        states, logits, modes, modalities, _ = spans(
            tensors.ids, tensors.case, tensors.mask, tensors.first_piece, tensors.last_piece
        )
    return states, logits.float().softmax(-1), modes.float().softmax(-1), modalities.float().softmax(-1)


def _find(
    example: Example,
    probabilities: npt.NDArray[np.float32],
    modes: npt.NDArray[np.float32],
    modalities: npt.NDArray[np.float32],
) -> Example:
    decoded = decode_spans(np.log(probabilities + _LEAST), example.sentence_of_word, Thresholds())
    return replace(
        example,
        mentions=tuple((first, last, kind) for first, last, kind in decoded.mentions.tolist()),
        triggers=tuple(
            (first, last, kind, int(modes[first].argmax()), int(modalities[first].argmax()))
            for first, last, kind in decoded.triggers.tolist()
        ),
    )


def _score_pairs(states: Tensor, tensors: TrainingBatch, pairs: PairNetwork) -> tuple[Tensor, Tensor]:
    with torch.inference_mode():
        roles, links = pairs(
            states.float().flatten(0, 1),
            tensors.triggers[:, :3],
            tensors.mentions,
            tensors.role_pairs,
            tensors.link_pairs,
        )
    return roles.sigmoid(), links.sigmoid()


def _join(
    labelled: list[Example], found: Sequence[tuple[npt.NDArray[np.float32], ...]], roles: Tensor, links: Tensor
) -> Iterator[Example]:
    role_row = link_row = 0
    for example, (spans, modes, modalities) in zip(labelled, found, strict=True):
        role_count = len(example.triggers) * len(example.mentions)
        mentions = np.array(example.mentions, dtype=np.int64).reshape(-1, 3)
        link_count = len(pair_mentions(mentions, example.sentence_of_word))
        first = [trigger[0] for trigger in example.triggers]
        yield replace(
            example,
            soft=SoftLabels(
                spans=spans.astype(np.float16),
                roles=roles[role_row : role_row + role_count].numpy().astype(np.float16),
                links=links[link_row : link_row + link_count].numpy().astype(np.float16),
                modes=modes[first].astype(np.float16),
                modalities=modalities[first].astype(np.float16),
            ),
        )
        role_row += role_count
        link_row += link_count
