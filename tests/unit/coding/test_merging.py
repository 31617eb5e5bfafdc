import pytest
from annotated import MODEL, code_block, read_block

from pipeline.coding.document import code_document
from pipeline.records import Document, Event

HEAD = "#ID a\n#DATE 2024-12-25\n"
TWICE = """
[T1:GRP|Gunmen] [E1:ASSAULT/firearms|shot] at [T2:GRP|soldiers] in [T3:GPE|Odesa] on [T4:DATE|Monday].
The town is calm.
[T5:GRP|The gunmen] [E2:ASSAULT|attacked] [T6:GRP|the soldiers] and killed [T7:NUM|three], [T8:ORG|the army] said.
---
E1 ACTOR=T1 RECIPIENT=T2 LOCATION=T3 TIME=T4
E2 ACTOR=T5 RECIPIENT=T6 DEAD=T7 SOURCE=T8
COREF T1=T5 T2=T6
"""


def code(markup: str, *, merge: bool = True) -> Document:
    article, extraction = read_block(HEAD + markup)
    return code_document(article, extraction, model=MODEL, processed="2025-01-01T00:00:00Z", merge=merge)


def show(document: Document) -> list[list[str]]:
    return [[event.trigger.text, *(telling.trigger.text for telling in event.also)] for event in document.events]


def test_the_fullest_telling_stays_with_what_the_others_add() -> None:
    event: Event
    (event,) = code(TWICE).events

    assert (event.trigger.text, event.mode) == ("shot", "firearms")
    assert [telling.trigger.text for telling in event.also] == ["attacked"]
    assert event.also[0].sentence.text.startswith("The gunmen attacked")
    assert event.counts.dead == 3
    assert [one.text for one in event.evidence if one.field == "counts.dead"] == ["three"]
    assert [(source.name, event.voice) for source in event.sources] == [("the army", "source")]
    assert event.time is not None
    assert (event.time.begin, event.time.basis) == ("2024-12-23", "stated")
    assert {filler.role for filler in event.roles} == {"ACTOR", "RECIPIENT", "LOCATION", "TIME", "DEAD", "SOURCE"}


def test_a_mode_that_only_another_telling_has_is_taken() -> None:
    markup = TWICE.replace("/firearms", "").replace("E2:ASSAULT|", "E2:ASSAULT/firearms|")
    (event,) = code(markup).events

    assert (event.mode, event.plover.mode, event.plover.score) == ("firearms", "firearms", -9.0)


def test_every_telling_keeps_the_id_that_it_has_alone() -> None:
    apart = code(TWICE, merge=False).events
    (event,) = code(TWICE).events

    assert [one.also for one in apart] == [(), ()]
    assert {event.event_id, event.also[0].event_id} == {one.event_id for one in apart}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("and killed [T7:NUM|three], ", "on [T9:DATE|Sunday] and killed [T7:NUM|three], "),
        ("[E2:ASSAULT|attacked]", "then again [E2:ASSAULT|attacked]"),
        ("[E2:ASSAULT|attacked]", "had [E2:ASSAULT|attacked]"),
        ("[E2:ASSAULT|attacked]", "[E2:ASSAULT/beat|attacked]"),
        ("[E2:ASSAULT|attacked]", "[E2:COERCE|attacked]"),
        ("COREF T1=T5 T2=T6", "COREF T1=T5"),
    ],
)
def test_what_the_text_sets_apart_stays_apart(old: str, new: str) -> None:
    markup = TWICE.replace(old, new)
    if "T9" in new:
        markup = markup.replace("DEAD=T7", "DEAD=T7 TIME=T9")
    assert len(code(markup).events) == 2


def test_two_attacks_on_different_days_in_different_places_are_two() -> None:
    markup = (
        "[T1:GRP|Gunmen] [E1:ASSAULT|shot] at [T2:ORG|the army] in [T3:GPE|Odesa] on [T4:DATE|Monday].\n"
        "[T5:GRP|The gunmen] [E2:ASSAULT|shot] at [T6:ORG|the army] in [T7:GPE|Kharkiv] on [T8:DATE|Tuesday].\n---\n"
        "E1 ACTOR=T1 RECIPIENT=T2 LOCATION=T3 TIME=T4\nE2 ACTOR=T5 RECIPIENT=T6 LOCATION=T7 TIME=T8\nCOREF T1=T5 T2=T6"
    )
    assert show(code(markup)) == [["shot"], ["shot"]]
    same_day = markup.replace("Tuesday", "Monday")
    assert show(code(same_day)) == [["shot"], ["shot"]]


def test_the_attack_is_the_one_before() -> None:
    markup = (
        "[T1:GRP|Gunmen] [E1:ASSAULT/firearms|shot] at [T2:ORG|the army].\n"
        "[T3:GPE|Peru] [E2:ACCUSE|condemned] the [E3:ASSAULT|attack].\n---\n"
        "E1 ACTOR=T1 RECIPIENT=T2\nE2 ACTOR=T3\nE3"
    )
    assert show(code(markup)) == [["shot", "attack"], ["condemned"]]
    assert show(code(markup.replace("the [E3", "another [E3"))) == [["shot"], ["condemned"], ["attack"]]


def test_a_result_after_a_comma_belongs_to_its_deed() -> None:
    markup = (
        "[T1:GRP|Rebels] [E1:ASSAULT|raided] [T2:FAC|a base], [E2:ASSAULT|killing] [T3:NUM|four] [T4:GRP|men].\n---\n"
        "E1 ACTOR=T1 RECIPIENT=T2\nE2 ACTOR=T1 RECIPIENT=T4 DEAD=T3"
    )
    (event,) = code(markup).events
    assert event.counts.dead == 4


def test_several_demands_are_several() -> None:
    markup = (
        "[T1:GPE|Peru] [E1:REQUEST|urged] [T2:GPE|Chile] to free the sailors and open the port.\n"
        "[T3:GPE|Peru] also [E2:REQUEST|asked] [T4:GPE|Chile] for money.\n"
        "[T5:GPE|Peru] [E3:REQUEST|urged] [T6:GPE|Chile] on Sunday to free the sailors.\n---\n"
        "E1 ACTOR=T1 RECIPIENT=T2\nE2 ACTOR=T3 RECIPIENT=T4\nE3 ACTOR=T5 RECIPIENT=T6"
    )
    assert show(code(markup)) == [["urged", "urged"], ["asked"]]


def test_merging_is_on_unless_turned_off() -> None:
    assert len(code_block(HEAD + TWICE).events) == 1
    assert len(code(TWICE, merge=False).events) == 2
