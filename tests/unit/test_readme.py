"""What the documents say of commands, settings, metrics, reasons and files is so."""

import re
import tomllib
from pathlib import Path

import pytest

from pipeline.articles import Reason
from pipeline.cli import main
from pipeline.metrics import Metrics
from pipeline.records import Article, Document, Event
from pipeline.settings import FIELDS, PREFIX

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
OPERATING = (ROOT / "docs/operating.md").read_text("utf-8")
DESIGN = (ROOT / "docs/design.md").read_text("utf-8")
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def table(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table below ``heading``, without its head."""
    section = text.split(f"\n{heading}\n", 1)[1]
    rows = re.search(r"(?:^\|.*\|\n)+", section, flags=re.M)
    assert rows is not None
    return [re.split(r"(?<!\\) *\| *", row)[1:-1] for row in rows[0].splitlines()[2:]]


def names_in(cell: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+)`", cell))


def test_readme_lists_every_setting_as_it_is() -> None:
    expected = [[f"`{field.variable}`", f"`{field.default}`", field.rule.allowed, field.help] for field in FIELDS]
    rows = "\n".join("| " + " | ".join(row) + " |" for row in expected)
    assert table(README, "## Settings") == expected, f"the rows should be:\n{rows}"


def test_readme_lists_every_command() -> None:
    commands = [re.match(r"`dateline ([a-z]+)", row[0]) for row in table(README, "## Commands")]
    assert {command[1] for command in commands if command} == set(main.commands)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_link_leads_to_a_file_of_the_project(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text("utf-8")):
        assert target.startswith("https://") or (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_variable_command_and_target_named_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    variables = {f"{PREFIX}{name}" for name in re.findall(rf"{PREFIX}([A-Z_]+)\b", text)}
    assert variables <= {field.variable for field in FIELDS} | {f"{PREFIX}TEST_BROKER"}
    assert set(re.findall(r"`dateline ([a-z]+)", text)) <= set(main.commands)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.M))
    assert set(re.findall(r"\bmake ([a-z]+)\b(?=`| +#| DATA)", text)) <= targets


def test_every_script_named_exists() -> None:
    files = [*DOCUMENTS, ROOT / "Makefile"]
    named = {script for file in files for script in re.findall(r"\bscripts/\w+\.py\b", file.read_text("utf-8"))}
    assert named
    assert {script for script in named if not (ROOT / script).exists()} == set()


def test_operating_lists_every_reason_of_a_dead_letter() -> None:
    reasons = {row[0].strip("`"): row[1] for row in table(OPERATING, "## Dead letters")}
    assert {reason for reason, stage in reasons.items() if stage == "decode"} == {str(reason) for reason in Reason}


def test_operating_lists_every_metric() -> None:
    rows = "".join(line.split("|")[1] for line in OPERATING.splitlines() if line.startswith("| `dateline_"))
    told = {name.removesuffix("_total") for name in re.findall(r"`(dateline_\w+)`", rows)}
    # What the process is like is told by the library, where the system tells it.
    known = {metric.name for metric in Metrics().registry.collect() if not metric.name.startswith("process_")}
    assert told == known


@pytest.mark.parametrize(
    ("heading", "record", "own"),
    [("### Article", Article, set()), ("### Document", Document, {"schema"}), ("### Event", Event, {"schema"})],
)
def test_design_lists_every_field_of_a_record(heading: str, record: type, own: set[str]) -> None:
    told = set().union(*(names_in(row[0]) for row in table(DESIGN, heading)))
    assert told | own == set(record.__struct_encode_fields__)  # type: ignore[attr-defined]


def test_design_tells_of_every_module() -> None:
    told = set(re.findall(r"`([a-z_]+)`", DESIGN))
    modules = {path.stem for package in ("models", "pipeline") for path in (ROOT / package).glob("*.py")}
    packages = {path.parent.name for package in ("models", "pipeline") for path in (ROOT / package).glob("*/*.py")}
    assert (modules | packages) - {"__init__"} <= told


def test_changelog_has_the_version_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"\n## {version} – " in (ROOT / "CHANGELOG.md").read_text("utf-8")
