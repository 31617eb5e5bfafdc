import re
from collections import Counter

import pytest

from pipeline.coding.countries import country_name
from pipeline.coding.leaders import find_leader
from pipeline.coding.organisations import find_organisation, find_organisation_in
from pipeline.coding.tables import read_rows

SECTORS = {
    *("GOV", "MIL", "COP", "JUD", "LEG", "PTY", "REB", "PRM", "SPY", "UAF", "UNK", "AGR", "BUS"),
    *("CRM", "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC"),
}
INTERNATIONAL = {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("the U.N.", ("", "UNO", "")),
        ("UN Security Council", ("", "UNO", "")),
        ("The European Union", ("", "EUR", "")),
        ("Hizbullah", ("LBN", "", "REB")),
        ("al-Qaeda", ("", "IMG", "REB")),
        ("Médecins Sans Frontières", ("", "NGO", "MED")),
        ("Boeing", ("USA", "MNC", "BUS")),
        ("The New York Times", ("USA", "", "JRN")),
        ("Bank of England", ("GBR", "", "GOV")),
    ],
)
def test_organisation(name: str, code: tuple[str, str, str]) -> None:
    found = find_organisation(name)
    assert found is not None
    assert (found.country or "", found.international or "", found.sector or "") == code


@pytest.mark.parametrize(
    ("phrase", "name"),
    [("Hamas fighters", "Hamas"), ("EU leaders", "European Union"), ("two UN trucks", "United Nations")],
)
def test_organisation_in_a_phrase(phrase: str, name: str) -> None:
    found = find_organisation_in(phrase)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("phrase", ["who is he", "what it is", "two trucks", ""])
def test_small_words_are_no_acronyms(phrase: str) -> None:
    assert find_organisation_in(phrase) is None


@pytest.mark.parametrize("table", ["metonyms.tsv", "organisations.tsv", "petrarch_groups.tsv"])
def test_codes_of_the_tables_exist(table: str) -> None:
    for country, international, sectors, names in read_rows(table, 4):
        assert not country or country_name(country)
        assert not international or international in INTERNATIONAL
        assert set(sectors.split()) <= SECTORS
        assert names.strip()
        assert country or international


def test_countries_of_breakaways_exist() -> None:
    for country, names in read_rows("breakaways.tsv", 2):
        assert country_name(country)
        assert names.strip()


@pytest.mark.parametrize("table", ["sectors.tsv", "petrarch_agents.tsv"])
def test_sectors_of_the_tables_exist(table: str) -> None:
    for code, strength, phrases in read_rows(table, 3):
        assert code in SECTORS | {"-"}
        assert strength in ("strong", "weak")
        assert all(phrase.strip() for phrase in phrases.split(";"))


def test_leaders_of_the_table() -> None:
    for code, sector, first, last, names in read_rows("leaders.tsv", 5):
        assert code in INTERNATIONAL or country_name(code)
        assert sector in SECTORS
        assert not last or int(first) <= int(last)
        assert not re.search(r"\d", names)


def test_no_currency_twice() -> None:
    codes = Counter(code for code, _ in read_rows("currencies.tsv", 2))
    assert max(codes.values()) == 1


@pytest.mark.parametrize(
    ("name", "year", "sector"), [("Putin", 2024, "GOV"), ("Angela Merkel", 2015, "GOV"), ("Angela Merkel", 2024, "ELI")]
)
def test_leader(name: str, year: int, sector: str) -> None:
    leader = find_leader(name, year)
    assert leader is not None
    assert leader.sector_in(year) == sector


def test_a_leader_is_unknown_before_office() -> None:
    assert find_leader("Javier Milei", 1999) is None
