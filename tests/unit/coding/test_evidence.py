"""Every value shows the words that it comes from: of actors, modality, contexts, counts, amounts, times."""

from pathlib import Path

import pytest
from annotated import MODEL, code_block, event_at, read_file

from pipeline.coding.document import code_document
from pipeline.records import Article, Document, Evidence, RoleFiller

ARTICLES = Path(__file__).parent / "articles"
HEAD = "#ID a\n#DATE 2024-12-25\n"


@pytest.fixture(scope="module")
def coded() -> list[tuple[Article, Document]]:
    found = []
    for path in sorted(ARTICLES.glob("*.txt")):
        for article, extraction in read_file(path):
            found.append((article, code_document(article, extraction, model=MODEL, processed="2025-01-01T00:00:00Z")))
    return found


def show(evidence: tuple[Evidence, ...], field: str) -> list[tuple[str, str | None]]:
    return [(one.rule, one.text) for one in evidence if one.field == field]


def filler(document: Document, trigger: str, role: str) -> RoleFiller:
    return next(one for one in event_at(document, trigger).roles if one.role == role)


def test_spans_are_the_articles_words(coded: list[tuple[Article, Document]]) -> None:
    for article, document in coded:
        for event in document.events:
            owners = (event, *event.roles, *event.sources)
            spans = [(one.text, one.start, one.end) for owner in owners for one in owner.evidence]
            if event.amount is not None:
                spans.append((event.amount.text, event.amount.start, event.amount.end))
            for text, start, end in spans:
                assert (start is None) == (end is None) == (text is None)
                assert text is None or article.text[start:end] == text


def test_every_value_has_a_confidence(coded: list[tuple[Article, Document]]) -> None:
    for _, document in coded:
        for event in document.events:
            found = [event.confidence, event.modality_confidence, event.trigger.confidence]
            found += [one.confidence for one in (*event.roles, *event.sources, *event.evidence)]
            found += [one.confidence for one in (event.place, event.time, event.amount) if one is not None]
            assert all(one is not None and 0 <= one <= 1 for one in found)


def test_every_context_and_count_has_evidence(coded: list[tuple[Article, Document]]) -> None:
    for _, document in coded:
        for event in document.events:
            fields = {one.field for one in event.evidence}
            counts = {f"counts.{name}" for name in ("dead", "injured", "arrested") if getattr(event.counts, name)}
            assert {f"contexts.{name}" for name in event.contexts} | counts <= fields


def test_a_country_shows_the_word_that_names_it() -> None:
    markup = (
        "[T1:TITLE|[T2:NORP|Kenyan] Minister] [T3:PER|Ada Obi] [E1:CONSULT|met] [T4:GRP|rebels].\n"
        "[T5:PRO|She] [E2:REQUEST|asked] [T6:GPE|Peru] for help.\n---\n"
        "E1 ACTOR=T3 RECIPIENT=T4\nE2 ACTOR=T5 RECIPIENT=T6\nTITLE T3>T1\nOF T3>T2 T1>T2\nCOREF T5=T3"
    )
    document = code_block(HEAD + markup)

    met, asked = filler(document, "met", "ACTOR"), filler(document, "asked", "ACTOR")
    assert (met.code, show(met.evidence, "country")) == ("KENGOV", [("relation", "Kenyan")])
    assert show(met.evidence, "title") == [("relation", "Kenyan Minister")]
    assert show(met.evidence, "name") == []
    assert show(asked.evidence, "name") == [("coreference", "Ada Obi")]
    assert show(asked.evidence, "country") == [("coreference", "Kenyan")]
    recipient = filler(document, "asked", "RECIPIENT")
    assert (recipient.code, [one.field for one in recipient.evidence]) == ("PERGOV", ["sector"])


def test_a_country_that_no_words_tell_shows_its_scene() -> None:
    markup = "[T1:GRP|Police] [E1:COERCE/arrest|held] two men in [T2:GPE|Lyon].\n---\nE1 ACTOR=T1 LOCATION=T2"
    actor = filler(code_block(HEAD + markup), "held", "ACTOR")

    assert (actor.code, show(actor.evidence, "country")) == ("FRACOP", [("scene", "Lyon")])
    assert actor.evidence[0].confidence < 0.9


