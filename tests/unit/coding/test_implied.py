import pytest
from annotated import code_block, event_at, read_block

from pipeline.coding.implied import complete_extraction


def _sides(markup: str, trigger: str) -> dict[str, str]:
    event = event_at(code_block(f"#ID a\n#DATE 2024-12-25\n{markup}"), trigger)
    return {filler.role: filler.text for filler in event.roles}


def test_who_is_arrested_in_a_country_is_arrested_by_its_authorities() -> None:
    markup = "[T1:GRP|[T2:NORP|Japanese] nationals] are [E1:COERCE/arrest|detained] in [T3:GPE|China].\n---\n"
    document = code_block(f"#ID a\n#DATE 2024-12-25\n{markup}E1 RECIPIENT=T1 LOCATION=T3")
    actor = next(filler for filler in event_at(document, "detained").roles if filler.role == "ACTOR")

    assert (actor.text, actor.code) == ("China", "CHNGOV")
    assert actor.confidence < 0.6, "it is less sure than what is written"
    assert _sides(f"{markup}E1 RECIPIENT=T1", "detained")["ACTOR"] == "China"


@pytest.mark.parametrize(
    "markup",
    [
        "[T1:GRP|Men] were [E1:COERCE/arrest|held] in [T3:GPE|Peru] by [T2:GRP|police].\n---\nE1 RECIPIENT=T1 ACTOR=T2",
        "[T1:GRP|Two men] were [E1:COERCE/arrest|held] at [T3:FAC|the airport].\n---\nE1 RECIPIENT=T1 LOCATION=T3",
        "[T1:GRP|Two men] were [E1:ASSAULT/beat|beaten] in [T3:GPE|China].\n---\nE1 RECIPIENT=T1 LOCATION=T3",
        "[T3:GPE|Texas] jails hold [T1:GRP|two men] for an [E1:COERCE/arrest|arrest].\n---\nE1 RECIPIENT=T1",
    ],
)
def test_nobody_else_is_made_an_actor(markup: str) -> None:
    article, extraction = read_block(f"#ID a\n#DATE 2024-12-25\n{markup}")

    assert complete_extraction(article.text, extraction) is extraction


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        ("[T2:NORP|Japanese] waters", "Japanese"),
        ("[T2:GPE|Iran]'s airspace", "Iran"),
        ("[T2:NORP|Taiwanese] air defence identification zone", "Taiwanese"),
        ("[T2:NORP|Norwegian] territorial waters", "Norwegian"),
        ("the [T2:NORP|Polish] side of the border", "Polish"),
        ("[T2:NORP|Japanese] ports", None),
    ],
)
def test_entering_waters_is_done_to_whose_they_are(words: str, owner: str | None) -> None:
    markup = f"[T1:GRP|Two ships] [E1:MOBILIZE|entered] {words} again.\n---\nE1 ACTOR=T1"

    assert _sides(markup, "entered").get("RECIPIENT") == owner


@pytest.mark.parametrize(
    ("words", "modality"),
    [
        ("was to", "planned"),
        ("is also to", "planned"),
        ("is set to", "planned"),
        ("was able to", "actual"),
        ("hoped to", "actual"),
    ],
)
def test_what_somebody_is_to_do_is_planned(words: str, modality: str) -> None:
    markup = f"#ID a\n#DATE 2024-12-25\n[T1:PER|Ada] {words} [E1:CONSULT|attend] talks.\n---\nE1 ACTOR=T1"

    assert event_at(code_block(markup), "attend").modality == modality


def test_a_modality_that_the_model_gave_stays() -> None:
    markup = (
        "#ID a\n#DATE 2024-12-25\n[T1:PER|Ada] was not to [E1:CONSULT|attend] talks.\n---\nE1 ACTOR=T1 MODALITY=negated"
    )

    assert event_at(code_block(markup), "attend").modality == "negated"
