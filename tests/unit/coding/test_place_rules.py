"""Ambiguous names, what an article makes of them, and facilities that have no entry of their own."""

import pytest
from annotated import code_block

from pipeline.coding.place_weights import LEAST_CONFIDENCE
from pipeline.coding.places import Gazetteer
from pipeline.records import Document, Place


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


def code(block: str) -> Document:
    return code_block(f"#ID x\n#DATE 2024-05-15\n{block}")


def place(block: str) -> Place:
    found = code(block).events[0].place
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "countries", "country"),
    [
        ("Georgia", (), "GEO"),
        ("Georgia", ("RUS", "ARM"), "GEO"),
        ("Tripoli", (), "LBY"),
        ("Tripoli", ("LBN",), "LBN"),
        ("Tripoli", ("LBY", "LBN"), "LBY"),
        ("Hyderabad", (), "IND"),
        ("Hyderabad", ("PAK",), "PAK"),
        ("Hyderabad", ("PAK", "IND"), "PAK"),
        ("Córdoba", ("ARG",), "ARG"),
        ("Córdoba", ("ESP",), "ESP"),
        ("Cordoba", ("COL",), "COL"),
        ("Cordoba", ("MEX",), "MEX"),
        ("San José", (), "CRI"),
        ("San José", ("CRI",), "CRI"),
        ("San Jose", ("USA",), "USA"),
        ("Moscow", (), "RUS"),
        ("Moscow", ("USA",), "RUS"),
        ("Valencia", ("VEN",), "VEN"),
        ("Valencia", ("ESP",), "ESP"),
        ("Barcelona", ("VEN",), "VEN"),
        ("Victoria", ("AUS",), "AUS"),
        ("Victoria", ("CAN",), "CAN"),
        ("Victoria", ("SYC",), "SYC"),
        ("Newcastle", ("AUS",), "AUS"),
        ("Newcastle", ("ZAF",), "ZAF"),
        ("Punjab", ("PAK",), "PAK"),
        ("Guadalajara", ("ESP",), "ESP"),
        ("Granada", ("NIC",), "NIC"),
        ("Niger", (), "NER"),
        ("Hull", (), "GBR"),
        ("Newcastle", ("GBR",), "GBR"),
        ("Santiago", (), "CHL"),
        ("Santiago", ("DOM",), "DOM"),
        ("Santiago", ("CUB",), "CUB"),
    ],
)
def test_the_article_tells_which_place_is_meant(
    gazetteer: Gazetteer, name: str, countries: tuple[str, ...], country: str
) -> None:
    found = gazetteer.resolve(name, type="GPE", countries=countries)
    assert found is not None
    assert found.country == country


@pytest.mark.parametrize(
    ("name", "container", "country", "admin1"),
    [
        ("Moscow", "Idaho", "USA", "Idaho"),
        ("Tripoli", "Lebanon", "LBN", "Liban-Nord"),
        ("Hyderabad", "Sindh", "PAK", "Sindh"),
        ("San Jose", "California", "USA", "California"),
        ("Cordoba", "Spain", "ESP", "Andalusia"),
        ("Athens", "Georgia", "USA", "Georgia"),
        ("Lebanon", "Pennsylvania", "USA", "Pennsylvania"),
        ("Georgia", "United States", "USA", "Georgia"),
    ],
)
def test_what_a_place_lies_in_decides(
    gazetteer: Gazetteer, name: str, container: str, country: str, admin1: str
) -> None:
    found = gazetteer.resolve(name, type="GPE", containers=(container,))
    assert found is not None
    assert (found.country, found.admin1) == (country, admin1)


