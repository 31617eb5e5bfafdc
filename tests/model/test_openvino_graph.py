"""What becomes of the shipped graph before it runs."""

from collections import Counter

import openvino as ov
import pytest

from models.backends.cpu_features import read_cpu_features
from models.backends.openvino_graph import read_spans_graph
from models.weight_folder import DEFAULT_FOLDER, SPANS_GRAPH_FILE

GRAPH = DEFAULT_FOLDER / SPANS_GRAPH_FILE
LAYERS = 6


def count_types(model: ov.Model) -> Counter[str]:
    return Counter(node.get_type_name() for node in model.get_ordered_ops())


@pytest.fixture(scope="module")
def shipped() -> Counter[str]:
    return count_types(ov.Core().read_model(GRAPH))


def test_in_int8_only_queries_and_keys_are_left_as_they_are(shipped: Counter[str]) -> None:
    read = count_types(read_spans_graph(ov.Core(), GRAPH, int8=True))

    assert shipped["ScaledDotProductAttention"] == read["ScaledDotProductAttention"] == LAYERS
    assert shipped["FakeQuantize"] - read["FakeQuantize"] in (0, 2 * LAYERS)
    assert read["FakeQuantize"] >= 4 * LAYERS


def test_in_float32_nothing_is_rounded_but_weights(shipped: Counter[str]) -> None:
    read = count_types(read_spans_graph(ov.Core(), GRAPH, int8=False))

    assert read["FakeQuantize"] == 0
    assert read["MatMul"] == shipped["MatMul"]


@pytest.mark.skipif("avx2" not in read_cpu_features(), reason="OpenVINO fuses attention in this form from AVX2 on")
@pytest.mark.parametrize("int8", [True, False])
def test_attention_runs_as_one_step(*, int8: bool) -> None:
    core = ov.Core()
    compiled = core.compile_model(
        read_spans_graph(core, GRAPH, int8=int8), "CPU", {"INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": "1"}
    )
    kinds = Counter(node.get_rt_info()["layerType"].astype(str) for node in compiled.get_runtime_model().get_ops())

    assert kinds["Softmax"] == 0
    assert kinds["Subgraph"] >= LAYERS
