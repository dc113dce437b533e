"""Would other thresholds have been chosen on other sets? `python -m benchmarks.thresholds CORPORA [--sample N]`.

Each threshold is moved by itself. For each labelled set the value is chosen on all the other sets and tried on this one: by
the least cost, where a false merge costs as much as `FALSE_COST` misses. Pairs are judged one by one, as the decision table does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from benchmarks.labelled import Pair, Record, order_pair, read_pairs, read_records, read_set, sample_pairs, view_record
from pipeline.dedupe import DedupeSettings, KeyTable, make_keys
from pipeline.dedupe.candidates import find_candidates
from pipeline.dedupe.evidence import measure_pairs, name_kind, write_facts
from pipeline.dedupe.ranks import Ranks
from pipeline.dedupe.table import I64
from pipeline.dedupe.vetoes import veto_pairs

GRID: Final[dict[str, tuple[float, ...]]] = {
    "near_jaccard": (0.65, 0.7, 0.75, 0.8, 0.85),
    "min_jaccard": (0.4, 0.45, 0.5, 0.55, 0.6),
    "faint_jaccard": (0.02, 0.03, 0.04, 0.06, 0.1),
    "min_within": (0.8, 0.85, 0.9, 0.95),
    "close_title": (0.5, 0.55, 0.6, 0.65, 0.7, 0.8),
    "min_title_words": (2, 3, 4),
    "min_distinct_words": (4, 5, 6, 7),
    "max_years_apart": (1, 2, 3, 5),
}
FALSE_COST = 20
UNKNOWABLE: Final = frozenset({"arxiv_2019_2020", "arxiv_same_doi", "arxiv_mla_doi"})
"""Sets whose labels are known by an id: what text cannot tell chooses no threshold."""
POSITIVES_ONLY: Final = frozenset({"citeseerx"})
ONE_TITLE: Final = ("title=generic ", "title=same ", "title=distinct ")


class Judged(msgspec.Struct, frozen=True, eq=False):
    """The pairs of one labelled set, as rows of a table, and which of them are one paper, and which two."""

    name: str
    table: KeyTable
    a: I64
    b: I64
    labels: list[str]


def read_pair_sets(corpora: Path, size: int) -> list[Judged]:
    """The sets of `pairs.tsv`, a sample of each."""
    pairs = [
        pair for pair in sample_pairs(read_pairs(corpora / "pairs.tsv.zst"), size) if pair.set not in UNKNOWABLE and pair.label in {"dup", "neg", "overlap"}
    ]
    wanted = {record for pair in pairs for record in (pair.a, pair.b)}
    table = _make_table([record for record in read_records(corpora / "abstracts.jsonl.zst") if record["id"] in wanted])
    return [_place_pairs(name, table, [pair for pair in pairs if pair.set == name]) for name in sorted({pair.set for pair in pairs})]


def read_complete_set(folder: Path, name: str) -> Judged:
    """A complete set: all that are one paper, and all candidates that are not."""
    labelled = read_set(folder, name)
    table = _make_table(labelled.records)
    found = find_candidates(table, Ranks(table), DedupeSettings())
    candidates = {order_pair(table.records[a], table.records[b]) for a, b in zip(found.a.tolist(), found.b.tolist(), strict=True)}
    negative = set() if name in POSITIVES_ONLY else candidates - labelled.true - labelled.open
    pairs = [Pair(*pair, label, name) for label, some in (("dup", labelled.true), ("neg", negative)) for pair in sorted(some)]
    return _place_pairs(name, table, pairs)


def _make_table(records: Sequence[Record]) -> KeyTable:
    return make_keys([view_record(record, "plain") for record in records], DedupeSettings())


def _place_pairs(name: str, table: KeyTable, pairs: Sequence[Pair]) -> Judged:
    row = {record: place for place, record in enumerate(table.records)}
    a, b = (np.array([row[record] for record in records], np.int64) for records in ([pair.a for pair in pairs], [pair.b for pair in pairs]))
    allowed = np.flatnonzero(veto_pairs(table, a, b) == 0)
    # A vetoed pair is the same whatever the thresholds.
    return Judged(name, table, a[allowed], b[allowed], [pairs[place].label for place in allowed.tolist()])


def cost_set(judged: Judged, settings: DedupeSettings) -> tuple[int, int]:
    """How many pairs of a set are merged falsely, and how many are missed."""
    facts = [write_facts(code) for code in measure_pairs(judged.table, judged.a, judged.b, settings).facts.tolist()]
    is_merged = [name_kind(line) not in {"apart", "none"} for line in facts]
    # Texts that overlap may be merged where the title is one.
    may_merge = [label == "overlap" and any(title in line for title in ONE_TITLE) for label, line in zip(judged.labels, facts, strict=True)]
    false = sum(merged and label != "dup" and not may for merged, label, may in zip(is_merged, judged.labels, may_merge, strict=True))
    return false, sum(not merged and label == "dup" for merged, label in zip(is_merged, judged.labels, strict=True))


def choose_value(costs: dict[float, dict[str, float]], held_out: str) -> float:
    """The value that costs least on all sets but one; of several the one nearest to all.

    >>> choose_value({0.4: {"a": 0.0, "b": 9.0}, 0.5: {"a": 1.0, "b": 0.0}}, held_out="b")
    0.4
    """
    total = {value: sum(cost for name, cost in by_set.items() if name != held_out) for value, by_set in costs.items()}
    best = [value for value in costs if total[value] <= min(total.values()) + 1e-12]
    return best[len(best) // 2]


def report_threshold(name: str, values: Sequence[float], sets: Sequence[Judged]) -> None:
    """Print what each value of a threshold costs, and which would be chosen without each set."""
    default = float(getattr(DedupeSettings(), name))
    counts = {value: {judged.name: cost_set(judged, msgspec.structs.replace(DedupeSettings(), **{name: value})) for judged in sets} for value in values}
    costs = {
        value: {judged.name: (FALSE_COST * by_set[judged.name][0] + by_set[judged.name][1]) / max(len(judged.labels), 1) for judged in sets}
        for value, by_set in counts.items()
    }
    print(f"\n{name} (default {default:g})")
    for value, by_set in counts.items():
        false, missed = (sum(counted) for counted in zip(*by_set.values(), strict=True))
        print(f"  {value:<5g} false {false:5}  missed {missed:6}  cost {sum(costs[value].values()):.4f}")
    for judged in sets:
        chosen = choose_value(costs, judged.name)
        if counts[chosen][judged.name] != counts[default][judged.name]:
            on_it = f"(false, missed) on it {counts[chosen][judged.name]}, by default {counts[default][judged.name]}"
            print(f"  without {judged.name}: {chosen:g}; {on_it}")


def main(argv: Sequence[str] | None = None) -> int:
    """Try each threshold; see the module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--sample", type=int, default=500, help="so many pairs of each set and label of pairs.tsv (default 500)")
    args = parser.parse_args(argv)
    folder = args.corpora / "labelled"
    sets = read_pair_sets(args.corpora, args.sample)
    sets += [read_complete_set(folder, path.name.removesuffix(".jsonl.zst")) for path in sorted(folder.glob("*.jsonl.zst"))]
    for name, values in GRID.items():
        report_threshold(name, values, sets)
    return 0


if __name__ == "__main__":
    sys.exit(main())
