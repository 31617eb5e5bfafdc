"""Against the worked example of B³ and CEAF in the literature (12 mentions, three gold chains)."""

import pytest

from models.training.coreference_score import score_coreference

GOLD = {"a": [frozenset((n, n + 1) for n in chain) for chain in ((1, 2, 3, 4, 5), (6, 7), (8, 9, 10, 11, 12))]}


def _found(*chains: tuple[int, ...]) -> dict[str, list[frozenset[tuple[int, int]]]]:
    return {"a": [frozenset((n, n + 1) for n in chain) for chain in chains]}


def test_the_gold_chains_score_1() -> None:
    assert score_coreference(GOLD, GOLD) == pytest.approx(1.0)


def test_no_chains_score_0() -> None:
    assert score_coreference(GOLD, {}) == 0.0
    assert score_coreference({"a": []}, {"a": []}) == 0.0


def test_two_chains_merged() -> None:
    """MUC 9/9 and 9/10; B³ recall 1, precision (5 + 2·2/7 + 5·5/7)/12; CEAF 1 + 10/12 over 3 and over 2."""
    found = _found((1, 2, 3, 4, 5), (6, 7, 8, 9, 10, 11, 12))
    muc = 2 * 1 * 0.9 / 1.9
    precision = (5 + 2 * 2 / 7 + 5 * 5 / 7) / 12
    b_cubed = 2 * precision / (1 + precision)
    similarity = 1 + 2 * 5 / 12
    ceaf = 2 * (similarity / 3) * (similarity / 2) / (similarity / 3 + similarity / 2)

    assert score_coreference(GOLD, found) == pytest.approx((muc + b_cubed + ceaf) / 3)


def test_a_chain_on_other_spans_counts_against_precision() -> None:
    assert score_coreference(GOLD, {"a": [*GOLD["a"], frozenset({(50, 51), (60, 61)})]}) < 1.0
