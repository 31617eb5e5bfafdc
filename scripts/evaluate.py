"""Score the model on labelled files: python scripts/evaluate.py --real ../shared/data/events/dev/*.txt"""

import argparse
from pathlib import Path

from models.extractor import load_extractor
from models.training.report import format_scores, read_labelled, score_files
from models.weight_folder import DEFAULT_FOLDER

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("files", type=Path, nargs="+", help="files in bracket markup")
parser.add_argument("--real", action="store_true", help="leave out articles whose ID begins with author-")
parser.add_argument("--weights", type=Path, default=DEFAULT_FOLDER)
parser.add_argument("--backend", default="auto", help="auto, openvino or torch")

if __name__ == "__main__":
    arguments = parser.parse_args()
    extractor = load_extractor(arguments.weights, backend=arguments.backend)
    articles = read_labelled(arguments.files, only_real=arguments.real)
    print(f"{extractor.name} {extractor.version}, {extractor.backend}, {len(articles)} articles")
    print(format_scores(score_files(extractor, articles)))
