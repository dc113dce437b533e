"""Heads of sections of a digest: headings of Markdown, bold lines, links and handles that serve as one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.formats.digests.descriptions import is_title
from pipeline.formats.digests.labels import match_label
from pipeline.formats.digests.links import find_links, is_paper
from pipeline.formats.digests.names import find_role
from pipeline.formats.digests.parts import Part, whole
from pipeline.formats.digests.surroundings import match_heading
from pipeline.lines import Line

ITEM_RE = re.compile(
    r"(?P<indent>\s{0,12})(?:(?:[-*+]|\d{1,4}[.)]|\[\d{1,4}\])\s+)?"
    r"(?P<text>\*\*[^*\n]{8,400}\*\*|(?:\*\*)?\[[^\n]{8,600}\]\(https?://[^\s()]{8,300}\)(?:\*\*)?)[.:]?\s*"
)
"""A bold line or a link that serves as a heading, where labels follow it."""
FOLDED_HEAD_RE = re.compile(
    r"\s*<summary[^<>]{0,80}>\s*(?:\d{1,4}[.)]\s*)?<(?P<tag>strong|b)>(?P<text>[^<>\n]{8,500})</(?P=tag)>(?P<tail>[^\n]{0,3000}?)(?:</summary>)?\s*"
)
"""A title in bold print that is the handle of what is folded away, with the people and links behind it."""
SET_OFF_RE = re.compile(r"\*\*\s*\[?[^*\n]{3,400}\]?\s*\*\*|\[[^\[\]\n]{3,400}\]|[“\"][^“”\"\n]{3,400}[”\"]")
"""A title in bold print, in brackets or in quotes."""
MAX_HEAD_CHARS = 1000
MAX_LOOK_AHEAD = 8


def find_head(lines: Sequence[Line], index: int) -> Part | None:
    """The words of a heading, or of a bold line that serves as one."""
    line = lines[index]
    heading = match_heading(line)
    if heading is not None:
        return None if find_role(heading["text"].strip(" :：")) is not None else Part(line, *heading.span("text")).part(0)
    item = match_item(lines, index) or match_folded_head(line)
    if item is not None:
        return Part(line, *item.span("text")).part(0)
    return whole(line) if is_title_label(line) else None


def is_linked_title(head: Part, *, is_numbered: bool) -> bool:
    """Whether the words of a heading are a title that a paper's address closes: `**[Rare Words]** (https://arxiv.org/abs/2405.14333)`.

    Where neither number nor marks set the title off, it is the heading of a section that cites one.
    """
    link = next(find_links(head), None)
    if link is None or not link.is_generic or not is_paper(link.url.text):
        return False
    front = head.text[: link.all.start - head.start].rstrip(" ([,:|–—-")
    is_marked = SET_OFF_RE.fullmatch(front) is not None or SET_OFF_RE.fullmatch(front.rstrip("*_ ")) is not None
    return len(front.strip("*_[] ").split()) >= (2 if is_marked else 4) and (is_marked or is_numbered)


def match_folded_head(line: Line) -> re.Match[str] | None:
    """A title that unfolds what is said of its paper: `<summary><strong>Rare Words</strong> - Ann Lee - [[pdf]](...)</summary>`."""
    head = FOLDED_HEAD_RE.fullmatch(line.look) if "<summary" in line.look else None
    if head is None or not any(is_paper(link.url.text) for link in find_links(Part(line, *head.span("tail")))):
        return None
    return head


def match_item(lines: Sequence[Line], index: int) -> re.Match[str] | None:
    """A bold line or a link that labels follow."""
    look = lines[index].look
    item = ITEM_RE.fullmatch(look) if ("**" in look or "](http" in look) and len(look) < MAX_HEAD_CHARS else None
    own = None if item is None else match_label(look, is_plain=True)
    if item is None or find_role(item["text"].strip(" :：*")) is not None or (own is not None and find_role(own["name"]) is not None):
        return None
    link = next(find_links(whole(lines[index])), None)
    if link is not None and link.words is not None and not is_paper(link.url.text) and not is_title(link.words.text):
        return None
    below = next((line for line in lines[index + 1 : index + 4] if line.text), None)
    label = None if below is None else match_label(below.look, is_plain=True)
    return item if label is not None and find_role(label["name"]) is not None else None


def is_title_label(line: Line) -> bool:
    """Whether a line is the label of a title, in bold, with the title."""
    label = match_label(line.look, is_plain=False)
    return label is not None and find_role(label["name"]) == "title"


def heads_paper(lines: Sequence[Line], index: int) -> bool:
    """Whether a heading may be another paper's: it is numbered, has a link, or names of people or a link to a paper stand below it."""
    if "](" in lines[index].look or re.search(r"#\s*[\[(]?\d", lines[index].look):
        return True
    for line in lines[index + 1 : index + 1 + MAX_LOOK_AHEAD]:
        label = match_label(line.look, is_plain=True)
        role = None if label is None else find_role(label["name"])
        if role in ("authors", "link", "id") or any(is_paper(link.url.text) for link in find_links(whole(line))):
            return True
        if match_heading(line) is not None:
            return False
    return False
