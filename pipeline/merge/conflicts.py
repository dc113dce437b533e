"""Who lost: the values that say something else than the one that won."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from pipeline.merge.member import Member, Values
from pipeline.merge.precedence import Choice, fold_value
from pipeline.records import FieldConflict, Value

UNDISPUTED = ("only-value", "all-agree", "with-authors", "with-abstract")
"""The rules of a winner that no other value stood against, and of what goes with another field."""


def find_conflicts(chosen: Mapping[str, Choice], members: Sequence[Member]) -> list[FieldConflict]:
    """Each value that lost and differs in meaning, once, with the first record that has it, in the order of the fields."""
    conflicts: dict[tuple[str, str], FieldConflict] = {}
    for name, choice in chosen.items():
        if choice.origin.rule in UNDISPUTED:
            continue
        winner = choice.value
        for member in members:
            value = member.values.get(name)
            if value is not None and value != winner and differs(name, winner, value, member.values):
                conflicts.setdefault((name, fold_value(value)), FieldConflict(name, value, member.id))
    return list(conflicts.values())


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
