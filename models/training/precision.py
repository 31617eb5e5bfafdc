"""The precision that networks are trained and taught in."""

from typing import Final

import torch

from models.backends.cpu_features import has_bfloat16, read_cpu_features

_HAS_BFLOAT16: Final = has_bfloat16(read_cpu_features())


def autocast() -> torch.autocast:
    """bfloat16 for the products within, where the CPU computes in it; else float32."""
    return torch.autocast("cpu", torch.bfloat16, enabled=_HAS_BFLOAT16)
