"""A line as a reader of the page sees it: without the marks that Markdown, or a program that wrote the page as text, put around its text.

### [Title](https://huggingface.co/papers/2405.14333)          Title, a heading, linked
[GitHub 1.2k](https://github.com/a/b) [arXiv Page](https://…)  two texts, both linked
8 authors][34]                                                 the end of a link that began on a line above
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from pipeline.formats.hugging_face.site import HOST
from pipeline.formats.prose import is_long
from pipeline.lines import Line
from pipeline.records import Span
from pipeline.rules import Rule, match_line

MARK_RE = re.compile(r"\s*(?:(?:[-*+•]|#{1,6}|>)\s+)*")
HEADING_RE = re.compile(r"\s*(?:[-*+>]\s+)?#{1,6}\s")
IMAGE_RE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[(?:Image|图片)[^\[\]]{0,80}\](?!\()|\[ \](?!\()")
LINK_RE = re.compile(r"\[(?P<text>[^\[\]]*)\](?:\((?P<url>[^()\s]*)(?:\s+\"[^\"]*\")?\)|\[(?P<ref>\d{1,4})\])")
CLOSE_RE = re.compile(r"(?P<text>[^\[\]]*)\](?:\((?P<url>[^()\s]*)(?:\s+\"[^\"]*\")?\)|\[(?P<ref>\d{1,4})\])\s*$")
ADDRESS_RE = re.compile(r"\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[\d{1,4}\])")
BRACKET_RE = re.compile(r"[\[\]]")
LABEL_RE = re.compile(r"LINK:\s*")
BREAK_RE = re.compile(r"\\{1,2}\s*$")
_PAPER = r"/papers/(?P<id>\d{4}\.\d{4,5})(?:v\d{1,2})?/?"
PAPER_URL_RE = re.compile(rf"(?:https?://{HOST})?{_PAPER}")
BARE_PAPER_RE = re.compile(rf"\s*(?:[-*]\s+)?<?https?://{HOST}{_PAPER}>?\s*")
REFERENCE_RE = re.compile(r"\s*\[?(?P<number>\d{1,4})(?:\]:?|\.)\s+<?(?P<url>(?:https?://|/)[^\s<>]+)>?\s*$")
MAX_LAYERS = 6
"""An image in a link in an item of a list has four."""
MAX_MARKED_CHARS = 20_000
"""No line of a page is longer; one that is is looked at as it stands."""


class Link:
    """A link in a line: its text, and where its address stands in the look, or the number of the note that holds it."""

    __slots__ = ("note", "text", "url", "url_span")

    def __init__(self, text: str, match: re.Match[str]) -> None:
        self.text = LABEL_RE.sub("", text).strip()
        self.url = match["url"] or ""
        self.url_span: Span = match.span("url")
        self.note = match["ref"] or ""


class Shown:
    """A line, and what of it a reader sees. Offsets are those of its look."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.look = line.look if len(line.look) <= MAX_MARKED_CHARS else ""

    @cached_property
    def is_heading(self) -> bool:
        """Whether the line is marked as a heading."""
        return HEADING_RE.match(self.look) is not None

    @cached_property
    def links(self) -> Sequence[Link]:
        """The links of the line, and one that ends in it."""
        if "]" not in self.look:
            return ()
        bare = IMAGE_RE.sub(lambda match: " " * len(match[0]), self.look)
        links = [Link(match["text"], match) for match in LINK_RE.finditer(bare)]
        close = CLOSE_RE.search(bare) if not links else None
        return links if close is None else [Link(close["text"], close)]

    @cached_property
    def bounds(self) -> Span:
        """Where the text within the marks around it begins and ends: the text of a link that the whole line is."""
        if not self.look:
            return 0, len(self.line.look)
        mark = MARK_RE.match(self.look)
        start, end = mark.end() if mark else 0, len(BREAK_RE.sub("", self.look).rstrip())
        if start >= end:
            start = len(self.look) - len(self.look.lstrip())
        return _peel(self.look, start, end)

    @cached_property
    def text(self) -> str:
        """The text within the marks: empty for a line of marks and images alone."""
        start, end = self.bounds
        return self.line.look[start:end].strip()

    @cached_property
    def parts(self) -> list[str]:
        """The texts that the line shows: one for each link of a line of links, else its text without the marks of links inside."""
        text = IMAGE_RE.sub(" ", self.text)
        if "](" not in text and "][" not in text:
            return [text.strip()] if text.strip() else []
        return [part for part in _split_links(text) if part]

    @cached_property
    def papers(self) -> Sequence[tuple[str, Span]]:
        """The papers whose pages the line links to: their ids, and where in the look these stand."""
        found = ((PAPER_URL_RE.fullmatch(link.url), link.url_span[0]) for link in self.links)
        return [(match["id"], (at + match.start("id"), at + match.end("id"))) for match, at in found if match is not None]

    @cached_property
    def bare_paper(self) -> tuple[str, Span] | None:
        """The paper whose page's address the line is, and nothing else."""
        match = BARE_PAPER_RE.fullmatch(self.look)
        return None if match is None else (match["id"], match.span("id"))

    @cached_property
    def furniture(self) -> Rule | None:
        """The rule for a line of page furniture, as it stands or without the marks around its text; of several texts all must be furniture."""
        raw = self.line.text
        if is_long(raw) and "](" not in raw:
            return None
        rule = match_line("boilerplate", raw)
        parts = self.parts if rule is None else []
        if not parts or (len(parts) == 1 and parts[0] == raw):
            return rule
        rules = [None if is_long(part) else match_line("boilerplate", part) for part in parts]
        if any(found is None for found in rules):
            return None
        return next((found for found in rules if found is not None and found.anchors), rules[0])

    def span(self, start: int | None = None, end: int | None = None) -> Span:
        """The span of the text within the marks, or of a part of the look."""
        low, high = self.bounds
        return self.line.span(low if start is None else start, high if end is None else end)


