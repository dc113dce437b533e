"""Repair: from the text of each field to its value, every change on file as an edit that can be replayed.

`CHAINS` (`pipeline.repair.chains`) says what happens to which field. The text fixers of a chain run in order, again and again, until none of them
changes anything: so repairing what is repaired changes nothing. Then converters make a value of it.

Each fixer names the marks without which it changes nothing (`pipeline.repair.marks`). A text is looked at once, and a fixer
runs only where its marks are: nearly all text is as it should be but for its line breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import NamedTuple, cast

import msgspec

from pipeline.records import Edit, PlanStep, Url, Value, flag_dates
from pipeline.repair import characters, values
from pipeline.repair.chains import CHAINS, DATES, EDITS, FOLD, HYPHEN, LINE, Chain
from pipeline.repair.dates import resolve_year
from pipeline.repair.hyphens import join_hyphens
from pipeline.repair.marks import BACKSLASH, MOJIBAKE, SPACE, Fixer, look_at_all

__all__ = ["CHAINS", "EARNS_FLAGS", "EDITS", "MAX_ROUNDS", "Chain", "Repaired", "find_flags", "repair_column", "repair_field", "replay"]

MOJIBAKE_RULE = "mojibake.ftfy"
CAPTURED_ON = "date.captured-on"
MAX_ROUNDS = 8
"""Fixers have settled after two rounds on every real text tried; more are for texts made to resist."""
CACHED_VALUES = 1 << 15
"""How many values are remembered, of what recurs in a dump, and how many items of each list field."""


class Repaired(msgspec.Struct, frozen=True):
    """A value and the edits that led to it; the value is None where the text is no value of the field's kind."""

    value: Value | None
    edits: tuple[Edit, ...]


def repair_field(name: str, texts: Sequence[str], plan: tuple[PlanStep, ...] = (), captured_on: str | None = None) -> Repaired:
    """The value of a field from the texts of its spans.

    `plan` is how ftfy undoes the mojibake of the lines the texts stand in; `captured_on` (a full date) gives dates
    without a year theirs.
    """
    chain = CHAINS[name]
    if plan:
        return _repair_items(name, texts, plan, captured_on)
    if chain.recurs_by is not None:
        return _recall(name, (chain.recurs_by(texts[0]),) if len(texts) == 1 else tuple(texts), captured_on)
    return _repair_items(name, texts, (), captured_on) if chain.is_list else repair_column(name, [texts])[0]


@lru_cache(CACHED_VALUES)
def _recall(name: str, texts: tuple[str, ...], captured_on: str | None) -> Repaired:
    return _repair_items(name, texts, (), captured_on)


def repair_column(name: str, found: Sequence[Sequence[str]], captured_on: str | None = None) -> list[Repaired]:
    """What `repair_field` gives for this field of many records: their texts are looked at together."""
    chain = CHAINS[name]
    if chain.is_list or chain.recurs_by is not None:
        return [repair_field(name, texts, (), captured_on) for texts in found]
    joined = [texts[0] if len(texts) == 1 else "\n".join(texts) for texts in found]
    return [_repair_text(name, text, marks) for text, marks in zip(joined, look_at_all(joined), strict=True)]


def _repair_text(name: str, text: str, marks: int) -> Repaired:
    """As `_repair_items`, for a field that is one text and no date, and holds these marks."""
    chain = CHAINS[name]
    edits: tuple[Edit, ...] = ()
    if marks == SPACE and chain.fixers is LINE:
        text, edits = _fold_line(text)
    elif marks:
        text, edits = _fix_text(name, text, marks)
    if not text or chain.converter is None or (chain.is_value is not None and not edits and chain.is_value(text)):
        return Repaired(text or None, edits)
    rule, convert = chain.converter
    value = cast("Value | None", convert(text))
    return Repaired(value, edits if value is None or value == text else edits + _note(rule))


