import pytest
from fakes import FakeExtractor, fake_code
from msgspec.structs import replace

from pipeline.dead_letters import Rejection
from pipeline.event_lines import HEADER, format_dead_letter, format_document, format_event
from pipeline.records import Article, Document, Event, EventTime, GroupMember, ModelInfo, Place, RoleFiller

ARTICLE = Article(id="a", text="Ann Lee met Bob Roe.", published="2024-12-25T08:00:00", title="Talks\nin\x1b[31m Rome")


def make_document() -> Document:
    [extraction] = FakeExtractor().extract([ARTICLE.text])
    return fake_code(ARTICLE, extraction, model=ModelInfo(name="m", version="1"), processed="now")


def make_event() -> Event:
    return make_document().events[0]


def filler(name: str, role: str = "ACTOR", code: str | None = None) -> RoleFiller:
    return RoleFiller(role=role, text=name, start=0, end=1, type="PER", name=name, confidence=1.0, code=code)


def when(begin: str | None, until: str | None, granularity: str) -> EventTime:
    return EventTime(
        text=None, start=None, end=None, begin=begin, until=until, granularity=granularity, basis="dateline"
    )


def where(name: str, country: str | None, resolution: str) -> Place:
    return Place(name=name, country=country, resolution=resolution, text=name, start=0, end=1, confidence=1.0)


def test_an_event_is_one_line_below_its_header() -> None:
    event = replace(
        make_event(),
        mode="visit",
        time=when("2024-12-25", "2024-12-25", "day"),
        place=where("Beijing", "CHN", "city"),
        roles=(filler("Takeshi Iwaya", code="JPNGOV"), filler("Wang Yi", "RECIPIENT", "CHNGOV")),
    )
    line = format_event(event)
    assert line.split("  ")[0] == "2024-12-25"
    assert [part.strip() for part in line.split("  ") if part.strip()] == [
        "2024-12-25",
        "JPNGOV Takeshi Iwaya → CHNGOV Wang Yi",
        "CONSULT/visit",
        "Beijing, CHN",
        "actual",
        "0.80",
    ]
    for title, text in [("ACTOR", "JPNGOV"), ("WHAT", "CONSULT"), ("WHERE", "Beijing"), ("MODALITY", "actual")]:
        assert HEADER.index(title) == line.index(text)


def test_what_is_not_told_is_a_dash() -> None:
    line = format_event(replace(make_event(), roles=()))
    assert line.startswith("–  ")
    assert "– → –" in line


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        (when("2024-11-01", "2024-11-30", "month"), "2024-11 "),
        (when("2024-01-01", "2024-12-31", "year"), "2024 "),
        (when("2024-12-16", "2024-12-22", "week"), "2024-12-16…"),
        (when(None, None, "duration"), "– "),
    ],
)
def test_a_time_is_shown_as_exact_as_it_is(time: EventTime, shown: str) -> None:
    assert format_event(replace(make_event(), time=time)).startswith(shown)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (where("Peru", "PER", "country"), "Peru "),
        (where("Lima", "PER", "city"), "Lima, PER "),
        (where("the Gulf", None, "region"), "the Gulf "),
    ],
)
def test_a_place_is_shown_with_its_country(place: Place, shown: str) -> None:
    assert f"  {shown}" in format_event(replace(make_event(), place=place))


def test_many_actors_are_counted() -> None:
    event = replace(make_event(), roles=tuple(filler(name) for name in ("Ann", "Bob", "Cy", "Dee")))
    assert "Ann, Bob +2 → –" in format_event(event)


def test_a_group_has_the_codes_of_its_members() -> None:
    members = tuple(GroupMember(name=name, code=f"{name}GOV") for name in ("JPN", "CHN", "CHN"))
    leaders = replace(filler("the leaders"), members=(*members, GroupMember(name="a guest")))
    line = format_event(replace(make_event(), roles=(leaders,)))
    assert " JPNGOV+CHNGOV the leaders → – " in line


def test_text_of_the_article_cannot_control_the_terminal() -> None:
    event = replace(make_event(), roles=(filler("Ann\x1b[2J\x07\u202e\r\nBob" + "x" * 500),))
    lines = [
        format_event(event),
        format_document(make_document()),
        format_dead_letter(b"\x1b\xff", Rejection(stage="code", reason="error", error="E", message="\x1b[2J\n")),
    ]
    for line in lines:
        assert line.isprintable()


def test_long_names_do_not_move_the_columns() -> None:
    event = replace(make_event(), roles=(filler("Ann " * 50),))
    assert format_event(event).index("CONSULT") == HEADER.index("WHAT")


@pytest.mark.parametrize(
    ("actor", "recipient", "shown"),
    [
        ("A" * 90, "B" * 90, "A" * 23 + "… → " + "B" * 24 + "…"),
        ("A" * 90, "Bob", "A" * 45 + "… → Bob"),
        ("Ann", "B" * 90, "Ann → " + "B" * 45 + "…"),
    ],
)
def test_long_names_leave_room_for_the_other_side(actor: str, recipient: str, shown: str) -> None:
    line = format_event(replace(make_event(), roles=(filler(actor), filler(recipient, "RECIPIENT"))))
    assert f"  {shown}  CONSULT" in line


def test_a_document_is_one_line() -> None:
    assert format_document(make_document()).startswith("2024-12-25     0 mentions    0 entities   1 events  Talks in")
