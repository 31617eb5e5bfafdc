import pytest

from pipeline.coding.names import find_head, is_acronym, is_proper, is_short_for


@pytest.mark.parametrize(
    ("short", "full", "surname_first"),
    [
        ("Iwaya", "Takeshi Iwaya", False),
        ("Xi", "Xi Jinping", True),
        ("al-Sisi", "Abdel Fattah el-Sisi", False),
        ("von der Leyen", "Ursula von der Leyen", False),
        ("Jean Dupont", "Jean Pierre Dupont", False),
        ("Sanchez", "Pedro Sánchez", False),
        ("Wang Yi", "Wang Yi", True),
    ],
)
def test_short_names(short: str, full: str, surname_first: bool) -> None:
    assert is_short_for(short, full, surname_first=surname_first)


@pytest.mark.parametrize(
    ("short", "full", "surname_first"),
    [
        ("Takeshi", "Takeshi Iwaya", False),
        ("Li", "Xi Jinping", True),
        ("Wang", "Li Qiang", True),
        ("Maria Lopez", "Juan Lopez", False),
    ],
)
def test_other_persons(short: str, full: str, surname_first: bool) -> None:
    assert not is_short_for(short, full, surname_first=surname_first)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("the WHO", "the World Health Organization"),
        ("SDF", "Syrian Democratic Forces"),
        ("U.N.", "United Nations"),
        ("FAO", "Food and Agriculture Organization"),
    ],
)
def test_acronyms(short: str, full: str) -> None:
    assert is_acronym(short, full)


@pytest.mark.parametrize(("short", "full"), [("the party", "the People Party"), ("WHO", "Red Cross"), ("IT", "Boeing")])
def test_no_acronyms(short: str, full: str) -> None:
    assert not is_acronym(short, full)


@pytest.mark.parametrize(
    ("phrase", "head"),
    [("the Bank of England", "bank"), ("The two leaders", "leaders"), ("Morocco's ministry", "ministry")],
)
def test_heads(phrase: str, head: str) -> None:
    assert find_head(phrase) == head


def test_proper_names() -> None:
    assert [is_proper(one) for one in ("the Foreign Ministry", "Boeing", "the ministry", "The company")] == [
        True,
        True,
        False,
        False,
    ]
