"""Digests as tables in Markdown, a paper a row; the names of the columns say what is in them.

    |Publish Date|Title|Authors|PDF|Code|
    |---|---|---|---|---|
    |**2024-05-23**|**Retrieval of Rare Words**|Ann Lee et.al.|[2405.14333](http://arxiv.org/abs/2405.14333)|**[link](https://github.com/a/b)**|

    | **Title** | **Date** | **Abstract** | **Comment** |
    | --- | --- | --- | --- |
    | **[Retrieval of Rare Words](https://arxiv.org/abs/2405.14333v1)** | 2024-05-23 | <details><summary>Show</summary><p>We show ...</p></details> |  |

A newsletter puts the title and its own words on the paper in one cell (`1) **Rare Words** - finds them | [Paper](...), [Tweet](...)`). Bars inside a cell
are escaped, or are not: a cell ends where its brackets, formulas and tags are closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.formats.digests.descriptions import add_described_title
from pipeline.formats.digests.links import find_links, is_paper, says_paper
from pipeline.formats.digests.names import Role, find_role, settle_roles
from pipeline.formats.digests.parts import Draft, Part, whole
from pipeline.formats.digests.surroundings import explain_surroundings, find_claim, find_regions, share_day
from pipeline.formats.digests.values import add_value, blank_markup, drop_unnamed, has_paper_link
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.formats.prose import is_long
from pipeline.lines import Line
from pipeline.raw import RawField

RULER_RE = re.compile(r"[\s>]*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*")
BAR_RE = re.compile(r"(?<!\\)\|")
DAY_CELL_RE = re.compile(r"\s*\*{0,2}(?:19|20)\d\d-\d\d-\d\d\*{0,2}\s*")
BOLD_CELL_RE = re.compile(r"\s*\*\*(?=\S).{8,}\*\*\s*")
PAPER_ROLES: frozenset[Role] = frozenset({"authors", "abstract", "link", "id", "published", "comments", "venue", "code", "updated", "categories"})
FIRST: tuple[Role, ...] = ("id", "link", "title", "paper")
"""Read first: a date is judged by the paper's id."""
DATED: tuple[Role | None, ...] = ("published", "title", "authors", "link", "code")
HIDING: tuple[Role | None, ...] = ("title", "updated", "abstract", "comments")
"""The columns of tables whose rows are known without a header."""
TITLE_NAME_RE = re.compile(r"(?i:title|paper|article|publication|\bworks?\b|标题|题目|论文|タイトル|論文)")
MAX_HEADER_CHARS = 600
MAX_ROWS_JUDGED = 50
MIN_TITLE_WORDS = 3


class Table(msgspec.Struct, frozen=True):
    """A table of papers: what its columns are, where its rows begin, and the indices of the rows that are papers."""

    first: int
    last: int
    roles: tuple[Role | None, ...]
    body: int
    papers: frozenset[int]


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """The regions of tables that have a title among their columns and, in a row at least, a link to a paper or its authors or abstract."""
    return find_regions(lines, [(table.first, table.last) for table in list_tables(lines)])


def cut(lines: Sequence[Line]) -> Cut:
    """A record for each row that is a paper's."""
    tables = list(list_tables(lines))
    entries = [(table.first, table.last) for table in tables]
    records = []
    boilerplate = list(explain_surroundings(lines, entries))
    for table, shared in zip(tables, share_day(lines, entries), strict=True):
        boilerplate.extend((lines[index].span(), "digest.table-head") for index in range(table.first, table.body))
        for index in range(table.body, table.last):
            if index in table.papers:
                draft = read_row(table, lines[index])
                records.append(draft.record(_without_date(draft, shared)))
                boilerplate.extend(draft.boilerplate(lines[index : index + 1]))
    return Cut(tuple(records), tuple(boilerplate), claimed=find_claim(lines, entries))


def _without_date(draft: Draft, shared: tuple[RawField, ...]) -> tuple[RawField, ...]:
    return shared if "title" in draft or "identifiers.arxiv" in draft else ()


