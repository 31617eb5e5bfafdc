"""Score the model on labelled news.

python scripts/evaluate.py --data ../shared/data          the real-text part of events/dev
python scripts/evaluate.py FILE...                        all of the files
"""

import argparse
from pathlib import Path

from models.extractor import load_extractor
from models.training.report import format_report, read_chosen
from models.weight_folder import DEFAULT_FOLDER

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("files", type=Path, nargs="*", help="files in bracket markup")
parser.add_argument("--data", type=Path, help="folder that holds events/dev")
parser.add_argument("--weights", type=Path, default=DEFAULT_FOLDER)
parser.add_argument("--backend", default="auto", help="auto, openvino or torch")

if __name__ == "__main__":
    arguments = parser.parse_args()
    extractor = load_extractor(arguments.weights, backend=arguments.backend)
    articles = read_chosen(arguments.data, arguments.files)
    if not articles:
        parser.error("no labelled articles: name files, or a data folder that holds events/dev")
    print(f"{extractor.name} {extractor.version}, {extractor.backend}, {len(articles)} articles")
    print(format_report(articles, extractor.extract([article.text for article in articles])))
