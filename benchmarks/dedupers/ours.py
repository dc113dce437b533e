"""papersieve's own deduplication by itself: `python -m benchmarks.dedupers.ours VIEW TEXTS LABELS`, run by `benchmarks/dedupe.py`.

Keys are made in worker processes, batch by batch, and go to files, as in a run; the clock starts when the workers have loaded what they need.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

import msgspec

from pipeline.dedupe import DedupeSettings, KeySource, KeyTable, dedupe, make_keys
from pipeline.dedupe.engines import MANY

MAX_BATCH_BYTES = 16_000_000
WORKERS = 2
WARM_RECORDS = MANY
START_SECONDS = 120
VIEWS = ("full", "text")
"""full: title, authors, year and abstract, no ids. text: the abstract alone."""


class Batch(msgspec.Struct, frozen=True):
    """A stretch of the file of texts, in bytes at the ends of lines, and where its keys go."""

    texts: str
    start: int
    end: int
    view: str
    keys: str


def read_sources(batch: Batch) -> list[KeySource]:
    """The texts of a batch as dedupe is told of records."""
    with Path(batch.texts).open("rb") as file:
        file.seek(batch.start)
        rows = [msgspec.json.decode(line) for line in file.read(batch.end - batch.start).splitlines()]
    return [_show(row, batch.view) for row in rows]


def _show(row: dict[str, Any], view: str) -> KeySource:
    complete = not row["abstract"].endswith("...")
    if view == "text":
        return KeySource(row["id"], abstract=row["abstract"], abstract_complete=complete)
    return KeySource(row["id"], row["title"], tuple(row["authors"]), abstract=row["abstract"], abstract_complete=complete, year=row["year"])


def cut_batches(texts: Path, view: str, folder: Path) -> Iterator[Batch]:
    """The file in batches, so many that all workers have some."""
    start, size = 0, texts.stat().st_size
    step = min(MAX_BATCH_BYTES, size // (2 * WORKERS) + 1)
    with texts.open("rb") as file:
        while start < size:
            file.seek(min(start + step, size))
            file.readline()
            yield Batch(str(texts), start, file.tell(), view, str(folder / f"{start:015}"))
            start = file.tell()


def key_batch(batch: Batch) -> float:
    """Write the keys of a batch; gives the processor time that took."""
    start = time.process_time()
    Path(batch.keys).write_bytes(make_keys(read_sources(batch), DedupeSettings()).to_bytes())
    return time.process_time() - start


def warm_up(batch: Batch, barrier: Barrier) -> None:
    """Load what a process needs, and wait for the others. Raises `RuntimeError` where they do not come."""
    make_keys(read_sources(batch)[:WARM_RECORDS], DedupeSettings())
    try:
        barrier.wait(START_SECONDS)
    except BrokenBarrierError as error:
        raise RuntimeError("a worker did not start") from error


def cluster_texts(batches: Sequence[Batch]) -> tuple[list[int], dict[str, float]]:
    """The cluster of each text, and the seconds and processor time that took."""
    settings, spawn = DedupeSettings(), multiprocessing.get_context("spawn")
    dedupe(make_keys(read_sources(batches[0])[:WARM_RECORDS], settings), settings)
    with ProcessPoolExecutor(WORKERS, mp_context=spawn, initializer=warm_up, initargs=(batches[0], spawn.Barrier(WORKERS))) as pool:
        for started in [pool.submit(time.process_time) for _ in range(WORKERS)]:
            started.result()
        start, cpu = time.perf_counter(), time.process_time()
        worked = sum(pool.map(key_batch, batches))
        keyed = time.perf_counter()
        table = KeyTable.concat([KeyTable.from_bytes(Path(batch.keys).read_bytes()) for batch in batches])
        resolution = dedupe(table, settings, WORKERS)
        done, cpu = time.perf_counter(), time.process_time() - cpu
    figures = {"seconds": done - start, "keys_seconds": keyed - start, "cpu_seconds": worked + cpu}
    return resolution.clusters.tolist(), figures


def main(argv: Sequence[str]) -> int:
    """Cluster the texts of a file; see the module."""
    view, texts, labels = argv
    with tempfile.TemporaryDirectory() as folder:
        clusters, figures = cluster_texts(list(cut_batches(Path(texts), view, Path(folder))))
    Path(labels).write_text("".join(f"{cluster}\n" for cluster in clusters), encoding="utf-8")
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
