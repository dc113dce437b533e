"""What deduplication takes at any size: `python benchmarks/scale.py 1000000 10000000 [--json FILE] [--folder DIR] [--workers N]`.

For each number of rows keys are drawn from a seed into mapped files: two thirds are papers, one third copies of them whose sets of
shingles have a given Jaccard similarity, and whose bands agree as often as MinHash would let them. Candidates, verdicts and clusters
are then made as the stage makes them. A table says how long each took (of all cores), how much memory was held, and how many
of the planted pairs were found, beside what theory says; a pair is to be merged from a similarity of 0.75 on. Each size runs in a
process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe import DedupeSettings, KeyTable
from pipeline.dedupe.candidates import find_candidates
from pipeline.dedupe.clusters import grow_clusters
from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.pairs import encode_pairs
from pipeline.dedupe.ranks import Ranks
from pipeline.dedupe.resolve import select_links
from pipeline.dedupe.table import ARRAYS, SETS, WIDTHS, pack_sets
from pipeline.dedupe.verdicts import judge_pairs, verify_pairs

Result = TypeVar("Result")

SEED = 20240601
CHUNK = 240_000
COPIES = slice(2, None, 3)
"""Every third row of a chunk is a copy of one of an earlier chunk that is none."""
MEMBERS = 48
"""Shingles a text: a third of an abstract's, so that ten million fit a disk."""
LEVELS = (1.0, 0.9, 0.8, 0.6, 0.5)
"""Similarities of copies, in turn."""


