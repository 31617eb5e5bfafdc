"""What annotators and the model say of articles, as sets of comparable items on exact spans."""

from collections.abc import Iterable

from models.extraction import Extraction
from models.training.markup import AnnotatedArticle

Item = tuple[object, ...]
"""Every item begins with the id of its article."""
Span = tuple[int, int]


class Items:
    """The comparable items of many articles.

    ``mentions``: (article, start, end, type); ``triggers``: the same to (modality, mode); ``roles``: the trigger's
    four, role, filler start, filler end; ``relations``: article, type, head span, tail span. For COREF a relation is
    every pair of mentions in one chain, and every pair of a group and its member; ``chains``: the chains of an article,
    each a set of spans, without groups.
    """

    def __init__(self) -> None:
        self.mentions: set[Item] = set()
        self.triggers: dict[Item, tuple[str, str | None]] = {}
        self.roles: set[Item] = set()
        self.relations: set[Item] = set()
        self.contexts: set[Item] = set()
        self.chains: dict[str, list[frozenset[Span]]] = {}

    def add_annotated(self, article: AnnotatedArticle) -> None:
        """Add the gold items of an article."""
        spans = {mention.id: (mention.start, mention.end) for mention in article.mentions}
        self.mentions |= {(article.id, m.start, m.end, m.type) for m in article.mentions}
        for trigger in article.triggers:
            key = (article.id, trigger.start, trigger.end, trigger.type)
            self.triggers[key] = (trigger.modality, trigger.mode)
            self.roles |= {(*key, role, *spans[name]) for role, name in trigger.roles}
        self.relations |= {(article.id, kind, spans[head], spans[tail]) for kind, head, tail in article.relations}
        self.chains[article.id] = []
        for chain in article.chains:
            same = [spans[member[0]] for member in chain if len(member) == 1]
            members = [spans[name] for member in chain if len(member) > 1 for name in member]
            self._add_chain(article.id, same, members)
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
        self.chains[article] = []
        for same, members in _close_links(extraction):
            self._add_chain(article, [spans[number] for number in same], [spans[number] for number in members])
        self.contexts |= {(article, context.name) for context in extraction.contexts}

    def _add_chain(self, article: str, same: list[Span], members: list[Span]) -> None:
        pairs = [(one, other) for one in same for other in same if one < other]
        pairs += [(one, other) for one in same for other in members]
        self.relations |= {(article, "COREF", min(pair), max(pair)) for pair in pairs}
        if len(same) > 1:
            self.chains[article].append(frozenset(same))


def _close_links(extraction: Extraction) -> Iterable[tuple[list[int], list[int]]]:
    """(mentions of one chain, members): links are followed, except from a group to its several members."""
    links: dict[int, list[int]] = {}
    for relation in extraction.relations:
        if relation.type == "COREF":
            links.setdefault(relation.head, []).append(relation.tail)
    chain_of: dict[int, list[int]] = {}
    for head in sorted(links):
        tails = links[head]
        if len(tails) > 1:
            yield [head], tails
            continue
        merged = sorted({*chain_of.get(head, [head]), *chain_of.get(tails[0], [tails[0]])})
        for member in merged:
            chain_of[member] = merged
    for chain in {id(chain): chain for chain in chain_of.values()}.values():
        yield chain, []
