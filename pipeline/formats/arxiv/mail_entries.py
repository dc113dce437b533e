r"""Entries in the grammar of arXiv's mails: where they begin and end in lines of text, and what their header has.

\\
    arXiv:2405.14333 (*cross-listing*)
Date: Thu, 23 May 2024 10:00:00 GMT   (215kb,D)

Title: A Long Title That Goes on
in an Indented Line
\\
      The abstract.
\\ ( https://arxiv.org/abs/2405.14333 ,  215kb)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.formats.kinds import Range
from pipeline.lines import Line
from pipeline.repair.categories import ARCHIVES, alternate

CROSS_LIST = r"\s{0,3}\(\*cross-listing\*\)"
ID_RE = re.compile(
    rf"\s*(?:Paper(?:{CROSS_LIST})?:|arXiv:)\s*(?:arXiv:)?"
    rf"(?P<id>{alternate(ARCHIVES)}(?:\.[A-Z]{{2}})?/\d{{7}}|\d{{4}}\.\d{{4,5}}|\d{{7}})(?P<version>v\d{{1,2}})?(?:{CROSS_LIST})?\s*"
)
BAR_RE = re.compile(r"\s*\\{1,2}\s*")
LINK_RE = re.compile(r"\s*\\\\\s*\(\s*(?P<url>https?://[^\s,()<>]+)[^()]{0,200}\)?\s*")
RULE_RE = re.compile(r"\s*(?:-{20,}|(?:%-){8,}%?-?|(?:%%--){4,}%{0,2}-?|(?:%%%---){3,}%{0,3})\s*")
HEADER_RE = re.compile(r"(?P<name>[A-Za-z]{2,12}(?:-[A-Za-z]{2,8})?(?:\(s\))?)(?:\s?\((?P<note>[^()]{1,20})\))?\s?:(?=\s|$)[ \t]*")
REPLACED_RE = re.compile(r"(?P<name>replaced) with revised version\s+|(?:figures|part|parts|macros) (?P<other>added)\s+", re.IGNORECASE)
NAMES = frozenset(
    {"paper", "from", "date", "title", "author", "authors", "author(s)", "categories", "category", "comments", "comment", "abstract", "doi"}
    | {"license", "licence", "proxy", "note", "notes", "keywords", "subject", "subjects", "journal", "classification"}
)
"""The names of header fields that have no hyphen; one with a hyphen (`Report-no`, `MSC-class`, `Journal-ref`) is told by it."""
FIRST = frozenset({"from", "date", "replaced", "added"})
"""What stands right below an entry's id, and below no id that is only mentioned."""


class HeaderField(msgspec.Struct, frozen=True):
    """A field of a header: its lines, where on the first its value begins, and what its name has in brackets (`revised v2`)."""

    name: str
    note: str
    lines: Range
    value: int


class Entry(msgspec.Struct, frozen=True):
    """An entry, by the indices of its lines. `abstract` is empty, and `link` None, where it has none."""

    lines: Range
    id: int
    header: tuple[HeaderField, ...]
    abstract: Range
    link: int | None


def list_entries(lines: Sequence[Line]) -> Iterator[Entry]:
    """The entries in some lines, in order and disjoint."""
    index = 0
    while index < len(lines):
        entry = _read_entry(lines, index) if _opens_entry(lines, index) else None
        yield from () if entry is None else (entry,)
        index = index + 1 if entry is None else entry.lines[1]


def is_bar(line: Line) -> bool:
    """Whether a line is the double backslash that parts header and abstract."""
    return BAR_RE.fullmatch(line.look) is not None


def is_rule(line: Line) -> bool:
    """Whether a line is one of those drawn between entries and sections."""
    return RULE_RE.fullmatch(line.look) is not None


def _opens_entry(lines: Sequence[Line], index: int) -> bool:
    """Whether an entry's id stands on this line: below a bar, or above the date or the submitter."""
    look = lines[index].look
    if ("aper" not in look[:12] and "Xiv" not in look[:12]) or ID_RE.fullmatch(look) is None:
        return False
    if index and is_bar(lines[index - 1]):
        return True
    below = next((line.look for line in lines[index + 1 : index + 3] if line.text), "")
    field = _match_header(below)
    return field is not None and field[0] in FIRST


