"""A table of papers (CSV, TSV, with semicolons or bars) whose header has usual names, in any case and order.

    id,Title,Authors,Abstract,arXiv URL,Published,Categories
    1,"A Title, with a comma","Ann Lee, Bo Wu","We show ...",https://arxiv.org/abs/2405.14333,2024-05-23,cs.CL

Read are titles, authors, abstracts, ids and links of papers, dates, categories, venues, comments, licences and languages. A summary is the
abstract where arXiv's ids or categories stand beside it, as in what arXiv's API gives; descriptions, keywords and tweets are left out.

A table is one of papers if its header says so: a title and an abstract, a title and a column for arXiv ids or DOIs, a title with authors and a
venue, or either with a date and nothing of books, films or songs. Of any other table with titles, such as `id,title,year`, the rows count
that hold the id of a paper or a link to one: arXiv, a DOI, CiteSeerX, the ACL Anthology, OpenReview, Semantic Scholar, PubMed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.formats.digests.names import choose_date_field
from pipeline.formats.feeds import add_people
from pipeline.formats.generic.table_columns import COLUMNS, FOREIGN, LINK_RE, NO_LINK_RE, OTHER_WORKS
from pipeline.formats.identifiers import CODE_RE, add_ids, list_journals, list_urls, marked_ids, names_paper
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.repair.dates import to_edtf
from pipeline.repair.values import COMPACT_DATE_RE, EPOCH_RE
from pipeline.syntax.nodes import Fields, Node, each_once, parts_of

MISSING = frozenset({"", "nan", "nat", "none", "null", "n/a", "na", "\\n", "-", "[]", "not available"})
"""What programs write into a cell that has nothing in it."""
YEAR_RE = re.compile(r"^\s*(?P<part>(?:19|20)\d\d)(?:\.0+)?\s*$")
"""A year; a program that reads a column with gaps as numbers writes `2020.0`."""
FULL_YEAR_RE = re.compile(r"\d{4}")
NUMBER_RE = re.compile(r"^\s*(?P<part>\d+)(?:\.0+)?\s*$")
INSTITUTION_RE = re.compile(r"[^;；]+")
OBJECT_RE = re.compile(r"\bAuthor\((?:name=)?(?P<quote>['\"])(?P<part>[^\n]{0,200}?)(?P=quote)\)")
"""What arXiv's library for Python prints for an author."""
BAR_RE = re.compile(r"[^|]+")
ARXIV_HOST_RE = re.compile(r"\s*(?:www\.)?arxiv\.org/", re.IGNORECASE)
"""A link to arXiv whose scheme is left out."""
HAS_LINK_RE = re.compile(r"\s*https?://\S+\s*$")


def knows(entry: Node) -> bool:
    """A row under a header that is one of papers, or with the id of a paper in it."""
    names = entry.names()
    given = {role for role, columns in COLUMNS.items() if not columns.isdisjoint(names)}
    if not OTHER_WORKS.isdisjoint(names):
        return False
    if "title" not in given:
        return "abstract" in given and bool(given & {"arxiv", "id", "doi"})
    if given & {"abstract", "arxiv", "doi", "pmid", "openreview", "acl"}:
        return True
    if "authors" in given and ("venue" in given or (given & {"published", "year"} and "authors" in names and FOREIGN.isdisjoint(names))):
        return True
    if "venue" in given and given & {"published", "year"} and FOREIGN.isdisjoint(names):
        return True
    if any(CODE_RE.search(piece.text) for role in ("primary", "categories") for piece in _cells(entry, role)):
        return True
    return any(names_paper(piece.text) for piece in [*_cells(entry, "id"), *_links(entry)])


