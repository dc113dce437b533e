"""Where an abstract page of arXiv as text has its title, its authors and its abstract: behind their labels, or where they stand without."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pipeline.formats.arxiv.abs_marks import BARE_SUBJECTS_RE, Mark, Marked
from pipeline.formats.arxiv.flow import Flow, trim
from pipeline.formats.arxiv.people_row import LINKED_RE, is_people
from pipeline.formats.arxiv.phrases import match_phrases
from pipeline.formats.prose import is_long, is_prose
from pipeline.records import Span

EDGE_RE = re.compile(r"[\s|*_`]*")
TAIL_RE = re.compile(r"[\s|]*(?:\*\*)?[\s|]*\Z")
HEADING_RE = re.compile(r"\s*(?:#{1,6}\s|(?:---+|===+|```\w*|\|[\s|:-]*|[|-]{3,}[\s|-]*)\s*$)")
MAX_TITLE_CHARS = 400
MAX_ABSTRACT_CHARS = 12_000


class Found(msgspec.Struct, frozen=True):
    """Where a page has its title, its authors and its abstract."""

    title: Span | None = None
    authors: Span | None = None
    abstract: Span | None = None


def find_text(flow: Flow, marked: Marked, submitted: Mark | None, limits: Span) -> Found:
    """Title, authors and abstract: behind their labels, else by where they stand to the line of dates."""
    title_mark, people_mark, abstract_mark = marked.last("title"), marked.last("authors"), marked.first("abstract")
    title = find_value(flow, marked, title_mark, limits[1]) if title_mark else None
    authors = _people_behind(flow, marked, people_mark, limits[1]) if people_mark else None
    if title_mark and title and not people_mark:
        title, authors = _part_title(flow, title)
    elif title is None and submitted is not None and not people_mark and _is_dateline(flow, submitted):
        is_above = flow.text[submitted.start : submitted.start + 2].lstrip("\\").startswith("(")
        rows = _rows_above(flow, limits[0], submitted.start) if is_above else _rows_below(flow, submitted.end, marked.after(submitted, limits[1]))
        title, authors = _pick_head(flow, rows, is_above=is_above)
    abstract = _labelled_abstract(flow, marked, abstract_mark, limits[1]) if abstract_mark else None
    if abstract is None:
        ends = [mark.end for mark in marked.marks if mark.kind in ("submitted", "title", "authors", "access", "titled") and not _is_behind(marked, mark)]
        ends.extend(place[1] for place in (title, authors) if place is not None)
        abstract = _find_prose(flow, marked, max(ends), limits[1]) if ends else None
    return Found(title, authors, abstract)


def _is_dateline(flow: Flow, submitted: Mark) -> bool:
    """Whether the dates have a row of their own, or share it with the page's furniture."""
    before = flow.text[flow.line_start(submitted.start) : submitted.start]
    return submitted.opens_line or match_phrases(before) is not None or "Skip to main content" in before


def _is_behind(marked: Marked, mark: Mark) -> bool:
    """Whether a link to the full text stands below the table, where the page has it once more."""
    first = marked.first("comments", "subjects", "cite", "version", "datacite")
    return first is not None and mark.start > first.start


def find_value(flow: Flow, marked: Marked, mark: Mark, limit: int) -> Span | None:
    """What a label labels: from behind it to the next mark, a blank line or a line of page furniture."""
    return _block(flow, mark.end, marked.after(mark, limit))


def _block(flow: Flow, start: int, end: int) -> Span | None:
    """The first rows of a stretch that belong together; None where there are none."""
    edge = EDGE_RE.match(flow.text, start, end)
    start = edge.end() if edge else start
    rows: list[Span] = []
    for low, high in flow.rows(start, end):
        text = flow.text[low:high]
        if rows and (flow.index(low) > flow.index(rows[-1][0]) + 1 or HEADING_RE.match(text) or match_phrases(text) is not None):
            break
        rows.append((low, high))
    if not rows:
        return None
    low, high = trim(flow.text, rows[0][0], rows[-1][1])
    tail = TAIL_RE.search(flow.text, low, high)
    return (low, tail.start() if tail else high)


