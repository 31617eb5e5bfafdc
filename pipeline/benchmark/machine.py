"""What a benchmark ran on."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import psutil

from models.backends.cpu_features import read_cpu_features, read_cpu_name
from pipeline.benchmark.results import Machine

PACKAGES: Final = ("dateline", "openvino", "torch", "transformers", "tokenizers", "numpy", "faust-streaming", "spacy")
_FEATURES: Final = (
    "avx2", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8", "amx_bf16", "asimddp", "i8mm", "bf16",
)  # fmt: skip


def describe_machine() -> Machine:
    """The machine and the versions of what is installed."""
    versions = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return Machine(
        processor=_name_processor(),
        cores=count_cores(),
        memory_bytes=psutil.virtual_memory().total,
        system=f"{platform.system()} {platform.machine()}",
        busy=round(os.getloadavg()[0], 2),
        versions=versions,
    )


def count_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _name_processor() -> str:
    """The name of the processor, with what it has for products in low precision where the system tells."""
    name, features = read_cpu_name(), read_cpu_features()
    if not features:
        return platform.processor() or platform.machine()
    found = ", ".join(feature for feature in _FEATURES if feature in features) or f"none of {', '.join(_FEATURES)}"
    return f"{name or platform.machine()} ({found})"
