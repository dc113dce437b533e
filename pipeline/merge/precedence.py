"""Who wins: for each field the criteria in order, as a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias, cast

import msgspec

from pipeline.merge.member import Member
from pipeline.records import Origin, Value

Candidate: TypeAlias = tuple[Member, Value]
Criterion: TypeAlias = Callable[[Member, Value, Sequence[Candidate]], float]
"""What speaks for a value of a record, the more the better, given all values of the field."""

LATEX_RE = re.compile(r"\\[A-Za-z]|\$")
DAMAGE_RE = re.compile("\ufffd|ï¿½|[ÃÂâ][\u0080-\u00bf€™œž‹›„“”‘’–—]")
"""What is left of text that was decoded wrongly and could not be repaired."""
KEPT = b"abcdefghijklmnopqrstuvwxyz0123456789"
LOWER = bytes(range(256)).lower()
DROPPED = bytes(byte for byte in range(256) if LOWER[byte] not in KEPT)


def fold_value(value: Value | None) -> str:
    """A value as letters and digits only: two that differ in spelling alone are equal.

    >>> fold_value("Top-K  Experts") == fold_value("top k experts")
    True
    """
    if isinstance(value, str):
        return fold_text(value)
    if isinstance(value, list):
        return "|".join([fold_text(item if isinstance(item, str) else item.url) for item in value])
    return fold_text(str(value))


@lru_cache(maxsize=1024)
def fold_text(text: str) -> str:
    """The letters and digits of a text; what is not ASCII takes ten times as long."""
    if text.isascii():
        return text.encode().translate(LOWER, DROPPED).decode()
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text).casefold())


def has_damage(text: str) -> bool:
    """Whether a text shows that characters of it were destroyed.

    >>> has_damage("na\ufffdve"), has_damage("LearningÃ©"), has_damage("naïve Âme")
    (True, True, False)
    """
    return not text.isascii() and DAMAGE_RE.search(text) is not None


def _is_list_complete(member: Member, _value: Value, _all: Sequence[Candidate]) -> bool:
    return member.values.get("authors_complete") is not False


def _is_text_complete(member: Member, _value: Value, _all: Sequence[Candidate]) -> bool:
    return member.values.get("abstract_complete") is not False


def _is_abstract_undamaged(member: Member, value: Value, _all: Sequence[Candidate]) -> bool:
    return "abstract-damaged" not in member.flags and not has_damage(str(value))


def _is_undamaged(_member: Member, value: Value, _all: Sequence[Candidate]) -> bool:
    return not any(has_damage(str(item)) for item in (value if isinstance(value, list) else [value]))


def _is_readable(_member: Member, value: Value, _all: Sequence[Candidate]) -> bool:
    return LATEX_RE.search(str(value)) is None


def _length(_member: Member, value: Value, _all: Sequence[Candidate]) -> int:
    return len(value) if isinstance(value, list | str) else 0


def _letters(_member: Member, value: Value, _all: Sequence[Candidate]) -> int:
    return len(fold_value(value))


def _agreement(_member: Member, value: Value, everyone: Sequence[Candidate]) -> int:
    folded = fold_value(value)
    return sum(fold_value(other) == folded for _, other in everyone)


def _spelling(_member: Member, value: Value, everyone: Sequence[Candidate]) -> int:
    return sum(other == value for _, other in everyone)


def _is_full_date(_member: Member, value: Value, _all: Sequence[Candidate]) -> int:
    return -str(value).count("X") * 10 + len(str(value))


def _earliest(_member: Member, value: Value, _all: Sequence[Candidate]) -> float:
    return -_day_number(str(value))


def _latest(_member: Member, value: Value, _all: Sequence[Candidate]) -> float:
    return _day_number(str(value))


def _day_number(edtf: str) -> float:
    digits = re.sub(r"\D", "", edtf.replace("X", "0"))
    return float(digits.ljust(8, "0") or 0)


def _is_unambiguous(_member: Member, value: Value, _all: Sequence[Candidate]) -> bool:
    return all("." in str(code) or "-" in str(code) for code in cast(list[str], value))


def _number(_member: Member, value: Value, _all: Sequence[Candidate]) -> float:
    return float(value) if isinstance(value, bool | int) else 0.0


def _version(member: Member, _value: Value, _all: Sequence[Candidate]) -> float:
    version = member.values.get("identifiers.arxiv_version")
    return float(version) if isinstance(version, int) else 0.0


PRECEDENCE: dict[str, tuple[tuple[str, Criterion], ...]] = {
    # What no page has destroyed; the spelling most records agree on; of two the longer, which has lost nothing.
    "title": (
        ("undamaged", _is_undamaged),
        ("readable", _is_readable),
        ("most-records", _agreement),
        ("most-spell-it-so", _spelling),
        ("longest", _length),
    ),
    # A whole list beats one that stops at `et al.`, full names beat initials.
    "authors": (
        ("complete", _is_list_complete),
        ("most-names", _length),
        ("undamaged", _is_undamaged),
        ("longest", _letters),
        ("most-records", _agreement),
    ),
    "affiliations": (("most-names", _length), ("most-records", _agreement)),
    # All of it before a teaser; what the page did not damage; a reader's spelling before LaTeX that was left.
    "abstract": (
        ("complete", _is_text_complete),
        ("undamaged", _is_abstract_undamaged),
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
    "comments": (("undamaged", _is_undamaged), ("latest-version", _version), ("longest", _letters), ("most-records", _agreement)),
    "journal_ref": (("undamaged", _is_undamaged), ("longest", _letters), ("most-records", _agreement)),
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


def choose(name: str, candidates: Sequence[Candidate], *, are_peers: bool) -> Choice:
    """The winner of a field: by the first criterion of its precedence that tells it from the others.

    Candidates are in the order of their records' ids. `are_peers` says that nothing but their values tells the records
    apart: then equal values need no criterion.
    """
    member, value = candidates[0]
    if len(candidates) == 1:
        return Choice(value, Origin(member.id, "only-value"))
    is_mixed = _differ(candidates)
    rule = "sorts-first" if is_mixed else "all-agree"
    left = candidates
    for criterion, score in PRECEDENCE[name]:
        if len(left) == 1 or (are_peers and not is_mixed):
            break
        scores = [score(*candidate, candidates) for candidate in left]
        best = max(scores)
        left = [candidate for candidate, points in zip(left, scores, strict=True) if points == best]
        if is_mixed and not _differ(left):
            is_mixed, rule = False, criterion
    if is_mixed:
        left = sorted(left, key=lambda candidate: (msgspec.json.encode(candidate[1]), candidate[0].id))
    member, value = left[0]
    return Choice(value, Origin(member.id, rule))


def _differ(candidates: Sequence[Candidate]) -> bool:
    first = candidates[0][1]
    return any(value != first for _, value in candidates)
