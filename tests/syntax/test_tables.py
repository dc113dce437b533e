"""Tables: where they begin and end, which rows are broken, how cells are quoted."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.syntax.rows import BARE, DELIMITERS, ESCAPED, LOOSE, PLAIN
from pipeline.syntax.tables import TableBlock, TableNode, find_block, pick


def anything(_row: TableNode) -> bool:
    return True


def block_of(text: str) -> TableBlock:
    """The table a text begins with."""
    block = find_block(text, 0, anything)
    assert block is not None
    return block


def cells(text: str) -> list[list[str]]:
    """The cells of the rows of the table a text begins with, each by its path."""
    block = block_of(text)
    return [[pick(text[slice(*row.span)], f"{block.delimiter}{row.quoting}{column}") for column in range(len(block.columns))] for row in block.rows]


def malformed(text: str) -> list[str]:
    return [text[slice(*span)] for span in block_of(text).malformed]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("title\nA\n", id="one-column"),
        pytest.param("title,abstract\n", id="no-row"),
        pytest.param("id,name\n1,A\n", id="no-title"),
        pytest.param("title,year\nA,2020,x\nB,2021,y\n", id="no-row-fits"),
        pytest.param("The paper shows, in short, that this holds. It does.\nA,b,c\n", id="sentence"),
        pytest.param("title,12,2020\nA,b,c\n", id="number-in-header"),
        pytest.param("title|authors\n---|---\nA|B\n", id="markdown"),
        pytest.param("| title | authors |\n| A | B |\n", id="bars-around"),
    ],
)
def test_is_no_table(text: str) -> None:
    """What only looks like a header, or has no row under it, begins no table."""
    found = find_block(text, 0, anything)
    assert found is None or found.rows == ()


def test_table_of_which_no_format_knows_a_row_is_none() -> None:
    """A table is one only if a format knows one of its first rows."""
    assert find_block("title,year\nA,2020\n", 0, lambda _row: False) is None
    assert find_block("title,year\n" + "A,2020\n" * 60 + "B,2020\n", 0, lambda row: row.find("title").piece().text == "B") is None  # type: ignore[union-attr]


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_delimiter_is_found_from_the_header(delimiter: str) -> None:
    """The delimiter that cuts the header into most names is the table's."""
    text = f"id{delimiter}Title{delimiter}Author(s)\n1{delimiter}A{delimiter}B\n"
    assert block_of(text).columns == ("id", "title", "authors")
    assert cells(text) == [["1", "A", "B"]]


def test_line_for_excel_names_the_delimiter() -> None:
    """`sep=;` above the header is part of the table."""
    text = "sep=;\r\ntitle;year, month\r\nA;2020\r\n"
    assert (block_of(text).span[0], cells(text)) == (0, [["A", "2020"]])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quoted_cells_hold_lines_and_delimiters(end: str) -> None:
    """Line ends, delimiters and doubled quotes belong to a quoted cell; every kind of line end ends a row."""
    text = f'title,abstract{end}"A, ""B""","c{end}{end}d"{end}E,f{end}'
    assert cells(text) == [['A, "B"', f"c{end}{end}d"], ["E", "f"]]


@pytest.mark.parametrize(
    ("row", "quoting", "found"),
    [
        ('"A",b', PLAIN, ["A", "b"]),
        ('A "x" B,b', PLAIN, ['A "x" B', "b"]),
        ('"A" , "b, c"', PLAIN, ["A", "b, c"]),
        ("A,b,,", PLAIN, ["A", "b"]),
        ('"A \\"x\\", B",b', ESCAPED, ['A "x", B', "b"]),
        ('"G\\"odel ""x""",b', ESCAPED, ['G"odel "x"', "b"]),
        ('"A "x" B",b', LOOSE, ['A "x" B', "b"]),
    ],
)
def test_way_of_quoting_is_found_row_by_row(row: str, quoting: str, found: list[str]) -> None:
    """A row that RFC 4180 does not fit is read as it was mostly meant."""
    text = f"title,abstract\n{row}\n"
    assert (block_of(text).rows[0].quoting, cells(text)) == (quoting, [found])


