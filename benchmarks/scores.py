"""How well clusters agree with labels: by pairs, and by records (B-cubed)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import msgspec

from benchmarks.labelled import LabelledSet, Pair, order_pair


class Score(msgspec.Struct, frozen=True):
    """Precision, recall and F1 by pairs and by records; and the pairs that are wrong."""

    precision: float
    recall: float
    f1: float
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    wrong: list[tuple[str, str]]
    missed: list[tuple[str, str]]


def index_groups(groups: Iterable[Sequence[str]], records: Iterable[str]) -> dict[str, int]:
    """The number of each record's group; a record that is in none is a group of its own.

    >>> index_groups([["b", "c"]], "abc")
    {'a': 1, 'b': 0, 'c': 0}
    """
    number = {record: place for place, group in enumerate(groups) for record in group}
    start = max(number.values(), default=-1) + 1
    return {record: number.get(record, start + place) for place, record in enumerate(records)}


def list_pairs(groups: Mapping[str, int]) -> set[tuple[str, str]]:
    """All pairs of records of one group.

    >>> list_pairs({"a": 1, "b": 1, "c": 2})
    {('a', 'b')}
    """
    members = defaultdict(list)
    for record, group in groups.items():
        members[group].append(record)
    return {order_pair(a, b) for group in members.values() for a, b in combinations(group, 2)}


def close_pairs(pairs: Iterable[tuple[str, str]], records: Iterable[str]) -> dict[str, int]:
    """The groups that pairs make when what hangs together is one.

    >>> groups = close_pairs([("a", "b"), ("b", "c")], "abcd")
    >>> groups["a"] == groups["c"] != groups["d"]
    True
    """
    root = {record: record for record in records}

    def find(record: str) -> str:
        while root[record] != record:
            root[record] = record = root[root[record]]
        return record

    for a, b in pairs:
        root[find(a)] = find(b)
    numbers: dict[str, int] = {}
    return {record: numbers.setdefault(find(record), len(numbers)) for record in root}


def score_bcubed(found: Mapping[str, int], true: Mapping[str, int]) -> tuple[float, float]:
    """B-cubed precision and recall (Bagga and Baldwin 1998): of each record the share of its group that belongs there, and of its paper that is there.

    >>> score_bcubed({"a": 0, "b": 0, "c": 0}, {"a": 0, "b": 0, "c": 1})
    (0.5555555555555555, 1.0)
    """
    both, sizes, papers = Counter((found[record], true[record]) for record in found), Counter(found.values()), Counter(true[record] for record in found)
    precision = sum(count * count / sizes[group] for (group, _), count in both.items()) / max(len(found), 1)
    return precision, sum(count * count / papers[paper] for (_, paper), count in both.items()) / max(len(found), 1)


def balance(precision: float, recall: float) -> float:
    """F1: the harmonic mean.

    >>> balance(1.0, 0.5)
    0.6666666666666666
    """
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score_set(labelled: LabelledSet, found: Mapping[str, int]) -> Score:
    """The score of a complete set; pairs that its labels leave open count neither way."""
    pairs = list_pairs(found) - labelled.open
    right = pairs & labelled.true
    precision, recall = len(right) / max(len(pairs), 1), len(right) / max(len(labelled.true), 1)
    by_record = score_bcubed(found, close_pairs(labelled.true, found))
    return Score(precision, recall, balance(precision, recall), *by_record, balance(*by_record), sorted(pairs - labelled.true), sorted(labelled.true - pairs))


def count_merged(pairs: Sequence[Pair], found: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Per set and label (`set/label`) how many pairs lie in one group, of how many."""
    total, merged = Counter[str](), Counter[str]()
    for pair in pairs:
        total[f"{pair.set}/{pair.label}"] += 1
        merged[f"{pair.set}/{pair.label}"] += found[pair.a] == found[pair.b]
    return {key: (merged[key], total[key]) for key in sorted(total)}
