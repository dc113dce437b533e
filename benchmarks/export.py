"""What it takes to load a corpus and to export it to each format: `python -m benchmarks.export CORPUS [--format NAME …] [--json FILE]`.

Each is done in a process of its own, start and imports included: seconds, processor seconds, papers a second, peak memory, bytes written.
`load` goes through all papers,
`check` also compares every file with its sha-256 first.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from benchmarks.watching import watch_command
from pipeline.corpus import load_corpus
from pipeline.export import TARGETS

TIMEOUT_SECONDS = 3_600
LOADING = {
    "load": "import sys; from pipeline import load_corpus; print(sum(1 for _ in load_corpus(sys.argv[1])))",
    "check": "import sys; from pipeline import load_corpus; print(sum(1 for _ in load_corpus(sys.argv[1], check=True)))",
}
EXPORTS = {**{target.name: [target.name] for target in TARGETS}, "parquet --records": ["parquet", "--records"], "hf --records": ["hf", "--records"]}


class Row(msgspec.Struct, frozen=True):
    """What one of them took."""

    what: str
    lines: int
    """Papers, records, or both."""
    seconds: float
    cpu_seconds: float
    peak_mb: float
    bytes_out: int


def measure(corpus: Path, what: str, folder: Path) -> Row:
    """Load the corpus, or export it into the folder; gives what that took."""
    loaded = load_corpus(corpus)
    command = [sys.executable, "-c", LOADING[what], str(corpus)] if what in LOADING else _make_command(corpus, what, folder)
    watched = watch_command(command, TIMEOUT_SECONDS)
    papers = 0 if what == "parquet --records" else len(loaded)
    records = len(loaded.records) if what.endswith("--records") else 0
    written = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Row(what, papers + records, watched.seconds, watched.cpu_seconds, watched.peak_mb, written)


def _make_command(corpus: Path, what: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "pipeline", "export", *EXPORTS[what], "-o", str(corpus), "--to", str(folder / "out"), "--quiet"]


def make_table(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of a table in Markdown."""
    yield "| what | seconds | on the processor | lines a second | peak memory | written |"
    yield "|---|--:|--:|--:|--:|--:|"
    for row in rows:
        rate, size = f"{row.lines / row.seconds:,.0f}", f"{row.bytes_out / 1e6:,.0f} MB" if row.bytes_out else "-"
        yield f"| {row.what} | {row.seconds:.1f} | {row.cpu_seconds:.1f} | {rate} | {row.peak_mb:.0f} MB | {size} |"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what is asked for; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of a corpus")
    parser.add_argument("--format", action="append", choices=[*LOADING, *EXPORTS], help="only this; may be repeated")
    parser.add_argument("--work", type=Path, help="folder for what is written, which is removed again")
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    args = parser.parse_args(argv)
    rows = []
    for what in args.format or [*LOADING, *EXPORTS]:
        with tempfile.TemporaryDirectory(dir=args.work) as folder:
            rows.append(measure(args.corpus, what, Path(folder)))
        print(f"{rows[-1]}", file=sys.stderr)
        if args.json:
            args.json.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=1))
    print("\n".join(make_table(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
