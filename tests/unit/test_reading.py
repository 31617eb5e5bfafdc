from collections.abc import Sequence

import pytest
from fakes import FakeExtractor, fake_code
from hypothesis import given
from hypothesis import strategies as st

from models.extraction import Extraction
from pipeline.errors import ModelError
from pipeline.reading import ArticleReader, Failure
from pipeline.records import Article, Document, ModelInfo

GOOD = "Ann Lee met Bob Roe."


def make_reader(extractor: FakeExtractor, *, attempts: int = 2) -> ArticleReader:
    return ArticleReader(extractor, code=fake_code, attempts=attempts, now=lambda: "now")


def make_articles(*texts: str) -> list[Article]:
    return [Article(id=f"a{i}", text=text, published="2024-12-25") for i, text in enumerate(texts)]


def kinds(outcomes: Sequence[Document | Failure]) -> list[str]:
    return [outcome.stage if isinstance(outcome, Failure) else outcome.article.id for outcome in outcomes]


def test_a_good_batch_runs_through_the_model_once() -> None:
    extractor = FakeExtractor()
    outcomes = make_reader(extractor).read(make_articles(GOOD, "Nothing here.", GOOD))
    assert kinds(outcomes) == ["a0", "a1", "a2"]
    assert len(extractor.batches) == 1


def test_no_articles_do_not_run_the_model() -> None:
    extractor = FakeExtractor()
    assert make_reader(extractor).read([]) == []
    assert extractor.batches == []


@pytest.mark.parametrize("attempts", [1, 2, 3])
def test_an_article_that_the_model_fails_on_is_tried_alone_and_spares_its_neighbours(attempts: int) -> None:
    extractor = FakeExtractor()
    outcomes = make_reader(extractor, attempts=attempts).read(make_articles(GOOD, "POISON", GOOD))
    assert kinds(outcomes) == ["a0", "extract", "a2"]
    failure = outcomes[1]
    assert isinstance(failure, Failure)
    assert (failure.attempts, repr(failure.error)) == (attempts, repr(ValueError("can't read POISON")))
    assert extractor.batches.count(["POISON"]) == attempts


def test_an_article_that_the_coding_fails_on_spares_its_neighbours() -> None:
    extractor = FakeExtractor()
    assert kinds(make_reader(extractor).read(make_articles("MISCODE", GOOD))) == ["code", "a1"]
    assert [GOOD] not in extractor.batches  # the neighbour's extraction was not thrown away


def test_an_error_that_passes_is_survived() -> None:
    assert kinds(make_reader(FakeExtractor()).read(make_articles("FLAKY", GOOD))) == ["a0", "a1"]
    assert kinds(make_reader(FakeExtractor(), attempts=1).read(make_articles("FLAKY", GOOD))) == ["extract", "a1"]


def test_a_model_that_fails_on_any_text_is_no_fault_of_the_article() -> None:
    with pytest.raises(ModelError, match="the model fails on any text, stage extract"):
        make_reader(FakeExtractor()).read(make_articles(GOOD, "BREAKDOWN"))


def test_a_coding_that_fails_on_any_text_is_no_fault_of_the_article() -> None:
    def broken(article: Article, extraction: Extraction, *, model: ModelInfo, processed: str) -> Document:
        raise LookupError(article.id)

    reader = ArticleReader(FakeExtractor(), code=broken, attempts=2, now=str)
    with pytest.raises(ModelError, match="stage code"):
        reader.read(make_articles(GOOD))


def test_a_result_too_few_is_a_bug_of_the_extractor() -> None:
    class Short(FakeExtractor):
        def extract(self, texts: Sequence[str]) -> list[Extraction]:
            return super().extract(texts)[1:]

    with pytest.raises(ModelError, match="1 results for 2 texts"):
        make_reader(Short()).read(make_articles(GOOD, GOOD))


@given(
    st.lists(st.sampled_from([GOOD, "POISON", "MISCODE", "Nothing here.", f"{GOOD} Then Cy Dow agreed."])), st.data()
)
def test_outcomes_do_not_depend_on_the_batch(texts: list[str], data: st.DataObject) -> None:
    articles = make_articles(*texts)
    cut = data.draw(st.integers(0, len(articles)))
    together = make_reader(FakeExtractor()).read(articles)
    parted = make_reader(FakeExtractor()).read(articles[:cut]) + make_reader(FakeExtractor()).read(articles[cut:])
    assert kinds(together) == kinds(parted)
    assert [one for one in together if isinstance(one, Document)] == [
        one for one in parted if isinstance(one, Document)
    ]


@pytest.mark.parametrize(("least", "events"), [(0.0, 1), (0.8, 1), (0.81, 0)])
def test_events_of_less_confidence_are_left_out(least: float, events: int) -> None:
    reader = ArticleReader(FakeExtractor(), code=fake_code, attempts=1, now=str, min_confidence=least)
    (document,) = reader.read(make_articles(GOOD))
    assert isinstance(document, Document)
    assert [event.confidence for event in document.events] == [0.8] * events
