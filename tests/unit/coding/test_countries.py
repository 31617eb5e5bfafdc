import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.coding.countries import countries_in, country_name, country_of, read_countries


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("the United States", "USA"),
        ("U.S.", "USA"),
        ("US", "USA"),
        ("USA", "USA"),
        ("America's", "USA"),
        ("Britain", "GBR"),
        ("UK", "GBR"),
        ("Scotland", "GBR"),
        ("Burma", "MMR"),
        ("Burmese", "MMR"),
        ("North Korea", "PRK"),
        ("DPRK", "PRK"),
        ("the Republic of Korea", "KOR"),
        ("the Republic of the Congo", "COG"),
        ("DR Congo", "COD"),
        ("Côte d’Ivoire", "CIV"),
        ("Ivory Coast", "CIV"),
        ("Guinea-Bissau", "GNB"),
        ("Guinea", "GIN"),
        ("Equatorial Guinea", "GNQ"),
        ("Papua New Guinea", "PNG"),
        ("Japanese", "JPN"),
        ("Dutch", "NLD"),
        ("Briton", "GBR"),
        ("Poles", "POL"),
        ("East Germans", "DEU"),
        ("Spaniards", "ESP"),
        ("Czechs", "CZE"),
        ("Frenchmen", "FRA"),
        ("Filipinos", "PHL"),
        ("Niger", "NER"),
        ("Nigerien", "NER"),
        ("Nigerian", "NGA"),
        ("Türkiye", "TUR"),
        ("UKRAINE", "UKR"),
        ("CHAD", "TCD"),
        ("the Gambia", "GMB"),
    ],
)
def test_names_adjectives_and_demonyms(name: str, code: str) -> None:
    assert country_of(name) == code


@pytest.mark.parametrize(
    ("seat", "code"),
    [
        ("Tokyo", "JPN"),
        ("the Kremlin", "RUS"),
        ("Downing Street", "GBR"),
        ("the White House", "USA"),
        ("The Hague", "NLD"),
        ("the Blue House", "KOR"),
        ("N'Djamena", "TCD"),
        ("Kiev", "UKR"),
        ("Washington, D.C.", "USA"),
    ],
)
def test_seats_of_government(seat: str, code: str) -> None:
    assert country_of(seat) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kosovo", "KOS"),
        ("Hong Kong", "HKG"),
        ("Palestinian", "PSE"),
        ("the Gaza Strip", "PSE"),
        ("the Holy See", "VAT"),
        ("Antarctica", "ATA"),
        ("Taiwan", "TWN"),
        ("Greenland", "DNK"),
        ("Puerto Rico", "USA"),
        ("Macau", "CHN"),
        ("Gibraltar", "GBR"),
        ("New Caledonia", "FRA"),
    ],
)
def test_dependencies_fold_into_their_sovereign_as_plover_says(name: str, code: str) -> None:
    assert country_of(name) == code


@pytest.mark.parametrize("name", ["us", "turkey", "Male", "Brussels", "the Indian Ocean", "the West", "", "the", "UN"])
def test_what_is_no_country_has_no_code(name: str) -> None:
    assert country_of(name) is None


@pytest.mark.parametrize(
    ("phrase", "codes"),
    [
        ("Japanese nationals", ("JPN",)),
        ("Sino-Russian", ("CHN", "RUS")),
        ("China-Japan", ("CHN", "JPN")),
        ("the US-led coalition", ("USA",)),
        ("South African and Nigerian troops", ("ZAF", "NGA")),
        ("the president of the Republic of the Congo", ("COG",)),
        ("Bosnian Serbs", ("BIH",)),
        ("the Korean Peninsula", ()),
        ("English-speaking regions", ()),
        ("let us go", ()),
        ("New Jersey", ("USA",)),
        ("Chinese and other Chinese ships", ("CHN",)),
    ],
)
def test_countries_inside_a_phrase_in_order(phrase: str, codes: tuple[str, ...]) -> None:
    assert countries_in(phrase) == codes


def test_every_code_has_a_name_that_leads_back_to_it() -> None:
    for code, country in read_countries().items():
        assert country_of(country_name(code)) == country.plover_code


def test_unknown_code_has_no_name() -> None:
    with pytest.raises(KeyError):
        country_name("XXX")


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(code in read_countries() for code in countries_in(text))
    assert country_of(text) is None or country_of(text) in read_countries()
