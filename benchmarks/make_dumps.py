"""Make dumps of any size with known truth: `python -m benchmarks.make_dumps OUT --records N [--format NAME[:SHARE],…] [--abstracts FILE]`.

A share of the records (`--duplicates`) are copies of others: the same again, in other spellings, a later version, a teaser, without the id,
with a DOI only. `OUT/dumps/` gets a dump for each format (of pages one for each record), `OUT/truth.tsv` says of each record its dump, its
number there, its paper and what kind of copy it is. Papers are those of FILE (JSON Lines, compressed with zstd: `id`, `title`, `authors`,
`abstract`), then recombined ones; without FILE they are invented. The same seed gives the same bytes. `--after M` makes an update instead,
to dumps of M records made with the same seed: new papers, and copies of those that are there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from benchmarks.dumps.copies import ORIGINAL, copy_paper
from benchmarks.dumps.invented import InventedTexts
from benchmarks.dumps.layouts import Layout, find_layout
from benchmarks.dumps.papers import Paper, Texts, make_paper, start_rng
from benchmarks.dumps.plan import Request, Slot, plan_records
from benchmarks.dumps.sources import RealTexts, read_texts

BUFFER_BYTES = 1 << 20
HEADER = ("dump", "number", "paper", "copy")


def make_dumps(out: Path, request: Request, layouts: Sequence[Layout], texts: Texts) -> None:
    """Write the dumps and their truth. Raises `ValueError` where the request cannot be met."""
    prefix = "update-" if request.after else ""
    (out / "dumps").mkdir(parents=True)
    with ExitStack() as files:
        truth = files.enter_context(_open(out / "truth.tsv"))
        print(*HEADER, sep="\t", file=truth)
        dumps = [_Dump(out / "dumps", prefix, layout) for layout in layouts]
        for dump in dumps:
            files.callback(dump.close)
        for slot in plan_records(request):
            kind, paper = _make_record(slot, request.seed, texts, layouts[slot.layout])
            name, number = dumps[slot.layout].write(paper)
            truth.write(f"{name}\t{number}\t{slot.paper}\t{kind}\n")


class _Dump:
    """The dump of a format while it is written, or the folder of dumps where each record is one."""

    def __init__(self, folder: Path, prefix: str, layout: Layout) -> None:
        self.layout = layout
        self.path = folder / f"{prefix}{layout.file}"
        self.records = 0
        self.file: TextIO | None = None
        if layout.is_single:
            self.path.mkdir()
        else:
            self.file = _open(self.path)
            self.file.write(layout.opening)

    def write(self, paper: Paper) -> tuple[str, int]:
        """Write a record; gives its dump and its number there."""
        text = self.layout.write(paper)
        number, self.records = self.records, self.records + 1
        if self.file is None:
            page = self.path / f"{number:07}.html"
            page.write_text(text + self.layout.closing, encoding="utf-8")
            return f"{self.path.name}/{page.name}", 0
        self.file.write(text if number == 0 else self.layout.between + text)
        return self.path.name, number

    def close(self) -> None:
        if self.file is not None:
            self.file.write(self.layout.closing)
            self.file.close()


def _make_record(slot: Slot, seed: int, texts: Texts, layout: Layout) -> tuple[str, Paper]:
    """The kind of a record, and its paper as its listing has it."""
    paper = make_paper(slot.paper, seed, texts)
    if slot.copy == 0:
        return ORIGINAL, paper
    return copy_paper(paper, layout.kinds, start_rng(seed, slot.paper, slot.copy), texts.words)


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="", buffering=BUFFER_BYTES)


def read_formats(text: str) -> tuple[list[Layout], tuple[float, ...]]:
    """The layouts that an option names, and their shares; equal ones where it gives none. Raises `ValueError` for a name that is wrong, or twice there.

    >>> read_formats("arxiv-snapshot:0.95,hf-api:0.05")[1]
    (0.95, 0.05)
    """
    named = [part.partition(":") for part in text.split(",")]
    names = [name for name, _, _ in named]
    if len(set(names)) < len(names):
        raise ValueError(f"'{text}' names a format twice")
    return [find_layout(name) for name in names], tuple(float(share or 1) for _, _, share in named)


def main(argv: Sequence[str] | None = None) -> int:
    """Make the dumps; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="the folder to make")
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", default="arxiv-snapshot", help="NAME[:SHARE],…, the format of originals first (default arxiv-snapshot)")
    parser.add_argument("--duplicates", type=float, default=0.33, help="the share of the records that are copies (default 0.33)")
    parser.add_argument("--abstracts", type=Path, help="real abstracts to make papers from")
    parser.add_argument("--after", type=int, default=0, metavar="M", help="make an update to dumps of M records")
    args = parser.parse_args(argv)
    try:
        layouts, shares = read_formats(args.format)
        texts: Texts = RealTexts(read_texts(args.abstracts), args.seed) if args.abstracts else InventedTexts()
        make_dumps(args.out, Request(args.records, args.seed, args.duplicates, shares, args.after), layouts, texts)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())
