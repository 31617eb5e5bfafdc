"""Whole articles from several regions, coded from their annotation (``articles/``)."""

from pathlib import Path

import pytest
from annotated import MODEL, event_at, read_file

from pipeline.coding.document import code_document
from pipeline.records import Document, Event

ARTICLES = Path(__file__).parent / "articles"
Sides = list[tuple[str, str | None]]


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    found = {}
    for path in sorted(ARTICLES.glob("*.txt")):
        for article, extraction in read_file(path):
            found[path.stem] = code_document(article, extraction, model=MODEL, processed="2025-01-01T00:00:00Z")
    return found


def sides(event: Event, role: str) -> Sides:
    return [(one.name, one.code) for one in event.roles if one.role == role]


@pytest.mark.parametrize(
    ("article", "trigger", "actors", "recipients"),
    [
        ("kenya-strike", "walked out", [("Thousands of doctors", "KENMED")], []),
        ("kenya-strike", "turned down", [("Kenya Medical Union", "KENLAB")], []),
        ("kenya-strike", "fired", [("Police", "KENCOP")], [("strikers", "KENLAB")]),
        ("kenya-strike", "urged", [("Grace Wanjiru", "KENGOV")], [("Kenya Medical Union", "KENLAB")]),
        ("kenya-strike", "promised", [("Grace Wanjiru", "KENGOV")], []),
        ("kenya-strike", "meet", [("Grace Wanjiru", "KENGOV")], [("Peter Otieno", "KENLAB")]),
        ("kenya-strike", "go back", [("Peter Otieno", "KENLAB")], []),
        ("colombia-ceasefire", "agreed", [("government", "COLGOV"), ("National Liberation Army", "COLREB")], []),
        ("colombia-ceasefire", "free", [("National Liberation Army", "COLREB")], [("26 hostages", "COLCVL")]),
        ("colombia-ceasefire", "pledged", [("National Liberation Army", "COLREB")], []),
        ("colombia-ceasefire", "accused", [("The army", "COLMIL")], [("dissident guerrillas", "COLREB")]),
        ("colombia-ceasefire", "killing", [("dissident guerrillas", "COLREB")], [("farmers", "COLAGR")]),
        ("colombia-ceasefire", "criticised", [("Andrés Pastrana", "COLELI")], []),
        ("ukraine-strike", "struck", [("Russian drones", "RUSMIL")], []),
        ("ukraine-strike", "quit", [("Moscow", "RUSGOV")], []),
        ("ukraine-strike", "called on", [("António Guterres", "UNO")], [("Kremlin", "RUSGOV")]),
        ("ukraine-strike", "asked", [("Kyiv", "UKRGOV")], [("NATO", "IGOMIL")]),
        ("ukraine-strike", "delivered", [("Germany", "DEUGOV")], [("Kyiv", "UKRGOV")]),
        (
            "manila-shoal",
            "rammed",
            [("Chinese coast guard vessels", "CHNCOP")],
            [("two Philippine supply boats", "PHLGOV")],
        ),
        ("manila-shoal", "demanded", [("Rosa Villanueva", "PHLGOV")], [("Beijing", "CHNGOV")]),
        ("manila-shoal", "warned", [("Chen Guang", "CHNGOV")], [("Rosa Villanueva", "PHLGOV")]),
        ("manila-shoal", "visit", [("Mary Doyle", "USAGOV")], [("Manila", "PHLGOV")]),
        ("brussels-sanctions", "imposed", [("European Union", "EUR")], [("78 Belarusian officials", "BLRGOV")]),
        ("brussels-sanctions", "denounced", [("Josep Borrell", "EUR")], [("Alexander Lukashenko", "BLRGOV")]),
        ("brussels-sanctions", "jailed", [("Alexander Lukashenko", "BLRGOV")], [("hundreds of opponents", "BLROPP")]),
        ("brussels-sanctions", "recalled", [("Minsk", "BLRGOV")], [("Belgium", "BELGOV")]),
        ("brussels-sanctions", "praised", [("Human Rights Watch", "NGO")], [("European Union", "EUR")]),
        ("kashmir-clash", "blamed", [("Indian army", "INDMIL")], [("Lashkar-e-Taiba", "PAKREB")]),
        ("kashmir-clash", "asked", [("Khawaja Malik", "PAKGOV")], [("Security Council", "UNO")]),
        ("kashmir-clash", "arrested", [("Police", "INDCOP")], [("students", "INDEDU")]),
        ("kashmir-clash", "travel", [("Khawaja Malik", "PAKGOV")], [("New Delhi", "INDGOV")]),
        ("caracas-former", "clashed", [("Protesters", "VENCVL")], [("National Guard", "VENMIL")]),
        ("caracas-former", "called on", [("Julio Mendez", "VENOPP")], [("the army", "VENMIL")]),
        ("caracas-former", "desert", [("the army", "VENMIL")], [("Nicolás Maduro", "VENGOV")]),
        ("caracas-former", "sentenced", [("Supreme Court", "VENJUD")], [("Carlos Rueda", "VENELI")]),
        ("caracas-former", "treated", [("Doctors Without Borders", "NGOMED")], [("people", "VENCVL")]),
        ("caracas-former", "sheltered", [("Luis Gil", "ESPGOV")], [("family", "VENCVL")]),
    ],
)
def test_actors(documents: dict[str, Document], article: str, trigger: str, actors: Sides, recipients: Sides) -> None:
    event = event_at(documents[article], trigger)
    assert (sides(event, "ACTOR"), sides(event, "RECIPIENT")) == (actors, recipients)


