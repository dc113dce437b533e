"""Sections of a digest in Markdown: a heading, what stands under labels below it, and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pipeline.formats.digests.labels import BOLD_LABEL_RE, INNER_LABEL_RE, PLAIN_LABEL_RE, ROW_LABEL_RE, match_label
from pipeline.formats.digests.links import is_line_of_links
from pipeline.formats.digests.names import Role, find_role
from pipeline.formats.digests.parts import Part, whole
from pipeline.formats.digests.surroundings import RULE_RE, match_heading
from pipeline.formats.prose import is_long
from pipeline.lines import Line

ITEM_RE = re.compile(
    r"(?P<indent>\s{0,12})(?:(?:[-*+]|\d{1,4}[.)]|\[\d{1,4}\])\s+)?"
    r"(?P<text>\*\*[^*\n]{8,400}\*\*|(?:\*\*)?\[[^\n]{8,600}\]\(https?://[^\s()]{8,300}\)(?:\*\*)?)[.:]?\s*"
)
"""A bold line or a link that serves as a heading, where labels follow it."""
OPEN_ENDED: frozenset[Role] = frozenset({"abstract", "other", "comments"})
"""What may go on for several paragraphs."""
STRUCTURED_RE = re.compile(
    r"(?i:background|methods?|results?|conclusions?|objectives?|motivation|problem|approach|findings"
    r"|purpose|key ?words?|index terms|limitations|contributions?|source)"
)
"""Labels that authors put into their abstracts as well: plain ones count only where a paragraph begins."""
MAX_HEAD_CHARS = 1000
MAX_STYLE_LINES = 30


class Value(msgspec.Struct):
    """What stands under a label while its lines are being gathered."""

    role: Role | None
    label: Part
    parts: list[Part]


class Section(msgspec.Struct, frozen=True):
    """A heading, what stands under labels below it, and the lines that do not."""

    head: Part
    values: tuple[Value, ...]
    strays: tuple[Part, ...]
    end: int
    """Behind its last line that is not blank."""
    has_heading: bool = True
    """Whether it has a heading of Markdown, not only a bold line or a link above the labels."""


def find_head(lines: Sequence[Line], index: int) -> Part | None:
    """The words of a heading, or of a bold line that serves as one."""
    line = lines[index]
    heading = match_heading(line)
    if heading is not None:
        return None if find_role(heading["text"].strip(" :：")) is not None else Part(line, *heading.span("text")).part(0)
    item = _match_item(lines, index)
    if item is not None:
        return Part(line, *item.span("text")).part(0)
    return whole(line) if _is_title_label(line) else None


def _match_item(lines: Sequence[Line], index: int) -> re.Match[str] | None:
    """A bold line or a link that labels follow."""
    look = lines[index].look
    item = ITEM_RE.fullmatch(look) if ("**" in look or "](http" in look) and len(look) < MAX_HEAD_CHARS else None
    own = None if item is None else match_label(look, is_plain=True)
    if item is None or find_role(item["text"].strip(" :：*")) is not None or (own is not None and find_role(own["name"]) is not None):
        return None
    below = next((line for line in lines[index + 1 : index + 4] if line.text), None)
    label = None if below is None else match_label(below.look, is_plain=True)
    return item if label is not None and find_role(label["name"]) is not None else None


def _is_title_label(line: Line) -> bool:
    """Whether a line is the label of a title, in bold, with the title."""
    label = match_label(line.look, is_plain=False)
    return label is not None and find_role(label["name"]) == "title"


def read_section(lines: Sequence[Line], first: int, head: Part) -> Section:
    """The section that begins at a line: to the next heading, the next line like its first, or a rule."""
    is_heading = match_heading(lines[first]) is not None
    item = None if is_heading else _match_item(lines, first)
    reader = _Reader(is_bold=_has_bold_labels(lines, first))
    if item is None and not is_heading:
        reader.read(lines[first])
    end = first + 1
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if RULE_RE.fullmatch(line.look) or (match_heading(line) is not None and not reader.opens(line)):
            break
        if _is_next_head(lines, index, item) or (reader.has_title and _is_title_label(line)):
            break
        reader.read(line)
        end = index + 1 if line.text else end
    return Section(head, tuple(reader.values), tuple(reader.strays), _trim_end(lines, first, end), has_heading=is_heading)


def _is_next_head(lines: Sequence[Line], index: int, item: re.Match[str] | None) -> bool:
    """Whether a line that labels follow begins another section, not a part of one that such a line began."""
    following = _match_item(lines, index)
    return following is not None and (item is None or len(following["indent"]) <= len(item["indent"]))


def _trim_end(lines: Sequence[Line], first: int, end: int) -> int:
    """The end of a section without the tags that close it or open what follows."""
    while end > first + 1 and (not lines[end - 1].text or (lines[end - 1].text.startswith(("<", "[⬆", "![", "[!")) and not is_long(lines[end - 1].look))):
        end -= 1
    return end


def _has_bold_labels(lines: Sequence[Line], first: int) -> bool:
    """Whether a label of the section that begins at a line is bold: then plain ones inside an abstract are its authors'."""
    for index in range(first, min(first + MAX_STYLE_LINES, len(lines))):
        look = lines[index].look
        if index > first and (
            match_heading(lines[index]) is not None or RULE_RE.fullmatch(look) or (("**" in look or "](http" in look) and ITEM_RE.fullmatch(look))
        ):
            return False
        label = BOLD_LABEL_RE.match(look)
        if label is not None and find_role(label["name"]) is not None:
            return True
    return False


