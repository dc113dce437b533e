"""Rows of Markdown tables are cut into cells, and tables are known by their columns."""

from __future__ import annotations

import pytest

from pipeline.formats.digests.markdown_tables import list_tables, split_row
from pipeline.lines import list_lines

UNCHANGED = ["a", "| a |", "|a\\|b|", "> | a |"]
"""Rows of one cell."""


@pytest.mark.parametrize("row", UNCHANGED)
def test_no_bar_parts_a_row_of_one_cell(row: str) -> None:
    """The bars at the ends, and those that are escaped, part nothing."""
    assert len(split_row(list_lines(row)[0], 0)) == 1


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| a | b |", ["a", "b"]),
        ("a | b", ["a", "b"]),
        ("|a||", ["a", ""]),
        ("| **[A | B](https://a.org)** | b |", ["**[A | B](https://a.org)**", "b"]),
        ("| $|x|$ | b |", ["$|x|$", "b"]),
        ("| <details><p>x | y</p></details> | b |", ["<details><p>x | y</p></details>", "b"]),
        ("| **A | B** | b |", ["**A | B**", "b"]),
    ],
)
def test_cells_end_where_what_is_open_in_them_is_closed(row: str, cells: list[str]) -> None:
    """A bar inside brackets, formulas, tags or bold print is part of its cell."""
    assert [cell.text for cell in split_row(list_lines(row)[0], 2)] == cells


@pytest.mark.parametrize(
    "header",
    ["|Title|Code|", "| **Paper** | **Links** |", "| 标题 | 链接 |", "Title | PDF"],
)
def test_a_table_with_a_paper_in_a_row_is_one_of_papers(header: str) -> None:
    """What the columns are called, in whatever print or language, says what they hold."""
    lines = list_lines(f"{header}\n|---|---|\n| Doors of Sand | [x](https://arxiv.org/abs/2405.14333) |")
    assert [table.papers for table in list_tables(lines)] == [frozenset({2})]
