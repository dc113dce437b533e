"""What the whole pipeline takes, dumps in, all files out: `python -m benchmarks.end_to_end [DUMP …] [--records N,…] [--workers N] [--json FILE]`.

Measures given dumps, or dumps made of so many records (arXiv's snapshot and 5 % Hugging Face, a third of them copies; `--abstracts FILE` makes them of real
abstracts): `papersieve run`, then `papersieve add` of 1,000 records more (of half as many where that is less), each in processes of its own: seconds, by
stage, the peak memory of all processes together, bytes in and out, and pairs of records rightly merged. Beside it stands the time that it takes one core to
read and re-write the same JSON with orjson. `--work DIR` keeps the dumps there and uses them again; `--show FILE` prints the tables of an earlier run, with
what follows for more records; `--docs docs/scale.md` puts them into that page.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks import make_dumps
from benchmarks.dumps.truth import compare_clusters
from benchmarks.scale_tables import fill_page, make_tables
from benchmarks.watching import Watched, watch_command

SIZES = (10_000, 100_000, 1_000_000)
FORMATS = "arxiv-snapshot:0.95,hf-api:0.05"
ADDED = 1_000
TIMEOUT_SECONDS = 6 * 3_600
FIRST_NUMBER_RE = re.compile(r"\d+")
Row = dict[str, Any]


class Inputs(msgspec.Struct, frozen=True):
    """What is measured: dumps, what is added to them, and the files that say which records are of one paper."""

    dumps: tuple[Path, ...]
    added: Path | None = None
    truths: tuple[Path, ...] = ()


class Member(msgspec.Struct, frozen=True):
    """What a line of `records.jsonl` says of where a record is from and which paper it is of."""

    paper: str
    dump: str
    locator: str


def prepare_inputs(work: Path, records: int, options: Sequence[str]) -> Inputs:
    """Dumps of so many records and an update to them, in folders below `work`, made where they are not there yet."""
    folders = {work / f"d{records}": ["--records", str(records), "--format", FORMATS]}
    folders[work / f"d{records}-add"] = ["--records", str(min(ADDED, records // 2)), "--after", str(records)]
    for folder, arguments in folders.items():
        if not (folder / "truth.tsv").exists():
            making = folder.with_name(f"{folder.name}.part")
            shutil.rmtree(making, ignore_errors=True)
            make_dumps.main([str(making), *arguments, *options])
            making.rename(folder)
    base, update = folders
    return Inputs((base / "dumps",), update / "dumps", (base / "truth.tsv", update / "truth.tsv"))


def measure(inputs: Inputs, workers: int) -> Row:
    """Run the pipeline over the dumps, then add to them; gives all figures."""
    files = list(_list_files(inputs.dumps))
    row: Row = {"bytes_in": sum(path.stat().st_size for path in files), "workers": workers, "rewrite_seconds": measure_rewriting(files)}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        row["run"] = _describe(_run(["run", *map(str, inputs.dumps), "-o", str(out), "--workers", str(workers)]), out)
        row["records"] = row["run"]["records"]
        row["run"] |= score_corpus(out, inputs.truths[:1])
        if inputs.added is not None:
            row["add"] = _describe(_run(["add", str(inputs.added), "-o", str(out), "--workers", str(workers)]), out)
            row["add"] |= score_corpus(out, inputs.truths)
    return row


def _run(arguments: Sequence[str]) -> Watched:
    return watch_command([sys.executable, "-m", "pipeline", *arguments, "--quiet"], TIMEOUT_SECONDS)


def _describe(watched: Watched, out: Path) -> Row:
    last = json.loads((out / ".state" / "last.json").read_bytes())
    counts = json.loads((out / "manifest.json").read_bytes())["counts"]["merge"]
    sizes = {"bytes_out": sum(path.stat().st_size for path in out.iterdir() if path.is_file())}
    sizes["bytes_state"] = sum(path.stat().st_size for path in _list_files([out / ".state"]))
    figures = {"seconds": watched.seconds, "cpu_seconds": watched.cpu_seconds, "peak_mb": watched.peak_mb, "stages": last["seconds"]}
    return figures | sizes | {"records": counts["records"], "papers": counts["papers"]}


def _list_files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from (file for file in sorted(path.rglob("*")) if file.is_file()) if path.is_dir() else [path]


def measure_rewriting(files: Iterable[Path]) -> float:
    """The processor seconds to read and re-write the JSON among the files with orjson, in this process."""
    import orjson  # noqa: PLC0415 - a tool of development, needed by nothing else here

    start = time.process_time()
    with tempfile.TemporaryFile() as out:
        for path in files:
            if path.suffix == ".jsonl":
                with path.open("rb") as lines:
                    out.writelines(orjson.dumps(orjson.loads(line), option=orjson.OPT_APPEND_NEWLINE) for line in lines)
            elif path.suffix == ".json":
                out.write(orjson.dumps(orjson.loads(path.read_bytes())))
    return time.process_time() - start


def score_corpus(out: Path, truths: Sequence[Path]) -> Row:
    """Precision and recall of the merges in a corpus, of pairs of records; nothing where no truth is known.

    Raises `ValueError` where a dump gave another number of records than it is known to have.
    """
    if not truths:
        return {}
    known: dict[str, list[int]] = defaultdict(list)
    for path in truths:
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            dump, _, paper, _ = line.split("\t")
            known[dump].append(int(paper))
    papers: list[int] = []
    clusters: list[str] = []
    for dump, members in read_members(out / "records.jsonl").items():
        name = next(name for name in known if dump == name or dump.endswith(f"/{name}"))
        if len(members) != len(known[name]):
            raise ValueError(f"{dump}: {len(members)} records, and not {len(known[name])}")
        papers += known[name]
        clusters += members
    number_of = {cluster: number for number, cluster in enumerate(dict.fromkeys(clusters))}
    agreement = compare_clusters(papers, [number_of[cluster] for cluster in clusters])
    return {"precision": agreement.precision, "recall": agreement.recall}


def read_members(records: Path) -> dict[str, list[str]]:
    """For each dump the papers of its records, in the order in which they stand there."""
    decoder = msgspec.json.Decoder(Member)
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    with records.open("rb") as lines:
        for line in lines:
            member = decoder.decode(line)
            place = FIRST_NUMBER_RE.search(member.locator)
            found[member.dump].append((int(place[0]) if place else 0, member.paper))
    return {dump: [paper for _, paper in sorted(members, key=lambda member: member[0])] for dump, members in found.items()}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure at all sizes; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dumps", type=Path, nargs="*", help="measure these dumps, of whose truth nothing is known")
    parser.add_argument("--records", default=",".join(map(str, SIZES)), help="make dumps of so many records, one size after another")
    parser.add_argument("--abstracts", help="real abstracts to make them from")
    parser.add_argument("--work", type=Path, help="keep the dumps that are made here")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    parser.add_argument("--show", type=Path, help="print the tables of this file and measure nothing")
    parser.add_argument("--docs", type=Path, help="page whose tables are replaced")
    args = parser.parse_args(argv)
    rows = json.loads(args.show.read_text(encoding="utf-8")) if args.show else measure_all(args)
    tables = make_tables(rows)
    print("\n\n".join(tables.values()))
    if args.docs:
        fill_page(args.docs, tables)
    return 0


def measure_all(args: argparse.Namespace) -> list[Row]:
    """The figures of the dumps that are given, or of all sizes."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        made = (
            prepare_inputs(args.work or Path(scratch), int(size), ["--abstracts", args.abstracts] if args.abstracts else []) for size in args.records.split(",")
        )
        for inputs in [Inputs(tuple(args.dumps))] if args.dumps else made:
            rows.append(measure(inputs, args.workers))
            print(f"{rows[-1]}", file=sys.stderr)
            if args.json:
                args.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return rows


if __name__ == "__main__":
    sys.exit(main())
