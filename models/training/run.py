"""One training run: data folder in, folder of weights out."""

import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load_file

from models.backends import BatchInputs
from models.backends.choice import load_backend
from models.batching import plan_batches
from models.extractor import MAX_WINDOW_PIECES, pad_windows
from models.network import EncoderConfig, NetworkConfig, build_networks, load_tensors
from models.training.calibration import collect_findings, fit_calibration
from models.training.corpora import read_events, read_training, select_real
from models.training.development import build_evaluation, build_extraction
from models.training.encoders import read_student_encoder
from models.training.export import write_config, write_weights
from models.training.markup import AnnotatedArticle
from models.training.soft_labels import Networks
from models.training.sources import build_sources
from models.training.teacher import load_teacher
from models.training.thresholds import choose_thresholds
from models.training.trainer import Trainer, TrainingOptions
from models.weight_folder import TENSORS_FILE, TOKENIZER_FILE, WeightFolder
from models.windows import cut_windows
from models.words import WordReader

logger = logging.getLogger(__name__)

_SAMPLE_STEP: Final = 23
_SAMPLE_PIECES: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where a run begins.

    ``encoder``: a folder with model.safetensors and tokenizer.json of a BERT encoder of the default sizes. ``weights``:
    a folder of weights to start from instead; what they say of texts that nobody has annotated is learned as well, so
    that it isn't forgotten. ``teacher``: the work folder of a trained teacher; what it and these weights say of all
    texts, the student then learns beside what people say.
    """

    encoder: Path
    weights: Path | None = None
    teacher: Path | None = None


def train_model(data: Path, origins: Origins, *, work: Path, weights: Path, options: TrainingOptions) -> None:
    """Train on ``data``/events/train, the project's own texts and the corpora of ``data``/corpora.

    Then write the folder ``weights``. ``work`` gets checkpoints and the log; a run with the same ``work`` goes on where
    it stopped.
    """
    torch.set_num_threads(os.cpu_count() or 1)
    tokenizer_file = origins.encoder / "tokenizer.json"
    reader = WordReader(tokenizer_file)
    train = read_training(data)
    dev = select_real(read_events(data / "events" / "dev"))
    torch.manual_seed(options.seed)
    config = NetworkConfig(encoder=EncoderConfig())
    spans, pairs = build_networks(config)
    if origins.weights is None:
        spans.encoder.load_state_dict(read_student_encoder(origins.encoder))
    else:
        _load_weights((spans, pairs), origins.weights)
    sources = build_sources(
        data, train, reader, teachers=_load_teachers(origins), teach_annotated=origins.teacher is not None
    )
    trainer = Trainer(
        spans=spans,
        pairs=pairs,
        config=config,
        options=options,
        folder=work,
        padding_id=reader.padding_id,
        mask_id=reader.mask_id,
        sources=sources,
        evaluate=build_evaluation(dev, reader),
    )
    load_tensors(spans, pairs, trainer.run())
    write_weights(
        weights,
        (spans, pairs),
        config,
        tokenizer_file=tokenizer_file,
        samples=_sample_batches(train[::_SAMPLE_STEP], reader),
    )
    fit_decisions(weights, dev)


def fit_decisions(weights: Path, dev: list[AnnotatedArticle]) -> None:
    """Choose thresholds and scalings on ``dev`` with the int8 graphs of the folder, which most users run."""
    folder = WeightFolder(weights)
    backend = load_backend(folder, backend="openvino", threads=None)
    extract = build_extraction(dev, WordReader(folder.file(TOKENIZER_FILE)), backend)
    thresholds = choose_thresholds(dev, extract)
    calibration = fit_calibration(collect_findings(dev, extract(thresholds)))
    logger.info("%s, %s", thresholds, calibration)
    write_config(weights, folder.config.network, thresholds, calibration)


def _load_weights(networks: Networks, folder: Path) -> None:
    load_tensors(*networks, load_file(WeightFolder(folder).file(TENSORS_FILE)))


def _load_teachers(origins: Origins) -> list[Networks]:
    teachers = [] if origins.teacher is None else [load_teacher(origins.teacher)]
    if origins.weights is not None:
        teachers.append(build_networks(NetworkConfig(encoder=EncoderConfig())))
        _load_weights(teachers[-1], origins.weights)
    return teachers


def _sample_batches(articles: list[AnnotatedArticle], reader: WordReader) -> Iterable[BatchInputs]:
    windows = [
        replace(window, text=0)
        for words in reader.read([article.text for article in articles])
        for window in cut_windows(
            0, words, max_pieces=MAX_WINDOW_PIECES, begin_id=reader.begin_id, end_id=reader.end_id
        )
    ]
    sizes = [(len(window.ids), len(window.first_piece)) for window in windows]
    for batch in plan_batches(sizes, max_pieces=_SAMPLE_PIECES, multiple=16, longest=MAX_WINDOW_PIECES):
        yield pad_windows([windows[index] for index in batch.windows], batch, reader.padding_id)