def _fold_line(text: str) -> tuple[str, tuple[Edit, ...]]:
    """As `_fix_items`, for a line that has white space to fold and no other mark, as most have."""
    joined = join_hyphens(text)
    folded = characters.fold_breaks(joined)
    edits = _note(HYPHEN.rule) if joined != text else ()
    return folded, edits + _note(FOLD.rule) if folded != joined else edits


def _fix_text(name: str, text: str, marks: int) -> tuple[str, tuple[Edit, ...]]:
    """As `_fix_items`, for one text."""
    edits: tuple[Edit, ...] = ()
    for _ in range(MAX_ROUNDS):
        before = text
        if marks & MOJIBAKE:
            (text,), more = _apply_plans([text], _find_plans([text]))
            if more:
                edits += more
                marks = CHAINS[name].look(text)
        text, changes, marks = _run_round(name, text, marks)
        if changes:
            edits += _list_edits(name, changes)
        if not marks or text == before:
            break
    return text, edits


@cache
def _note(rule: str) -> tuple[Edit, ...]:
    return (Edit(rule),)


def _repair_items(name: str, texts: Sequence[str], plan: tuple[PlanStep, ...], captured_on: str | None) -> Repaired:
    chain = CHAINS[name]
    items = list(texts) if chain.is_list else ["\n".join(texts)]
    if not plan and chain.are_plain is not None and chain.are_plain(items):
        return Repaired(cast(Value, items), ())
    edits: tuple[Edit, ...] = ()
    marks = [chain.look(item) for item in items]
    if plan:
        items, edits = _apply_plans(items, [plan])
        marks = [chain.look(item) for item in items]
    if any(marks):
        items, more = _fix_items(name, items, marks)
        edits += more
    if "" in items:
        items = [item for item in items if item] or items[:1]
    if not items[0]:
        return Repaired(None, edits)
    if chain.converter is None:
        return Repaired(cast(Value, items) if chain.is_list else items[0], edits)
    return _convert(items, chain, captured_on, edits)


def _fix_items(name: str, items: list[str], marks: list[int]) -> tuple[list[str], tuple[Edit, ...]]:
    """The items with all fixers of the field run until nothing changes, and what changed something."""
    chain = CHAINS[name]
    run = partial(_recall_round if chain.is_list else _run_round, name)
    edits: tuple[Edit, ...] = ()
    for _ in range(MAX_ROUNDS):
        before = items
        if any(map(MOJIBAKE.__and__, marks)):
            items, more = _apply_plans(items, _find_plans(items))
            if more:
                edits += more
                marks = [chain.look(item) for item in items]
        rounds = list(map(run, items, marks))
        changes = 0
        for done in rounds:
            changes |= done.changes
        if changes:
            items = [done.text for done in rounds]
            marks = [done.marks for done in rounds]
            edits += _list_edits(name, changes)
        if items == before or not any(marks):
            break
    return items, edits


class Round(NamedTuple):
    """What one round of a chain's fixers made of a text."""

    text: str
    changes: int
    """The fixers that changed something: bit 0 is the first."""
    marks: int
    """The marks that the text holds now: without any, a second round would change nothing."""


def _run_round(name: str, text: str, marks: int) -> Round:
    """The text with every fixer of the field run that may change it; `marks` are those it holds."""
    changes = gone = 0
    for place, (_, fix, needs, brings, clears) in _select_fixers(name, marks):
        if marks & needs & ~gone:
            fixed = fix(text)
            if fixed != text:
                text = fixed
                changes |= 1 << place
                marks = (marks | brings) & ~clears
                gone = 0 if "\\" in text else BACKSLASH  # mostly all that is LaTeX was in formulas
    return Round(text, changes, CHAINS[name].look(text) if changes and marks else marks)


@lru_cache(4096)
def _select_fixers(name: str, marks: int) -> tuple[tuple[int, Fixer], ...]:
    """The fixers of the field, with their places, that may have something to do where these marks are."""
    selected = []
    for place, fixer in enumerate(CHAINS[name].fixers):
        if marks & fixer.needs:
            selected.append((place, fixer))
            marks |= fixer.brings
    return tuple(selected)


