"""How many operations the network's matrix products take, from its shape."""

from collections.abc import Iterable

import msgspec

from models.labels import CONTEXTS, EVENT_TYPES, MENTION_TYPES, MODALITIES, MODES

_SPAN_CLASSES = 1 + len(MENTION_TYPES) + len(EVENT_TYPES)


class EncoderShape(msgspec.Struct, frozen=True, kw_only=True):
    """The sizes of ``models.network.EncoderConfig`` that count."""

    hidden_size: int
    num_hidden_layers: int
    intermediate_size: int


class NetworkShape(msgspec.Struct, frozen=True, kw_only=True):
    """The sizes of ``models.network.NetworkConfig`` that count, read without torch."""

    encoder: EncoderShape
    max_span_words: int
    span_size: int


def read_shape(network: dict[str, object]) -> NetworkShape:
    """The shape in the configuration of a folder of weights."""
    return msgspec.convert(network, NetworkShape)


def count_operations(shape: NetworkShape, windows: Iterable[tuple[int, int]]) -> float:
    """Operations of the encoder and the heads on spans and words, for windows of (wordpieces, words).

    A multiplication and its addition are two. Left out is what is small: embeddings, norms, activations, the pairs.
    """
    encoder = shape.encoder
    hidden = encoder.hidden_size
    linear = 4 * hidden * hidden + 2 * hidden * encoder.intermediate_size
    word = 3 * hidden * shape.span_size + shape.span_size * (len(MODES) + len(MODALITIES))
    word += shape.max_span_words * shape.span_size * _SPAN_CLASSES
    products = 0.0
    for pieces, words in windows:
        attention = 2 * pieces * hidden
        products += encoder.num_hidden_layers * pieces * (linear + attention) + words * word + hidden * len(CONTEXTS)
    return 2 * products
