"""The types of `pipeline.records` as columns of Arrow: what is nested stays nested, and nothing is guessed from the first rows.

| in the types | as a column |
|---|---|
| `str`, `bool`, `int`, `float`, a `Literal` | `string`, `bool`, `int64`, `float64` |
| `tuple[X, ...]` | `list<X>` |
| a struct | `struct` |
| `dict[str, X]` | `map<string, X>`; for readers that know no maps `list<struct<key, value>>` |
| `Value`, which is one of several kinds | `struct<text, truth, number, texts, urls>`, of which one is not null |
| arguments of an edit, each a text or a pair of texts | `list<list<string>>` |

Dates are EDTF and stay text: `2024-05` and `XXXX-01-12` are no days, and to make them some would be a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
from msgspec import inspect

from pipeline.records import Url

URLS = pa.list_(pa.struct([("url", pa.string()), ("kind", pa.string())]))
VALUE = pa.struct([("text", pa.string()), ("truth", pa.bool_()), ("number", pa.int64()), ("texts", pa.list_(pa.string())), ("urls", URLS)])
"""Of a value that is one of several kinds the one that is not null; all are null where there is none."""
PLAIN: dict[type[inspect.Type], pa.DataType] = {
    inspect.StrType: pa.string(),
    inspect.LiteralType: pa.string(),
    inspect.BoolType: pa.bool_(),
    inspect.IntType: pa.int64(),
    inspect.FloatType: pa.float64(),
}


class Column(NamedTuple):
    """A type of Arrow's, and what makes an array of it from values; None among them is null."""

    type: pa.DataType
    build: Callable[[Sequence[Any]], pa.Array]


class Layout(NamedTuple):
    """The columns of a table whose rows are values of one struct."""

    schema: pa.Schema
    build: Callable[[Sequence[Any]], pa.RecordBatch]


def make_layout(kind: type[msgspec.Struct], *, has_maps: bool = True) -> Layout:
    """The columns for the values of a struct; without maps they are lists of keys and values."""
    info = inspect.type_info(kind)
    names = [field.name for field in msgspec.structs.fields(kind)]
    columns = [_make_column(field.type, has_maps=has_maps) for field in _fields_of(info)]
    schema = pa.schema([pa.field(name, column.type) for name, column in zip(names, columns, strict=True)])

    def build(rows: Sequence[Any]) -> pa.RecordBatch:
        arrays = [column.build([getattr(row, name) for row in rows]) for name, column in zip(names, columns, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    return Layout(schema, build)


def _fields_of(info: inspect.Type) -> Sequence[inspect.Field]:
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"no struct: {info}")
    return info.fields


def _make_column(info: inspect.Type, *, has_maps: bool) -> Column:
    """The column for values of a type. Raises `TypeError` for a type that has none."""
    if type(info) in PLAIN:
        plain = PLAIN[type(info)]
        return Column(plain, lambda values: pa.array(values, plain))
    if isinstance(info, inspect.VarTupleType):
        return _list_of(_make_column(info.item_type, has_maps=has_maps))
    if isinstance(info, inspect.StructType):
        return _struct_of([field.name for field in info.fields], [_make_column(field.type, has_maps=has_maps) for field in info.fields])
    if isinstance(info, inspect.DictType):
        return _map_of(_make_column(info.value_type, has_maps=has_maps), has_maps=has_maps)
    if isinstance(info, inspect.UnionType):
        return _make_union(info, has_maps=has_maps)
    raise TypeError(f"no column for values of {info}")


def _make_union(info: inspect.UnionType, *, has_maps: bool) -> Column:
    kinds = [kind for kind in info.types if not isinstance(kind, inspect.NoneType)]
    if len(kinds) == 1:
        return _make_column(kinds[0], has_maps=has_maps)
    found = {type(kind) for kind in kinds}
    if found == {inspect.StrType, inspect.TupleType}:
        texts = _list_of(Column(pa.string(), lambda values: pa.array(values, pa.string())))
        return Column(texts.type, lambda values: texts.build([[value] if isinstance(value, str) else value for value in values]))
    if found == {inspect.StrType, inspect.BoolType, inspect.IntType, inspect.ListType}:
        return Column(VALUE, _build_values)
    raise TypeError(f"no column for values of {info}")


def _build_values(values: Sequence[Any]) -> pa.Array:
    """Values of several kinds, each in the column of its own."""
    urls = _list_of(_struct_of(["url", "kind"], [Column(pa.string(), lambda texts: pa.array(texts, pa.string()))] * 2))
    lists = [value if isinstance(value, list) else None for value in values]
    are_urls = [items is not None and any(isinstance(item, Url) for item in items) for items in lists]
    arrays = [
        pa.array([value if isinstance(value, str) else None for value in values], pa.string()),
        pa.array([value if isinstance(value, bool) else None for value in values], pa.bool_()),
        pa.array([value if isinstance(value, int) and not isinstance(value, bool) else None for value in values], pa.int64()),
        pa.array([None if has_urls else items for items, has_urls in zip(lists, are_urls, strict=True)], pa.list_(pa.string())),
        urls.build([items if has_urls else None for items, has_urls in zip(lists, are_urls, strict=True)]),
    ]
    is_absent = pa.array([value is None or value is msgspec.UNSET for value in values], pa.bool_())
    return pa.StructArray.from_arrays(arrays, fields=list(VALUE), mask=is_absent)


def _list_of(item: Column) -> Column:
    kind = pa.list_(item.type)

    def build(values: Sequence[Any]) -> pa.Array:
        items = item.build([one for value in values if value is not None for one in value])
        return pa.ListArray.from_arrays(_offsets(values), items, type=kind, mask=_mask(values))

    return Column(kind, build)


def _struct_of(names: Sequence[str], columns: Sequence[Column]) -> Column:
    fields = [pa.field(name, column.type) for name, column in zip(names, columns, strict=True)]

    def build(values: Sequence[Any]) -> pa.Array:
        parts = [column.build([getattr(value, name, None) for value in values]) for name, column in zip(names, columns, strict=True)]
        return pa.StructArray.from_arrays(parts, fields=fields, mask=_mask(values))

    return Column(pa.struct(fields), build)


def _map_of(value: Column, *, has_maps: bool) -> Column:
    keys = Column(pa.string(), lambda values: pa.array(values, pa.string()))
    pairs = pa.struct([pa.field("key", pa.string()), pa.field("value", value.type)])
    kind = pa.map_(pa.string(), value.type) if has_maps else pa.list_(pairs)

    def build(values: Sequence[dict[str, Any]]) -> pa.Array:
        offsets = _offsets(values)
        names = keys.build([key for each in values for key in each])
        items = value.build([item for each in values for item in each.values()])
        if has_maps:
            return pa.MapArray.from_arrays(offsets, names, items, type=kind)
        return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays([names, items], fields=list(pairs)), type=kind)

    return Column(kind, build)


def _offsets(values: Sequence[Any]) -> pa.Array:
    """Where the items of each value begin, and the last ones end, when all stand in a row."""
    sizes = [0 if value is None else len(value) for value in values]
    return pa.array(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32))


def _mask(values: Sequence[Any]) -> pa.Array | None:
    """Which values are null; None where none is."""
    return pa.array([value is None for value in values], pa.bool_()) if None in values else None
