"""The page is well-formed, needs nothing else, and an article's text is never markup in it."""

import re
from html.parser import HTMLParser

import pytest
from full_documents import TEXT, make_document, make_visit
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.explain_html import explain_as_html
from pipeline.explain_text import show_text
from pipeline.records import Document, Evidence

TAGS = {
    "html", "head", "meta", "title", "style", "body", "h1", "p", "bdi", "span", "div", "sup", "a", "h3", "table", "tr",
    "td", "b",
}  # fmt: skip
VOID = {"meta"}
ATTRIBUTES = {"lang", "dir", "charset", "http-equiv", "content", "name", "id", "class", "title", "href"}
CLASS = re.compile(r"(?:(?:m-[A-Z]+|nested|trigger|text|legend|detail)(?: |$))*")
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></title></div></html><script>",
    "<!-- --><![CDATA[ ]]> <?php ?>",
    "&lt;script&gt; &#60;b&#62; &amp;",
    "javascript:alert(1)",
    "\u202e\u2066\u200f\x1b[31m\x00\ufeff",
    "\ud800 \udfff",
]


class Page(HTMLParser):
    """Checks tags and attributes while reading, and keeps the article's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.article = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        values = dict(attrs)
        assert set(values) <= ATTRIBUTES, values
        assert CLASS.fullmatch(values.get("class") or ""), values
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "div":
            assert values == {"class": "text"}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "div" in self.open and "sup" not in self.open:
            self.article += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def read_page(*documents: Document) -> tuple[str, Page]:
    text = "".join(explain_as_html(documents))
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return text, page


def spoil(words: str) -> Document:
    """The full document with ``words`` in every place that an article or a record may bring them."""
    document = make_document()
    visit = make_visit()
    assert visit.place and visit.time and visit.amount
    spoiled = replace(
        visit,
        type=words,
        mode=words,
        modality=words,
        contexts=(words,),
        roles=tuple(replace(one, role=words, name=words, text=words, title=words, code=words) for one in visit.roles),
        place=replace(visit.place, name=words, text=words, country=words, resolution=words),
        time=replace(visit.time, text=words, granularity=words, basis=words),
        amount=replace(visit.amount, text=words, currency=words),
        sources=tuple(replace(one, name=words, text=words, basis=words) for one in visit.sources),
        trigger=replace(visit.trigger, text=words),
        not_coded=(words,),
        voice=words,
        evidence=(Evidence(field=f"contexts.{words}", rule=words, confidence=0.5, text=words, start=-7, end=2),),
    )
    article = replace(document.article, text=TEXT + words, title=words, source=words, url=words, id=words)
    mentions = tuple(replace(one, type=words, text=words) for one in document.mentions)
    return replace(document, article=article, mentions=mentions, events=(spoiled, *document.events[1:]))


@pytest.mark.parametrize("words", HOSTILE)
def test_text_of_an_article_is_never_markup(words: str) -> None:
    document = spoil(words)
    text, page = read_page(document)
    assert page.article == show_text(document.article.text)
    assert all(re.fullmatch(r"#[et]\d+--?\d+", link) for link in page.links)
    assert all(character == "\n" or character.isprintable() for character in text)
    text.encode("utf-8")


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(codec=None), max_size=60))
def test_no_text_at_all_is_markup(words: str) -> None:
    document = replace(make_document(), article=replace(make_document().article, text=TEXT + words))
    _, page = read_page(document)
    assert page.article == show_text(document.article.text)


def test_spans_and_events_are_linked() -> None:
    text, page = read_page(make_document(), make_document())
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)
    start = TEXT.index("visited")
    assert f'<span id="t1-{start}" class="trigger" title="CONSULT visited">visited</span>' in text
    assert '<sup><a href="#e1-1">1</a></sup>' in text
    assert f'<a href="#t1-{start}">' in text


def test_the_page_needs_nothing_else() -> None:
    text, _ = read_page(make_document())
    assert "default-src 'none'" in text
    for word in ("<script", "<link", "<img", "src=", "url(", "@import", "http://"):
        assert word not in text
