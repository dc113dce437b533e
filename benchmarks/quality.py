"""How well deduplication does on labelled pairs: `python benchmarks/quality.py CORPORA [--json FILE] [--show N]`.

CORPORA holds `abstracts.jsonl.zst`, `pairs.tsv.zst` and `labelled/`. All records are deduplicated at once, under four
views: `plain` (no ids: text, title and authors), `ids` (all there is), `text` (no ids, titles, authors: what the text alone
can find) and `teaser` (no ids, no authors, every other abstract cut to its first 300 characters). A table says per set
and label how many pairs were merged; false merges (label `neg`) and misses (label `dup`) are listed with their facts.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import zstandard

from pipeline.dedupe import DedupeSettings, KeySource, KeyTable, Resolution, dedupe, make_keys
from pipeline.dedupe.evidence import judge_facts, measure_pairs, write_facts
from pipeline.dedupe.vetoes import VETOES, veto_pairs

SHARD = 10_000
TEASER_CHARS = 300
YEAR_RE = re.compile(r"\b(?:19|20)\d\d\b")
VIEWS = ("plain", "ids", "text", "teaser")
WITH_IDS = frozenset({"arxiv_2019_2020", "arxiv_same_doi", "arxiv_mla_doi"})
"""Sets whose labels are known by an id, which text alone need not find."""


class Pair(msgspec.Struct, frozen=True):
    """A labelled pair of records."""

    a: str
    b: str
    label: str
    set: str


def read_records(path: Path) -> list[dict[str, Any]]:
    """The records of a compressed JSON Lines file."""
    with zstandard.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_pairs(path: Path, name: str = "") -> list[Pair]:
    """The pairs of a table, compressed or not; `name` stands in for a column `set`."""
    data = zstandard.open(path, "rb").read() if path.suffix == ".zst" else path.read_bytes()
    rows = csv.DictReader(io.StringIO(data.decode()), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [Pair(row["id_a"], row["id_b"], row["label"], row.get("set") or name) for row in rows]


def view_record(record: dict[str, Any], view: str) -> KeySource:
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
        journal_ref=write_journal(record),
    )


def read_year(record: dict[str, Any]) -> int | None:
    """The year of a record, also where it stands as text among the other columns."""
    said = YEAR_RE.search(str((record.get("extra") or {}).get("year") or ""))
    return record["year"] or (int(said[0]) if said else None)


def write_journal(record: dict[str, Any]) -> str | None:
    """The journal reference of a record, from the columns of a bibliography: `Phys. Rev. D 76, 013009 (2007)`."""
    said = record.get("extra") or {}
    venue, volume, pages = (str(said.get(name) or "").strip() for name in ("journal", "volume", "pages"))
    venue, year = venue or said.get("venue") or said.get("note") or "", read_year(record)
    reference = " ".join(part for part in (venue, volume, f", {pages}" if pages else "", f"({year})" if year else "") if part)
    return unescape(reference) if venue or volume or pages else None


def resolve_view(records: Sequence[dict[str, Any]], view: str) -> tuple[KeyTable, Resolution, dict[str, float]]:
    """The records deduplicated under a view, and what it took."""
    settings = DedupeSettings()
    sources = [view_record(record, view) for record in records]
    start = time.perf_counter()
    table = KeyTable.concat([make_keys(sources[at : at + SHARD], settings) for at in range(0, len(sources), SHARD)])
    keyed = time.perf_counter()
    resolution = dedupe(table, settings)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return table, resolution, {"records": len(records), "keys_seconds": keyed - start, "dedupe_seconds": done - keyed, "peak_mb": peak}


def explain_pairs(table: KeyTable, pairs: Sequence[Pair]) -> Iterator[str]:
    """A line for each pair: its records, its facts, and what decided."""
    row = {record: place for place, record in enumerate(table.records)}
    a, b = np.array([row[pair.a] for pair in pairs], np.int64), np.array([row[pair.b] for pair in pairs], np.int64)
    if not pairs:
        return
    measures = measure_pairs(table, a, b, DedupeSettings())
    vetoes = veto_pairs(table, a, b).tolist()
    for place, pair in enumerate(pairs):
        facts = write_facts(int(measures.facts[place]))
        decided = f"veto {VETOES[vetoes[place]]}" if vetoes[place] else judge_facts(facts)
        yield f"  {pair.set} {pair.a} {pair.b}  J={measures.jaccard[place]:.3f} C={measures.containment[place]:.3f}  {decided}  {facts}"


def score_pairs(pairs: Sequence[Pair], cluster_of: dict[str, int]) -> dict[tuple[str, str], tuple[int, int]]:
    """Per set and label how many pairs lie in one cluster, of how many."""
    total, merged = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for pair in pairs:
        total[pair.set, pair.label] += 1
        merged[pair.set, pair.label] += cluster_of[pair.a] == cluster_of[pair.b]
    return {key: (merged[key], total[key]) for key in sorted(total)}


def index_clusters(resolution: Resolution) -> dict[str, int]:
    """The number of each record's cluster."""
    return {record: number for number, cluster in enumerate(resolution.clusters) for record in cluster}


