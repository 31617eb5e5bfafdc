"""What runs the network: one backend a library, all with the same two calls."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchInputs:
    """A batch of windows.

    ``ids``, ``case``, ``mask``: (windows, pieces); ``first_piece``, ``last_piece``: (windows, words).
    """

    ids: Integers
    case: Integers
    mask: Integers
    first_piece: Integers
    last_piece: Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOutputs:
    """What the network says of a batch, as ``network.SpanNetwork.forward`` returns it."""

    states: Floats
    spans: Floats
    modes: Floats
    modalities: Floats
    contexts: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class PairInputs:
    """Spans and their pairs, as ``network.PairNetwork.forward`` takes them, over the flattened words of a batch."""

    triggers: Integers
    mentions: Integers
    role_pairs: Integers
    link_pairs: Integers


class Backend(Protocol):
    """Runs the two networks on one machine. Its calls may come from several threads at once.

    ``streams``: how many batches it works on at the same time; ``batch_pieces``: padded wordpieces from which a batch
    runs no faster for being larger.
    """

    description: str
    streams: int
    batch_pieces: int

    def read(self, inputs: BatchInputs) -> BatchOutputs:
        """The outputs for a batch of windows."""
        ...

    def score_pairs(self, states: Floats, inputs: PairInputs) -> tuple[Floats, Floats]:
        """Role logits (pairs, roles) and link logits (pairs, link types); ``states``: (words, hidden)."""
        ...
