import numpy as np
import pytest
import torch

from models.extractor import MAX_WINDOW_PIECES
from models.labels import MENTION_TYPES
from models.network import EncoderConfig, NetworkConfig, build_networks
from models.training.examples import Example, build_examples, build_marked_examples
from models.training.losses import collate, compute_losses
from models.training.marked_text import MarkedSpan, MarkedText
from models.training.markup import parse_markup
from models.training.soft_labels import add_soft_labels
from models.weight_folder import DEFAULT_FOLDER
from models.words import WordReader

CONFIG = NetworkConfig(
    encoder=EncoderConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64),
    span_size=16,
    pair_size=16,
    type_size=4,
)
TEACHER = NetworkConfig(
    encoder=EncoderConfig(
        architecture="mpnet",
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=514,
    ),
    span_size=16,
)
NAMED = MarkedText(
    text="Ada Obi saw the Oslo Group.",
    spans=(MarkedSpan(start=0, end=7, types=("PER",)), MarkedSpan(start=16, end=26, types=("ORG",))),
    complete=frozenset({"PER", "ORG"}),
)


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    reader = WordReader(DEFAULT_FOLDER / "tokenizer.json")
    article = parse_markup("""
[T1:PER|Ada Obi] [E1:CONSULT/visit|visited] [T2:GPE|Oslo]. [T3:PRO|She] [E2:SUPPORT|praised] [T4:ORG|the Group].
---
E1 ACTOR=T1 RECIPIENT=T2
E2 ACTOR=T3 RECIPIENT=T4
COREF T3=T1
""")
    return build_examples([article], reader, max_pieces=MAX_WINDOW_PIECES) + build_marked_examples(
        [NAMED], reader, max_pieces=MAX_WINDOW_PIECES
    )


@pytest.fixture(scope="module")
def taught(examples: list[Example]) -> list[Example]:
    torch.manual_seed(3)
    teachers = [build_networks(TEACHER), build_networks(CONFIG)]
    with torch.no_grad():  # teachers that find something everywhere
        for spans, _ in teachers:
            spans.span_class.bias[0] = -1.0
    return add_soft_labels(examples, teachers, padding_id=0)


def test_what_people_labelled_stays_and_the_teacher_adds_probabilities(
    examples: list[Example], taught: list[Example]
) -> None:
    annotated, soft = taught[0], taught[0].soft

    assert soft is not None
    assert annotated.mentions == examples[0].mentions
    assert annotated.triggers == examples[0].triggers
    assert soft.spans.shape == (len(annotated.window.first_piece), CONFIG.max_span_words, soft.spans.shape[2])
    assert np.allclose(soft.spans.sum(axis=-1), 1, atol=0.01)
    assert len(soft.roles) == len(annotated.triggers) * len(annotated.mentions)
    assert len(soft.modes) == len(annotated.triggers) == 2


def test_the_teacher_finds_only_what_the_corpus_leaves_possible(taught: list[Example]) -> None:
    named = taught[1]
    person = 1 + MENTION_TYPES.index("PER")

    assert named.soft is not None
    assert named.mentions or named.triggers, "the teacher labels what people did not"
    assert named.soft.spans[0, 1].argmax() == person
    assert named.soft.spans[0, 1, person] == pytest.approx(1, abs=0.01)
    assert named.soft.spans[2, 0, person] == 0, "every person is marked, and this word is none"
    assert all(kind != MENTION_TYPES.index("PER") or (first, last) == (0, 1) for first, last, kind in named.mentions)


def test_the_student_learns_from_both(taught: list[Example]) -> None:
    torch.manual_seed(4)
    spans, pairs = build_networks(CONFIG)
    batch = collate(taught, max_span_words=CONFIG.max_span_words, padding_id=0)
    optimizer = torch.optim.AdamW([*spans.parameters(), *pairs.parameters()], lr=3e-3)
    spans.eval()
    pairs.eval()
    before = {name: value.item() for name, value in compute_losses(spans, pairs, batch).items()}
    for _ in range(40):
        optimizer.zero_grad()
        torch.stack(list(compute_losses(spans, pairs, batch).values())).sum().backward()
        optimizer.step()
    after = {name: value.item() for name, value in compute_losses(spans, pairs, batch).items()}

    assert "taught" in before
    assert after["taught"] < before["taught"]
    assert after["spans"] < before["spans"]
    assert after["roles"] < before["roles"]


def test_a_batch_without_teacher_has_no_teacher_loss(examples: list[Example]) -> None:
    spans, pairs = build_networks(CONFIG)

    assert "taught" not in compute_losses(
        spans, pairs, collate(examples, max_span_words=CONFIG.max_span_words, padding_id=0)
    )