@pytest.mark.parametrize(
    ("article", "trigger", "members"),
    [
        ("colombia-ceasefire", "met", ["COLGOV", "COLREB"]),
        ("manila-shoal", "hold", ["PHLMIL", "USAMIL"]),
        ("brussels-sanctions", "asked", ["LTUGOV", "POLGOV"]),
        ("kashmir-clash", "exchanged", ["INDMIL", "PAKMIL"]),
        ("kashmir-clash", "talk", ["INDMIL", "PAKMIL"]),
        ("caracas-former", "met|again", ["BRAGOV", "VENOPP"]),
    ],
)
def test_members(documents: dict[str, Document], article: str, trigger: str, members: list[str]) -> None:
    event = event_at(documents[article], trigger)
    assert sorted(one.code or "" for role in event.roles for one in role.members) == members


@pytest.mark.parametrize(
    ("article", "trigger", "days", "basis"),
    [
        ("kenya-strike", "walked out", ("2023-11-06", "2023-11-06"), "stated"),
        ("kenya-strike", "turned down", ("2023-11-07", "2023-11-07"), "dateline"),
        ("kenya-strike", "meet", ("2023-11-09", "2023-11-09"), "stated"),
        ("colombia-ceasefire", "met", ("2024-01-01", "2024-01-31"), "stated"),
        ("colombia-ceasefire", "free", ("2024-02-06", "2024-03-01"), "stated"),
        ("colombia-ceasefire", "killing", ("2024-01-29", "2024-02-04"), "stated"),
        ("ukraine-strike", "quit", ("2023-07-17", "2023-07-17"), "stated"),
        ("ukraine-strike", "delivered", ("2023-06-01", "2023-06-30"), "stated"),
        ("manila-shoal", "visit", ("2024-06-24", "2024-06-30"), "stated"),
        ("manila-shoal", "hold", ("2024-07-01", "2024-07-31"), "stated"),
        ("brussels-sanctions", "jailed", ("2020-08-01", "2021-06-22"), "stated"),
        ("kashmir-clash", "talk", ("2025-01-11", "2025-01-11"), "stated"),
        ("caracas-former", "met|Brazilian", ("2019-04-22", "2019-04-22"), "stated"),
        ("caracas-former", "met|again", ("2019-04-24", "2019-04-24"), "stated"),
    ],
)
def test_times(documents: dict[str, Document], article: str, trigger: str, days: tuple[str, str], basis: str) -> None:
    time = event_at(documents[article], trigger).time
    assert time is not None
    assert ((time.begin, time.until), time.basis) == (days, basis)


@pytest.mark.parametrize(
    ("article", "trigger"), [("ukraine-strike", "send"), ("caracas-former", "desert"), ("manila-shoal", "intruded")]
)
def test_no_time_where_none_is_told(documents: dict[str, Document], article: str, trigger: str) -> None:
    assert event_at(documents[article], trigger).time is None


@pytest.mark.parametrize(
    ("article", "trigger", "city", "country"),
    [
        ("kenya-strike", "walked out", "Nairobi", "KEN"),
        ("colombia-ceasefire", "met", "Mexico City", "MEX"),
        ("ukraine-strike", "struck", "Odesa", "UKR"),
        ("manila-shoal", "visit", "Manila", "PHL"),
        ("kashmir-clash", "arrested", "Srinagar", "IND"),
        ("caracas-former", "met|Brazilian", "Bogotá", "COL"),
    ],
)
def test_places(documents: dict[str, Document], article: str, trigger: str, city: str, country: str) -> None:
    place = event_at(documents[article], trigger).place
    assert place is not None
    assert (place.name, place.country, place.resolution) == (city, country, "city")


def test_counts_and_amounts(documents: dict[str, Document]) -> None:
    assert event_at(documents["kenya-strike"], "fired").counts.injured == 14
    assert event_at(documents["colombia-ceasefire"], "killing").counts.dead == 24
    assert event_at(documents["kashmir-clash"], "arrested").counts.arrested == 11
    struck = event_at(documents["ukraine-strike"], "struck")
    assert (struck.counts.dead, struck.counts.injured) == (3, None)
    assert "injured: no number in 'dozens'" in struck.not_coded
    amounts = {
        "kenya-strike|turned down": (450e6, "KES"),
        "ukraine-strike|send": (2.5e9, "EUR"),
        "brussels-sanctions|asked": (450e6, "USD"),
        "kashmir-clash|travel": (5e9, "INR"),
    }
    for key, expected in amounts.items():
        article, trigger = key.split("|")
        amount = event_at(documents[article], trigger).amount
        assert amount is not None
        assert (amount.value, amount.currency) == expected


def test_what_has_no_country_is_said(documents: dict[str, Document]) -> None:
    event = event_at(documents["brussels-sanctions"], "closed")
    assert event.not_coded[0] == "actor: no country for 'The West', it is no single state"
    assert any(one.startswith("recipient: no country for 'Belavia'") for one in event.not_coded)


def test_modality_is_rewritten(documents: dict[str, Document]) -> None:
    travel = event_at(documents["kashmir-clash"], "travel")
    assert (travel.type, travel.plover.type, travel.plover.mode) == ("CONSULT", "REJECT", "meet")
    send = event_at(documents["ukraine-strike"], "send")
    assert (send.type, send.plover.type, send.cameo.code if send.cameo else None) == ("AID", "AGREE", "0332")
