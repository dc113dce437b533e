"""Where a piece of a dump begins for certain, whatever stands above it: files that were joined meet there.

A page is told by what is on it, so a page of one site may seem to go on in what stands below it, or to begin above. No region of a text
format goes on over one of these lines:

    ---                                 front matter: a file of its own
    title: Bees That Count
    ---
    Get trending papers in your ...     the banner of a list of papers, with the menu above it
    CLJan 22, 2025Code                  a record of an aggregator
    OpenReview / .net / Login           the menu of another site
    Showing 1-50 of 5,214 results for   the head of a page of results

Where an id closes the abstract above it, a piece may begin behind it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.formats import aggregator
from pipeline.formats.digests import markdown_headings
from pipeline.formats.hugging_face import page_text
from pipeline.formats.kinds import Range, TextFormat
from pipeline.lines import Line
from pipeline.repair.arxiv_ids import find_glued_id

DIGEST = "digest"
FRONT = "front-matter"
OPEN_ENDED = frozenset({"hf-page-markdown", "hf-page-text", "markdown-tables", "newsletter-lists"})
"""Formats told by what stands round their pages or tables: they end where a paper of a digest begins, and begin behind it."""
FENCE = "---"
KEY_RE = re.compile(r"[\"']?[a-z][\w -]{0,30}[\"']?:(?:\s.*)?")
INNER_RE = re.compile(r"[\"']?[A-Za-z][\w -]{0,30}[\"']?:(?:\s.*)?|\s+\S.*|- .*|#.*|\s*")
MAX_FENCED_LINES = 60
HEAD_RE = re.compile(
    r"Showing \d[\d,]*\s*[-–—]\s*\d[\d,]* of [\d,]+ results?\b.{0,300}|Go to .{2,80} (?:homepage|Conference)|#{0,2}\s*Source: https?://\S+|\*\*URL:\*\* https?://\S+"
)
"""The first line of a page of another site."""
SITE_RE = re.compile(r"OpenReview")
BELOW_SITE_RE = re.compile(r"\.net|Login|Back to .*|Search OpenReview.*")
PAGE_TOOLS_RE = re.compile(r"\[?\s*(?:pdf|ps|other|html|view)\b.*|Title:.*|\(.*\)", re.IGNORECASE)
"""What follows an id that begins an entry."""
MIN_PROSE_CHARS = 150
"""A line above an id that is as long is the abstract it closes."""


def find_apart(format: TextFormat, lines: Sequence[Line], openings: Openings) -> Iterator[Range]:
    """The ranges of lines that a format finds, none of which goes on over an opening that is not its own."""
    found = list(format.find(lines))
    cuts = [index for index in openings.find(format, lines) if any(first < index < last for first, last in found)] if found else []
    if not cuts:
        yield from found
        return
    for low, high in itertools.pairwise([0, *cuts, len(lines)]):
        yield from ((low + first, low + last) for first, last in find_apart(format, lines[low:high], openings))


class Openings:
    """The openings of a stretch of lines, told by where in the text their lines begin. Each kind is looked for once, when it is first asked for."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._found: dict[str, frozenset[int]] = {}
        self._ranges: list[Range] | None = None

    def find(self, format: TextFormat, lines: Sequence[Line]) -> list[int]:
        """The indices of those lines at which something begins that is not in the format."""
        names = [name for name in FINDERS if format.name not in OWNERS.get(name, ()) and (name != DIGEST or format.name in OPEN_ENDED)]
        starts = frozenset[int]().union(*map(self._starts, names))
        return [index for index, line in enumerate(lines) if line.start in starts] if starts else []

    def _starts(self, name: str) -> frozenset[int]:
        if name not in self._found:
            inside = {index for first, last in self._fronts() for index in range(first + 1, last + 1)} if name != FRONT else ()
            self._found[name] = frozenset(self._lines[index].start for index in FINDERS[name](self._lines) if index < len(self._lines) and index not in inside)
        return self._found[name]

    def _fronts(self) -> list[Range]:
        if self._ranges is None:
            self._ranges = list(list_fronts(self._lines))
        return self._ranges


def list_fronts(lines: Sequence[Line]) -> Iterator[Range]:
    """The lines of dashes above and below front matter, whose first key is in small letters."""
    for index, line in enumerate(lines):
        if line.text.lstrip("\ufeff") == FENCE and index + 2 < len(lines) and KEY_RE.fullmatch(lines[index + 1].look.rstrip()):
            close = _find_close(lines, index + 1)
            if close is not None:
                yield index, close


def find_front_matter(lines: Sequence[Line]) -> Iterator[int]:
    """The lines of dashes above front matter."""
    return (first for first, _ in list_fronts(lines))


def _find_close(lines: Sequence[Line], first: int) -> int | None:
    """The next line of dashes, where keys and values reach down to it."""
    for index in range(first, min(len(lines), first + MAX_FENCED_LINES)):
        if lines[index].text == FENCE:
            return index
        if not INNER_RE.fullmatch(lines[index].look):
            return None
    return None


def find_heads(lines: Sequence[Line]) -> Iterator[int]:
    """The first lines of pages that only a page of their site has."""
    for index, line in enumerate(lines):
        text = line.text
        if len(text) < 400 and (
            HEAD_RE.fullmatch(text) or (SITE_RE.fullmatch(text) and index + 1 < len(lines) and BELOW_SITE_RE.fullmatch(lines[index + 1].text))
        ):
            yield index


def find_closed(lines: Sequence[Line]) -> Iterator[int]:
    """The lines behind ids that close an abstract right above them."""
    for index in range(1, len(lines) - 1):
        if len(lines[index].look) < 40 and len(lines[index - 1].text) >= MIN_PROSE_CHARS and find_glued_id(lines[index].look) is not None:
            below = next((line.text for line in lines[index + 1 : index + 4] if line.text), "")
            if not PAGE_TOOLS_RE.fullmatch(below):
                yield index + 1


def find_aggregator(lines: Sequence[Line]) -> Iterator[int]:
    """The first lines of an aggregator's records."""
    return (first for first, _ in aggregator.find(lines))


FINDERS: dict[str, Callable[[Sequence[Line]], Iterable[int]]] = {
    FRONT: find_front_matter,
    "head": find_heads,
    "closed": find_closed,
    "aggregator": find_aggregator,
    "hf-page": page_text.find_banners,
    DIGEST: markdown_headings.find_certain,
}
OWNERS = {
    "aggregator": frozenset({"aggregator"}),
    "closed": frozenset({"glued-ids", "announcement-text"}),
    DIGEST: frozenset({"markdown-headings"}),
}
"""The formats whose own openings these are: they part them themselves."""
