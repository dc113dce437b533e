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
MORE_LABELS = {"comments": "comments", "journal ref": "journal_ref"}
TEASER = "arxiv.teaser"
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
    line = item.find(class_="list-title") or item
    link = find_abs_link(line)
    if link is not None:
        block.add_id(page.span(link))
    if line is not item:
        block.explain(RESULT_LINE, page.span(line))
    tags = [tag for tag in item.find_all(class_="tag") if "is-small" in (tag.get("class") or [])]
    block.add("categories", *(page.span(tag) for tag in tags))
    dois = [found for found in item.find_all("a", href=True) if "doi.org/10." in str(found["href"]) and found.find_parent(class_="tag")]
    block.add("identifiers.doi", *(page.span(found) for found in dois[:1]))
    block.fields.add_list("urls", [page.attribute(found, "href") for found in dois])
    block.explain(LABEL, *(page.span(group) for group in item.find_all(class_="has-addons")))
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
)
