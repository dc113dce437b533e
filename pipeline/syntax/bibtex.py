"""BibTeX, entry by entry, each parsed by itself with bibtexparser.

An entry begins with `@type{` at the start of a line and ends where its braces balance. One that does not end before the next begins
is broken, and costs only itself. What `@string` or the proceedings that an entry refers to give it stands elsewhere in the text, so it is
given as a span.

A path is the name of a field (`title`, `url[2]` where there are several); in a list of names, which ` and ` parts, `author/0` is the first,
and `author/0/last` what of it is the surname. `@type` and `@key` are what stands before the fields.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
from bibtexparser.middlewares.names import parse_single_name_into_parts
from bibtexparser.model import Block, DuplicateFieldKeyBlock, Entry, String
from bibtexparser.splitter import Splitter

from pipeline.raw import Piece
from pipeline.records import Span
from pipeline.syntax.bibtex_values import drop_groups, is_macro, read_value, split_names, split_values, unprotect
from pipeline.syntax.nodes import Node

START = r"(?:%[^\r\n]{0,200}\r?\n\s{0,4}){0,20}@[a-z]{1,30}[ \t]{0,4}[{(]"
"""Fragment, without regard to case: the head of an entry, and comments above it."""
HEAD_RE = re.compile(r"@(?P<type>[A-Za-z]{1,30})[ \t]*(?P<open>[{(])")
MARK_RE = re.compile(r"(?<!\\)[{})]|^[ \t]*@[A-Za-z]{1,30}[ \t]*[{(]", re.MULTILINE)
GAP_RE = re.compile(r"(?:\s++|%[^\r\n]*+|[,\ufeff])*+")
EMPTY_LINE_RE = re.compile(r"\n[ \t\r]*\n")
ENVELOPE = frozenset({"string", "preamble", "comment"})
PARENTS = frozenset({"proceedings", "collection", "mvproceedings"})
"""An entry of these types is no paper; others may refer to it for what it says of all its papers."""
VERBATIM = frozenset({"url", "doi", "eprint", "ee", "link", "pdf", "howpublished"})
"""Fields of links and ids, in which a backslash only protects a character from TeX."""
INHERITED = {"booktitle": ("booktitle", "title"), "year": ("year",), "month": ("month",), "date": ("date",)}
STEP_RE = re.compile(r"(?P<name>@?[^\[/]+)(?:\[(?P<number>\d+)\])?(?:/(?P<index>\d+)(?:/(?P<part>first|last|suffix))?)?")
MAX_ENTRY_CHARS = 5_000_000

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())


class BibtexEntry(msgspec.Struct, frozen=True):
    """An entry as it is written: names of fields in small letters, values with what encloses them."""

    type: str
    key: str
    fields: dict[str, list[str]]


class BibtexNode(Node):
    """An entry, a field of it, or a name in a list of names; and `given`: where in the text stands what others give to the entry."""

    __slots__ = ("_text", "_values", "entry", "given", "path")

    def __init__(self, entry: BibtexEntry | None, path: str = "", text: str | None = None, given: Mapping[str, Span] | None = None) -> None:
        self.entry = entry
        self.path = path
        self.given = given or {}
        self._text = text

    def find(self, *names: str) -> BibtexNode:
        """The first value of a field; `@type` and `@key` are what stands before the fields; in a name `first`, `last` and `suffix`."""
        found = self.find_all(names[0]) if len(names) == 1 else []
        return found[0] if found else BibtexNode(None, "/".join(names))

    def find_all(self, name: str) -> list[BibtexNode]:
        """All values of a field; without a name the names in a list of names."""
        if self.entry is None:
            if self._text is None:
                return []
            return _list_names(self._text, self.path) if not name else [part for part in _split_name(self._text, self.path) if part.path.endswith(f"/{name}")]
        if name.startswith("@"):
            return [BibtexNode(None, name, self.entry.type if name == "@type" else self.entry.key)]
        values = [read_value(value) for value in self.entry.fields.get(name, ())]
        return [BibtexNode(None, name if index == 0 else f"{name}[{index + 1}]", value) for index, value in enumerate(values) if value is not None]

    def names(self) -> list[str]:
        """The names of the fields."""
        return [] if self.entry is None else list(self.entry.fields)

    def piece(self) -> Piece | None:
        """The text of a field or name, without braces that only group."""
        if self._text is None:
            return None
        is_verbatim = self.path.partition("[")[0] in VERBATIM
        return Piece("bibtex", self.path, drop_groups(unprotect(self._text) if is_verbatim else self._text))


def _list_names(text: str, path: str) -> list[BibtexNode]:
    return [BibtexNode(None, f"{path}/{index}", name) for index, name in enumerate(split_names(text))]


def _split_name(text: str, path: str) -> list[BibtexNode]:
    """What of a name stands first, last and behind it, in the order in which it is spoken."""
    parts = parse_single_name_into_parts(text, strict=False)
    words = {"first": parts.first, "last": [*parts.von, *parts.last], "suffix": parts.jr}
    return [BibtexNode(None, f"{path}/{part}", " ".join(found)) for part, found in words.items() if found]


class BibtexBlock(msgspec.Struct, frozen=True):
    """A run of entries: where each stands, those that are broken, and where in the text stands what is given to an entry."""

    span: Span
    entries: tuple[tuple[Span, BibtexEntry], ...]
    malformed: tuple[Span, ...]
    given: tuple[dict[str, Span], ...]


def find_block(text: str, start: int) -> BibtexBlock | int:
    """The entries from `start` on, with nothing but comments between them; where none can be read, where to go on."""
    entries: list[tuple[Span, BibtexEntry]] = []
    malformed: list[Span] = []
    macros: dict[str, Span] = {}
    end = start
    while (head := HEAD_RE.match(text, _skip_gap(text, end))) is not None:
        low = head.start()
        end, is_whole = _find_end(text, head)
        block = _parse(text[low:end]) if is_whole and end - low <= MAX_ENTRY_CHARS else None
        if isinstance(block, Entry):
            entries.append(((low, end), _to_entry(block)))
        elif isinstance(block, String):
            macros[block.key.casefold()] = _place(text, (low, end), block)
        elif head["type"].casefold() not in ENVELOPE or not is_whole:
            malformed.append((low, end))
    if not any(entry.fields for _, entry in entries):
        return end
    given, parents = _find_given(text, entries, macros)
    kept = [index for index in range(len(entries)) if index not in parents]
    return BibtexBlock((start, end), tuple(entries[index] for index in kept), tuple(malformed), tuple(given[index] for index in kept))


def _skip_gap(text: str, position: int) -> int:
    gap = GAP_RE.match(text, position)
    return position if gap is None else gap.end()


def _find_end(text: str, head: re.Match[str]) -> tuple[int, bool]:
    """Behind the entry that begins with `head`, and whether its braces balance there; else it goes to the next entry, or to an empty line."""
    depth = 1 if head["open"] == "{" else 0
    for mark in MARK_RE.finditer(text, head.end()):
        if mark.group() == "{":
            depth += 1
        elif mark.group() == "}":
            depth -= 1
            if depth == 0 and head["open"] == "{":
                return mark.end(), True
        elif mark.group() != ")":
            return head.start() + len(text[head.start() : mark.start()].rstrip()), False
        elif depth == 0 and head["open"] == "(":
            return mark.end(), True
    empty = EMPTY_LINE_RE.search(text, head.end())
    return (len(text) if empty is None else empty.start()), False


@lru_cache(maxsize=4)
def _parse(text: str) -> Block | None:
    """The one block that a text is; None for one that is broken, or more than one."""
    blocks = Splitter(text).split().blocks
    if len(blocks) != 1:
        return None
    block = blocks[0]
    return block.ignore_error_block if isinstance(block, DuplicateFieldKeyBlock) else block if block.raw == text else None


def _to_entry(block: Entry) -> BibtexEntry:
    fields: dict[str, list[str]] = {}
    for field in block.fields:
        for name, value in split_values(field.key, field.value):
            fields.setdefault(name.casefold(), []).append(value)
    return BibtexEntry(block.entry_type.casefold(), block.key, fields)


def _place(text: str, span: Span, macro: String) -> Span:
    """Where in the text the value of a macro stands, without what encloses it."""
    low = text.index(macro.value, text.index("=", *span))
    return _open_value(macro.value, low)


def _open_value(value: str, low: int) -> Span:
    inset = 1 if value[:1] in ('"', "{") else 0
    return low + inset, low + len(value) - inset


def _find_given(text: str, entries: Sequence[tuple[Span, BibtexEntry]], macros: Mapping[str, Span]) -> tuple[list[dict[str, Span]], set[int]]:
    """What macros and parents give to each entry, by name of field; and which entries are parents: no papers, but what others refer to."""
    by_key = {entry.key.casefold(): index for index, (_, entry) in enumerate(entries) if entry.type in PARENTS}
    told: dict[int, dict[str, Span]] = {}
    given: list[dict[str, Span]] = []
    for _, entry in entries:
        own = {name: macros[values[0].casefold()] for name, values in entry.fields.items() if is_macro(values[0]) and values[0].casefold() in macros}
        reference = read_value(entry.fields.get("crossref", [""])[0]) or ""
        parent = by_key.get(reference.strip().casefold())
        if parent is not None:
            if parent not in told:
                told[parent] = _find_told(text, *entries[parent])
            own.update({name: span for name, span in told[parent].items() if name not in entry.fields})
        given.append(own)
    return given, set(told)


def _find_told(text: str, span: Span, parent: BibtexEntry) -> dict[str, Span]:
    """Where in the text stands what proceedings say of all their papers, by name of field."""
    found = {name: _find_field(text[slice(*span)], parent.fields, names) for name, names in INHERITED.items()}
    return {name: (span[0] + place[0], span[0] + place[1]) for name, place in found.items() if place is not None}


def _find_field(entry: str, fields: Mapping[str, list[str]], names: Sequence[str]) -> Span | None:
    """Where in an entry the value of the first of these fields stands, without what encloses it."""
    for name in names:
        value = fields.get(name, [""])[0]
        match = re.search(rf"[{{,\s]{name}\s*=\s*(?={re.escape(value)})", entry, re.IGNORECASE) if value else None
        if match is not None:
            return _open_value(value, match.end())
    return None


def pick(text: str, path: str) -> str:
    """The text that a path leads to in an entry. Raises `LookupError` where it leads nowhere, `ValueError` for a text that is no entry.

    >>> pick("@article{key, author = {Lee, Ann and {Wu} Bo}, year = 2020}", "author/1")
    'Wu Bo'
    """
    block = _parse(text)
    step = STEP_RE.fullmatch(path)
    if not isinstance(block, Entry) or step is None:
        raise ValueError(f"no field of an entry: {path}")
    node = BibtexNode(_to_entry(block)).find_all(step["name"])[int(step["number"] or 1) - 1]
    if step["index"]:
        node = node.find_all("")[int(step["index"])]
    if step["part"]:
        node = node.find(step["part"])
    piece = node.piece()
    if piece is None:
        raise LookupError(f"nothing at {path}")
    return piece.text
