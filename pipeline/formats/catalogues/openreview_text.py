"""Forums of OpenReview as text, as copied out of a browser, read by a converter to Markdown, or flattened to one line.

    back arrowGo to ICLR 2026 Conference homepage
    ## A Title
    Download PDF
    ### Ann Lee, Bo Wu
    Published: 26 Jan 2026, Last Modified: 11 Apr 2026ICLR 2026 PosterEveryoneRevisionsBibTeXCC BY 4.0
    Keywords: listening, pebbles
    TL;DR: One sentence, which is not the abstract.
    Abstract: The abstract.
    Submission Number: 12345

Before 2023 the status was `28 Sept 2020 (modified: 16 Feb 2021)ICLR 2021 PosterReaders:  EveryoneShow BibtexShow Revisions`. Badges stand
glued to the status or on lines of their own, a value behind its label or below it. Reviews and comments follow below.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.formats.catalogues.openreview_fields import ANONYMOUS_RE, FLAT_DOT_RE, HEADING_RE, LINKED_NAME_RE, Head, Value, list_fields
from pipeline.formats.catalogues.openreview_lines import (
    BADGES_RE,
    DATED_RE,
    FLAT_LABEL_RE,
    Status,
    is_divider,
    is_furniture,
    is_known_label,
    is_of_site,
    is_part_of_abstract,
    opens_replies,
    read_label,
    read_status,
)
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.formats.line_gaps import list_gaps
from pipeline.formats.people import split_people
from pipeline.formats.prose import is_long, is_prose
from pipeline.lines import Joint, Line
from pipeline.raw import RawRecord
from pipeline.records import Span

FIELD = "openreview.field"
REPLIES = "openreview.replies"
FLAT_START_RE = re.compile(r"[\s>*]*(?:!?\[)*(?:back arrow|Go to \*{0,2}[\w.-]+ |#{1,3} )", re.IGNORECASE)
FLAT_STATUS_RE = re.compile(rf"(?<=[.\s])(?={DATED_RE.pattern})", re.IGNORECASE)
FLAT_PARTS_RE = re.compile(r"(?<=\s)(?=#{2,3} )|(?<=\s)(?=Download PDF)|(?<=Download PDF)(?=\s)|(?<= homepage)(?=\s)")
MAX_HEAD_LINES = 12
MAX_ABOVE_LINES = 8
MAX_NAME_CHARS = 60
MAX_LABELS_AHEAD = 12


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """A forum from what stands above its title to its last field, or to the reviews below it."""
    heads = list(_find_heads(lines))
    for head, limit in zip(heads, [*(other.start for other in heads[1:]), len(lines)], strict=False):
        _, end = _read_values(lines, head.index + 1, limit)
        end = _find_end(lines, end, limit)
        while end > head.index and not lines[end - 1].text:
            end -= 1
        yield head.start, end


def _find_end(lines: Sequence[Line], start: int, limit: int) -> int:
    """Behind what stands below a forum's fields: the site's furniture, and reviews up to the last that is told by its own heading."""
    end = next((index for index in range(start, limit) if not is_furniture(lines[index])), limit)
    if end == limit or not opens_replies(lines[end]):
        return end
    last = max(index for index in range(end, limit) if opens_replies(lines[index]) or is_of_site(lines[index]))
    below = (index for index in range(last + 1, limit) if not lines[index].text)
    return next(below, limit) if opens_replies(lines[last]) else last + 1


def cut(lines: Sequence[Line]) -> Cut:
    """The record of one forum."""
    head = next(_find_heads(lines), None)
    if head is None:  # pragma: no cover - `find` gives only runs with a status
        raise ValueError(lines[0].look)
    values, end = _read_values(lines, head.index + 1, len(lines))
    fields = tuple(list_fields(lines, head, values, end))
    boilerplate = [(span, FIELD) for line in lines[:end] for span in list_gaps([line], fields) if not _is_known(line, span)]
    boilerplate.extend((line.span(), REPLIES) for line in lines[end:] if line.text and not is_furniture(line))
    return Cut((RawRecord(fields),), tuple(boilerplate))


def _is_known(line: Line, span: Span) -> bool:
    """Whether a rule knows the line by its words."""
    return span == line.span() and is_furniture(line)


def _find_heads(lines: Sequence[Line]) -> Iterator[Head]:
    floor = 0
    for index in range(len(lines)):
        status = read_status(lines, index)
        if status is not None and (head := _read_head(lines, index, floor, status)) is not None:
            yield head
            floor = index + 1


def _read_head(lines: Sequence[Line], index: int, floor: int, status: Status) -> Head | None:
    """The title and the people above a status, and the page's furniture above them; None where neither is there."""
    above = [at for at in range(index - 1, max(floor, index - MAX_HEAD_LINES) - 1, -1) if not is_furniture(lines[at])]
    authors: list[int] = []
    if above and _level(lines[above[0]]) not in (1, 2) and _is_people(lines[above[0]].text):
        authors = [at for at in above[:3] if at == above[0] or lines[at + 1].text[:1] in (",", "~")]
    title = next((at for at in above[len(authors) :] if _is_title(lines[at])), None) if authors or (above and _level(lines[above[0]])) else None
    if title is None and not authors:
        return None
    start = min(at for at in (title, *authors) if at is not None)
    return Head(_climb(lines, start, floor), title, tuple(sorted(authors)), index, status)


