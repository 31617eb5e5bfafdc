"""What keeps the id of an event from one revision of an article to the next, and what makes it another."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.extraction import Sentence, Trigger
from pipeline.coding.identity import identify_events
from pipeline.records import Article, ModelInfo

MODEL = ModelInfo(name="m", version="1")
VERBS = re.compile("met|attacked|killed")
TEXT = "Ann Lee met Bob Roe in Paris. Rebels killed 5 people, and killed a dog. Rebels attacked Homs."


def make_trigger(start: int, end: int, kind: str = "CONSULT") -> Trigger:
    return Trigger(
        type=kind,
        mode=None,
        modality="actual",
        start=start,
        end=end,
        confidence=0.9,
        modality_confidence=0.9,
        roles=(),
    )


def identify(text: str, *, article: str = "a", kind: str = "CONSULT", model: ModelInfo = MODEL) -> tuple[str, ...]:
    """The ids of an event for each verb; a sentence ends with a full stop."""
    found = [
        (make_trigger(verb.start(), verb.end(), kind), Sentence(start=sentence.start(), end=sentence.end()))
        for sentence in re.finditer(r"[^.\s][^.]*\.", text)
        for verb in VERBS.finditer(text, sentence.start(), sentence.end())
    ]
    return identify_events(Article(id=article, text=text, published="2024-12-25"), found, model=model)


def test_ids_are_the_same_each_time_and_differ_within_an_article() -> None:
    ids = identify(TEXT)
    assert ids == identify(TEXT)
    assert [len(one) for one in ids] == [32] * 4
    assert len(set(ids)) == 4


@pytest.mark.parametrize(
    "revision",
    [
        f"CORRECTION: adds a paragraph.\n\n{TEXT}",
        TEXT.replace(". ", ".\n\n"),
        TEXT.replace("5 people", "17 people"),
        TEXT.replace("5 people", "twenty-one people"),
        TEXT.replace("Ann Lee", "ANN LEE").replace("in Paris", "– in Paris"),
        TEXT.replace("Rebels attacked", "Nothing else is known. Rebels attacked"),
    ],
)
def test_events_that_remain_keep_their_ids(revision: str) -> None:
    assert identify(revision) == identify(TEXT)


def test_an_event_whose_sentence_says_something_else_is_another() -> None:
    before, after = identify(TEXT), identify(TEXT.replace("in Paris", "in Rome"))
    assert before[0] != after[0]
    assert before[1:] == after[1:]


def test_a_sentence_taken_out_takes_its_events_alone() -> None:
    assert identify(TEXT.replace("Ann Lee met Bob Roe in Paris. ", "")) == identify(TEXT)[1:]


def test_the_same_sentence_twice_has_two_events() -> None:
    once = identify("Rebels attacked Homs.")
    twice = identify("Rebels attacked Homs. Rebels attacked Homs.")
    assert twice[:1] == once
    assert len(set(twice)) == 2


def test_article_type_and_model_make_other_events() -> None:
    others = [
        identify(TEXT, article="b"),
        identify(TEXT, kind="ASSAULT"),
        identify(TEXT, model=ModelInfo(name="m", version="2")),
    ]
    assert not set(identify(TEXT)) & {one for ids in others for one in ids}


@given(before=st.text(alphabet="xyz0123456789 ,", max_size=40), after=st.text(max_size=40))
def test_text_around_the_sentences_changes_no_id(before: str, after: str) -> None:
    around = f"{before}.\n{TEXT}\n{VERBS.sub('', after)}"
    assert set(identify(TEXT)) <= set(identify(around))


def test_a_text_of_one_endless_sentence_is_quick() -> None:
    text = "rebels killed " * 20_000 + "."
    ids = identify(text)
    assert len(set(ids)) == 20_000
