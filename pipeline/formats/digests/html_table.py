"""Tables of papers in HTML, a paper a row, in a page or in the midst of Markdown; the names of the columns say what is in them.

    <table>
    <tr><th>Date</th><th>Title</th><th>Authors</th><th>Link</th></tr>
    <tr><td>2024-05-23</td><td><a href="https://arxiv.org/abs/2405.14333">Retrieval of Rare Words</a></td><td>Ann Lee</td><td><a href="...">PDF</a></td></tr>
    </table>

The header may be of plain cells. A row is a paper's where a link, or an attribute of what stands in it, leads to one, or where it has authors or an abstract.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from bs4 import Tag

from pipeline.formats.digests.links import ARXIV_URL_RE, ID_URLS, is_generic, is_paper
from pipeline.formats.digests.names import Role, choose_date_field, find_role, settle_roles
from pipeline.formats.digests.values import CODES_RE, DATE_RE, EMPTY_RE, NO_VENUE_RE
from pipeline.formats.generic.block_rest import list_lines
from pipeline.formats.kinds import Cut, PageFormat
from pipeline.formats.people import find_et_al, split_people
from pipeline.formats.prose import is_long
from pipeline.page import Page
from pipeline.raw import Piece, RawField, RawRecord
from pipeline.records import Span
from pipeline.repair.arxiv_ids import ARXIV_ID_RE
from pipeline.syntax.nodes import Fields

ID_ATTRIBUTES = ("data-arxiv-id", "data-arxiv", "data-paper-id")
TEXT_FIELDS: dict[Role, str] = {"abstract": "abstract", "comments": "comments", "venue": "journal_ref", "affiliations": "affiliations", "license": "license"}


class Row(msgspec.Struct, frozen=True):
    """A row of a table, and its cells by what they are."""

    tag: Tag
    cells: tuple[tuple[Role | None, Tag], ...]

    def find(self, *roles: Role) -> Iterator[Tag]:
        """The cells in columns of these roles."""
        return (cell for role, cell in self.cells if role in roles)


def cut(page: Page) -> Cut | None:
    """The rows of all tables that have a title among their columns and, in a row at least, a link to a paper, or its authors or abstract."""
    records: list[RawRecord] = []
    boilerplate: list[tuple[Span, str]] = []
    for table in page.soup.find_all("table"):
        for row in _list_rows(table):
            record = _read_row(page, row)
            if record is not None:
                records.append(record)
                boilerplate.extend(_explain_row(page, row, record))
    return Cut(tuple(records), tuple(boilerplate)) if records else None


def _list_rows(table: Tag) -> Iterator[Row]:
    """The rows below the header of a table, where the header is one of papers."""
    roles: tuple[Role | None, ...] | None = None
    for tag in table.find_all("tr"):
        if tag.find_parent("table") is not table:
            continue
        cells = tag.find_all(["td", "th"], recursive=False)
        names = [find_role(cell.get_text(" ", strip=True)) for cell in cells]
        if settle_roles(names) is not None and sum(name is not None for name in names) * 2 >= len(names) > 1:
            roles = settle_roles(names)
        elif roles is not None and len(cells) > 1:
            yield Row(tag, tuple(zip(roles, cells, strict=False)))


def _read_row(page: Page, row: Row) -> RawRecord | None:
    """The record of a row; None where nothing shows that it is a paper's."""
    fields = Fields()
    titles = list(row.find("title")) or list(row.find("paper"))
    if not titles or not any(map(str.isalpha, page.show(titles[0]))):
        return None
    _add_title(page, fields, titles[0])
    links = [piece for role, cell in row.cells if role != "other" for piece in _list_links(page, cell)]
    named = [piece for cell in row.find("title", "paper", "link", "id", "venue") for piece in _list_links(page, cell)]
    _identify(page, fields, row, named)
    fields.add_list("urls", links)
    for cell in row.find("authors"):
        _add_people(page, fields, page.span(cell))
    for role, cell in row.cells:
        _add_cell(page, fields, role, cell)
    is_proven = any(is_paper(piece.text) for piece in named) or "identifiers.arxiv" in fields or "abstract" in fields or ("authors" in fields and bool(named))
    return page.record(fields, row.tag) if is_proven and "title" in fields else None


def _add_title(page: Page, fields: Fields, cell: Tag) -> None:
    link = next((tag for tag in cell.find_all("a") if not is_generic(page.show(tag))), None)
    bold = cell.find(["b", "strong"])
    field = page.field("title", link or (bold if isinstance(bold, Tag) else None) or cell)
    if field is not None:
        fields.add_field(field)


