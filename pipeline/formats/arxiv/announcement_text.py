"""What arXiv's news feed says of a paper, kept in a note or posted by a program: id and abstract in one text, the title above it.

    Bees That Count
    https://arxiv.org/abs/2509.99991
    Ada Moss, Bo Wu
    arXiv:2509.99991v1 Announce Type: new
    Abstract: We count bees. ...

Title, authors and link stand above it in any order, in front matter, or as a heading of the note; what else the note says is its own. Dates
there are those of the feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.formats.arxiv.abs_fields import id_place
from pipeline.formats.arxiv.abs_marks import find_id
from pipeline.formats.arxiv.abs_note import add_from_note, find_notes
from pipeline.formats.arxiv.entry_parts import EMPHASIS_RE, NOTE_RE, group_rows
from pipeline.formats.arxiv.flow import Draft, Flow, always, explain
from pipeline.formats.arxiv.people_row import add_people, is_people
from pipeline.formats.arxiv.phrases import match_phrases
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.formats.prose import is_long
from pipeline.lines import Line
from pipeline.records import Span

HINT = "Announce Type:"
MARK_RE = re.compile(
    r"(?m)^(?P<before>[ \t>*_-]{0,16}(?:(?:[Ss]ummary|[Dd]escription|[Aa]bstract|[Cc]ontent)\s*[:：]\*{0,2}[ \t]*)?)"
    r"(?P<id>arXiv:\s?[\w./-]{7,30})\s+Announce Type:\s*[a-z-]{3,16}\s+(?:Abstract:\s*)?"
)
LINK_RE = re.compile(r"\[(?P<title>[^\[\]\n]{8,400})\]\([^\s()]*arxiv\.org/[^\s()]*\)")
ADDRESS_RE = re.compile(r"[^\s:：]{0,12}\s?[:：]?\s*[*_]*[\[<(]?https?://\S+", re.IGNORECASE)
TITLE_RE = re.compile(r"[\s>#*_-]*(?:Title|标题)\s*[:：][*_]*\s*(?P<title>\S.*\S)", re.IGNORECASE)
AUTHORS_RE = re.compile(r"[\s>#*_-]*(?:Authors?|By|作者)\s*[:：][*_]*[ \t]*(?P<people>[\w\[].*\S)", re.IGNORECASE)
LABEL_RE = re.compile(
    r"[\s>*_-]*(?:RSS feed|feed|source|links?|url|date|published|updated|posted|authors?|categor(?:y|ies)|subjects?|tags?|guid|id|score|via)\s*[:：]"
    r"|\S+\s*[:：]\*\*",
    re.IGNORECASE,
)
HEADING_RE = re.compile(r"[ \t]*(?P<marks>#{1,6})[ \t]+(?P<title>\S.*)")
MAX_HEAD_CHARS = 8_000
MAX_HEAD_ROWS = 60
MAX_TITLE_CHARS = 400
MIN_TITLE_WORDS = 4
"""A heading with fewer words may be a section's: `Content`, `Original abstract`."""


class Announced(NamedTuple):
    """One paper: its record, and the stretch from its title or its note to the end of its abstract."""

    draft: Draft
    place: Span
    mark: Span


def list_announced(flow: Flow) -> Iterator[Announced]:
    """The papers of a text, in order."""
    marks = [match for match in MARK_RE.finditer(flow.text) if find_id(flow.text, *match.span("id"))] if HINT in flow.text else []
    low = 0
    for index, mark in enumerate(marks):
        limit = marks[index + 1].start() if index + 1 < len(marks) else len(flow.text)
        draft = Draft(flow)
        identifier = find_id(flow.text, *mark.span("id"))
        if identifier is None:
            continue
        draft.add("identifiers.arxiv", id_place(identifier))
        if identifier["version"]:
            draft.add("identifiers.arxiv_version", (identifier.start("version") - 1, identifier.end("version")))
        abstract = _find_abstract(flow, mark.end(), limit)
        draft.add("abstract", abstract, is_quoted=">" in mark["before"])
        start = _add_head(draft, low, mark.start(), flow.text[slice(*id_place(identifier))])
        end = abstract[1] if abstract else mark.end()
        yield Announced(draft, (start, end), mark.span())
        low = flow.line_end(end - 1)


def _find_abstract(flow: Flow, start: int, limit: int) -> Span | None:
    """The rows behind the mark that no blank line parts."""
    groups = group_rows(flow, (start, limit))
    rows: list[Span] = []
    for row in groups[0] if groups else ():
        if NOTE_RE.match(flow.text, *row):
            break
        rows.append(row)
    return (rows[0][0], rows[-1][1]) if rows else None


