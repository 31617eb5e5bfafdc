"""What holds for every document: same input, same bytes; no extraction makes the coding raise; links are sound."""

import string
from itertools import pairwise

from annotated import MODEL, code_block, read_block
from hypothesis import given, settings
from hypothesis import strategies as st

from models.extraction import Context, Extraction, Mention, Relation, Role, Sentence, Trigger
from models.labels import CONTEXTS, MENTION_TYPES, MODALITIES, MODES, RELATION_TYPES, ROLES
from pipeline.coding.document import code_document
from pipeline.records import Article, Document, decode_document, encode_record

WORDS = st.sampled_from(
    [
        *("the", "The", "two", "leaders", "he", "she", "they", "it", "its", "both", "sides", "China", "Chinese"),
        *("president", "Xi", "of", "for", "minister", "rebels", "police", "'s", ",", ".", "(", ")", "-", "UN", "said"),
        *("Wednesday", "November", "2023", "dozens", "twelve", "$5", "million", "Paris", "former", "met", "and", "had"),
        *("will", "later", "in", "day", "12", "five", "hundred", "-3", "Ω", "\U0001f600", "É", "²", "since"),
    ]
)
BLOCK = """
#ID small
#DATE 2025-03-14
#CTX diplomatic
[T1:TITLE|[T2:NORP|Spanish] Minister] [T3:PER|Elena Ruiz] [E1:CONSULT|met] [T4:PER|Karim Alaoui] on [T5:DATE|Friday].
[T6:GRP|The two ministers] [E2:AGREE|agreed] to reopen the fishery.
---
E1 ACTOR=T3 RECIPIENT=T4 TIME=T5
E2 ACTOR=T6
TITLE T3>T1
OF T3>T2 T1>T2
COREF T6=T3+T4
"""


@st.composite
def extractions(draw: st.DrawFn) -> tuple[str, Extraction]:
    text = " ".join(draw(st.lists(WORDS, max_size=60))) + draw(st.text(string.printable, max_size=5))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=5)) | {0, len(text)})
    sentences = [Sentence(start=a, end=b) for a, b in pairwise(cuts)]
    share = st.floats(0, 1)
    mentions: list[Mention] = []
    for _ in range(draw(st.integers(0, 14)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, min(len(text), start + 30)))
        if all(not (one.start < start < one.end < end or start < one.start < end < one.end) for one in mentions):
            kind = draw(st.sampled_from(MENTION_TYPES))
            mentions.append(Mention(type=kind, start=start, end=end, confidence=draw(share)))
    mentions.sort(key=lambda one: (one.start, -one.end))
    triggers, relations = [], []
    if mentions:
        index = st.integers(0, len(mentions) - 1)
        for _ in range(draw(st.integers(0, 6))):
            start = draw(st.integers(0, len(text) - 1))
            kind, mode = draw(st.sampled_from(MODES))
            filled = draw(st.lists(st.tuples(st.sampled_from(ROLES), index), max_size=6, unique=True))
            triggers.append(
                Trigger(
                    type=kind,
                    mode=mode,
                    modality=draw(st.sampled_from(MODALITIES)),
                    start=start,
                    end=draw(st.integers(start + 1, len(text))),
                    confidence=draw(share),
                    modality_confidence=draw(share),
                    roles=tuple(Role(role=role, mention=one, confidence=0.5) for role, one in sorted(filled)),
                )
            )
        relations = [
            Relation(type=draw(st.sampled_from(RELATION_TYPES)), head=draw(index), tail=draw(index), confidence=0.5)
            for _ in range(draw(st.integers(0, 20)))
        ]
    triggers.sort(key=lambda one: (one.start, one.end))
    return text, Extraction(
        sentences=tuple(sentences) if draw(st.booleans()) else (),
        mentions=tuple(mentions),
        triggers=tuple(triggers),
        relations=tuple(relations),
        contexts=tuple(Context(name=name, confidence=0.5) for name in draw(st.lists(st.sampled_from(CONTEXTS)))),
    )


def code(text: str, extraction: Extraction) -> Document:
    article = Article(id="a", text=text, published="2024-02-29T23:30:00+09:00")
    return code_document(article, extraction, model=MODEL, processed="now")


@settings(max_examples=300, deadline=None)
@given(extractions())
def test_codes_any_extraction_the_same_way_each_time(drawn: tuple[str, Extraction]) -> None:
    text, extraction = drawn
    document = code(text, extraction)
    data = encode_record(document)
    assert encode_record(code(text, extraction)) == data
    assert decode_document(data) == document
    assert sum(1 + len(event.also) for event in document.events) == len(extraction.triggers)


@settings(max_examples=100, deadline=None)
@given(extractions())
def test_entities_and_mentions_refer_to_each_other(drawn: tuple[str, Extraction]) -> None:
    document = code(*drawn)
    by_entity = {entity.id: entity.mentions for entity in document.entities}
    for mention in document.mentions:
        assert (mention.entity is None) == (mention.type in ("DATE", "NUM", "MONEY"))
        assert mention.entity is None or mention.id in by_entity[mention.entity]
    assert sorted(one for mentions in by_entity.values() for one in mentions) == sorted(
        mention.id for mention in document.mentions if mention.entity
    )
    assert all(one in by_entity for entity in document.entities for one in entity.members)


def test_empty_extraction() -> None:
    document = code("", Extraction(sentences=(), mentions=(), triggers=(), relations=(), contexts=()))
    assert (document.events, document.entities, document.mentions) == ((), (), ())


def test_links_of_a_group_become_its_members() -> None:
    document = code_block(BLOCK)
    ruiz, alaoui, group = (
        next(entity for entity in document.entities if entity.name == name)
        for name in ("Elena Ruiz", "Karim Alaoui", "The two ministers")
    )
    assert group.members == (ruiz.id, alaoui.id)
    assert [one.name for one in document.events[1].roles[0].members] == ["Elena Ruiz", "Karim Alaoui"]


def test_a_filler_inside_a_surer_one_of_the_same_role_is_dropped() -> None:
    block = "#ID x\n#DATE 2025-03-14\n[T1:GRP|special [T2:GRP|units]] [E1:RETREAT|left].\n---\nE1 ACTOR=T1,T2"
    assert [one.text for one in code_block(block).events[0].roles] == ["special units"]


def test_evidence_is_text() -> None:
    article, _ = read_block(BLOCK)
    for event in code_block(BLOCK).events:
        spans = [event.trigger, event.sentence, *event.roles]
        assert [article.text[one.start : one.end] for one in spans] == [one.text for one in spans]


def test_confidence_is_the_mean_of_trigger_and_sides_times_modality() -> None:
    event = code_block(BLOCK).events[0]
    sides = [one.confidence for one in event.roles if one.role in ("ACTOR", "RECIPIENT")]
    expected = (0.9 * sides[0] * sides[1]) ** (1 / 3) * 0.9
    assert abs(event.confidence - expected) < 1e-4
