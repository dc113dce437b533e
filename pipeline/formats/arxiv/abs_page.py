"""The page of one paper on arXiv.

    <div id="abs">
      <div class="dateline">[Submitted on 6 May 2024 (<a href="...">v1</a>), last revised 9 May 2024 (this version, v2)]</div>
      <h1 class="title mathjax"><span class="descriptor">Title:</span>...</h1>
      <div class="authors"><span class="descriptor">Authors:</span><a href="...">Ann Lee</a>, <a href="...">Bob Ray</a></div>
      <blockquote class="abstract mathjax"><span class="descriptor">Abstract:</span>...</blockquote>
      <div class="metatable"><table>
        <tr><td class="tablecell label">Subjects:</td>
            <td class="tablecell subjects"><span class="primary-subject">Machine Learning (cs.LG)</span>; Optimization (math.OC)</td></tr>
        <tr><td class="tablecell label">Cite as:</td><td class="tablecell arxivid"><a href="...">arXiv:2405.14333</a> [cs.LG]</td></tr>
      </table></div>
    </div>
    <div class="submission-history"><b>[v1]</b> Mon, 6 May 2024 20:10:00 UTC (16 KB)<br/></div>

What is not to be seen is taken from the head (`citation_*`), if it is of the same paper. The date is that of the first version, never a
listing's. Before 2007 the fields were lines with labels.
"""

from __future__ import annotations

import re

from bs4 import Tag

from pipeline.formats.arxiv.abs_lines import cut_lines
from pipeline.formats.arxiv.abs_table import read_cells, read_table
from pipeline.formats.arxiv.page_block import LABEL, Block
from pipeline.formats.kinds import Cut, PageFormat
from pipeline.page import Page
from pipeline.records import Span
from pipeline.repair.arxiv_ids import ARXIV_ID_RE, read_id

_DATE = r"(?P<date>\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})"
SUBMITTED_RE = re.compile(rf"[Ss]ubmitted on\s+{_DATE}")
LATEST_RE = re.compile(rf"(?:last revised|latest version)\s+{_DATE}")
THIS_VERSION_RE = re.compile(r"this version,?\s+(?P<version>v\d{1,3})")
HISTORY_RE = re.compile(r"\[v\d{1,3}\]\s*(?P<date>[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4}(?: \d\d:\d\d:\d\d(?: [A-Z]{3})?)?)")
HEAD_FIELDS = (
    ("title", "citation_title"),
    ("abstract", "citation_abstract"),
    ("identifiers.doi", "citation_doi"),
    ("published", "citation_date"),
    ("identifiers.arxiv", "citation_arxiv_id"),
)
OWN_LINKS = ".dateline a[href], .submission-history a[href], .full-text a[href], a.abs-button[href], #abs > a[href]"
HEAD_IDS = ("citation_arxiv_id", "citation_pdf_url")
DATELINE = "arxiv.dateline"
DOWNLOADS = "arxiv.downloads"


def cut(page: Page) -> Cut | None:
    """The one record of a page."""
    title = page.soup.find("h1", class_="title")
    abstract = page.soup.find("blockquote", class_="abstract")
    if title is None and page.soup.select_one(".subjects, .primary-subject") is not None:
        return _cut_head(page)
    if title is None or (abstract is None and page.soup.find("div", class_="authors") is None):
        return cut_lines(page)
    block = Block(page)
    authors, dateline, table = page.soup.find("div", class_="authors"), page.soup.find("div", class_="dateline"), page.soup.find(class_="metatable")
    block.add_body("title", title)
    block.add_authors(authors)
    block.add_body("abstract", abstract)
    if dateline is not None:
        _read_dateline(block, page.span(dateline))
    if table is None:
        read_cells(block)
    else:
        read_table(block, table)
    _find_id(block)
    _read_history(block)
    parts = [tag for tag in (title, authors, dateline, abstract, table) if tag is not None]
    place = page.span(*parts)
    _read_surroundings(block, place, [tag for tag in (abstract, table) if tag is not None])
    record = block.record(place)
    if not {"identifiers.arxiv", "published"} & {field.name for field in record.fields}:
        return None
    return Cut((record,), tuple(block.boilerplate(record)))


