"""RIS, entry by entry, each parsed by itself with rispy; and the tagged text of MEDLINE, which looks much the same.

    TY  - JOUR                        PMID- 12345678
    AU  - Lee, Ann                    TI  - A title that goes
    ER  -                                   on in the next line

RIS goes from `TY  -` to `ER  -`; an entry without an end is broken. MEDLINE goes from `PMID-` to an empty line. A path is a
tag: `TI`, or `AU/1` for the second of several. A line without a tag goes on with the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
import rispy

from pipeline.raw import Piece
from pipeline.records import Span
from pipeline.syntax.nodes import Node

START = r"(?:(?:Provider|Database|Content):[^\r\n]{0,200}\r?\n\s{0,8}){0,3}TY  -|PMID- ?\d"
"""Fragment: the first line of an entry, and what exports put above it."""

PREFACE_RE = re.compile(r"(?:(?:Provider|Database|Content):[^\r\n]*+\s*+)*+(?=TY  -)", re.IGNORECASE)
EDGE_RE = re.compile(r"^(?P<tag>TY|ER)  -[^\r\n]*+", re.MULTILINE)
SPACE_RE = re.compile(r"[\s\ufeff]*+")
EMPTY_LINE_RE = re.compile(r"\n[ \t\r]*\n")
MEDLINE_EDGE_RE = re.compile(r"\n(?:[ \t\r]*\n|PMID-)")
LINE_RE = re.compile(r"[ \t]*(?:\r\n|\n|\r)")
RIS_TAG_RE = re.compile(r"[A-Z][A-Z0-9]  -")
MEDLINE_TAG_RE = re.compile(r"(?P<tag>[A-Z][A-Z0-9 ]{3})- ?(?P<text>.*)", re.DOTALL)
PATH_RE = re.compile(r"(?P<tag>[A-Z][A-Z0-9]{0,3})(?:/(?P<index>\d+))?")


class RisNode(Node):
    """An entry, or a value of it, found by its tag."""

    __slots__ = ("_fields", "_text", "path")

    def __init__(self, fields: Mapping[str, Sequence[str]], path: str = "", text: str | None = None) -> None:
        self._fields = fields
        self._text = text
        self.path = path

    def find(self, *names: str) -> RisNode:
        """The first value of a tag; values have no parts."""
        found = self.find_all(names[0]) if len(names) == 1 else []
        return found[0] if found else RisNode({}, "/".join(names))

    def find_all(self, name: str) -> list[RisNode]:
        """All values of a tag."""
        values = self._fields.get(name, ())
        return [RisNode({}, name if len(values) == 1 else f"{name}/{index}", value) for index, value in enumerate(values)]

    def names(self) -> list[str]:
        """The tags, each once, in order."""
        return list(self._fields)

    def piece(self) -> Piece | None:
        """The text behind a tag, its lines joined."""
        return None if self._text is None else Piece("ris", self.path, self._text)


class RisBlock(msgspec.Struct, frozen=True):
    """A run of entries, and those that are broken."""

    span: Span
    entries: tuple[Span, ...]
    malformed: tuple[Span, ...]


def find_block(text: str, start: int) -> RisBlock | int:
    """The entries from `start` on, with nothing but white space between them; where none is whole, where to go on."""
    preface = PREFACE_RE.match(text, start)
    position = start if preface is None else preface.end()
    block = _find_medline(text, start) if text.startswith("PMID-", position) else _find_ris(text, position)
    return RisBlock((start, block.span[1]), block.entries, block.malformed) if block.entries else block.span[1]


def _find_ris(text: str, start: int) -> RisBlock:
    entries: list[Span] = []
    malformed: list[Span] = []
    low = start
    end = start
    while text.startswith("TY  -", low):
        edge = EDGE_RE.search(text, low + 1)
        if edge is not None and edge["tag"] == "ER":
            end = edge.end()
            entries.append((low, end))
        else:
            stop = edge or EMPTY_LINE_RE.search(text, low)
            end = len(text) if stop is None else stop.start()
            end = low + len(text[low:end].rstrip())
            malformed.append((low, end))
        low = _skip_space(text, end)
    return RisBlock((start, end), tuple(entries), tuple(malformed))


def _find_medline(text: str, start: int) -> RisBlock:
    entries: list[Span] = []
    low = end = start
    while text.startswith("PMID-", low):
        edge = MEDLINE_EDGE_RE.search(text, low)
        end = low + len(text[low : len(text) if edge is None else edge.start()].rstrip())
        entries.append((low, end))
        low = _skip_space(text, end)
    return RisBlock((start, end), tuple(entries), ())


def _skip_space(text: str, position: int) -> int:
    space = SPACE_RE.match(text, position)
    return position if space is None else space.end()


@lru_cache(maxsize=4)
def parse_entry(text: str) -> dict[str, list[str]]:
    """The values of an entry by their tags."""
    lines = LINE_RE.split(text)
    if text.startswith("PMID-"):
        return _parse_medline(lines)
    tags = {line[:2] for line in lines if RIS_TAG_RE.match(line)}
    joined = _join_lines(lines)
    found = rispy.loads("\n".join(joined), mapping={tag: tag for tag in (*tags, "TY", "ER", "UK")}, list_tags=sorted(tags), delimiter_tags_mapping={})
    fields = found[0] if found else {}
    return {tag: [str(value) for value in (values if isinstance(values, list) else [values])] for tag, values in fields.items()}


def _join_lines(lines: Sequence[str]) -> list[str]:
    """The lines, those without a tag joined to the one before: rispy would take each for a value of its own."""
    joined: list[list[str]] = []
    for line in lines:
        if RIS_TAG_RE.match(line) or not joined:
            joined.append([line])
        elif line.strip():
            joined[-1].append(line.strip())
    return [" ".join(parts) for parts in joined]


def _parse_medline(lines: Sequence[str]) -> dict[str, list[str]]:
    fields: dict[str, list[list[str]]] = {}
    last: list[str] = []
    for line in lines:
        match = MEDLINE_TAG_RE.match(line)
        if match is not None:
            last = [match["text"].strip()]
            fields.setdefault(match["tag"].rstrip(), []).append(last)
        elif line.strip():
            last.append(line.strip())
    return {tag: [" ".join(parts) for parts in values] for tag, values in fields.items()}


def pick(text: str, path: str) -> str:
    """The text behind a tag of an entry. Raises `LookupError` where there is none, `ValueError` for what is no tag.

    >>> pick("TY  - JOUR\\nAU  - Lee, Ann\\nAU  - Wu, Bo\\nER  - ", "AU/1")
    'Wu, Bo'
    """
    match = PATH_RE.fullmatch(path)
    if match is None:
        raise ValueError(f"not a tag: {path}")
    return parse_entry(text)[match["tag"]][int(match["index"] or 0)]