def _people_behind(flow: Flow, marked: Marked, mark: Mark, limit: int) -> Span | None:
    """The list of authors behind its label; blank lines stand in it where the extraction broke it at every comma."""
    end = marked.after(mark, limit)
    edge = EDGE_RE.match(flow.text, mark.end, end)
    rows: list[Span] = []
    for low, high in flow.rows(edge.end() if edge else mark.end, end):
        text = flow.text[low:high]
        if HEADING_RE.match(text) or (match_phrases(text) is not None and not LINKED_RE.search(text)):
            break
        has_gap = bool(rows) and flow.index(low) > flow.index(rows[-1][0]) + 1
        if has_gap and not (text.startswith(",") or flow.text[rows[-1][0] : rows[-1][1]].endswith(",")):
            break
        rows.append((low, high))
    return (rows[0][0], rows[-1][1]) if rows else None


def _part_title(flow: Flow, place: Span) -> tuple[Span | None, Span | None]:
    """A labelled title whose authors stand below it without a label."""
    rows = list(flow.rows(*place))
    if len(rows) > 1 and "," in flow.text[slice(*rows[-1])] and is_people(flow.text[slice(*rows[-1])]):
        return (rows[0][0], rows[-2][1]), rows[-1]
    return place, None


def _rows_above(flow: Flow, low: int, high: int) -> list[Span]:
    """Up to eight rows above the line of dates, the nearest first."""
    rows: list[Span] = []
    index = flow.index(high)
    while index >= 0 and flow.starts[index] + len(flow.lines[index].look) > low and len(rows) < 8:
        rows.extend(flow.rows(max(low, flow.starts[index]), min(high, flow.starts[index] + len(flow.lines[index].look))))
        index -= 1
    return rows


def _rows_below(flow: Flow, low: int, high: int) -> list[Span]:
    """Up to eight rows below the line of dates."""
    rows: list[Span] = []
    for row in flow.rows(low, high):
        rows.append(row)
        if len(rows) == 8:
            break
    return rows


def _pick_head(flow: Flow, rows: Sequence[Span], *, is_above: bool) -> tuple[Span | None, Span | None]:
    """Title and authors among the rows beside the line of dates: names beside a title, neither of them furniture."""
    plain = [row for row in rows if match_phrases(flow.text[slice(*row)]) is None and not HEADING_RE.fullmatch(flow.text[slice(*row)])]
    if not is_above:
        title = plain[0] if plain and _is_title(flow.text[slice(*plain[0])]) else None
        has_people = title is not None and len(plain) > 1 and is_people(flow.text[slice(*plain[1])])
        return title, plain[1] if has_people else None
    count = 0
    while count < len(plain) and is_people(flow.text[slice(*plain[count])]) and (count == 0 or flow.text[slice(*plain[count])].endswith(",")):
        count += 1
    if not 0 < count < len(plain) or not _is_title(flow.text[slice(*plain[count])]):
        return None, None
    return plain[count], (plain[count - 1][0], plain[0][1])


def _is_title(text: str) -> bool:
    return len(text) < MAX_TITLE_CHARS and any(map(str.isalpha, text)) and not (is_long(text) and is_prose(text))


def _labelled_abstract(flow: Flow, marked: Marked, mark: Mark, limit: int) -> Span | None:
    """The abstract behind its label: paragraphs up to the table or the links below it; one paragraph where the page breaks off."""
    end = min(marked.after(mark, limit), mark.end + MAX_ABSTRACT_CHARS)
    is_closed = marked.after(mark, -1) != -1
    rows: list[Span] = []
    for low, high in flow.rows(mark.end, end):
        text = flow.text[low:high]
        is_apart = bool(rows) and flow.index(low) > flow.index(rows[-1][0]) + 1
        if HEADING_RE.match(text) or (is_apart and not is_closed) or match_phrases(text) is not None or BARE_SUBJECTS_RE.fullmatch(text):
            break
        rows.append((low, high))
    return (rows[0][0], rows[-1][1]) if rows else None


def _find_prose(flow: Flow, marked: Marked, start: int, limit: int) -> Span | None:
    """The first paragraph of running text behind the head of a page whose abstract has no label."""
    table = marked.first("comments", "subjects", "cite", "version", "datacite", "history")
    end = min(table.start if table is not None and table.start > start else limit, start + MAX_ABSTRACT_CHARS)
    paragraph: list[Span] = []
    for low, high in [*flow.rows(start, end), (end, end)]:
        text = flow.text[low:high]
        is_apart = bool(paragraph) and flow.index(low) > flow.index(paragraph[-1][0]) + 1
        if is_apart or low == high or match_phrases(text) is not None or HEADING_RE.match(text):
            if paragraph and is_prose(" ".join(flow.text[slice(*row)] for row in paragraph)):
                return paragraph[0][0], paragraph[-1][1]
            paragraph = []
        if low < high and match_phrases(text) is None and not HEADING_RE.match(text):
            paragraph.append((low, high))
    return None
