"""Which probability to believe: thresholds that give the best F1 on the development set."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from models.decoding import Thresholds
from models.extraction import Extraction
from models.labels import ROLES
from models.pairs import LINK_TYPES
from models.training.evaluation import score_items
from models.training.items import Item, Items
from models.training.markup import AnnotatedArticle

Extract = Callable[[Thresholds], list[Extraction]]

_SPAN_GRID: Final = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
_LOWEST: Final = 0.1
_FEWEST: Final = 20
_INDIFFERENCE: Final = 0.003


def choose_thresholds(articles: Sequence[AnnotatedArticle], extract: Extract) -> Thresholds:
    """Thresholds for ``extract`` (all texts of ``articles`` at given thresholds): spans first, then roles and links.

    A role or relation with fewer than 20 gold items keeps the default, and so do COREF and MEMBER: a chain needs but
    one link a mention, which F1 over pairs does not reward.
    """
    gold = Items()
    for article in articles:
        gold.add_annotated(article)
    by_value = {value: _collect(articles, extract(Thresholds(mention=value, trigger=value))) for value in _SPAN_GRID}
    mention = _choose({value: score_items(gold.mentions, found.mentions).f1 for value, found in by_value.items()})
    trigger = _choose({value: score_items(gold.triggers, found.triggers).f1 for value, found in by_value.items()})
    chosen = Thresholds(mention=mention, trigger=trigger)
    low = replace(chosen, role=dict.fromkeys(ROLES, _LOWEST), link=dict.fromkeys(LINK_TYPES, _LOWEST))
    extractions = extract(low)
    return replace(
        chosen, role=_choose_roles(articles, gold, extractions), link=_choose_links(articles, gold, extractions)
    )


def _collect(articles: Sequence[AnnotatedArticle], extractions: Sequence[Extraction]) -> Items:
    items = Items()
    for article, extraction in zip(articles, extractions, strict=True):
        items.add_extraction(article.id, extraction)
    return items


def _choose_roles(
    articles: Sequence[AnnotatedArticle], gold: Items, extractions: Sequence[Extraction]
) -> dict[str, float]:
    chosen = {}
    for role in ROLES:
        right = {item for item in gold.roles if item[4] == role}
        found: dict[Item, float] = {
            (article.id, trigger.start, trigger.end, trigger.type, role, mention.start, mention.end): filler.confidence
            for article, extraction in zip(articles, extractions, strict=True)
            for trigger in extraction.triggers
            for filler in trigger.roles
            if filler.role == role
            for mention in [extraction.mentions[filler.mention]]
        }
        chosen[role] = _best(right, found)
    return chosen


def _choose_links(
    articles: Sequence[AnnotatedArticle], gold: Items, extractions: Sequence[Extraction]
) -> dict[str, float]:
    chosen = Thresholds().link
    for kind in ("TITLE", "OF", "IN"):
        right = {item for item in gold.relations if item[1] == kind}
        found: dict[Item, float] = {}
        for article, extraction in zip(articles, extractions, strict=True):
            spans = [(mention.start, mention.end) for mention in extraction.mentions]
            for relation in extraction.relations:
                if relation.type == kind:
                    found[article.id, kind, spans[relation.head], spans[relation.tail]] = relation.confidence
        chosen[kind] = _best(right, found)
    return chosen


def _best(gold: set[Item], found: dict[Item, float]) -> float:
    if len(gold) < _FEWEST:
        return 0.5
    grid = np.round(np.arange(_LOWEST, 0.9, 0.05), 2).tolist()
    return _choose({low: score_items(gold, (item for item, value in found.items() if value >= low)).f1 for low in grid})


def _choose(scores: dict[float, float]) -> float:
    """The value nearest to one half whose F1 is no worse than the best by more than chance would have it."""
    best = max(scores.values())
    return min((value for value, score in scores.items() if score >= best - _INDIFFERENCE), key=_distance_to_half)


def _distance_to_half(value: float) -> float:
    return abs(value - 0.5)
