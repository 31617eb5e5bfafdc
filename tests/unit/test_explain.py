"""What an explanation says of each value, and how spans are laid over the text."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from full_documents import TEXT, make_document, make_maybe, make_plan, make_visit
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.cli import main
from pipeline.explain_spans import Mark, cut_text, list_marks
from pipeline.explain_terminal import explain_in_terminal
from pipeline.explain_text import show_line, show_text
from pipeline.explain_values import Reason, explain_event
from pipeline.records import Evidence, encode_record


def find(reasons: tuple[Reason, ...], field: str) -> list[Reason]:
    return [reason for reason in reasons if reason.field == field]


def run(*arguments: str, **options: object) -> Result:
    return CliRunner().invoke(main, ["explain", *arguments], **options)  # type: ignore[arg-type]


def test_every_value_of_a_full_event_is_explained() -> None:
    reasons = explain_event(make_visit())
    assert [reason.field for reason in reasons if reason.depth == 0] == [
        "type", "modality", "plover", "cameo", "context", "context", "ACTOR", "RECIPIENT", "place", "time", "dead",
        "injured", "arrested", "amount", "source", "voice", "evidence", "told again", "not coded", "confidence",
    ]  # fmt: skip
    assert [reason.value for reason in find(reasons, "dyad")] == ["JPNGOV → CHNGOV: 042", "CHNGOV → JPNGOV: 043"]


def test_a_value_has_its_words_and_its_rule() -> None:
    country, other = find(explain_event(make_visit()), "country")
    assert (country.value, country.words, country.rule, country.confidence) == ("JPN", "Japan", "nation", 0.9)
    assert (other.value, other.words, other.rule) == ("CHN", "Wang Yi", "own words")


def test_a_record_that_does_not_tell_its_rules_shows_the_span_alone() -> None:
    [country] = find(explain_event(replace(make_visit(), voice=None, roles=(make_visit().roles[1],))), "country")
    assert (country.words, country.rule) == ("Wang Yi", None)


def test_what_rests_on_no_words_says_so() -> None:
    evidence = (
        Evidence(field="modality", rule="cue", confidence=0.8, text="will", start=115, end=119),
        Evidence(field="contexts.legal", rule="article", confidence=0.6),
    )
    reasons = explain_event(replace(make_plan(), contexts=("legal",), evidence=evidence))
    assert [(one.value, one.words, one.rule) for one in find(reasons, "modality")] == [("planned", "will", "cue")]
    assert [(one.value, one.words, one.rule) for one in find(reasons, "context")] == [("legal", None, "article")]


def test_evidence_of_what_has_no_line_of_its_own_is_shown_too() -> None:
    evidence = (Evidence(field="counts.missing", rule="number", confidence=0.8, text="3", start=0, end=1),)
    role = replace(make_visit().roles[1], evidence=(Evidence(field="age", rule="number", confidence=0.8),))
    reasons = explain_event(replace(make_visit(), evidence=evidence, roles=(role,)))
    assert [(one.value, one.words, one.depth) for one in find(reasons, "evidence")] == [
        ("age", None, 1),
        ("counts.missing", "3", 0),
    ]


def test_the_rewrite_of_modality_is_told() -> None:
    [plan] = find(explain_event(make_plan()), "plover")
    assert (plan.value, plan.rule) == ("AGREE, quad 1, score 2.5", "rewrite")
    [maybe] = find(explain_event(make_maybe()), "plover")
    assert maybe.rule == "table"


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 40)), max_size=12),
    st.lists(st.integers(-5, len(TEXT) + 5), max_size=5),
)
def test_pieces_make_up_the_text_and_know_all_their_marks(spans: list[tuple[int, int]], starts: list[int]) -> None:
    marks = tuple(
        sorted(
            (
                Mark(kind="mention", label="PER", start=start, end=min(start + length, len(TEXT)))
                for start, length in spans
            ),
            key=lambda mark: mark.start,
        )
    )
    reasons = [Reason(field="f", value="v", start=start, end=start + 1) for start in starts]
    pieces = list(cut_text(TEXT, marks, reasons))
    assert "".join(TEXT[piece.start : piece.end] for piece in pieces) == TEXT
    assert {start for start in starts if 0 <= start < len(TEXT)} <= {piece.start for piece in pieces}
    for piece in pieces:
        covering = [mark for mark in marks if mark.start <= piece.start and piece.end <= mark.end]
        assert sorted(piece.marks, key=repr) == sorted(covering, key=repr)


def test_spans_outside_the_text_are_not_shown() -> None:
    document = make_document()
    wrong = replace(document.mentions[0], start=-4, end=10_000)
    assert len(list_marks(replace(document, mentions=(wrong,)))) == 4


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain — é 中", "plain — é 中"),
        ("a\x1b[31mb", "a<U+001B>[31mb"),
        ("a\u202eb\u2066c", "a<U+202E>b<U+2066>c"),
        ("a\u200bb\ufeffc\u00add", "a<U+200B>b<U+FEFF>c<U+00AD>d"),
        ("a\tb\r\nc\u00a0d", "a b \nc d"),
        ("\x00\ud800\ue000\u2028", "<U+0000><U+D800><U+E000><U+2028>"),
    ],
)
def test_what_steers_the_display_is_written_out(text: str, shown: str) -> None:
    assert show_text(text) == shown
    assert show_line("a\n  b") == "a b"


def test_without_colour_spans_are_in_brackets() -> None:
    text = "\n".join(explain_in_terminal(make_document(), colour=False))
    assert "[Japan]GPE's [Takeshi Iwaya]PER {visited}CONSULT 1 [China]GPE's" in text
    assert "{{meet}CONSULT 1}CONSULT 2" in text
    assert "\x1b" not in text


def test_in_colour_spans_have_no_brackets() -> None:
    text = "\n".join(explain_in_terminal(make_document(), colour=True))
    assert "\x1b[32mJapan\x1b[0m's \x1b[36mTakeshi Iwaya\x1b[0m \x1b[1;7mvisited\x1b[0m\x1b[2m1\x1b[0m" in text
    assert "]GPE" not in text


def test_text_of_an_article_cannot_control_the_terminal() -> None:
    hostile = "\x1b[2J\x07\u202eevil\x9b31m"
    document = make_document()
    visit = replace(
        make_visit(),
        roles=tuple(replace(one, name=hostile, text=hostile, title=hostile) for one in make_visit().roles),
        not_coded=(hostile,),
        evidence=(Evidence(field="contexts.diplomatic", rule=hostile, confidence=0.5, text=hostile, start=0, end=3),),
    )
    article = replace(document.article, text=hostile + document.article.text, title=hostile, source=hostile)
    mentions = (replace(document.mentions[0], type=hostile),)
    lines = explain_in_terminal(replace(document, article=article, events=(visit,), mentions=mentions), colour=False)
    assert all(line.replace("\n", "").isprintable() for line in lines)


def test_the_command_explains_document_lines_without_a_model(tmp_path: Path) -> None:
    file = tmp_path / "documents.jsonl"
    file.write_bytes((encode_record(make_document()) + b"\n") * 2)
    result = run(str(file), "--weights", str(tmp_path / "none"))
    assert result.exit_code == 0
    assert result.stdout.count("{visited}CONSULT 1") == 2
    assert "\x1b" not in result.stdout


def test_the_command_writes_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = run("-", "--html", str(page), input=encode_record(make_document()) + b"\n")
    assert (result.exit_code, result.stdout) == (0, "")
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_bytes(encode_record(make_document())[:-1] + b',"model":1}')
    result = run(str(file), str(tmp_path / "missing.txt"))
    assert result.exit_code == 1
    assert f"{file}: not a document" in result.stderr
    assert "missing.txt" in result.stderr
    (tmp_path / "empty.jsonl").touch()
    empty = run(str(tmp_path / "empty.jsonl"))
    assert (empty.exit_code, empty.stderr) == (1, f"no article in {tmp_path}/empty.jsonl\n")
    unwritable = run("-", "--html", str(tmp_path / "no/page.html"), input=encode_record(make_document()))
    assert (unwritable.exit_code, unwritable.stdout) == (1, "")
    assert "can't write" in unwritable.stderr
