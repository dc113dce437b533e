"""What a format is: how it knows its regions and how it cuts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import msgspec

from pipeline.lines import Joint, Line
from pipeline.records import RawRecord, Span

Range: TypeAlias = tuple[int, int]
"""`(first, last + 1)` of a run of lines."""


class Cut(msgspec.Struct, frozen=True):
    """A region cut into records.

    `boilerplate` is what only the place in the page shows to be boilerplate (the name under `Submitted by`), with the
    rule that says so. All else that is in no field is left to `strip`.
    """

    records: tuple[RawRecord, ...]
    boilerplate: tuple[tuple[Span, str], ...] = ()


class Region(msgspec.Struct, frozen=True):
    """A stretch of the text in one format, and its records. `span` reaches from the first to the last of its lines."""

    format: str
    span: Span
    cut: Cut


def no_joints(_lines: Sequence[Line]) -> Iterable[Joint]:
    """For a format whose records never meet on one line."""
    return ()


class TextFormat(msgspec.Struct, frozen=True):
    """A layout of plain text.

    `find` gives the runs of lines, in order and disjoint, that are in this format; it is shown only lines that no format before it in the list
    has taken. `cut` gets one such run. Both judge by the lines alone, never by where in the dump they stand, so that a dump
    may change format half-way and a large one may be cut into shards.
    """

    name: str
    summary: str
    find: Callable[[Sequence[Line]], Iterable[Range]]
    cut: Callable[[Sequence[Line]], Cut]
    joints: Callable[[Sequence[Line]], Iterable[Joint]] = no_joints
    """Where a record of this format begins or ends in the middle of a line: it is glued, or files were joined without a line end."""
    is_local: bool = False
    """Whether a record shows by its first line where it begins, whatever stands before it: a large dump may be cut there."""


def field_lines(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The spans of the lines that are not blank."""
    return tuple(line.span() for line in lines if line.text)


def common_plan(lines: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """How ftfy undoes the mojibake of these lines, where one plan serves all of them; else nothing."""
    plans = {line.plan for line in lines if line.text}
    return plans.pop() if len(plans) == 1 else ()
