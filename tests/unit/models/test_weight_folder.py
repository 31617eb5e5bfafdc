from pathlib import Path

import msgspec
import pytest

from models.confidence import Calibration
from models.decoding import Thresholds
from models.errors import ModelError
from models.weight_folder import WeightConfig, WeightFolder, hash_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tensors").write_bytes(b"0123456789")
    config = WeightConfig(
        name="tiny",
        version="1",
        network={},
        thresholds=Thresholds(mention=0.4),
        calibration=Calibration(),
        sha256={"tensors": hash_file(tmp_path / "tensors"), "gone": "0"},
    )
    (tmp_path / "config.json").write_bytes(msgspec.json.encode(config))
    return tmp_path


def test_a_file_with_its_hash_is_given(folder: Path) -> None:
    weights = WeightFolder(folder)

    assert weights.file("tensors") == folder / "tensors"
    assert weights.config.thresholds.mention == 0.4


def test_a_changed_file_is_refused(folder: Path) -> None:
    (folder / "tensors").write_bytes(b"0123456780")

    with pytest.raises(ModelError, match=r"has SHA-256 .* expected"):
        WeightFolder(folder).file("tensors")


@pytest.mark.parametrize("name", ["gone", "unknown"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    with pytest.raises(ModelError, match=f"no file '{name}'"):
        WeightFolder(folder).file(name)


def test_a_folder_without_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no config\.json"):
        WeightFolder(tmp_path)


def test_a_damaged_configuration_is_refused(folder: Path) -> None:
    (folder / "config.json").write_text('{"name": 3}')

    with pytest.raises(ModelError, match="is no configuration of weights"):
        WeightFolder(folder)
