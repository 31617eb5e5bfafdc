"""Reads the graph of the encoder and the span heads from the weights, and fits it to the CPU that it will run on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import openvino as ov

_PASSED_THROUGH: Final = ("Reshape", "Transpose")


def read_spans_graph(core: ov.Core, path: Path, *, int8: bool) -> ov.Model:
    """The graph, in int8 but for its attention, or with ``int8`` false in float32 with the weights rounded to int8.

    Attention is computed in float32 on every CPU: OpenVINO fuses its steps only where none of them is in int8, which
    is faster than int8 in one of them, and the scores aren't rounded.
    """
    model = core.read_model(path)
    for node in model.get_ordered_ops():
        if node.get_type_name() == "FakeQuantize" and (not int8 or _leads_to_attention(node)):
            _bypass(node)
    return model


def _leads_to_attention(node: ov.Node) -> bool:
    """Whether all that takes the node's output is attention, possibly in another shape."""
    readers = list(_readers(node))
    return bool(readers) and all(
        reader.get_type_name() == "ScaledDotProductAttention"
        or (reader.get_type_name() in _PASSED_THROUGH and _leads_to_attention(reader))
        for reader in readers
    )


def _readers(node: ov.Node) -> Iterator[ov.Node]:
    return (port.get_node() for port in node.output(0).get_target_inputs())


def _bypass(node: ov.Node) -> None:
    """Give the node's input to all that takes its output."""
    source = node.input_value(0)
    for port in list(node.output(0).get_target_inputs()):
        port.replace_source_output(source)
