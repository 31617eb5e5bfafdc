"""docs/delivery.md names tests that exist, and every fault has one."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DELIVERY = (ROOT / "docs/delivery.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DELIVERY)


def test_every_test_named_exists() -> None:
    missing = [
        f"{file}::{name}"
        for file, name in NAMED
        if not re.search(rf"^(?:async )?def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    ]
    assert NAMED
    assert missing == []


def test_every_fault_names_a_test() -> None:
    rows = [line for line in DELIVERY.splitlines() if line.startswith("| ") and not line.startswith("| fault ")]
    assert rows
    assert [row for row in rows if "::test_" not in row] == []
