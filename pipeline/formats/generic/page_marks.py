"""What in a page may be part of an entry: titles, lists of authors, links, by the elements' names and classes; found in one pass over the tree."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

import msgspec
from bs4 import Tag

from pipeline.formats.digests.links import is_paper
from pipeline.formats.generic.visible_abstract import is_abstract_name, list_names
from pipeline.page import HIDDEN, Page
from pipeline.records import Span

Kind: TypeAlias = Literal["title", "heading", "strong", "link", "paper", "people", "italic", "abstract", "summary", "date", "codes", "venue"]

TAG_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "dt"), "heading"),
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em"), "italic"),
    "time": "date",
}
FRAME = frozenset({"nav", "header", "footer", "aside", "select", "button"})
"""What frames a page."""
TITLE_RE = re.compile(r"(?:^|[-_])p?title(?:$|[-_](?!pdf))", re.IGNORECASE)
NO_TITLE_RE = re.compile(r"sub|journal|venue|book|site|page|section|nav|menu|tooltip|untitled|row|container|wrapper|author|meta|block|list", re.IGNORECASE)
PEOPLE_RE = re.compile(r"(?:^|[-_])(?:authors?|auths?|people|creators?|contributors?)(?:$|[-_])|^rel_authors$|authors$", re.IGNORECASE)
NO_PEOPLE_RE = re.compile(r"count|avatar|image|img|icon|link-button|search|toggle|affiliation|institution|bio|note|more|label", re.IGNORECASE)
SUMMARY_RE = re.compile(r"(?:^|[-_])(?:summary|abs|desc|description)(?:$|[-_])|^rel_abs$|strip-abstract", re.IGNORECASE)
TLDR_RE = re.compile(r"tl-?dr|ai-|-ai|generated|translat|meta|keyword|toggle|button|btn", re.IGNORECASE)
DATE_RE = re.compile(r"(?:^|[-_])(?:date|time|published|pubdate|pubdates|year)(?:$|[-_])", re.IGNORECASE)
CODES_RE = re.compile(r"(?:^|[-_])(?:subjects?|categor(?:y|ies)|tags?|topics?)(?:$|[-_]|\d)", re.IGNORECASE)
VENUE_RE = re.compile(r"(?:^|[-_])(?:venue|journal|conference|proceedings|booktitle|publication)(?:$|[-_])", re.IGNORECASE)
NAMED: tuple[tuple[Kind, re.Pattern[str], re.Pattern[str] | None], ...] = (
    ("title", TITLE_RE, NO_TITLE_RE),
    ("people", PEOPLE_RE, NO_PEOPLE_RE),
    ("date", DATE_RE, None),
    ("codes", CODES_RE, None),
    ("venue", VENUE_RE, None),
)
"""Kinds of elements by their names, and which names are of something else all the same."""
MORE_PAPER_RE = re.compile(
    r"https?://(?:[\w-]+\.)*(?:proceedings\.[\w-]+\.cc/paper|ijcai\.org/proceedings/\d|usenix\.org/(?:conference|system/files)/\S|paperswithcode\.com/paper/"
    r"|roboticsproceedings\.org/rss\d|jmlr\.org/tmlr|papers\.cool/venue/|eprint\.iacr\.org/\d{4}/\d|dl\.acm\.org/(?:doi|citation)|ecva\.net/papers"
    r"|aaai\.org/.{1,80}/article|mdpi\.com/\d{4}-\d{3}|frontiersin\.org/articles|journals\.plos\.org/\S+article|pubmed\.ncbi\.nlm\.nih\.gov/\d)",
    re.IGNORECASE,
)
PATH_RE = re.compile(
    r"(?:\.{0,2}/)*(?:(?:abs|pdf|arxiv|papers?|html|overview)/(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?!\d)|forum\?(?:[^#]*&)?id=[\w-]{8,14}"
    r"|(?:paper_files/)?paper/\d{4}/(?:hash|file)/|paper/[\w%.,-]*/?[0-9a-f]{40}|content[\w/]*/(?:html|papers)/\S+\.(?:html|pdf)"
    r"|papers/eccv_\d{4}/|(?:papers/)?v\d{1,3}/[\w-]+(?:/\w+)?(?:\.html|\.pdf|$)|(?:anthology/)?(?:[A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?:/|\.pdf|$)"
    r"|(?:doi/(?:abs/|full/|pdf/)?|article/)10\.\d{4,9}/|paper/[\w%-]+$|papers?/[\w%-]{12,}$|virtual/\d{4}/(?:poster|oral|paper|loc)"
    r"|content/10\.\d{4,9}/|(?:eprint/)?(?:19|20)\d\d/\d{3,4}(?:\.pdf)?$)"
)
"""How a site links to papers of its own."""


class Mark(msgspec.Struct, frozen=True):
    """An element that may be part of an entry, its place in the tree and in the visible text."""

    tag: Tag
    order: int
    span: Span


class Block(msgspec.Struct, frozen=True):
    """A block: its stretch of the tree, and of the visible text."""

    low: int
    high: int
    span: Span


class Marks(msgspec.Struct, frozen=True):
    """All elements of a page in order, and those of each kind."""

    orders: dict[int, int]
    ends: dict[int, int]
    kinds: dict[str, list[Mark]]
    framed: frozenset[int]
    depths: dict[int, int]

    def find(self, kind: Kind, low: int, high: int) -> Sequence[Mark]:
        """The marks of a kind in a stretch of the tree, in order."""
        marks = self.kinds.get(kind, [])
        return marks[bisect_left(marks, low, key=_order) : bisect_left(marks, high, key=_order)]

    def has(self, kind: Kind, low: int, high: int) -> bool:
        """Whether there is a mark of a kind in a stretch of the tree."""
        marks = self.kinds.get(kind, [])
        index = bisect_left(marks, low, key=_order)
        return index < len(marks) and marks[index].order < high

    def stretch(self, *tags: Tag) -> tuple[int, int]:
        """The stretch of the tree from the first of some elements to the end of the last."""
        return self.orders[id(tags[0])], self.ends[id(tags[-1])]


def find_marks(page: Page) -> Marks:
    """The marks of a page."""
    orders: dict[int, int] = {}
    ends: dict[int, int] = {}
    depths: dict[int, int] = {}
    framed: set[int] = set()
    kinds: dict[str, list[Mark]] = {}
    count = 0
    todo: list[tuple[Tag, int, bool, bool]] = [(page.soup, 0, False, False)]
    while todo:
        tag, depth, is_framed, is_end = todo.pop()
        if is_end:
            ends[id(tag)] = count
            continue
        orders[id(tag)], depths[id(tag)] = count, depth
        is_framed = is_framed or tag.name in FRAME
        if is_framed:
            framed.add(id(tag))
        span = page.span(tag)
        for kind in list_kinds(tag):
            kinds.setdefault(kind, []).append(Mark(tag, count, span))
        count += 1
        todo.append((tag, depth, is_framed, True))
        children = [child for child in tag.contents if isinstance(child, Tag) and child.name not in HIDDEN]
        todo.extend((child, depth + 1, is_framed, False) for child in reversed(children))
    return Marks(orders, ends, kinds, frozenset(framed), depths)


def list_kinds(tag: Tag) -> Iterator[Kind]:
    """What an element may be part of, by its name and its classes."""
    if tag.name in TAG_KINDS:
        yield TAG_KINDS[tag.name]
    elif tag.name == "a" and tag.has_attr("href"):
        yield "link"
        if leads_to_paper(str(tag["href"]).strip()):
            yield "paper"
    if tag.attrs:
        yield from _list_told(list(list_names(tag)), tag)


def _list_told(names: Sequence[str], tag: Tag) -> Iterator[Kind]:
    """What the names of an element say that it is."""
    for kind, pattern, other in NAMED:
        if any(pattern.search(name) and (other is None or not other.search(name)) for name in names) and not (kind == "date" and tag.name == "time"):
            yield kind
    if any(is_abstract_name(name) for name in names):
        yield "abstract"
    elif any(SUMMARY_RE.search(name) for name in names) and not any(TLDR_RE.search(name) for name in names):
        yield "summary"


def leads_to_paper(href: str) -> bool:
    """Whether a link leads to a paper, on a site where papers are or by a path that papers have.

    >>> [leads_to_paper(href) for href in ("https://arxiv.org/abs/2405.14333", "/forum?id=05T81ScPFb", "paper_files/paper/2023/hash/x.html", "/blog/a", "#top")]
    [True, True, True, False, False]
    """
    if href.startswith(("http://", "https://")):
        return is_paper(href) or MORE_PAPER_RE.match(href) is not None
    return PATH_RE.match(href) is not None


def meets(span: Span, taken: Sequence[Span]) -> bool:
    """Whether a span shares a character with any of those that are taken."""
    return any(span[0] < end and start < span[1] for start, end in taken)


def _order(mark: Mark) -> int:
    return mark.order
