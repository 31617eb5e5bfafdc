"""Scores of labelled files as tables for people."""

import re
from collections.abc import Sequence
from pathlib import Path

from models.extraction import Extraction
from models.training.coreference_score import score_coreference
from models.training.corpora import select_real
from models.training.evaluation import (
    Tasks,
    bootstrap_intervals,
    collect_items,
    score_extractions,
    score_items,
    split_tasks,
    split_types,
)
from models.training.markup import AnnotatedArticle, read_markup

_SOURCE_TASKS = ("mentions", "names", "triggers found", "triggers typed", "roles", "modality")


def read_labelled(files: Sequence[Path], *, only_real: bool) -> list[AnnotatedArticle]:
    """The articles of files in bracket markup; only those not written for the project where ``only_real``.

    Raises InvalidMarkup where a file breaks the scheme.
    """
    articles = [article for file in files for article in read_markup(file)]
    return select_real(articles) if only_real else articles


def read_chosen(data: Path | None, files: Sequence[Path]) -> list[AnnotatedArticle]:
    """The real-text part of ``data``/events/dev where a data folder is given, else all articles of ``files``."""
    if data is None:
        return read_labelled(files, only_real=False)
    return read_labelled(sorted((data / "events" / "dev").glob("*.txt")), only_real=True)


def format_report(articles: Sequence[AnnotatedArticle], extractions: Sequence[Extraction]) -> str:
    """Three tables: by task and by type with 95 % intervals over resampled articles, and F1 by source of the text."""
    gold, found = collect_items(articles, extractions)
    ids = [article.id for article in articles]
    conll = score_coreference(gold.chains, found.chains)
    return "\n".join(
        [
            *_format_tasks(split_tasks(gold, found), ids),
            f"{'coreference, CoNLL F1':<37} {conll:6.3f}",
            "",
            *_format_tasks(split_types(gold, found), ids),
            "",
            *_format_sources(articles, extractions),
        ]
    )


def _format_tasks(tasks: Tasks, articles: Sequence[str]) -> list[str]:
    intervals = bootstrap_intervals(tasks, articles)
    lines = [f"{'task':<22} {'P':>6} {'R':>6} {'F1':>7}   {'95 % interval':<15} {'gold':>6}"]
    for name, (gold, found) in tasks.items():
        score = score_items(gold, found)
        low, high = intervals[name]
        lines.append(
            f"{name:<22} {score.precision:6.3f} {score.recall:6.3f} {score.f1:7.3f}   {low:.3f} to {high:.3f}"
            f"  {score.gold:6d}"
        )
    return lines


def _format_sources(articles: Sequence[AnnotatedArticle], extractions: Sequence[Extraction]) -> list[str]:
    by_source: dict[str, list[int]] = {}
    for number, article in enumerate(articles):
        by_source.setdefault(source_of(article), []).append(number)
    lines = [f"{'F1 by source':<22} " + " ".join(f"{task:>14}" for task in _SOURCE_TASKS) + f" {'articles':>9}"]
    for source, numbers in sorted(by_source.items()):
        scores = score_extractions([articles[n] for n in numbers], [extractions[n] for n in numbers])
        lines.append(
            f"{source:<22} " + " ".join(f"{scores[task].f1:14.3f}" for task in _SOURCE_TASKS) + f" {len(numbers):9d}"
        )
    return lines


def source_of(article: AnnotatedArticle) -> str:
    """Where a text comes from, as its id begins: the letters and digits before the first '-', '_' or ':'."""
    return re.split(r"[-_:]", article.id, maxsplit=1)[0]