def _cut_head(page: Page) -> Cut | None:
    """The record of a page of which little but its head and its categories is left."""
    block = Block(page)
    if not _is_head_of(block) or not page.metadata("citation_title"):
        return None
    subjects = page.soup.find(class_="subjects") or page.soup.find(class_="primary-subject")
    if subjects is None:
        return None
    block.add_categories(page.span(subjects))
    _find_id(block)
    _add_head(block)
    # What stands beside `<meta>` may have come to stand in the head, where nothing is to be seen.
    record = page.record(block.fields, subjects)
    return Cut((record,), tuple(block.boilerplate(record)))


def _read_dateline(block: Block, span: Span) -> None:
    """When the first and the latest version were submitted, and which one this is."""
    text = block.page.text
    for name, pattern, group in (
        ("published", SUBMITTED_RE, "date"),
        ("updated", LATEST_RE, "date"),
        ("identifiers.arxiv_version", THIS_VERSION_RE, "version"),
    ):
        match = pattern.search(text, *span)
        if match is not None:
            block.add(name, match.span(group))
    block.explain(DATELINE, span)


def _find_id(block: Block) -> None:
    """The id, if no table has it: over the title, in the head, or where links lead to versions and files of the paper."""
    page = block.page
    places = [tag for tag in page.soup.find_all(class_=re.compile("^(?:header-breadcrumbs|arxivid$)")) if page.show(tag)]
    if any(block.add_id(page.span(place)) for place in places):
        return
    links = [page.attribute(tag, "href") for tag in page.soup.find_all("link", rel="canonical")]
    for piece in [*page.metadata(*HEAD_IDS), *links, *page.metadata("og:url"), page.content(page.soup.title)]:
        match = None if piece is None else ARXIV_ID_RE.search(piece.text)
        if piece is not None and match is not None:
            block.fields.add("identifiers.arxiv", piece.part(*match.span()))
            return
    for address in (page.attribute(link, "href") for link in page.soup.select(OWN_LINKS)):
        match = None if address is None else ARXIV_ID_RE.search(address.text)
        if address is not None and match is not None:
            # What is linked may be another version than this one.
            block.fields.add("identifiers.arxiv", address.part(match.start(), match.start("version") - 1 if match["version"] else match.end()))
            return


def _read_history(block: Block) -> None:
    """The dates of the versions, where there is no dateline."""
    history = block.page.soup.find(class_="submission-history")
    dates = [] if history is None else [match.span("date") for match in HISTORY_RE.finditer(block.page.text, *block.page.span(history))]
    if dates and "published" not in block.fields:
        block.add("published", dates[0])
        block.add("updated", *dates[1:][-1:])


def _read_surroundings(block: Block, place: Span, parts: list[Tag]) -> None:
    """What stands around the fields: the licence, links, what the head says, and what lies between title and table for the reader to click."""
    page = block.page
    licence = page.soup.select_one(".abs-license a[href], .license a[href], a[rel~=license][href]")
    block.fields.add("license", page.attribute(licence, "href"))
    for tag in page.soup.find_all(["a", "div"], class_=re.compile("^(?:mobile-submission-download|abs-toplinks|download-)")):
        block.explain(DOWNLOADS, page.span(tag))
    for tag in page.soup.find_all(id="download-button-info"):
        block.explain(DOWNLOADS, page.span(tag))
    if _is_head_of(block):
        _add_head(block)
    block.add_links(parts)
    block.explain(LABEL, *(page.span(tag) for tag in page.soup.find_all(class_="descriptor") if place[0] <= page.span(tag)[0] < place[1]))


def _add_head(block: Block) -> None:
    """What the head says and the page does not show."""
    for name, meta in HEAD_FIELDS:
        block.fields.add(name, *block.page.metadata(meta))
    block.fields.add_list("authors", block.page.metadata("citation_author"))


def _is_head_of(block: Block) -> bool:
    """Whether the head of the page speaks of the paper that the page shows."""
    found = [match for piece in block.page.metadata(*HEAD_IDS) if (match := ARXIV_ID_RE.search(piece.text))]
    shown = [text for field in block.fields.record().fields if field.name == "identifiers.arxiv" for text in field.texts(block.page.text)]
    ids = {read_id(match).id for match in found}
    return bool(ids) and all(read_id(match).id in ids for text in shown if (match := ARXIV_ID_RE.search(text)))


FORMAT = PageFormat(
    name="arxiv-abs",
    summary="The page of one paper on arXiv, saved as HTML.",
    cut=cut,
    marks=("arxiv", "blockquote"),
)
