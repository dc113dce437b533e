"""Lines with labels, as arXiv's pages had them before their fields were elements of their own.

    <dd><b>Title:</b> A First Look at Second Sound
    <br><b>Authors:</b> <a href="/find/...">Ann Lee</a> (Example University)
    <br><b>Comments:</b> 12 pages
    <br><b>Subj-class:</b> Computation and Language
    <p>We look at second sound ...

A line goes on to the next label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from bs4 import Tag

from pipeline.formats.arxiv.page_block import LABEL, LABEL_RE, Block
from pipeline.page import Page
from pipeline.records import Span

FIELDS = {
    "title": "title",
    "comments": "comments",
    "comment": "comments",
    "journal-ref": "journal_ref",
    "journal reference": "journal_ref",
    "abstract": "abstract",
}
"""Labels whose text is a field as it stands."""
CLASSES_RE = re.compile(r"(?:msc|acm)[- ]class(?:es)?|report[- ]n(?:o|umber)|proxy", re.IGNORECASE)
CLASS_NUMBERS = "arxiv.class-numbers"


class LabelledLine(msgspec.Struct, frozen=True):
    """A label, folded, and the span of what it stands in front of, label and all."""

    label: str
    span: Span


def read_lines(page: Page, span: Span) -> Iterator[LabelledLine]:
    """The labelled lines in a span of the visible text; each goes on to the next label, or to the end."""
    text = page.text
    starts = [span[0], *(match.end() for match in re.compile(r"\n").finditer(text, *span))]
    labels = [(match["label"], start) for start in starts if (match := LABEL_RE.match(text, start, span[1]))]
    ends = [*(start for _, start in labels[1:]), span[1]]
    for (label, start), end in zip(labels, ends, strict=False):
        yield LabelledLine(" ".join(label.casefold().split()), page.trim(start, end))


def add_lines(block: Block, tag: Tag, span: Span) -> None:
    """Add the fields of the labelled lines in a span, which is part of an element."""
    for line in read_lines(block.page, span):
        if line.label in FIELDS:
            block.add(FIELDS[line.label], block.skip_label(line.span, FIELDS[line.label]))
            block.explain(LABEL, line.span)
        elif line.label.startswith("author"):
            block.add_authors(tag, line.span)
        elif line.label.startswith(("subject", "subj-class")):
            block.add_categories(line.span)
        elif line.label == "doi":
            block.add("identifiers.doi", block.skip_label(line.span, "identifiers.doi"))
            block.explain(LABEL, line.span)
        elif CLASSES_RE.fullmatch(line.label):
            block.explain(CLASS_NUMBERS, line.span)
