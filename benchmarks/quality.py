"""How well deduplication does on labelled records: `python -m benchmarks.quality CORPORA [--peers PYTHON] [--docs FILE] [--json FILE] [--show N]`.

CORPORA holds `abstracts.jsonl.zst`, `pairs.tsv.zst` and `labelled/`. All records are deduplicated at once, under four
views: `plain` (no ids: text, title, authors, year), `ids` (all there is), `text` (no ids, titles, authors: what the text alone
can find) and `teaser` (no ids, no authors, every other abstract cut to its first 300 characters). Each set of `labelled/` is
deduplicated by itself. False merges and misses are listed with their evidence. With `--peers`, other tools see the same
records, run by a Python that has them (`benchmarks/peers/`).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from benchmarks.labelled import VIEWS, LabelledSet, Pair, Record, read_pairs, read_records, read_set, sample_pairs, view_record
from benchmarks.other_tools import run_peers
from benchmarks.quality_page import fill_page, show_figures
from benchmarks.scores import Score, count_merged, score_set
from pipeline.dedupe import DedupeSettings, KeyTable, Resolution, dedupe, make_keys
from pipeline.dedupe.evidence import judge_facts, measure_pairs, write_facts
from pipeline.dedupe.vetoes import VETOES, veto_pairs

SHARD = 10_000
WITH_IDS = frozenset({"arxiv_2019_2020", "arxiv_same_doi", "arxiv_mla_doi"})
"""Sets whose labels are known by an id, which text alone need not find."""
KEEP_APART: Final = ("neg", "overlap")
"""Labels of pairs that are two papers; `overlap` shares text, and may be merged where title and authors agree."""


class Listed(msgspec.Struct, frozen=True):
    """A pair that came out otherwise than its label, and why."""

    set: str
    label: str
    a: str
    b: str
    decided: str
    facts: str
    jaccard: float
    containment: float
    titles: tuple[str, str]


def resolve_view(records: Sequence[Record], view: str) -> tuple[KeyTable, dict[str, int], dict[str, Any]]:
    """The keys of the records under a view, the group of each, and what it took."""
    settings = DedupeSettings()
    sources = [view_record(record, view) for record in records]
    start = time.process_time()
    table = KeyTable.concat([make_keys(sources[at : at + SHARD], settings) for at in range(0, len(sources), SHARD)])
    keyed = time.process_time()
    resolution = dedupe(table, settings)
    cost = {"records": len(records), "keys_cpu_seconds": keyed - start, "dedupe_cpu_seconds": time.process_time() - keyed}
    return table, index_clusters(table, resolution), cost | {"counts": resolution.counts}


def index_clusters(table: KeyTable, resolution: Resolution) -> dict[str, int]:
    """The number of each record's cluster."""
    return dict(zip(table.records, resolution.clusters.tolist(), strict=True))


def explain_pairs(table: KeyTable, pairs: Sequence[Pair], records: Sequence[Record]) -> list[Listed]:
    """Each pair with its facts and what decided."""
    if not pairs:
        return []
    row = {record: place for place, record in enumerate(table.records)}
    titles = {record["id"]: " ".join((record["title"] or "").split()) for record in records}
    a, b = np.array([row[pair.a] for pair in pairs], np.int64), np.array([row[pair.b] for pair in pairs], np.int64)
    measures, vetoes = measure_pairs(table, a, b, DedupeSettings()), veto_pairs(table, a, b).tolist()
    listed = []
    for place, pair in enumerate(pairs):
        facts = write_facts(int(measures.facts[place]))
        decided = f"veto {VETOES[vetoes[place]]}" if vetoes[place] else judge_facts(facts)
        likeness = round(float(measures.jaccard[place]), 3), round(float(measures.containment[place]), 3)
        listed.append(Listed(pair.set, pair.label, pair.a, pair.b, decided, facts, *likeness, (titles[pair.a], titles[pair.b])))
    return listed