def report_view(records: Sequence[dict[str, Any]], pairs: Sequence[Pair], view: str, show: int) -> dict[str, Any]:
    """Score one view of the large set, print it, and return it."""
    table, resolution, cost = resolve_view(records, view)
    cluster_of = index_clusters(resolution)
    scores = score_pairs(pairs, cluster_of)
    speed = {stage: f"{cost['records'] / cost[f'{stage}_seconds']:.0f} records/s {stage}" for stage in ("keys", "dedupe")}
    print(f"\n== {view}: {speed['keys']}, {speed['dedupe']}, {cost['peak_mb']:.0f} MB")
    print(" ", resolution.counts, "conflicts", Counter(conflict.why for conflict in resolution.conflicts))
    for (name, label), (merged, total) in scores.items():
        print(f"  {name:24} {label:10} {merged:6} of {total:6}  {merged / total:.4f}")
    false = [pair for pair in pairs if pair.label == "neg" and cluster_of[pair.a] == cluster_of[pair.b]]
    missed = [pair for pair in pairs if pair.label == "dup" and cluster_of[pair.a] != cluster_of[pair.b] and (view == "ids" or pair.set not in WITH_IDS)]
    for name, some in (("false merges", false), ("misses", missed)):
        print(f"  {name}: {len(some)}")
        print(*explain_pairs(table, some[:show]), sep="\n")
    return {"cost": cost, "counts": resolution.counts, "scores": {"/".join(key): value for key, value in scores.items()}}


def report_labelled(folder: Path, name: str, show: int) -> dict[str, Any]:
    """Score one complete set: pairs that are not listed are negatives."""
    records = read_records(folder / f"{name}.jsonl.zst")
    known = {record["id"] for record in records}
    listed = read_pairs(folder / f"{name}.pairs.tsv", name)
    true = {frozenset((pair.a, pair.b)) for pair in listed if pair.label == "dup" and {pair.a, pair.b} <= known}
    allowed = {frozenset((pair.a, pair.b)) for pair in listed if pair.label not in {"dup", "neg"}}
    result: dict[str, Any] = {}
    for view in ("plain", "ids"):
        table, resolution, _ = resolve_view(records, view)
        found = {frozenset(pair) for cluster in resolution.clusters for pair in combinations(cluster, 2)}
        wrong = found - true - allowed
        precision, recall = len(found & true) / max(len(found - allowed), 1), len(found & true) / max(len(true), 1)
        print(f"  {name:16} {view:6} precision {precision:.4f}  recall {recall:.4f}  ({len(wrong)} wrong, {len(true - found)} missed of {len(true)})")
        result[view] = {"precision": precision, "recall": recall, "wrong": len(wrong), "missed": len(true - found)}
        for title, some in (("wrong", wrong), ("missed", true - found)):
            chosen = [Pair(min(pair), max(pair), title, name) for pair in sorted(some, key=sorted)[:show]]
            print(*explain_pairs(table, chosen), sep="\n", end="\n" if chosen else "")
    return result


def main(argv: Sequence[str] | None = None) -> int:
    """Score all sets; see the module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    parser.add_argument("--show", type=int, default=10, help="list so many false merges and misses of each kind (default 10)")
    parser.add_argument("--views", nargs="*", default=list(VIEWS), choices=VIEWS)
    args = parser.parse_args(argv)
    figures: dict[str, Any] = defaultdict(dict)
    if args.views:
        records, pairs = read_records(args.corpora / "abstracts.jsonl.zst"), read_pairs(args.corpora / "pairs.tsv.zst")
    for view in args.views:
        figures["views"][view] = report_view(records, pairs, view, args.show)
    print("\n== labelled by people")
    for path in sorted((args.corpora / "labelled").glob("*.jsonl.zst")):
        name = path.name.removesuffix(".jsonl.zst")
        figures["labelled"][name] = report_labelled(args.corpora / "labelled", name, args.show)
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
