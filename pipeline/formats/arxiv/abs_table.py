"""The table below the abstract on arXiv's page of a paper: a row for each of comments, subjects, journal reference, DOI, classes, ids.

    <tr><td class="tablecell label">Comments:</td> <td class="tablecell comments mathjax">12 pages</td></tr>
    <tr><td class="tablecell label">Journal&nbsp;reference:</td> <td class="tablecell jref">Example Letters 1, 2 (2024)</td></tr>
    <tr><td class="tablecell label">Related&nbsp;DOI:</td> <td class="tablecell doi"><a href="https://doi.org/10.1000/1">https://doi.org/10.1000/1</a></td></tr>

Rows are known by their labels, which have changed less than the classes of their cells.
"""

from __future__ import annotations

import re

from bs4 import Tag

from pipeline.formats.arxiv.labelled_lines import CLASS_NUMBERS, CLASSES_RE
from pipeline.formats.arxiv.page_block import LABEL, LABEL_RE, Block
from pipeline.repair.arxiv_ids import ARXIV_ID_RE

DOI_RE = re.compile(r"(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+", re.IGNORECASE)
OWN_DOI_RE = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)
"""The DOI that arXiv itself gives; it says no more than the id."""
LABEL_OF = {"comments": "comments", "jref": "journal-ref", "subjects": "subjects", "doi": "doi", "arxivid": "cite as", "arxividv": "", "arxivdoi": ""}
"""The label that a class of cells has."""
CITE_AS = "arxiv.cite-as"
DOI_NOTE = "arxiv.doi-note"


def read_table(block: Block, table: Tag) -> None:
    """Add the fields of the rows; a row that arXiv's pages are not known to have is left to be rejected."""
    for row in table.find_all("tr"):
        cells = row.find_all(["td", "th"], recursive=False)
        if len(cells) < 2:
            continue
        label = " ".join(block.page.show(cells[0]).casefold().split()).removesuffix(":").strip()
        block.explain(LABEL, block.page.span(cells[0]))
        # Browsers translate labels.
        classes = [LABEL_OF[name] for name in cells[1].get("class") or [] if name in LABEL_OF]
        _read_row(block, label if LABEL_RE.match(f"{label}:") or not classes else classes[0], cells[1])


def read_cells(block: Block) -> None:
    """Add the fields of cells that somebody cut out of the table, which are known by their classes."""
    for cell in block.page.soup.find_all(["td", "div"], class_="tablecell"):
        names = [LABEL_OF[name] for name in cell.get("class") or [] if name in LABEL_OF]
        if names:
            _read_row(block, names[0], cell)


def _read_row(block: Block, label: str, cell: Tag) -> None:
    span = block.page.span(cell)
    if label in ("comments", "comment"):
        block.add("comments", span)
    elif label in ("journal reference", "journal-ref", "journal ref"):
        block.add("journal_ref", span)
    elif label in ("subjects", "subject"):
        block.add_categories(span)
    elif label in ("doi", "related doi", "related dois"):
        read_doi(block, cell)
    elif CLASSES_RE.fullmatch(label):
        block.explain(CLASS_NUMBERS, span)
    elif label in ("cite as", ""):
        _read_ids(block, cell)


def _read_ids(block: Block, cell: Tag) -> None:
    """The id to be cited, and in the row below it the version of this page."""
    span = block.page.span(cell)
    if OWN_DOI_RE.search(block.page.text, *span) is None and not block.add_id(span):
        return
    match = ARXIV_ID_RE.search(block.page.text, *span)
    if match is not None and match["version"]:
        block.add("identifiers.arxiv_version", (match.start("version") - 1, match.end()))
    block.explain(CITE_AS, span)


def read_doi(block: Block, cell: Tag | None) -> None:
    """Add the first DOI of an element that is not arXiv's own; links lead to any others."""
    if cell is None:
        return
    page = block.page
    found = [match for match in DOI_RE.finditer(page.text, *page.span(cell)) if not OWN_DOI_RE.search(match.group())]
    if found:
        block.add("identifiers.doi", found[0].span())
    block.explain(DOI_NOTE, page.span(cell))