def list_tables(lines: Sequence[Line]) -> Iterator[Table]:
    """The tables of papers, in order."""
    index = 0
    while index < len(lines):
        table = _read_table(lines, index) if "|" in lines[index].look else None
        if table is None:
            index += 1
        elif table.papers:
            yield table
            index = table.last
        else:
            index = table.last


def _read_table(lines: Sequence[Line], first: int) -> Table | None:
    """The table that begins at a line; None where none does."""
    roles = _read_header(lines, first)
    body = first + 2
    if roles is None:
        roles = _find_titles(lines, first)
    if roles is None:
        roles = _guess_roles(lines[first])
        body = first
    if roles is None:
        return None
    last = body
    while last < len(lines) and _is_row(lines[last]) and (body > first or last == first or _guess_roles(lines[last]) is not None):
        last += 1
    rows = {index: split_row(lines[index], len(roles)) for index in range(body, last)}
    papers = frozenset(index for index, cells in rows.items() if _is_of_paper(roles, cells))
    if papers:
        papers |= {index for index, cells in rows.items() if any(says_paper(link) for cell in cells for link in find_links(cell))}
    return Table(first, last, roles, body, papers)


def _is_row(line: Line) -> bool:
    return "|" in line.look and line.text.lstrip("> ")[:1] not in ("", "#")


def _read_header(lines: Sequence[Line], first: int) -> tuple[Role | None, ...] | None:
    """What the columns of the table are whose header is at a line; None where there is no header, or none of a table of papers."""
    if (
        first + 1 >= len(lines)
        or len(lines[first].look) > MAX_HEADER_CHARS
        or "-" not in lines[first + 1].look
        or not RULER_RE.fullmatch(lines[first + 1].look)
    ):
        return None
    roles = settle_roles([find_role(blank_markup(cell.text).strip()) for cell in split_row(lines[first], 0)])
    return roles if roles is not None and PAPER_ROLES & set(roles) else None


def _find_titles(lines: Sequence[Line], first: int) -> tuple[Role | None, ...] | None:
    """What the columns are where no name is that of a title: the column whose cells read like titles, if the rows have links to papers.

    Its name must be one of titles in other words (`Paper (short)`, `Work`), or people or a date must stand beside it.
    """
    if (
        first + 2 >= len(lines)
        or "|" not in lines[first + 1].look
        or not RULER_RE.fullmatch(lines[first + 1].look)
        or len(lines[first].look) > MAX_HEADER_CHARS
    ):
        return None
    names = [blank_markup(cell.text).strip() for cell in split_row(lines[first], 0)]
    roles = [find_role(name) for name in names]
    rows = []
    for line in lines[first + 2 : first + 2 + MAX_ROWS_JUDGED]:
        if not _is_row(line):
            break
        rows.append(split_row(line, len(names)))
    if "title" in roles or not rows or not all(len(cells) == len(names) and _has_plain_link(cells) for cells in rows):
        return None
    is_known = bool({"authors", "published", "updated"} & set(roles))
    columns = [
        index
        for index, name in enumerate(names)
        if ((is_known and roles[index] is None) or (roles[index] in (None, "other") and TITLE_NAME_RE.search(name)))
        and all(_reads_like_title(cells[index]) for cells in rows)
    ]
    if len(columns) != 1:
        return None
    linked = {index for index in range(len(names)) if all(_has_plain_link(cells[index : index + 1]) for cells in rows)}
    return tuple("title" if [index] == columns else "link" if role == "paper" or index in linked else role for index, role in enumerate(roles))


def _has_plain_link(cells: Sequence[Part]) -> bool:
    """Whether a cell is a link to a paper whose words do not name it."""
    return any(link.is_generic and is_paper(link.url.text) for cell in cells for link in find_links(cell))


def _reads_like_title(cell: Part) -> bool:
    words = blank_markup(cell.text).split()
    return (
        len(words) >= MIN_TITLE_WORDS
        and words[0][:1] != words[0][:1].lower()
        and not words[-1].endswith(".")
        and "://" not in cell.text
        and not is_long(cell.text)
    )