_recall_round = lru_cache(CACHED_VALUES)(_run_round)
"""For the items of lists, which come again and again."""


@lru_cache(4096)
def _list_edits(name: str, changes: int) -> tuple[Edit, ...]:
    """The edits of the fixers that changed something in a round."""
    return tuple(Edit(fixer.rule) for place, fixer in enumerate(CHAINS[name].fixers) if changes >> place & 1)


def _find_plans(items: list[str]) -> list[tuple[PlanStep, ...]]:
    """The explanations ftfy has for the items, each once, in order."""
    plans = (characters.fix_mojibake(item)[1] for item in items)
    return list(dict.fromkeys(plan for plan in plans if plan))


def _apply_plans(items: list[str], plans: list[tuple[PlanStep, ...]]) -> tuple[list[str], tuple[Edit, ...]]:
    """The items with explanations of ftfy's replayed on all of them, and which of these changed something."""
    edits: list[Edit] = []
    for plan in plans:
        mended = [characters.apply_plan(item, plan) for item in items]
        if mended != items:
            edits.append(Edit(MOJIBAKE_RULE, plan))
            items = mended
    return items, tuple(edits)


def _convert(items: list[str], chain: Chain, captured_on: str | None, edits: tuple[Edit, ...]) -> Repaired:
    rule, convert = chain.converter or ("", str)
    converted = [convert(item) for item in items]
    if None in converted:
        return Repaired(None, edits)
    value = cast(Value, converted if chain.is_list else converted[0])
    if value != (items if chain.is_list else items[0]):
        edits += _note(rule)
    if chain.is_date and captured_on is not None and isinstance(value, str):
        dated = resolve_year(value, captured_on)
        if dated != value:
            edits = (*edits, Edit(CAPTURED_ON, (captured_on,)))
            value = dated
    return Repaired(value, edits)


def replay(name: str, texts: Sequence[str], edits: Sequence[Edit]) -> Value | None:
    """The value that the edits on file make of the texts of a field's spans.

    Raises `KeyError` for a rule that is not known (any more).
    """
    chain = CHAINS[name]
    items: list[Value | Url | None] = [*texts] if chain.is_list else ["\n".join(texts)]
    for edit in edits:
        apply = _to_function(edit)
        items = [apply(item) if isinstance(item, str) else item for item in items]
    if chain.is_list:
        return cast(Value, [item for item in items if item not in ("", None)])
    return cast("Value | None", items[0])


def _to_function(edit: Edit) -> Callable[[str], Value | Url | None]:
    if edit.rule == MOJIBAKE_RULE:
        plan = tuple(arg for arg in edit.args if isinstance(arg, tuple))
        return lambda text: characters.apply_plan(text, plan)
    if edit.rule == CAPTURED_ON:
        return lambda text: resolve_year(text, str(edit.args[0]))
    return EDITS[edit.rule]


def _has_ambiguous_category(codes: Value) -> bool:
    return isinstance(codes, list) and any(map(values.is_ambiguous_category, map(str, codes)))


EARNS_FLAGS: dict[str, Callable[[Value], bool]] = {
    "abstract": lambda text: isinstance(text, str) and values.is_damaged(text),
    "categories": _has_ambiguous_category,
    **dict.fromkeys(DATES, lambda date: "X" in str(date)),
}
"""What holds for a value that earns its record a flag, by the field it is of."""


def find_flags(fields: Mapping[str, Value]) -> list[str]:
    """The flags that follow from a record's values alone."""
    odd = {name for name, earns in EARNS_FLAGS.items() if name in fields and earns(fields[name])}
    flags = [flag for flag, name in (("abstract-damaged", "abstract"), ("category-ambiguous", "categories")) if name in odd]
    return flags + flag_dates([str(fields[name]) for name in DATES if name in odd])