def test_a_container_that_no_candidate_lies_in_rules_all_out(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Cairo", type="GPE", containers=("Illinois",)) is None


@pytest.mark.parametrize("name", ["Springfield", "Victoria", "Newcastle", "Salem", "Richmond", "Columbia"])
def test_no_place_rather_than_a_wrong_one(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.resolve(name, type="GPE") is None
    assert gazetteer.count_meanings(name, type="GPE") > 1


@pytest.mark.parametrize(
    ("ambiguous", "plain"),
    [("Hyderabad", "Mumbai"), ("Córdoba", "Rosario"), ("Valencia", "Bilbao"), ("Birmingham", "Leeds")],
)
def test_confidence_falls_with_ambiguity(gazetteer: Gazetteer, ambiguous: str, plain: str) -> None:
    doubtful, sure = (gazetteer.resolve(name, type="GPE") for name in (ambiguous, plain))
    assert doubtful is not None and sure is not None
    assert LEAST_CONFIDENCE <= doubtful.confidence < sure.confidence


def test_the_seat_of_a_government_is_no_place_when_its_name_is_in_doubt(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve("San Jose", type="GPE", countries=("PHL",))
    assert found is None or found.resolution == "city"


def test_the_publisher_tips_the_balance_and_no_more(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Newcastle", type="GPE") is None
    home = gazetteer.resolve("Newcastle", type="GPE", publisher="AUS")
    assert home is not None and home.country == "AUS"
    stated = gazetteer.resolve("Newcastle", type="GPE", countries=("ZAF",), publisher="AUS")
    assert stated is not None and stated.country == "ZAF"
    famous = gazetteer.resolve("Moscow", type="GPE", publisher="USA")
    assert famous is not None and famous.country == "RUS"


@pytest.mark.parametrize(
    ("sentence", "country"),
    [
        ("[T1:GPE|Georgia] sends troops to serve under [T2:ORG|the [T3:NORP|U.S.] Marine Corps]", "GEO"),
        ("Police in [T1:GPE|Georgia] and [T2:GPE|Alabama] and in [T3:GPE|Atlanta]", "USA"),
        ("[T1:GPE|Georgia] and [T2:GPE|Armenia]", "GEO"),
    ],
)
def test_georgia_is_a_state_of_america_among_american_places(sentence: str, country: str) -> None:
    assert place(f"{sentence} [E1:PROTEST|marched].\n---\nE1 LOCATION=T1").country == country


@pytest.mark.parametrize(
    ("block", "town"),
    [
        pytest.param(
            "Crowds filled [T1:GPE|Asunción].\nThey [E1:PROTEST|marched] in [T2:FAC|Plaza Uruguaya].\n---\n"
            "E1 LOCATION=T2",
            "Asunción",
            id="the sentence before",
        ),
        pytest.param(
            "They [E1:PROTEST|marched] at [T2:FAC|the gate] of a plant in [T1:GPE|Rosario].\n---\nE1 LOCATION=T2",
            "Rosario",
            id="behind it",
        ),
        pytest.param(
            "[T1:GPE|ROSARIO], March 3 - They [E1:PROTEST|marched] at [T2:FAC|the gate].\n---\nE1 LOCATION=T2",
            "Rosario",
            id="dateline",
        ),
    ],
)
def test_a_facility_is_in_the_town_near_it(block: str, town: str) -> None:
    found = place(block)
    assert (found.name, found.resolution) == (town, "city")
    assert found.confidence < 0.7


def test_a_capital_that_acts_is_no_town_near_a_facility() -> None:
    block = (
        "[T1:GPE|Paris] [E2:ACCUSE|spoke].\nThey [E1:PROTEST|marched] at [T2:FAC|the gate].\n---\n"
        "E1 LOCATION=T2\nE2 ACTOR=T1"
    )
    event = next(one for one in code(block).events if one.type == "PROTEST")
    assert event.place is not None and event.place.resolution == "unresolved"
    assert event.not_coded[-1] == "place: 'the gate' has no name and the text names no town near it"


def test_an_embassy_is_not_in_the_country_that_it_represents() -> None:
    found = place(
        "[T1:GPE|Nicaragua] gave refuge in [T2:FAC|its embassy] in [T3:GPE|Lima] and was "
        "[E1:ACCUSE|blamed].\n---\nE1 LOCATION=T2\nOF T2>T1\nIN T2>T3"
    )
    assert (found.name, found.country) == ("Lima", "PER")


def test_why_a_place_is_not_found_is_said() -> None:
    event = code("They [E1:PROTEST|marched] in [T1:GPE|Springfield].\n---\nE1 LOCATION=T1").events[0]
    assert event.not_coded[-1].startswith("place: 'Springfield' may be any of ")


def test_a_place_merely_named_is_not_where_an_event_happens() -> None:
    block = (
        "[T1:GRP|Marchers] from [T2:GPE|Rosario] [E1:PROTEST|rallied] in [T3:GPE|Buenos Aires], 300 km from "
        "[T4:GPE|Montevideo].\n---\nE1 ACTOR=T1 LOCATION=T3\nIN T1>T2"
    )
    assert place(block).name == "Buenos Aires"
    without = block.replace(" LOCATION=T3", "")
    assert code(without).events[0].place is None
