"""Sections of a digest in Markdown: a heading, what stands under labels below it, and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pipeline.formats.digests.heads import ITEM_RE, MAX_LOOK_AHEAD, heads_paper, is_title_label, match_folded_head, match_item
from pipeline.formats.digests.labels import ALONE_LABEL_RE, BOLD_LABEL_RE, INNER_LABEL_RE, PLAIN_LABEL_RE, ROW_LABEL_RE, SUMMARY_LABEL_RE, match_label
from pipeline.formats.digests.links import is_line_of_links
from pipeline.formats.digests.names import Role, find_role, is_original
from pipeline.formats.digests.parts import Part, whole
from pipeline.formats.digests.surroundings import RULE_RE, level_of, match_heading
from pipeline.formats.digests.values import FOLD_END_RE
from pipeline.formats.prose import is_long
from pipeline.lines import Line

OPEN_ENDED: frozenset[Role] = frozenset({"abstract", "other", "comments"})
"""What may go on for several paragraphs."""
STRUCTURED_RE = re.compile(
    r"(?i:background|methods?|results?|conclusions?|objectives?|motivation|problem|approach|findings"
    r"|purpose|key ?words?|index terms|limitations|contributions?|source)"
)
"""Labels that authors put into their abstracts as well: plain ones count only where a paragraph begins."""
ANY_TAG_RE = re.compile(r"<[^<>]{1,1000}>")
OPENING_TAGS_RE = re.compile(r"(?:\s*<(?:ol|ul|p|div|blockquote|br)(?:\s[^<>]{0,80})?/?>)+\s*")
MAX_FOLDED_LINES = 400
MAX_STYLE_LINES = 30


class Value(msgspec.Struct):
    """What stands under a label while its lines are being gathered."""

    role: Role | None
    label: Part
    parts: list[Part]


class Stray(msgspec.Struct, frozen=True):
    """A line under no label, and whether it begins a paragraph."""

    part: Part
    is_new: bool


class Section(msgspec.Struct, frozen=True):
    """A heading, what stands under labels below it, and the lines that do not."""

    head: Part
    values: tuple[Value, ...]
    strays: tuple[Stray, ...]
    end: int
    """Behind its last line that is not blank."""
    has_heading: bool = True
    """Whether it has a heading of Markdown, not only a bold line or a link above the labels."""
    tail: Part | None = None
    """The people and links behind a title that unfolds the rest."""


def read_section(lines: Sequence[Line], first: int, head: Part) -> Section:
    """The section that begins at a line: to the next heading, the next line like its first, or a rule."""
    heading = match_heading(lines[first])
    item = None if heading is not None else match_item(lines, first)
    handle = match_folded_head(lines[first])
    reader = _Reader(is_bold=_has_bold_labels(lines, first))
    if item is None and heading is None and handle is None:
        reader.read(lines[first])
    end = folded = first + 1
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if index >= folded:
            if _ends_section(lines, index, heading, reader):
                break
            if _is_next_head(lines, index, item, reader) or match_folded_head(line) is not None or reader.has_title_like(line):
                break
            folded = _find_fold_end(lines, index)
        reader.read(line)
        end = index + 1 if line.text else end
    tail = None if handle is None else Part(lines[first], *handle.span("tail")).part(0)
    return Section(head, tuple(reader.values), tuple(reader.strays), _trim_end(lines, first, end), has_heading=heading is not None, tail=tail)


def _ends_section(lines: Sequence[Line], index: int, head: re.Match[str] | None, reader: _Reader) -> bool:
    """Whether a rule or a heading ends a section: not one that names a part, nor one set lower, once it is known whose section it is."""
    heading = match_heading(lines[index])
    if heading is None and not RULE_RE.fullmatch(lines[index].look):
        return False
    if heading is not None and reader.opens(lines[index]):
        return False
    if head is None or not reader.has_people:
        return True
    below = index
    while heading is None and below + 1 < len(lines) and below < index + MAX_LOOK_AHEAD:
        below += 1
        heading = match_heading(lines[below])
        if heading is None and lines[below].text:
            return True
    return heading is None or level_of(heading) <= level_of(head) or heads_paper(lines, below)


def _find_fold_end(lines: Sequence[Line], index: int) -> int:
    """Behind what a handle that names a part of a paper's account folds away; the line itself where it does not."""
    label = SUMMARY_LABEL_RE.match(lines[index].look) if "<summary" in lines[index].look else None
    if label is None or find_role(label["name"]) != "other" or match_label(lines[index].look, is_plain=False) is None:
        return index
    for number in range(index, min(len(lines), index + MAX_FOLDED_LINES)):
        if "</details" in lines[number].look:
            return number + 1
    return index


