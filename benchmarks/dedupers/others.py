"""Other tools for the same task: `PYTHON benchmarks/dedupers/others.py TOOL TEXTS LABELS`, run by `benchmarks/dedupe.py` with a Python that has them.

All but bib-dedupe see the abstract alone, as lower-case shingles of three words, with signatures of 128 and a threshold of 0.5. Which index that means
is each tool's own choice. What an index returns is checked on the signatures where the tool can; text-dedup does not. Nothing of the project is imported.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

NUM_PERM = 128
THRESHOLD = 0.5
SHINGLE_WORDS = 3
SEED = 42
BANDS = 32
BATCH = 10_000
WORKERS = 2
WORD_RE = re.compile(r"\w+")
Rows = list[dict[str, Any]]
Prepared = Callable[[], list[int]]
"""What is measured: gives the cluster of each text."""


class Union:
    """Sets of rows that are joined pair by pair."""

    def __init__(self, size: int) -> None:
        self.parents = list(range(size))

    def find(self, row: int) -> int:
        """The lowest row that is in one set with this one."""
        while self.parents[row] != row:
            self.parents[row] = row = self.parents[self.parents[row]]
        return row

    def join(self, a: int, b: int) -> None:
        """Make the sets of two rows one."""
        a, b = self.find(a), self.find(b)
        self.parents[max(a, b)] = min(a, b)

    def list_roots(self) -> list[int]:
        """For each row what `find` gives."""
        return [self.find(row) for row in range(len(self.parents))]


def list_shingles(text: str) -> list[str]:
    """The shingles of a text as it comes; a text of fewer words is one shingle."""
    words = WORD_RE.findall(text.lower())
    return [" ".join(words[start : start + SHINGLE_WORDS]) for start in range(max(1, len(words) - SHINGLE_WORDS + 1))]


def _join_similar(signatures: Sequence[Any], found: Iterable[Iterable[int]]) -> list[int]:
    union = Union(len(signatures))
    for row, others in enumerate(found):
        for other in others:
            if other < row and union.find(other) != union.find(row) and signatures[row].jaccard(signatures[other]) >= THRESHOLD:
                union.join(row, other)
    return union.list_roots()


def prepare_datasketch(rows: Rows) -> Prepared:
    """MinHash.bulk and MinHashLSH."""
    datasketch = importlib.import_module("datasketch")

    def cluster() -> list[int]:
        shingles = ([shingle.encode() for shingle in set(list_shingles(row["abstract"]))] for row in rows)
        signatures = datasketch.MinHash.bulk(shingles, num_perm=NUM_PERM)
        index = datasketch.MinHashLSH(threshold=THRESHOLD, num_perm=NUM_PERM)
        with index.insertion_session() as session:
            for row, signature in enumerate(signatures):
                session.insert(row, signature, check_duplication=False)
        return _join_similar(signatures, (index.query(signature) for signature in signatures))

    return cluster


def prepare_rensa(rows: Rows) -> Prepared:
    """RMinHash and RMinHashLSH, batch by batch in Rust; 32 bands, since it leaves their number to its user."""
    rensa = importlib.import_module("rensa")

    def cluster() -> list[int]:
        index = rensa.RMinHashLSH(THRESHOLD, NUM_PERM, BANDS)
        signatures: list[Any] = []
        starts = range(0, len(rows), BATCH)
        for start in starts:
            shingles = [list_shingles(row["abstract"]) for row in rows[start : start + BATCH]]
            signatures += rensa.RMinHash.from_token_sets(shingles, NUM_PERM, SEED)
            index.insert_many(signatures[start:], start)
        return _join_similar(signatures, (found for start in starts for found in index.query_all(signatures[start : start + BATCH])))

    return cluster


def prepare_text_dedup(rows: Rows) -> Prepared:
    """Its own command for MinHash, on a dataset that is loaded already."""
    datasets, minhash = importlib.import_module("datasets"), importlib.import_module("text_dedup.minhash")
    scratch = tempfile.TemporaryDirectory()
    folder = Path(scratch.name)
    datasets.Dataset.from_dict({"text": [row["abstract"] for row in rows]}).save_to_disk(str(folder / "in"))
    options = {"path": folder / "in", "output": folder / "out", "column": "text", "ngram": SHINGLE_WORDS, "num_perm": NUM_PERM}
    options |= {"threshold": THRESHOLD, "min_length": 1, "num_proc": WORKERS, "hash_func": "xxh3", "hash_bits": 32}
    arguments = ["--local", *(part for name, value in options.items() for part in (f"--{name}", str(value)))]

    def cluster() -> list[int]:
        minhash.main.main(arguments, standalone_mode=False)
        scratch.cleanup()
        return [minhash.uf.find(row) for row in range(len(rows))]

    return cluster


def prepare_bib_dedupe(rows: Rows) -> Prepared:
    """Its four steps on title, authors, year and abstract; without a journal it leaves every pair to a person, so all have the same."""
    pandas, tool = importlib.import_module("pandas"), importlib.import_module("bib_dedupe.bib_dedupe")
    columns = {"ID": [row["id"] for row in rows], "ENTRYTYPE": "article", "title": [row["title"] for row in rows]}
    columns |= {"author": [" and ".join(map(_invert_name, row["authors"])) for row in rows], "year": [str(row["year"]) for row in rows]}
    columns |= {"abstract": [row["abstract"] for row in rows], "journal": "arXiv"} | dict.fromkeys(("volume", "number", "pages", "doi"), "")

    def cluster() -> list[int]:
        records = tool.prep(pandas.DataFrame(columns), verbosity_level=0, cpu=WORKERS)
        matched = tool.match(tool.block(records, verbosity_level=0, cpu=WORKERS), verbosity_level=0, cpu=WORKERS)
        place, union = {row["id"]: number for number, row in enumerate(rows)}, Union(len(rows))
        for names in tool.cluster(matched, verbosity_level=0):
            for name in names[1:]:
                union.join(place[names[0]], place[name])
        return union.list_roots()

    return cluster


def _invert_name(name: str) -> str:
    given, _, surname = name.rpartition(" ")
    return f"{surname}, {given}"


TOOLS = {"text-dedup": prepare_text_dedup, "rensa": prepare_rensa, "datasketch": prepare_datasketch, "bib-dedupe": prepare_bib_dedupe}


def main(argv: Sequence[str]) -> int:
    """Cluster the texts of a file with a tool; see the module."""
    name, texts, labels = argv
    with contextlib.redirect_stdout(sys.stderr):  # The tools tell how far they are.
        cluster = TOOLS[name]([json.loads(line) for line in Path(texts).read_text(encoding="utf-8").splitlines()])
        start, cpu = time.perf_counter(), _cpu_seconds()
        clusters = cluster()
        figures = {"seconds": time.perf_counter() - start, "cpu_seconds": _cpu_seconds() - cpu}
    Path(labels).write_text("".join(f"{cluster}\n" for cluster in clusters), encoding="utf-8")
    print(json.dumps(figures))
    return 0


def _cpu_seconds() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
