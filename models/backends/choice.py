"""Which backend a machine gets."""

from pathlib import Path
from typing import Final

from models.backends import Backend
from models.backends.cpu_features import has_fast_int8, read_cpu_features
from models.errors import ModelError
from models.weight_folder import PAIRS_GRAPH_FILE, SPANS_GRAPH_FILE, WeightFolder

_INT8_OF_NAME: Final = {"openvino": None, "openvino-int8": True, "openvino-float32": False}
BACKENDS: Final = ("auto", *_INT8_OF_NAME, "torch")
_NVIDIA_DRIVER_FILES: Final = (Path("/proc/driver/nvidia/version"), Path("/dev/nvidiactl"), Path("/dev/dxg"))


def load_backend(folder: WeightFolder, *, backend: str, threads: int | None) -> Backend:
    """The backend of that name; for ``auto`` torch where there is CUDA, else OpenVINO.

    ``openvino`` computes in int8 where the CPU is made for it, else in float32. Only the library of the chosen backend
    is imported, but for CUDA's sake torch where a driver is found.

    ``threads``: CPU cores to use, all if None. Raises ModelError for another name or missing files.
    """
    if backend not in BACKENDS:
        message = f"no backend '{backend}': choose one of {', '.join(BACKENDS)}"
        raise ModelError(message)
    if backend == "auto":
        backend = "torch" if _has_cuda() or not _has_graphs(folder) else "openvino"
    if backend in _INT8_OF_NAME:
        from models.backends.openvino_backend import OpenVinoBackend  # noqa: PLC0415

        graphs = (folder.file(SPANS_GRAPH_FILE), folder.file(PAIRS_GRAPH_FILE))
        return OpenVinoBackend(*graphs, threads=threads, int8=_INT8_OF_NAME[backend])
    from models.backends.torch_backend import TorchBackend, load_networks  # noqa: PLC0415

    return TorchBackend(*load_networks(folder), threads=threads)


def rank_backends() -> tuple[str, ...]:
    """The backends that differ on this machine, the one for its CPU first."""
    openvino = ("openvino-int8", "openvino-float32")
    return (*(openvino if has_fast_int8(read_cpu_features()) else reversed(openvino)), "torch")


def _has_cuda() -> bool:
    """Whether torch finds a CUDA device; asked only where the operating system shows an NVIDIA driver."""
    if not any(path.exists() for path in _NVIDIA_DRIVER_FILES):
        return False
    import torch  # noqa: PLC0415

    return torch.cuda.is_available()


def _has_graphs(folder: WeightFolder) -> bool:
    return {SPANS_GRAPH_FILE, PAIRS_GRAPH_FILE} <= folder.config.sha256.keys()
