"""What each format holds, read back with the readers that analysts use: pandas and duckdb."""

import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from full_documents import TEXT, make_article, make_document, make_plan, make_visit
from msgspec.structs import replace

from pipeline.coding.countries import read_countries
from pipeline.export import events_table, gdelt, plover_json, polecat
from pipeline.export.cameo_actors import code_actor
from pipeline.export.columns import Column
from pipeline.export.country_codes import find_codes
from pipeline.export.formats import export_documents
from pipeline.export.parquet_file import ROWS_AT_ONCE
from pipeline.export.stories import StoryEvent, describe_filler, read_stories
from pipeline.export.tally import Tally
from pipeline.records import Document, Event, RoleFiller

DOCUMENTS = [make_document(), replace(make_document(), events=())]
EXPORT = (Path(__file__).parents[2] / "docs/export.md").read_text("utf-8")


def export(name: str, path: Path, documents: list[Document] = DOCUMENTS) -> Tally:
    return export_documents(documents, name, output=path, standard_output=io.BytesIO())


def only(event: Event, text: str = TEXT) -> list[Document]:
    return [replace(make_document(), article=make_article(text), events=(event,))]


def read_gdelt(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep="\t", header=None, names=[column.name for column in gdelt.COLUMNS], dtype=str)


def test_polecat_has_the_published_columns(tmp_path: Path) -> None:
    export("polecat", tmp_path / "out.txt")
    assert len((tmp_path / "out.txt").read_text("utf-8").splitlines()[0].split("\t")) == 40
    table = pd.read_csv(tmp_path / "out.txt", sep="\t", keep_default_na=False)
    assert list(table.columns) == [column.name for column in polecat.COLUMNS]
    assert table["Event ID"].tolist() == ["e-visit", "e-plan"]
    visit, plan = table.to_dict("records")
    assert {
        "Event Date": "2024-12-25",
        "Event Type": "CONSULT",
        "Event Mode": "visit",
        "Intensity": 4.0,
        "Quad Code": "VERBAL COOPERATION",
        "Contexts": "diplomatic; economic",
        "Actor Name": "Takeshi Iwaya",
        "Actor Country": "JPN",
        "Actor COW": 740,
        "Primary Actor Sector": "GOV",
        "Actor Sectors": "GOV; ELI",
        "Actor Title": "foreign minister",
        "Wikipedia Actor ID": "None",
        "Recipient COW": "710",
        "City": "Beijing",
        "Province": "Beijing Shi",
        "Country": "CHN",
        "GeoNames ID": 1816670,
        "Publication Date": "2024-12-26",
        "Story Organizations": "officials, all",
        "Story Locations": "Japan; China",
        "Version": "m 1",
    }.items() <= visit.items()
    assert {
        "Event Date": "None",
        "Event Type": "AGREE",
        "Actor Name": "Takeshi Iwaya; António, G",
        "Actor Country": "JPN; UNO",
        "Actor Name Raw": "The two leaders",
        "Recipient Name": "None",
        "City": "None",
    }.items() <= plan.items()


def test_gdelt_has_the_published_columns(tmp_path: Path) -> None:
    tally = export("gdelt", tmp_path / "out.csv")
    assert (tally.rows, dict(tally.left_out)) == (3, {"hypothetical": 1})
    assert [len(line.split("\t")) for line in (tmp_path / "out.csv").read_text("utf-8").splitlines()] == [61] * 3
    table = read_gdelt(tmp_path / "out.csv")
    assert table["GLOBALEVENTID"].astype("int64").is_unique
    visit, host, plan = table.to_dict("records")
    assert {
        "SQLDATE": "20241225",
        "MonthYear": "202412",
        "Year": "2024",
        "FractionDate": "2024.9726",
        "Actor1Code": "JPNGOVELI",
        "Actor1Name": "TAKESHI IWAYA",
        "Actor1CountryCode": "JPN",
        "Actor1Type1Code": "GOV",
        "Actor1Type2Code": "ELI",
        "Actor2Code": "CHNGOV",
        "IsRootEvent": "1",
        "EventCode": "042",
        "EventBaseCode": "042",
        "EventRootCode": "04",
        "QuadClass": "1",
        "GoldsteinScale": "1.9",
        "NumMentions": "2",
        "NumSources": "1",
        "NumArticles": "1",
        "Actor1Geo_Type": "0",
        "ActionGeo_Type": "4",
        "ActionGeo_FullName": "Beijing, Beijing Shi, China",
        "ActionGeo_CountryCode": "CH",
        "ActionGeo_Lat": "39.9075",
        "DATEADDED": "20241226080000",
        "SOURCEURL": "https://example.org/a1",
    }.items() <= visit.items()
    assert (host["Actor1Code"], host["Actor2Code"], host["EventCode"]) == ("CHNGOV", "JPNGOVELI", "043")
    assert (host["GoldsteinScale"], plan["Actor2Code"], plan["Actor2KnownGroupCode"]) == ("2.8", "IGOUNO", "UNO")
    assert (plan["ActionGeo_Type"], plan["ActionGeo_ADM1Code"], plan["IsRootEvent"]) == ("2", "USTX", "0")
    assert pd.isna([visit["AvgTone"], visit["ActionGeo_FeatureID"], plan["SQLDATE"], plan["FractionDate"]]).all()


