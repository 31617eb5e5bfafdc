"""Extractions against annotated articles: precision, recall and F1 of every task, on exact spans."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.extraction import Extraction
from models.labels import EVENT_TYPES, MENTION_TYPES, NAME_TYPES, ROLES
from models.training.items import Item, Items
from models.training.markup import AnnotatedArticle

Tasks = dict[str, tuple[set[Item], set[Item]]]
"""Gold and found items by task."""

_RESAMPLES: Final = 1000
_SEED: Final = 20240301


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts of one task, and what follows from them."""

    gold: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold items that were found; 0 where there is none."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 0.0


def score_items(gold: Iterable[Item], found: Iterable[Item]) -> Score:
    """Count the items that both have."""
    gold, found = set(gold), set(found)
    return Score(gold=len(gold), found=len(found), right=len(gold & found))


def collect_items(articles: Sequence[AnnotatedArticle], extractions: Sequence[Extraction]) -> tuple[Items, Items]:
    """The gold and the found items of the articles."""
    gold, found = Items(), Items()
    for article, extraction in zip(articles, extractions, strict=True):
        gold.add_annotated(article)
        found.add_extraction(article.id, extraction)
    return gold, found


def score_extractions(articles: Sequence[AnnotatedArticle], extractions: Sequence[Extraction]) -> dict[str, Score]:
    """The score of each task of ``split_tasks``."""
    tasks = split_tasks(*collect_items(articles, extractions))
    return {name: score_items(gold, found) for name, (gold, found) in tasks.items()}


def split_tasks(gold: Items, found: Items) -> Tasks:
    """Items by task: mentions, names, triggers found and typed, modes, roles (all and each), relations, contexts.

    A role is right with the right trigger (span and type), role and filler (span). Modality and mode count over the
    triggers that were found with the right type: there are as many gold as found, and F1 is the accuracy.
    """
    tasks: Tasks = {
        "mentions": (gold.mentions, found.mentions),
        "names": (_pick(gold.mentions, 3, NAME_TYPES), _pick(found.mentions, 3, NAME_TYPES)),
        "triggers found": ({key[:3] for key in gold.triggers}, {key[:3] for key in found.triggers}),
        "triggers typed": (set(gold.triggers), set(found.triggers)),
        "roles": (gold.roles, found.roles),
    }
    both = gold.triggers.keys() & found.triggers.keys()
    for position, name in enumerate(("modality", "mode")):
        tasks[name] = (
            {(*trigger, gold.triggers[trigger][position]) for trigger in both},
            {(*trigger, found.triggers[trigger][position]) for trigger in both},
        )
    for role in ROLES:
        tasks[f"role {role}"] = (_pick(gold.roles, 4, (role,)), _pick(found.roles, 4, (role,)))
    for kind in ("TITLE", "OF", "IN", "COREF"):
        tasks[f"relation {kind}"] = (_pick(gold.relations, 1, (kind,)), _pick(found.relations, 1, (kind,)))
    tasks["contexts"] = (gold.contexts, found.contexts)
    return tasks


def split_types(gold: Items, found: Items) -> Tasks:
    """Mentions and typed triggers by type."""
    tasks: Tasks = {}
    for kind in MENTION_TYPES:
        tasks[f"mention {kind}"] = (_pick(gold.mentions, 3, (kind,)), _pick(found.mentions, 3, (kind,)))
    for kind in EVENT_TYPES:
        tasks[f"event {kind}"] = (_pick(gold.triggers, 3, (kind,)), _pick(found.triggers, 3, (kind,)))
    return tasks


def bootstrap_intervals(tasks: Tasks, articles: Sequence[str]) -> dict[str, tuple[float, float]]:
    """The 95 % interval of each task's F1 over 1,000 resamples of the articles (ids), from a fixed seed.

    B. Efron, "Bootstrap methods: another look at the jackknife", 1979; percentile interval.
    """
    row = {article: index for index, article in enumerate(articles)}
    generator = np.random.default_rng(_SEED)
    weights = generator.multinomial(len(row), np.full(len(row), 1 / len(row)), size=_RESAMPLES)
    intervals = {}
    for name, (gold, found) in tasks.items():
        right = weights @ _count(gold & found, row)
        total = weights @ (_count(gold, row) + _count(found, row))
        f1 = np.divide(2 * right, total, out=np.zeros(_RESAMPLES), where=total > 0)
        low, high = np.percentile(f1, [2.5, 97.5])
        intervals[name] = (float(low), float(high))
    return intervals


def _count(items: Iterable[Item], row: Mapping[str, int]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    counts = np.zeros(len(row))
    for item in items:
        counts[row[str(item[0])]] += 1
    return counts


def _pick(items: Iterable[Item], position: int, values: Sequence[str]) -> set[Item]:
    return {item for item in items if item[position] in values}