def test_members_show_who_they_are() -> None:
    markup = (
        "[T1:PER|Ada Obi] [E1:CONSULT|met] [T2:PER|Li Wen].\n[T3:GRP|The two leaders] [E2:AGREE|agreed] to talk.\n---\n"
        "E1 ACTOR=T1 RECIPIENT=T2\nE2 ACTOR=T3\nCOREF T3=T1+T2"
    )
    group = filler(code_block(HEAD + markup), "agreed", "ACTOR")

    assert show(group.evidence, "members.0") == [("coreference", "Ada Obi")]
    assert show(group.evidence, "members.1") == [("coreference", "Li Wen")]


@pytest.mark.parametrize(
    ("words", "modality", "shown"),
    [
        ("will soon", "planned", [("cue", "will")]),
        ("did not", "negated", [("cue", "not")]),
        ("could perhaps", "hypothetical", [("cue", "could")]),
        ("in March", "planned", [("model", "meet")]),
        ("today", "actual", []),
    ],
)
def test_modality_shows_its_cue(words: str, modality: str, shown: list[tuple[str, str]]) -> None:
    markup = (
        f"[T1:PER|Ada Obi] {words} [E1:CONSULT|meet] [T2:PER|Li].\n---\nE1 ACTOR=T1 RECIPIENT=T2 MODALITY={modality}"
    )

    assert show(event_at(code_block(HEAD + markup), "meet").evidence, "modality") == shown


def test_contexts_show_a_word_of_the_sentence_then_of_the_article() -> None:
    markup = (
        "#CTX military,lgbt\nThe army said [T1:GPE|Peru] [E1:COOPERATE|traded].\n[T2:GPE|Peru] [E2:AID|helped].\n---\n"
        "E1 ACTOR=T1\nE2 ACTOR=T2"
    )
    document = code_block(HEAD + markup)

    first, second = event_at(document, "traded").evidence, event_at(document, "helped").evidence
    assert show(first, "contexts.military") == [("sentence", "army")]
    assert show(second, "contexts.military") == [("word", "army")]
    assert show(second, "contexts.lgbt") == [("article", None)]


def test_a_cyberattack_has_the_context_cyber() -> None:
    event = event_at(code_block(HEAD + "[T1:GRP|Hackers] [E1:COERCE/cyber|hacked] it.\n---\nE1 ACTOR=T1"), "hacked")

    assert event.contexts == ("cyber",)
    assert show(event.evidence, "contexts.cyber") == [("mode", "hacked")]


def test_counts_and_amounts_show_their_numbers() -> None:
    markup = (
        "[T1:GRP|Rebels] [E1:ASSAULT|killed] [T2:NUM|12] soldiers and [T3:NUM|three] drivers and took [T4:MONEY|$5].\n"
        "---\nE1 ACTOR=T1 DEAD=T2,T3 AMOUNT=T4"
    )
    event = event_at(code_block(HEAD + markup), "killed")

    assert event.counts.dead == 15
    assert show(event.evidence, "counts.dead") == [("number", "12"), ("number", "three")]
    assert event.amount is not None
    assert (event.amount.text, event.amount.value) == ("$5", 5.0)
    assert event.amount.confidence == 0.81


def test_plain_and_rewritten_codes_are_both_there() -> None:
    markup = "[T1:GPE|Peru] will [E1:AID|help] [T2:GPE|Chile].\n---\nE1 ACTOR=T1 RECIPIENT=T2 MODALITY=planned"
    event = event_at(code_block(HEAD + markup), "help")

    assert (event.plover.type, event.plover_plain and event.plover_plain.type) == ("AGREE", "AID")
    assert (event.cameo and event.cameo.code, event.cameo_plain and event.cameo_plain.code) == ("033", "070")


def test_times_say_how_sure_they_are() -> None:
    markup = (
        "[T1:PER|Ada Obi] [E1:CONSULT|met] [T2:PER|Li Wen] on [T3:DATE|Monday] and [E2:AGREE|agreed] with him.\n"
        "[T4:GPE|Peru] [E3:AID|sent] food.\n---\n"
        "E1 ACTOR=T1 RECIPIENT=T2 TIME=T3\nE2 ACTOR=T1 RECIPIENT=T2\nE3 ACTOR=T4"
    )
    document = code_block(HEAD + markup)
    times = [event.time for event in document.events]

    assert [time and (time.basis, time.confidence) for time in times] == [
        ("stated", 0.81),
        ("inherited", 0.648),
        ("dateline", 0.63),
    ]
