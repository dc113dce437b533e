"""Results of a search on arXiv as text: pasted from a browser or extracted, on many lines or on one.

    Showing 1–50 of 5,214 results for all: bees
    1. arXiv:2512.99991 [pdf, other] cs.CL cs.AI
    doi 10.1000/bee.1
    Bees That Count
    Authors: Ada Moss, Bo Wu
    Abstract: …we count bees in the dark… ▽ More We count bees. In all, we count bees in the dark. △ Less
    Submitted 3 December, 2025; v1 submitted 1 May, 2025; originally announced May 2025.
    Comments: 12 pages

An abstract may be there twice, as a teaser and in full: then it is what stands in full. A teaser alone is flagged by its ellipsis.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats.arxiv.entry_heads import EntryHead, find_heads
from pipeline.formats.arxiv.entry_parts import Part, cut_at_note, cut_parts, group_rows, part_title
from pipeline.formats.arxiv.entry_runs import Run, cut_run, find_runs
from pipeline.formats.arxiv.flow import Draft, Flow, trim
from pipeline.formats.arxiv.people_row import add_people
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.lines import Line
from pipeline.raw import RawField
from pipeline.records import Span
from pipeline.repair.categories import CATEGORY_RE

_DATE = r"\d{1,2}\s+[A-Z][a-z]{2,8}\.?\s*,?\s+\d{4}"
LABEL_RE = re.compile(
    rf"\*{{0,2}}(?P<label>Authors?(?=\s*:)|Abstract(?=\s*:)|Comments?(?=\s*:)|Journal[\s-]ref(?:erence)?(?=\s*:)|Report[\s-](?:no|number)(?=\s*:)"
    rf"|MSC[\s-]class(?:es)?(?=\s*:)|ACM[\s-]class(?:es)?(?=\s*:)|Submitted(?=\*{{0,2}}\s+{_DATE})|originally announced(?=\*{{0,2}}\s+[A-Z]))"
    r"(?:\*{0,2}\s*:\*{0,2})?",
    re.IGNORECASE,
)
DATES_RE = re.compile(rf"(?P<shown>{_DATE})(?:\s*[;,.]?\s*\*{{0,2}}v1\s+submitted\*{{0,2}}\s+(?P<first>{_DATE}))?", re.IGNORECASE)
DOI_RE = re.compile(r"\s*(?:\[?\s*doi\b\]?\s*[:|]?\s*)\[?(?P<doi>10\.\d{4,9}/[^\s<>\]]{1,150})(?:\]\([^\s()]{1,300}\))?", re.IGNORECASE)
FOLLOWS_RE = re.compile(r"Authors?\*{0,2}\s*:|Abstract\*{0,2}\s*:|Submitted\*{0,2}\s+\d{1,2}\s|originally announced")
MORE_RE = re.compile(r"\[?\s*▽\s*More\s*\]?(?:\([^\s()]{0,200}\))?")
LESS_RE = re.compile(r"\[?\s*△\s*Less\s*\]?(?:\([^\s()]{0,200}\))?")
COUNT_RE = re.compile(r"Showing\s+(?:(?P<first>\d[\d,]*)\s*[–—-]\s*(?P<last>\d[\d,]*)\s+of\s+\d[\d,]*|all\s+(?P<all>\d[\d,]*))\s+results", re.IGNORECASE)
CODE_RE = re.compile(rf"{CATEGORY_RE}(?![\w.-])")
NOTES = ("report", "msc", "acm")
FOOT_RE = re.compile(r"\sPrevious\s+Next\s+1\s|\sSearch\s+v\d[\d.]*\s+released\s|\sAbout\s+Help\s+Contact\s+Subscribe\s")
"""What stands below the last result."""
MAX_HEAD_CHARS = 3_000


def _is_entry(flow: Flow, head: EntryHead) -> bool:
    """Whether a line over an entry is a search result's: no label of a title behind it, but those of authors, abstract or date further on."""
    text = flow.text
    if re.compile(r"[\s|>#*_]*Title\s*:").match(text, head.place[1]):
        return False
    follows = FOLLOWS_RE.search(text, head.place[1], head.place[1] + MAX_HEAD_CHARS)
    return follows is not None and (head.codes is not None or text.startswith("Authors", follows.start()))