def _level(line: Line) -> int:
    match = HEADING_RE.match(line.look)
    return 0 if match is None else len(match["mark"])


def _is_people(text: str) -> bool:
    """Whether a line names people and does nothing else."""
    if ANONYMOUS_RE.fullmatch(text) or LINKED_NAME_RE.search(text):
        return True
    names = split_people(FLAT_DOT_RE.sub("", text))
    return bool(names) and all(1 < end - start <= MAX_NAME_CHARS for start, end in names) and text[:1] not in "-•" and not is_known_label(text)


def _is_title(line: Line) -> bool:
    return _level(line) > 0 or not (is_known_label(line.look) or is_long(line.look))


def _climb(lines: Sequence[Line], start: int, floor: int) -> int:
    """The first line of the page's furniture, and of addresses of the forum, above its title."""
    top = start
    for at in range(start - 1, max(floor, start - MAX_ABOVE_LINES) - 1, -1):
        if lines[at].text and not is_furniture(lines[at]) and "openreview.net/forum?" not in lines[at].look:
            break
        top = at if lines[at].text else top
    return top


def _read_values(lines: Sequence[Line], index: int, limit: int) -> tuple[list[Value], int]:
    """The labelled fields below a status, and the index behind the last of them."""
    values: list[Value] = []
    end = index
    while index < limit:
        line = lines[index]
        label = read_label(line.look) if values or not _has_badges(line) else None
        if opens_replies(line) or (values and is_divider(line)):
            break
        if label is not None:
            values.append(Value(label, index, (index, index + 1), label.value))
            end = index + 1
        elif line.text and (values and _takes(lines, values[-1], index, limit)):
            first = values[-1].lines[0] if lines[values[-1].lines[0]].look[values[-1].offset :].strip() else index
            offset = values[-1].offset if first == values[-1].lines[0] else 0
            values[-1] = msgspec.structs.replace(values[-1], lines=(first, index + 1), offset=offset)
            end = index + 1
        elif line.text and not is_furniture(line) and (values or is_long(line.look)):
            break
        elif line.text and not values:
            end = index + 1
        index += 1
    return values, end


def _takes(lines: Sequence[Line], value: Value, index: int, limit: int) -> bool:
    """Whether a line is part of the value above it: the first line of one below its label, or another of an abstract."""
    if not lines[value.lines[0]].look[value.offset :].strip() and value.lines[1] - value.lines[0] == 1:
        return not is_furniture(lines[index]) or value.label.name == "abstract"
    if value.label.name != "abstract":
        return False
    if value.lines[1] == index:
        return not is_furniture(lines[index])
    ahead = (at for at in range(index, min(limit, index + MAX_LABELS_AHEAD)) if read_label(lines[at].look) is not None)
    return (is_prose(lines[index].look) or is_part_of_abstract(lines[index].look)) and next(ahead, None) is not None


def _has_badges(line: Line) -> bool:
    badges = BADGES_RE.search(line.look)
    return badges is not None and bool(badges.group().strip(" ."))


def joints(lines: Sequence[Line]) -> Iterable[Joint]:
    """Where the parts of a forum meet that was flattened to one line."""
    for index, line in enumerate(lines):
        if "odified:" not in line.look or FLAT_START_RE.match(line.look) is None:
            continue
        status = FLAT_STATUS_RE.search(line.look)
        if status is None:
            continue
        parts = itertools.chain(FLAT_PARTS_RE.finditer(line.look, 0, status.start()), FLAT_LABEL_RE.finditer(line.look, status.end()))
        yield from ((index, offset) for offset in sorted({status.start(), *(match.start() for match in parts)}))


FORMAT = TextFormat(
    name="openreview-text",
    summary="A forum of OpenReview as text: title, people, 'Published: ..., Last Modified: ...' with badges, labelled fields.",
    find=find,
    cut=cut,
    joints=joints,
)
