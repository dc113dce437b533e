"""Who wins: for each field the criteria in order, as a table."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias, cast

import msgspec

from pipeline.merge.member import COMPLETENESS, Member
from pipeline.records import Origin, Value

Candidate: TypeAlias = tuple[Member, Value]
Candidates: TypeAlias = Sequence[Candidate]
Criterion: TypeAlias = Callable[[Candidates, Candidates], list[float]]
"""What speaks for each of the values that are left, the more the better, given all values of the field."""

COMMAND_RE = re.compile(r"\\[A-Za-z]")
DAMAGE_RE = re.compile("\ufffd|ï¿½|[ÃÂâ][\u0080-\u00bf€™œž‹›„“”‘’–—]")
"""What is left of text that was decoded wrongly and could not be repaired."""
DAMAGE_SIGNS = "\ufffdïÃÂâ"
"""One of these is in all of it."""
OTHERS_RE = re.compile(r"[^\x00-\x7f]+")
LOWER = bytes(range(256)).lower()
DROPPED = bytes(byte for byte in range(128) if not chr(byte).isalnum())


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
    """The letters and digits of a text. Only what is not ASCII is looked up in tables of Unicode, which takes ten times as long.

    >>> fold_text("Naïve Top-K ﬁts _!")
    'naivetopkfits'
    """
    if not text.isascii():
        text = OTHERS_RE.sub(_fold_others, text)
    return text.encode().translate(LOWER, DROPPED).decode()


def _fold_others(match: re.Match[str]) -> str:
    """A stretch without ASCII as letters and digits. It can be folded alone, since no accent is moved past an ASCII character."""
    return _fold_run(match[0])


@lru_cache(maxsize=4096)
def _fold_run(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def has_damage(value: Value) -> bool:
    """Whether a text, or one of a list, shows that characters of it were destroyed.

    >>> has_damage("na\ufffdve"), has_damage(["Bo Chen", "LearningÃ©"]), has_damage("naïve Âme")
    (True, True, False)
    """
    if isinstance(value, list):
        return any(has_damage(item) for item in value if isinstance(item, str))
    text = str(value)
    return not text.isascii() and any(sign in text for sign in DAMAGE_SIGNS) and DAMAGE_RE.search(text) is not None


def has_latex(text: str) -> bool:
    """Whether a text holds formulas or commands.

    >>> has_latex("$K$"), has_latex("a \\\\emph{b}"), has_latex("50\\\\% off")
    (True, True, False)
    """
    return "$" in text or ("\\" in text and COMMAND_RE.search(text) is not None)


def _is_list_complete(left: Candidates, _all: Candidates) -> list[float]:
    return [member.values.get("authors_complete") is not False for member, _ in left]


def _is_text_complete(left: Candidates, _all: Candidates) -> list[float]:
    return [member.values.get("abstract_complete") is not False for member, _ in left]


def _is_abstract_undamaged(left: Candidates, _all: Candidates) -> list[float]:
    return ["abstract-damaged" not in member.flags and not has_damage(value) for member, value in left]


def _is_undamaged(left: Candidates, _all: Candidates) -> list[float]:
    return [not has_damage(value) for _, value in left]


def _is_readable(left: Candidates, _all: Candidates) -> list[float]:
    return [not has_latex(str(value)) for _, value in left]


def _length(left: Candidates, _all: Candidates) -> list[float]:
    return [len(value) if isinstance(value, list | str) else 0 for _, value in left]


def _letters(left: Candidates, _all: Candidates) -> list[float]:
    return [len(fold_value(value)) for _, value in left]


def _agreement(left: Candidates, everyone: Candidates) -> list[float]:
    """How many records have each value, spelling aside."""
    return _count_votes([fold_value(value) for _, value in left], [fold_value(value) for _, value in everyone])


def _spelling(left: Candidates, everyone: Candidates) -> list[float]:
    """How many records have each value to the letter."""
    return _count_votes([str(value) for _, value in left], [str(value) for _, value in everyone])


def _count_votes(spellings: Sequence[str], everyone: Sequence[str]) -> list[float]:
    if len(set(everyone)) == len(everyone):
        return [1] * len(spellings)
    counts = Counter(everyone)
    return [counts[spelling] for spelling in spellings]


def _is_full_date(left: Candidates, _all: Candidates) -> list[float]:
    return [-str(value).count("X") * 10 + len(str(value)) for _, value in left]


def _earliest(left: Candidates, _all: Candidates) -> list[float]:
    return [-_day_number(str(value)) for _, value in left]


def _latest(left: Candidates, _all: Candidates) -> list[float]:
    return [_day_number(str(value)) for _, value in left]


def _day_number(edtf: str) -> float:
    digits = re.sub(r"\D", "", edtf.replace("X", "0"))
    return float(digits.ljust(8, "0") or 0)


def _is_unambiguous(left: Candidates, _all: Candidates) -> list[float]:
    return [all("." in str(code) or "-" in str(code) for code in cast(list[str], value)) for _, value in left]


def _number(left: Candidates, _all: Candidates) -> list[float]:
    return [float(value) if isinstance(value, bool | int) else 0.0 for _, value in left]


def _version(left: Candidates, _all: Candidates) -> list[float]:
    versions = [member.values.get("identifiers.arxiv_version") for member, _ in left]
    return [float(version) if isinstance(version, int) else 0.0 for version in versions]


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
OF_RECORD = frozenset({_is_list_complete, _is_text_complete, _is_abstract_undamaged, _version})
"""The criteria that can tell records with equal values apart."""
RECORD_CRITERIA = {name: found for name, criteria in PRECEDENCE.items() if (found := [item for item in criteria if item[1] in OF_RECORD])}


class Choice(msgspec.Struct, frozen=True):
    """The value that won a field, the record it is from, and the rule."""

    value: Value
    origin: Origin


def choose_all(members: Sequence[Member]) -> dict[str, Choice]:
    """The winner of each field that one of these records has, by the names of the fields; records are in the order of their ids."""
    chosen = {}
    agreed = Origin(members[0].id, "all-agree")
    for name in list_names(tuple([tuple(member.values) for member in members])):
        values = [member.values.get(name) for member in members]
        first = values[0]
        if first is not None and len(values) > 1 and name not in RECORD_CRITERIA and values.count(first) == len(values):
            chosen[name] = Choice(first, agreed)
        else:
            chosen[name] = choose(name, [(member, value) for member, value in zip(members, values, strict=True) if value is not None])
    return chosen


@lru_cache(maxsize=4096)
def list_names(names: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """All names in the order of their letters, but for what goes with another field."""
    return tuple(sorted({name for group in names for name in group} - COMPLETENESS.keys()))


def choose(name: str, candidates: Candidates) -> Choice:
    """The winner of a field: by the first criterion of its precedence that tells it from the others.

    Candidates are in the order of their records' ids. Among equal values only what tells their records apart is asked.
    """
    member, value = candidates[0]
    if len(candidates) == 1:
        return Choice(value, Origin(member.id, "only-value"))
    is_mixed = _differ(candidates)
    rule = "sorts-first" if is_mixed else "all-agree"
    left = candidates
    for criterion, score in PRECEDENCE[name] if is_mixed else RECORD_CRITERIA.get(name, ()):
        if not is_mixed and score not in OF_RECORD:
            continue
        scores = score(left, candidates)
        best = max(scores)
        if min(scores) != best:
            left = [candidate for candidate, points in zip(left, scores, strict=True) if points == best]
            if is_mixed and not _differ(left):
                is_mixed, rule = False, criterion
            if len(left) == 1:
                break
    if is_mixed:
        left = sorted(left, key=lambda candidate: (msgspec.json.encode(candidate[1]), candidate[0].id))
    member, value = left[0]
    return Choice(value, Origin(member.id, rule))


def _differ(candidates: Candidates) -> bool:
    first = candidates[0][1]
    for _, value in candidates:  # noqa: SIM110 - `any` with a generator takes three times as long, and most fields come here
        if value != first:
            return True
    return False
