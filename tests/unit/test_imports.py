"""Which module may import which library."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for name in ("models", "pipeline") for path in (ROOT / name).rglob("*.py"))


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_layers(path: Path) -> None:
    place = path.relative_to(ROOT)
    libraries = imported(path)
    if place.parts[0] == "models":
        assert "pipeline" not in libraries
    if place.as_posix() not in {
        "pipeline/app.py",
        "pipeline/consumer.py",
        "pipeline/credentials.py",
        "pipeline/ledger_app.py",
        "pipeline/worker.py",
    }:
        assert not libraries & {"faust", "mode", "aiokafka"}
    if not place.as_posix().startswith(("models/backends/", "models/training/", "models/network.py")):
        assert not libraries & {"torch", "transformers", "openvino"}
    if place.as_posix().startswith("pipeline/coding/"):
        assert not libraries & {"kafka", "prometheus_client", "click"}
