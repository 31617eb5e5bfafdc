"""Draw which event type the model takes for which, on the real-text part of events/dev.

pip install -e .[plots]
python scripts/plot_confusions.py --data ../shared/data     writes docs/images/confusions.svg
"""

import argparse
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt

from models.extractor import load_extractor
from models.training.confusion import CONFUSION_LABELS, count_confusions
from models.training.report import read_chosen

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--data", type=Path, required=True, help="folder that holds events/dev")
parser.add_argument("--picture", type=Path, default=Path("docs/images/confusions.svg"))

if __name__ == "__main__":
    arguments = parser.parse_args()
    articles = read_chosen(arguments.data, [])
    counts = count_confusions(articles, load_extractor().extract([article.text for article in articles]))
    shares = counts / counts.sum(axis=1, keepdims=True).clip(1)
    figure, axes = plt.subplots(figsize=(9, 8), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    places = range(len(CONFUSION_LABELS))
    axes.set_xticks(places, CONFUSION_LABELS, rotation=60, ha="right")
    axes.set_yticks(places, [f"{name} ({total})" for name, total in zip(CONFUSION_LABELS, counts.sum(1), strict=True)])
    axes.set(xlabel="read as", ylabel="labelled (how many)")
    for row in places:
        for column in places:
            if counts[row, column]:
                colour = "white" if shares[row, column] > 0.5 else "black"
                axes.text(column, row, str(counts[row, column]), ha="center", va="center", fontsize=8, color=colour)
    arguments.picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(arguments.picture, metadata={"Date": None})
