import pytest

from models.training.markup import InvalidMarkup, parse_markup

BLOCK = """
#ID lagos-1
#DATE 2024-05-06
#CTX military, crime
#TITLE Talks in Lagos
[T1:TITLE|[T2:NORP|Nigerian] President] [T3:PER|Ada Obi] [E1:CONSULT/visit|met] [T4:GRP|two envoys].
[T5:GRP|They] [E2:REJECT|refused].
---
E1 ACTOR=T3 RECIPIENT=T4 MODALITY=planned
E2 ACTOR=T5
TITLE T3>T1
OF T1>T2 T3>T2
COREF T5=T3+T4
"""


def test_spans_are_characters_of_the_text() -> None:
    article = parse_markup(BLOCK)

    assert article.text == "Nigerian President Ada Obi met two envoys. They refused."
    assert [article.text[m.start : m.end] for m in article.mentions] == [
        "Nigerian", "Nigerian President", "Ada Obi", "two envoys", "They",
    ]  # fmt: skip
    assert article.contexts == ("military", "crime")


def test_events_relations_and_chains_are_read() -> None:
    article = parse_markup(BLOCK)

    met, refused = article.triggers
    assert (met.type, met.mode, met.modality) == ("CONSULT", "visit", "planned")
    assert met.roles == (("ACTOR", "T3"), ("RECIPIENT", "T4"))
    assert (refused.mode, refused.modality) == (None, "actual")
    assert article.relations == (("TITLE", "T3", "T1"), ("OF", "T1", "T2"), ("OF", "T3", "T2"))
    assert article.chains == ((("T5",), ("T3", "T4")),)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("[T5:GRP|They]", "[T5:CREW|They]", "lagos-1: T5 has the type 'CREW'"),
        ("CONSULT/visit", "CONSULT/riot", "event type or mode 'CONSULT/riot'"),
        ("[T5:GRP|They]", "[T4:GRP|They]", "T4 is marked twice"),
        ("[E2:REJECT|refused]", "[E2:REJECT|refused", r"'\[E2' is left open"),
        ("ACTOR=T5", "ACTOR=T9", "'T9' is named after ---"),
        ("ACTOR=T5", "WINNER=T5", "the role 'WINNER'"),
        ("MODALITY=planned", "MODALITY=maybe", "the modality 'maybe'"),
        ("TITLE T3>T1", "BOSS T3>T1", "'BOSS' is neither"),
    ],
)
def test_what_breaks_the_scheme_is_named(before: str, after: str, message: str) -> None:
    with pytest.raises(InvalidMarkup, match=message):
        parse_markup(BLOCK.replace(before, after))
