"""How fast fields are repaired: `python benchmarks/repair.py ABSTRACTS [--records N] [--json FILE]`.

ABSTRACTS is the compressed JSON Lines file of real records (`title`, `authors`, `abstract`, `doi`, `arxiv_id`). They are
laid out as arXiv's snapshot has them: titles and abstracts with a line break after 72 and 78 characters, the others as they stand. The
table says for each field how many records a second one processor core repairs, what that is in microseconds a record, and in how
many records the field holds LaTeX; `unwrapped` is the abstract without its line breaks.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import zstandard

from pipeline.repair import find_flags, repair_field

Texts = list[tuple[str, ...]]
"""The texts of one field, for each record that has it."""


def read_records(path: Path, limit: int) -> list[dict[str, Any]]:
    """The first records of the file that have a title and an abstract."""
    records: list[dict[str, Any]] = []
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            record = json.loads(line)
            if record["title"] and record["abstract"]:
                records.append(record)
            if len(records) == limit:
                break
    return records


def lay_out(records: Sequence[dict[str, Any]]) -> dict[str, Texts]:
    """The texts of the records' fields as the snapshot has them."""
    return {
        "title": [(textwrap.fill(record["title"], 72, subsequent_indent="  "),) for record in records],
        "authors": [tuple(record["authors"]) for record in records if record["authors"]],
        "abstract": [(f"  {textwrap.fill(record['abstract'], 78)}\n",) for record in records],
        "unwrapped": [(record["abstract"],) for record in records],
        "identifiers.doi": [(record["doi"],) for record in records if record["doi"]],
        "identifiers.arxiv": [(record["arxiv_id"],) for record in records if record["arxiv_id"]],
        "published": [(_write_date(place),) for place in range(len(records))],
    }


def _write_date(place: int) -> str:
    """A date as arXiv says when a version came: each day of eight years, at any second."""
    seconds = 1_300_000_000 + place * 86_399 % (8 * 365 * 86_400)
    return time.strftime("%a, %-d %b %Y %H:%M:%S GMT", time.gmtime(seconds))


def measure_field(name: str, texts: Texts) -> dict[str, float]:
    """What it takes to repair a field of all records, in processor time."""
    field = "abstract" if name == "unwrapped" else name
    start = time.process_time()
    for each in texts:
        repair_field(field, each)
    seconds = time.process_time() - start
    latex = sum(any("\\" in text or "$" in text for text in each) for each in texts)
    return {"records": len(texts), "seconds": seconds, "latex": latex / max(len(texts), 1)}


def measure_flags(records: Sequence[dict[str, Any]]) -> dict[str, float]:
    """What it takes to find the flags of all records."""
    fields: list[dict[str, Any]] = [{"abstract": record["abstract"], "published": "2020-01-01"} for record in records]
    start = time.process_time()
    for each in fields:
        find_flags(each)
    return {"records": len(fields), "seconds": time.process_time() - start, "latex": 0.0}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure all fields; see the module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("abstracts", type=Path)
    parser.add_argument("--records", type=int, default=30_000, help="use so many records (default 30000)")
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    args = parser.parse_args(argv)
    records = read_records(args.abstracts, args.records)
    repair_field("abstract", ["$\\alpha$ \\'e"])  # loads the tables of LaTeX
    figures = {name: measure_field(name, texts) for name, texts in lay_out(records).items()} | {"(flags)": measure_flags(records)}
    print(f"{'field':20} {'records':>8} {'records/s':>10} {'µs':>7} {'LaTeX':>6}")
    for name, cost in figures.items():
        speed = cost["records"] / max(cost["seconds"], 1e-9)
        print(f"{name:20} {cost['records']:8.0f} {speed:10.0f} {1e6 / speed if cost['records'] else 0:7.1f} {cost['latex']:6.1%}")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