class _Reader:
    """Puts the lines below a heading under the labels they belong to."""

    def __init__(self, *, is_bold: bool) -> None:
        self.is_bold = is_bold
        self.has_title = False
        self.values: list[Value] = []
        self.strays: list[Part] = []
        self._open: Value | None = None
        self._is_after_blank = True

    def opens(self, line: Line) -> bool:
        """Whether a heading is the label of what stands below it."""
        heading = match_heading(line)
        return heading is not None and find_role(heading["text"].strip(" :：*")) is not None

    def read(self, line: Line) -> None:
        """Take the next line."""
        content = whole(line)
        while content.text.startswith(">"):
            content = content.part(1)
        if not content.text:
            self._is_after_blank = True
            if self._open is not None and self._open.parts and self._open.role not in OPEN_ENDED:
                self._open = None
            return
        heading = match_heading(line)
        label = match_label(line.look, is_plain=True)
        if heading is not None:
            self._put(Value(find_role(heading["text"].strip(" :：*")), content, []))
        elif label is not None and self._counts(label):
            self._read_labelled(line, label)
        elif line.text.startswith(("<", "![", "[!")) and not is_long(line.look):
            self._open = None
        elif self._open is not None and not ("](http" in content.text and is_line_of_links(content)):
            self._open.parts.append(content)
        else:
            self.strays.append(content)
        self._is_after_blank = False

    def _counts(self, label: re.Match[str]) -> bool:
        """Whether a label is the digest's, not one inside an abstract or a translation."""
        if label.re is not PLAIN_LABEL_RE or self._open is None or self._open.role not in OPEN_ENDED:
            return True
        if self.is_bold:
            is_apart = self._is_after_blank or self._open.role == "comments"
            return self._open.role != "abstract" and is_apart and find_role(label["name"]) != "other"
        return self._is_after_blank or self._open.role != "abstract" or not STRUCTURED_RE.fullmatch(label["name"].strip())

    def _read_labelled(self, line: Line, label: re.Match[str]) -> None:
        """Open the value of a label, and of further ones on its line."""
        start, end = label.end(), len(line.look.rstrip())
        name = Part(line, *label.span())
        if label.re is ROW_LABEL_RE:
            end = line.look.rstrip().rindex("|")
        role = find_role(label["name"])
        while True:
            inner = None if role in OPEN_ENDED else INNER_LABEL_RE.search(line.look, start, end)
            part = Part(line, start, end if inner is None else inner.start()).part(0)
            self._put(Value(role, name, [part] if part.text.strip("*_ ") else []))
            if inner is None:
                return
            name, start, role = Part(line, *inner.span()), inner.end(), find_role(inner["name"])

    def _put(self, value: Value) -> None:
        self.has_title = self.has_title or value.role == "title"
        self.values.append(value)
        self._open = value