def _guess_roles(line: Line) -> tuple[Role | None, ...] | None:
    """What the cells of a row are whose header is lost, in the two layouts whose cells show it.

    A bold date, a bold title, people, a link that is named for the paper's id; or a bold title that is a link, a date, what is hidden.
    """
    if "arxiv.org/" not in line.look:
        return None
    cells = split_row(line, len(HIDING)) if "<details" in line.look else []
    if len(cells) >= len(HIDING) and BOLD_CELL_RE.fullmatch(cells[0].text) and has_paper_link(cells[:1]):
        return HIDING if DAY_CELL_RE.fullmatch(cells[1].text) and cells[2].text.startswith("<details") else None
    cells = split_row(line, 0)
    if len(cells) < len(DATED) or not DAY_CELL_RE.fullmatch(cells[0].text) or not BOLD_CELL_RE.fullmatch(cells[1].text):
        return None
    return (*DATED, *([None] * (len(cells) - len(DATED)))) if has_paper_link(cells[3:4]) else None


def split_row(line: Line, count: int) -> list[Part]:
    """The cells of a row. Where there are more than `count`, a bar stood in a cell: those are joined whose brackets or formulas are open."""
    row = whole(line)
    while row.text.startswith(">"):
        row = row.part(1)
    start = 1 if row.text.startswith("|") else 0
    end = len(row.text) - (1 if row.text.endswith("|") and not row.text.endswith("\\|") and len(row.text) > 1 else 0)
    edges = [start, *(edge for match in BAR_RE.finditer(row.text, start, end) for edge in match.span()), end]
    cells = list(zip(edges[::2], edges[1::2], strict=True))
    if count and len(cells) > count:
        cells = _join_cells(row.text, cells, len(cells) - count)
    return [row.part(low, high) for low, high in cells]


def _join_cells(text: str, cells: Sequence[tuple[int, int]], extra: int) -> list[tuple[int, int]]:
    """The cells, up to `extra` of them joined to those before them that are not closed."""
    joined: list[tuple[int, int]] = []
    for low, high in cells:
        if extra and joined and _is_open(text[slice(*joined[-1])]):
            joined[-1] = (joined[-1][0], high)
            extra -= 1
        else:
            joined.append((low, high))
    return joined


def _is_open(cell: str) -> bool:
    """Whether a cell holds a bracket, a formula, a tag or bold print that is not closed in it."""
    return (
        cell.count("<details") > cell.count("</details")
        or cell.count("$") % 2 == 1
        or cell.count("**") % 2 == 1
        or ("](" not in cell and cell.count("[") > cell.count("]"))
    )


def _is_of_paper(roles: Sequence[Role | None], cells: Sequence[Part]) -> bool:
    """Whether a row is a paper's: it has a title, and a link to a paper, or authors and an id, or an abstract."""
    filled = {role for role, cell in zip(roles, cells, strict=False) if role is not None and any(map(str.isalnum, cell.text))}
    if not filled & {"title", "paper"}:
        return False
    linked = [cell for role, cell in zip(roles, cells, strict=False) if role in ("title", "paper", "link", "id", "venue", "code")]
    return has_paper_link(linked) or ("authors" in filled and bool(filled & {"abstract", "link", "id", "venue"})) or "abstract" in filled


def read_row(table: Table, line: Line) -> Draft:
    """The record of a row."""
    draft = Draft()
    cells = list(zip(table.roles, split_row(line, len(table.roles)), strict=False))
    is_described = "title" not in table.roles
    for role, cell in sorted(cells, key=lambda item: FIRST.index(item[0]) if item[0] in FIRST else len(FIRST)):
        if role is None:
            drop_unnamed(draft, cell)
        elif role == "paper" and is_described:
            add_described_title(draft, cell)
        else:
            add_value(draft, role, [cell])
    return draft


FORMAT = TextFormat(
    name="markdown-tables",
    summary="A digest as a table in Markdown: columns such as Title, Date, Authors, PDF, Abstract.",
    find=find,
    cut=cut,
)
