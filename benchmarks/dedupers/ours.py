"""papersieve's own deduplication by itself: `python -m benchmarks.dedupers.ours VIEW TEXTS LABELS`, run by `benchmarks/dedupe.py`.

Keys are made in threads, which share the interpreter while they are not in compiled loops; a run makes them in processes, beside cleaning.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.dedupe import DedupeSettings, KeySource, dedupe, make_keys
from pipeline.dedupe.engines import MANY

WORKERS = 2
VIEWS = ("full", "text")
"""full: title, authors, year and abstract, no ids. text: the abstract alone."""
Rows = list[dict[str, Any]]


def show_rows(rows: Rows, view: str) -> list[KeySource]:
    """The texts as dedupe is told of records."""
    return [_show(row, view) for row in rows]


def _show(row: dict[str, Any], view: str) -> KeySource:
    complete = not row["abstract"].endswith("...")
    if view == "text":
        return KeySource(row["id"], abstract=row["abstract"], abstract_complete=complete)
    return KeySource(row["id"], row["title"], tuple(row["authors"]), abstract=row["abstract"], abstract_complete=complete, year=row["year"])


def cluster_rows(rows: Rows, view: str) -> tuple[list[int], dict[str, float]]:
    """The cluster of each text, and the seconds and processor time that took."""
    settings = DedupeSettings()
    dedupe(make_keys(show_rows(rows[:MANY], view), settings), settings, WORKERS)  # What is compiled is loaded here.
    start, cpu = time.perf_counter(), time.process_time()
    table = make_keys(show_rows(rows, view), settings, WORKERS)
    keyed = time.perf_counter()
    clusters = dedupe(table, settings, WORKERS).clusters.tolist()
    done = time.perf_counter()
    return clusters, {"seconds": done - start, "keys_seconds": keyed - start, "cpu_seconds": time.process_time() - cpu}


def main(argv: Sequence[str]) -> int:
    """Cluster the texts of a file; see the module."""
    view, texts, labels = argv
    with Path(texts).open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    clusters, figures = cluster_rows(rows, view)
    Path(labels).write_text("".join(f"{cluster}\n" for cluster in clusters), encoding="utf-8")
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
