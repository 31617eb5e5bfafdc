"""Trained networks → a folder of weights: float16 tensors, and OpenVINO graphs with static int8 scales."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Final

import msgspec
import nncf
import openvino as ov
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from models.backends import BatchInputs
from models.confidence import Calibration
from models.decoding import Thresholds
from models.network import NetworkConfig, PairNetwork, SpanNetwork, collect_tensors
from models.weight_folder import (
    CONFIG_FILE,
    PAIRS_GRAPH_FILE,
    SPANS_GRAPH_FILE,
    TENSORS_FILE,
    TOKENIZER_FILE,
    WeightConfig,
    hash_file,
)

_VERSION_DIGITS: Final = 12


def write_weights(
    folder: Path,
    networks: tuple[SpanNetwork, PairNetwork],
    config: NetworkConfig,
    *,
    tokenizer_file: Path,
    samples: Iterable[BatchInputs],
) -> None:
    """Write every file of a folder of weights but its card; the folder's name is the model's name.

    ``samples``: batches of training text from which the int8 scales are taken. Thresholds and scalings are those that
    nobody has fitted yet. The version is the first digits of the SHA-256 of the tensors.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spans, pairs = networks[0].eval(), networks[1].eval()
    tensors = {name: tensor.to(torch.float16).contiguous() for name, tensor in collect_tensors(spans, pairs).items()}
    save_file(tensors, folder / TENSORS_FILE)
    (folder / TENSORS_FILE).chmod(0o644)
    for network in (spans, pairs):
        _round_to_half(network)
    shutil.copyfile(tokenizer_file, folder / TOKENIZER_FILE)
    ov.save_model(_quantize(_convert_spans(spans), samples), folder / SPANS_GRAPH_FILE, compress_to_fp16=True)
    ov.save_model(_convert_pairs(pairs), folder / PAIRS_GRAPH_FILE, compress_to_fp16=True)
    write_config(folder, asdict(config), Thresholds(), Calibration())


def write_config(folder: Path, network: dict[str, object], thresholds: Thresholds, calibration: Calibration) -> None:
    """Write ``config.json`` with the hashes of the files that lie in the folder."""
    graphs = (SPANS_GRAPH_FILE, PAIRS_GRAPH_FILE)
    names = [TENSORS_FILE, TOKENIZER_FILE, *graphs, *(str(Path(name).with_suffix(".bin")) for name in graphs)]
    hashes = {name: hash_file(folder / name) for name in names}
    described = WeightConfig(
        name=folder.name,
        version=hashes[TENSORS_FILE][:_VERSION_DIGITS],
        network=network,
        thresholds=thresholds,
        calibration=calibration,
        sha256=hashes,
    )
    text = json.dumps(msgspec.to_builtins(described), indent=2)
    (folder / CONFIG_FILE).write_text(text + "\n", encoding="utf-8")


def _round_to_half(network: nn.Module) -> None:
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(parameter.to(torch.float16).float())


def _convert_spans(spans: SpanNetwork) -> ov.Model:
    index = torch.ones(2, 5, dtype=torch.long)
    pieces = torch.ones(2, 7, dtype=torch.long)
    names = ["ids", "case", "mask", "first_piece", "last_piece"]
    return _convert(spans, dict(zip(names, (pieces, pieces, pieces, index, index), strict=True)))


def _convert_pairs(pairs: PairNetwork) -> ov.Model:
    spans = torch.zeros(2, 3, dtype=torch.long)
    chosen = torch.zeros(4, 3, dtype=torch.long)
    states = torch.zeros(5, pairs.hidden)
    names = ["states", "triggers", "mentions", "role_pairs", "link_pairs"]
    return _convert(pairs, dict(zip(names, (states, spans, spans, chosen, chosen), strict=True)))


def _convert(network: nn.Module, example: dict[str, Tensor]) -> ov.Model:
    with torch.no_grad():
        model = ov.convert_model(network, example_input=tuple(example.values()))
    for port, name in zip(model.inputs, example, strict=True):
        port.set_names({name})
    return model


def _quantize(model: ov.Model, samples: Iterable[BatchInputs]) -> ov.Model:
    batches = [[inputs.ids, inputs.case, inputs.mask, inputs.first_piece, inputs.last_piece] for inputs in samples]
    return nncf.quantize(
        model,
        nncf.Dataset(batches),
        model_type=nncf.ModelType.TRANSFORMER,
        preset=nncf.QuantizationPreset.MIXED,
        ignored_scope=nncf.IgnoredScope(types=["ScaledDotProductAttention"]),  # see backends.openvino_graph
        subset_size=len(batches),
    )
