"""Why two papers or records are, or are not, one paper."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final

import msgspec
import numpy as np

from pipeline.dedupe.evidence import NO_RULE, judge_facts, name_kind, write_facts
from pipeline.explain.accounts import Comparison, Edge, Outcome, PairAccount, Side
from pipeline.explain.evidence import find_path, list_edges
from pipeline.explain.facts import list_alternatives, list_facts
from pipeline.explain.keys import Compared, compare_records, fill_record, read_settings
from pipeline.explain.vetoes import explain_veto
from pipeline.lookup import Lookup, is_record_id, list_ids
from pipeline.records import CleanRecord, Paper
from pipeline.resolution import KINDS
from pipeline.rules import find_rule

MAX_RECORDS: Final = 60
"""Of a paper with more records only the first are compared: their pairs say what the others would."""
MAX_COMPARISONS: Final = 3
"""So many pairs are told in full."""
ID_VETOES: Final = ("arxiv-ids", "dois")
"""They keep two apart that have nothing in common as well: other ids are other papers."""
NOTHING_SAYS: Final = "no row of the decision table says that they are one paper"


class Named(msgspec.Struct, frozen=True):
    """A paper as it was named, its records with their values, and those that are meant by the name."""

    name: str
    paper: Paper
    records: tuple[CleanRecord, ...]
    dumps: dict[str, str]
    """The dump that each of the records is from."""
    meant: tuple[str, ...]

    @property
    def named(self) -> tuple[str, ...]:
        """The record that was named, if one was."""
        return self.meant if is_record_id(self.name) else ()

    @property
    def side(self) -> Side:
        """What an account says of it."""
        return Side(self.name, self.paper.id, self.paper.title, self.meant)


class _Judged(msgspec.Struct, frozen=True):
    """A pair of rows and what dedupe says of it."""

    a: int
    b: int
    veto: str
    line: str
    likeness: float

    @property
    def verdict(self) -> str:
        """What a vetoed pair is, or the decision table says of the pair."""
        return "apart" if self.veto != "none" else name_kind(self.line)

    @property
    def is_edge(self) -> bool:
        """Whether the pair would be one paper."""
        return self.verdict in KINDS


def explain_pair(lookup: Lookup, a: tuple[str, Paper], b: tuple[str, Paper]) -> PairAccount:
    """The account of two papers, each with the name it was called by. Raises `CorpusError` where a record of theirs is missing."""
    one, other = (_load(lookup, *named) for named in (a, b))
    if one.paper.id == other.paper.id:
        return _explain_one(lookup, one, other)
    compared = compare_records([*one.records, *other.records], read_settings(lookup.manifest))
    rows = range(len(one.records)), range(len(one.records), len(one.records) + len(other.records))
    judged = sorted(_judge_pairs(compared, list(product(*rows))), key=lambda pair: (not pair.is_edge, pair.veto == "none", -pair.likeness, pair.a, pair.b))
    meant = {*one.named, *other.named}
    judged.sort(key=lambda pair: -sum(compared.table.records[row] in meant for row in (pair.a, pair.b)))
    has_all = "candidates.all" in lookup.manifest.counts["evidence"]
    comparisons = tuple(_tell(compared, pair, has_all=has_all) for pair in _choose_pairs(judged))
    return PairAccount(
        a=one.side,
        b=other.side,
        outcome=_find_outcome(comparisons[0]),
        path=(),
        comparisons=comparisons,
        pairs=len(one.paper.records) * len(other.paper.records),
        links=tuple(flag for paper, name in ((one.paper, other.paper.id), (other.paper, one.paper.id)) for flag in paper.flags if flag.endswith(f":{name}")),
        warnings=_find_warnings(lookup, one.paper, other.paper),
        dumps=one.dumps | other.dumps,
    )


def _choose_pairs(judged: Sequence[_Judged]) -> list[_Judged]:
    """The pairs that are told: the first ones; where a row of the table would make them one paper, one of these and those that speak against it."""
    edges = [pair for pair in judged if pair.is_edge]
    against = [pair for pair in judged if pair.verdict == "apart"]
    return [edges[0], *against[:MAX_COMPARISONS]] if edges else list(judged[:MAX_COMPARISONS])


def _load(lookup: Lookup, name: str, paper: Paper) -> Named:
    """A paper with its records and those of them that the name means: the one it is, those that alone would have that id, or all."""
    chosen = dict.fromkeys([*([name] if is_record_id(name) else []), *paper.records[:MAX_RECORDS]])
    found = lookup.list_records(msgspec.structs.replace(paper, records=tuple(chosen)))
    records = tuple(fill_record(record, paper) for record in found)
    dumps = {record.id: record.dump for record in found}
    if is_record_id(name):
        return Named(name, paper, records, dumps, (name,))
    compared = compare_records(records, read_settings(lookup.manifest))
    ids = {name, *list_ids(name)}
    rows = zip(compared.table.records, compared.table.own_ids, strict=True)
    return Named(name, paper, records, dumps, tuple(record for record, own_id in rows if own_id in ids) or tuple(chosen))


def _explain_one(lookup: Lookup, one: Named, other: Named) -> PairAccount:
    """The account of two that are one paper: the shortest way between the records that are meant, which then are compared directly too."""
    records = lookup.list_records(one.paper)
    compared = compare_records([fill_record(record, one.paper) for record in records], read_settings(lookup.manifest))
    path = _find_shortest(one.meant, other.meant, list_edges(records, compared))
    dumps = {record.id: record.dump for record in records}
    ends = [(compared.find_row_of(path[0].record), compared.find_row_of(path[-1].other))] if path else []
    comparisons = tuple(_tell(compared, pair, has_all=True) for pair in _judge_pairs(compared, ends))
    return PairAccount(one.side, other.side, "one-paper", path, comparisons, len(ends), (), (), dumps)


def _find_shortest(starts: Sequence[str], goals: Sequence[str], edges: Sequence[Edge]) -> tuple[Edge, ...]:
    """The shortest way from one of some records to one of others, empty where they have one in common."""
    if set(starts) & set(goals):
        return ()
    return min((path for start in starts if (path := find_path(start, goals, edges))), key=len, default=())


def _judge_pairs(compared: Compared, pairs: Sequence[tuple[int, int]]) -> list[_Judged]:
    if not pairs:
        return []
    a, b = np.array(pairs, np.int64).T
    measures = compared.measure(a, b)
    ids = compared.table.id_keys
    shares = ((ids[a] == ids[b]) & (ids[a] > 0)).any(axis=1)
    likeness = np.maximum.reduce([shares * 2.0, measures.jaccard, measures.containment, measures.title_jaccard])
    lines = [write_facts(code) for code in measures.facts.tolist()]
    rows = zip(a.tolist(), b.tolist(), compared.find_vetoes(a, b), lines, likeness.tolist(), strict=True)
    return [_Judged(*row) for row in rows]


def _tell(compared: Compared, pair: _Judged, *, has_all: bool) -> Comparison:
    """A pair of rows compared, in full. `has_all` says that the corpus was so small that all pairs were."""
    keys = compared.share_keys(pair.a, pair.b)
    rule = None if pair.veto != "none" else judge_facts(pair.line)
    return Comparison(
        a=compared.table.records[pair.a],
        b=compared.table.records[pair.b],
        verdict=pair.verdict,  # type: ignore[arg-type]  # a word of `VERDICTS`
        veto=None if pair.veto == "none" else pair.veto,
        rule=rule,
        why=explain_veto(compared, pair.a, pair.b, pair.veto) if rule is None else explain_row(rule),
        facts=list_facts(compared, (pair.a, pair.b), pair.line, None if rule == NO_RULE else rule),
        keys=keys,
        compared=has_all or any(key.shared for key in keys),
        instead=list_alternatives(compared, pair.line) if rule is not None and not pair.is_edge else (),
    )


def explain_row(rule: str) -> str:
    """Why a row of the decision table says what it says."""
    return NOTHING_SAYS if rule == NO_RULE else find_rule("dedupe", rule).rule.why


def _find_outcome(first: Comparison) -> Outcome:
    """Why two papers are two, from the pair of their records that is told first."""
    if first.veto in ID_VETOES or (first.veto is not None and first.compared):
        return "vetoed"
    if not first.compared:
        return "never-compared"
    if first.verdict in KINDS:
        return "cut"
    return "apart" if first.verdict == "apart" else "unproven"


def _find_warnings(lookup: Lookup, one: Paper, other: Paper) -> tuple[str, ...]:
    """The warnings of the run that name a record of each."""
    return tuple(
        warning for warning in lookup.manifest.warnings if any(name in warning for name in one.records) and any(name in warning for name in other.records)
    )