def test_gdelt_places_an_actor_that_is_a_country(tmp_path: Path) -> None:
    event = replace(make_visit(), roles=(replace(make_document().events[2].roles[0]),), dyads=())
    export("gdelt", tmp_path / "out.csv", only(event))
    [row] = read_gdelt(tmp_path / "out.csv").to_dict("records")
    assert (row["Actor1Geo_Type"], row["Actor1Geo_FullName"], row["Actor1Geo_FeatureID"]) == ("1", "China", "CH")
    assert pd.isna(row["Actor2Code"])


def test_gdelt_leaves_out_what_it_has_no_row_for(tmp_path: Path) -> None:
    nobody = replace(make_visit(), roles=(), dyads=())
    uncoded = replace(make_visit(), cameo=None, dyads=())
    tally = export("gdelt", tmp_path / "out.csv", [*only(nobody), *only(uncoded)])
    assert tally.summary() == (
        "2 documents, 2 events, 0 rows; left out: 1 without a CAMEO code, 1 without actor and recipient"
    )


@pytest.mark.parametrize(
    ("code", "country", "sector", "expected"),
    [
        ("KENMED", "KEN", "MED", ("KENHLH", "KEN", None, ("HLH",))),
        ("KENJRN", "KEN", "JRN", ("KENMED", "KEN", None, ("MED",))),
        ("UNOMIL", None, "MIL", ("IGOUNOMIL", None, "UNO", ("IGO", "MIL"))),
        ("EUR", None, None, ("IGOEUREEC", "EUR", "EEC", ("IGO",))),
        ("ISM", None, None, ("NGM", None, None, ("NGM",))),
        ("MNCBUS", "JPN", "BUS", ("JPNMNCBUS", "JPN", None, ("MNC", "BUS"))),
        (None, None, None, (None, None, None, ())),
    ],
)
def test_actors_are_written_as_cameo_writes_them(
    code: str | None, country: str | None, sector: str | None, expected: tuple[object, ...]
) -> None:
    filler = RoleFiller(
        role="ACTOR",
        text="x",
        start=0,
        end=1,
        type="ORG",
        name="x",
        confidence=1.0,
        country=country,
        sector=sector,
        code=code,
    )
    [party] = describe_filler(0, filler, None)
    actor = code_actor(party)
    assert (actor.code, actor.country, actor.known_group, actor.types) == expected


def test_plover_json_has_the_manuals_fields(tmp_path: Path) -> None:
    export("plover-json", tmp_path / "out.jsonl")
    visit, plan, maybe = (json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines())
    for record in (visit, plan, maybe):
        dotted = {f"{name}.{part}" for name, value in record.items() if isinstance(value, dict) for part in value}
        dotted |= {f"actor.{part}" for party in record["actor"] for part in party}
        assert set(record) | dotted <= set(plover_json.FIELDS)
    assert visit["actor"] == [
        {
            "code": "JPN",
            "sector": "GOV",
            "entity_text": "Takeshi Iwaya",
            "identifier_text": "Takeshi Iwaya",
            "office": "foreign minister",
        }
    ]
    assert (visit["event"], visit["mode"], visit["date"], visit["quad_code"]) == (
        ["CONSULT"],
        ["visit"],
        "2024-12-25",
        1,
    )
    assert visit["size"] == {"dead": 3, "injured": 0, "arrested": 2}
    assert visit["event_loc"]["resolution"] == 4
    assert TEXT[visit["text_info"]["start"] : visit["text_info"]["end"]] == visit["event_text"][0] == "visited"
    assert (visit["coded_date"], visit["coded_time"]) == ("2024-12-26", "10:00:00+02:00")
    assert (plan["event"], plan["date"]) == (["AGREE"], None)
    assert "planned CONSULT" in plan["comment"]
    assert [party["code"] for party in plan["actor"]] == ["JPN", "UNO"]
    assert maybe["mode"] == ["hypothetical"]
    assert pd.read_json(tmp_path / "out.jsonl", lines=True)["id"].tolist() == ["e-visit", "e-plan", "e-maybe"]
    rows = duckdb.sql(f"SELECT id, quad_code FROM read_json('{tmp_path}/out.jsonl')").fetchall()
    assert rows == [("e-visit", 1), ("e-plan", 1), ("e-maybe", 2)]


def read_back_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path)


def read_back_parquet(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)


def read_back_duckdb(path: Path) -> pd.DataFrame:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.sql("FROM events").df()


