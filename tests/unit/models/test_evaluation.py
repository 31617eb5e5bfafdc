import pytest

from models.extraction import Extraction, Mention, Relation, Role, Trigger
from models.training.confusion import CONFUSION_LABELS, count_confusions
from models.training.evaluation import Score, score_extractions
from models.training.markup import AnnotatedArticle, parse_markup

ARTICLE = parse_markup("""
#ID a
#CTX military
[T1:PER|Ada] [E1:CONSULT|met] [T2:PER|Ben]. [T3:GRP|They] [E2:AID|helped] [T4:GPE|Oslo]. [T5:PRO|She] left.
---
E1 ACTOR=T1 RECIPIENT=T2
E2 ACTOR=T3 RECIPIENT=T4 MODALITY=negated
OF T1>T4
COREF T1=T5 T3=T1+T2
""")


def _mention(article: AnnotatedArticle, text: str, kind: str) -> Mention:
    start = article.text.index(text)
    return Mention(type=kind, start=start, end=start + len(text), confidence=1.0)


def _trigger(text: str, kind: str, modality: str, *roles: tuple[str, int]) -> Trigger:
    start = ARTICLE.text.index(text)
    return Trigger(
        type=kind,
        mode=None,
        modality=modality,
        start=start,
        end=start + len(text),
        confidence=1.0,
        modality_confidence=1.0,
        roles=tuple(Role(role=role, mention=mention, confidence=1.0) for role, mention in roles),
    )


def _extraction(*triggers: Trigger, relations: tuple[tuple[str, int, int], ...] = ()) -> Extraction:
    mentions = [("Ada", "PER"), ("Ben", "GPE"), ("They", "GRP"), ("Oslo", "GPE"), ("She", "PRO")]
    return Extraction(
        sentences=(),
        mentions=tuple(_mention(ARTICLE, text, kind) for text, kind in mentions),
        triggers=triggers,
        relations=tuple(Relation(type=kind, head=h, tail=t, confidence=1.0) for kind, h, t in relations),
        contexts=(),
    )


def test_each_task_counts_exact_spans() -> None:
    extraction = _extraction(
        _trigger("met", "CONSULT", "planned", ("ACTOR", 0), ("RECIPIENT", 3)),
        _trigger("helped", "ASSAULT", "negated", ("ACTOR", 2)),
    )
    scores = score_extractions([ARTICLE], [extraction])

    assert scores["mentions"] == Score(gold=5, found=5, right=4)
    assert scores["names"] == Score(gold=3, found=3, right=2)
    assert scores["triggers found"] == Score(gold=2, found=2, right=2)
    assert scores["triggers typed"] == Score(gold=2, found=2, right=1)
    assert scores["roles"] == Score(gold=4, found=3, right=1)
    assert scores["role RECIPIENT"] == Score(gold=2, found=1, right=0)
    assert scores["modality"] == Score(gold=1, found=1, right=0)
    assert scores["contexts"] == Score(gold=1, found=0, right=0)


def test_coreference_counts_pairs_of_chains_and_of_groups_with_members() -> None:
    relations = (("COREF", 4, 0), ("COREF", 2, 0), ("COREF", 2, 1), ("OF", 0, 3))
    scores = score_extractions([ARTICLE], [_extraction(relations=relations)])

    assert scores["relation COREF"] == Score(gold=3, found=3, right=3)
    assert scores["relation OF"] == Score(gold=1, found=1, right=1)


def test_measures_follow_from_counts() -> None:
    score = Score(gold=4, found=2, right=1)

    assert (score.precision, score.recall) == (0.5, 0.25)
    assert score.f1 == pytest.approx(1 / 3)
    assert Score(gold=0, found=0, right=0).f1 == 0.0


def test_confusions_count_every_trigger_once() -> None:
    extraction = _extraction(_trigger("met", "AGREE", "actual"), _trigger("left", "RETREAT", "actual"))

    counts = count_confusions([ARTICLE], [extraction])

    row = {name: index for index, name in enumerate(CONFUSION_LABELS)}
    assert counts[row["CONSULT"], row["AGREE"]] == 1, "another type"
    assert counts[row["AID"], row["none"]] == 1, "not found"
    assert counts[row["none"], row["RETREAT"]] == 1, "no trigger"
    assert counts.sum() == 3
