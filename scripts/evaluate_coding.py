"""Score the coding of articles on gold records: from the annotators' spans, or from the model's own.

    evaluate_coding.py                     tests/coding/gold, from the annotators' spans
    evaluate_coding.py --model             from the spans that the model finds
    evaluate_coding.py FILE.txt... --errors   other files, and each value that comes out otherwise

Beside each FILE.txt in bracket markup lies FILE.json with the gold records. An interval is of the accuracy, at 95 %.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from models.extraction import Extraction
from models.extractor import load_extractor
from models.training.gold_extraction import extract_annotated
from models.training.markup import AnnotatedArticle, read_markup
from models.weight_folder import DEFAULT_FOLDER
from pipeline.coding.document import code_document
from pipeline.coding_evaluation import FieldScore, Outcome, read_records, score_document, score_fields
from pipeline.records import Article, ModelInfo

GOLD = Path(__file__).parents[1] / "tests" / "coding" / "gold"


def evaluate(files: Sequence[Path], extractions: Sequence[Extraction] | None = None) -> list[Outcome]:
    """The outcomes of all articles of the files; without extractions the coder reads the annotators' spans."""
    articles = read_articles(files)
    records = {name: record for file in files for name, record in read_records(file.with_suffix(".json")).items()}
    found = extractions or [extract_annotated(article) for article in articles]
    outcomes: list[Outcome] = []
    for article, extraction in zip(articles, found, strict=True):
        document = code_document(
            Article(id=article.id, text=article.text, published=article.date, title=article.title),
            extraction,
            model=ModelInfo(name="gold", version="1"),
            processed="2026-01-01T00:00:00Z",
            merge=False,
        )
        outcomes += score_document(article, records[article.id], document)
    return outcomes


def read_articles(files: Sequence[Path]) -> list[AnnotatedArticle]:
    """The annotated articles of the files."""
    return [article for file in files for article in read_markup(file)]


def format_scores(scores: Sequence[FieldScore]) -> str:
    """A table: a field a line."""
    lines = [
        f"{'field':<20} {'gold':>5} {'spans':>6} {'right':>6} {'accuracy':>9}   {'95 % interval':<16} {'of gold':>7}"
    ]
    lines += [
        f"{one.field:<20} {one.gold:5d} {one.spanned:6d} {one.right:6d} {one.accuracy:9.3f}   "
        f"{one.low:.3f} to {one.high:.3f}   {one.recall:7.3f}"
        for one in scores
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", help="files in bracket markup; without any, the gold set")
    parser.add_argument("--model", action="store_true", help="read the model's spans instead of the annotators'")
    parser.add_argument("--weights", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--backend", default="auto", help="auto, openvino or torch")
    parser.add_argument("--errors", action="store_true", help="list every value that is not as in the gold records")
    options = parser.parse_args(arguments)
    files = options.files or sorted(GOLD.glob("*.txt"))
    extractions = None
    if options.model:
        extractor = load_extractor(options.weights, backend=options.backend)
        extractions = extractor.extract([article.text for article in read_articles(files)])
    outcomes = evaluate(files, extractions)
    if options.errors:
        for one in outcomes:
            if not one.right:
                print(one.article, one.field, one.text, one.expected, one.found, sep="\t")
    print(format_scores(score_fields(outcomes)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
