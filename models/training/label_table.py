"""How many labels of each kind annotated texts have, as tables in Markdown."""

from collections import Counter
from collections.abc import Mapping, Sequence

from models.labels import EVENT_TYPES, MENTION_TYPES, MODALITIES, MODES_BY_EVENT_TYPE, ROLES
from models.sentences import split_sentences
from models.training.markup import AnnotatedArticle


def format_counts(series: Mapping[str, Sequence[AnnotatedArticle]]) -> str:
    """Tables of texts by series, and of events by type and mode, modalities, roles, mentions and relations over all."""
    articles = [article for of_series in series.values() for article in of_series]
    triggers = [trigger for article in articles for trigger in article.triggers]
    types = Counter(trigger.type for trigger in triggers)
    modes = Counter((trigger.type, trigger.mode) for trigger in triggers)
    lines = ["| series | texts | sentences | mentions | events |", "|---|---|---|---|---|"]
    lines += [_count_series(name, of_series) for name, of_series in series.items()]
    lines += [_count_series("all", articles), "", "| event type | events | modes |", "|---|---|---|"]
    for kind in EVENT_TYPES:
        told = ", ".join(f"{mode} {modes[kind, mode]}" for mode in MODES_BY_EVENT_TYPE[kind])
        lines.append(f"| {kind} | {types[kind]} | {told or '–'} |")
    lines += _format_counter("modality", MODALITIES, Counter(trigger.modality for trigger in triggers))
    lines += _format_counter("role", ROLES, Counter(role for trigger in triggers for role, _ in trigger.roles))
    mentions = Counter(mention.type for article in articles for mention in article.mentions)
    lines += _format_counter("mention", MENTION_TYPES, mentions)
    relations = Counter(kind for article in articles for kind, _, _ in article.relations)
    relations["COREF chains"] = sum(len(article.chains) for article in articles)
    return "\n".join([*lines, *_format_counter("relation", ("TITLE", "OF", "IN", "COREF chains"), relations)]) + "\n"


def _count_series(name: str, articles: Sequence[AnnotatedArticle]) -> str:
    sentences = sum(len(split_sentences(article.text)) for article in articles)
    mentions = sum(len(article.mentions) for article in articles)
    events = sum(len(article.triggers) for article in articles)
    return f"| {name} | {len(articles)} | {sentences} | {mentions} | {events} |"


def _format_counter(heading: str, names: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    return ["", f"| {heading} | count |", "|---|---|", *(f"| {name} | {counts[name]} |" for name in names)]