def _is_next_head(lines: Sequence[Line], index: int, item: re.Match[str] | None, reader: _Reader) -> bool:
    """Whether a line that labels follow begins another section, not a part of one that such a line began."""
    if reader.is_shelved:
        return False
    following = match_item(lines, index)
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
        self.title_kinds: set[bool] = set()
        self.has_people = False
        self.values: list[Value] = []
        self.strays: list[Stray] = []
        self._open: Value | None = None
        self._shelf: Role | None = None
        self._is_after_blank = True

    @property
    def is_shelved(self) -> bool:
        """Whether it is below a heading of what a record does not have, in the account of a paper whose people are known."""
        return self._shelf == "other" and self.has_people

    def opens(self, line: Line) -> bool:
        """Whether a heading is the label of what stands below it."""
        heading = match_heading(line)
        return heading is not None and find_role(heading["text"].strip(" :：*")) is not None

    def has_title_like(self, line: Line) -> bool:
        """Whether a line is the label of a title where there is one already: an original beside its translation is no other paper's."""
        label = match_label(line.look, is_plain=False) if self.title_kinds and is_title_label(line) else None
        return label is not None and is_original(label["name"]) in self.title_kinds

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
            self._shelf = find_role(heading["text"].strip(" :：*"))
            self._put(Value(self._shelf, content, []))
        elif label is not None and self._counts(label):
            self._read_labelled(line, label)
        elif not self._skips(line):
            self._take(content)
        self._is_after_blank = False

    def _skips(self, line: Line) -> bool:
        """Whether a line is nothing but tags and pictures, which end what stands above them unless it has just been opened."""
        if not line.text.startswith(("<", "![", "[!")) or is_long(ANY_TAG_RE.sub("", line.look)) or ("href=" in line.look and "<summary" not in line.look):
            return False
        if self._open is None or self._open.parts or not OPENING_TAGS_RE.fullmatch(line.look):
            self._open = None
        return True

    def _take(self, content: Part) -> None:
        """Add a line without a label to what is open; else it is a stray."""
        fold = FOLD_END_RE.search(content.text)
        inner = content if fold is None else content.part(0, fold.start())
        is_links = "://" in content.text and ("](http" in content.text or "href=" in content.text) and is_line_of_links(content)
        if self._open is not None and not is_links:
            self._open.parts.append(inner)
        else:
            self.strays.append(Stray(inner, is_new=self._is_after_blank or not self.strays))
        if fold is not None:
            self._open = None

    def _counts(self, label: re.Match[str]) -> bool:
        """Whether a label is the digest's, not one inside an abstract or a translation."""
        if self._open is None or self._open.role not in OPEN_ENDED:
            return True
        if label.re is ALONE_LABEL_RE and self._open.role == "abstract":
            return not STRUCTURED_RE.fullmatch(label["name"].strip())
        if label.re is not PLAIN_LABEL_RE or (self._is_after_blank and not label["name"].isascii()):
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
        fold = FOLD_END_RE.search(line.look, start) if label.re is SUMMARY_LABEL_RE else None
        end = end if fold is None else fold.start()
        role = find_role(label["name"]) or ("other" if self._shelf == "other" else None)
        while True:
            inner = None if role in OPEN_ENDED else INNER_LABEL_RE.search(line.look, start, end)
            part = Part(line, start, end if inner is None else inner.start()).part(0)
            self._put(Value(role, name, [part] if part.text.strip("*_ ") else []))
            if inner is None:
                return
            name, start, role = Part(line, *inner.span()), inner.end(), find_role(inner["name"])

    def _put(self, value: Value) -> None:
        if value.role == "title":
            self.title_kinds.add(is_original(value.label.text))
        self.has_people = self.has_people or value.role == "authors"
        self.values.append(value)
        self._open = value
