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


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("[E1:REQUEST|urged] [T2:GPE|Chile] to wait", "Chile"),
        ("[E1:REQUEST|called] on the [T2:NORP|Chileans] not to leave", "Chileans"),
        ("[E1:REQUEST|asked] [T2:GPE|Chile] for money", None),
        ("[E1:REQUEST|asked] about [T2:GPE|Chile] to wait", None),
    ],
)
def test_who_is_asked_to_do_something_is_the_recipient(words: str, asked: str | None) -> None:
    markup = f"[T1:GPE|Peru] {words}.\n---\nE1 ACTOR=T1"
    trigger = words.partition("|")[2].partition("]")[0]

    assert _sides(markup, trigger).get("RECIPIENT") == asked


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("[T1:PER|Xi] [E1:CONSULT/visit|hosted] [T2:PER|Putin]", {"ACTOR": "Putin", "RECIPIENT": "Xi"}),
        ("[T1:PER|Xi] [E1:CONSULT/visit|visited] [T2:PER|Putin]", {"ACTOR": "Xi", "RECIPIENT": "Putin"}),
        ("[T1:PER|Xi] was [E1:CONSULT/visit|received] by [T2:PER|Putin]", {"ACTOR": "Xi", "RECIPIENT": "Putin"}),
    ],
)
def test_who_hosts_is_the_recipient(words: str, roles: dict[str, str]) -> None:
    trigger = words.partition("visit|")[2].partition("]")[0]

    assert _sides(f"{words}.\n---\nE1 ACTOR=T1 RECIPIENT=T2", trigger) == roles


def test_a_host_that_the_model_has_right_stays() -> None:
    markup = "[T1:PER|Xi] [E1:CONSULT/visit|hosted] [T2:PER|Putin].\n---\nE1 ACTOR=T2 RECIPIENT=T1"

    assert _sides(markup, "hosted") == {"ACTOR": "Putin", "RECIPIENT": "Xi"}


def test_a_modality_that_the_model_gave_stays() -> None:
    markup = (
        "#ID a\n#DATE 2024-12-25\n[T1:PER|Ada] was not to [E1:CONSULT|attend] talks.\n---\nE1 ACTOR=T1 MODALITY=negated"
    )

    assert event_at(code_block(markup), "attend").modality == "negated"


@pytest.mark.parametrize(
    ("markup", "actors"),
    [
        (
            "[T1:PER|Ada Obi] and [T2:TITLE|President] [T3:PER|Li Wen] [E1:CONSULT|held] talks.\n---\nE1 ACTOR=T3",
            ["Ada Obi", "Li Wen"],
        ),
        ("[T1:GPE|Peru] and [T3:GPE|Chile] have [E1:SUPPORT|signed].\n---\nE1 ACTOR=T3", ["Peru", "Chile"]),
        (
            "[T1:PER|Ada] [E2:CONSULT|met] [T2:PER|Ben] and [T3:PER|Li] [E1:RETREAT|left].\n---\n"
            "E1 ACTOR=T3\nE2 ACTOR=T1 RECIPIENT=T2",
            ["Li"],
        ),
        ("[T1:PER|Ada] [E1:AID|helped] [T2:PER|Ben] and [T3:PER|Li].\n---\nE1 ACTOR=T1 RECIPIENT=T2", ["Ada"]),
    ],
)
def test_who_is_joined_to_an_actor_acts_too(markup: str, actors: list[str]) -> None:
    document = code_block(f"#ID a\n#DATE 2024-12-25\n{markup}")
    event = next(event for event in document.events if event.trigger.text in ("held", "signed", "left", "helped"))

    assert [filler.text for filler in event.roles if filler.role == "ACTOR"] == actors


def test_who_makes_a_visit_is_its_actor() -> None:
    markup = (
        "#ID a\n#DATE 2024-12-25\nThe last [E1:CONSULT/visit|visit] to [T1:GPE|Oslo] by a [T2:TITLE|[T5:NORP|Kenyan] "
        "minister] was paid by [T3:PER|Ada Obi] in [T4:DATE|April 2023].\n---\nE1 ACTOR=T2 RECIPIENT=T1\nOF T2>T5"
    )
    event = event_at(code_block(markup), "visit")

    actors = [filler for filler in event.roles if filler.role == "ACTOR"]
    assert [(filler.text, filler.code) for filler in actors] == [("Ada Obi", "KENGOV")]
    assert event.time is not None
    assert (event.time.begin, event.time.until) == ("2023-04-01", "2023-04-30")


def test_the_subject_of_a_clause_is_its_only_actor() -> None:
    markup = (
        "#ID a\n#DATE 2024-12-25\n[T1:GRP|Both sides] [E1:AGREE|agreed] that [T2:GPE|Peru] would gradually "
        "[E2:CONCEDE|lift] its ban.\n---\nE1 ACTOR=T1\nE2 ACTOR=T1,T2 MODALITY=planned"
    )

    assert [filler.text for filler in event_at(code_block(markup), "lift").roles] == ["Peru"]
    assert [filler.text for filler in event_at(code_block(markup), "agreed").roles] == ["Both sides"]
