"""One part of a dump as lines of a terminal: where it stands, a mark, field or rule, its text, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec
from rich.cells import cell_len

from pipeline.account import Part, Shown
from pipeline.records import Edit, Url
from pipeline.show.characters import show_characters, show_line
from pipeline.show.lines import Line, Piece
from pipeline.show.words import list_word_changes

MARKS = {"field": "+", "boilerplate": "-", "separator": " ", "rejected": "!", "unused": "~"}
"""So that colour is never the only sign."""
STYLES = {"field": "green", "boilerplate": "dim", "separator": "dim", "rejected": "bold reverse red", "unused": "dim yellow"}
FIELD_STYLES = {"title": "bold green", "authors": "magenta", "identifiers": "yellow", "abstract": "", "urls": "blue"}
"""Fields that a reader looks for; the others have the style of their kind."""
NAME_CELLS = 24
NARROW_NAME_CELLS = 20
"""No column for names is wider, on a terminal of fewer than `NARROW_CELLS`."""
NARROW_CELLS = 100
SHORT_CELLS = 100
"""A text and what came of it are on one line where they are no longer than this."""
LONG_CHARS = 160
"""Of a longer text only the words that changed are shown once more."""
MAX_CHANGES = 8
MAX_CHARS = 2000
"""Of a longer text the start is shown, where not all is asked for."""
BREAK_RE = re.compile(r"[ ]*\n\s*")


class Paragraph(msgspec.Struct, frozen=True):
    """A text in a style, what stands before its first line and behind its last."""

    text: str
    style: str = ""
    lead: str = ""
    tail: str = ""


class Row(msgspec.Struct, frozen=True):
    """A line of a listing, however many lines it takes on a terminal."""

    place: str
    mark: str
    name: str
    style: str
    paragraphs: tuple[Paragraph, ...]


class Columns(msgspec.Struct, frozen=True):
    """How wide the columns for places and names are, in cells."""

    place: int
    name: int


def show_part(part: Part, *, is_exact: bool = False, is_whole: bool = True) -> Row:
    """The row of a part; `is_exact` shows the whole locator, not the element in few words; `is_whole` also all of a very long text."""
    style = STYLES[part.kind]
    if part.kind == "field":
        style = FIELD_STYLES.get((part.field or "").partition(".")[0], style)
    text = show_text(part, None if is_whole else MAX_CHARS)
    where = part.locator if is_exact and part.within != "dump" else part.element
    lost = f"as {part.field}" if part.field is not None and part.kind == "rejected" else ""
    tail = "  ".join(word for word in (lost, show_line(where or "")) if word)
    paragraphs = [Paragraph(text, style, tail=tail)]
    if part.value is not None:
        paragraphs.append(Paragraph(describe_change(part.source or part.text or "", part.value), "cyan", "→ ", describe_edits(part.edits)))
    place = "" if part.start is None else str(part.start)
    return Row(place, MARKS[part.kind], name_part(part), style, tuple(paragraphs))


def show_text(part: Part, limit: int | None) -> str:
    """The text of a part, made visible; line breaks in a field are marks, so that it can be wrapped."""
    text = (part.text or "").strip()
    cut = "" if limit is None or len(text) <= limit else f" … {len(text) - limit} more characters"
    shown = show_characters(text[:limit])
    return (BREAK_RE.sub(" ↵ ", shown) if part.kind == "field" else shown) + cut


def name_part(part: Part) -> str:
    """What a part is: its field, or its kind with rule or reason."""
    if part.kind == "unused":
        return "not used"
    if part.kind == "field" and part.field is not None:
        return f"{part.field} (of the page)" if part.is_shared else part.field
    return part.kind if part.rule is None else f"rejected {part.rule}" if part.kind == "rejected" else part.rule


def describe_change(text: str, value: Shown) -> str:
    """What came of a text: the value, or of a long text only the words that are others.

    >>> describe_change("CL", ["cs.CL"]), describe_change("word " * 40 + "63.5\\\\%", "word " * 40 + "63.5%")
    ('cs.CL', '63.5\\\\% ⇒ 63.5%')
    """
    urls = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, Url)]
    if urls and text == "; ".join(item.url for item in urls):
        return "; ".join(show_line(item.kind) for item in urls)
    shown = show_line(format_shown(value))
    if not isinstance(value, str) or len(text) < LONG_CHARS:
        return shown
    changes = list_word_changes(text, value)
    if changes is None or len(changes) > MAX_CHANGES:
        return shown
    return " · ".join(f"{show_line(old) or '∅'} ⇒ {show_line(new) or '∅'}" for old, new in changes) or "the same words"


def format_shown(value: Shown) -> str:
    """A value as a person reads it.

    >>> format_shown([Url("https://x.org", "html"), "a"]), format_shown(True)
    ('https://x.org (html); a', 'true')
    """
    if isinstance(value, list):
        return "; ".join(map(format_shown, value))
    if isinstance(value, Url):
        return f"{value.url} ({value.kind})"
    return str(value).lower() if isinstance(value, bool) else str(value)


def describe_edits(edits: Sequence[Edit]) -> str:
    """The rules of edits, each once, with what they were told."""
    return ", ".join(dict.fromkeys(map(_describe_edit, edits)))


def _describe_edit(edit: Edit) -> str:
    arguments = [argument if isinstance(argument, str) else " ".join(argument) for argument in edit.args]
    return f"{edit.rule}({', '.join(arguments)})" if arguments else edit.rule


def write_row(row: Row, columns: Columns, width: int | None) -> Iterator[Line]:
    """The lines of a row, for a terminal so many cells wide."""
    indent = columns.place + columns.name + 7
    padding = " " * (columns.name - cell_len(row.name) + 2)
    first: tuple[Piece, ...] = ((f"{row.place:>{columns.place}}  ", "dim"), (row.mark, row.style), ("  ", ""), (row.name, row.style), (padding, ""))
    rest: tuple[Piece, ...] = ((" " * indent, ""),)
    if cell_len(row.name) > columns.name:
        yield Line(first=first)
        first = rest
    for pieces in _join_short(row.paragraphs, SHORT_CELLS if width is None else width - indent):
        yield Line(pieces, first, rest)
        first = rest


def _join_short(paragraphs: Sequence[Paragraph], width: int) -> list[tuple[Piece, ...]]:
    """A short text and what came of it side by side; what is longer one below the other."""
    written = [_write_paragraph(item) for item in paragraphs]
    plain = "  ".join("".join(text for text, _ in pieces) for pieces in written)
    if "\n" in plain or cell_len(plain) > min(width, SHORT_CELLS):
        return written
    return [tuple(piece for number, pieces in enumerate(written) for piece in ((("  ", ""),) if number else ()) + pieces)]


def _write_paragraph(item: Paragraph) -> tuple[Piece, ...]:
    pieces = ((item.lead, ""), (item.text, item.style), (f"  {item.tail}" if item.tail else "", "dim italic"))
    return tuple(piece for piece in pieces if piece[0])


def measure_columns(parts: Sequence[Part], size: int, width: int | None) -> Columns:
    """The columns for the parts of a dump of so many bytes, in so many cells."""
    most = NARROW_NAME_CELLS if width is not None and width < NARROW_CELLS else NAME_CELLS
    names = [cell_len(name_part(part)) for part in parts if part.kind != "separator"]
    return Columns(len(str(size)), max((length for length in names if length <= most), default=8))
