"""Tables: rows of cells (CSV, TSV, with semicolons or bars) under a header that names the columns.

A table begins at a header with a column for titles or abstracts and goes on as long as rows have its number of cells. Each row is
read by itself, so a row that is broken costs only itself, and a table that breaks off gives all its whole rows.

Cells are read as RFC 4180 has them, and, for a row which that does not fit, as they are mostly written otherwise. A path is the
delimiter, a mark for how cells are quoted (`pipeline/syntax/rows.py`), and the number of the column: `,3`, `;\\3`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import msgspec

from pipeline.raw import Piece
from pipeline.records import Span
from pipeline.syntax.nodes import Node
from pipeline.syntax.rows import BARE, DELIMITERS, ESCAPED, LOOSE, PLAIN, compile_any_row, compile_row, split_row

HEADER = (
    r"(?:sep=[,;|\t][ \t]{0,4}\r?\n)?(?=[^,;|\t\r\n<>{}\[\]@]{0,60}[,;|\t])(?=[^\r\n$\\]{0,400}?(?:title|paper|abstract|标题|篇名|题名))"
    r"[^,;|\t\r\n<>{}\[\]@]{0,60}[,;|\t]"
)
"""Fragment, without regard to case: the first cell of what may be a header. Prose gets past it, but seldom and cheaply."""
SEP_RE = re.compile(r"sep=(?P<delimiter>[,;|\t])[ \t]{0,4}\r?\n", re.IGNORECASE)
LEADING_RE = re.compile(r"title|paper|abstract|标题|篇名|题名", re.IGNORECASE)
SHAPE_RE = re.compile(r"\s*(?:[^\s.,;:!?][^.!?{}<>$\\]*\??|[A-Za-z]{1,4}\.|[\w:]+(?:\.[\w:]+)+)?\s*")
"""The name of a column: no sentence. That of an index is mostly empty."""
RULE_RE = re.compile(r"\s*:?-{2,}:?\s*")
"""A cell of the line under a header in Markdown, whose tables are another layout."""
BLANK_RE = re.compile(r"[^\S\r\n]*+(?:\r\n|\n|\r|\Z)")
LINE_RE = re.compile(r"[^\r\n]*+")
LINE_END_RE = re.compile(r"\r\n|\n|\r|\Z")
PATH_RE = re.compile(r"(?P<delimiter>[,;|\t])(?P<quoting>[\\\"']?)(?P<column>\d+)")
FOLD_RE = re.compile(r"[\W_]+")

MAX_HEADER_CHARS = 10_000
MAX_NAME_CHARS = 80
MAX_COLUMNS = 300
"""A row is looked for again on each line behind one that is broken, so this bounds the work; the widest exports have about 150."""
MAX_MISFITS = 20
"""So many lines in a row that do not fit are no broken rows: the table has ended before them."""
PROBED_ROWS = 50
"""If no format knows one of so many rows as a paper, the table is no listing."""


class TableNode(Node):
    """A row, or a cell of it, found by the name of its column: folded to small letters and digits. An empty cell is none."""

    __slots__ = ("_cells", "_column", "_columns", "_head")

    def __init__(self, columns: Sequence[str], cells: Sequence[str], head: str, column: int | None = None) -> None:
        self._columns = columns
        self._cells = cells
        self._head = head
        self._column = column

    def find(self, *names: str) -> TableNode:
        """The cell in the first column of that name; cells have no parts."""
        found = self.find_all(names[0]) if len(names) == 1 else []
        return found[0] if found else TableNode((), (), self._head, -1)

    def find_all(self, name: str) -> list[TableNode]:
        """The cells of all columns of that name."""
        if self._column is not None:
            return []
        return [TableNode((), self._cells, self._head, index) for index in _index(tuple(self._columns)).get(name, ())]

    def names(self) -> list[str]:
        """The names of the columns, folded."""
        return [name for name in _index(tuple(self._columns)) if name]

    def piece(self) -> Piece | None:
        """The text of a cell."""
        if self._column is None or not 0 <= self._column < len(self._cells):
            return None
        return Piece("cell", f"{self._head}{self._column}", self._cells[self._column])


@lru_cache(maxsize=8)
def _index(columns: tuple[str, ...]) -> dict[str, list[int]]:
    """The numbers of the columns of each name."""
    index: dict[str, list[int]] = {}
    for number, column in enumerate(columns):
        index.setdefault(column, []).append(number)
    return index


class TableRow(msgspec.Struct, frozen=True):
    """Where a row stands, and the mark for how its cells are quoted."""

    span: Span
    quoting: str


class TableBlock(msgspec.Struct, frozen=True):
    """A table: its header, its rows, and what between them is none."""

    span: Span
    columns: tuple[str, ...]
    delimiter: str
    rows: tuple[TableRow, ...]
    malformed: tuple[Span, ...]

    def node(self, text: str, row: TableRow) -> TableNode:
        """A row as formats see it."""
        cells = split_row(text[slice(*row.span)], self.delimiter, row.quoting)
        return TableNode(self.columns, cells, self.delimiter + row.quoting)


class _Header(msgspec.Struct, frozen=True):
    """A line that names columns, and where it ends."""

    columns: tuple[str, ...]
    delimiter: str
    end: int


def find_block(text: str, start: int, is_entry: Callable[[TableNode], bool]) -> TableBlock | None:
    """The table whose header begins at `start`; None where there is none, or where none of its first rows is an entry."""
    header = read_header(text, start)
    if header is None:
        return None
    scan = _Scan(text, header)
    known = False
    for count, row in enumerate(scan.walk(), 1):
        cells = split_row(text[slice(*row.span)], header.delimiter, row.quoting)
        if count == 1 and any(RULE_RE.fullmatch(cell) for cell in cells):
            return None
        known = known or is_entry(TableNode(header.columns, cells, header.delimiter + row.quoting))
        if known:
            break
        if count >= PROBED_ROWS:
            return None
    if not known:
        return None
    scan = _Scan(text, header)
    rows = tuple(scan.walk())
    return TableBlock((start, scan.end), header.columns, header.delimiter, rows, tuple(scan.malformed))


def read_header(text: str, start: int) -> _Header | None:
    """The header that begins at `start`: names of columns, among them one for titles or abstracts; None for any other line."""
    sep = SEP_RE.match(text, start)
    low = start if sep is None else sep.end()
    line = text[low : low + MAX_HEADER_CHARS]
    best: _Header | None = None
    for delimiter in DELIMITERS if sep is None else (sep["delimiter"],):
        match = compile_any_row(delimiter).match(line)
        if match is None or line.startswith("|"):
            continue
        cells = split_row(match.group(), delimiter, PLAIN)
        if _is_header(cells) and (best is None or len(cells) > len(best.columns)):
            best = _Header(tuple(map(fold_name, cells)), delimiter, low + match.end())
    return best


def fold_name(name: str) -> str:
    """The name of a column as small letters and digits.

    >>> fold_name("Paper_URL"), fold_name("Author(s)"), fold_name("arXiv ID")
    ('paperurl', 'authors', 'arxivid')
    """
    return FOLD_RE.sub("", name).casefold()


def _is_header(cells: Sequence[str]) -> bool:
    if not 2 <= len(cells) <= MAX_COLUMNS or not any(len(cell) <= MAX_NAME_CHARS // 2 and LEADING_RE.search(cell) for cell in cells):
        return False
    return all(len(cell) <= MAX_NAME_CHARS and SHAPE_RE.fullmatch(cell) and (any(map(str.isalpha, cell)) or not cell.strip()) for cell in cells)


class _Scan:
    """The rows of a table in order; what is broken among them, and where it ends, once all are found."""

    def __init__(self, text: str, header: _Header) -> None:
        self.text = text
        self.header = header
        self.end = header.end
        self.malformed: list[Span] = []

    def walk(self) -> Iterator[TableRow]:
        text, position = self.text, self._next_line(self.header.end)
        is_spaced = self._skip_blank(position) > position
        misfits: list[Span] = []
        while len(misfits) <= MAX_MISFITS:
            line = self._skip_blank(position)
            if line >= len(text):
                break
            row = self._match(line)
            if line > position and (row is None or not (is_spaced or self._resumes(row))):
                break
            if row is None:
                misfits.append((line, self._line_end(line)))
                position = self._next_line(misfits[-1][1])
                continue
            if self._is_next_header(row):
                break
            self.malformed.extend(misfits)
            misfits = []
            self.end = row.span[1]
            position = self._next_line(self.end)
            if text[slice(*row.span)].strip(f'{self.header.delimiter}" '):
                yield row
        self._end_with(misfits)

    def _match(self, start: int) -> TableRow | None:
        """The row of as many cells as the header has that begins at `start`."""
        delimiter, columns = self.header.delimiter, len(self.header.columns)
        match = compile_row(delimiter, PLAIN, columns).match(self.text, start)
        if match is not None and (delimiter != "\t" or self.text.count('"', start, self._line_end(start)) % 2 or self._line_end(start) >= match.end()):
            return TableRow(match.span(), PLAIN)
        for quoting in (BARE,) if delimiter == "\t" else (ESCAPED, LOOSE):
            other = compile_row(delimiter, quoting, columns).match(self.text, start)
            if other is not None:
                return TableRow(other.span(), quoting)
        return None if match is None else TableRow(match.span(), PLAIN)

    def _resumes(self, row: TableRow) -> bool:
        """Whether what fits behind a blank line is no chance: another row follows, or nothing; of a narrow table three rows."""
        is_narrow = len(self.header.columns) == 2
        last = row
        for _ in range(3 if is_narrow else 1):
            line = self._skip_blank(self._next_line(last.span[1]))
            if line >= len(self.text):
                return not is_narrow
            following = self._match(line)
            if following is None:
                return False
            last = following
        return True

    def _is_next_header(self, row: TableRow) -> bool:
        """Whether a row is the header of a table that was joined to this one."""
        start, end = row.span
        if end - start > MAX_HEADER_CHARS or not LEADING_RE.search(self.text, start, min(end, start + 400)):
            return False
        line = self.text[start:end].lstrip("\ufeff")
        columns = {fold_name(cell) for cell in split_row(line, self.header.delimiter, row.quoting)} - {""}
        return len(columns) > 1 and (columns <= set(self.header.columns) or (read_header(line, 0) is not None and bool(columns & set(self.header.columns))))

    def _end_with(self, misfits: Sequence[Span]) -> None:
        """Take what stands at the end of the text for a row that breaks off: one line, or a quoted cell that is not closed."""
        if not misfits:
            return
        start, end = misfits[0]
        is_open = self.text.count('"', start, end) % 2 == 1 and self.text.find('"', end) < 0
        is_last = self._skip_blank(end) >= len(self.text) and self.header.delimiter in self.text[start:end]
        if is_open or is_last:
            self.end = len(self.text.rstrip()) if is_open else end
            self.malformed.append((start, self.end))

    def _skip_blank(self, position: int) -> int:
        while position < len(self.text) and (blank := BLANK_RE.match(self.text, position)) is not None:
            position = blank.end()
        return position

    def _line_end(self, position: int) -> int:
        line = LINE_RE.match(self.text, position)
        return position if line is None else line.end()

    def _next_line(self, position: int) -> int:
        end = LINE_END_RE.match(self.text, position)
        return position if end is None else end.end()


def pick(text: str, path: str) -> str:
    """The cell of a row that a path names. Raises `ValueError` for a text or a path of another form, `LookupError` where there is no such column.

    >>> pick('1,"Sets, and more",2020', ",1")
    'Sets, and more'
    """
    match = PATH_RE.fullmatch(path)
    if match is None:
        raise ValueError(f"not a column: {path}")
    cells = split_row(text, match["delimiter"], match["quoting"])
    if int(match["column"]) >= len(cells):
        raise LookupError(f"no column {match['column']} in a row of {len(cells)}")
    return cells[int(match["column"])]
