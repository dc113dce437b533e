"""`papers.jsonl` and `records.jsonl`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.columns import Spans
from pipeline.records import Paper, Record, Value
from pipeline.write.copying import copy_lines

Line = TypeVar("Line")

PAPERS = "papers.jsonl"
RECORDS = "records.jsonl"


def stage_papers(folder: Path, sources: Sequence[Path], papers: Spans, records: Spans) -> dict[str, str]:
    """Write the two files of these lines of other files, both at once; gives their sha-256."""
    with ThreadPoolExecutor(2) as pool:
        written = {name: pool.submit(copy_lines, folder / name, sources, spans) for name, spans in ((PAPERS, papers), (RECORDS, records))}
        return {name: digest.result() for name, digest in written.items()}


def paper_value(paper: Paper, name: str) -> Value | None:
    """The value of a paper's field by the name that records use, dotted where nested; None where it has none."""
    value: object = paper
    for part in name.split("."):
        value = getattr(value, part)
    return list(value) if isinstance(value, tuple) else value  # type: ignore[return-value]  # every field of a paper that a record can have is a Value


def read_lines(path: Path, kind: type[Line]) -> Iterator[Line]:
    """The objects of a file of JSON lines."""
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as file:
        yield from map(decoder.decode, file)


def read_records(folder: Path) -> Iterator[Record]:
    """The records of a corpus, as written: values that equal their paper's are left out."""
    return read_lines(folder / RECORDS, Record)


def read_papers(folder: Path) -> Iterator[Paper]:
    """The papers of a corpus."""
    return read_lines(folder / PAPERS, Paper)
