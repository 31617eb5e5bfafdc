"""Extractions against annotated articles: precision, recall and F1 of every task, on exact spans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.extraction import Extraction
from models.labels import NAME_TYPES, ROLES
from models.training.markup import AnnotatedArticle

Item = tuple[object, ...]


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


def score_extractions(articles: Sequence[AnnotatedArticle], extractions: Sequence[Extraction]) -> dict[str, Score]:
    """Scores by task: mentions, names, triggers found and typed, modes, roles (all and each), relations, modality.

    A role is right with the right trigger (span and type), role and filler (span). Modality and mode count over the
    triggers that were found with the right type: there ``gold`` and ``found`` are equal and F1 is the accuracy.
    """
    gold, found = Items(), Items()
    for article, extraction in zip(articles, extractions, strict=True):
        gold.add_annotated(article)
        found.add_extraction(article.id, extraction)
    scores = {
        "mentions": score_items(gold.mentions, found.mentions),
        "names": score_items(*((m for m in items.mentions if m[3] in NAME_TYPES) for items in (gold, found))),
        "triggers found": score_items(
            (trigger[:3] for trigger in gold.triggers), (trigger[:3] for trigger in found.triggers)
        ),
        "triggers typed": score_items(gold.triggers, found.triggers),
        "roles": score_items(gold.roles, found.roles),
    }
    both = gold.triggers.keys() & found.triggers.keys()
    for position, name in enumerate(("modality", "mode")):
        scores[name] = score_items(
            ((trigger, gold.triggers[trigger][position]) for trigger in both),
            ((trigger, found.triggers[trigger][position]) for trigger in both),
        )
    for role in ROLES:
        scores[f"role {role}"] = score_items(*((r for r in items.roles if r[4] == role) for items in (gold, found)))
    for kind in ("TITLE", "OF", "IN", "COREF"):
        scores[f"relation {kind}"] = score_items(
            *((r for r in items.relations if r[1] == kind) for items in (gold, found))
        )
    scores["contexts"] = score_items(gold.contexts, found.contexts)
    return scores


class Items:
    """The comparable items of many articles.

    ``mentions``: (article, start, end, type); ``triggers``: the same to (modality, mode); ``roles``: the trigger's
    four, role, filler start, filler end; ``relations``: article, type, head span, tail span. For COREF a relation is
    every pair of mentions in one chain, and every pair of a group and its member.
    """

    def __init__(self) -> None:
        self.mentions: set[Item] = set()
        self.triggers: dict[Item, tuple[str, str | None]] = {}
        self.roles: set[Item] = set()
        self.relations: set[Item] = set()
        self.contexts: set[Item] = set()

    def add_annotated(self, article: AnnotatedArticle) -> None:
        """Add the gold items of an article."""
        spans = {mention.id: (mention.start, mention.end) for mention in article.mentions}
        self.mentions |= {(article.id, m.start, m.end, m.type) for m in article.mentions}
        for trigger in article.triggers:
            key = (article.id, trigger.start, trigger.end, trigger.type)
            self.triggers[key] = (trigger.modality, trigger.mode)
            self.roles |= {(*key, role, *spans[name]) for role, name in trigger.roles}
        self.relations |= {(article.id, kind, spans[head], spans[tail]) for kind, head, tail in article.relations}
        for chain in article.chains:
            same = [member[0] for member in chain if len(member) == 1]
            groups = [member for member in chain if len(member) > 1]
            pairs = [(a, b) for a in same for b in same if spans[a] < spans[b]]
            pairs += [(a, b) for a in same for group in groups for b in group]
            self.relations |= {(article.id, "COREF", *sorted((spans[a], spans[b]))) for a, b in pairs}
        self.contexts |= {(article.id, name) for name in article.contexts}

    def add_extraction(self, article: str, extraction: Extraction) -> None:
        """Add what was found in the article of this id."""
        spans = [(mention.start, mention.end) for mention in extraction.mentions]
        self.mentions |= {(article, m.start, m.end, m.type) for m in extraction.mentions}
        for trigger in extraction.triggers:
            key = (article, trigger.start, trigger.end, trigger.type)
            self.triggers[key] = (trigger.modality, trigger.mode)
            self.roles |= {(*key, role.role, *spans[role.mention]) for role in trigger.roles}
        self.relations |= {
            (article, relation.type, spans[relation.head], spans[relation.tail])
            for relation in extraction.relations
            if relation.type != "COREF"
        }
        for chain in _close_chains(extraction):
            self.relations |= {(article, "COREF", *sorted((spans[a], spans[b]))) for a, b in chain}
        self.contexts |= {(article, context.name) for context in extraction.contexts}


def _close_chains(extraction: Extraction) -> Iterable[list[tuple[int, int]]]:
    """All pairs of each chain: links are followed, except from a group to its several members."""
    links: dict[int, list[int]] = {}
    for relation in extraction.relations:
        if relation.type == "COREF":
            links.setdefault(relation.head, []).append(relation.tail)
    chain_of: dict[int, list[int]] = {}
    for head in sorted(links):
        tails = links[head]
        if len(tails) > 1:
            yield [(head, tail) for tail in tails]
            continue
        merged = chain_of.get(head, [head]) + chain_of.get(tails[0], [tails[0]])
        for member in merged:
            chain_of[member] = merged
    for chain in {id(chain): sorted(set(chain)) for chain in chain_of.values()}.values():
        yield [(a, b) for a in chain for b in chain if a < b]
