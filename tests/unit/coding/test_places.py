import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.coding.places import Gazetteer


@cache
def build_gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return build_gazetteer()


@pytest.mark.parametrize(
    ("text", "geonameid", "country", "resolution"),
    [
        ("Beijing", 1816670, "CHN", "city"),
        ("Peru", 3932488, "PER", "country"),
        ("Lima", 3936456, "PER", "city"),
        ("Tokyo", 1850147, "JPN", "city"),
        ("Geneva", 2660646, "CHE", "city"),
        ("Cape Town", 3369157, "ZAF", "city"),
        ("Kyiv", 703448, "UKR", "city"),
        ("Kiev", 703448, "UKR", "city"),
        ("Odessa", 698740, "UKR", "city"),
        ("Gaza City", 281133, "PSE", "city"),
        ("Guatemala City", 3598132, "GTM", "city"),
        ("Djibouti City", 223817, "DJI", "city"),
        ("Vatican City", 3164670, "VAT", "country"),
        ("Gaza", 281132, "PSE", "admin1"),
        ("the West Bank", 285153, "PSE", "admin1"),
        ("Port-au-Prince", 3718426, "HTI", "city"),
        ("N'Djamena", 2427123, "TCD", "city"),
        ("Jerusalem", 281184, "ISR", "city"),
        ("The Hague", 2747373, "NLD", "city"),
        ("St. Petersburg", 498817, "RUS", "city"),
        ("New York", 5128581, "USA", "city"),
        ("Texas", 4736286, "USA", "admin1"),
        ("the United States", 6252001, "USA", "country"),
        ("Mexico", 3996063, "MEX", "country"),
        ("Idlib", 169389, "SYR", "city"),
        ("Idlib province", 169387, "SYR", "admin1"),
        ("Tigray", 444187, "ETH", "admin1"),
        ("Singapore", 1880251, "SGP", "country"),
        ("Hong Kong", 1819730, "HKG", "country"),
        ("northern Gaza", 281132, "PSE", "admin1"),
        ("the outskirts of Aleppo", 170063, "SYR", "city"),
        ("the Kenyan capital", 184745, "KEN", "city"),
        ("the Belgian capital", 2800866, "BEL", "city"),
        ("the Ivorian capital", 2279755, "CIV", "city"),
        ("Calif.", 5332921, "USA", "admin1"),
        ("GOMA", 216281, "COD", "city"),
    ],
)
def test_places_without_context(gazetteer: Gazetteer, text: str, geonameid: int, country: str, resolution: str) -> None:
    found = gazetteer.resolve(text, type="GPE")
    assert found is not None
    assert (found.geonameid, found.country, found.resolution) == (geonameid, country, resolution)


@pytest.mark.parametrize(
    ("text", "countries", "geonameid"),
    [
        ("Georgia", ("RUS", "GEO"), 614540),
        ("Georgia", ("USA",), 4197000),
        ("Tripoli", ("LBY",), 2210247),
        ("Tripoli", ("LBN",), 266826),
        ("Hyderabad", ("IND",), 1269843),
        ("Hyderabad", ("PAK",), 1176734),
        ("Córdoba", ("ARG",), 3860259),
        ("Córdoba", ("ESP",), 2519240),
        ("San José", ("CRI",), 3621849),
        ("San Jose", ("USA",), 5392171),
        ("Moscow", ("USA",), 524901),
        ("Paris", ("USA",), 2988507),
        ("Birmingham", ("GBR",), 2655603),
        ("Birmingham", ("USA",), 4049979),
        ("Cambridge", ("GBR",), 2653941),
        ("Victoria", ("AUS",), 2145234),
        ("Punjab", ("IND",), 1259223),
        ("Punjab", ("PAK",), 1167710),
    ],
)
def test_the_article_decides_between_places_of_one_name(
    gazetteer: Gazetteer, text: str, countries: tuple[str, ...], geonameid: int
) -> None:
    found = gazetteer.resolve(text, type="GPE", countries=countries)
    assert found is not None
    assert found.geonameid == geonameid


