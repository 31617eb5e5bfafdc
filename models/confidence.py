"""From the network's probabilities to confidences that hold: a share p of what has confidence p is right.

Platt scaling, confidence = 1 / (1 + exp(−(slope · log(p / (1 − p)) + offset))), one pair of numbers a kind of finding,
fitted on the development set (J. Platt, "Probabilistic outputs for support vector machines", 1999).
"""

import math
from dataclasses import dataclass, field
from typing import Final

_DIGITS: Final = 4
_LEAST: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """How the probabilities of one kind of finding are scaled; the default leaves them as they are."""

    slope: float = 1.0
    offset: float = 0.0

    def confidence(self, probability: float) -> float:
        """The confidence, from 0 to 1, rounded to four digits."""
        inside = min(max(probability, _LEAST), 1 - _LEAST)
        score = self.slope * math.log(inside / (1 - inside)) + self.offset
        return round(0.5 * (1 + math.tanh(0.5 * score)), _DIGITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The scaling of each kind of finding."""

    mention: Scaling = field(default_factory=Scaling)
    trigger: Scaling = field(default_factory=Scaling)
    role: Scaling = field(default_factory=Scaling)
    relation: Scaling = field(default_factory=Scaling)
    modality: Scaling = field(default_factory=Scaling)
    context: Scaling = field(default_factory=Scaling)
