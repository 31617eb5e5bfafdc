import pytest

from models.extraction import Extraction, Mention
from models.training.error_page import render_errors
from models.training.evaluation import bootstrap_intervals
from models.training.markup import parse_markup
from models.training.report import format_report, source_of

ARTICLES = [
    parse_markup(f"#ID {name}\n[T1:PER|Ada] <met> [T2:GPE|Oslo]. [E1:AID|Help] came.\n---\nE1 ACTOR=T2")
    for name in ("GUM_1", "GUM_2", "qasrl-3")
]


def _extraction(*mentions: tuple[int, int, str]) -> Extraction:
    found = tuple(Mention(type=kind, start=start, end=end, confidence=1.0) for start, end, kind in mentions)
    return Extraction(sentences=(), mentions=found, triggers=(), relations=(), contexts=())


EXTRACTIONS = [_extraction((0, 3, "PER"), (10, 14, "GPE")), _extraction((0, 3, "PER")), _extraction((0, 3, "ORG"))]


def test_the_report_has_tasks_types_and_sources() -> None:
    lines = format_report(ARTICLES, EXTRACTIONS).splitlines()

    mentions = next(line for line in lines if line.startswith("mentions"))
    assert mentions.split()[1:4] == ["0.750", "0.500", "0.600"]
    assert next(line for line in lines if line.startswith("mention PER")).split()[-1] == "3"
    assert next(line for line in lines if line.startswith("GUM")).split()[-1] == "2"
    assert any(line.startswith("coreference, CoNLL F1") for line in lines)


def test_intervals_hold_the_score_and_widen_with_spread() -> None:
    gold = {(str(n), 1) for n in range(40)}
    half = {item for item in gold if int(str(item[0])) % 2}
    tasks = {"all": (gold, gold), "half": (gold, half)}
    intervals = bootstrap_intervals(tasks, [str(n) for n in range(40)])

    assert intervals["all"] == (1.0, 1.0)
    low, high = intervals["half"]
    assert 0.4 < low < 2 / 3 < high < 0.85


@pytest.mark.parametrize(("name", "source"), [("author-a-1", "author"), ("GUM_news_x", "GUM"), ("plain", "plain")])
def test_source_is_the_beginning_of_the_id(name: str, source: str) -> None:
    assert source_of(parse_markup(f"#ID {name}\nText.\n---\n")) == source


def test_the_error_page_marks_what_is_missed_and_what_is_extra() -> None:
    page = render_errors(ARTICLES, EXTRACTIONS)

    assert page.count("<tr><td>missed GPE") == 2
    assert page.count("<tr><td>extra ORG") == 1
    assert page.count("<tr><td>missed ACTOR of AID") == 3
    assert "<mark class=missed>Oslo</mark>. <mark class=missed>Help</mark> came." in page
    assert "Ada &lt;met&gt; " in page
    assert "<met>" not in page
