"""How fast and how well deduplication does beside other tools: `python -m benchmarks.dedupe ABSTRACTS [--sizes N,…] [--peers PYTHON] [--json FILE]`.

The same texts, titles and authors, ids hidden, go to each tool in a process of its own: real abstracts as long as they last, then recombined ones
(`benchmarks/dumps`), a third of them copies: the same again, respelt, reworded, cut to a teaser. The clock of each runs from texts in memory, as Python's
strings, to clusters; what a tool loads before that does not count. `--peers` names a Python with `text-dedup`, `rensa`, `datasketch` and `bib-dedupe`
(`benchmarks/dedupers/others.py` says how each is used); without it only papersieve is measured. Precision and recall are of pairs of records. `--show
FILE` prints the table of an earlier run; `--docs docs/scale.md` puts it into that page.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.dumps.copies import copy_paper
from benchmarks.dumps.invented import InventedTexts
from benchmarks.dumps.layouts import WITH_ID
from benchmarks.dumps.papers import Texts, make_paper, start_rng
from benchmarks.dumps.plan import Request, plan_records
from benchmarks.dumps.sources import RealTexts, read_texts
from benchmarks.dumps.truth import compare_clusters
from benchmarks.scale_tables import fill_page, show_dedupers
from benchmarks.watching import watch_command

SIZES = (10_000, 100_000, 1_000_000)
OURS = {"papersieve": "full", "papersieve, text alone": "text"}
PEERS = {"text-dedup": 1_000_000, "rensa": 1_000_000, "datasketch": 100_000, "bib-dedupe": 10_000}
"""Up to how many records each is run: beyond, a run takes more than half an hour or more memory than most machines have."""
TIMEOUT_SECONDS = 3_600
DUPLICATES = 0.33
Row = dict[str, Any]


def write_texts(path: Path, records: int, seed: int, texts: Texts) -> list[int]:
    """Write so many records as JSON Lines, a third of them copies, without ids; gives the paper of each."""
    papers: list[int] = []
    with path.open("w", encoding="utf-8") as file:
        for slot in plan_records(Request(records, seed, DUPLICATES, (1.0,))):
            paper = make_paper(slot.paper, seed, texts)
            if slot.copy:
                _, paper = copy_paper(paper, WITH_ID, start_rng(seed, slot.paper, slot.copy), texts.words)
            row = {"id": f"{len(papers):09}", "title": paper.title, "authors": paper.authors, "abstract": paper.abstract, "year": paper.versions[0].year}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            papers.append(slot.paper)
    return papers


def measure_tool(name: str, command: Sequence[str], texts: Path, papers: Sequence[int]) -> Row:
    """Run a tool over the texts; gives what it took and how well it did, or why it did not."""
    labels = texts.with_suffix(".labels")
    row: Row = {"tool": name, "records": len(papers)}
    try:
        watched = watch_command([*command, str(texts), str(labels)], TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        return row | {"failed": f"not done in {TIMEOUT_SECONDS} s"}
    except subprocess.CalledProcessError as error:
        return row | {"failed": (error.stderr.strip().splitlines() or [f"status {error.returncode}"])[-1]}
    figures: Row = json.loads(watched.output.splitlines()[-1])
    agreement = compare_clusters(papers, [int(line) for line in labels.read_text().split()])
    return row | figures | {"peak_mb": watched.peak_mb, "precision": agreement.precision, "recall": agreement.recall}


def list_tools(records: int, peers: str | None) -> Iterable[tuple[str, list[str]]]:
    """The tools that are run on so many records, and the command of each."""
    for name, view in OURS.items():
        yield name, [sys.executable, "-m", "benchmarks.dedupers.ours", view]
    for name, limit in PEERS.items():
        if peers is not None and records <= limit:
            yield name, [peers, str(Path(__file__).parent / "dedupers" / "others.py"), name]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure all tools at all sizes; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("abstracts", type=Path, nargs="?", help="real abstracts (JSON Lines, zstd); without them texts are invented")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="how many records, one size after another")
    parser.add_argument("--peers", help="a Python that has the other tools")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    parser.add_argument("--show", type=Path, help="print the table of this file and measure nothing")
    parser.add_argument("--docs", type=Path, help="page whose table is replaced")
    args = parser.parse_args(argv)
    rows = json.loads(args.show.read_text(encoding="utf-8")) if args.show else measure_all(args)
    table = show_dedupers(rows)
    print(table)
    if args.docs:
        fill_page(args.docs, {"dedupers": table})
    return 0


def measure_all(args: argparse.Namespace) -> list[Row]:
    """The figures of all tools at all sizes."""
    source: Texts = RealTexts(read_texts(args.abstracts), args.seed) if args.abstracts else InventedTexts()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, args.sizes.split(",")):
            texts = Path(folder) / f"{size}.jsonl"
            papers = write_texts(texts, size, args.seed, source)
            for name, command in list_tools(size, args.peers):
                rows.append(measure_tool(name, command, texts, papers))
                print(f"{name}: {rows[-1]}", file=sys.stderr)
                if args.json:
                    args.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
            texts.unlink()
    return rows


if __name__ == "__main__":
    sys.exit(main())
