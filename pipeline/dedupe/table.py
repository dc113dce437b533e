"""Columns of keys: what `dedupe` sees of the records, and how they are stored for a shard."""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Self, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.ids import ID_SCHEMES

U8: TypeAlias = NDArray[np.uint8]
U32: TypeAlias = NDArray[np.uint32]
U64: TypeAlias = NDArray[np.uint64]
I64: TypeAlias = NDArray[np.int64]

MAGIC = b"PSKEYS4\n"

ARRAYS = {
    "id_keys": "<u8",
    "text_keys": "<u8",
    "title_keys": "<u8",
    "number_keys": "<u8",
    "openings": "<u8",
    "place_keys": "<u8",
    "print_keys": "<u8",
    "volumes": "<i8",
    "place_years": "<i8",
    "years": "<i8",
    "roles": "|u1",
    "flags": "|u1",
}
WIDTHS = {"id_keys": (len(ID_SCHEMES),), "openings": (2,)}
"""How many columns an array has that is not flat."""
ALIGNMENT = 64
"""Arrays are stored at multiples of so many bytes: they can be used where they lie in a mapped file."""
PIECE_ROWS = 2_000
"""Bands of fewer rows are copied together."""
SETS = ("shingles", "words", "title_words", "surnames", "names", "pages", "venues")

DTYPES = {**ARRAYS, **{f"{name}.values": "<u4" for name in SETS}, **{f"{name}.sizes": "<u4" for name in SETS}, "bands": "<u8"}

IS_CUT = 1
"""Flag: the abstract is a teaser."""
IS_SHORT = 2
"""Flag: the text is too short to say anything unless it is the same."""


class HashSets(msgspec.Struct, frozen=True, eq=False):
    """One set of uint32 hashes a record, sorted and unique: set i is the `sizes[i]` hashes from `values[starts[i]]` on."""

    values: U32
    starts: I64
    sizes: U32
    held: tuple[U32, ...] = ()
    """Where `values` is a window over several arrays: these."""

    def measure(self, rows: I64) -> I64:
        """How many members the sets of the given rows have."""
        return self.sizes[rows].astype(np.int64)

    def list_values(self) -> tuple[U32, ...]:
        """The arrays that the members lie in, in the order of the sets."""
        return self.held or (self.values,)


def start_offsets(sizes: U32 | I64) -> I64:
    """Where each of the sets begins, and where the last ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def spread_ranges(starts: I64, sizes: I64) -> I64:
    """All positions of the ranges that begin at `starts` and have `sizes`, one range behind another.

    >>> spread_ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(sizes, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) + np.repeat(starts - ends + sizes, sizes)


def gather_sets(sets: Sequence[U32]) -> HashSets:
    """Sets of hashes as one column."""
    sizes = np.fromiter((len(one) for one in sets), np.int64, len(sets))
    return pack_sets(np.concatenate(sets) if len(sets) else np.zeros(0, np.uint32), sizes)


def pack_sets(values: U32, sizes: U32 | I64) -> HashSets:
    """The sets of hashes that lie one behind another in `values`.

    >>> pack_sets(np.array([3, 5, 4], np.uint32), np.array([2, 0, 1])).starts.tolist()
    [0, 2, 2]
    """
    return HashSets(values, start_offsets(sizes)[:-1], np.asarray(sizes, np.uint32))


