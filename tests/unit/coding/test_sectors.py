import pytest

from pipeline.coding.sectors import find_sector, is_former


@pytest.mark.parametrize(
    ("phrase", "sector"),
    [
        ("Foreign Minister", "GOV"),
        ("Prime Minister", "GOV"),
        ("U.S. Secretary of State", "GOV"),
        ("the Ministry of Defence", "GOV"),
        ("provincial governor", "GOV"),
        ("officials", "GOV"),
        ("troops", "MIL"),
        ("army chief of staff", "MIL"),
        ("Gen.", "MIL"),
        ("Sri Lankan Navy", "MIL"),
        ("police chiefs", "COP"),
        ("policemen", "COP"),
        ("Philippine coast guard cutters", "COP"),
        ("the Supreme Court in Nairobi", "JUD"),
        ("public prosecutors", "JUD"),
        ("members of parliament", "LEG"),
        ("senators", "LEG"),
        ("opposition leader", "OPP"),
        ("leader of the opposition", "OPP"),
        ("rebels", "REB"),
        ("spokesman for the rebels", "REB"),
        ("rebel commander", "REB"),
        ("two gunmen", "UAF"),
        ("militiamen", "PRM"),
        ("protesters", "CVL"),
        ("Japanese nationals", "CVL"),
        ("tribal elders", "CVL"),
        ("schoolchildren", "EDU"),
        ("Thousands of doctors", "MED"),
        ("hospital officials", "MED"),
        ("union delegate", "LAB"),
        ("local forces", "MIL"),
        ("Indian Army troopers", "MIL"),
        ("state troopers", "COP"),
        ("attaches", "GOV"),
        ("herders", "AGR"),
        ("fishing vessels", "AGR"),
        ("smugglers", "CRM"),
        ("reporters", "JRN"),
        ("refugees", "REF"),
        ("bishops", "REL"),
        ("activists", "SOC"),
        ("the company", "BUS"),
        ("intelligence chief", "SPY"),
        ("the ruling party", "PTY"),
        ("spokesman", None),
        ("the thing", None),
    ],
)
def test_sector_of_a_phrase(phrase: str, sector: str | None) -> None:
    assert find_sector(phrase).code == sector


def test_default_of_a_weak_noun_is_not_strong() -> None:
    assert not find_sector("officials").strong
    assert find_sector("police").strong


@pytest.mark.parametrize("phrase", ["former president", "ex-minister", "Former Foreign Minister", "ousted president"])
def test_former(phrase: str) -> None:
    assert is_former(phrase)


@pytest.mark.parametrize("phrase", ["president", "exchange minister", "lateral officer", "performer"])
def test_not_former(phrase: str) -> None:
    assert not is_former(phrase)
