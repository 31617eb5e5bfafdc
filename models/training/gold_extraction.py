"""An annotated article as the extraction of a model that makes no mistake, to judge by itself what comes after it."""

from itertools import pairwise

from models.extraction import Context, Extraction, Mention, Relation, Role, Trigger
from models.sentences import split_sentences
from models.training.markup import AnnotatedArticle


def extract_annotated(article: AnnotatedArticle, *, confidence: float = 0.9) -> Extraction:
    """What such a model finds; every confidence is ``confidence``.

    A chain becomes links of each mention to the one before it, a group has a link to each of its members.
    """
    mentions = sorted(article.mentions, key=lambda one: (one.start, -one.end))
    number = {mention.id: position for position, mention in enumerate(mentions)}
    triggers = sorted(article.triggers, key=lambda one: (one.start, one.end))
    relations = [*article.relations, *_link_chains(article, number)]
    return Extraction(
        sentences=tuple(split_sentences(article.text)),
        mentions=tuple(Mention(type=one.type, start=one.start, end=one.end, confidence=confidence) for one in mentions),
        triggers=tuple(
            Trigger(
                type=one.type,
                mode=one.mode,
                modality=one.modality,
                start=one.start,
                end=one.end,
                confidence=confidence,
                modality_confidence=confidence,
                roles=tuple(
                    Role(role=role, mention=mention, confidence=confidence)
                    for role, mention in sorted((role, number[name]) for role, name in one.roles)
                ),
            )
            for one in triggers
        ),
        relations=tuple(
            Relation(type=kind, head=number[head], tail=number[tail], confidence=confidence)
            for kind, head, tail in relations
        ),
        contexts=tuple(Context(name=name, confidence=confidence) for name in article.contexts),
    )


def _link_chains(article: AnnotatedArticle, number: dict[str, int]) -> list[tuple[str, str, str]]:
    links: list[tuple[str, str, str]] = []
    for chain in article.chains:
        same = sorted((member[0] for member in chain if len(member) == 1), key=number.__getitem__)
        members = [name for member in chain if len(member) > 1 for name in member]
        links += [("COREF", later, earlier) for earlier, later in pairwise(same)]
        links += [("COREF", same[0], name) for name in members if same]
    return links
