"""Tables of keys without texts: drawn from a seed, with duplicates planted."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from pipeline.dedupe import KeyTable
from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.table import ARRAYS, SETS, gather_sets, pack_sets, spread_ranges


def make_blank(n: int) -> KeyTable:
    """A table of n records without any keys."""
    names = tuple(f"r{row:06}" for row in range(n))
    widths = {"id_keys": (len(ID_SCHEMES),), "openings": (2,)}
    columns = {name: np.zeros((n, *widths.get(name, ())), dtype) for name, dtype in ARRAYS.items()}
    sets = {name: gather_sets([np.zeros(0, np.uint32)] * n) for name in SETS}
    return KeyTable(records=names, own_ids=names, ids=dict.fromkeys(ID_SCHEMES, names), bands=(np.zeros((32, n), np.uint64),), **columns, **sets)


def make_random(n: int, seed: int) -> KeyTable:
    """Many records of which a third are copies; ids, titles and numbers are few enough to contradict one another."""
    rng = np.random.default_rng(seed)
    originals = rng.integers(0, n, n) * (rng.random(n) < 0.33)
    originals = np.where(originals > 0, originals, np.arange(n))
    keys = rng.integers(1, 2**63, (n, 4), dtype=np.uint64)[originals]
    bands = rng.integers(1, 2**63, (n, 32), dtype=np.uint64)[originals]
    bands[rng.random((n, 32)) < 0.3] = rng.integers(1, 2**63)
    ids = np.where(rng.random((n, len(ID_SCHEMES))) < 0.2, rng.integers(1, n, (n, len(ID_SCHEMES)), dtype=np.uint64), np.uint64(0))
    members = rng.integers(0, 2**32, (n, 30), dtype=np.uint32)
    members.sort(axis=1)
    sets = {name: pack_sets(members[originals, :count].ravel(), np.full(n, count)) for name, count in zip(SETS, (30, 20, 6, 3, 5, 1, 2), strict=True)}
    return msgspec.structs.replace(
        make_blank(n),
        id_keys=ids,
        text_keys=keys[:, 0] * (rng.random(n) < 0.8),
        title_keys=np.where(rng.random(n) < 0.8, keys[:, 1], rng.integers(0, 3, n, dtype=np.uint64)),
        number_keys=rng.integers(0, 2, n, dtype=np.uint64) * (rng.random(n) < 0.1),
        openings=keys[:, 2:],
        years=rng.integers(2000, 2003, n),
        place_keys=rng.integers(0, n, n, dtype=np.uint64) * (rng.random(n) < 0.3),
        print_keys=rng.integers(0, 3, n, dtype=np.uint64),
        volumes=rng.integers(0, 3, n),
        place_years=rng.integers(2000, 2003, n) * (rng.random(n) < 0.3),
        bands=(bands[: n // 3].T, bands[n // 3 :].T),
        **sets,
    )


def pick_rows(table: KeyTable, rows: Sequence[int]) -> KeyTable:
    """The given rows of a table, in their order."""
    chosen = np.array(rows, np.int64)
    columns = {name: getattr(table, name)[chosen] for name in ARRAYS} | {"bands": (np.concatenate(table.bands, axis=1)[:, chosen],)}
    for name in SETS:
        sets = getattr(table, name)
        sizes = sets.measure(chosen)
        columns[name] = pack_sets(sets.values[spread_ranges(sets.starts[chosen], sizes)], sizes)
    return KeyTable(
        records=tuple(table.records[row] for row in rows),
        own_ids=tuple(table.own_ids[row] for row in rows),
        ids={scheme: tuple(values[row] for row in rows) for scheme, values in table.ids.items()},
        **columns,
    )
