"""docs/coding.md tells every field, module and rule as it is, and its worked examples come out as it says."""

import re
from datetime import date
from pathlib import Path

import msgspec
import pytest
from codebook import FILE, code_example, find_examples, rewrite_examples

from pipeline.coding.dates import resolve_date
from pipeline.coding.tables import read_rows
from pipeline.explain_values import RULES
from pipeline.records import Document

ROOT = Path(__file__).parents[3]
CODEBOOK = FILE.read_text("utf-8")
EXAMPLES = find_examples(CODEBOOK)


def rows_below(heading: str) -> list[list[str]]:
    """The cells of the first table below ``heading``."""
    section = CODEBOOK.split(f"\n{heading}\n", 1)[1]
    table = re.search(r"(?:^\|.*\|\n)+", section, flags=re.M)
    assert table is not None
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in table[0].splitlines()[2:]]


def list_records() -> list[type[msgspec.Struct]]:
    """Document and every record inside it."""
    found: list[type[msgspec.Struct]] = []

    def visit(kind: msgspec.inspect.Type) -> None:
        if isinstance(kind, msgspec.inspect.StructType):
            if kind.cls not in found:
                found.append(kind.cls)
                for field in kind.fields:
                    visit(field.type)
        elif isinstance(kind, msgspec.inspect.UnionType):
            for part in kind.types:
                visit(part)
        elif isinstance(kind, msgspec.inspect.VarTupleType):
            visit(kind.item_type)

    visit(msgspec.inspect.type_info(Document))
    return found


@pytest.mark.parametrize("record", list_records(), ids=lambda record: record.__name__)
def test_every_field_of_a_record_is_told(record: type[msgspec.Struct]) -> None:
    told = [name for row in rows_below(f"### {record.__name__}") for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(told) == sorted(record.__struct_encode_fields__)


def test_every_module_has_its_step() -> None:
    told = {name for row in rows_below("## Steps") for name in re.findall(r"`(\w+)`", row[1])} | {"tables"}
    assert told == {file.stem for file in (ROOT / "pipeline/coding").glob("*.py")} - {"__init__"}


def test_every_rule_is_told() -> None:
    assert [(row[0].strip("`"), row[1]) for row in rows_below("## Rules in the evidence")] == list(RULES.items())


def test_every_type_and_mode_is_told_with_its_score() -> None:
    modes = [(kind, f"{mode} {score}".strip()) for kind, mode, score in read_rows("plover_modes.tsv", 3)]
    expected = [
        [kind, quad, score, ", ".join(mode for owner, mode in modes if owner == kind) or "–"]
        for kind, quad, score in read_rows("plover_types.tsv", 3)
    ]
    assert rows_below("## PLOVER") == expected


def test_the_rewrite_of_modality_is_told() -> None:
    told = {
        (row[0], modality): row[column]
        for row in rows_below("### Rewrite of modality")
        for column, modality in ((1, "planned"), (2, "negated"), (3, "negated-future"))
    }
    expected = dict.fromkeys(told, "as written")
    of_modes: dict[tuple[str, str], list[str]] = {}
    for kind, mode, modality, after, mode_after in read_rows("plover_modality.tsv", 5):
        if mode == "*":
            expected[kind, modality] = f"{after} {mode_after}".strip()
        else:
            of_modes.setdefault((kind, modality), []).append(f"{mode}: {mode_after}")
    for key, modes in of_modes.items():
        expected[key] += f" ({', '.join(modes)})"
    assert told == expected


@pytest.mark.parametrize("row", rows_below("### Dates read on 2024-12-25"), ids=lambda row: row[0])
def test_a_date_is_read_as_told(row: list[str]) -> None:
    phrase, tense, *told = row
    value = resolve_date(phrase, published=date(2024, 12, 25), tense=tense)
    assert value is not None
    assert told == [f"`{value.value}`", value.begin or "–", value.end or "–", value.granularity]


def test_there_are_worked_examples() -> None:
    assert len(EXAMPLES) >= 8


@pytest.mark.parametrize(("title", "markup", "outcome"), EXAMPLES, ids=[title for title, _, _ in EXAMPLES])
def test_a_worked_example_comes_out_as_told(title: str, markup: str, outcome: str) -> None:
    assert code_example(markup) == outcome, f"{title}: if the new outcome is right, run scripts/write_codebook.py"


def test_rewriting_the_page_leaves_it_as_it_is() -> None:
    assert rewrite_examples(CODEBOOK) == CODEBOOK
