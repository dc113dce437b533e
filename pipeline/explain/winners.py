"""Whose value won each field of a paper, by which rule of precedence, and why the others lost: asked of the table itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.explain.accounts import FieldAccount, Loser
from pipeline.merge import COMPLETENESS, PRECEDENCE, Member
from pipeline.merge.paper import mark_cut_abstracts
from pipeline.merge.precedence import Candidates
from pipeline.records import FieldConflict, Paper, Record, Value
from pipeline.write.corpus import paper_value

WINS: Final = {
    "only-value": "the only value there is",
    "all-agree": "all records that have one agree",
    "with-authors": "said of the authors that won",
    "with-abstract": "said of the abstract that won",
    "sorts-first": "no criterion tells it from another; it sorts first",
    "undamaged": "no character of it is destroyed",
    "readable": "it has no LaTeX left",
    "most-records": "more records agree on it, spelling aside",
    "most-spell-it-so": "more records spell it so",
    "longest": "it is the longest, so nothing is lost from it",
    "complete": "it is complete",
    "most-names": "it has the most names",
    "latest-version": "its record is of the latest version",
    "latest": "it is the latest",
    "earliest": "it is the earliest",
    "unambiguous": "all its codes are full ones",
    "most-codes": "it has the most codes",
    "full-date": "more of the date is known",
    "most-links": "it has the most links",
    "said-so": "one page that says so is enough",
}
"""What each rule of precedence says of the value that won."""
LOSES: Final = {
    "sorts-first": "no criterion tells it from the winner, which sorts before it",
    "undamaged": "characters of it are destroyed",
    "readable": "LaTeX is left in it",
    "most-records": "fewer records agree on it",
    "most-spell-it-so": "fewer records spell it so",
    "longest": "it is shorter",
    "complete": "it is not complete",
    "most-names": "it has fewer names",
    "latest-version": "its record is of an earlier version",
    "latest": "it is earlier",
    "earliest": "it is later",
    "unambiguous": "a code in it could be of several archives",
    "most-codes": "it has fewer codes",
    "full-date": "less of the date is known",
    "most-links": "it has fewer links",
    "said-so": "another page says that there is",
    "of-a-loser": "it goes with a value that lost",
}
"""What each says of a value that lost by it."""
SORTS_FIRST: Final = "sorts-first"
DISPUTED: Final = "id-disputed"
OF_A_LOSER: Final = "of-a-loser"


def explain_fields(paper: Paper, records: Sequence[Record], members: Sequence[Member]) -> tuple[FieldAccount, ...]:
    """The fields of a paper that have a value or had to give it up, in the order of its lines; `members` are its records with all their values."""
    dumps = {record.id: record.dump for record in records}
    marked = mark_cut_abstracts(members)  # As merge compares them.
    order = {name: place for place, name in enumerate(PRECEDENCE)}
    names = sorted(paper.origins, key=lambda name: (order[COMPLETENESS.get(name) or name], name in COMPLETENESS))
    told = [_explain_field(paper, name, members if name in COMPLETENESS else marked, dumps) for name in names]
    disputed = (conflict for conflict in paper.conflicts if conflict.field not in paper.origins)
    return (*told, *map(_explain_dispute, disputed))


def _explain_dispute(conflict: FieldConflict) -> FieldAccount:
    """An identifier that another paper has, and keeps: no value of it won here."""
    loser = Loser(conflict.value, (conflict.record,), DISPUTED, "another paper has it, and keeps it", differs=True)
    return FieldAccount(conflict.field, None, "", "", DISPUTED, "no value is left", (), (loser,))


def _explain_field(paper: Paper, name: str, members: Sequence[Member], dumps: Mapping[str, str]) -> FieldAccount:
    origin, value = paper.origins[name], paper_value(paper, name)
    has = {member.id: member.values[name] for member in members if name in member.values}
    return FieldAccount(
        field=name,
        value=value,
        record=origin.record,
        dump=dumps.get(origin.record, ""),
        rule=origin.rule,
        why=WINS.get(origin.rule, origin.rule),
        agreeing=tuple(record for record, own in has.items() if own == value and record != origin.record),
        losers=_explain_losers(paper, name, members),
    )


def _explain_losers(paper: Paper, name: str, members: Sequence[Member]) -> tuple[Loser, ...]:
    """The values that lost, each once, with the criterion by which the last of the records that have it was left behind."""
    winner = paper_value(paper, name)
    candidates = [(member, member.values[name]) for member in members if name in member.values]
    won = next((candidate for candidate in candidates if candidate[0].id == paper.origins[name].record), None)
    order = [*(criterion for criterion, _ in PRECEDENCE.get(name, ())), SORTS_FIRST, OF_A_LOSER]
    lost: list[tuple[Value, list[str], list[str]]] = []
    for candidate in candidates:
        member, value = candidate
        if value != winner:
            if all(value != known for known, _, _ in lost):
                lost.append((value, [], []))
            _, records, rules = next(item for item in lost if item[0] == value)
            records.append(member.id)
            rules.append(OF_A_LOSER if name in COMPLETENESS or won is None else _find_rule(name, won, candidate, candidates))
    conflicts = [conflict.value for conflict in paper.conflicts if conflict.field == name]
    last = [max(rules, key=order.index) for _, _, rules in lost]
    return tuple(Loser(value, tuple(records), rule, LOSES[rule], value in conflicts) for (value, records, _), rule in zip(lost, last, strict=True))


def _find_rule(name: str, won: tuple[Member, Value], lost: tuple[Member, Value], everyone: Candidates) -> str:
    """The first criterion of a field that prefers one value to another."""
    for criterion, score in PRECEDENCE[name]:
        best, other = score([won, lost], everyone)
        if best != other:
            return criterion
    return SORTS_FIRST
