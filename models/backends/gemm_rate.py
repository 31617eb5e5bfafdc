"""The rate of matrix products that a machine reaches: what the speed of the network is a share of."""

import time
from collections.abc import Callable
from typing import Final

import numpy as np

from models.errors import ModelError

PRECISIONS: Final = ("int8", "float32", "bfloat16", "float16")

# Rows and width of products that neither start-up nor memory slows down; the best of them counts.
_SHAPES: Final = ((1024, 768), (2048, 1024), (2048, 1536))
_LAYERS: Final = 6
_FEWEST_RUNS: Final = 3
_INT8_LEVELS: Final = 256

Run = Callable[[], object]


def measure_gemm_rate(precision: str, *, threads: int, seconds: float) -> tuple[float, str]:
    """The most operations a second (a multiplication and its addition are two), and what ran them.

    int8 is measured with OpenVINO, the others with torch, float16 on CUDA. Takes ``seconds`` or a little more.
    Raises ModelError for another precision, and where the machine has none of its kind.
    """
    if precision not in PRECISIONS:
        message = f"no products in '{precision}': choose one of {', '.join(PRECISIONS)}"
        raise ModelError(message)
    build = _build_int8 if precision == "int8" else _build_torch
    # Threads that share a product wait for each other; one product for each thread uses more memory. Either may win.
    copies = sorted({1, threads}) if precision == "int8" else [1]
    best = 0.0
    runs = ""
    for rows, width in _SHAPES:
        for at_once in copies:
            run, runs = build(precision, rows, width, threads, at_once)
            operations = 2.0 * rows * width * width * _LAYERS * at_once
            best = max(best, operations / _fastest(run, seconds / len(_SHAPES) / len(copies)))
    return best, runs


def _fastest(run: Run, seconds: float) -> float:
    run()
    times: list[float] = []
    deadline = time.perf_counter() + seconds
    while len(times) < _FEWEST_RUNS or time.perf_counter() < deadline:
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return min(times)


def _build_int8(_precision: str, rows: int, width: int, threads: int, at_once: int) -> tuple[Run, str]:
    """Chains of products with 8-bit inputs and weights, as OpenVINO runs a quantised network."""
    import openvino as ov  # noqa: PLC0415 - only the library that is measured is loaded
    from openvino import opset13 as ops  # noqa: PLC0415

    dice = np.random.default_rng(0)
    low, high = np.float32(-2.0), np.float32(2.0)
    inputs = ops.parameter([rows, width], np.float32)
    node = inputs
    for _ in range(_LAYERS):
        quantised = ops.fake_quantize(node, low, high, low, high, _INT8_LEVELS)
        weights = ops.constant(dice.integers(-127, 128, (width, width)).astype(np.int8))
        scales = ops.constant(np.full((width, 1), 0.01 / np.sqrt(width), dtype=np.float32))
        node = ops.matmul(quantised, ops.multiply(ops.convert(weights, "f32"), scales), False, True)
    options = {"INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": str(at_once), "INFERENCE_NUM_THREADS": str(threads)}
    compiled = ov.Core().compile_model(ov.Model([node], [inputs]), "CPU", options)
    details = [operation.get_rt_info() for operation in compiled.get_runtime_model().get_ops()]
    products = [one for one in details if one["layerType"].astype(str) in {"FullyConnected", "MatMul"}]
    kinds = {one["runtimePrecision"].astype(str) for one in products}
    if not kinds or kinds - {"i8", "u8"}:
        message = (
            f"OpenVINO runs 8-bit products as {', '.join(sorted(kinds))} here: this machine has no int8 to measure"
        )
        raise ModelError(message)
    requests = [compiled.create_infer_request() for _ in range(at_once)]
    data = dice.standard_normal((rows, width), dtype=np.float32)

    def run() -> None:
        for request in requests:
            request.start_async([data], share_inputs=True)
        for request in requests:
            request.wait()

    return run, f"openvino {ov.get_version().split('-', 1)[0]} on cpu"


def _build_torch(precision: str, rows: int, width: int, threads: int, _at_once: int) -> tuple[Run, str]:
    import torch  # noqa: PLC0415

    device = "cuda" if torch.cuda.is_available() else "cpu"
    if precision == "float16" and device == "cpu":
        message = "float16 is measured on a GPU, and torch finds no CUDA device: measure float32 or bfloat16"
        raise ModelError(message)
    torch.set_num_threads(threads)
    kind = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}[precision]
    left = torch.randn(rows, width, device=device).to(kind)
    right = torch.randn(width, width, device=device).to(kind)

    def run() -> None:
        for _ in range(_LAYERS):
            torch.mm(left, right)
        if device == "cuda":
            torch.cuda.synchronize()

    return run, f"torch {torch.__version__} on {device}"
