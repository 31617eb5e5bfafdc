import pytest
from annotated import code_block

from pipeline.coding.minorities import find_host


@pytest.mark.parametrize(
    ("name", "countries", "expected"),
    [
        ("Turkmen", ("IRQ",), "IRQ"),
        ("Turkmen", ("IRQ", "SYR"), "SYR"),
        ("Turkmen", ("IRQ", "TKM"), None),
        ("Turkmen", ("FRA",), None),
        ("Serbs", ("BIH", "AUT"), "BIH"),
        ("French", ("IRQ",), None),
    ],
)
def test_hosts(name: str, countries: tuple[str, ...], expected: str | None) -> None:
    assert find_host(name, countries) == expected


@pytest.mark.parametrize(
    ("place", "words", "code"),
    [("Syria", "rebels", "SYRREB"), ("Turkmenistan", "rebels", "TKMREB"), ("Syria", "officials", "TKMGOV")],
)
def test_a_group_of_a_minority_is_of_the_state_it_lives_in(place: str, words: str, code: str) -> None:
    block = (
        "#ID x\n#DATE 2024-05-15\n"
        f"[T1:GRP|[T2:NORP|Turkmen] {words}] [E1:RETREAT/withdraw|left] [T3:GPE|{place}].\n---\n"
        "E1 ACTOR=T1 LOCATION=T3"
    )
    assert code_block(block).events[0].roles[0].code == code
