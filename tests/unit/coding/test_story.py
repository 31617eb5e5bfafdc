"""What the events of an article tell of who takes part in them without a country."""

import pytest
from annotated import code_block

from pipeline.records import RoleFiller


def filler(block: str, words: str) -> RoleFiller:
    document = code_block(f"#ID x\n#DATE 2024-05-15\n{block}")
    return next(role for event in document.events for role in event.roles if role.text == words)


def test_whom_a_country_sends_is_its_own() -> None:
    block = (
        "[T1:GPE|Sri Lanka] [E1:SUPPORT|thanked] [T2:GPE|India], which has [E2:AID|sent] [T3:GRP|surgeons] "
        "to [T4:GPE|Colombo].\n---\nE1 ACTOR=T1 RECIPIENT=T2\nE2 ACTOR=T2,T3 LOCATION=T4"
    )
    assert filler(block, "surgeons").code == "INDMED"


@pytest.mark.parametrize("words", ["of 22 states", "from a dozen countries", "representing African nations"])
def test_those_of_many_states_are_of_none(words: str) -> None:
    block = f"[T1:GRP|Ministers] {words} [E1:CONSULT|met] in [T2:GPE|Doha].\n---\nE1 ACTOR=T1 LOCATION=T2"
    assert filler(block, "Ministers").country is None


def test_where_all_events_happen_a_local_office_is_held() -> None:
    block = (
        "[T1:GRP|Police] in [T2:GPE|Rosario], [T3:GPE|Argentina], [E1:COERCE/arrest|held] [T4:GRP|[T5:NORP|Bolivian] "
        "and [T6:NORP|Chilean] men].\n[T7:TITLE|Judge] [T8:PER|Norma Paz] [E2:ACCUSE/investigate|questioned] "
        "[T9:NORP|Bolivians] and [T10:NORP|Chileans].\n[T11:GRP|Crowds] [E3:PROTEST|marched] in [T12:GPE|Mendoza].\n"
        "---\nE1 ACTOR=T1 RECIPIENT=T4 LOCATION=T2,T3\nE2 ACTOR=T8 RECIPIENT=T9,T10\nE3 ACTOR=T11 LOCATION=T12\n"
        "TITLE T8>T7\nIN T2>T3"
    )
    assert filler(block, "Norma Paz").code == "ARGJUD"
