"""The article on the Beijing meeting: every fact that it reports, coded from its annotation."""

from pathlib import Path

import pytest
from annotated import MODEL, event_at, read_file

from pipeline.coding.document import code_document
from pipeline.records import Document, Event

ARTICLES = Path(__file__).parent / "articles"


@pytest.fixture(scope="module")
def document() -> Document:
    article, extraction = read_file(ARTICLES / "japan-china.txt")[0]
    return code_document(article, extraction, model=MODEL, processed="2025-01-01T00:00:00Z")


def codes(event: Event, role: str) -> list[tuple[str, str | None]]:
    return [(one.name, one.code) for one in event.roles if one.role == role]


def days(event: Event) -> tuple[str | None, str | None] | None:
    return (event.time.begin, event.time.until) if event.time else None


def member_codes(event: Event) -> set[tuple[str, str | None]]:
    return {(one.name, one.code) for role in event.roles for one in role.members}


def test_meeting(document: Document) -> None:
    event = event_at(document, "met")
    assert (event.plover.type, event.modality) == ("CONSULT", "actual")
    assert codes(event, "ACTOR") == [("Takeshi Iwaya", "JPNGOV")]
    assert codes(event, "RECIPIENT") == [("Wang Yi", "CHNGOV")]
    assert days(event) == ("2024-12-25", "2024-12-25")
    assert event.place is not None
    assert (event.place.name, event.place.geonameid, event.place.country) == ("Beijing", 1816670, "CHN")


def test_titles(document: Document) -> None:
    fillers = {one.name: one.title for event in document.events for one in event.roles if one.type == "PER"}
    assert fillers == {
        "Takeshi Iwaya": "Japanese Foreign Minister",
        "Wang Yi": "Chinese Foreign Minister",
        "Li Qiang": "Chinese Premier",
        "Shigeru Ishiba": "Japanese Prime Minister",
        "Xi Jinping": "Chinese President",
        "Yoshimasa Hayashi": "Japanese foreign minister",
    }


def test_agreement_with_the_premier(document: Document) -> None:
    event = event_at(document, "agreed|Earlier in the day")
    assert event.plover.type == "AGREE"
    assert codes(event, "ACTOR") == [("Takeshi Iwaya", "JPNGOV")]
    assert codes(event, "RECIPIENT") == [("Li Qiang", "CHNGOV")]
    assert days(event) == ("2024-12-25", "2024-12-25")
    assert [source.name for source in event.sources] == ["Japanese Foreign Ministry"]


def test_summit_in_peru(document: Document) -> None:
    event = event_at(document, "summit")
    assert event.plover.type == "CONSULT"
    assert codes(event, "ACTOR") == [("Shigeru Ishiba", "JPNGOV"), ("Xi Jinping", "CHNGOV")]
    assert days(event) == ("2024-11-01", "2024-11-30")
    assert event.place is not None
    assert (event.place.country, event.place.resolution) == ("PER", "country")


def test_agreement_of_the_two_leaders(document: Document) -> None:
    event = event_at(document, "agreed|The two leaders")
    assert member_codes(event) == {("Shigeru Ishiba", "JPNGOV"), ("Xi Jinping", "CHNGOV")}
    assert days(event) == ("2024-11-01", "2024-11-30")
    assert event.time is not None
    assert event.time.basis == "inherited"


def test_earlier_visit(document: Document) -> None:
    event = event_at(document, "visit")
    assert codes(event, "ACTOR") == [("Yoshimasa Hayashi", "JPNGOV")]
    assert codes(event, "RECIPIENT") == [("China", "CHNGOV")]
    assert days(event) == ("2023-04-01", "2023-04-30")
    assert event.cameo is not None
    assert event.cameo.code == "042"


def test_planned_dialogue(document: Document) -> None:
    event = event_at(document, "dialogue")
    assert (event.type, event.modality, event.plover.type) == ("CONSULT", "planned", "AGREE")
    assert days(event) == ("2024-12-25", "2024-12-25")
    assert event.cameo is not None
    assert event.cameo.code == "036"


def test_agreement_on_seafood(document: Document) -> None:
    event = event_at(document, "agreed|In September")
    assert member_codes(event) == {("Japan", "JPNGOV"), ("China", "CHNGOV")}
    assert days(event) == ("2024-09-01", "2024-09-30")


def test_relaxing_is_planned_and_not_dated(document: Document) -> None:
    event = event_at(document, "relax")
    assert (event.modality, event.plover.type, event.time) == ("planned", "CONCEDE", None)
    assert codes(event, "ACTOR") == [("China", "CHNGOV")]


@pytest.mark.parametrize(("trigger", "actor"), [("ban", "China"), ("imposed", "Beijing")])
def test_ban(document: Document, trigger: str, actor: str) -> None:
    event = event_at(document, trigger)
    assert (event.plover.type, event.plover.mode) == ("COERCE", "restrict")
    assert codes(event, "ACTOR") == [(actor, "CHNGOV")]


def test_imposing_of_the_ban_in_august_last_year(document: Document) -> None:
    assert days(event_at(document, "imposed")) == ("2023-08-01", "2023-08-31")


def test_vessels(document: Document) -> None:
    event = event_at(document, "entered")
    assert [one.country for one in event.roles if one.role == "ACTOR"] == ["CHN"]
    assert [one.country for one in event.roles if one.role == "RECIPIENT"] == ["JPN"]


def test_detention(document: Document) -> None:
    event = event_at(document, "detained")
    assert codes(event, "ACTOR") == [("China", "CHNGOV")]
    assert codes(event, "RECIPIENT") == [("Japanese nationals", "JPNCVL")]


def test_nothing_is_left_uncoded(document: Document) -> None:
    assert [event.not_coded for event in document.events] == [()] * len(document.events)
