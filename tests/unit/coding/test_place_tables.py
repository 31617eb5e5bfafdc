from collections import Counter

from pipeline.coding.countries import read_countries, read_table, split_list
from pipeline.coding.gazetteer import PlaceTable, make_key


def test_regions_are_well_formed() -> None:
    rows = list(read_table("regions.tsv"))
    codes = {country.plover_code for country in read_countries().values()}
    assert len(rows) >= 1000
    assert [name for name, count in Counter(row["name"] for row in rows).items() if count > 1] == []
    for row in rows:
        assert -90 <= float(row["lat"]) <= 90, row
        assert -180 <= float(row["lon"]) <= 180, row
        assert set(split_list(row["countries"])) <= codes, row


def test_ids_of_known_names_are_in_the_gazetteer_and_its_capitals_are_found() -> None:
    table = PlaceTable()
    for row in read_table("place_names.tsv"):
        ids = {match.entry.geonameid for match in table.find(make_key(row["name"]))}
        assert int(row["geonameid"]) in ids, row
    without = [
        country.code
        for country in read_countries().values()
        if not country.sovereign and country.capital and table.find_capital(country.code) is None
    ]
    assert without == []


def test_dependencies_have_a_sovereign_that_is_none_itself() -> None:
    countries = read_countries()
    for country in countries.values():
        assert not country.sovereign or not countries[country.sovereign].sovereign
