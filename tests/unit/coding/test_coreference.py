"""One small annotated text for each rule of coreference; none has links of its own unless the rule is about them."""

import pytest
from annotated import code_block


def entity_of(block: str, text: str) -> str:
    """Name of the entity of the last mention with these words."""
    document = code_block(f"#ID x\n#DATE 2024-05-15\n{block}")
    names = {entity.id: entity.name for entity in document.entities}
    mention = [one for one in document.mentions if one.text == text][-1]
    assert mention.entity is not None
    return names[mention.entity]


def members_of(block: str, text: str) -> list[tuple[str, str | None]]:
    """Name and code of the members of the filler with these words, in the last event that has one."""
    document = code_block(f"#ID x\n#DATE 2024-05-15\n{block}")
    filler = [one for event in document.events for one in event.roles if one.text == text][-1]
    return [(member.name, member.code) for member in filler.members]


@pytest.mark.parametrize(
    ("block", "mention", "name"),
    [
        pytest.param("[T1:PER|Elena Ruiz] spoke.\n[T2:PER|Ruiz] left.\n---", "Ruiz", "Elena Ruiz", id="surname"),
        pytest.param(
            "[T1:PER|Ruiz] spoke.\n[T2:PER|Elena Ruiz] left.\n---", "Ruiz", "Elena Ruiz", id="full name after surname"
        ),
        pytest.param(
            "[T1:TITLE|[T2:NORP|Chinese] President] [T3:PER|Xi Jinping] spoke.\n[T4:PER|Xi] left.\n---\n"
            "TITLE T3>T1\nOF T3>T2",
            "Xi",
            "Xi Jinping",
            id="surname first",
        ),
        pytest.param(
            "[T1:PER|Ana Lopez] met [T2:PER|Juan Perez].\n[T3:PER|Perez] left.\n---",
            "Perez",
            "Juan Perez",
            id="two persons",
        ),
        pytest.param(
            "[T1:ORG|The World Health Organization] spoke.\n[T2:ORG|The WHO] left.\n---",
            "The WHO",
            "World Health Organization",
            id="acronym",
        ),
        pytest.param(
            "[T1:ORG|Fuerzas Unidas] ([T2:ORG|FXU]) spoke.\n[T3:ORG|FXU] left.\n---",
            "FXU",
            "Fuerzas Unidas",
            id="name in brackets",
        ),
        pytest.param(
            "[T1:ORG|the [T2:NORP|Moroccan] Foreign Ministry] spoke.\n[T3:ORG|The Foreign Ministry] left.\n---",
            "The Foreign Ministry",
            "Moroccan Foreign Ministry",
            id="short form",
        ),
        pytest.param(
            "[T1:ORG|the Transport Ministry] spoke.\n[T2:ORG|The ministry] left.\n---",
            "The ministry",
            "Transport Ministry",
            id="same noun with the",
        ),
        pytest.param(
            "[T1:ORG|Hamas] spoke.\n[T2:GRP|The militants] left.\n---",
            "The militants",
            "Hamas",
            id="kind of organisation",
        ),
        pytest.param(
            "[T1:TITLE|Transport Minister] [T2:PER|Ana Lopez] spoke.\nThe [T3:TITLE|minister] left.\n---",
            "minister",
            "Ana Lopez",
            id="office for its holder",
        ),
        pytest.param(
            "[T1:PER|Ana Lopez], the [T2:TITLE|transport minister], spoke.\n---",
            "transport minister",
            "Ana Lopez",
            id="office in apposition",
        ),
        pytest.param(
            "[T1:GPE|Spain]'s [T2:TITLE|ambassador], [T3:PER|Luis Gil], spoke.\n---",
            "ambassador",
            "Luis Gil",
            id="name in apposition",
        ),
        pytest.param(
            "[T1:TITLE|King] [T2:PER|Felipe] [E1:CONSULT|met] [T3:PER|Ana Lopez].\n"
            "[T4:PRO|He] [E2:ACCUSE|scolded] her.\n---\nE1 ACTOR=T2 RECIPIENT=T3\nE2 ACTOR=T4\nTITLE T2>T1",
            "He",
            "Felipe",
            id="he is who acted",
        ),
        pytest.param(
            "[T1:PER|Ana Lopez] [E1:ACCUSE|told] [T2:PER|Juan Perez] that [T3:PER|Perez] lied.\n"
            "[T4:PRO|She] [E2:ACCUSE|scolded] [T5:PRO|him].\n---\nE1 ACTOR=T1 RECIPIENT=T2\nE2 ACTOR=T4 RECIPIENT=T5\n"
            "COREF T1=T4",
            "him",
            "Juan Perez",
            id="the two sides of an event differ",
        ),
        pytest.param(
            "[T1:GPE|Germany] [E1:AGREE|agreed].\n[T2:PRO|It] [E2:AID|sent] tents.\n---\nE1 ACTOR=T1\nE2 ACTOR=T2",
            "It",
            "Germany",
            id="it is the country that acted",
        ),
        pytest.param(
            "[T1:GRP|Protesters] [E1:PROTEST|marched].\n[T2:PRO|They] [E2:PROTEST|sang].\n---\n"
            "E1 ACTOR=T1\nE2 ACTOR=T2",
            "They",
            "Protesters",
            id="they is a plural group",
        ),
        pytest.param(
            '"[T1:PRO|We] [E1:REJECT|refuse]," said [T2:PER|Ana Lopez].\n---\nE1 ACTOR=T1 SOURCE=T2',
            "We",
            "Ana Lopez",
            id="we is who is quoted",
        ),
    ],
)
def test_mentions_of_one_entity(block: str, mention: str, name: str) -> None:
    assert entity_of(block, mention) == name


