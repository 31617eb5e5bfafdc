"""The network on OpenVINO: CPU, int8 with static scales where the CPU is made for it, else float32."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

import numpy as np
import openvino as ov

from models.backends import BatchInputs, BatchOutputs, Floats, Integers, PairInputs
from models.backends.cpu_features import has_fast_int8, read_cpu_features
from models.backends.openvino_graph import read_spans_graph

_MOST_STREAMS: Final = 2  # each has buffers of its own, and 5 MB for each length of window that it has met
_BATCH_PIECES: Final = 512
# One window at a time: where float32 products, which int8 leaves in the pair scorer, are made with AVX2, their last
# bits depend on the number of rows, and so would the reading of a text on its company. With AVX-512 they don't.
_ALONE_PIECES: Final = 1
_FEWEST_ROWS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Requests:
    """What one batch at a time runs on."""

    spans: ov.InferRequest
    pairs: ov.InferRequest


class OpenVinoBackend:
    """Runs the two graphs on the CPU. What is not int8 in them is computed in float32, on any CPU.

    A thread computes a batch from beginning to end, so that no thread waits for another and the numbers don't depend
    on how many there are; only beyond two do several threads share a batch.
    """

    def __init__(
        self, spans_graph: Path, pairs_graph: Path, *, threads: int | None = None, int8: bool | None = None
    ) -> None:
        """Compile the graphs.

        ``threads``: how many cores they may use, all if None. ``int8``: as in ``read_spans_graph``; None leaves it to
        what the CPU is made for.
        """
        core = ov.Core()
        features = read_cpu_features()
        int8 = has_fast_int8(features) if int8 is None else int8
        threads = threads or _count_cores()
        self.streams = min(threads, _MOST_STREAMS)
        self.batch_pieces = _BATCH_PIECES if int8 and "avx512f" in features else _ALONE_PIECES
        options = {
            "INFERENCE_PRECISION_HINT": "f32",
            "NUM_STREAMS": str(self.streams),
            "INFERENCE_NUM_THREADS": str(threads),
            # Pinned, the threads of several workers would all share the first core.
            "ENABLE_CPU_PINNING": "NO",
        }
        self._spans = core.compile_model(read_spans_graph(core, spans_graph, int8=int8), "CPU", options)
        self._pairs = core.compile_model(pairs_graph, "CPU", options)
        self._free: SimpleQueue[_Requests] = SimpleQueue()
        version = ov.get_version().split("-", 1)[0]
        self.description = f"openvino {version} on cpu, {'int8' if int8 else 'float32'}, {threads} threads"
        self._run_once()

    def read(self, inputs: BatchInputs) -> BatchOutputs:
        """The outputs for a batch of windows."""
        arrays = [inputs.ids, inputs.case, inputs.mask, inputs.first_piece, inputs.last_piece]
        with self._borrow() as requests:
            requests.spans.infer(arrays, share_inputs=True)
            states, spans, modes, modalities, contexts = (
                requests.spans.get_output_tensor(index).data.copy() for index in range(5)
            )
        return BatchOutputs(states=states, spans=spans, modes=modes, modalities=modalities, contexts=contexts)

    def score_pairs(self, states: Floats, inputs: PairInputs) -> tuple[Floats, Floats]:
        """Role and link logits of the given pairs."""
        chosen = (inputs.triggers, inputs.mentions, inputs.role_pairs, inputs.link_pairs)
        with self._borrow() as requests:
            requests.pairs.infer([states, *(_fill_up(rows) for rows in chosen)], share_inputs=True)
            roles = requests.pairs.get_output_tensor(0).data[: len(inputs.role_pairs)].copy()
            links = requests.pairs.get_output_tensor(1).data[: len(inputs.link_pairs)].copy()
        return roles, links

    def _run_once(self) -> None:
        """Run both graphs on this thread alone.

        OpenVINO's Python layer sets itself up at the first call, and two threads that make it at once wait for each
        other for ever: one holds Python's lock, the other that of the C++ static.
        """
        words = np.zeros((1, 1), dtype=np.int64)
        ones = np.ones((1, _FEWEST_ROWS), dtype=np.int64)
        outputs = self.read(BatchInputs(ids=ones, case=ones, mask=ones, first_piece=words, last_piece=words))
        pair = np.zeros((1, 3), dtype=np.int64)
        self.score_pairs(outputs.states[0], PairInputs(triggers=pair, mentions=pair, role_pairs=pair, link_pairs=pair))

    @contextmanager
    def _borrow(self) -> Iterator[_Requests]:
        try:
            requests = self._free.get_nowait()
        except Empty:
            requests = _Requests(spans=self._spans.create_infer_request(), pairs=self._pairs.create_infer_request())
        try:
            yield requests
        finally:
            self._free.put(requests)


def _fill_up(rows: Integers) -> Integers:
    """``rows`` with rows of zeros after them, so that there are few different numbers of rows.

    OpenVINO prepares itself for each number of rows that is new to it, which takes as long as the work itself.
    """
    count = _round_up(len(rows))
    filled = np.zeros((count, rows.shape[1]), dtype=np.int64)
    filled[: len(rows)] = rows
    return filled


def _round_up(count: int) -> int:
    """The next of 16, 32, 48, 64, 80, 96, 112, 128, 160, …: four steps from each power of two to the next."""
    step = max(_FEWEST_ROWS, 1 << max(count - 1, 0).bit_length() >> 3)
    return max(-(-count // step) * step, _FEWEST_ROWS)


def _count_cores() -> int:
    """The cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
