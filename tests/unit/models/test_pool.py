import json
from pathlib import Path

import pytest

from models.training.marked_text import MarkedText
from models.training.markup import parse_markup
from models.training.pool import drop_known, mark_plover, read_pool

SENTENCE = "The ministers of both countries met in the harbour town on Monday to talk about fish."


def test_a_plover_record_keeps_its_text_and_marks_a_single_event_word() -> None:
    text = mark_plover("The (SRC: Ruritanian) envoy (EVT: condemned) the (TAR: Borduria/Syldavia) pact.", "DISAPPROVE")

    assert text.text == "The Ruritanian envoy condemned the Borduria/Syldavia pact."
    (span,) = text.spans
    assert text.text[span.start : span.end] == "condemned"
    assert span.types == ("ACCUSE",)


def test_a_plover_record_whose_event_is_a_phrase_marks_nothing() -> None:
    text = mark_plover("The (SRC: envoy) (EVT: will allow) talks (EVT: against) it.", "AGREE")

    assert text.text == "The envoy will allow talks against it."
    assert text.spans == ()


@pytest.mark.parametrize(
    "text", [SENTENCE, SENTENCE.upper(), f"Before. {SENTENCE.replace('on Monday', '  on Monday')}"]
)
def test_text_that_is_scored_is_not_trained_on(text: str) -> None:
    scored = parse_markup(f"#ID a\n{SENTENCE}\n---\n")
    other = MarkedText(text="Nothing of this has been said in any other place, as far as anybody can tell today.")

    assert list(drop_known([MarkedText(text=text), other], [scored])) == [other]


def test_every_corpus_of_the_pool_is_read(tmp_path: Path) -> None:
    files = {
        "gum/dep/a.conllu": "# text = The mayor of the town spoke to the press about gum.\n1\tThe\n",
        "meantime/intra_cross-doc_annotation/x/a.xml": (
            "<Document>"
            + "".join(
                f'<token sentence="1">{word}</token>'
                for word in ("A", "meantime", "report", "of", "some", "ten", "words", "altogether")
            )
            + "</Document>"
        ),
        "qasrl_gs/data/sentences/a.csv": 'id,tokens\n1,"Police questioned a qasrl witness , and she spoke ."\n',
        "re3d/a/documents.json": json.dumps({"text": "Heading of re3d\n\nThe coalition struck two positions."}) + "\n",
        "sw100_events/SW100/a/b.txt": "The volcano of sw100 erupted in the year of its discovery.",
        "plover_gsr/gold_standard_records/PLOVER_GSR_CAMEO.txt": json.dumps(
            [
                {"event": "DOCUMENT"},
                {"event": "AID", "textInfo": {"markup": "(SRC: Borduria) (EVT: sent) plover grain."}},
            ]
        ),
    }
    event = {"event_type": "Arrest", "trigger": {"start": 1, "end": 2}}
    other = {"event_type": "Motion", "trigger": {"start": 0, "end": 1}}
    sentence = json.dumps({"tokens": ["Police", "arrested", "geneva", "."], "event_mentions": [event, other]})
    files |= {f"geneva/data/{name}.json": sentence + "\n" for name in ("reconstructed_train", "val", "test")}
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    texts = list(read_pool(tmp_path))

    for corpus in ("gum", "meantime", "qasrl", "re3d", "sw100", "plover", "geneva"):
        assert any(corpus in text.text for text in texts), corpus
    geneva = [text for text in texts if "geneva" in text.text]
    assert [(text.text[s.start : s.end], s.types) for text in geneva for s in text.spans] == [
        ("arrested", ("COERCE",))
    ] * 3
