"""The network on OpenVINO: CPU, int8 with static scales where the graph has them."""

from pathlib import Path
from typing import Final

import openvino as ov

from models.backends import BatchInputs, BatchOutputs, Floats, PairInputs

_F32: Final = {"INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": "1"}


def has_fast_int8() -> bool:
    """Whether this CPU has int8 instructions that OpenVINO uses (VNNI, AMX, or dot products on Arm)."""
    return "INT8" in ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


class OpenVinoBackend:
    """Runs the two graphs on the CPU. What is not int8 in them is computed in float32, on any CPU."""

    def __init__(self, spans_graph: Path, pairs_graph: Path, *, threads: int | None = None) -> None:
        """Compile the graphs; ``threads``: how many cores they may use, all if None."""
        core = ov.Core()
        options = _F32 | ({"INFERENCE_NUM_THREADS": str(threads)} if threads else {})
        self._spans = core.compile_model(spans_graph, "CPU", options).create_infer_request()
        self._pairs = core.compile_model(pairs_graph, "CPU", options).create_infer_request()
        version = ov.get_version().split("-", 1)[0]
        self.description = f"openvino {version} on cpu, int8, {threads or 'all'} threads"

    def read(self, inputs: BatchInputs) -> BatchOutputs:
        """The outputs for a batch of windows."""
        request = self._spans
        request.infer([inputs.ids, inputs.case, inputs.mask, inputs.first_piece, inputs.last_piece], share_inputs=True)
        states, spans, modes, modalities, contexts = (
            request.get_output_tensor(index).data.copy() for index in range(5)
        )
        return BatchOutputs(states=states, spans=spans, modes=modes, modalities=modalities, contexts=contexts)

    def score_pairs(self, states: Floats, inputs: PairInputs) -> tuple[Floats, Floats]:
        """Role and link logits of the given pairs."""
        request = self._pairs
        request.infer(
            [states, inputs.triggers, inputs.mentions, inputs.role_pairs, inputs.link_pairs], share_inputs=True
        )
        return request.get_output_tensor(0).data.copy(), request.get_output_tensor(1).data.copy()
