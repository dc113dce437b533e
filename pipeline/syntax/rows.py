"""Rows of a table: the grammar of cells, for each delimiter and each way in which quotes are written.

| mark | quotes |
|---|---|
| none | doubled inside a quoted cell (RFC 4180, Python's `csv`) |
| `\\` | a backslash before each inside a quoted cell |
| `"` | not marked: a quote ends a cell only before a delimiter or the line's end |
| `'` | quotes mean nothing: a tab-separated line is cut at its tabs |
"""

from __future__ import annotations

import re
from functools import cache

DELIMITERS = (",", "\t", ";", "|")
PLAIN, ESCAPED, LOOSE, BARE = "", "\\", '"', "'"


@cache
def _cell(delimiter: str, quoting: str) -> str:
    """Fragment: a cell, the spaces around its quotes with it."""
    mark = re.escape(delimiter)
    if quoting == BARE:
        return rf"[^{mark}\r\n]*+"
    edge = rf" *+(?=[{mark}\r\n]|\Z)"
    quoted = {
        PLAIN: r'"(?:[^"]++|"")*+"',
        ESCAPED: r'"(?:[^"\\]++|\\[^\r\n]|"")*+"',
        LOOSE: rf'"(?:[^"\r\n]++|"(?!{edge}))*+"',
    }[quoting]
    return rf' *+(?:{quoted}{edge}|[^"{mark}\r\n][^{mark}\r\n]*+|)'


@cache
def compile_row(delimiter: str, quoting: str, columns: int) -> re.Pattern[str]:
    """A row of so many cells, and empty ones behind them."""
    cell, mark = _cell(delimiter, quoting), re.escape(delimiter)
    last = rf'(?! *"){cell}' if quoting == BARE else cell
    return re.compile(rf"(?>(?:{cell}{mark}){{{columns - 1}}}{last}(?:{mark} *+)*+)(?=[\r\n]|\Z)")


@cache
def compile_any_row(delimiter: str) -> re.Pattern[str]:
    """A row of at least two cells."""
    cell = _cell(delimiter, PLAIN)
    return re.compile(rf"(?>{cell}(?:{re.escape(delimiter)}{cell})++)(?=[\r\n]|\Z)")


@cache
def _next_cell(delimiter: str, quoting: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<cell>{_cell(delimiter, quoting)})(?:{re.escape(delimiter)}|\Z)")


def split_row(row: str, delimiter: str, quoting: str) -> list[str]:
    """The texts of the cells of a row, without the quotes around them. Raises `ValueError` for a text that is no such row.

    >>> split_row('a,"b ""c"", d",', ",", PLAIN), split_row('"b \\\\"c\\\\"",d', ",", ESCAPED)
    (['a', 'b "c", d', ''], ['b "c"', 'd'])
    """
    cells: list[str] = []
    position = 0
    while True:
        match = _next_cell(delimiter, quoting).match(row, position)
        if match is None:
            raise ValueError(f"no row of cells: {row[position : position + 40]!r}")
        cells.append(_unquote(match["cell"], quoting))
        position = match.end()
        if position == match.end("cell"):
            return cells


def _unquote(cell: str, quoting: str) -> str:
    core = cell.strip(" ")
    if quoting == BARE or not core.startswith('"') or len(core) < 2:
        return core
    inner = core[1:-1]
    if quoting == ESCAPED:
        return re.sub(r'\\(["\\])|""', lambda match: match[1] or '"', inner)
    return inner.replace('""', '"')
