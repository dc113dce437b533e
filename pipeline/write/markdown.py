"""Markdown in which what a dump says stays text: names and addresses can hold marks, pipes, tags and signs that turn the line round."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories of characters that are not seen, or that change how others are."""
PLAIN_RE = re.compile(r"[^\s`|](?:[^`|]*[^\s`|])?")
"""What a span of code shows as it is, also in a table."""
MARK_RE = re.compile(r"[^\w./ -]")
URL_RE = re.compile(r"https?://[\w.~:/?#@!$&'()*+,;=%-]+", re.ASCII)
MAX_SHOWN = 200
"""A longer name is cut: the manifest has it whole."""


def quote_code(text: str) -> str:
    r"""A text as code, in a line or in a cell of a table.

    >>> quote_code("seeds/001.txt"), quote_code("a|b"), quote_code("<b>\u202e")
    ('`seeds/001.txt`', '<code>a&#124;b</code>', '`<b>\\u202e`')
    """
    shown = "".join(map(_show_character, text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"))
    return f"`{shown}`" if PLAIN_RE.fullmatch(shown) else f"<code>{MARK_RE.sub(lambda match: f'&#{ord(match[0])};', shown)}</code>"


def _show_character(character: str) -> str:
    return f"\\u{ord(character):04x}" if unicodedata.category(character) in HIDDEN else character


def link_url(url: str) -> str:
    """An address as a link, where it is one that a browser may follow; else as code.

    >>> link_url("https://arxiv.org/list/cs.CL/new"), link_url("javascript:alert(1)")
    ('<https://arxiv.org/list/cs.CL/new>', '`javascript:alert(1)`')
    """
    return f"<{url}>" if URL_RE.fullmatch(url) and len(url) <= MAX_SHOWN else quote_code(url)


def make_table(heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """A table of cells that are Markdown already; numbers stand at the right.

    >>> print(make_table(["a", "b"], [["`x`", 1200]]))
    | a | b |
    |---|--:|
    | `x` | 1,200 |
    """
    lines = [list(row) for row in rows]
    numbers = [bool(lines) and all(isinstance(row[column], int) or row[column] == "" for row in lines) for column in range(len(heads))]
    marks = "|".join("--:" if is_number else "---" for is_number in numbers)
    return "\n".join([_join_cells(heads), f"|{marks}|", *map(_join_cells, lines)])


def _join_cells(cells: Iterable[str | int]) -> str:
    return f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else cell for cell in cells)} |"