@pytest.mark.parametrize(
    ("text", "containers", "geonameid"),
    [
        ("Paris, Texas", (), 4717560),
        ("Paris", ("Texas",), 4717560),
        ("Moscow", ("Idaho",), 5601538),
        ("Lima", ("Peru",), 3936456),
        ("Lima", ("Ohio",), 5160783),
        ("Cambridge", ("Massachusetts",), 4931972),
        ("Athens, Georgia", (), 4180386),
        ("Hyderabad", ("Pakistan",), 1176734),
        ("Birmingham, Alabama", (), 4049979),
    ],
)
def test_what_a_place_lies_in_decides_before_size(
    gazetteer: Gazetteer, text: str, containers: tuple[str, ...], geonameid: int
) -> None:
    found = gazetteer.resolve(text, type="GPE", containers=containers)
    assert found is not None
    assert found.geonameid == geonameid


@pytest.mark.parametrize(
    "text", ["Springfield", "Victoria", "the city", "the north", "Xqzzyv", "", "the port city", "he said"]
)
def test_no_result_rather_than_a_guess(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.resolve(text, type="GPE") is None


def test_a_town_outside_its_container_is_none(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Uppsala", type="GPE", containers=("Peru",)) is None


def test_confidence_falls_with_ambiguity(gazetteer: Gazetteer) -> None:
    plain = gazetteer.resolve("Ouagadougou", type="GPE")
    ambiguous = gazetteer.resolve("Hyderabad", type="GPE")
    helped = gazetteer.resolve("Hyderabad", type="GPE", countries=("IND",))
    assert plain is not None
    assert ambiguous is not None
    assert helped is not None
    assert ambiguous.confidence < helped.confidence <= plain.confidence <= 1


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("the East China Sea", "East China Sea", None),
        ("the Senkaku Islands", "Senkaku Islands", None),
        ("Dokdo", "Takeshima", None),
        ("the Red Sea", "Red Sea", None),
        ("the Gulf", "Persian Gulf", None),
        ("the Channel", "English Channel", None),
        ("the Golan Heights", "Golan Heights", "SYR"),
        ("Nagorno-Karabakh", "Nagorno-Karabakh", "AZE"),
        ("the Donbas", "Donbas", "UKR"),
        ("the Turkish border", "Turkey", "TUR"),
        ("the Quirimbas archipelago", "Quirimbas", "MOZ"),
    ],
)
def test_regions_seas_and_borders(gazetteer: Gazetteer, text: str, name: str, country: str | None) -> None:
    found = gazetteer.resolve(text, type="LOC", countries=("EGY", "CHN"))
    assert found is not None
    assert (found.name, found.country) == (name, country)


def test_a_border_between_two_countries_lies_in_neither(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("the Syria-Iraq border", type="LOC") is None


@pytest.mark.parametrize(
    ("text", "containers", "name", "resolution"),
    [
        ("Fukushima Daiichi nuclear power plant", (), "Fukushima Daiichi nuclear power plant", "facility"),
        ("Balad air base", (), "Balad", "facility"),
        ("the port of Odesa", (), "Odesa", "facility"),
        ("the airport", ("Kabul",), "Kabul", "city"),
        ("the Rafah crossing", (), "Rafah crossing", "facility"),
    ],
)
def test_facilities(gazetteer: Gazetteer, text: str, containers: tuple[str, ...], name: str, resolution: str) -> None:
    found = gazetteer.resolve(text, type="FAC", containers=containers, countries=("IRQ", "UKR"))
    assert found is not None
    assert (found.name, found.resolution) == (name, resolution)


def test_an_embassy_does_not_lie_in_the_country_that_sent_it(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("the French embassy", type="FAC") is None


def test_dependencies_carry_the_country_of_their_sovereign(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve("Nuuk", type="GPE")
    assert found is not None
    assert found.country == "DNK"


def test_loading_takes_about_a_second() -> None:
    start = time.process_time()
    Gazetteer()
    assert time.process_time() - start < 3


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["GPE", "LOC", "FAC"]))
def test_any_text_is_read(text: str, mention_type: str) -> None:
    found = build_gazetteer().resolve(text, type=mention_type)
    assert found is None or 0 < found.confidence <= 1
