"""The page of one paper on arXiv as it was before 2007: a title, lines with labels, the abstract set in.

    <title>[hep-th/0309136] A First Look at Second Sound</title>
    ...
    From: Ann Lee [<a href="...">view email</a>]
    <br>Date (v1): Fri, 12 Sep 2003 10:00:00 GMT   (16kb)
    <br>Date (revised v2): Mon, 15 Sep 2003 12:00:00 GMT   (17kb)
    <h2>A First Look at Second Sound</h2>
    <b>Authors:</b> <a href="...">Ann Lee</a>, <a href="...">Bob Ray</a> (Example University)
    <br><b>Comments:</b> 12 pages
    <blockquote>We look at second sound ...</blockquote>

The head's title says the id; it is the sign of such a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import Tag

from pipeline.formats.arxiv.labelled_lines import LabelledLine, add_lines, read_lines
from pipeline.formats.arxiv.page_block import Block
from pipeline.formats.kinds import Cut
from pipeline.page import Page
from pipeline.records import Span
from pipeline.repair.arxiv_ids import ARXIV_ID_RE

HEAD_RE = re.compile(rf"\s*\[(?:arXiv:)?\s*(?:{ARXIV_ID_RE.pattern})\]\s*(?P<title>\S.*)", re.VERBOSE | re.DOTALL | re.ASCII)
DATE_RE = re.compile(r"(?P<date>[A-Z][a-z]{2},?\s+\d{1,2}\s+[A-Z][a-z]{2}\s+(?:\d{4}|\d{2})(?:\s+\d\d:\d\d(?::\d\d)?(?:\s+[A-Z]{3}|\s+[+-]\d{4})?)?)")
VERSION_RE = re.compile(r"Date \((?:revised )?(?P<version>v\d{1,3})\)", re.IGNORECASE)
DATED_FIELDS = ("published", "updated", "identifiers.arxiv_version")
HEADINGS = ("h1", "h2", "h3", "b", "strong", "font", "td", "p")


def cut_lines(page: Page) -> Cut | None:
    """The one record of a page whose head says its id and whose fields are lines with labels."""
    head = page.content(page.soup.title)
    match = None if head is None else HEAD_RE.match(head.text)
    body = page.soup.body
    if head is None or match is None or body is None:
        return None
    lines = list(read_lines(page, page.span(body)))
    abstract = page.soup.find("blockquote")
    if not any(line.label.startswith("author") for line in lines) or (abstract is None and not any(line.label == "abstract" for line in lines)):
        return None
    block = Block(page)
    end = page.span(body)[1] if abstract is None else page.span(abstract)[0]
    fields = [line for line in lines if line.span[0] < end and not _is_dated(line)]
    add_lines(block, body, (fields[0].span[0], end) if fields else (end, end))
    block.add("title", _find_title(page, " ".join(match["title"].split())))
    block.add_body("abstract", abstract)
    _read_dates(block, [line for line in lines if _is_dated(line)])
    block.fields.add("identifiers.arxiv", head.part(head.text.index("[") + 1, head.text.index("]")))
    block.fields.add("title", head.part(*match.span("title")))
    # The dates stand apart, at the top of the page.
    spans = [span for field in block.fields.record().fields if field.name not in DATED_FIELDS for span in field.spans]
    if not spans:
        return None
    record = block.record((min(low for low, _ in spans), max(high for _, high in spans)))
    return Cut((record,), tuple(block.boilerplate(record)))


def _is_dated(line: LabelledLine) -> bool:
    return line.label.startswith(("date", "from"))


def _find_title(page: Page, title: str) -> Span:
    """Where the title that the head says is to be seen; an empty span where it is not."""
    tags: Sequence[Tag] = page.soup.find_all(HEADINGS)
    return next((page.span(tag) for tag in tags if " ".join(page.show(tag).split()) == title), (0, 0))


def _read_dates(block: Block, lines: Sequence[LabelledLine]) -> None:
    """When the first and the latest version were submitted, and which that is."""
    text = block.page.text
    dates = [match.span("date") for line in lines if (match := DATE_RE.search(text, *line.span))]
    versions = [match.span("version") for line in lines if (match := VERSION_RE.match(text, *line.span))]
    block.add("published", *dates[:1])
    block.add("updated", *dates[1:][-1:])
    block.add("identifiers.arxiv_version", *versions[-1:])
