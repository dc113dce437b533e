"""Labelled records and pairs: how they are read, and how a view shows a record to deduplication."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec
import zstandard

from pipeline.dedupe import KeySource

Record: TypeAlias = dict[str, Any]

VIEWS: Final = ("plain", "ids", "text", "teaser")
TEASER_CHARS = 300
YEAR_RE = re.compile(r"\b(?:19|20)\d\d\b")


class Pair(msgspec.Struct, frozen=True):
    """A labelled pair of records."""

    a: str
    b: str
    label: str
    set: str


class LabelledSet(msgspec.Struct, frozen=True):
    """A complete set: of all pairs of its records those in `true` are one paper, and all others but those in `open` are not."""

    name: str
    records: list[Record]
    true: frozenset[tuple[str, str]]
    open: frozenset[tuple[str, str]]


def order_pair(a: str, b: str) -> tuple[str, str]:
    """Two records as a pair, whatever their order."""
    return (a, b) if a < b else (b, a)


def read_records(path: Path) -> list[Record]:
    """The records of a compressed JSON Lines file."""
    with zstandard.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_pairs(path: Path, name: str = "") -> list[Pair]:
    """The pairs of a table, compressed or not; `name` stands in for a column `set`."""
    data = path.read_bytes()
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(data).read()
    rows = csv.DictReader(io.StringIO(data.decode()), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [Pair(row["id_a"], row["id_b"], row["label"], row.get("set") or name) for row in rows]


def read_set(folder: Path, name: str) -> LabelledSet:
    """The set of that name, from `NAME.jsonl.zst` and `NAME.pairs.tsv`."""
    records = read_records(folder / f"{name}.jsonl.zst")
    known = {record["id"] for record in records}
    pairs = [pair for pair in read_pairs(folder / f"{name}.pairs.tsv", name) if {pair.a, pair.b} <= known]
    true = frozenset(order_pair(pair.a, pair.b) for pair in pairs if pair.label == "dup")
    return LabelledSet(name, records, true, frozenset(order_pair(pair.a, pair.b) for pair in pairs if pair.label not in {"dup", "neg"}))


def sample_pairs(pairs: Sequence[Pair], size: int) -> list[Pair]:
    """Up to `size` pairs of each set and label, chosen by their digest: the same every time, whatever their order.

    >>> pairs = [Pair(str(n), "x", "dup", "s") for n in range(9)]
    >>> sample_pairs(pairs, 4) == sample_pairs(pairs[::-1], 4), len(sample_pairs(pairs, 4))
    (True, 4)
    """
    groups = defaultdict(list)
    for pair in pairs:
        groups[pair.set, pair.label].append(pair)
    return [pair for key in sorted(groups) for pair in sorted(groups[key], key=_digest_pair)[:size]]


def _digest_pair(pair: Pair) -> str:
    return sha256(" ".join(order_pair(pair.a, pair.b)).encode()).hexdigest()


def view_record(record: Record, view: str) -> KeySource:
    """The record as a view shows it."""
    abstract = record["abstract"] or None
    is_teaser = view == "teaser" and abstract is not None and len(abstract) > TEASER_CHARS and sum(record["id"].encode()) % 2 == 0
    ids = {"arxiv": record.get("arxiv_id"), "doi": record.get("doi")} if view == "ids" else {}
    return KeySource(
        record=record["id"],
        title=None if view == "text" else unescape(record["title"] or "") or None,
        authors=() if view in {"text", "teaser"} else tuple(map(unescape, record["authors"] or ())),
        abstract=abstract[:TEASER_CHARS].rpartition(" ")[0] if is_teaser and abstract else abstract,
        abstract_complete=not is_teaser,
        ids={scheme: value for scheme, value in ids.items() if value},
        year=read_year(record),
        journal_ref=write_journal(record) if view in {"plain", "ids"} else None,
    )


def read_year(record: Record) -> int | None:
    """The year of a record, also where it stands as text among its other columns.

    >>> read_year({"year": None, "extra": {"year": "(1993)."}})
    1993
    """
    said = YEAR_RE.search(str((record.get("extra") or {}).get("year") or ""))
    return record["year"] or (int(said[0]) if said else None)


def write_journal(record: Record) -> str | None:
    """The journal reference of a record, from the columns of a bibliography.

    >>> write_journal({"year": 2007, "extra": {"journal": "Phys. Rev. D", "volume": "76", "pages": "013009"}})
    'Phys. Rev. D 76 , 013009 (2007)'
    """
    said = record.get("extra") or {}
    volume, pages = (str(said.get(name) or "").strip() for name in ("volume", "pages"))
    venue, year = str(said.get("journal") or said.get("venue") or said.get("note") or "").strip(), read_year(record)
    reference = " ".join(part for part in (venue, volume, f", {pages}" if pages else "", f"({year})" if year else "") if part)
    return unescape(reference) if venue or volume or pages else None
