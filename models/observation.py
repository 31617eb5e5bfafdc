"""What an extractor tells of its work, to whoever wants to count it."""

from typing import Protocol


class Observer(Protocol):
    """Told of each step and each batch, from several threads at once."""

    def time_model(self, step: str, seconds: float) -> None:
        """A piece of a step was done on one thread in so many seconds.

        Steps: "tokenise" (a round of texts into words and windows), "infer" (a batch through the network), "decode"
        (the network's numbers for a batch into spans and links).
        """

    def count_pieces(self, *, real: int, padded: int) -> None:
        """A batch has so many wordpieces, and so many positions with its padding."""


class NoObserver:
    """Counts nothing."""

    def time_model(self, step: str, seconds: float) -> None:
        """Do nothing."""

    def count_pieces(self, *, real: int, padded: int) -> None:
        """Do nothing."""