def _read_entry(flow: Flow, head: EntryHead, limit: int) -> Draft:
    """The fields of a result, which ends before the next."""
    draft = Draft(flow)
    text = flow.text
    foot = FOOT_RE.search(text, head.place[1], limit)
    limit = foot.start() if foot else limit
    draft.add("identifiers.arxiv", head.id)
    draft.add("identifiers.arxiv_version", head.version)
    if head.codes is not None:
        draft.add_list("categories", [match.span() for match in CODE_RE.finditer(text, *head.codes)])
    draft.explain("arxiv.result-line", head.place)
    doi = DOI_RE.match(text, head.place[1], limit)
    if doi is not None:
        draft.add("identifiers.doi", doi.span("doi"))
        draft.explain("arxiv.label", doi.span())
    parts = cut_parts(flow, LABEL_RE, (doi.end() if doi else head.place[1], limit))
    labels = {part.label: part for part in parts}
    title = trim(text, doi.end() if doi else head.place[1], parts[0].start if parts else limit)
    _add_title(draft, title, labels.get("authors", labels.get("author")))
    for part in parts:
        _add_part(draft, part, is_last=part is parts[-1])
    return draft


def _add_title(draft: Draft, place: Span, people: Part | None) -> None:
    """The title in front of the authors; without their label they stand below it."""
    if people is not None:
        draft.add("title", place)
        add_people(draft, people.place)
        return
    title, authors, is_doubtful = part_title(draft.flow, place)
    draft.add("title", title)
    add_people(draft, authors)
    if is_doubtful:
        draft.flags.append("seam-doubtful")


def _add_part(draft: Draft, part: Part, *, is_last: bool) -> None:
    """Add what is behind a label."""
    if part.label == "abstract":
        _add_abstract(draft, cut_at_note(draft.flow, part.place), is_last=is_last)
    elif part.label.startswith("comment"):
        draft.add("comments", _own_rows(draft.flow, part.place))
    elif part.label.startswith("journal"):
        draft.add("journal_ref", _own_rows(draft.flow, part.place))
    elif part.label.startswith(NOTES):
        own = _own_rows(draft.flow, part.place)
        draft.explain("arxiv.class-numbers", (part.start, own[1] if own else part.place[1]))
    elif part.label == "submitted":
        dates = DATES_RE.match(draft.flow.text, *part.place)
        if dates is not None:
            draft.add("published", dates.span("first") if dates["first"] else dates.span("shown"))
            draft.add("updated", dates.span("shown"))
            draft.explain("arxiv.submission-dates", (part.start, dates.end()))
    elif part.label == "originally announced":
        row = next(draft.flow.rows(*part.place), part.place)
        draft.explain("arxiv.submission-dates", (part.start, min(row[1], part.place[0] + 20)))


def _own_rows(flow: Flow, place: Span) -> Span | None:
    """The rows behind a label that no blank line parts from it."""
    groups = group_rows(flow, cut_at_note(flow, place))
    return (groups[0][0][0], groups[0][-1][1]) if groups else None


def _add_abstract(draft: Draft, place: Span, *, is_last: bool) -> None:
    """The abstract in full where it stands beside its teaser, else whichever is there; one paragraph where nothing shows that it goes on."""
    text = draft.flow.text
    more = MORE_RE.search(text, *place)
    less = LESS_RE.search(text, more.end() if more else place[0], place[1])
    if is_last and more is None and less is None:
        place = _own_rows(draft.flow, place) or place
    full = trim(text, more.end(), less.start() if less else place[1]) if more else place
    if more is not None and full[0] == full[1]:
        full = trim(text, place[0], more.start())
    elif more is None and less is not None:
        full = trim(text, place[0], less.start())
    draft.add("abstract", full)
    draft.explain("arxiv.teaser", (place[0], less.end() if less else max(full[1], more.end() if more else full[1])))


def _count(flow: Flow, run: Run) -> int | None:
    """How many results the page says it shows."""
    shown = COUNT_RE.search(flow.text, *run.place)
    if shown is None:
        return None
    numbers = [int(shown[name].replace(",", "")) for name in ("first", "last", "all") if shown[name]]
    return numbers[0] if len(numbers) == 1 else max(0, numbers[1] - numbers[0] + 1)


def _list_dates(_flow: Flow, _run: Run) -> Iterator[tuple[int, RawField]]:
    """A search has no date of its own."""
    return iter(())


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """From the head of a page of results to its foot."""
    flow = Flow(lines)
    yield from find_runs(flow, list(find_heads(flow)), _is_entry, _read_entry)


def cut(lines: Sequence[Line]) -> Cut:
    """The results of one page."""
    flow = Flow(lines)
    return cut_run(flow, list(find_heads(flow)), (_is_entry, _read_entry), (_list_dates, _count))


FORMAT = TextFormat(
    name="arxiv-search-text",
    summary="Results of a search on arXiv as text: pasted, extracted or as Markdown.",
    find=find,
    cut=cut,
)
