"""Merge: one paper a cluster. Who wins is a table by field; who loses and differs in meaning is kept.

Nothing here depends on the order of the records: where all criteria of a field leave two values equal, the one that sorts first
wins, and of the records that have the winning value the one with the smallest id is its origin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, cast

import msgspec

from pipeline.records import CleanRecord, FieldConflict, Identifiers, Origin, Paper, Url, Value

Values: TypeAlias = Mapping[str, Value]
"""The values of one record, by field."""
Criterion: TypeAlias = Callable[[Values, Value, "Field"], float | str]


class Member(msgspec.Struct, frozen=True):
    """A record of a cluster and the id it would have alone."""

    record: CleanRecord
    own_id: str


class Field(msgspec.Struct, frozen=True):
    """All values that a cluster has for one field, with the values of the records they are from."""

    name: str
    candidates: tuple[tuple[str, Values, Value], ...]
    """(record id, values of the record, value)"""

    def count_agreeing(self, value: Value) -> int:
        """How many records have this value, spelling aside."""
        folded = fold_value(value)
        return sum(fold_value(other) == folded for _, _, other in self.candidates)

    def count_equal(self, value: Value) -> int:
        """How many records have this value to the letter."""
        return sum(other == value for _, _, other in self.candidates)


def fold_value(value: Value | None) -> str:
    """A value as letters and digits only: two that differ in spelling alone are equal.

    >>> fold_value("Top-K  Experts") == fold_value("top k experts")
    True
    """
    if isinstance(value, list):
        return "|".join(fold_value(item if isinstance(item, str) else item.url) for item in value)
    text = unicodedata.normalize("NFKD", str(value)).casefold()
    return re.sub(r"[\W_]+", "", text)


def _is_complete(flag: str) -> Criterion:
    return lambda values, _value, _field: values.get(flag) is not False


def _is_undamaged(values: Values, value: Value, _field: Field) -> bool:
    return "abstract-damaged" not in cast(list[str], values.get("flags", [])) and "\ufffd" not in str(value)


def _is_readable(_values: Values, value: Value, _field: Field) -> bool:
    return not re.search(r"\\[A-Za-z]|\$", str(value))


def _length(_values: Values, value: Value, _field: Field) -> int:
    return len(value) if isinstance(value, list | str) else 0


def _letters(_values: Values, value: Value, _field: Field) -> int:
    return len(fold_value(value))


def _agreement(_values: Values, value: Value, field: Field) -> int:
    return field.count_agreeing(value)


def _spelling(_values: Values, value: Value, field: Field) -> int:
    return field.count_equal(value)


def _is_full_date(_values: Values, value: Value, _field: Field) -> int:
    return -str(value).count("X") * 10 + len(str(value))


def _earliest(_values: Values, value: Value, _field: Field) -> float:
    return -_day_number(str(value))


def _latest(_values: Values, value: Value, _field: Field) -> float:
    return _day_number(str(value))


def _day_number(edtf: str) -> float:
    digits = re.sub(r"\D", "", edtf.replace("X", "0"))
    return float(digits.ljust(8, "0") or 0)


def _is_unambiguous(_values: Values, value: Value, _field: Field) -> bool:
    return all("." in str(code) or "-" in str(code) for code in cast(list[str], value))


def _number(_values: Values, value: Value, _field: Field) -> float:
    return float(value) if isinstance(value, bool | int) else 0.0


def _version(values: Values, _value: Value, _field: Field) -> float:
    version = values.get("identifiers.arxiv_version")
    return float(version) if isinstance(version, int) else 0.0


PRECEDENCE: dict[str, tuple[tuple[str, Criterion], ...]] = {
    # The spelling most records agree on; of two the longer, which has lost nothing.
    "title": (("readable", _is_readable), ("most-records", _agreement), ("most-spell-it-so", _spelling), ("longest", _length)),
    # A whole list beats one that stops at `et al.`, full names beat initials.
    "authors": (("complete", _is_complete("authors_complete")), ("most-names", _length), ("longest", _letters), ("most-records", _agreement)),
    "affiliations": (("most-names", _length), ("most-records", _agreement)),
    # All of it before a teaser; what the page did not damage; a reader's spelling before LaTeX that was left.
    "abstract": (
        ("complete", _is_complete("abstract_complete")),
        ("undamaged", _is_undamaged),
        ("readable", _is_readable),
        ("latest-version", _version),
        ("longest", _letters),
        ("most-records", _agreement),
    ),
    "identifiers.arxiv": (("most-records", _agreement),),
    "identifiers.arxiv_version": (("latest", _number),),
    "identifiers.doi": (("most-records", _agreement),),
    "identifiers.acl": (("most-records", _agreement),),
    "identifiers.openreview": (("most-records", _agreement),),
    "identifiers.semantic_scholar": (("most-records", _agreement),),
    "identifiers.pmid": (("most-records", _agreement),),
    "categories": (("unambiguous", _is_unambiguous), ("most-codes", _length), ("most-records", _agreement)),
    "published": (("full-date", _is_full_date), ("earliest", _earliest)),
    "updated": (("full-date", _is_full_date), ("latest", _latest)),
    "listed": (("full-date", _is_full_date), ("earliest", _earliest)),
    "comments": (("latest-version", _version), ("longest", _letters), ("most-records", _agreement)),
    "journal_ref": (("longest", _letters), ("most-records", _agreement)),
    "urls": (("most-links", _length), ("most-records", _agreement)),
    # One page that says there is code is enough.
    "has_code": (("said-so", _number),),
    "license": (("most-records", _agreement),),
    "language": (("most-records", _agreement),),
}
"""For each field the criteria in order, the first that tells two values apart decides; its name is the rule in `origins`."""

COMPLETENESS = {"authors_complete": "authors", "abstract_complete": "abstract"}
"""Whether a list or a text is all there is said by the record whose list or text won."""
NAMING_FIELDS = ("identifiers.arxiv", "identifiers.doi", "identifiers.acl", "identifiers.openreview")


class Choice(msgspec.Struct, frozen=True):
    """The value that won a field, the record it is from, and the rule."""

    value: Value
    origin: Origin


def choose(field: Field) -> Choice:
    """The winner of a field: by the first criterion of its precedence that tells it from the others."""
    if len(field.candidates) == 1:
        record, _, value = field.candidates[0]
        return Choice(value, Origin(record, "only-value"))
    criteria = PRECEDENCE[field.name]
    scored = {record: tuple(score(values, value, field) for _, score in criteria) for record, values, value in field.candidates}
    best = max(scored.values())
    tied = [(msgspec.json.encode(value), record, value) for record, _, value in field.candidates if scored[record] == best]
    _, winner, value = min(tied, key=lambda item: item[:2])
    return Choice(value, Origin(winner, _name_rule(field, criteria, scored, value)))


def _name_rule(field: Field, criteria: Sequence[tuple[str, Criterion]], scored: Mapping[str, tuple[float | str, ...]], value: Value) -> str:
    """Why a value won: all agree, or the criterion that put the best of the others behind."""
    best = max(scored.values())
    others = [scored[record] for record, _, other in field.candidates if other != value]
    if not others:
        return "all-agree"
    second = max(others)
    return next((name for (name, _), mine, theirs in zip(criteria, best, second, strict=True) if mine != theirs), "sorts-first")


def differs(name: str, winner: Value, loser: Value, loser_values: Values) -> bool:
    """Whether a value that lost says something else than the one that won, rather than the same or less of it."""
    if fold_value(winner) == fold_value(loser):
        return False
    if name in ("published", "updated", "listed"):
        return not _agree_as_dates(str(winner), str(loser))
    if name == "categories":
        codes = {str(code) for code in cast(list[str], winner)}
        return not all(str(code) in codes or any(full.endswith(f".{code}") for full in codes) for code in cast(list[str], loser))
    if name == "authors":
        return _differ_as_authors(cast(list[str], winner), cast(list[str], loser), is_complete=loser_values.get("authors_complete") is not False)
    if name == "affiliations":
        return not {fold_value(item) for item in cast(list[str], loser)} <= {fold_value(item) for item in cast(list[str], winner)}
    if name == "abstract" and loser_values.get("abstract_complete") is False:
        return not fold_value(winner).startswith(fold_value(loser))
    return True


def _agree_as_dates(winner: str, loser: str) -> bool:
    """Whether two EDTF dates can be the same day: unknown digits and missing parts agree with anything.

    >>> _agree_as_dates("2025-01-12", "XXXX-01-12"), _agree_as_dates("2025-01", "2025-01-12"), _agree_as_dates("2025-01-12", "2025-01-13")
    (True, True, False)
    """
    return all(a == b or "X" in (a, b) for a, b in zip(winner, loser, strict=False))


def _differ_as_authors(winner: list[str], loser: list[str], *, is_complete: bool) -> bool:
    """Whether two lists name other people; initials for given names and a list cut by `et al.` do not."""
    surnames = [[fold_value(name.split()[-1]) if name.split() else "" for name in names] for names in (winner, loser)]
    return surnames[1] != (surnames[0] if is_complete else surnames[0][: len(surnames[1])])


def merge_cluster(members: Sequence[Member]) -> Paper:
    """The paper that stands for a cluster. Its id and aliases may still change where other papers claim them."""
    rows = sorted((member.record.id, _gather_values(member.record)) for member in members)
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
        conflicts=tuple(_find_conflicts(chosen, rows)),
        flags=tuple(sorted(_keep_flags(chosen, dict(rows)))),
    )


def _find_conflicts(chosen: Mapping[str, Choice], rows: Sequence[tuple[str, Values]]) -> list[FieldConflict]:
    """Each value that lost and differs in meaning, once, with the first record that has it."""
    if len(rows) == 1:
        return []
    conflicts: dict[tuple[str, str], FieldConflict] = {}
    for name in sorted(chosen.keys() - COMPLETENESS.keys()):
        for record, values in rows:
            if name in values and differs(name, chosen[name].value, values[name], values):
                conflicts.setdefault((name, fold_value(values[name])), FieldConflict(name, values[name], record))
    return list(conflicts.values())


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
    if any(date.startswith("XXXX") for date in dates):
        flags.add("year-unknown")
    if any(date.endswith("-XX-XX") for date in dates):
        flags.add("date-ambiguous")
    return flags