def measure_view(records: Sequence[Record], pairs: Sequence[Pair], view: str) -> dict[str, Any]:
    """One view of the large set: its counts, and every pair that came out otherwise than its label."""
    table, groups, cost = resolve_view(records, view)
    false = [pair for pair in pairs if pair.label in KEEP_APART and groups[pair.a] == groups[pair.b]]
    missed = [pair for pair in pairs if pair.label == "dup" and groups[pair.a] != groups[pair.b] and (view == "ids" or pair.set not in WITH_IDS)]
    return {
        "cost": cost,
        "merged": count_merged(pairs, groups),
        "false": msgspec.to_builtins(explain_pairs(table, false, records)),
        "missed": msgspec.to_builtins(explain_pairs(table, missed, records)),
    }


def measure_set(labelled: LabelledSet, view: str) -> dict[str, Any]:
    """A complete set under a view: its score, and every pair that is wrong or missed."""
    table, groups, _ = resolve_view(labelled.records, view)
    score = score_set(labelled, groups)
    wrong, missed = ([Pair(a, b, label, labelled.name) for a, b in some] for label, some in (("wrong", score.wrong), ("missed", score.missed)))
    listed = {"false": wrong, "missed": missed}
    return summarise(score) | {name: msgspec.to_builtins(explain_pairs(table, some, labelled.records)) for name, some in listed.items()}


def summarise(score: Score) -> dict[str, float]:
    """The figures of a score without its lists of pairs."""
    return {name: value for name, value in msgspec.to_builtins(score).items() if isinstance(value, float)}


def measure_peers(corpora: Path, sets: Sequence[LabelledSet], python: str, size: int) -> dict[str, Any]:
    """Every tool, ours too, on the complete sets and on a sample of the pairs, without and with DOIs."""
    pairs = sample_pairs(read_pairs(corpora / "pairs.tsv.zst"), size)
    wanted = {record for pair in pairs for record in (pair.a, pair.b)}
    records = [record for record in read_records(corpora / "abstracts.jsonl.zst") if record["id"] in wanted]
    figures: dict[str, Any] = {"sample": {"pairs": len(pairs), "records": len(records)}, "sets": {}, "pairs": {}}
    for view in ("plain", "ids"):
        for labelled in sets:
            found = {"papersieve": resolve_view(labelled.records, view)[1], **run_peers(python, labelled.records, view)}
            figures["sets"][f"{labelled.name}/{view}"] = {
                tool: groups if isinstance(groups, str) else summarise(score_set(labelled, groups)) for tool, groups in found.items()
            }
    found = {"papersieve": resolve_view(records, "plain")[1], **run_peers(python, records, "plain")}
    figures["pairs"] = {tool: groups if isinstance(groups, str) else count_merged(pairs, groups) for tool, groups in found.items()}
    return figures


def main(argv: Sequence[str] | None = None) -> int:
    """Score all sets; see the module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--views", nargs="*", default=list(VIEWS), choices=VIEWS, help="the views of the large set")
    parser.add_argument("--peers", metavar="PYTHON", help="a Python that has the other tools: run them too")
    parser.add_argument("--sample", type=int, default=150, help="so many pairs of each set and label for the comparison with other tools (default 150)")
    parser.add_argument("--json", type=Path, help="write all figures, and every false merge and miss, to this file")
    parser.add_argument("--docs", type=Path, help="write the tables into this page")
    parser.add_argument("--show", type=int, default=10, help="list so many false merges and misses of each set (default 10)")
    args = parser.parse_args(argv)
    figures: dict[str, Any] = {"views": {}, "labelled": {}}
    if args.views:
        records, pairs = read_records(args.corpora / "abstracts.jsonl.zst"), read_pairs(args.corpora / "pairs.tsv.zst")
        figures["views"] = {view: measure_view(records, pairs, view) for view in args.views}
    folder = args.corpora / "labelled"
    sets = [read_set(folder, path.name.removesuffix(".jsonl.zst")) for path in sorted(folder.glob("*.jsonl.zst"))]
    figures["labelled"] = {f"{labelled.name}/{view}": measure_set(labelled, view) for labelled in sets for view in ("plain", "ids")}
    if args.peers:
        figures["peers"] = measure_peers(args.corpora, sets, args.peers, args.sample)
    print(show_figures(figures, args.show))
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    if args.docs:
        args.docs.write_text(fill_page(args.docs.read_text(encoding="utf-8"), figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
