"""Which backend a machine gets."""

from pathlib import Path
from typing import Final

from models.backends import Backend
from models.errors import ModelError
from models.weight_folder import PAIRS_GRAPH_FILE, SPANS_GRAPH_FILE, WeightFolder

BACKENDS: Final = ("auto", "openvino", "torch")
_NVIDIA_DRIVER_FILES: Final = (Path("/proc/driver/nvidia/version"), Path("/dev/nvidiactl"), Path("/dev/dxg"))


def load_backend(folder: WeightFolder, *, backend: str, threads: int | None) -> Backend:
    """The backend of that name; for ``auto`` torch where there is CUDA, else OpenVINO in int8 where the CPU has it,
    else torch. Only the library of the chosen backend is imported, but for CUDA's sake torch where a driver is found.

    ``threads``: CPU cores to use, all if None. Raises ModelError for another name or missing files.
    """
    if backend not in BACKENDS:
        message = f"no backend '{backend}': choose one of {', '.join(BACKENDS)}"
        raise ModelError(message)
    if backend == "openvino" or (backend == "auto" and not _has_cuda() and _has_fast_int8(folder)):
        from models.backends.openvino_backend import OpenVinoBackend  # noqa: PLC0415

        return OpenVinoBackend(folder.file(SPANS_GRAPH_FILE), folder.file(PAIRS_GRAPH_FILE), threads=threads)
    from models.backends.torch_backend import TorchBackend, load_networks  # noqa: PLC0415

    return TorchBackend(*load_networks(folder), threads=threads)


def _has_cuda() -> bool:
    """Whether torch finds a CUDA device; asked only where the operating system shows an NVIDIA driver."""
    if not any(path.exists() for path in _NVIDIA_DRIVER_FILES):
        return False
    import torch  # noqa: PLC0415

    return torch.cuda.is_available()


def _has_fast_int8(folder: WeightFolder) -> bool:
    from models.backends.openvino_backend import has_fast_int8  # noqa: PLC0415

    return SPANS_GRAPH_FILE in folder.config.sha256 and has_fast_int8()
