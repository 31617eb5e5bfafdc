"""Scores of labelled files as a table for people."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from models.extraction import Extraction
from models.training.corpora import select_real
from models.training.evaluation import Score, score_extractions
from models.training.markup import AnnotatedArticle, read_markup


def read_labelled(files: Sequence[Path], *, only_real: bool) -> list[AnnotatedArticle]:
    """The articles of files in bracket markup; only those not written for the project where ``only_real``.

    Raises InvalidMarkup where a file breaks the scheme.
    """
    articles = [article for file in files for article in read_markup(file)]
    return select_real(articles) if only_real else articles


class Extracts(Protocol):
    """Whatever extracts: ``models.extractor.Extractor``, or a stand-in."""

    def extract(self, texts: Sequence[str]) -> list[Extraction]:
        """The extraction of each text, in the order of the texts."""
        ...


def score_files(extractor: Extracts, articles: Sequence[AnnotatedArticle]) -> dict[str, Score]:
    """Scores by task of what the extractor finds in the articles' texts."""
    return score_extractions(articles, extractor.extract([article.text for article in articles]))


def format_scores(scores: dict[str, Score]) -> str:
    """One line a task: precision, recall, F1 and the number of gold items."""
    lines = [f"{'task':<16} {'P':>6} {'R':>6} {'F1':>6} {'gold':>6}"]
    lines += [
        f"{name:<16} {score.precision:6.3f} {score.recall:6.3f} {score.f1:6.3f} {score.gold:6d}"
        for name, score in scores.items()
    ]
    return "\n".join(lines)
