"""What a format is: how it knows its regions and how it cuts them. There are three kinds.

A `TextFormat` takes lines of plain text. An `EntryFormat` takes entries that a parser reads: JSON objects, XML elements, rows of a
table, entries of a bibliography. A `PageFormat` takes a page of HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, TypeAlias

import msgspec

from pipeline.lines import Joint, Line
from pipeline.page import Page
from pipeline.raw import RawRecord
from pipeline.records import RejectReason, Span
from pipeline.syntax.nodes import Node, NotPaper

Range: TypeAlias = tuple[int, int]
"""`(first, last + 1)` of a run of lines."""

LineField: TypeAlias = tuple[str, list[str], str]
"""A field of an entry that was read from its line at once: its name, the texts of its items, and what its locator adds to that of the entry."""

Syntax: TypeAlias = Literal["json", "xml", "table", "bibtex", "ris"]


class Cut(msgspec.Struct, frozen=True):
    """A region cut into records.

    `boilerplate` is what only the place in the page shows to be boilerplate (the name under `Submitted by`), with the
    rule that says so. All else that is in no field is left to `strip`.
    """

    records: tuple[RawRecord, ...]
    boilerplate: tuple[tuple[Span, str], ...] = ()
    rejected: tuple[tuple[Span, RejectReason], ...] = ()
    claimed: int | None = None
    """How many entries the region says it holds; None where it does not say."""
    set_aside: int = 0
    """How many of its entries are known and no papers."""


class Region(msgspec.Struct, frozen=True):
    """A stretch of the text in one format, and its records. `span` reaches from the first to the last of its lines.

    `outside` is the rule for what stands between the records of an entry format, or outside the blocks of a page. The spans of the cut are of
    the page's visible text where there is a page, else of the text.
    """

    format: str
    span: Span
    cut: Cut
    outside: str | None = None
    page: Page | None = None


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


class EntryFormat(msgspec.Struct, frozen=True):
    """A layout of entries in a syntax that a parser reads. Of several formats that know an entry the first in the list reads it.

    `knows` must be cheap, and tell by names and forms of values, never by the words in them; `read` gives the record, or why it is none. A record
    without fields is rejected.
    """

    name: str
    summary: str
    syntax: Syntax
    knows: Callable[[Node], bool]
    read: Callable[[Node], RawRecord | NotPaper]
    read_line: Callable[[str], list[LineField] | None] | None = None
    """JSON Lines: what `read` would give for the object that a line is, without the way over nodes; None where `read` must see to it."""
    tags: tuple[str, ...] = ()
    """XML: the names of the elements that are entries."""
    shared: Callable[[str], Iterable[tuple[str, Span]]] | None = None
    """XML: fields that the text before an entry gives to all that follow (the year of their volume): names, and spans in that text."""
    roots: tuple[str, ...] = ()
    """XML: the names of the documents' first elements, by which a document without entries is known."""
    claim: Callable[[str], int | None] | None = None
    """XML: how many entries a document says it has, from its text outside them."""


class PageFormat(msgspec.Struct, frozen=True):
    """A layout of a page. `cut` gives None for a page in another layout.

    Of the formats of the lowest `rank` that know a page, the one cuts it that accounts for most of it: 0 is for one layout of one site, 1 for what
    many sites say in the same way in their pages' heads, 2 for any page that repeats a block.
    """

    name: str
    summary: str
    cut: Callable[[Page], Cut | None]
    rank: int = 0
    marks: tuple[str, ...] = ()
    """Of these, in small letters, the source of every such page holds one: `cut` is not asked of a page that holds none."""


Format: TypeAlias = TextFormat | EntryFormat | PageFormat


def field_lines(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The spans of the lines that are not blank."""
    return tuple(line.span() for line in lines if line.text)


def common_plan(lines: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """How ftfy undoes the mojibake of these lines, where one plan serves all of them; else nothing."""
    plans = {line.plan for line in lines if line.text}
    return plans.pop() if len(plans) == 1 else ()