@pytest.mark.parametrize(
    ("block", "mention", "name"),
    [
        pytest.param(
            "[T1:PER|Ana Lopez] met [T2:PER|Juan Perez].\n---\nCOREF T1=T2", "Juan Perez", "Juan Perez", id="two names"
        ),
        pytest.param(
            "[T1:GPE|China] spoke to [T2:NORP|Chinese] reporters.\n---\nCOREF T1=T2", "Chinese", "Chinese", id="nation"
        ),
        pytest.param(
            "[T1:GPE|Serbia] and [T2:GPE|Kosovo] spoke.\n---\nCOREF T1=T2",
            "Kosovo",
            "Kosovo",
            id="two countries linked",
        ),
        pytest.param(
            "[T1:GPE|Odesa] and [T2:GPE|Lviv] spoke.\n---\nCOREF T1=T2", "Lviv", "Lviv", id="two towns linked"
        ),
        pytest.param(
            "[T1:ORG|Hamas] and [T2:ORG|Fatah] spoke.\n---\nCOREF T1=T2", "Fatah", "Fatah", id="two known bodies linked"
        ),
        pytest.param(
            "[T1:GRP|Gunmen] met [T2:GRP|the peacekeepers].\n---\nCOREF T1=T2",
            "the peacekeepers",
            "the peacekeepers",
            id="gunmen and soldiers linked",
        ),
        pytest.param(
            "[T1:PER|Ana Lopez] spoke.\n[T2:GRP|The two leaders] left.\n---\nCOREF T1=T2",
            "The two leaders",
            "The two leaders",
            id="a pair and one person linked",
        ),
        pytest.param(
            "[T1:ORG|the [T2:NORP|Syrian] government] and [T3:ORG|the [T4:NORP|Iraqi] government].\n---",
            "the Iraqi government",
            "Iraqi government",
            id="two countries",
        ),
        pytest.param(
            "[T1:ORG|the National Liberation Army] spoke.\n[T2:ORG|The army] left.\n---",
            "The army",
            "The army",
            id="rebels are no army",
        ),
        pytest.param(
            "[T1:ORG|The union] spoke.\n[T2:GRP|workers] left.\n---", "workers", "workers", id="no article, no name"
        ),
    ],
)
def test_mentions_that_stay_apart(block: str, mention: str, name: str) -> None:
    assert entity_of(block, mention) == name


MEETING = (
    "[T1:TITLE|[T2:NORP|Polish] President] [T3:PER|Jan Kowal] [E1:CONSULT|met] [T4:TITLE|[T5:NORP|Latvian] President]"
    " [T6:PER|Ilze Berzina].\n{group} [E2:AGREE|agreed].\n---\nE1 ACTOR=T3 RECIPIENT=T6\nE2 ACTOR=T7\n"
    "TITLE T3>T1 T6>T4\nOF T1>T2 T3>T2 T4>T5 T6>T5"
)
PERSONS = [("Jan Kowal", "POLGOV"), ("Ilze Berzina", "LVAGOV")]
COUNTRIES = [("Poland", "POLGOV"), ("Latvia", "LVAGOV")]


@pytest.mark.parametrize(
    ("group", "members"),
    [
        ("[T7:GRP|The two leaders]", PERSONS),
        ("[T7:GRP|The presidents]", PERSONS),
        ("[T7:PRO|They]", PERSONS),
        ("[T7:PRO|Both]", PERSONS),
        ("[T7:GRP|The two countries]", COUNTRIES),
        ("[T7:GRP|Both sides]", COUNTRIES),
        ("[T7:GRP|Their governments]", COUNTRIES),
        ("[T7:GRP|The two armies]", [("Poland", "POLMIL"), ("Latvia", "LVAMIL")]),
    ],
)
def test_groups_stand_for_the_two_sides(group: str, members: list[tuple[str, str]]) -> None:
    words = group.partition("|")[2].removesuffix("]")
    assert members_of(MEETING.format(group=group), words) == members


def test_links_to_more_than_the_number_leave_the_last() -> None:
    block = (
        "[T1:PER|Ana Lopez] met [T2:PER|Juan Perez].\n[T3:PER|Eva Roth] met [T4:PER|Tim Bell].\n"
        "[T5:GRP|The two leaders] [E1:AGREE|agreed].\n---\nE1 ACTOR=T5\nCOREF T5=T1+T2+T3+T4"
    )
    assert [name for name, _ in members_of(block, "The two leaders")] == ["Eva Roth", "Tim Bell"]


def test_a_chain_of_groups_has_the_members_of_its_first() -> None:
    block = (
        "[T1:GPE|Serbia] [E1:CONSULT|met] [T2:GPE|Kosovo].\n[T3:GRP|The two governments] spoke.\n"
        "[T4:GRP|the two governments] [E2:AGREE|agreed].\n---\nE1 ACTOR=T1 RECIPIENT=T2\nE2 ACTOR=T4\nCOREF T3=T4"
    )
    assert members_of(block, "the two governments") == [("Serbia", "SRBGOV"), ("Kosovo", "KOSGOV")]


def test_a_group_of_two_nations_has_both() -> None:
    block = "[T1:GRP|[T2:GPE|U.S.] and [T3:NORP|Israeli] forces] [E1:ASSAULT|struck].\n---\nE1 ACTOR=T1\nOF T1>T2 T1>T3"
    assert members_of(block, "U.S. and Israeli forces") == [("United States", "USAMIL"), ("Israel", "ISRMIL")]


def test_a_group_without_a_pair_before_has_no_members() -> None:
    block = "[T1:GRP|The two leaders] [E1:AGREE|agreed].\n---\nE1 ACTOR=T1"
    assert members_of(block, "The two leaders") == []