def read(entry: Node) -> RawRecord:
    """The record of a row."""
    fields = Fields()
    links = _links(entry)
    sources = [*_cells(entry, "journal_ref"), *_cells(entry, "venue")]
    add_ids(fields, [*_cells(entry, "arxiv"), *_cells(entry, "id"), *_cells(entry, "doi"), *_cells(entry, "acl"), *links, *marked_ids(sources)])
    codes = each_once(part for piece in [*_cells(entry, "primary"), *_cells(entry, "categories")] for part in parts_of(piece, CODE_RE))
    is_arxiv = bool(codes) or "identifiers.arxiv" in fields
    fields.add("title", *_cells(entry, "title"), *_cells(entry, "name"))
    _add_authors(fields, [*_cells(entry, "full_names"), *_cells(entry, "authors")][:1])
    fields.add_list("affiliations", [part for piece in _cells(entry, "affiliations") for part in parts_of(piece, INSTITUTION_RE)])
    abstracts = [*_cells(entry, "abstract"), *(_cells(entry, "summary") if is_arxiv else [])]
    fields.add("abstract", *(piece for piece in abstracts if not HAS_LINK_RE.match(piece.text)))
    fields.add_list("categories", codes)
    _add_dates(fields, entry)
    fields.add("identifiers.arxiv_version", *(part for piece in _cells(entry, "version") for part in parts_of(piece, NUMBER_RE)))
    fields.add("identifiers.openreview", *_cells(entry, "openreview"))
    fields.add("identifiers.pmid", *(part for piece in _cells(entry, "pmid") for part in parts_of(piece, NUMBER_RE)))
    fields.add("journal_ref", *list_journals(sources))
    fields.add("comments", *(_cells(entry, "comments") if codes or "abstract" in fields else []))
    fields.add("license", *_cells(entry, "license"))
    fields.add("language", *_cells(entry, "language"))
    fields.add_list("urls", list_urls(links))
    return fields.record()


def _cells(entry: Node, role: str) -> list[Piece]:
    """The cells that are not empty under the names of a role, in the order of the header."""
    return [piece for name in _choose(tuple(entry.names()), role) for piece in _filled(entry.find_all(name))]


@lru_cache(maxsize=256)
def _choose(names: tuple[str, ...], role: str) -> tuple[str, ...]:
    return tuple(name for name in names if name in COLUMNS[role])


def _filled(cells: Iterable[Node]) -> list[Piece]:
    pieces = (cell.piece() for cell in cells)
    return [piece for piece in pieces if piece is not None and piece.text.strip().casefold() not in MISSING]


def _links(entry: Node) -> list[Piece]:
    """The cells with links, of papers first."""
    names = [name for name in entry.names() if LINK_RE.search(name) and not NO_LINK_RE.search(name)]
    found = [piece for name in names for piece in _filled(entry.find_all(name)) if "://" in piece.text or ARXIV_HOST_RE.match(piece.text)]
    found.extend(piece for role in ("title", "arxiv", "doi", "id") for piece in _cells(entry, role) if HAS_LINK_RE.match(piece.text))
    return each_once(found)


def _add_authors(fields: Fields, people: Sequence[Piece]) -> None:
    """Add the names of a list, also of one that is the `repr` of objects, or has bars between the names."""
    for piece in people:
        if not fields.add_list("authors", parts_of(piece, OBJECT_RE) or (parts_of(piece, BAR_RE) if "|" in piece.text else [])):
            add_people(fields, [piece])


def _add_dates(fields: Fields, entry: Node) -> None:
    """Add when a paper came out: the fullest date that its row has for it, unless its id says that it is older."""
    years = [part for piece in _cells(entry, "year") for part in (parts_of(piece, YEAR_RE) or [piece])]
    dated = [part for piece in _cells(entry, "published") for part in (parts_of(piece, YEAR_RE) or [piece])]
    if years and (day := next((piece for piece in dated if not FULL_YEAR_RE.search(piece.text)), None)) and to_edtf(f"{day.text} {years[0].text}"):
        fields.add("published", (day, years[0]))
    dated.extend(years)
    readable = [piece for piece in dated if to_edtf(piece.text) or COMPACT_DATE_RE.fullmatch(piece.text.strip()) or EPOCH_RE.fullmatch(piece.text.strip())]
    best = max(readable, key=lambda piece: not YEAR_RE.match(piece.text), default=None)
    if best is not None:
        ids = [item for field in fields.record().fields if field.name == "identifiers.arxiv" for item in field.texts("")]
        fields.add(choose_date_field(best.text.strip(), ids[0] if ids else None), best)
    fields.add("updated", *_cells(entry, "updated"))


FORMAT = EntryFormat(
    name="table",
    summary="A table of papers (CSV, TSV) whose header has usual names.",
    syntax="table",
    knows=knows,
    read=read,
)
