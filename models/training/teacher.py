"""The teacher: MPNet-base under the same heads, trained on the same annotated news; the student learns from it."""

import os
from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load_file, save_file

from models.errors import ModelError
from models.extractor import MAX_WINDOW_PIECES
from models.network import NetworkConfig, PairNetwork, SpanNetwork, build_networks, load_tensors
from models.training.corpora import read_events, read_training, select_real
from models.training.development import build_evaluation
from models.training.encoders import TEACHER_CONFIG, read_teacher_encoder
from models.training.examples import build_examples
from models.training.sources import build_name_examples
from models.training.trainer import Trainer, TrainingOptions
from models.words import WordReader

TEACHER_OPTIONS: Final = TrainingOptions(
    epochs=3, encoder_rate=6e-5, head_rate=6e-4, average_decay=0.99, mask_noise=0.04
)
_CONFIG: Final = NetworkConfig(encoder=TEACHER_CONFIG, span_size=256)
_TENSORS_FILE: Final = "teacher.safetensors"
_NAMES_SHARE: Final = 0.1


def train_teacher(data: Path, tokenizer_file: Path, *, work: Path, options: TrainingOptions) -> None:
    """Train on ``data``/events/train, the project's own texts and the name corpora; the weights lie in ``work``.

    ``tokenizer_file``: the student's, whose windows the teacher reads. A run goes on where it stopped.
    """
    torch.set_num_threads(os.cpu_count() or 1)
    reader = WordReader(tokenizer_file)
    train = read_training(data)
    dev = read_events(data / "events" / "dev")
    torch.manual_seed(options.seed)
    spans, pairs = build_networks(_CONFIG)
    spans.encoder.load_state_dict(read_teacher_encoder())
    trainer = Trainer(
        spans=spans,
        pairs=pairs,
        config=_CONFIG,
        options=options,
        folder=work,
        padding_id=reader.padding_id,
        mask_id=reader.mask_id,
        sources=[
            (build_examples(train, reader, max_pieces=MAX_WINDOW_PIECES), 1.0),
            (build_name_examples(data, dev, reader), _NAMES_SHARE),
        ],
        evaluate=build_evaluation(select_real(dev), reader),
    )
    save_file(trainer.run(), work / _TENSORS_FILE)


def load_teacher(work: Path) -> tuple[SpanNetwork, PairNetwork]:
    """The networks that ``train_teacher`` left in ``work``; raises ModelError where it has not finished."""
    file = work / _TENSORS_FILE
    if not file.is_file():
        message = f"no teacher in '{work}': train it with scripts/train_teacher.py --work {work}"
        raise ModelError(message)
    spans, pairs = build_networks(_CONFIG)
    load_tensors(spans, pairs, load_file(file))
    return spans, pairs