def _add_head(draft: Draft, low: int, high: int, number: str) -> int:
    """Add title and authors from what stands above; gives where that begins."""
    flow = draft.flow
    low = max(low, high - MAX_HEAD_CHARS)
    note = next((note for note in reversed(list(find_notes(flow, low, high))) if note.number == number), None)
    start = note.place[0] if note else flow.line_start(high)
    add_from_note(draft, note)
    rows = list(flow.rows(note.place[1] if note else low, high))[: -MAX_HEAD_ROWS - 1 : -1]
    title = _find_title(flow, rows, number)
    if title is not None:
        draft.add("title", title)
        between = [row for row in rows if row[0] > title[1]]
        _add_authors(draft, between)
        start = min(start, flow.line_start(title[0]))
    return start


def _find_title(flow: Flow, rows: Sequence[Span], number: str) -> Span | None:
    """The title among the rows above, the nearest first: one above the address, a link to the paper, a labelled row; else the last one, or a heading."""
    texts = [flow.text[slice(*row)] for row in rows]
    for index, ((start, _), text) in enumerate(zip(rows, texts, strict=True)):
        if index and number in texts[index - 1] and ADDRESS_RE.search(texts[index - 1]) and _is_title(text):
            return _undecorate(flow, rows[index])
        link = LINK_RE.search(text) if number in text else None
        found = (link if link is None or "://" not in link["title"] else None) or TITLE_RE.fullmatch(text)
        if found is not None:
            return start + found.start("title"), start + found.end("title")
    if rows and _is_title(texts[0]):
        return _undecorate(flow, rows[0])
    headings = [row for row, text in zip(rows, texts, strict=True) if HEADING_RE.match(text)]
    long = [row for row in headings if _is_title(flow.text[slice(*row)])]
    first = next((row for row in headings if flow.text.startswith("# ", row[0])), None)
    return _undecorate(flow, long[0]) if long else _undecorate(flow, first) if first else None


def _is_title(text: str) -> bool:
    """Whether a row may be a title: no label, address, list of names, date or running text; a heading has several words."""
    if len(text) > MAX_TITLE_CHARS or LABEL_RE.match(text) or ADDRESS_RE.match(text) or is_long(text) or match_phrases(text) is not None:
        return False
    heading = HEADING_RE.fullmatch(text)
    words = (heading["title"] if heading else text).split()
    return any(map(str.isalpha, text)) and text[-1] not in ":：,;" and (heading is None or len(words) >= MIN_TITLE_WORDS)


def _undecorate(flow: Flow, row: Span) -> Span:
    """A row without the marks of Markdown around it."""
    mark = EMPHASIS_RE.match(flow.text, *row)
    start = mark.end() if mark else row[0]
    end = row[1]
    while end > start and flow.text[end - 1] in "*_ ":
        end -= 1
    return start, end


def _add_authors(draft: Draft, rows: Sequence[Span]) -> None:
    """Add the authors from the rows below the title: those with a label, else a row of names."""
    text = draft.flow.text
    for row in reversed(rows):
        labelled = AUTHORS_RE.match(text, *row)
        if labelled is not None:
            add_people(draft, labelled.span("people"))
    for row in reversed(rows):
        if "authors" not in draft and is_people(text[slice(*row)]) and match_phrases(text[slice(*row)]) is None:
            add_people(draft, row)


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """From the title of each paper to the end of its abstract."""
    flow = Flow(lines)
    for found in list_announced(flow):
        yield flow.index(found.place[0]), flow.index(max(found.place[0], found.place[1] - 1)) + 1


def cut(lines: Sequence[Line]) -> Cut:
    """The paper's record, and what the note says beside it."""
    flow = Flow(lines)
    found = list(list_announced(flow))
    return Cut(tuple(one.draft.record() for one in found), tuple(part for one in found for part in _explain(flow, one)))


def _explain(flow: Flow, found: Announced) -> Iterator[tuple[Span, str]]:
    taken = list(found.draft.taken)
    yield from explain(flow, found.mark, taken, always("arxiv.label"))
    for place, rule in found.draft.furniture:
        yield from explain(flow, place, taken, always(rule))
        taken.append(place)
    yield from explain(flow, (found.place[0], found.mark[0]), taken, lambda text: match_phrases(text) or "arxiv.note")


FORMAT = TextFormat(
    name="arxiv-announcement-text",
    summary="What arXiv's news feed says of a paper, kept in a note or posted by a program.",
    find=find,
    cut=cut,
)
