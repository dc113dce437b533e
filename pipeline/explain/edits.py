"""What was done to a value: its edits replayed one by one on the text that stands in the dump, and what each of them changed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import cache

import msgspec

from pipeline.explain.accounts import Change, Step
from pipeline.records import Edit, Url, Value
from pipeline.repair import replay
from pipeline.rules import load_rules

RULE_TABLES = ("repair", "latex", "names", "values")
"""The tables that say what the rules of edits are for."""
PIECE_RE = re.compile(r"\s+|\S+")
CONTEXT_CHARS = 24
"""So much is shown on either side of a change."""
MAX_CHANGES = 3
"""So many changes of one edit are listed: a text with forty formulas is understood from the first."""
LONG_WORD = 40
"""A run without white space that is longer is no word, and may be cut: not all scripts have spaces."""
MAX_PIECES = 4_000
"""Longer texts are compared from both ends alone: what is between is one change."""


def trace_edits(name: str, texts: Sequence[str], edits: Sequence[Edit]) -> tuple[Step, ...]:
    """What each edit changed, in their order, on the texts that a field's locator leads to.

    Raises `KeyError` for a rule that is not known (any more).

    >>> trace_edits("title", ["Counting   $K$ sheep"], [Edit("latex.math"), Edit("space.fold")])[0].changes
    (Change(lead='Counting   ', before='$K$', after='K', tail=' sheep'),)
    """
    steps = []
    before = _list_items(replay(name, texts, ()))
    for count, edit in enumerate(edits, 1):
        after = _list_items(replay(name, texts, edits[:count]))
        changes = find_changes(before, after)
        steps.append(to_step(edit, changes))
        before = after
    return tuple(steps)


def to_step(edit: Edit, changes: Sequence[Change] = ()) -> Step:
    """An edit with what is known of it."""
    args = tuple(arg if isinstance(arg, str) else " ".join(arg) for arg in edit.args)
    return Step(edit.rule, explain_rule(edit.rule), args, tuple(changes[:MAX_CHANGES]), max(0, len(changes) - MAX_CHANGES))


@cache
def explain_rule(rule: str) -> str:
    """What the rule of an edit is for; empty for one that is not known (any more)."""
    return next((item.why for table in RULE_TABLES for item in load_rules(table) if item.id == rule), "")


def find_changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Where two lists of texts differ: item by item where they are as long, else as a whole.

    >>> find_changes(["a b c d"], ["a c d"])
    [Change(lead='a ', before='b ', after='', tail='c d')]
    """
    if len(before) != len(after):
        return _compare("; ".join(before), "; ".join(after))
    return [change for one, other in zip(before, after, strict=True) if one != other for change in _compare(one, other)]


def _list_items(value: Value | None) -> list[str]:
    """A value as texts: one for each item of a list."""
    if value is None:
        return [""]
    return [write_item(item) for item in value] if isinstance(value, list) else [write_item(value)]


def write_item(value: object) -> str:
    """A value, or an item of one, as a text.

    >>> write_item(True), write_item(Url("https://a.org", "page")), write_item("x")
    ('true', 'https://a.org (page)', 'x')
    """
    if isinstance(value, Url):
        return f"{value.url} ({value.kind})"
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _compare(before: str, after: str) -> list[Change]:
    """The stretches in which two texts differ, by words."""
    low, high = _measure_ends(before, after)
    pieces, others = PIECE_RE.findall(before[low : len(before) - high]), PIECE_RE.findall(after[low : len(after) - high])
    spans = [(0, len(pieces), 0, len(others))] if len(pieces) > MAX_PIECES or len(others) > MAX_PIECES else _match_pieces(pieces, others)
    changes = []
    for start, end, other_start, other_end in spans:
        first = low + sum(map(len, pieces[:start]))
        last = first + sum(map(len, pieces[start:end]))
        lead, tail = before[max(0, first - CONTEXT_CHARS) : first], before[last : last + CONTEXT_CHARS]
        if first > CONTEXT_CHARS:
            lead = lead.partition(" ")[2] or lead  # From the beginning of a word.
        changes.append(Change(lead, before[first:last], "".join(others[other_start:other_end]), tail))
    return changes


def _match_pieces(pieces: Sequence[str], others: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The ranges of pieces that are not the same. Those with nothing but white space between them are one."""
    spans: list[tuple[int, int, int, int]] = []
    for kind, *span in difflib.SequenceMatcher(None, pieces, others, autojunk=False).get_opcodes():
        start, end, other_start, other_end = span
        if kind == "equal":
            continue
        if spans and "".join(pieces[spans[-1][1] : start]).isspace():
            start, _, other_start, _ = spans.pop()
        spans.append((start, end, other_start, other_end))
    return spans


def _measure_ends(before: str, after: str) -> tuple[int, int]:
    """How many characters two texts have in common at their beginning and, behind that, at their end, up to the borders of words."""
    most = min(len(before), len(after))
    low = next((place for place in range(most) if before[place] != after[place]), most)
    low = next((place for place in range(low, max(0, low - LONG_WORD), -1) if before[place - 1].isspace()), 0 if low <= LONG_WORD else low)
    high = next((place for place in range(most - low) if before[-1 - place] != after[-1 - place]), most - low)
    first = len(before) - high
    last = min(len(before), first + LONG_WORD)
    return low, len(before) - next((place for place in range(first, last) if before[place].isspace()), last if high <= LONG_WORD else first)
