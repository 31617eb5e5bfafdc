"""Fits and checks confidences on labelled news: Platt scaling, and the expected calibration error."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from models.confidence import Calibration, Scaling
from models.extraction import Extraction
from models.training.items import Items
from models.training.markup import AnnotatedArticle

Findings = list[tuple[float, bool]]
"""(probability or confidence, whether the finding is right)."""

_PULL: Final = 0.5
_LEAST: Final = 1e-6
BINS: Final = 10
_FEWEST: Final = 50


def collect_findings(articles: Sequence[AnnotatedArticle], extractions: Sequence[Extraction]) -> dict[str, Findings]:
    """Every finding by kind (the names of ``Calibration``); right means as in ``evaluation``, on exact spans."""
    gold = Items()
    for article in articles:
        gold.add_annotated(article)
    findings: dict[str, Findings] = {name: [] for name in Calibration.__dataclass_fields__}
    for article, extraction in zip(articles, extractions, strict=True):
        _collect_spans(findings, gold, article.id, extraction)
        spans = [(mention.start, mention.end) for mention in extraction.mentions]
        for relation in extraction.relations:
            ends = (spans[relation.head], spans[relation.tail])
            ends = (min(ends), max(ends)) if relation.type == "COREF" else ends
            right = (article.id, relation.type, *ends) in gold.relations
            findings["relation"].append((relation.confidence, right))
        for context in extraction.contexts:
            findings["context"].append((context.confidence, (article.id, context.name) in gold.contexts))
    return findings


def _collect_spans(findings: dict[str, Findings], gold: Items, article: str, extraction: Extraction) -> None:
    spans = [(mention.start, mention.end) for mention in extraction.mentions]
    for mention in extraction.mentions:
        right = (article, mention.start, mention.end, mention.type) in gold.mentions
        findings["mention"].append((mention.confidence, right))
    for trigger in extraction.triggers:
        key = (article, trigger.start, trigger.end, trigger.type)
        findings["trigger"].append((trigger.confidence, key in gold.triggers))
        if key in gold.triggers:
            findings["modality"].append((trigger.modality_confidence, gold.triggers[key][0] == trigger.modality))
        for role in trigger.roles:
            right = (*key, role.role, *spans[role.mention]) in gold.roles
            findings["role"].append((role.confidence, right))


def fit_calibration(findings: dict[str, Findings]) -> Calibration:
    """The scaling of each kind; a kind with fewer than 50 findings is left as it is."""
    fitted = {name: fit_scaling(of_kind) for name, of_kind in findings.items() if len(of_kind) >= _FEWEST}
    return Calibration(**fitted)


def fit_scaling(findings: Findings) -> Scaling:
    """Slope and offset of the highest likelihood, with a weak pull towards leaving the probabilities as they are."""
    probabilities, right = _split(findings)
    score = np.log(probabilities / (1 - probabilities))
    unchanged = np.array([1.0, 0.0])

    def loss(weights: npt.NDArray[np.float64]) -> float:
        predicted = weights[0] * score + weights[1]
        likelihood = np.logaddexp(0, predicted) - right * predicted
        return float(likelihood.sum() + _PULL * ((weights - unchanged) ** 2).sum())

    slope, offset = minimize(loss, unchanged, method="Nelder-Mead").x
    return Scaling(slope=round(float(slope), 4), offset=round(float(offset), 4))


def expected_calibration_error(findings: Findings) -> float:
    """Mean distance of confidence and share of right findings over ten equal bins, weighted by findings.

    After C. Guo et al., "On calibration of modern neural networks", 2017. 0 where there are no findings.
    """
    if not findings:
        return 0.0
    confidences, right = _split(findings)
    bins = bin_numbers(confidences)
    errors: Iterable[float] = (
        abs(float(confidences[bins == number].sum() - right[bins == number].sum())) for number in range(BINS)
    )
    return sum(errors) / len(findings)


def bin_numbers(confidences: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The bin of each confidence, of ``BINS`` equal ones."""
    return np.minimum((confidences * BINS).astype(np.int64), BINS - 1)


def _split(findings: Findings) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    probabilities = np.clip(np.array([probability for probability, _ in findings]), _LEAST, 1 - _LEAST)
    return probabilities, np.array([float(right) for _, right in findings])
