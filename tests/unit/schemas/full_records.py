"""Records with every field set, made from their types, and everything that is one change away from them."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

# What a field is set to in turn, whatever its type.
REPLACEMENTS: tuple[Any, ...] = (None, True, 1, -1, 1.5, 2**70, "", "x", "\0", [], ["x"], [1], {}, {"x": 1})

_SCALARS = {inspect.StrType: "1", inspect.IntType: 1, inspect.FloatType: 0.5, inspect.BoolType: True}


def make_full(record: type) -> dict[str, Any]:
    """The JSON of a record with every field set, one element in every array, and only what must be in its parts."""
    kind = inspect.type_info(record)
    assert isinstance(kind, inspect.StructType)
    return {field.encode_name: _fill(field.type) for field in kind.fields}


def _fill(kind: inspect.Type) -> Any:
    value: Any
    match kind:
        case inspect.Metadata():
            value = _fill(kind.type)
        case inspect.StructType():
            value = {field.encode_name: _fill(field.type) for field in kind.fields if field.required}
        case inspect.UnionType():
            value = _fill(next(part for part in kind.types if not isinstance(part, inspect.NoneType)))
        case inspect.VarTupleType():
            value = [_fill(kind.item_type)]
        case inspect.DictType():
            value = {"key": _fill(kind.value_type)}
        case inspect.LiteralType():
            value = kind.values[0]
        case _:
            value = _SCALARS[type(kind)]
    return value


def mutate(record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is one change away from ``record``: in a field, in an element of an array, or as a whole."""
    yield "unknown field", record | {"unknown": 1}
    for replacement in REPLACEMENTS:
        yield f"{replacement!r}", replacement
        for name, value in record.items():
            yield f"{name} = {replacement!r}", record | {name: replacement}
            if isinstance(value, list):
                yield f"{name}[1] = {replacement!r}", record | {name: [*value, replacement]}
    for name in record:
        yield f"{name} removed", {other: value for other, value in record.items() if other != name}


def accepts(decoder: "msgspec.json.Decoder[Any]", value: Any) -> bool:
    """Whether the decoder takes the value."""
    try:
        decoder.decode(msgspec.json.encode(value))
    except msgspec.ValidationError:
        return False
    return True
