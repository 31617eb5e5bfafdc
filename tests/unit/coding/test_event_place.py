"""Where events happened: the most specific LOCATION, its containers, host and dateline."""

import pytest
from annotated import code_block

from pipeline.records import Event


def code_event(block: str) -> Event:
    return code_block(f"#ID x\n#DATE 2024-05-15\n{block}").events[0]


@pytest.mark.parametrize(
    ("block", "name", "country", "resolution"),
    [
        pytest.param(
            "[T1:GPE|Chad] [E1:CONSULT|met] in [T2:GPE|Córdoba], [T3:GPE|Argentina].\n---\n"
            "E1 ACTOR=T1 LOCATION=T2,T3\nIN T2>T3",
            "Córdoba",
            "ARG",
            "city",
            id="city in its country",
        ),
        pytest.param(
            "[T1:GRP|Men] [E1:ASSAULT|robbed] [T2:FAC|a pharmacy] in [T3:GPE|Moscow], [T4:GPE|Idaho].\n---\n"
            "E1 ACTOR=T1 LOCATION=T2,T3\nIN T3>T4",
            "Moscow",
            "USA",
            "city",
            id="building in a town in its state",
        ),
        pytest.param(
            "[T1:GPE|Chad] [E1:CONSULT|met] in [T2:GPE|Peru].\n---\nE1 ACTOR=T1 LOCATION=T2",
            "Peru",
            "PER",
            "country",
            id="country",
        ),
        pytest.param(
            "[T1:TITLE|minister] [E1:CONSULT/visit|visited] [T2:GPE|Ankara].\n---\nE1 ACTOR=T1 RECIPIENT=T2",
            "Ankara",
            "TUR",
            "city",
            id="host of a visit",
        ),
        pytest.param(
            "[T1:GPE|NAIROBI], [T2:GPE|Kenya] - [T3:GRP|Police] [E1:COERCE|fired] shots.\n---\nE1 ACTOR=T3\nIN T1>T2",
            "Nairobi",
            "KEN",
            "city",
            id="dateline",
        ),
    ],
)
def test_place(block: str, name: str, country: str, resolution: str) -> None:
    place = code_event(block).place
    assert place is not None
    assert (place.name, place.country, place.resolution) == (name, country, resolution)
    assert place.geonameid is not None


def test_the_place_of_two_foreign_parties_is_not_the_dateline() -> None:
    block = "[T1:GPE|CHICAGO] - [T2:GPE|Russia] and [T3:GPE|Turkey] [E1:SUPPORT|signed].\n---\nE1 ACTOR=T2,T3"
    assert code_event(block).place is None


def test_no_place_where_none_is_told() -> None:
    assert code_event("[T1:GPE|Chad] [E1:CONSULT|met] rebels.\n---\nE1 ACTOR=T1").place is None


def test_an_unknown_place_is_kept_and_said() -> None:
    event = code_event("[T1:GPE|Chad] [E1:CONSULT|met] in [T2:GPE|Qwertyville].\n---\nE1 ACTOR=T1 LOCATION=T2")
    assert event.place is not None
    assert (event.place.resolution, event.place.geonameid) == ("unresolved", None)
    assert "place: 'Qwertyville' is not in the gazetteer" in event.not_coded


def test_a_place_without_a_name_is_what_coreference_says() -> None:
    block = (
        "[T1:GPE|Mosul] fell.\n[T2:GRP|Troops] [E1:COERCE/seize|entered] [T3:GPE|the city].\n---\n"
        "E1 ACTOR=T2 LOCATION=T3\nCOREF T1=T3"
    )
    place = code_event(block).place
    assert place is not None
    assert (place.name, place.text, place.country) == ("Mosul", "the city", "IRQ")


def test_a_common_noun_is_never_looked_up() -> None:
    event = code_event("[T1:GPE|Chad] [E1:CONSULT|met] in [T2:LOC|the region].\n---\nE1 ACTOR=T1 LOCATION=T2")
    assert event.place is not None
    assert event.place.resolution == "unresolved"


def test_confidence_is_the_role_s_times_the_gazetteer_s() -> None:
    event = code_event("[T1:GPE|Chad] [E1:CONSULT|met] in [T2:GPE|Peru].\n---\nE1 ACTOR=T1 LOCATION=T2")
    assert event.place is not None
    assert event.place.confidence <= 0.9