class Names:
    """Record ids that are made when they are asked for: ten million strings would take more memory than all keys."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, row: int) -> str:
        return f"r{row}"


class Peak:
    """The most memory this process held while it was watched, in MiB: all of it, and that of no file."""

    def __init__(self) -> None:
        self.resident = self.anonymous = 0
        self._is_over = threading.Event()
        self._watcher = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._is_over.wait(0.02):
            lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
            self.resident = max(self.resident, int(lines["VmRSS"].split()[0]) >> 10)
            self.anonymous = max(self.anonymous, int(lines["RssAnon"].split()[0]) >> 10)


def make_map(path: Path, dtype: str, shape: tuple[int, ...], *, fortran_order: bool = False) -> NDArray[Any]:
    """An array of zeros in a new file."""
    return np.lib.format.open_memmap(path, "w+", dtype, shape, fortran_order=fortran_order)


def plant(folder: Path, rows: int, settings: DedupeSettings) -> tuple[KeyTable, NDArray[np.int64], NDArray[np.int64]]:
    """A table of keys in mapped files, the rows that are copies, and what each is a copy of."""
    bands = make_map(folder / "bands.npy", "<u8", (settings.bands, rows))
    shingles = make_map(folder / "shingles.npy", "<u4", (rows, MEMBERS))
    copies, originals = [], []
    for start in range(0, rows, CHUNK):
        rng = np.random.default_rng((SEED, start))
        size = min(CHUNK, rows - start)
        some = rng.integers(1, 2**63, (size, settings.bands), dtype=np.uint64)
        members = rng.integers(0, 2**32, (size, MEMBERS), dtype=np.uint32)
        if start:
            chosen = np.arange(size)[COPIES]
            source = CHUNK * int(rng.integers(0, start // CHUNK))
            picked = source + rng.integers(0, CHUNK // 3, len(chosen)) * 3 + rng.integers(0, 2, len(chosen))
            level = np.array(LEVELS)[(start + chosen) // 3 % len(LEVELS)]
            is_kept = rng.random((len(chosen), settings.bands)) < level[:, None] ** settings.rows
            some[chosen] = np.where(is_kept, bands[:, picked].T, some[chosen])
            shared = np.round(2 * MEMBERS * level / (1 + level)).astype(int)
            members[chosen] = np.where(rng.permuted(np.tile(np.arange(MEMBERS), (len(chosen), 1)), axis=1) < shared[:, None], shingles[picked], members[chosen])
            copies.append(start + chosen)
            originals.append(picked)
        bands[:, start : start + size] = some.T
        members.sort(axis=1)
        shingles[start : start + size] = members
    bands.flush()  # type: ignore[attr-defined]
    shingles.flush()  # type: ignore[attr-defined]
    return load_table(folder, rows), np.concatenate(copies), np.concatenate(originals)


def load_table(folder: Path, rows: int) -> KeyTable:
    """The planted keys as a table whose arrays are read-only maps; all others are zeros in files that take no room."""
    for name, dtype in ARRAYS.items():
        make_map(folder / f"{name}.npy", dtype, (rows, *WIDTHS.get(name, ())), fortran_order=True)
    columns: dict[str, Any] = {name: np.load(folder / f"{name}.npy", "r") for name in ARRAYS} | {"bands": (np.load(folder / "bands.npy", "r"),)}
    columns |= dict.fromkeys(SETS, pack_sets(np.zeros(0, np.uint32), np.zeros(rows, np.int64)))
    columns["shingles"] = pack_sets(np.load(folder / "shingles.npy", "r").reshape(-1), np.full(rows, MEMBERS))
    names: Any = Names(rows)
    return KeyTable(records=names, own_ids=names, ids=dict.fromkeys(ID_SCHEMES, names), **columns)


def measure(rows: int, folder: Path, workers: int) -> dict[str, Any]:
    """What it takes to deduplicate so many rows, and what is found."""
    settings = DedupeSettings()
    table, copies, originals = plant(folder, rows, settings)
    seconds: dict[str, float] = {}

    def take_time(name: str, call: Callable[[], Result]) -> Result:
        start, wall = time.process_time(), time.perf_counter()
        result = call()
        seconds[name], seconds[f"{name}-wall"] = round(time.process_time() - start, 2), round(time.perf_counter() - wall, 2)
        return result

    with Peak() as peak:
        ranks = Ranks(table)
        found = take_time("candidates", lambda: find_candidates(table, ranks, settings, workers))
        verdicts = take_time("verdicts", lambda: verify_pairs(table, found.a, found.b, settings, workers))
        links = select_links(found, verdicts)
        grown = take_time("clusters", lambda: grow_clusters(table, links, lambda a, b: judge_pairs(table, a, b, settings, workers), ranks, settings))
    is_found = np.isin(encode_pairs(originals, copies), encode_pairs(found.a, found.b))
    is_merged = grown.clusters[copies] == grown.clusters[originals]
    recall = {}
    for place, level in enumerate(LEVELS):
        chosen = copies // 3 % len(LEVELS) == place
        theory = 1 - (1 - level**settings.rows) ** settings.bands
        recall[str(level)] = {"found": float(is_found[chosen].mean()), "theory": theory, "merged": float(is_merged[chosen].mean())}
    false = int((np.bincount(grown.clusters) > 0).sum()) - (rows - int(is_merged.sum()))
    assert false == 0, "as many papers as there are rows that are no merged copies"
    return {"rows": rows, "seconds": seconds, "peak_mib": peak.resident, "anonymous_mib": peak.anonymous, "candidates": len(found.a), "recall": recall}


def show(figures: Sequence[dict[str, Any]]) -> None:
    """Print the table."""
    print("      rows  candidates s  verdicts s  clusters s  wall s  peak MiB  of no file      pairs  " + "  ".join(f"J={level}" for level in LEVELS))
    for one in figures:
        seconds = one["seconds"]
        wall = sum(value for name, value in seconds.items() if name.endswith("-wall"))
        recall = "  ".join(f"{one['recall'][str(level)]['found']:.3f}" for level in LEVELS)
        print(
            f"{one['rows']:10} {seconds['candidates']:13.1f} {seconds['verdicts']:11.1f} {seconds['clusters']:11.1f} {wall:7.1f}"
            f" {one['peak_mib']:9} {one['anonymous_mib']:11} {one['candidates']:10}  {recall}"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Measure all sizes; see the module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("rows", type=int, nargs="+")
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    parser.add_argument("--folder", type=Path, help="where the files of keys are made, 0.5 kB a row (default: where temporary files are)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    figures = []
    for rows in args.rows:
        if args.alone:
            with tempfile.TemporaryDirectory(dir=args.folder) as folder:
                figures.append(measure(rows, Path(folder), args.workers))
            print(json.dumps(figures[-1]))
            continue
        command = [sys.executable, __file__, str(rows), "--alone", "--workers", str(args.workers), *(["--folder", str(args.folder)] if args.folder else [])]
        figures.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
    if not args.alone:
        show(figures)
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
