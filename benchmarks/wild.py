"""How well real dumps are read: for each dump of a folder with known records, what share of them is found, and of each field right.

    python benchmarks/wild.py DUMPS --scorer score_dumps.py [--json FILE] [--docs docs/formats.md]

The scorer is a program that runs `papersieve run` on each dump alone and compares `records.jsonl` with the truth; it is called with
`--cmd`, `--dumps` and `--gold`, and its table is read. With `--docs` the table takes the place of the one between the markers of that page.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

import msgspec

ROW_RE = re.compile(
    r"^(?P<file>\S+) +(?P<gold>\d+) +(?P<found>\d+) +(?P<recall>\S+) +(?P<precision>\S+) +\| +"
    r"(?P<title>\S+) +(?P<arxiv>\S+) +(?P<authors>\S+) +(?P<abstract>\S+) +(?P<published>\S+) +(?P<category>\S+) +\| +"
    r"(?P<claim>\S+) +\S+ +(?P<seconds>[\d.]+) +(?P<status>\S+)"
)
MARKERS = ("<!-- wild -->", "<!-- /wild -->")
SUMS = (("macro recall", "macro_recall"), ("macro precision", "macro_precision"), ("arXiv id", "arxiv_id"), ("title", "title"), ("authors", "authors"))
MORE_SUMS = (("abstract", "abstract"), ("published", "published"), ("primary category", "primary_category"))


class Row(msgspec.Struct, frozen=True):
    """What was found of one dump. Shares are in percent, `-` where there is nothing to compare."""

    file: str
    gold: int
    found: int
    recall: str
    precision: str
    title: str
    arxiv: str
    authors: str
    abstract: str
    published: str
    category: str
    claim: str
    seconds: float
    status: str


def score(dumps: Path, scorer: Path) -> tuple[list[Row], dict[str, object]]:
    """The rows of the scorer's table, and its sums over all dumps."""
    command = [sys.executable, str(scorer), "--cmd", f"{sys.executable} -m pipeline", "--dumps", str(dumps), "--gold", str(dumps / "gold.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [msgspec.convert(match.groupdict(), Row, strict=False) for line in done.stdout.splitlines() if (match := ROW_RE.match(line))]
    return rows, json.loads(done.stdout.splitlines()[-1])["total"]


def show_table(rows: list[Row], total: dict[str, object]) -> str:
    """The table as Markdown, and the sums below it."""
    lines = [
        "| dump | records | found | recall | precision | title | arXiv id | authors | abstract | published | category | claim | s |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines.extend(
        f"| {row.file} | {row.gold} | {row.found} | {row.recall} | {row.precision} | {row.title} | {row.arxiv} | {row.authors} | {row.abstract} "
        f"| {row.published} | {row.category} | {row.claim} | {row.seconds} |"
        for row in rows
    )
    sums = ", ".join(f"{name} {total[key]}" for name, key in (*SUMS, *MORE_SUMS))
    claims = total["claimed_noticed"]
    lines += ["", f"All {len(rows)} dumps: {sums}; claims noticed {claims}; runs that failed {total['bad_runs']}; dumps with leaks {total['leak_files']}."]
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Score, print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dumps", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--docs", type=Path, help="page whose table is replaced")
    arguments = parser.parse_args(argv)
    rows, total = score(arguments.dumps.resolve(), arguments.scorer)
    table = show_table(rows, total)
    print(table)
    if arguments.json:
        arguments.json.write_text(json.dumps({"rows": msgspec.to_builtins(rows), "total": total}, indent=1) + "\n", encoding="utf-8")
    if arguments.docs:
        page = arguments.docs.read_text(encoding="utf-8")
        before, after = page.partition(MARKERS[0])[0], page.partition(MARKERS[1])[2]
        arguments.docs.write_text(f"{before}{MARKERS[0]}\n{table}\n{MARKERS[1]}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