def _match_header(look: str) -> tuple[str, str, int] | None:
    """Name, note and place of the value of a header field that begins on this line."""
    replaced = REPLACED_RE.match(look)
    if replaced is not None:
        return (replaced["name"] or replaced["other"]).casefold(), "", replaced.end()
    match = HEADER_RE.match(look)
    if match is None or not (match["name"].casefold() in NAMES or "-" in match["name"]):
        return None
    return match["name"].casefold(), match["note"] or "", match.end()


def _read_entry(lines: Sequence[Line], index: int) -> Entry | None:
    """The entry whose id stands on this line; None where no title follows."""
    header, end = _read_header(lines, index + 1)
    if end == len(lines) or not (is_bar(lines[end]) or LINK_RE.fullmatch(lines[end].look)):
        header, end = _read_header(lines, index + 1, is_closed=False)
    if not any(field.name == "title" for field in header):
        return None
    abstract, link = (end, end), None
    if end < len(lines) and is_bar(lines[end]) and not _is_next_bar(lines, end):
        abstract = _find_abstract(lines, end + 1)
        end = max(end + 1, abstract[1])
        if abstract[0] < abstract[1] and end < len(lines) and is_bar(lines[end]) and not _is_next_bar(lines, end):
            end += 1
    if end < len(lines) and LINK_RE.fullmatch(lines[end].look):
        link, end = end, end + 1
    start = index - 1 if index and is_bar(lines[index - 1]) else index
    return Entry((start, end), index, tuple(header), abstract, link)


def _is_next_bar(lines: Sequence[Line], index: int) -> bool:
    """Whether the bar on this line is the one above the next entry."""
    return index + 1 < len(lines) and _opens_entry(lines, index + 1)


def _ends_part(lines: Sequence[Line], index: int) -> bool:
    """Whether neither a header nor an abstract can go on in this line."""
    look = lines[index].look
    if look[:1] in ("\\", "-", "%", " ", "\t") and (is_bar(lines[index]) or is_rule(lines[index]) or LINK_RE.fullmatch(look)):
        return True
    return _opens_entry(lines, index)


def _read_header(lines: Sequence[Line], index: int, *, is_closed: bool = True) -> tuple[list[HeaderField], int]:
    """The fields of a header that begins on this line, and the index of the line that ends it.

    A value goes on in lines that are set in; in others only where a bar closes the header, since what was cut off may be followed by anything.
    """
    fields: list[HeaderField] = []
    while index < len(lines) and not _ends_part(lines, index):
        if not lines[index].text:
            index = _skip_blank(lines, index)
            if index == len(lines) or not (_ends_part(lines, index) or _match_header(lines[index].look)):
                break
            continue
        found = _match_header(lines[index].look)
        if found is not None:
            fields.append(HeaderField(found[0], found[1], (index, index + 1), found[2]))
        elif fields and fields[-1].lines[1] == index and (is_closed or lines[index].look[:1].isspace()):
            fields[-1] = msgspec.structs.replace(fields[-1], lines=(fields[-1].lines[0], index + 1))
        else:
            break
        index += 1
    return fields, index


def _skip_blank(lines: Sequence[Line], index: int) -> int:
    while index < len(lines) and not lines[index].text:
        index += 1
    return index


def _find_abstract(lines: Sequence[Line], start: int) -> Range:
    """The lines of the abstract that begins on this line, up to the bar or the link that closes it.

    One that nothing closes, because the mail was cut off or goes on with something else, is indented, and ends at a blank line.
    """
    start = _skip_blank(lines, start)
    end = start
    while end < len(lines) and not _ends_part(lines, end):
        end += 1
    is_closed = end < len(lines) and not is_rule(lines[end]) and not _opens_entry(lines, end) and not (is_bar(lines[end]) and _is_next_bar(lines, end))
    if not is_closed:
        blank = next((index for index in range(start, end) if not lines[index].text), end)
        end = blank if start < len(lines) and lines[start].look[:1].isspace() else start
    return start, end
