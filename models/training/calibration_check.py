"""How far confidences hold on texts that they were not scaled on, and how far chance alone puts them off."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.training.calibration import BINS, Findings, bin_numbers, expected_calibration_error, fit_scaling

_FOLDS: Final = 5
_DRAWS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationCheck:
    """Expected calibration errors of one kind of finding.

    ``error``: with each text scaled by what was fitted on the others. ``by_chance``: the mean of as many findings whose
    confidences are exactly their chances to be right, and ``by_chance_at_most`` their 95th percentile: an error below
    it doesn't tell confidences that hold from those that don't.
    """

    error: float
    by_chance: float
    by_chance_at_most: float


def check_calibration(by_text: Sequence[Findings], *, seed: int = 1) -> CalibrationCheck:
    """Scale the findings of each fifth of the texts by what fits the other four fifths, then compare with chance.

    Findings that were scaled before may be scaled again: a scaling of a scaling is a scaling.
    """
    scaled: Findings = []
    for fold in range(_FOLDS):
        others = [one for number, findings in enumerate(by_text) if number % _FOLDS != fold for one in findings]
        scaling = fit_scaling(others)
        held_out = [one for findings in by_text[fold::_FOLDS] for one in findings]
        scaled += [(scaling.confidence(confidence), right) for confidence, right in held_out]
    draws = _draw_errors(np.array([confidence for confidence, _ in scaled]), np.random.default_rng(seed))
    return CalibrationCheck(
        error=expected_calibration_error(scaled),
        by_chance=float(np.mean(draws)),
        by_chance_at_most=float(np.quantile(draws, 0.95)),
    )


def _draw_errors(confidences: npt.NDArray[np.float64], chance: np.random.Generator) -> npt.NDArray[np.float64]:
    """Errors (draws,) where each finding is right with exactly the chance that its confidence says."""
    in_bin = np.eye(BINS)[bin_numbers(confidences)]
    right = chance.random((_DRAWS, len(confidences))) < confidences
    errors: npt.NDArray[np.float64] = np.abs((right - confidences) @ in_bin).sum(axis=1) / len(confidences)
    return errors
