import pytest
from annotated import code_block, event_at

from pipeline.records import CameoDyad, Event


def event(markup: str, trigger: str) -> Event:
    return event_at(code_block(f"#ID a\n#DATE 2024-12-25\n#CTX none\n{markup}"), trigger)


def show(dyads: tuple[CameoDyad, ...]) -> list[tuple[str, str, str | None]]:
    return [(one.source.name, one.code, one.target.name if one.target else None) for one in dyads]


@pytest.mark.parametrize(
    ("markup", "trigger", "dyads"),
    [
        (
            "[T1:PER|Ada Obi] [E1:CONSULT/visit|visited] [T2:GPE|Peru].\n---\nE1 ACTOR=T1 RECIPIENT=T2",
            "visited",
            [("Ada Obi", "042", "Peru"), ("Peru", "043", "Ada Obi")],
        ),
        (
            "[T1:PER|Ada Obi] [E1:CONSULT|met] [T2:PER|Li Wen].\n---\nE1 ACTOR=T1 RECIPIENT=T2",
            "met",
            [("Ada Obi", "040", "Li Wen"), ("Li Wen", "040", "Ada Obi")],
        ),
        (
            "[T1:PER|Ada Obi] will [E1:CONSULT|meet] [T2:PER|Li Wen].\n---\nE1 ACTOR=T1 RECIPIENT=T2 MODALITY=planned",
            "meet",
            [("Ada Obi", "036", "Li Wen")],
        ),
        (
            "[T1:GPE|Peru] and [T2:GPE|Chile] [E1:ASSAULT|clashed].\n---\nE1 ACTOR=T1,T2",
            "clashed",
            [("Peru", "180", "Chile"), ("Chile", "180", "Peru")],
        ),
        (
            "[T1:GPE|Peru] and [T2:GPE|Chile] [E1:ASSAULT|bombed] a ship.\n---\nE1 ACTOR=T1,T2",
            "bombed",
            [("Peru", "180", None), ("Chile", "180", None)],
        ),
        (
            "[T1:GPE|Peru] [E1:REQUEST|urged] [T2:GPE|Chile] to wait.\n---\nE1 ACTOR=T1 RECIPIENT=T2",
            "urged",
            [("Peru", "100", "Chile")],
        ),
        (
            "[T1:GPE|Peru] and [T2:GPE|Chile] [E1:AGREE|agreed] to talk.\n---\nE1 ACTOR=T1,T2",
            "agreed",
            [("Peru", "030", "Chile"), ("Chile", "030", "Peru")],
        ),
        (
            "[T1:GPE|Peru] and [T2:GPE|Chile] [E1:AGREE|offered] help.\n---\nE1 ACTOR=T1,T2",
            "offered",
            [("Peru", "030", None), ("Chile", "030", None)],
        ),
        ("Ten people were [E1:ASSAULT|killed].\n---\nE1", "killed", []),
    ],
)
def test_directions(markup: str, trigger: str, dyads: list[tuple[str, str, str | None]]) -> None:
    assert show(event(markup, trigger).dyads) == dyads


def test_the_members_of_a_group_are_sides() -> None:
    markup = (
        "[T1:PER|Ada Obi] [E1:CONSULT|met] [T2:PER|Li Wen].\n[T3:GRP|The two leaders] [E2:AGREE|agreed] to talk.\n---\n"
        "E1 ACTOR=T1 RECIPIENT=T2\nE2 ACTOR=T3\nCOREF T3=T1+T2"
    )
    agreed = event(markup, "agreed")

    assert show(agreed.dyads) == [("Ada Obi", "030", "Li Wen"), ("Li Wen", "030", "Ada Obi")]
    assert [(one.source.role, one.source.member) for one in agreed.dyads] == [(0, 0), (0, 1)]


def test_dyads_that_are_left_out_are_said() -> None:
    names = [f"[T{n}:GPE|{name}]" for n, name in enumerate(["Peru", "Chile", "Kenya", "Ghana", "Japan", "Oman"], 1)]
    roles = ",".join(f"T{n}" for n in range(1, len(names) + 1))
    found = event(f"{', '.join(names)} [E1:CONSULT|met].\n---\nE1 ACTOR={roles}", "met")

    assert len(found.dyads) == 24
    assert "dyads: 6 of 30 left out" in found.not_coded
