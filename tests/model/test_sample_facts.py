"""What the shipped model and the coding make of ``samples/japan-china-foreign-ministers.json``, fact by fact."""

from pathlib import Path

import pytest

from models.extractor import Extractor
from pipeline.articles import read_article
from pipeline.coding.document import code_document
from pipeline.records import Document, Event, ModelInfo

SAMPLE = Path(__file__).parents[2] / "samples" / "japan-china-foreign-ministers.json"


@pytest.fixture(scope="module")
def document(int8_extractor: Extractor) -> Document:
    article = read_article(SAMPLE.read_bytes(), timestamp_seconds=0.0, max_bytes=1 << 20)
    (extraction,) = int8_extractor.extract([article.text])
    model = ModelInfo(name=int8_extractor.name, version=int8_extractor.version)
    return code_document(article, extraction, model=model, processed="2024-12-25T12:00:00+00:00")


def _find(document: Document, sentence: str, *, type: str, near: str = "") -> Event:  # noqa: A002
    """The event of the type in the sentence with these words; the first whose trigger is ``near`` where given."""
    found = [
        event
        for event in document.events
        if event.type == type and sentence in event.sentence.text and (not near or event.trigger.text == near)
    ]
    assert found, f"no {type} in '… {sentence} …'"
    return found[0]


def _codes(event: Event, role: str) -> set[str | None]:
    """The codes of the role's fillers; of a group, of its members."""
    fillers = [filler for filler in event.roles if filler.role == role]
    return {member.code for filler in fillers for member in (filler.members or (filler,))}


def _names(event: Event, role: str) -> set[str]:
    fillers = [filler for filler in event.roles if filler.role == role]
    return {member.name for filler in fillers for member in (filler.members or (filler,))}


def _days(event: Event) -> tuple[str | None, str | None]:
    assert event.time is not None
    return event.time.begin, event.time.until


def test_the_ministers_met_in_beijing(document: Document) -> None:
    event = _find(document, "Takeshi Iwaya met", type="CONSULT", near="met")

    assert (_codes(event, "ACTOR"), _codes(event, "RECIPIENT")) == ({"JPNGOV"}, {"CHNGOV"})
    assert event.place is not None
    assert (event.place.name, event.place.geonameid, event.place.country) == ("Beijing", 1816670, "CHN")
    assert _days(event) == ("2024-12-25", "2024-12-25")


def test_iwaya_agreed_with_li_qiang(document: Document) -> None:
    event = _find(document, "agreed with Chinese Premier Li Qiang", type="AGREE")

    assert "Takeshi Iwaya" in _names(event, "ACTOR")
    assert _days(event) == ("2024-12-25", "2024-12-25")


def test_the_leaders_met_in_peru(document: Document) -> None:
    event = _find(document, "first summit in Peru", type="CONSULT")

    assert _names(event, "ACTOR") == {"Shigeru Ishiba", "Xi Jinping"}
    assert _codes(event, "ACTOR") == {"JPNGOV", "CHNGOV"}
    assert event.place is not None
    assert event.place.country == "PER"
    assert _days(event) == ("2024-11-01", "2024-11-30")


def test_hayashi_visited_in_april_2023(document: Document) -> None:
    event = _find(document, "Yoshimasa Hayashi", type="CONSULT", near="visit")

    assert "Yoshimasa Hayashi" in _names(event, "ACTOR")
    assert _codes(event, "ACTOR") == {"JPNGOV"}
    assert _days(event) == ("2023-04-01", "2023-04-30")


def test_the_dialogue_was_planned(document: Document) -> None:
    event = _find(document, "second high-level dialogue", type="CONSULT")

    assert event.modality == "planned"
    assert event.plover.type == "AGREE"
    assert _days(event) == ("2024-12-25", "2024-12-25")


def test_the_governments_agreed_in_september(document: Document) -> None:
    event = _find(document, "In September, the two governments agreed", type="AGREE")

    assert _codes(event, "ACTOR") == {"JPNGOV", "CHNGOV"}
    assert _days(event) == ("2024-09-01", "2024-09-30")


def test_china_would_relax_the_ban(document: Document) -> None:
    event = _find(document, "gradually relax its ban", type="CONCEDE")

    assert event.modality == "planned"
    assert _codes(event, "ACTOR") == {"CHNGOV"}


def test_china_imposed_the_ban(document: Document) -> None:
    bans = [event for event in document.events if event.trigger.text == "ban"]

    assert len(bans) == 2
    assert {event.type for event in bans} <= {"COERCE", "SANCTION"}
    assert all(_codes(event, "ACTOR") == {"CHNGOV"} for event in bans)


def test_chinese_vessels_entered_japanese_waters(document: Document) -> None:
    event = _find(document, "Chinese vessels have entered", type="MOBILIZE")

    assert {code and code[:3] for code in _codes(event, "ACTOR")} == {"CHN"}
    assert {code and code[:3] for code in _codes(event, "RECIPIENT")} == {"JPN"}


def test_japanese_nationals_were_detained(document: Document) -> None:
    event = _find(document, "Japanese nationals", type="COERCE")

    assert event.mode == "arrest"
    assert {code and code[:3] for code in _codes(event, "ACTOR")} == {"CHN"}
    assert {code and code[:3] for code in _codes(event, "RECIPIENT")} == {"JPN"}
