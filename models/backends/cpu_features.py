"""What the CPU can do, from what the operating system tells of it."""

from pathlib import Path
from typing import Final

_CPU_FILE: Final = Path("/proc/cpuinfo")
# x86: VNNI of either kind, and AMX; Arm: dot products and matrix products of eight bits.
_INT8_FEATURES: Final = frozenset({"avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm"})

_BFLOAT16_FEATURES: Final = frozenset({"avx512_bf16", "amx_bf16", "bf16"})


def read_cpu_features(file: Path = _CPU_FILE) -> frozenset[str]:
    """The names that Linux gives to the extensions of the first CPU; empty where ``file`` is missing."""
    return frozenset((_read_field(file, ("flags", "Features")) or "").split())


def read_cpu_name(file: Path = _CPU_FILE) -> str | None:
    """The name of the first CPU; None where ``file`` is missing or has none."""
    return _read_field(file, ("model name",))


def _read_field(file: Path, names: tuple[str, ...]) -> str | None:
    if not file.exists():
        return None
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip() in names:
            return value.strip()
    return None


def has_fast_int8(features: frozenset[str]) -> bool:
    """Whether products of int8 are several times as fast as of float32.

    They are not on a CPU that only has AVX2 or the first AVX-512: what int8 gains in the products there, it loses
    between them. Where the operating system tells nothing, a CPU of today is assumed.
    """
    return not features or not features.isdisjoint(_INT8_FEATURES)


def has_bfloat16(features: frozenset[str]) -> bool:
    """Whether the CPU computes in bfloat16; one that doesn't takes several times as long for it as for float32."""
    return not features.isdisjoint(_BFLOAT16_FEATURES)
