"""The rate that the network's speed is a share of."""

import pytest

from models.backends.gemm_rate import measure_gemm_rate
from models.errors import ModelError


@pytest.mark.parametrize(("precision", "library"), [("int8", "openvino"), ("float32", "torch")])
def test_a_rate_is_measured_in_each_precision(precision: str, library: str) -> None:
    rate, runs = measure_gemm_rate(precision, threads=2, seconds=0.01)
    assert rate > 1e9
    assert runs.startswith(library)


def test_other_precisions_are_refused() -> None:
    with pytest.raises(ModelError, match="choose one of int8, float32, bfloat16, float16"):
        measure_gemm_rate("int4", threads=1, seconds=0.01)
