"""Where an actor's country and sector come from: one small text for each rule."""

import pytest
from annotated import code_block


def code_of(block: str, text: str) -> tuple[str | None, str | None, str | None]:
    document = code_block(f"#ID x\n#DATE 2024-05-15\n{block}")
    filler = [one for event in document.events for one in event.roles if one.text == text and one.role != "LOCATION"][
        -1
    ]
    return filler.country, filler.sector, filler.code


ONE = "{} [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T1"


@pytest.mark.parametrize(
    ("mention", "text", "code"),
    [
        ("[T1:GPE|France]", "France", "FRAGOV"),
        ("[T1:GPE|Paris]", "Paris", "FRAGOV"),
        ("[T1:FAC|the Kremlin]", "the Kremlin", "RUSGOV"),
        ("[T1:ORG|The Pentagon]", "The Pentagon", "USAMIL"),
        ("[T1:NORP|Russians]", "Russians", "RUSGOV"),
        ("[T1:NORP|Tibetans]", "Tibetans", "CHNGOV"),
        ("[T1:GRP|[T2:NORP|Chinese] police]", "Chinese police", "CHNCOP"),
        ("[T1:GRP|13 Israelis]", "13 Israelis", "ISRCVL"),
        ("[T1:ORG|the [T2:NORP|Japanese] Foreign Ministry]", "the Japanese Foreign Ministry", "JPNGOV"),
        ("[T1:GRP|[T2:GPE|Fukushima] police]", "Fukushima police", "JPNCOP"),
        ("[T1:ORG|Hezbollah]", "Hezbollah", "LBNREB"),
        ("[T1:GRP|[T2:ORG|Hamas] fighters]", "Hamas fighters", "PSEREB"),
        ("[T1:GRP|[T2:ORG|U.N.] peacekeepers]", "U.N. peacekeepers", "UNOMIL"),
        ("[T1:ORG|the European Commission]", "the European Commission", "EUR"),
        ("[T1:ORG|al-Qaeda]", "al-Qaeda", "IMGREB"),
        ("[T1:ORG|Greenpeace]", "Greenpeace", "NGO"),
        ("[T1:ORG|Boeing]", "Boeing", "MNCBUS"),
        ("[T1:PER|Vladimir Putin]", "Vladimir Putin", "RUSGOV"),
        ("[T1:PER|Angela Merkel]", "Angela Merkel", "DEUELI"),
        ("[T1:ORG|the Assad regime]", "the Assad regime", "SYRGOV"),
    ],
)
def test_code_from_the_words(mention: str, text: str, code: str) -> None:
    assert code_of(ONE.format(mention), text)[2] == code


@pytest.mark.parametrize(
    ("block", "text", "code"),
    [
        pytest.param(
            "[T1:GPE|Morocco]'s [T2:TITLE|foreign minister], [T3:PER|Karim Alaoui], [E1:ACCUSE|spoke].\n"
            "---\nE1 ACTOR=T3",
            "Karim Alaoui",
            "MARGOV",
            id="possessive and apposition",
        ),
        pytest.param(
            "[T1:TITLE|spokesman] for [T2:ORG|Hamas] [T3:PER|Ali Saleh] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T3\n"
            "TITLE T3>T1",
            "Ali Saleh",
            "PSEREB",
            id="a weak office takes the sector of its organisation",
        ),
        pytest.param(
            "[T1:TITLE|commander] [T2:PER|Ali Saleh] of [T3:ORG|the Liberation Front] of [T4:GPE|Chad]"
            " [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T2\nTITLE T2>T1\nOF T2>T3 T3>T4",
            "Ali Saleh",
            "TCDREB",
            id="OF of OF",
        ),
        pytest.param(
            "[T1:TITLE|[T2:NORP|British] ambassador to [T3:GPE|Iran]] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T1",
            "British ambassador to Iran",
            "GBRGOV",
            id="not where an ambassador serves",
        ),
        pytest.param(
            "[T1:TITLE|Former [T2:NORP|Polish] president] [T3:PER|Jan Kowal] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T3\n"
            "TITLE T3>T1",
            "Jan Kowal",
            "POLELI",
            id="former office",
        ),
        pytest.param(
            "[T1:GRP|Police] [E1:COERCE/arrest|detained] [T2:GRP|students] in [T3:GPE|Lima].\n---\n"
            "E1 ACTOR=T1 RECIPIENT=T2 LOCATION=T3",
            "students",
            "PEREDU",
            id="where the event happens",
        ),
        pytest.param(
            "[T1:GPE|LIMA] - [T2:GRP|Police] [E1:COERCE|spoke].\n"
            "A day later [T3:GRP|soldiers] [E2:COERCE|spoke].\n---\n"
            "E1 ACTOR=T2\nE2 ACTOR=T3",
            "soldiers",
            "PERMIL",
            id="what the article is about",
        ),
        pytest.param(
            "[T1:GPE|Minsk] [E1:COERCE/arrest|jailed] [T2:GRP|protesters].\n---\nE1 ACTOR=T1 RECIPIENT=T2",
            "protesters",
            "BLRCVL",
            id="whom a state arrests",
        ),
        pytest.param(
            "[T1:ORG|The Justice Department] of [T2:GPE|Kenya] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T1\nOF T1>T2",
            "The Justice Department",
            "KENJUD",
            id="a name that several states share",
        ),
        pytest.param(
            "[T1:PER|Juan Perez]'s [T2:GRP|family] of [T3:GPE|Chile] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T2\nOF T1>T3",
            "family",
            "CHLCVL",
            id="the family of a person",
        ),
        pytest.param(
            "[T1:NORP|Palestinians] were [E1:ASSAULT|shot].\n---\nE1 RECIPIENT=T1",
            "Palestinians",
            "PSECVL",
            id="a people that suffers",
        ),
    ],
)
def test_code_from_relations_and_article(block: str, text: str, code: str) -> None:
    assert code_of(block, text)[2] == code