def test_quotes_in_lines_with_tabs_may_mean_nothing() -> None:
    """A tab-separated line with the right number of cells is cut at its tabs; a cell that spans lines is quoted all the same."""
    text = 'title\tabstract\n"A" is for\tB\n"A\tB\n\tC"\tD\n'
    assert [row.quoting for row in block_of(text).rows] == [BARE, PLAIN]
    assert cells(text) == [['"A" is for', "B"], ["A\tB\n\tC", "D"]]


def test_broken_row_costs_only_itself() -> None:
    """A row of another number of cells, and one whose quote is not closed, are malformed; the table goes on behind them."""
    text = 'title,authors,year\nA,b,1\nshort,row\nC,"d,2\nE,"f, g",3\n'
    assert (cells(text), malformed(text)) == ([["A", "b", "1"], ["E", "f, g", "3"]], ["short,row", 'C,"d,2'])


@pytest.mark.parametrize("rest", ["B,tru", 'B,c,"a long\n\nabstract that'])
def test_last_row_may_break_off(rest: str) -> None:
    """What is left of a last row at the end of the text is malformed."""
    text = f"title,authors,abstract\nA,b,c\n{rest}"
    assert (cells(text), malformed(text)) == ([["A", "b", "c"]], [rest])


def test_table_ends_where_rows_stop_fitting() -> None:
    """Prose behind a table is no part of it."""
    for gap in ("", "\n"):
        text = f"title,authors,year\nA,b,1\n{gap}Then comes prose. It has no cells.\nMore of it.\n"
        assert (text[slice(*block_of(text).span)], malformed(text)) == ("title,authors,year\nA,b,1", [])


def test_prose_with_as_many_commas_is_no_row_behind_a_blank_line() -> None:
    """Behind a blank line one line that fits is chance, two are not."""
    text = "title,authors,year\nA,b,1\n\nProse, with two, commas.\nAnd none.\n"
    assert cells(text) == [["A", "b", "1"]]
    assert cells("title,authors,year\nA,b,1\n\nB,c,2\nC,d,3\n") == [["A", "b", "1"], ["B", "c", "2"], ["C", "d", "3"]]


def test_blank_and_empty_rows_are_no_rows() -> None:
    """Blank lines between all rows, and rows without content, are passed over."""
    assert cells("title,authors,year\n\nA,b,1\n\nB,c,2\n\n,,\n\nC,d,3\n") == [["A", "b", "1"], ["B", "c", "2"], ["C", "d", "3"]]


@pytest.mark.parametrize("second", ["title,authors,year", "\ufeffTitle,Authors,Year", "year,title,authors"])
def test_joined_table_begins_anew(second: str) -> None:
    """The header of a table that was joined to another is no row."""
    text = f"title,authors,year\nA,b,1\n{second}\nB,c,2\n"
    assert (cells(text), block_of(text).span[1]) == ([["A", "b", "1"]], text.index("A,b,1") + 5)


def test_cell_is_found_by_the_folded_name_of_its_column() -> None:
    """Names of columns are told apart by letters and digits alone; what is not there gives nothing."""
    text = "Paper_Title,Author(s),Author(s)\nA,b,c\n"
    row = block_of(text).node(text, block_of(text).rows[0])
    assert row.names() == ["papertitle", "authors"]
    assert [node.piece().text for node in row.find_all("authors")] == ["b", "c"]  # type: ignore[union-attr]
    assert (row.find("year").piece(), row.find("authors", "x").piece(), row.piece()) == (None, None, None)


@pytest.mark.parametrize(("path", "error"), [(",2", LookupError), ("x", ValueError), (",", ValueError), ("", ValueError)])
def test_path_that_leads_nowhere_is_refused(path: str, error: type[Exception]) -> None:
    """A column that is not there, and what is no path, raise."""
    with pytest.raises(error):
        pick("a,b", path)


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=12), min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(",;\t|"),
)
def test_cells_are_those_of_the_csv_module(rows: list[list[str]], delimiter: str) -> None:
    """What Python's writer quotes is read as its reader reads it, cell by cell."""
    assume(all(any(char.isalpha() for char in row[0]) and not any(name in " ".join(row).casefold() for name in ("title", "abstract", "paper")) for row in rows))
    rows = [[cell.strip(" ").replace("-", "") for cell in row] for row in rows]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    assert cells(f"title{delimiter}abstract{delimiter}year\n{written.getvalue()}") == rows
