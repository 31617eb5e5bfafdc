import threading
from pathlib import Path

from models.backends import BatchInputs, BatchOutputs, Floats, PairInputs
from models.backends.openvino_backend import OpenVinoBackend
from models.weight_folder import DEFAULT_FOLDER, PAIRS_GRAPH_FILE, SPANS_GRAPH_FILE


def test_both_graphs_run_once_on_the_loading_thread_before_any_other_may() -> None:
    ran: list[tuple[str, bool]] = []

    class RecordingBackend(OpenVinoBackend):
        def read(self, inputs: BatchInputs) -> BatchOutputs:
            ran.append(("spans", threading.current_thread() is threading.main_thread()))
            return super().read(inputs)

        def score_pairs(self, states: Floats, inputs: PairInputs) -> tuple[Floats, Floats]:
            ran.append(("pairs", threading.current_thread() is threading.main_thread()))
            return super().score_pairs(states, inputs)

    folder: Path = DEFAULT_FOLDER
    RecordingBackend(folder / SPANS_GRAPH_FILE, folder / PAIRS_GRAPH_FILE, threads=1)

    assert ran == [("spans", True), ("pairs", True)]
