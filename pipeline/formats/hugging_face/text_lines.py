"""What kind of line a line of a Hugging Face papers page is: furniture, a date, a badge, running text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pipeline.formats.hugging_face.shown import Shown
from pipeline.formats.prose import is_prose
from pipeline.records import Span
from pipeline.repair.dates import DATE_RE
from pipeline.rules import Rule

DATE_LINE_RE = re.compile(rf"(?:Daily papers for )?(?P<date>{DATE_RE})")
DATED_RE = re.compile(
    rf"(?P<before>[^\n]*?)(?P<label>(?i:published on[:\s]*))?(?P<date>{DATE_RE})\s*(?:\[\s*\d{{0,6}}\s*\]?\s*(?:\]?\([^()\s]*\)|\]?\[\d+\])?)?\s*"
)
DOT_RE = re.compile(r"[·•∙]\s*$")
PUBLISHED_LABEL_RE = re.compile(r"[·•\-\s]*Published on[:\s]*", re.IGNORECASE)
SUBMITTER_LABEL_RE = re.compile(r"Submitted by[:\s]*", re.IGNORECASE)
CODE_BADGE_RE = re.compile(r"(?:⭐\s?)?GitHub\b.{0,20}")
CODE_URL_RE = re.compile(r"https?://(?:www\.)?(?:github|gitlab)\.com/[^/\s]+/[^/\s]+")
ARXIV_URL_RE = re.compile(r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/(?P<id>\d{4}\.\d{4,5})(?:v\d{1,2})?(?:\.pdf)?")
CARD_RULES = frozenset(
    {
        "hf.author-count",
        "hf.published-on",
        "hf.count",
        "hf.count-label",
        "hf.submitted-by",
        "hf.link-label",
        "hf.badges",
        "hf.award",
        "hf.vote-link",
        "page.dot",
    }
)
"""Furniture that stands in cards and nowhere else on the page."""


MIN_WRAPPED_CHARS = 40
MAX_WRAPPED_LINES = 12


class Dated(msgspec.Struct, frozen=True):
    """A date in a line: where in the look it stands, and what stands before it in the line."""

    span: Span
    before: str
    is_published: bool
    """Whether the line itself says that this is the day of publication."""


def match_furniture(shown: Shown) -> Rule | None:
    """The rule for a line of page furniture, as it stands or without the marks around its text; of several texts all must be furniture."""
    return shown.furniture


def read_date(shown: Shown) -> Dated | None:
    """The date of a line that ends in one and says no more than who, how many and when."""
    low, high = shown.bounds
    if high - low > 400:
        return None
    text = shown.look[low:high]
    match = DATED_RE.fullmatch(text)
    if match is None:
        return None
    before = match["before"].strip()
    is_published = match["label"] is not None or DOT_RE.search(before) is not None
    if before and not is_published and before != "Daily papers for":
        return None
    return Dated((low + match.start("date"), low + match.end("date")), before, is_published)


def text_below(lines: Sequence[Shown], index: int) -> Shown | None:
    """The next line with text in it."""
    return next((lines[below] for below in range(index + 1, min(len(lines), index + 12)) if lines[below].text), None)


def is_running(lines: Sequence[Shown], index: int, *, is_title_known: bool = False) -> bool:
    """Whether a line, with the lines right below it that go on with it, is running text.

    Where the title is not known, it may be the first of these lines.
    """
    text = lines[index].text
    if is_prose(text):
        return True
    if len(text) < MIN_WRAPPED_CHARS:
        return False
    parts = [text]
    for shown in lines[index + 1 : index + MAX_WRAPPED_LINES]:
        if not shown.text or match_furniture(shown) is not None or is_prose(" ".join(parts)):
            break
        parts.append(shown.text)
    if not is_title_known and (len(parts) < 3 or any(is_prose(part) for part in parts[1:2])):
        return False
    return len(parts) > 1 and is_prose(" ".join(parts))