@pytest.mark.parametrize(
    ("name", "read_back"), [("csv", read_back_csv), ("parquet", read_back_parquet), ("duckdb", read_back_duckdb)]
)
def test_tables_hold_every_column(name: str, read_back: Callable[[Path], pd.DataFrame], tmp_path: Path) -> None:
    export(name, tmp_path / "out")
    table = read_back(tmp_path / "out")
    assert list(table.columns) == [column.name for column in events_table.COLUMNS]
    visit, plan, maybe = table.to_dict("records")
    assert (visit["event_id"], plan["event_id"], maybe["event_id"]) == ("e-visit", "e-plan", "e-maybe")
    assert (visit["title"], visit["plover_quad"], visit["goldstein"]) == (make_article().title, 1, 1.9)
    assert (visit["dead"], visit["injured"], visit["amount_value"]) == (3, 0, 5e6)
    assert pd.isna(plan["dead"])
    assert str(visit["time_from"])[:10] == "2024-12-25"
    lists = {name: plan[name] for name in ("actor_names", "actor_countries", "actor_codes")}
    if name == "csv":
        expected: dict[str, Any] = {
            "actor_names": "Takeshi Iwaya; António, G",
            "actor_countries": "JPN; ",
            "actor_codes": "JPNGOV; UNO",
        }
        assert lists == expected
    else:
        assert {name: list(values) for name, values in lists.items()} == {
            "actor_names": ["Takeshi Iwaya", "António; G"],
            "actor_countries": ["JPN", None],
            "actor_codes": ["JPNGOV", "UNO"],
        }
        assert list(visit["recipient_names"]) == ["Wang Yi"]


@pytest.mark.parametrize("column", events_table.COLUMNS, ids=lambda column: column.name)
def test_every_column_is_filled_from_a_full_event(column: Column[StoryEvent]) -> None:
    [row] = read_stories(replace(make_document(), events=(make_visit(),)))
    assert column.read(row) not in (None, ())


def test_the_query_of_the_documentation_keeps_the_last_reading(tmp_path: Path) -> None:
    [query] = re.findall(r"^ +(SELECT DISTINCT .+)$", EXPORT, flags=re.M)
    first = make_document()
    later = tuple(replace(event, processed="2025-01-02T00:00:00+02:00") for event in first.events[:2])
    export("duckdb", tmp_path / "out", [first, replace(first, events=later), replace(first, events=later)])
    with duckdb.connect(tmp_path / "out", read_only=True) as connection:
        kept = connection.sql(query).df()
    assert sorted(zip(kept["event_id"], kept["processed"], strict=True)) == sorted(
        (event.event_id, event.processed) for event in later
    )


def test_parquet_has_types(tmp_path: Path) -> None:
    export("parquet", tmp_path / "out")
    table = pq.read_table(tmp_path / "out")
    assert [table[name][0].as_py() for name in ("time_from", "cameo_code", "contexts", "actor_confidences")] == [
        date(2024, 12, 25),
        "042",
        ["diplomatic", "economic"],
        [0.9],
    ]


def test_many_events_are_written_in_row_groups(tmp_path: Path) -> None:
    many = [replace(make_document(), events=(make_plan(),) * 500)] * 5
    assert export("parquet", tmp_path / "out", many).rows == 2500
    assert pq.ParquetFile(tmp_path / "out").num_row_groups == -(-2500 // ROWS_AT_ONCE)
    assert export("duckdb", tmp_path / "db", many).rows == 2500
    assert len(read_back_duckdb(tmp_path / "db")) == 2500


@pytest.mark.parametrize("name", ["polecat", "gdelt", "csv"])
def test_text_of_an_article_cannot_break_lines_or_columns(name: str, tmp_path: Path) -> None:
    hostile = 'a"b\t\n\r\u2028c, "d"\x00'
    roles = tuple(replace(role, name=hostile, text=hostile) for role in make_visit().roles)
    article = replace(make_visit().article, title=hostile, source=hostile, url=None, id=hostile)
    export(name, tmp_path / "out", only(replace(make_visit(), roles=roles, article=article)))
    table = (
        read_gdelt(tmp_path / "out") if name == "gdelt" else pd.read_csv(tmp_path / "out", sep=None, engine="python")
    )
    assert len(table) == (2 if name == "gdelt" else 1)
    last = {"polecat": "Version", "gdelt": "SOURCEURL", "csv": "processed"}[name]
    assert table[last].notna().all()


def test_every_country_has_its_codes() -> None:
    for code, country in read_countries().items():
        if not country.sovereign and code not in {"VAT", "PSE", "HKG", "ATA"}:
            assert find_codes(code).cow.isdigit(), code
            assert len(find_codes(code).fips) == 2, code
    numbers = [find_codes(code).cow for code in read_countries() if find_codes(code).cow]
    assert len(numbers) == len(set(numbers)) == 195
    assert find_codes("CHN") == ("CH", "710")
    assert find_codes("UNO") == ("", "")
