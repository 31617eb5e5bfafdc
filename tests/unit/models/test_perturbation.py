import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.markup import parse_markup
from models.training.perturbation import PERTURBATIONS, perturb

ARTICLE = parse_markup(
    '#ID a\nIn [T1:GPE|Oslo], the "[T2:ORG|Straße]" league\'s 3rd round - [E1:PROTEST|riots].\nIt ended.\n'
    "---\nE1 LOCATION=T1"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lower case", 'in oslo, the "straße" league\'s 3rd round - riots. it ended.'),
        ("capitals", 'IN OSLO, THE "STRAßE" LEAGUE\'S 3RD ROUND - RIOTS. IT ENDED.'),
        ("title case", 'In Oslo, The "Straße" League\'s 3rd Round - Riots. It Ended.'),
        ("capital dateline", 'IN OSLO, THE "STRAßE" LEAGUE\'S 3rd round - riots. It ended.'),
        ("typographic quotes", "In Oslo, the “Straße” league’s 3rd round – riots. It ended."),
        ("no final periods", 'In Oslo, the "Straße" league\'s 3rd round - riots  It ended '),
    ],
)
def test_each_change(name: str, text: str) -> None:
    assert perturb(ARTICLE, name).text == text


@given(text=st.text(max_size=200))
@pytest.mark.parametrize("name", PERTURBATIONS)
def test_no_change_moves_a_character(name: str, text: str) -> None:
    assert len(PERTURBATIONS[name](text)) == len(text)
