"""A page that shows each error of the model in its sentence."""

from collections.abc import Iterator, Sequence
from html import escape

from models.extraction import Extraction
from models.training.evaluation import collect_items
from models.training.items import Item
from models.training.markup import AnnotatedArticle

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid #ddd; padding: .4rem .6rem; vertical-align: top; }
td:first-child { white-space: nowrap; width: 13rem; }
.missed { background: #ffd9d9; } .extra { background: #d9e8ff; }
.legend span { padding: 0 .3rem; }
"""
_CONTEXT_CHARACTERS = 120


def render_errors(articles: Sequence[AnnotatedArticle], extractions: Sequence[Extraction]) -> str:
    """An HTML page: for every article its missed and its extra mentions, triggers and roles, each in its sentence."""
    gold, found = collect_items(articles, extractions)
    missed = _by_article([*gold.mentions - found.mentions, *set(gold.triggers) - set(found.triggers)])
    extra = _by_article([*found.mentions - gold.mentions, *set(found.triggers) - set(gold.triggers)])
    missed_roles = _by_article(gold.roles - found.roles)
    extra_roles = _by_article(found.roles - gold.roles)
    parts = [f"<!doctype html><html lang=en><meta charset=utf-8><title>Errors</title><style>{_STYLE}</style>"]
    parts.append("<h1>Errors</h1><p class=legend><span class=missed>missed</span> <span class=extra>extra</span></p>")
    for article in articles:
        rows = [
            *_rows(article.text, missed.get(article.id, []), "missed"),
            *_rows(article.text, extra.get(article.id, []), "extra"),
            *_role_rows(article.text, missed_roles.get(article.id, []), "missed"),
            *_role_rows(article.text, extra_roles.get(article.id, []), "extra"),
        ]
        if rows:
            parts.append(f"<h2>{escape(article.id)}</h2><table>")
            parts += [row for _, row in sorted(rows)]
            parts.append("</table>")
    return "\n".join(parts) + "\n"


def _by_article(items: Sequence[Item] | set[Item]) -> dict[str, list[Item]]:
    grouped: dict[str, list[Item]] = {}
    for item in items:
        grouped.setdefault(str(item[0]), []).append(item)
    return grouped


def _rows(text: str, items: list[Item], kind: str) -> Iterator[tuple[int, str]]:
    for item in items:
        start, end = _span(item, 1)
        yield start, f"<tr><td>{kind} {escape(str(item[3]))}<td>{_mark(text, [(start, end)], kind)}"


def _role_rows(text: str, items: list[Item], kind: str) -> Iterator[tuple[int, str]]:
    for item in items:
        trigger, filler = _span(item, 1), _span(item, 5)
        label = f"{kind} {escape(str(item[4]))} of {escape(str(item[3]))}"
        yield trigger[0], f"<tr><td>{label}<td>{_mark(text, [trigger, filler], kind)}"


def _span(item: Item, position: int) -> tuple[int, int]:
    return int(str(item[position])), int(str(item[position + 1]))


def _mark(text: str, spans: list[tuple[int, int]], kind: str) -> str:
    """The text around the spans, with the spans marked; nested spans are marked as one."""
    begin = max(0, min(start for start, _ in spans) - _CONTEXT_CHARACTERS)
    stop = min(len(text), max(end for _, end in spans) + _CONTEXT_CHARACTERS)
    parts, at = [], begin
    for start, end in sorted(spans):
        if start >= at:
            parts.append(f"{escape(text[at:start])}<mark class={kind}>{escape(text[start:end])}</mark>")
            at = end
    return "".join(parts) + escape(text[at:stop])
