"""How much careless text costs: F1 on labelled news as it is, and with case, quotes and periods changed.

python scripts/evaluate_robustness.py --data ../shared/data     the real-text part of events/dev
python scripts/evaluate_robustness.py FILE...                   all of the files
"""

import argparse
from pathlib import Path

from models.extractor import load_extractor
from models.training.evaluation import score_extractions
from models.training.perturbation import PERTURBATIONS, perturb
from models.training.report import read_chosen

TASKS = ("mentions", "names", "triggers found", "triggers typed", "roles", "modality")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("files", type=Path, nargs="*", help="files in bracket markup")
parser.add_argument("--data", type=Path, help="folder that holds events/dev")

if __name__ == "__main__":
    arguments = parser.parse_args()
    articles = read_chosen(arguments.data, arguments.files)
    if not articles:
        parser.error("no labelled articles: name files, or a data folder that holds events/dev")
    extractor = load_extractor()
    print(f"{extractor.name} {extractor.version}, {extractor.backend}, {len(articles)} articles")
    print(f"{'F1':<20} " + " ".join(f"{task:>14}" for task in TASKS))
    for name in ("as it is", *PERTURBATIONS):
        changed = articles if name == "as it is" else [perturb(article, name) for article in articles]
        scores = score_extractions(changed, extractor.extract([article.text for article in changed]))
        print(f"{name:<20} " + " ".join(f"{scores[task].f1:14.3f}" for task in TASKS))
