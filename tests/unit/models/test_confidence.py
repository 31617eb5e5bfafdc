import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.confidence import Scaling
from models.training.calibration import expected_calibration_error, fit_scaling


def test_the_default_leaves_probabilities_as_they_are() -> None:
    assert [Scaling().confidence(p) for p in (0.0, 0.25, 0.5, 1.0)] == [0.0, 0.25, 0.5, 1.0]


@given(p=st.floats(0, 1), slope=st.floats(0.1, 5), offset=st.floats(-5, 5))
def test_confidences_lie_between_0_and_1_and_keep_the_order(p: float, slope: float, offset: float) -> None:
    scaling = Scaling(slope=slope, offset=offset)

    assert 0 <= scaling.confidence(p) <= 1
    assert scaling.confidence(p / 2) <= scaling.confidence(p)


def test_fitting_finds_how_too_sure_a_model_is() -> None:
    chance = random.Random(5)
    findings = []
    for _ in range(20_000):
        truth = chance.uniform(0.05, 0.95)
        told = 1 / (1 + math.exp(-2 * math.log(truth / (1 - truth)) - 0.5))
        findings.append((told, chance.random() < truth))
    scaling = fit_scaling(findings)

    assert scaling.slope == pytest.approx(0.5, abs=0.03)
    assert scaling.offset == pytest.approx(-0.25, abs=0.06)
    calibrated = [(scaling.confidence(p), right) for p, right in findings]
    assert expected_calibration_error(calibrated) < 0.02 < expected_calibration_error(findings)


def test_calibration_error_is_the_weighted_distance() -> None:
    findings = [(0.95, True), (0.95, False), (0.15, False), (0.15, False)]

    assert expected_calibration_error(findings) == pytest.approx((0.9 + 0.3) / 4)
    assert expected_calibration_error([]) == 0.0


def test_few_findings_that_agree_give_finite_numbers() -> None:
    scaling = fit_scaling([(0.9, True)] * 60)

    assert math.isfinite(scaling.slope)
    assert math.isfinite(scaling.offset)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99, 1.0])
def test_fitting_does_not_run_away(share: float) -> None:
    chance = random.Random(3)
    scaling = fit_scaling([(chance.uniform(0.9, 1.0), chance.random() < share) for _ in range(300)])

    assert abs(scaling.slope) < 10
    assert abs(scaling.offset) < 30
    assert 0 <= scaling.confidence(1.0) <= 1
