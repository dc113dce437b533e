"""A listing on arXiv: what is new, recent, of a month, of an author; `<dt>` and `<dd>` for each entry, under a heading with the date.

    <h3>Fri, 10 Nov 2017 (showing first 25 of 96 entries)</h3>
    <dl>
    <dt><a name="item1">[1]</a> <a href="/abs/1711.99026" title="Abstract">arXiv:1711.99026</a> (cross-list from cs.CL) [<a href="/pdf/1711.99026">pdf</a>]</dt>
    <dd><div class="meta">
      <div class="list-title mathjax"><span class="descriptor">Title:</span> ...</div>
      <div class="list-authors"><a href="...">Ann Lee</a>, <a href="...">Bob Ray</a></div>
      <div class="list-comments mathjax"><span class="descriptor">Comments:</span> 12 pages</div>
      <div class="list-subjects"><span class="descriptor">Subjects:</span> <span class="primary-subject">Computation and Language (cs.CL)</span></div>
      <p class="mathjax">...</p>
    </div></dd>

Before 2007 the fields are lines with labels (`<b>Title:</b>`), and nobody closes a `<dt>`. The heading's date is when the entries were listed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from bs4 import Tag

from pipeline.formats.arxiv.abs_table import read_doi
from pipeline.formats.arxiv.labelled_lines import add_lines
from pipeline.formats.arxiv.page_block import LABEL, Block, find_abs_link
from pipeline.formats.kinds import Cut, PageFormat
from pipeline.page import Page
from pipeline.raw import RawField, RawRecord
from pipeline.records import Span

HEADINGS = ("h1", "h2", "h3", "h4", "div")
DAY_RE = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+\d{1,2}\s+[A-Z][a-z]{2,8}\.?\s+(?:\d{4}|\d{2})(?!\d)|\b\d{1,2}\s+[A-Z][a-z]{2,8}\.?\s+\d{4})"
)
MONTH_RE = re.compile(
    r"\b(?:for|in)\s+(?P<date>(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+)?(?:19|20)\d\d)(?!\d)(?=\s*(?:$|[,(]))", re.MULTILINE
)
"""A month, or a year, at the end of what a heading says of its listing: `Authors and titles for cs.CL in Nov 2017, skipping first 25`."""
TOTAL_RE = re.compile(r"\btotal of\s+(?P<total>\d[\d,]*)\s+entr(?:y|ies)(?P<rest>[^\n\]]*)", re.IGNORECASE)
PER_PAGE_RE = re.compile(r"\bshowing\s+(?:up to\s+)?(?P<number>\d[\d,]*)\s+entr(?:y|ies) per page", re.IGNORECASE)
SECTION_RE = re.compile(r"\(\s*(?:continued,\s*)?showing\s+(?:first\s+|last\s+)?(?P<number>\d[\d,]*)\s+of\s+\d[\d,]*\s+entr(?:y|ies)\s*\)", re.IGNORECASE)
SHOWN_RE = re.compile(r"\[\s*Showing (?P<number>\d[\d,]*) of \d[\d,]* total entries", re.IGNORECASE)
"""The list of an author's papers that arXiv has people put on pages of their own."""
FOUND_RE = re.compile(r"Showing results (?P<first>\d[\d,]*) through (?P<last>\d[\d,]*) \(of \d[\d,]* total\)")
"""The search that arXiv had up to 2018 lists what it finds as its listings do."""
RANGE_RE = re.compile(r"(?P<first>\d[\d,]*)\s*[-–]\s*(?P<last>\d[\d,]*)")
OWN_CLASSES = ("list-title", "list-authors", "list-subjects")
"""Fields are elements of their own since 2007."""
ENTRY_LINE = "arxiv.entry-line"


def cut(page: Page) -> Cut | None:
    """The entries of a listing."""
    dates = list(_find_dates(page))
    starts = [start for (start, _), _ in dates]
    records: list[RawRecord] = []
    boilerplate: list[tuple[Span, str]] = []
    for term, body in _find_entries(page):
        block = Block(page)
        if term is not None:
            _read_term(block, term)
        _read_body(block, body)
        if not any(name in block.fields for name in ("title", "authors", "categories")):
            continue
        place = page.span(term or body, body)
        index = bisect_right(starts, place[0])
        if index:
            block.fields.add_field(RawField("listed", (dates[index - 1][1],), is_shared=True))
        records.append(block.record(place))
        boilerplate.extend(block.boilerplate(records[-1]))
    claimed = count_entries(page)
    if not records and (claimed is None or page.soup.find(id="dlpage") is None):
        return None
    return Cut(tuple(records), tuple(boilerplate), claimed=claimed)


