"""Who wins: for each field the criteria in order, as a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, cast

import msgspec

from pipeline.records import Origin, Value

Values: TypeAlias = Mapping[str, Value]
"""The values of one record, by field."""
Criterion: TypeAlias = Callable[[Values, Value, "Field"], float | str]


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
