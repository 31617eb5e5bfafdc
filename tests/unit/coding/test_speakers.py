import pytest
from annotated import code_block, event_at

from pipeline.records import Event

HEAD = "#ID a\n#DATE 2024-12-25\n"


def sources(event: Event) -> list[tuple[str, str | None]]:
    return [(source.name, source.basis) for source in event.sources]


def attribute(markup: str, trigger: str = "attacked") -> list[tuple[str, str | None]]:
    return sources(event_at(code_block(HEAD + markup), trigger))


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("[T2:GRP|Rebels] [E1:ASSAULT|attacked] the town, [T1:ORG|the army] said.", "the army"),
        ("[T2:GRP|Rebels] [E1:ASSAULT|attacked] the town, said [T1:PER|Ada Obi].", "Ada Obi"),
        ("[T1:PER|Ada Obi] said on Monday that [T2:GRP|rebels] [E1:ASSAULT|attacked] the town.", "Ada Obi"),
        ("[T1:PER|Ada Obi], a doctor, said [T2:GRP|rebels] [E1:ASSAULT|attacked] the town.", "Ada Obi"),
        ("[T2:GRP|Rebels] [E1:ASSAULT|attacked] the town, according to [T1:ORG|the army].", "the army"),
        ("According to [T1:ORG|the army], [T2:GRP|rebels] [E1:ASSAULT|attacked] the town.", "the army"),
        ('"[T2:GRP|Rebels] [E1:ASSAULT|attacked] the town at dawn," [T1:PER|Ada Obi] told reporters.', "Ada Obi"),
        ("“[T2:GRP|Rebels] [E1:ASSAULT|attacked] the town at dawn,” said [T1:PER|Ada Obi].", "Ada Obi"),
        ('[T1:PER|Ada Obi] said: "[T2:GRP|Rebels] [E1:ASSAULT|attacked] the town at dawn."', "Ada Obi"),
        ("[T2:GRP|Rebels] [E1:ASSAULT|attacked] the town; 20 people fled, [T1:ORG|the army] said.", None),
        ("[T2:GRP|Rebels] [E1:ASSAULT|attacked] the town and told [T1:GRP|people] to flee.", None),
        ("[T1:GRP|Rebels] claimed the town after they [E1:ASSAULT|attacked] it on Monday.\n", None),
        ("[T2:GRP|Rebels] [E1:ASSAULT|attacked] [T1:GPE|Peru].", None),
    ],
)
def test_who_says_so(sentence: str, found: str | None) -> None:
    roles = "" if "T2" not in sentence else " ACTOR=T2"
    names = [name for name, _ in attribute(f"{sentence}\n---\nE1{roles}")]
    assert names == ([] if found is None else [found])


def test_the_models_source_comes_first() -> None:
    markup = (
        "[T1:PER|Li Wen], the envoy of [T3:PER|Ada Obi], said [T2:GRP|rebels] [E1:ASSAULT|attacked] it.\n---\n"
        "E1 ACTOR=T2 SOURCE=T3"
    )
    assert attribute(markup) == [("Ada Obi", "stated")]


def test_a_quote_runs_on_over_sentences() -> None:
    markup = (
        '"The night was calm and quiet," said [T1:PER|Ada Obi].\n'
        '"[T2:GRP|Rebels] came at dawn.\n[T3:PRO|They] [E1:ASSAULT|attacked] the town."\n'
        "[T4:GRP|Rebels] then [E2:RETREAT|left].\n---\nE1 ACTOR=T3\nE2 ACTOR=T4"
    )
    assert attribute(markup) == [("Ada Obi", "quote")]
    assert attribute(markup, "left") == []


def test_a_term_in_quotation_marks_is_no_speech() -> None:
    markup = (
        "[T1:PER|Ada Obi] called it a raid.\n[T2:GRP|The] “[E1:ASSAULT|attacked] side” left, [T3:ORG|the army] said.\n"
        "---\nE1 RECIPIENT=T2"
    )
    assert attribute(markup) == [("the army", "reported")]


def test_sources_are_coded_like_actors() -> None:
    markup = (
        "[T1:GRP|Rebels] [E1:ASSAULT|attacked] the town, [T2:TITLE|[T3:NORP|Kenyan] Minister] [T4:PER|Ada Obi] said.\n"
        "---\nE1 ACTOR=T1\nTITLE T4>T2\nOF T4>T3 T2>T3"
    )
    document = code_block(HEAD + markup)
    source = event_at(document, "attacked").sources[0]

    assert (source.name, source.country, source.sector, source.code) == ("Ada Obi", "KEN", "GOV", "KENGOV")
    assert source.title == "Kenyan Minister"
    assert source.entity in {entity.id for entity in document.entities if entity.name == "Ada Obi"}
    assert source.confidence is not None
    assert 0 < source.confidence < 0.8


def test_where_nobody_is_named_the_article_speaks() -> None:
    markup = (
        "[T1:GRP|Rebels] [E1:ASSAULT|attacked] the town.\n[T2:GRP|They] [E2:COERCE|looted] it, [T3:ORG|police] said.\n"
        "---\nE1 ACTOR=T1\nE2 ACTOR=T2"
    )
    document = code_block(HEAD + markup)
    assert [event.voice for event in document.events] == ["article", "source"]
