"""An abstract page of arXiv as text: pasted, extracted, in reader mode, or as Markdown, one page or several, alone or in a note.

    Computer Science > Computation and Language
    [Submitted on 4 Mar 2024 (v1), last revised 7 Jan 2025 (this version, v2)]
    Title:Bees That Count
    Authors:Ada Moss, Bo Wu
    View PDF HTML (experimental)Abstract:We count bees. ...
    Comments:Accepted at HIVE 2024Subjects:Computation and Language (cs.CL)Cite as:arXiv:2403.99999 [cs.CL]
    Submission history
    From: Ada Moss [view email] [v1] Mon, 4 Mar 2024 17:11:28 UTC (91 KB)

Labels may stand glued, on lines of their own with the value below, or be missing: then the line of dates says where the title is, above it
before 2019 and below it since. A page is known by that line, by `Cite as: arXiv:` or by its history, beside a title or an abstract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.formats.arxiv.abs_fields import read_fields
from pipeline.formats.arxiv.abs_marks import STAGES, VERSION_LINE_RE, Marked, find_id, list_marked
from pipeline.formats.arxiv.abs_note import BROWSER_TITLE_RE, MAX_NOTE_CHARS, URL_RE, Note, add_from_head, add_from_note, find_notes
from pipeline.formats.arxiv.flow import Draft, Flow, always, explain
from pipeline.formats.arxiv.furniture import reach_down, reach_up
from pipeline.formats.arxiv.phrases import match_phrases
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.lines import Joint, Line
from pipeline.records import Span

HINTS = ("Submitted on", "Cite as", "Submission history", "View a PDF of the paper", "for this version", "10.48550/arXiv")
NEUTRAL = frozenset({"arxiv.link", "arxiv.listing-tools", "arxiv.search-tools"})
"""Phrases that stand on other pages as well: they do not carry a page on."""


class AbsPage(NamedTuple):
    """One page: its record, the stretch it fills, and where in it the page's own head and the boxes below its table begin."""

    draft: Draft
    place: Span
    head: int
    tail: int


def list_pages(flow: Flow) -> Iterator[AbsPage]:
    """The pages of a text, in order."""
    if not any(hint in flow.text for hint in HINTS):
        return
    groups = list(list_marked(flow))
    low = 0
    for index, marked in enumerate(groups):
        high = groups[index + 1].marks[0].start if index + 1 < len(groups) else len(flow.text)
        page = _read_page(flow, marked, (low, high)) if _is_proof(flow, marked) else None
        if page is not None:
            yield page
            low = page.place[1]


def _is_proof(flow: Flow, marked: Marked) -> bool:
    """Whether there is a mark among these that only a page of arXiv has."""
    history = marked.first("history")
    has_versions = history is not None and VERSION_LINE_RE.search(flow.text, history.end, history.end + 400) is not None
    return has_versions or marked.first("submitted", "cite", "version", "titled") is not None or _has_datacite(marked)


def _has_datacite(marked: Marked) -> bool:
    return marked.first("datacite") is not None and marked.first("abstract") is not None


def _read_page(flow: Flow, marked: Marked, limits: Span) -> AbsPage | None:
    """The page of these marks; None where title and abstract are missing."""
    draft = read_fields(flow, marked, limits)
    if "title" not in draft and ("abstract" not in draft or marked.first("abstract", "cite", "version") is None):
        return None
    own = [*draft.taken, *((mark.start, mark.end) for mark in marked.marks if mark.kind in STAGES and STAGES[mark.kind] != "tail")]
    head, end = min(start for start, _ in own), max([end for _, end in own] + [mark.end for mark in marked.marks if mark.kind in STAGES])
    end = max([end, *(match.end() for match in VERSION_LINE_RE.finditer(flow.text, end, min(limits[1], end + 20_000)))])
    start = reach_up(flow, limits[0], head, _is_above)
    note = _find_note(flow, marked, (limits[0], head), start)
    start = min(start, note.place[0]) if note else start
    add_from_note(draft, note)
    add_from_head(draft, start, end)
    tail = marked.first("history", "tail")
    below = max([low for low, _ in [*draft.taken, (0, 0)] if low >= head], default=head)
    end = reach_down(flow, end, limits[1], _is_furniture)
    return AbsPage(draft, (start, end), head, max(below, tail.start) if tail else end)


