import runpy
from functools import cache
from pathlib import Path

import pytest

from models.labels import EVENT_TYPES, FILLER_TYPES_BY_ROLE, MODALITIES
from models.training.gold_extraction import extract_annotated
from models.training.markup import AnnotatedArticle, parse_markup, read_markup
from pipeline.coding.countries import read_countries
from pipeline.coding.document import code_document
from pipeline.coding_evaluation import (
    FieldScore,
    GoldActor,
    GoldDate,
    GoldEvent,
    GoldPlace,
    GoldRecord,
    Outcome,
    read_records,
    score_document,
    score_fields,
)
from pipeline.records import Article, ModelInfo, PloverCode

FOLDER = Path(__file__).parents[2] / "coding" / "gold"
FILES = sorted(FOLDER.glob("*.txt"))
SCRIPT = Path(__file__).parents[3] / "scripts" / "evaluate_coding.py"

# What the coder reached; raise them with it.
FLOORS = {
    "actor country": 0.945,
    "sector": 0.945,
    "source country": 0.90,
    "date value": 0.985,
    "date range": 0.975,
    "place id": 0.965,
    "place country": 0.96,
    "PLOVER code": 0.995,
    "CAMEO root": 0.965,
}


@cache
def articles() -> dict[str, AnnotatedArticle]:
    return {article.id: article for file in FILES for article in read_markup(file)}


@cache
def records() -> dict[str, GoldRecord]:
    return {name: record for file in FILES for name, record in read_records(file.with_suffix(".json")).items()}


@cache
def scores() -> dict[str, FieldScore]:
    outcomes = runpy.run_path(str(SCRIPT))["evaluate"](FILES)
    return {score.field: score for score in score_fields(outcomes)}


def test_the_set_is_as_large_and_as_wide_as_it_says() -> None:
    triggers = [trigger for article in articles().values() for trigger in article.triggers]
    assert len(articles()) == 60
    assert len(triggers) >= 500
    assert {trigger.type for trigger in triggers} == set(EVENT_TYPES)
    assert {trigger.modality for trigger in triggers} == set(MODALITIES)
    assert all(60 <= len(article.text.split()) <= 200 for article in articles().values())


def test_every_mention_in_a_role_has_a_gold_value() -> None:
    missing = []
    for name, article in articles().items():
        gold = records()[name]
        assert set(gold.events) == {trigger.id for trigger in article.triggers}
        for trigger in article.triggers:
            for role, mention in trigger.roles:
                values = {"LOCATION": gold.places, "TIME": gold.dates}.get(role, gold.actors)
                if role not in ("DEAD", "INJURED", "ARRESTED", "AMOUNT") and mention not in values:
                    missing.append((name, trigger.id, role, mention))
    assert not missing


def test_mentions_have_the_type_that_role_and_value_need() -> None:
    for name, article in articles().items():
        types = {mention.id: mention.type for mention in article.mentions}
        for trigger in article.triggers:
            assert all(types[mention] in FILLER_TYPES_BY_ROLE[role] for role, mention in trigger.roles), name
        assert {mention for mention, kind in types.items() if kind == "DATE"} == set(records()[name].dates)
        assert all(types[mention] in ("GPE", "LOC", "FAC") for mention in records()[name].places)


def test_gold_countries_are_those_of_the_table() -> None:
    known = {country.plover_code for country in read_countries().values()}
    for gold in records().values():
        for actor in gold.actors.values():
            assert {*(actor.countries or ()), *actor.members} <= known | {None}
        assert all(set(place.countries or ()) <= known for place in gold.places.values())


ARTICLE = """#ID small
#DATE 2025-03-14
[T1:ORG|The Kremlin] [E1:ACCUSE/disapprove|criticised] [T2:GPE|Norway] in [T3:GPE|Geneva] on [T4:DATE|Thursday].
[T5:GPE|Oslo] will [E2:AID|send] [T6:GPE|Ukraine] tents.
---
E1 ACTOR=T1 RECIPIENT=T2 LOCATION=T3 TIME=T4
E2 ACTOR=T5 RECIPIENT=T6 MODALITY=planned
COREF T2=T5"""


