"""A page of arXiv's search: `li.arxiv-result` for each paper, its abstract twice, as a teaser and in full.

    <li class="arxiv-result">
      <p class="list-title"><a href="https://arxiv.org/abs/2512.99301">arXiv:2512.99301</a> <span>[<a href="...">pdf</a>]</span></p>
      <div class="tags"><span class="tag is-small is-link">astro-ph.EP</span> <span class="tag is-small is-grey">astro-ph.IM</span></div>
      <p class="title">Why the <span class="search-hit">Moon</span>light Is Late</p>
      <p class="authors"><span>Authors:</span> <a href="...">Ann Lee</a>, et al. (12 additional authors not shown)</p>
      <p class="abstract"><span class="abstract-short">...the moon ... <a>More</a></span> <span class="abstract-full">... <a>Less</a></span></p>
      <p class="is-size-7"><span>Submitted</span> 4 December, 2025; <span>v1</span> submitted 1 May, 2025; <span>originally announced</span> May 2025.</p>
      <p class="comments"><span>Comments:</span> <span>8 pages</span></p>
    </li>

The abstract is the full one; the teaser is boilerplate beside it. The date is when the first version was submitted.
"""

from __future__ import annotations

import re

from bs4 import Tag

from pipeline.formats.arxiv.labelled_lines import CLASS_NUMBERS
from pipeline.formats.arxiv.page_block import LABEL, Block, find_abs_link
from pipeline.formats.kinds import Cut, PageFormat
from pipeline.page import Page
from pipeline.raw import RawRecord
from pipeline.records import Span
from pipeline.syntax.nodes import parts_of

_DATE = r"(?P<date>\d{1,2} [A-Z][a-z]{2,8},? \d{4})"
FIRST_RE = re.compile(rf"\bv1\s+submitted:?\s+{_DATE}")
SUBMITTED_RE = re.compile(rf"\s*Submitted:?\s+{_DATE}")
SHOWING_RE = re.compile(r"Showing\s+(?P<first>\d[\d,]*)\s*[-–—]\s*(?P<last>\d[\d,]*)\s+of\s+(?:about\s+)?\d[\d,]*\s+results?")
NOTHING_RE = re.compile(r"Sorry, your query (?:for .{0,2000} )?(?:returned|produced) no results")
VERSION_RE = re.compile(r"v\d+(?=-abstract-(?:short|full)$)")
CODE_RE = re.compile(r"[a-z-]+\.[A-Za-z-]+|[a-z]+-[a-z]+")
FILE_PATH_RE = re.compile(r"(?:https?://(?:[\w-]+\.)*arxiv\.org)?/(?:abs|pdf|ps|format|html|src)/", re.IGNORECASE)
MORE_LABELS = {"comments": "comments", "journal ref": "journal_ref"}
TEASER = "arxiv.teaser"
TAG_CLASSES = ("has-addons", "tags", "tag")
RESULT_LINE = "arxiv.result-line"
SUBMISSION_DATES = "arxiv.submission-dates"


def cut(page: Page) -> Cut | None:
    """The results on a page of the search."""
    records: list[RawRecord] = []
    boilerplate: list[tuple[Span, str]] = []
    for item in page.soup.find_all("li", class_="arxiv-result"):
        block = Block(page)
        _read_head(block, item)
        if "title" not in block.fields:
            continue
        _read_abstract(block, item)
        for paragraph in item.find_all("p", class_="is-size-7"):
            _read_dates(block, paragraph)
            _read_more(block, paragraph)
        records.append(block.record(page.span(item)))
        boilerplate.extend(block.boilerplate(records[-1]))
    claimed = count_results(page)
    return Cut(tuple(records), tuple(boilerplate), claimed=claimed) if records or claimed == 0 else None


