"""One paper of a cluster: the winner of each field, where it is from, what lost, what it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import msgspec

from pipeline.merge.conflicts import find_conflicts
from pipeline.merge.precedence import PRECEDENCE, Choice, Field, Values, choose, fold_value
from pipeline.records import CleanRecord, Identifiers, Origin, Paper, Url, Value, flag_dates

COMPLETENESS = {"authors_complete": "authors", "abstract_complete": "abstract"}
"""Whether a list or a text is all there is said by the record whose list or text won."""
NAMING_FIELDS = ("identifiers.arxiv", "identifiers.doi", "identifiers.acl", "identifiers.openreview")


MIN_REST_LETTERS = 40
"""An abstract that goes on for less is another spelling of the same one: `... Code is available.`"""
EDGE_LETTERS = 3
"""The word that a teaser breaks off in may have lost its end."""


class Member(msgspec.Struct, frozen=True):
    """A record of a cluster and the id it would have alone."""

    record: CleanRecord
    own_id: str


def merge_cluster(members: Sequence[Member]) -> Paper:
    """The paper that stands for a cluster. Its id and aliases may still change where other papers claim them."""
    rows = mark_cut_abstracts(sorted((member.record.id, _gather_values(member.record)) for member in members))
    chosen = {name: choice for name in PRECEDENCE if (choice := _choose(name, rows)) is not None}
    for flag, name in COMPLETENESS.items():
        if name in chosen:
            record = chosen[name].origin.record
            chosen[flag] = Choice(dict(rows)[record].get(flag) is not False, Origin(record, f"with-{name}"))
    own = {member.record.id: member.own_id for member in members}
    paper_id = _choose_id(chosen, own)
    return _build_paper(paper_id, own, chosen, rows)


def _gather_values(record: CleanRecord) -> dict[str, Value]:
    values = {name: value for name in record.fields if (value := record.value(name)) is not None}
    return {**values, "flags": list(record.flags)}


def mark_cut_abstracts(rows: Sequence[tuple[str, Values]]) -> list[tuple[str, Values]]:
    """The records' values with `abstract_complete` false where another record of the paper has the text that goes on."""
    folded = {record: fold_value(values["abstract"]) for record, values in rows if "abstract" in values}
    if len(folded) < 2:
        return list(rows)
    cut = {
        record
        for record, text in folded.items()
        if any(len(other) >= len(text) + MIN_REST_LETTERS and other.startswith(text[: len(text) - EDGE_LETTERS]) for other in folded.values())
    }
    return [(record, {**values, "abstract_complete": False} if record in cut else values) for record, values in rows]


def _choose(name: str, rows: Sequence[tuple[str, Values]]) -> Choice | None:
    candidates = tuple((record, values, values[name]) for record, values in rows if name in values)
    return choose(Field(name, candidates)) if candidates else None


def _choose_id(chosen: Mapping[str, Choice], own: Mapping[str, str]) -> str:
    """The best id the records give: an identifier by rank, else the id of the text or title that won."""
    for name in NAMING_FIELDS:
        if name in chosen:
            return f"{name.partition('.')[2]}:{chosen[name].value}"
    source = chosen.get("abstract") or chosen.get("title")
    return own[source.origin.record] if source is not None else min(own.values())


def _build_paper(paper_id: str, own: Mapping[str, str], chosen: Mapping[str, Choice], rows: Sequence[tuple[str, Values]]) -> Paper:
    value = {name: choice.value for name, choice in chosen.items()}

    def text(name: str) -> str | None:
        return cast("str | None", value.get(name))

    def items(name: str) -> tuple[str, ...]:
        return tuple(cast("list[str]", value.get(name, [])))

    return Paper(
        id=paper_id,
        aliases=tuple(sorted(set(own.values()) - {paper_id})),
        title=text("title"),
        authors=items("authors"),
        authors_complete=cast("bool | None", value.get("authors_complete")),
        affiliations=items("affiliations"),
        abstract=text("abstract"),
        abstract_complete=cast("bool | None", value.get("abstract_complete")),
        identifiers=msgspec.convert({name.partition(".")[2]: item for name, item in value.items() if name.startswith("identifiers.")}, Identifiers),
        categories=items("categories"),
        published=text("published"),
        updated=text("updated"),
        listed=text("listed"),
        comments=text("comments"),
        journal_ref=text("journal_ref"),
        urls=tuple(cast(list[Url], value.get("urls", []))),
        has_code=cast("bool | None", value.get("has_code")),
        license=text("license"),
        language=text("language"),
        records=tuple(record for record, _ in rows),
        origins={name: chosen[name].origin for name in sorted(chosen)},
        conflicts=tuple(find_conflicts({name: choice for name, choice in chosen.items() if name not in COMPLETENESS}, rows)),
        flags=tuple(sorted(_keep_flags(chosen, dict(rows)))),
    )


FLAGGED_FIELDS = {
    "abstract-damaged": ("abstract",),
    "category-ambiguous": ("categories",),
    "seam-doubtful": ("title", "authors"),
}


def _keep_flags(chosen: Mapping[str, Choice], rows: Mapping[str, Values]) -> set[str]:
    """The flags of records that hold for the paper: those of a record whose flagged field won."""
    flags = set()
    for flag, names in FLAGGED_FIELDS.items():
        origins = [chosen[name].origin.record for name in names if name in chosen]
        if any(flag in cast(list[str], rows[record].get("flags", [])) for record in origins):
            flags.add(flag)
    dates = [str(chosen[name].value) for name in ("published", "updated", "listed") if name in chosen]
    return flags.union(flag_dates(dates))