@pytest.mark.parametrize(
    ("mention", "text"),
    [
        ("[T1:GRP|foreign envoys] in [T2:GPE|Lima]", "foreign envoys"),
        ("[T1:GRP|The West]", "The West"),
        ("[T1:ORG|Belavia]", "Belavia"),
        ("[T1:GRP|refugees] in [T2:GPE|Lima]", "refugees"),
    ],
)
def test_no_country_rather_than_a_wrong_one(mention: str, text: str) -> None:
    assert code_of(ONE.format(mention), text)[2] is None


def test_the_seat_of_an_international_body_tells_no_country() -> None:
    block = "[T1:GPE|THE HAGUE] - [T2:GRP|Rebels] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T2"
    assert code_of(block, "Rebels")[2] is None


@pytest.mark.parametrize(
    ("event", "code"), [("ASSAULT|shelled", "PAKGOV"), ("PROTEST|marched", "PAKCVL"), ("AGREE|agreed", "PAKGOV")]
)
def test_a_people_that_acts(event: str, code: str) -> None:
    assert code_of(f"[T1:NORP|Pakistanis] [E1:{event}].\n---\nE1 ACTOR=T1", "Pakistanis")[2] == code


def test_bilateral_story_lends_nobody_its_country() -> None:
    block = (
        "[T1:GPE|Japan] and [T2:GPE|China] [E1:CONSULT|talked].\n[T3:GRP|Police] [E2:ACCUSE|spoke].\n---\n"
        "E1 ACTOR=T1,T2\nE2 ACTOR=T3"
    )
    assert code_of(block, "Police")[2] is None


@pytest.mark.parametrize(("other", "code"), [("Texas", "USAGOV"), ("Armenia", "GEOGOV")])
def test_a_name_of_two_places_is_that_of_the_article(other: str, code: str) -> None:
    block = f"[T1:GPE|{other}] spoke.\n[T2:GPE|Georgia] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T2"
    assert code_of(block, "Georgia")[2] == code


def test_longest_proper_name_and_office_are_the_entity_s() -> None:
    block = (
        "#ID x\n#DATE 2024-05-15\n"
        "[T1:TITLE|[T2:NORP|Spanish] Foreign Minister] [T3:PER|Elena Ruiz] [E1:ACCUSE|spoke].\n"
        "[T4:PER|Ruiz] left.\n---\nE1 ACTOR=T3\nTITLE T3>T1\nOF T1>T2"
    )
    entity = next(one for one in code_block(block).entities if one.type == "PER")
    assert (entity.name, entity.title, entity.code) == ("Elena Ruiz", "Spanish Foreign Minister", "ESPGOV")


def test_a_state_s_own_name_is_preferred_to_its_capital_s() -> None:
    block = (
        "#ID x\n#DATE 2024-05-15\n[T1:GPE|New Delhi] [E1:ACCUSE|spoke] for [T2:GPE|India].\n---\n"
        "E1 ACTOR=T1\nCOREF T1=T2"
    )
    assert code_block(block).events[0].roles[0].name == "India"


@pytest.mark.parametrize(
    ("name", "seat"),
    [
        ("U.S.", "Washington"),
        ("the U.S.", "Washington"),
        ("Congo", "Kinshasa"),
        ("Bosnia", "Sarajevo"),
        ("UK", "London"),
    ],
)
@pytest.mark.parametrize("seat_first", [True, False])
def test_another_name_of_a_state_is_preferred_to_its_capital_s(name: str, seat: str, *, seat_first: bool) -> None:
    first, second = (seat, name) if seat_first else (name, seat)
    document = code_block(
        f"#ID x\n#DATE 2024-05-15\n[T1:GPE|{first}] waited, and [T2:GPE|{second}] [E1:REJECT|refused].\n---\n"
        "E1 ACTOR=T2\nCOREF T1=T2"
    )
    assert [entity.name for entity in document.entities] == [name.removeprefix("the ")]