def _list_links(page: Page, cell: Tag) -> list[Piece]:
    pieces = [page.attribute(tag, "href") for tag in cell.find_all("a")]
    return [piece for piece in pieces if piece is not None and piece.text.startswith(("http://", "https://"))]


def _identify(page: Page, fields: Fields, row: Row, links: Sequence[Piece]) -> None:
    """Add the ids that links, attributes and the cells of ids hold."""
    for piece in links:
        arxiv = ARXIV_URL_RE.match(piece.text)
        if arxiv is not None:
            _add_arxiv_id(fields, piece, arxiv.end())
        else:
            name = next((name for name, pattern in ID_URLS if pattern.match(piece.text)), None)
            fields.add(name or "urls", piece if name else None)
    for attribute in ID_ATTRIBUTES:
        bearer = row.tag if row.tag.has_attr(attribute) else row.tag.select_one(f"[{attribute}]")
        found = page.attribute(bearer, attribute)
        if found is not None:
            _add_arxiv_id(fields, found, 0)
    for cell in row.find("id"):
        low, high = page.span(cell)
        match = ARXIV_ID_RE.search(page.text, low, high)
        if match is not None and "identifiers.arxiv" not in fields:
            fields.add_field(RawField("identifiers.arxiv", (match.span(),)))


def _add_arxiv_id(fields: Fields, piece: Piece, start: int) -> None:
    match = ARXIV_ID_RE.match(piece.text, start)
    if match is None:
        return
    version = match["version"]
    end = match.end() if version is None else match.start("version") - 1
    if fields.add("identifiers.arxiv", piece.part(start, end)) and version is not None:
        fields.add("identifiers.arxiv_version", piece.part(end, match.end()))


def _add_people(page: Page, fields: Fields, span: Span) -> None:
    text = page.text[slice(*span)]
    names = tuple((span[0] + low, span[0] + high) for low, high in split_people(text) if any(map(str.isalpha, text[low:high])))
    rest = find_et_al(text)
    if names:
        fields.add_field(RawField("authors", names))
    if rest is not None:
        fields.add_field(RawField("authors_complete", ((span[0] + rest[0], span[0] + rest[1]),)))


def _add_cell(page: Page, fields: Fields, role: Role | None, cell: Tag) -> None:
    """Add what a cell of text, of a date or of categories holds."""
    low, high = page.span(_open_hidden(cell))
    if low == high or EMPTY_RE.fullmatch(page.text[low:high]):
        return
    if role == "venue" and NO_VENUE_RE.fullmatch(page.text[low:high]):
        return
    if role in TEXT_FIELDS:
        fields.add_field(RawField(TEXT_FIELDS[role], ((low, high),)))
    elif role in ("published", "updated"):
        date = DATE_RE.search(page.text, low, high)
        if date is not None:
            known = next((field.texts(page.text)[0] for field in fields.record().fields if field.name == "identifiers.arxiv"), None)
            fields.add_field(RawField(choose_date_field(date.group(), known) if role == "published" else "updated", (date.span(),)))
    elif role == "categories":
        codes = {match.group(): match.span() for match in CODES_RE.finditer(page.text, low, high)}
        if codes:
            fields.add_field(RawField("categories", tuple(codes.values())))


def _open_hidden(cell: Tag) -> Tag:
    """What a cell hides behind a handle, else the cell."""
    inner = cell.find("p") if cell.find("details") is not None else None
    return inner if isinstance(inner, Tag) else cell


def _explain_row(page: Page, row: Row, record: RawRecord) -> Iterator[tuple[Span, str]]:
    """What stands in the cells of a row beside its fields: words of links, what no field has. Running text is not explained away."""
    taken = sorted(span for field in record.fields for span in field.spans)
    for role, cell in row.cells:
        rule = "digest.other" if role in (None, "other", "categories") else "digest.link-text"
        start, end = page.span(cell)
        for low, high in [*(span for span in taken if start <= span[0] < end), (end, end)]:
            for piece in list_lines(page, (start, low)):
                if role is not None or not is_long(page.text[slice(*piece)]):
                    yield piece, rule
            start = max(start, high)


FORMAT = PageFormat(
    name="html-table",
    summary="A table in HTML whose columns are those of papers: Title, Date, Authors, Abstract, Link.",
    cut=cut,
    rank=1,
    marks=("<table",),
)