def _read_head(block: Block, item: Tag) -> None:
    """Id, categories, DOI, title and authors."""
    page = block.page
    lines = item.find_all(class_="list-title")
    link = next((found for line in [*lines, item] if (found := find_abs_link(line)) is not None), None)
    if link is not None:
        block.add_id_of(link)
    # Pages made after arXiv's have links to the paper and its files outside any line of their own.
    links = [found for found in item.find_all("a", href=True) if FILE_PATH_RE.match(str(found["href"]))]
    block.explain(RESULT_LINE, *(page.span(tag) for tag in [*lines, *links]))
    tags = [tag for tag in item.find_all(class_="tag") if "is-small" in (tag.get("class") or [])]
    tags = tags or [tag for tag in item.select(".tags a, .tags span, .tag") if CODE_RE.fullmatch(page.show(tag))]
    block.add("categories", *(page.span(tag) for tag in tags))
    block.explain(LABEL, *(page.span(tag) for tag in item.find_all(class_=TAG_CLASSES)))
    dois = [found for found in item.find_all("a", href=True) if "doi.org/10." in str(found["href"]) and found.find_parent(class_="tag")]
    block.add("identifiers.doi", *(page.span(found) for found in dois[:1]))
    block.fields.add_list("urls", [page.attribute(found, "href") for found in dois])
    block.add_body("title", item.find("p", class_="title"))
    block.add_authors(item.find(class_="authors"))


def _read_abstract(block: Block, item: Tag) -> None:
    """The abstract: in full, or the teaser where there is no more of it."""
    page = block.page
    short, full = item.find(class_="abstract-short"), item.find(class_="abstract-full")
    paragraph = item.find("p", class_="abstract")
    source = full or short or paragraph
    if source is None:
        return
    # What unfolds or folds the abstract is a link that leads nowhere.
    folds = [page.span(link)[0] for link in source.find_all("a", href=False)]
    start, end = page.span(source)
    end = min([end, *(fold for fold in folds[-1:] if fold > start)])
    block.add("abstract", block.skip_label(page.trim(start, end), "abstract"))
    block.add_links([source])
    note = page.attribute(source, "id")
    block.fields.add("identifiers.arxiv_version", *parts_of(note, VERSION_RE))
    block.explain(TEASER, *(page.span(tag) for tag in (short, full) if tag is not None))
    if paragraph is not None:
        block.explain(LABEL, page.span(paragraph))


def _read_dates(block: Block, paragraph: Tag) -> None:
    """When the version that is shown was submitted, and the first one."""
    text, span = block.page.text, block.page.span(paragraph)
    shown = SUBMITTED_RE.match(text, *span)
    if shown is None:
        return
    first = FIRST_RE.search(text, *span)
    block.add("published", (first or shown).span("date"))
    if first is not None:
        block.add("updated", shown.span("date"))
    block.explain(SUBMISSION_DATES, span)


def _read_more(block: Block, paragraph: Tag) -> None:
    """Comments and journal reference; report number and classes are no fields. Each label is an element, what follows it is its text."""
    page = block.page
    labels = [(label, tag) for tag in paragraph.find_all("span", recursive=False) if (label := _read_label(tag)) is not None]
    ends = [*(page.span(tag)[0] for _, tag in labels[1:]), page.span(paragraph)[1]]
    for (label, tag), end in zip(labels, ends, strict=False):
        low, high = page.span(tag)
        if label in MORE_LABELS and block.add(MORE_LABELS[label], page.trim(high, end)):
            block.explain(LABEL, (low, high))
        else:
            block.explain(CLASS_NUMBERS, page.trim(low, end))
    block.add_links([paragraph])


def _read_label(tag: Tag) -> str | None:
    """The label that an element is, folded; None for one that is none."""
    text = " ".join(string for string in tag.stripped_strings).casefold()
    return text.removesuffix(":").strip() if text.endswith(":") and ("semibold" in str(tag.get("class")) or "search-hit" in str(tag.get("class"))) else None


def count_results(page: Page) -> int | None:
    """How many results the page says it shows: `Showing 1-50 of 1,234 results`."""
    heading = " ".join(page.show(tag) for tag in page.soup.find_all("h1"))
    shown = SHOWING_RE.search(heading)
    if shown is not None:
        return max(0, int(shown["last"].replace(",", "")) - int(shown["first"].replace(",", "")) + 1)
    is_search = page.soup.find("form", action=re.compile(r"^/search(?:/|$)")) is not None
    return 0 if is_search and NOTHING_RE.search(page.text) else None


FORMAT = PageFormat(
    name="arxiv-search",
    summary="A page of arXiv's search, saved as HTML.",
    cut=cut,
    marks=("arxiv",),
)
