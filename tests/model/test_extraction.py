"""What the shipped weights promise: the same reading in any company, nothing cut off, and scores that hold."""

import random

import pytest

from models.extractor import Extractor
from models.training.evaluation import Score, score_extractions
from models.training.markup import AnnotatedArticle


def test_a_text_reads_the_same_in_any_company(extractor: Extractor, labelled_news: list[AnnotatedArticle]) -> None:
    texts = [article.text for article in labelled_news]
    texts += [" ".join(texts[:12]), texts[0][:40], ""]
    alone = {text: extractor.extract([text])[0] for text in texts}

    order = random.Random(4)
    for _ in range(4):
        company = order.sample(texts, order.randint(2, len(texts)))
        assert extractor.extract(company) == [alone[text] for text in company]


def test_a_long_article_is_read_to_its_end(int8_extractor: Extractor) -> None:
    filler = "The weather stayed mild and the shops were open as usual. " * 600
    (extraction,) = int8_extractor.extract([filler + "Kenyan police arrested 12 protesters in Nairobi on Monday."])

    (trigger,) = extraction.triggers
    assert trigger.type == "COERCE"
    assert {role.role for role in trigger.roles} >= {"ACTOR", "LOCATION", "TIME"}
    assert len(extraction.sentences) == 601


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "x", "." * 5000, "a" * 100_000, "\u200b\u200b", "中文新闻", "🙂 " * 400]
)
def test_odd_texts_are_read(int8_extractor: Extractor, text: str) -> None:
    (extraction,) = int8_extractor.extract([text])

    assert all(0 <= mention.start < mention.end <= len(text) for mention in extraction.mentions)


@pytest.fixture(scope="module")
def scores(
    torch_extractor: Extractor,
    int8_extractor: Extractor,
    float32_extractor: Extractor,
    labelled_news: list[AnnotatedArticle],
) -> dict[str, dict[str, Score]]:
    return {
        name: score_extractions(labelled_news, extractor.extract([article.text for article in labelled_news]))
        for name, extractor in (("torch", torch_extractor), ("int8", int8_extractor), ("float32", float32_extractor))
    }


@pytest.mark.parametrize("backend", ["torch", "int8", "float32"])
@pytest.mark.parametrize(
    ("task", "floor"),
    [("mentions", 0.80), ("triggers typed", 0.65), ("roles", 0.50), ("modality", 0.85), ("relation OF", 0.60)],
)
def test_scores_hold_on_labelled_news(
    scores: dict[str, dict[str, Score]], backend: str, task: str, floor: float
) -> None:
    assert scores[backend][task].f1 >= floor


@pytest.mark.parametrize(("backend", "most"), [("int8", 0.03), ("float32", 0.015)])
def test_openvino_reads_as_torch_does(scores: dict[str, dict[str, Score]], backend: str, most: float) -> None:
    for task in ("mentions", "triggers typed", "roles", "modality"):
        assert abs(scores[backend][task].f1 - scores["torch"][task].f1) < most, task
