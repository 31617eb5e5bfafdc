"""The network on torch: CPU in float32, or CUDA in half precision where there is a GPU."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec
import numpy as np
import torch
from safetensors.torch import load_file

from models.backends import BatchInputs, BatchOutputs, Floats, PairInputs
from models.network import NetworkConfig, PairNetwork, SpanNetwork, build_networks, load_tensors
from models.weight_folder import TENSORS_FILE, WeightFolder

# One window at a time: on a CPU the last bits of a matrix product depend on its number of rows, and so would the
# reading of a text on its company.
_CPU_BATCH_PIECES: Final = 1
_CUDA_BATCH_PIECES: Final = 16384


class TorchBackend:
    """Runs the networks where torch finds the fastest device, or on ``device``; on one thread, which calls torch's."""

    streams = 1

    def __init__(
        self, spans: SpanNetwork, pairs: PairNetwork, *, device: str = "auto", threads: int | None = None
    ) -> None:
        """Move the networks to the device and set them to evaluation; ``threads``: CPU cores, all if None."""
        if threads:
            torch.set_num_threads(threads)
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        self._device = torch.device(device)
        self._half = self._device.type == "cuda"
        self.batch_pieces = _CUDA_BATCH_PIECES if self._half else _CPU_BATCH_PIECES
        # Each thread that calls torch on a CPU would start as many threads again.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="torch")
        self._spans = spans.to(self._device).eval()
        self._pairs = pairs.to(self._device).eval()
        self.description = f"torch {torch.__version__} on {device}, {'float16' if self._half else 'float32'}"

    def read(self, inputs: BatchInputs) -> BatchOutputs:
        """The outputs for a batch of windows."""
        return self._thread.submit(self._read, inputs).result()

    def score_pairs(self, states: Floats, inputs: PairInputs) -> tuple[Floats, Floats]:
        """Role and link logits of the given pairs."""
        return self._thread.submit(self._score_pairs, states, inputs).result()

    def _read(self, inputs: BatchInputs) -> BatchOutputs:
        arrays = (inputs.ids, inputs.case, inputs.mask, inputs.first_piece, inputs.last_piece)
        with torch.inference_mode(), torch.autocast(self._device.type, torch.float16, enabled=self._half):
            outputs = self._spans(*(torch.from_numpy(array).to(self._device) for array in arrays))
        states, spans, modes, modalities, contexts = (output.float().cpu().numpy() for output in outputs)
        return BatchOutputs(states=states, spans=spans, modes=modes, modalities=modalities, contexts=contexts)

    def _score_pairs(self, states: Floats, inputs: PairInputs) -> tuple[Floats, Floats]:
        arrays: tuple[np.ndarray, ...] = (
            states, inputs.triggers, inputs.mentions, inputs.role_pairs, inputs.link_pairs,
        )  # fmt: skip
        with torch.inference_mode():
            roles, links = self._pairs(*(torch.from_numpy(array).to(self._device) for array in arrays))
        return roles.float().cpu().numpy(), links.float().cpu().numpy()


def load_networks(folder: WeightFolder) -> tuple[SpanNetwork, PairNetwork]:
    """The networks of a folder of weights, in float32; raises ModelError where the tensors don't fit."""
    config = msgspec.convert(folder.config.network, NetworkConfig)
    spans, pairs = build_networks(config)
    tensors = {name: tensor.float() for name, tensor in load_file(folder.file(TENSORS_FILE)).items()}
    load_tensors(spans, pairs, tensors)
    return spans, pairs