def _peel(look: str, start: int, end: int) -> Span:
    """The bounds without images, without the brackets and the address of a link around all of it, and without stars."""
    for _ in range(MAX_LAYERS):
        before = start, end
        for pattern in (MARK_RE, LABEL_RE, IMAGE_RE):
            mark = pattern.match(look, start, end)
            start = mark.end() if mark else start
        end = start + len(look[start:end].rstrip())
        if look.startswith("**", start) and look.endswith("**", start + 2, end):
            start, end = start + 2, end - 2
        opener, closer = _find_unpaired(look, start, end)
        if closer is not None and ADDRESS_RE.fullmatch(look, closer, end):
            end = closer
        elif opener == start:
            start += 1
        elif opener is None and closer is None and look.startswith("[", start):
            start, end = _unwrap(look, start, end)
        if (start, end) == before:
            break
    return start, max(start, end)


def _find_unpaired(look: str, start: int, end: int) -> tuple[int | None, int | None]:
    """The first bracket that is not closed, and the first that closes none."""
    opened: list[int] = []
    closer: int | None = None
    for match in BRACKET_RE.finditer(look, start, end):
        if match[0] == "[":
            opened.append(match.start())
        elif opened:
            opened.pop()
        elif closer is None:
            closer = match.start()
    return (opened[0] if opened else None), closer


def _unwrap(look: str, start: int, end: int) -> Span:
    """The bounds of the text of a link that reaches from `start` to the end; the same bounds where there is none."""
    depth = 0
    for match in BRACKET_RE.finditer(look, start, end):
        depth += 1 if match[0] == "[" else -1
        if depth == 0:
            is_whole = match.end() < end and ADDRESS_RE.fullmatch(look, match.start(), end) is not None
            return (start + 1, match.start()) if is_whole else (start, end)
    return start, end


def _split_links(text: str) -> Iterator[str]:
    """The texts of a line's links and what stands between them."""
    position = 0
    for match in LINK_RE.finditer(text):
        yield text[position : match.start()].strip()
        yield LABEL_RE.sub("", match["text"]).strip()
        position = match.end()
    yield text[position:].strip()