def _find_note(flow: Flow, marked: Marked, limits: Span, start: int) -> Note | None:
    """The head of the note that holds the page: the first that leads to its paper, else one right above the page that leads nowhere."""
    cited = [find_id(flow.text, mark.end, mark.end + 200) for mark in marked.marks if mark.kind in ("cite", "version", "datacite")]
    numbers = {match["number"] or match[0] for match in cited if match is not None}
    notes = list(find_notes(flow, max(limits[0], limits[1] - MAX_NOTE_CHARS), limits[1]))
    leading = next((note for note in notes if note.number is not None and (not numbers or note.number in numbers)), None)
    if leading is None and notes and notes[-1].number is None and not flow.text[notes[-1].place[1] : start].strip():
        return notes[-1]
    return leading


def _is_above(text: str) -> bool:
    """Whether a row belongs above a page: furniture, the browser's title, the address of the page, perhaps behind a label."""
    address = URL_RE.search(text)
    return _is_furniture(text) or BROWSER_TITLE_RE.fullmatch(text) is not None or (address is not None and len(text) < 200 and text.count(" ") < 6)


def _is_furniture(text: str) -> bool:
    rule = match_phrases(text)
    return rule is not None and rule not in NEUTRAL


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """From the first to the last line of each page, with the note and the furniture around it."""
    flow = Flow(lines)
    last = 0
    for page in list_pages(flow):
        first = max(last, flow.index(page.place[0]))
        last = flow.index(max(page.place[0], page.place[1] - 1)) + 1
        if first < last:
            yield first, last


def cut(lines: Sequence[Line]) -> Cut:
    """The page's record, and what the furniture around its fields is."""
    flow = Flow(lines)
    pages = list(list_pages(flow))
    boilerplate = [part for page in pages for part in _explain_page(flow, page)]
    return Cut(tuple(page.draft.record() for page in pages), tuple(boilerplate))


def _explain_page(flow: Flow, page: AbsPage) -> Iterator[tuple[Span, str]]:
    """The furniture of a page: above its head the note, below its table whatever stands between the boxes, between them only what is known."""
    start, end = page.place
    head = max(start, flow.line_start(page.head))
    taken = list(page.draft.taken)
    yield from ((tag, "arxiv.markup") for tag in flow.list_tags(page.place, taken))
    for place, rule in page.draft.furniture:
        yield from explain(flow, place, taken, always(rule))
        taken.append(place)
    yield from explain(flow, (start, head), taken, lambda text: match_phrases(text) or "arxiv.note")
    for place in _part_menu(flow, head, page.head):
        yield from explain(flow, place, taken, lambda text: "arxiv.note" if BROWSER_TITLE_RE.fullmatch(text) else match_phrases(text))
    yield from explain(flow, (max(head, page.head), page.tail), taken, lambda text: match_phrases(text) or ("arxiv.label" if text in ":.)" else None))
    yield from explain(flow, (page.tail, end), taken, lambda text: match_phrases(text) or "arxiv.page-tail")


def _part_menu(flow: Flow, start: int, end: int) -> list[Span]:
    """What stands before the head on its line: the browser's title and the menu, where all of a page is on one line."""
    menu = flow.text.find("Skip to main content", start, end)
    return [(start, menu), (menu, end)] if menu > start else [(start, end)]


def joints(lines: Sequence[Line]) -> Iterable[Joint]:
    """Where two pages meet on one line."""
    if not any(line.look.count(hint) > 1 for line in lines for hint in HINTS):
        return
    flow = Flow(lines)
    last: AbsPage | None = None
    for page in list_pages(flow):
        if last is not None and flow.index(page.head) == flow.index(max(0, last.place[1] - 1)):
            index = flow.index(page.head)
            yield index, max(last.place[1], last.tail, flow.starts[index]) - flow.starts[index]
        last = page


FORMAT = TextFormat(
    name="arxiv-abs-text",
    summary="An abstract page of arXiv as text: pasted, extracted or as Markdown, alone or in a note.",
    find=find,
    cut=cut,
    joints=joints,
)