def _find_entries(page: Page) -> list[tuple[Tag | None, Tag]]:
    """The terms that link to a paper's page, each with the description that follows it; descriptions where somebody has kept nothing else."""
    terms = [(term, term.find_next_sibling(["dt", "dd"])) for term in page.soup.find_all("dt")]
    if not terms:
        return [(None, body) for body in page.soup.find_all(class_="meta") if body.find(class_="list-title") and body.find(class_="list-authors")]
    return [(term, body) for term, body in terms if body is not None and body.name == "dd" and find_abs_link(term) is not None]


def _read_term(block: Block, term: Tag) -> None:
    """The id in the line over an entry. All else there is of the listing."""
    page = block.page
    span = page.span(term)
    link = find_abs_link(term)
    # The oldest pages link the word `abs`, and the id stands beside it; only where it is not to be seen at all it is taken from the link.
    if link is not None and not block.add_id(page.span(link)) and not block.add_id(span):
        block.add_id_of(link)
    block.explain(ENTRY_LINE, span)


def _read_body(block: Block, body: Tag) -> None:
    """The fields of an entry: elements of their own, or lines with labels."""
    page = block.page
    paragraph = next((tag for tag in body.find_all("p") if page.show(tag)), None)
    if body.find(class_=OWN_CLASSES) is None:
        start, end = page.span(body)
        add_lines(block, body, (start, end if paragraph is None else page.span(paragraph)[0]))
    else:
        block.add_body("title", body.find(class_="list-title"))
        block.add_authors(body.find(class_="list-authors"))
        block.add_body("comments", body.find(class_="list-comments"))
        block.add_body("journal_ref", body.find(class_="list-journal-ref"))
        for subjects in body.find_all(class_="list-subjects"):
            block.add_categories(block.skip_descriptor(subjects))
            block.explain(LABEL, page.span(subjects))
        read_doi(block, body.find(class_="list-doi"))
    block.add_body("abstract", paragraph)
    block.add_links(tag for tag in (body.find(class_="list-comments"), paragraph) if tag is not None)


def _find_dates(page: Page) -> Iterator[tuple[Span, Span]]:
    """The headings that say a date, each with the place of the date, in the order of the page."""
    for heading in page.soup.find_all(HEADINGS):
        if heading.name == "div" and "list-dateline" not in (heading.get("class") or []):
            continue
        span = page.span(heading)
        days = list(DAY_RE.finditer(page.text, *span))
        month = MONTH_RE.search(page.text, *span)
        if days:
            yield span, days[-1].span()
        elif month is not None:
            yield span, month.span("date")


def count_entries(page: Page) -> int | None:
    """How many entries the page says it shows: what is in its own range of the pages, or what the headings of its sections add up to."""
    found = FOUND_RE.search(page.text)
    if found is not None:
        return max(0, _number(found["last"]) - _number(found["first"]) + 1)
    shown = SHOWN_RE.search(page.text)
    if shown is not None:
        return _number(shown["number"])
    match = TOTAL_RE.search(page.text)
    own = None if match is None else _find_own_range(page, match.span())
    if own is not None:
        return own
    per_page = PER_PAGE_RE.search(page.text)
    sections = [_number(section["number"]) for section in SECTION_RE.finditer(page.text)]
    if match is None or (per_page is None and RANGE_RE.search(match["rest"])):
        return sum(sections) if sections else None
    total = _number(match["total"])
    if per_page is None:
        # A page that does not say how many it may show gives the sum by its sections, or shows all.
        return sum(sections) if sections else total
    return min(total, _number(per_page["number"]))


def _find_own_range(page: Page, span: Span) -> int | None:
    """How many entries are in the range that is no link among `1-25 | 26-50 | 51-75`; None where there is none, or the pages are not listed."""
    linked = [page.span(link) for link in _links_in(page, span)]
    for match in RANGE_RE.finditer(page.text, *span):
        if not any(low <= match.start() < high for low, high in linked):
            return max(0, _number(match["last"]) - _number(match["first"]) + 1)
    return None


def _links_in(page: Page, span: Span) -> Sequence[Tag]:
    """The links in a span of the visible text."""
    return [link for link in page.soup.find_all("a") if span[0] <= page.span(link)[0] < span[1]]


def _number(digits: str) -> int:
    return int(digits.replace(",", ""))


FORMAT = PageFormat(
    name="arxiv-list",
    summary="A listing on arXiv (new, recent, of a month, of an author), saved as HTML.",
    cut=cut,
    marks=("arxiv", "list-title", "list-identifier"),
)