def join_sets(columns: Sequence[HashSets]) -> HashSets:
    """The sets of all columns, their members where they lie.

    Members of a million records are nearly a gigabyte, and to copy them takes longer than to compare them. So `values` becomes a
    window that opens at the lowest of the arrays and reaches to the end of the highest: what lies between them is none of the
    table's, and no set leads there.
    """
    arrays = tuple(values for column in columns for values in column.list_values() if len(values))
    if not arrays:
        return pack_sets(np.zeros(0, np.uint32), np.concatenate([np.zeros(0, np.uint32), *(column.sizes for column in columns)]))
    lowest = min(arrays, key=_find_address)
    base, end = _find_address(lowest), max(_find_address(values) + values.nbytes for values in arrays)
    window = np.lib.stride_tricks.as_strided(lowest, ((end - base) // lowest.itemsize,), writeable=False)
    starts = [column.starts + (_find_address(column.values) - base) // lowest.itemsize for column in columns]
    return HashSets(window, np.concatenate(starts), np.concatenate([column.sizes for column in columns]), arrays)


def join_small(pieces: Sequence[U64]) -> Iterator[U64]:
    """The pieces [bands, rows], those of few rows made into larger ones: each piece is looked at by itself."""
    waiting: list[U64] = []
    for piece in pieces:
        waiting.append(piece)
        if sum(one.shape[1] for one in waiting) >= PIECE_ROWS:
            yield waiting[0] if len(waiting) == 1 else np.concatenate(waiting, axis=1)
            waiting.clear()
    if waiting:
        yield waiting[0] if len(waiting) == 1 else np.concatenate(waiting, axis=1)


def _find_address(array: U32) -> int:
    """Where in memory an array begins."""
    return int(array.ctypes.data)


class KeyTable(msgspec.Struct, frozen=True, eq=False):
    """The keys of n records, column by column. A key of 0 means that the record lacks what it is made of."""

    records: tuple[str, ...]
    own_ids: tuple[str, ...]
    """The id each record would have alone; none where the keys were stored, for merge stores these beside the records."""
    ids: dict[str, tuple[str, ...]]
    """Per scheme the identifiers, `""` where there is none."""
    id_keys: U64
    """[n, schemes]"""
    text_keys: U64
    title_keys: U64
    number_keys: U64
    openings: U64
    """[n, 2]: the first tokens of the text, and some more of them."""
    place_keys: U64
    """Volume and first page that the journal reference names."""
    print_keys: U64
    """The title and the page where it begins."""
    volumes: I64
    place_years: I64
    """The year that the journal reference names, 0 where it names none."""
    years: I64
    roles: U8
    flags: U8
    shingles: HashSets
    words: HashSets
    title_words: HashSets
    surnames: HashSets
    names: HashSets
    """All words of the names that are no initials."""
    pages: HashSets
    """The numbers of the pages that the journal reference names."""
    venues: HashSets
    """The first letters of the words of its venue."""
    bands: tuple[U64, ...] | None
    """The bands of the MinHash signatures, each hashed to a key, 0 where the text is too short to have one: [bands, rows], piece by
    piece. None where they are left to be made from the shingles when they are needed."""

    def __len__(self) -> int:
        return len(self.records)

    @classmethod
    def concat(cls, tables: Iterable[KeyTable]) -> KeyTable:
        """The records of all tables. Bands are kept if every table that is not empty has them.

        Sets and bands, nine tenths of the bytes, stay where they lie, in maps of files as well; the other columns are copied.
        """
        some = [table for table in tables if len(table)]
        if not some:
            return cls.empty()
        rows = sum(map(len, some))
        # Column by column: candidates are found in each by itself.
        room = {name: np.empty((rows, *WIDTHS.get(name, ())), DTYPES[name], order="F") for name in ARRAYS}
        columns: dict[str, Any] = {name: np.concatenate([getattr(table, name) for table in some], out=room[name]) for name in ARRAYS}
        columns |= {name: join_sets([getattr(table, name) for table in some]) for name in SETS}
        pieces = [piece for table in some if table.bands is not None for piece in table.bands]
        is_banded = all(table.bands is not None for table in some)
        return cls(
            records=tuple(chain.from_iterable(table.records for table in some)),
            own_ids=tuple(chain.from_iterable(table.own_ids for table in some)),
            ids={scheme: tuple(chain.from_iterable(table.ids[scheme] for table in some)) for scheme in ID_SCHEMES},
            bands=tuple(join_small(pieces)) if is_banded else None,
            **columns,
        )

    def list_arrays(self) -> dict[str, NDArray[Any]]:
        """All arrays by name, little-endian; of sets the values and sizes."""
        arrays: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in ARRAYS}
        for name in SETS:
            column: HashSets = getattr(self, name)
            arrays |= {f"{name}.values": np.concatenate(column.list_values()), f"{name}.sizes": column.sizes}
        if self.bands is not None:
            arrays["bands"] = np.concatenate(self.bands, axis=1)
        return {name: np.ascontiguousarray(array, DTYPES[name]) for name, array in arrays.items()}

    @classmethod
    def empty(cls) -> Self:
        """The keys of no records."""
        columns: dict[str, Any] = {name: np.zeros((0, *WIDTHS.get(name, ())), dtype) for name, dtype in ARRAYS.items()}
        columns |= {name: pack_sets(np.zeros(0, np.uint32), np.zeros(0, np.uint32)) for name in SETS}
        return cls(records=(), own_ids=(), ids=dict.fromkeys(ID_SCHEMES, ()), bands=None, **columns)

    def to_bytes(self) -> bytes:
        """The table without own ids as bytes: a header in MessagePack, then the arrays, little-endian. The same table gives the same bytes."""
        arrays = self.list_arrays()
        ids = {scheme: values for scheme, values in self.ids.items() if any(values)}
        shapes = [(name, array.dtype.str, list(array.shape)) for name, array in arrays.items()]
        header = msgspec.msgpack.encode(_Header(self.records, ids, shapes))
        pieces: list[bytes | memoryview] = [
            MAGIC + len(header).to_bytes(8, "little") + header,
            *(array.data.cast("B") for array in arrays.values() if array.size),
        ]
        return b"".join(chain.from_iterable((piece, bytes(-len(piece) % ALIGNMENT)) for piece in pieces))

    @classmethod
    def from_bytes(cls, data: bytes | mmap.mmap) -> KeyTable:
        """The table that `to_bytes` wrote, its arrays where they lie in `data`. Raises `ValueError` for bytes that are no whole table."""
        if data[: len(MAGIC)] != MAGIC:
            raise ValueError("not a table of keys")
        at = len(MAGIC) + 8
        length = int.from_bytes(data[at - 8 : at], "little")
        try:
            header = msgspec.msgpack.decode(data[at : at + length], type=_Header)
        except msgspec.DecodeError as error:
            raise ValueError(f"a broken table of keys: {error}") from error
        at += length
        arrays = {}
        for name, dtype, shape in header.arrays:
            at += -at % ALIGNMENT
            arrays[name] = np.frombuffer(data, dtype, math.prod(shape), at).reshape(shape)
            at += arrays[name].nbytes
        blank = ("",) * len(header.records)
        columns: dict[str, Any] = {name: arrays[name] for name in ARRAYS} | {"bands": (arrays["bands"],) if "bands" in arrays else None}
        columns |= {name: pack_sets(arrays[f"{name}.values"], arrays[f"{name}.sizes"]) for name in SETS}
        ids = {scheme: header.ids.get(scheme, blank) for scheme in ID_SCHEMES}
        return cls(records=header.records, own_ids=(), ids=ids, **columns)


class _Header(msgspec.Struct, frozen=True, array_like=True):
    """What stands before the arrays of a stored table."""

    records: tuple[str, ...]
    ids: dict[str, tuple[str, ...]]
    arrays: list[tuple[str, str, list[int]]]