def small_record(**changes: GoldActor) -> GoldRecord:
    norway = GoldActor(name="Norway", countries=("NOR",), sectors=("GOV",), code="NORGOV")
    return GoldRecord(
        actors={
            "T1": GoldActor(name="Kremlin", countries=("RUS",), sectors=("GOV",), code="RUSGOV"),
            "T2": norway,
            "T5": norway,
            "T6": GoldActor(name="Ukraine", countries=("UKR",), sectors=("GOV",), code="UKRGOV"),
            **changes,
        },
        places={"T3": GoldPlace(name="Geneva", geonameids=(2660646,), countries=("CHE",), resolutions=("city",))},
        dates={"T4": GoldDate(values=("2025-03-13",), begin="2025-03-13", end="2025-03-13")},
        events={
            "E1": GoldEvent(plover=PloverCode(type="ACCUSE", mode="disapprove", quad=3, score=-2), cameo="111"),
            "E2": GoldEvent(plover=PloverCode(type="AGREE", mode=None, quad=1, score=2.5), cameo="033"),
        },
    )


def score_small(record: GoldRecord, markup: str = ARTICLE) -> list[Outcome]:
    """The outcomes of the article's gold record where the coder reads ``markup``."""
    gold, read = parse_markup(ARTICLE), parse_markup(markup)
    document = code_document(
        Article(id=gold.id, text=gold.text, published=gold.date),
        extract_annotated(read),
        model=ModelInfo(name="gold", version="1"),
        processed="2026-01-01T00:00:00Z",
    )
    return list(score_document(gold, record, document))


def test_a_record_that_agrees_is_right_throughout() -> None:
    outcomes = score_small(small_record())
    assert [one for one in outcomes if not (one.right and one.spanned)] == []
    assert sum(one.field == "actor country" for one in outcomes) == 4


def test_what_differs_is_wrong_in_its_field_alone() -> None:
    norway = GoldActor(name="Norway", countries=("SWE",), sectors=("GOV",), code="NORGOV")
    wrong = [one for one in score_small(small_record(T2=norway)) if not one.right]
    assert [(one.field, one.text, one.expected[:3], one.found[:3]) for one in wrong] == [
        ("actor country", "Norway", "SWE", "NOR")
    ]


def test_an_international_code_is_no_country() -> None:
    union = GoldActor(name="Norway", countries=(None, "NOR"), international=("EUR",))
    assert [one.field for one in score_small(small_record(T5=union)) if not one.right] == ["actor country"]


def test_what_was_not_found_counts_against_the_gold_values_alone() -> None:
    unread = ARTICLE.replace("[E1:ACCUSE/disapprove|criticised]", "criticised")
    unread = unread.replace("E1 ACTOR=T1 RECIPIENT=T2 LOCATION=T3 TIME=T4\n", "")
    found = {score.field: score for score in score_fields(score_small(small_record(), unread))}
    code = found["PLOVER code"]
    assert (code.gold, code.spanned, code.right, code.accuracy, code.recall) == (2, 1, 1, 1.0, 0.5)
    assert (found["actor country"].gold, found["actor country"].spanned) == (4, 2)


def test_an_interval_holds_the_accuracy_and_is_the_same_every_time() -> None:
    outcomes = [
        Outcome(article=f"a{n}", field="sector", text="x", expected="GOV", found="", spanned=True, right=n % 4 > 0)
        for n in range(40)
    ]
    score = score_fields(outcomes)[0]
    assert score.accuracy == 0.75
    assert 0.55 < score.low < 0.75 < score.high < 0.95
    assert score_fields(outcomes)[0] == score


@pytest.mark.parametrize(("field", "floor"), FLOORS.items())
def test_the_coder_keeps_what_it_reached(field: str, floor: float) -> None:
    score = scores()[field]
    assert score.spanned == score.gold
    assert score.accuracy >= floor


def test_the_script_prints_a_table_and_lists_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert runpy.run_path(str(SCRIPT))["main"]([str(FILES[0]), "--errors"]) == 0
    lines = capsys.readouterr().out.splitlines()
    table = next(number for number, line in enumerate(lines) if line.startswith("field "))
    assert lines[table + 1].startswith("actor country ")
    assert all(len(line.split("\t")) == 5 for line in lines[:table])
