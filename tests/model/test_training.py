"""A network of toy size on a handful of texts: labels, losses, averaging, checkpoints."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from models.errors import ModelError
from models.extractor import MAX_WINDOW_PIECES
from models.labels import EVENT_TYPES, MENTION_TYPES
from models.network import EncoderConfig, NetworkConfig, PairNetwork, SpanNetwork, build_networks, load_tensors
from models.training.examples import Example, build_examples, build_marked_examples
from models.training.losses import collate, compute_losses
from models.training.markup import parse_markup
from models.training.names import mark_names
from models.training.trainer import Trainer, TrainingOptions
from models.weight_folder import DEFAULT_FOLDER
from models.words import WordReader

CONFIG = NetworkConfig(
    encoder=EncoderConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64),
    span_size=16,
    pair_size=16,
    type_size=4,
)
ARTICLE = parse_markup("""
#ID a
#CTX military
[T1:TITLE|[T2:NORP|Kenyan] President] [T3:PER|Ada Obi] [E1:CONSULT/visit|visited] [T4:GPE|Oslo] on [T5:DATE|Monday].
[T6:PRO|She] will [E2:SUPPORT|sign] there.
---
E1 ACTOR=T3 RECIPIENT=T4 TIME=T5
E2 ACTOR=T6 MODALITY=planned
TITLE T3>T1
OF T1>T2
COREF T6=T3
""")
NAMES = mark_names([("The", "O"), ("town", "O"), ("of", "O"), ("the", "O"), ("Ada", "B-ORG"), ("Group", "I-ORG")])


@pytest.fixture(scope="module")
def reader() -> WordReader:
    return WordReader(DEFAULT_FOLDER / "tokenizer.json")


@pytest.fixture
def examples(reader: WordReader) -> list[Example]:
    return build_examples([ARTICLE] * 6, reader, max_pieces=MAX_WINDOW_PIECES) + build_marked_examples(
        [NAMES], reader, max_pieces=MAX_WINDOW_PIECES
    )


def _allowed(example: Example, first: int, last: int) -> set[int]:
    batch = collate([example], max_span_words=CONFIG.max_span_words, padding_id=0)
    return set(torch.nonzero(batch.allowed[0, first, last - first]).flatten().tolist())


def test_annotated_news_allows_one_class_a_span(examples: list[Example]) -> None:
    assert _allowed(examples[0], 0, 1) == {1 + MENTION_TYPES.index("TITLE")}
    assert _allowed(examples[0], 4, 4) == {1 + len(MENTION_TYPES) + EVENT_TYPES.index("CONSULT")}
    assert _allowed(examples[0], 5, 7) == {0}


def test_name_corpora_leave_open_what_they_do_not_mark(examples: list[Example]) -> None:
    names = examples[-1]
    organisation = 1 + MENTION_TYPES.index("ORG")

    assert _allowed(names, 3, 5) == {organisation}, "the name with its article is ours"
    assert len(_allowed(names, 4, 5)) == 1 + len(MENTION_TYPES) + len(EVENT_TYPES)
    assert organisation not in _allowed(names, 0, 1)
    assert {0, 1 + MENTION_TYPES.index("TITLE"), 1 + len(MENTION_TYPES)} <= _allowed(names, 0, 1)
    assert organisation in _allowed(names, 1, 2), "a common noun may be an organisation"
    assert 1 + MENTION_TYPES.index("PER") not in _allowed(names, 1, 2)


def _trainer(examples: list[Example], folder: Path, epochs: int) -> Trainer:
    torch.manual_seed(7)
    spans, pairs = build_networks(CONFIG)
    return Trainer(
        spans=spans,
        pairs=pairs,
        config=CONFIG,
        options=TrainingOptions(epochs=epochs, batch_pieces=64, encoder_rate=1e-3, warmup=0.1),
        folder=folder,
        padding_id=0,
        mask_id=103,
        sources=[(examples, 1.0)],
        evaluate=_score,
    )


def _score(spans: SpanNetwork, pairs: PairNetwork) -> dict[str, float]:
    return {"total": sum(parameter.abs().sum().item() for parameter in pairs.parameters())}


def test_training_lowers_every_loss(examples: list[Example], tmp_path: Path) -> None:
    trainer = _trainer(examples, tmp_path, epochs=12)
    batch = collate(examples, max_span_words=CONFIG.max_span_words, padding_id=0)
    before = compute_losses(trainer.spans.eval(), trainer.pairs.eval(), batch)
    trainer.run()
    after = compute_losses(trainer.spans.eval(), trainer.pairs.eval(), batch)

    assert before.keys() == after.keys() == {"spans", "roles", "links", "modes", "modalities", "contexts"}
    assert all(after[name] < before[name] for name in before)


def test_a_run_goes_on_where_it_stopped(examples: list[Example], tmp_path: Path) -> None:
    whole = _trainer(examples, tmp_path / "whole", epochs=3).run()
    stopped = _trainer(examples, tmp_path / "parts", epochs=3)
    log = tmp_path / "parts" / "log.jsonl"

    def stop_in_second(spans: SpanNetwork, pairs: PairNetwork) -> dict[str, float]:
        if log.exists():
            raise KeyboardInterrupt
        return _score(spans, pairs)

    stopped.evaluate = stop_in_second
    with pytest.raises(KeyboardInterrupt):
        stopped.run()
    resumed = _trainer(examples, tmp_path / "parts", epochs=3).run()

    assert whole.keys() == resumed.keys()
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


def test_a_checkpoint_of_other_options_is_refused(examples: list[Example], tmp_path: Path) -> None:
    _trainer(examples, tmp_path, epochs=1).run()

    other = _trainer(examples, tmp_path, epochs=1)
    other.options = replace(other.options, seed=5)
    with pytest.raises(ModelError, match="of a run with the options"):
        other.run()


def test_weights_of_another_shape_are_refused() -> None:
    spans, pairs = build_networks(CONFIG)

    with pytest.raises(ModelError, match="don't fit"):
        load_tensors(spans, pairs, {"spans.case.weight": torch.zeros(3, 3)})
