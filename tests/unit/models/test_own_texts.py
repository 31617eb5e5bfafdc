"""The annotated news in ``models/training/data`` keep to the scheme."""

from collections import Counter
from pathlib import Path

import pytest

import models.training
from models.labels import EVENT_TYPES, FILLER_TYPES_BY_ROLE, MENTION_TYPES, MODALITIES, ROLES
from models.training.markup import AnnotatedArticle, read_markup

FILES = sorted((Path(models.training.__file__).parent / "data").glob("*.txt"))


@pytest.fixture(scope="module")
def articles() -> list[AnnotatedArticle]:
    return [article for file in FILES for article in read_markup(file)]


def test_ids_are_unique_and_tell_who_wrote_the_text(articles: list[AnnotatedArticle]) -> None:
    counts = Counter(article.id for article in articles)

    assert [name for name, count in counts.items() if count > 1] == []
    assert [name for name in counts if not name.startswith("author-")] == []


def test_fillers_have_a_type_that_their_role_takes(articles: list[AnnotatedArticle]) -> None:
    wrong = [
        (article.id, trigger.id, role)
        for article in articles
        for types in [{mention.id: mention.type for mention in article.mentions}]
        for trigger in article.triggers
        for role, name in trigger.roles
        if types[name] not in FILLER_TYPES_BY_ROLE[role]
    ]
    assert wrong == []


def test_every_label_occurs(articles: list[AnnotatedArticle]) -> None:
    triggers = [trigger for article in articles for trigger in article.triggers]

    assert {trigger.type for trigger in triggers} == set(EVENT_TYPES)
    assert {trigger.modality for trigger in triggers} == set(MODALITIES)
    assert {role for trigger in triggers for role, _ in trigger.roles} == set(ROLES)
    assert {mention.type for article in articles for mention in article.mentions} == set(MENTION_TYPES)
    assert {kind for article in articles for kind, _, _ in article.relations} == {"TITLE", "OF", "IN"}


def test_texts_differ(articles: list[AnnotatedArticle]) -> None:
    openings = Counter(article.text[:100] for article in articles)

    assert [text for text, count in openings.items() if count > 1] == []
