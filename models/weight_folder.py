"""A folder of weights: which files it holds, and its configuration, checked against their hashes. No torch here."""

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from models.confidence import Calibration
from models.decoding import Thresholds
from models.errors import ModelError

CONFIG_FILE: Final = "config.json"
TOKENIZER_FILE: Final = "tokenizer.json"
TENSORS_FILE: Final = "model.safetensors"
SPANS_GRAPH_FILE: Final = "spans-int8.xml"
PAIRS_GRAPH_FILE: Final = "pairs.xml"
DEFAULT_FOLDER: Final = Path(__file__).parent / "weights" / "dateline-small"


class WeightConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What ``config.json`` says. ``network`` holds the fields of ``models.network.NetworkConfig``.

    ``sha256`` maps the name of every other file of the folder to its hash.
    """

    name: str
    version: str
    network: dict[str, object]
    thresholds: Thresholds
    calibration: Calibration
    sha256: dict[str, str]


class WeightFolder:
    """A folder whose configuration was read; ``file`` gives its files, checked."""

    def __init__(self, path: Path) -> None:
        """Read the configuration; raises ModelError where it is missing or damaged."""
        self.path = path
        config_file = path / CONFIG_FILE
        if not config_file.is_file():
            message = f"no {CONFIG_FILE} in '{path}': name a folder of weights, such as {DEFAULT_FOLDER}"
            raise ModelError(message)
        try:
            self.config = msgspec.json.decode(config_file.read_bytes(), type=WeightConfig)
        except msgspec.DecodeError as error:
            message = f"'{config_file}' is no configuration of weights: {error}"
            raise ModelError(message) from error

    def file(self, name: str) -> Path:
        """The path of a file of the folder; raises ModelError where it is missing or its hash is not the configured."""
        path = self.path / name
        expected = self.config.sha256.get(name)
        if expected is None or not path.is_file():
            message = f"the weights in '{self.path}' have no file '{name}'; they have {', '.join(self.config.sha256)}"
            raise ModelError(message)
        found = hash_file(path)
        if found != expected:
            message = f"'{path}' has SHA-256 {found}, expected {expected}: fetch the weights again"
            raise ModelError(message)
        return path


def hash_file(path: Path) -> str:
    """SHA-256 of the file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
