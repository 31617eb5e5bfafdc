"""Precision against recall of events by DATELINE_MIN_CONFIDENCE's kind of threshold, and how far confidences hold.

pip install -e .[plots]
python scripts/plot_confidence.py --data ../shared/data     writes docs/images/confidence.svg

The texts are the real-text part of events/dev. A trigger is right with exact characters and type, a role with the right
trigger, role and filler. Errors are printed as of findings that the scalings in use were fitted on, then of findings
that they were not, five-fold, with what chance alone makes of so many findings.
"""

import argparse
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt
import numpy as np

from models.extractor import load_extractor
from models.training.calibration import Findings, collect_findings, expected_calibration_error
from models.training.calibration_check import check_calibration
from models.training.report import read_chosen

KINDS = ("trigger", "role", "mention", "relation")
BINS = 10

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--data", type=Path, required=True, help="folder that holds events/dev")
parser.add_argument("--picture", type=Path, default=Path("docs/images/confidence.svg"))


def count_gold(kind: str) -> int:
    """How many gold items of the kind the articles have."""
    if kind == "trigger":
        return sum(len(article.triggers) for article in articles)
    return sum(len(trigger.roles) for article in articles for trigger in article.triggers)


def draw_curve(axes: plt.Axes, kind: str, found: Findings) -> None:
    """Precision and recall of what has at least a confidence, for confidences from 0 to 0.95."""
    gold = count_gold(kind)
    points = []
    for least in np.arange(0, 1, 0.05):
        kept = [right for confidence, right in found if confidence >= least]
        if kept:
            points.append((sum(kept) / gold, sum(kept) / len(kept), least))
            print(f"{kind:<8} confidence ≥ {least:.2f}: precision {points[-1][1]:.3f}, recall {points[-1][0]:.3f}")
    axes.plot([recall for recall, _, _ in points], [precision for _, precision, _ in points], marker=".", label=kind)
    for recall, precision, least in points[::4]:
        axes.annotate(f"{least:.1f}", (recall, precision), textcoords="offset points", xytext=(4, 4), fontsize=8)


def draw_bins(axes: plt.Axes, kind: str, found: Findings) -> None:
    """Share of right findings by confidence."""
    shares = []
    for number in range(BINS):
        inside = [one for one in found if number / BINS <= one[0] < (number + 1) / BINS + (number == BINS - 1)]
        if inside:
            shares.append((np.mean([one[0] for one in inside]), np.mean([one[1] for one in inside])))
    error = expected_calibration_error(found)
    print(f"{kind:<8} expected calibration error {error:.3f} over {len(found)} findings")
    axes.plot(*zip(*shares, strict=True), marker="o", label=f"{kind}, ECE {error:.3f}")


if __name__ == "__main__":
    arguments = parser.parse_args()
    articles = read_chosen(arguments.data, [])
    extractor = load_extractor()
    extractions = list(extractor.extract([article.text for article in articles]))
    findings = collect_findings(articles, extractions)
    by_text = [
        collect_findings([article], [extraction]) for article, extraction in zip(articles, extractions, strict=True)
    ]
    figure, (curve, bins) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    for kind in KINDS[:2]:
        draw_curve(curve, kind, findings[kind])
    for kind in KINDS:
        draw_bins(bins, kind, findings[kind])
    curve.set(xlabel="recall", ylabel="precision", title="by least confidence", xlim=(0, 1), ylim=(0, 1))
    for kind in findings:
        check = check_calibration([of_text[kind] for of_text in by_text])
        print(
            f"{kind:<8} five-fold {check.error:.3f}; of confidences that hold exactly {check.by_chance:.3f} "
            f"(95 % of draws up to {check.by_chance_at_most:.3f})"
        )
    bins.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    bins.set(xlabel="confidence", ylabel="share that is right", title="calibration", xlim=(0, 1), ylim=(0, 1))
    curve.legend(loc="lower left")
    bins.legend(loc="upper left")
    arguments.picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(arguments.picture)
