"""A listing on arXiv as text: what is new, recent or of a month, pasted from a browser or extracted, on many lines or on one.

    Showing new listings for Friday, 27 June 2025
    Total of 346 entries
    New submissions (showing 2 of 2 entries)
    [1] arXiv:2506.99991 [pdf, html, other]
    Title: Bees That Count
    Ada Moss, Bo Wu
    Comments: 12 pages
    Subjects: Artificial Intelligence (cs.AI); Machine Learning (cs.LG)
    We count bees. ...
    Cross submissions (showing 1 of 1 entries)
    [3] arXiv:2506.99992 (cross-list from math.CO) [pdf, other]

Before 2024 authors have a label. The abstract stands below the subjects, in listings of what is new. The date that heads entries is when they
were listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats.arxiv.entry_heads import LINKS_RE, EntryHead, find_heads
from pipeline.formats.arxiv.entry_parts import Part, cut_parts, find_paragraph, part_title
from pipeline.formats.arxiv.entry_runs import Run, cut_run, find_runs
from pipeline.formats.arxiv.flow import Draft, Flow, split_subjects
from pipeline.formats.arxiv.list_page import DAY_RE, PER_PAGE_RE, SECTION_RE, TOTAL_RE
from pipeline.formats.arxiv.people_row import add_people
from pipeline.formats.arxiv.phrases import match_phrases
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.formats.prose import is_prose
from pipeline.lines import Line
from pipeline.raw import RawField
from pipeline.records import Span
from pipeline.repair.categories import CATEGORY_RE

LABEL_RE = re.compile(
    r"\*{0,2}(?P<label>Title|Authors?|Comments?|Subjects?|Subj-class|Journal[\s-]ref(?:erence)?|Report[\s-](?:no|number)|MSC[\s-]class(?:es)?"
    r"|ACM[\s-]class(?:es)?|Proxy|(?:Related )?DOI|Abstract)\s*:\*{0,2}"
)
TITLE_RE = re.compile(r"[\s|>#*_]*Title\s*:")
CODED_RE = re.compile(rf"[A-Z][^();:]{{2,90}}?\s\((?:{CATEGORY_RE})\)(?:\s*;\s*[A-Z][^();:]{{2,90}}?\s\((?:{CATEGORY_RE})\)){{0,20}}")
_DAY = r"(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)[a-z]*,?\s+\d{1,2}\s+[A-Z][a-z]{2,8}\s+\d{2,4}"
BREAK_RE = re.compile(
    rf"(?:(?:New|Cross|Replacement|Replaced)[- ]?(?:submissions?|lists?|listings?)?s?\s*(?:for\s+{_DAY}\s*)?"
    rf"|{_DAY}\s*)\(\s*(?:continued, )?showing\s[^()\n]{{1,60}}\)"
    r"|(?:\[\s*)?[Tt]otal of [\d,]+ entries|Showing up to [\d,]+ entries per page"
    rf"|(?m:^[ \t#*]*(?:New submissions|Cross-lists|Replacements) for {_DAY})"
)
"""What parts the entries of a listing: the heading of a section or a day, and the tools at the end."""
NOTES = frozenset({"report no", "report-no", "report number", "msc class", "msc classes", "msc-class", "acm class", "acm classes", "acm-class", "proxy"})
MAX_ABSTRACT_CHARS = 12_000
MAX_HEAD_CHARS = 500
MIN_ROW_CHARS = 40
"""A shorter row above others begins no abstract."""


def _is_entry(flow: Flow, head: EntryHead) -> bool:
    """Whether a line over an entry is a listing's: a title with its label follows."""
    return TITLE_RE.match(flow.text, head.place[1]) is not None


def _read_entry(flow: Flow, head: EntryHead, limit: int) -> Draft:
    """The fields of an entry, which ends before the next, or before a heading."""
    draft = Draft(flow)
    stop = BREAK_RE.search(flow.text, head.place[1], limit)
    limit = stop.start() if stop else limit
    following = LINKS_RE.search(flow.text, limit, limit + MAX_HEAD_CHARS)
    is_closed = stop is not None or (following is not None and TITLE_RE.match(flow.text, following.end()) is not None)
    draft.add("identifiers.arxiv", head.id)
    draft.add("identifiers.arxiv_version", head.version)
    parts = _keep_head(flow, cut_parts(flow, LABEL_RE, (head.place[1], limit)))
    by_label = {part.label: part for part in parts}
    end = head.place[1]
    _add_title(draft, by_label)
    for part in parts:
        end = max(end, _add_part(draft, part))
    _add_abstract(draft, by_label.get("abstract"), (end, limit), is_closed=is_closed)
    draft.explain("arxiv.entry-line", (head.place[0], head.place[1]))
    return draft


def _keep_head(flow: Flow, parts: list[Part]) -> list[Part]:
    """The labels up to the subjects, and those that follow right behind them: one further down is a word of the abstract."""
    kept: list[Part] = []
    for part in parts:
        last = kept[-1] if kept else None
        if last is not None and last.label.startswith("subj"):
            coded = CODED_RE.match(flow.text, *last.place)
            if coded is not None and flow.text[coded.end() : part.start].strip(" \t\r\n|*>"):
                kept[-1] = Part(last.label, last.start, (last.place[0], parts[-1].place[1]))
                break
        kept.append(part)
    return kept


def _add_title(draft: Draft, parts: dict[str, Part]) -> None:
    """Title and authors, which may be glued to it."""
    title, people = parts.get("title"), parts.get("authors", parts.get("author"))
    if title is None:
        return
    if people is not None:
        draft.add("title", title.place)
        add_people(draft, people.place)
        return
    row = next(draft.flow.rows(*title.place), title.place)
    if draft.flow.text[slice(*row)].endswith(("...", "…")):
        draft.add("title", row)  # whoever kept the page broke it off here
        return
    place, authors, is_doubtful = part_title(draft.flow, title.place)
    draft.add("title", place)
    add_people(draft, authors)
    if is_doubtful:
        draft.flags.append("seam-doubtful")


def _add_part(draft: Draft, part: Part) -> int:
    """Add what is behind a label; gives where it ends."""
    text = draft.flow.text
    if part.label.startswith("comment"):
        draft.add("comments", part.place)
    elif part.label.startswith("journal"):
        draft.add("journal_ref", part.place)
    elif part.label.endswith("doi"):
        draft.add("identifiers.doi", part.place)
    elif part.label in NOTES:
        row = next(draft.flow.rows(*part.place), part.place)
        draft.explain("arxiv.class-numbers", (part.start, row[1]))
        return row[1]
    elif part.label.startswith("subj"):
        coded = CODED_RE.match(text, *part.place)
        place = coded.span() if coded else next(draft.flow.rows(*part.place), part.place)
        draft.add_list("categories", split_subjects(text, place))
        return place[1]
    return part.start if part.label == "abstract" else part.place[1]


def _add_abstract(draft: Draft, labelled: Part | None, rest: Span, *, is_closed: bool) -> None:
    """The abstract behind its label, or the paragraph below the subjects; where no other entry follows only if it is running text."""
    flow = draft.flow
    low, high = labelled.place if labelled else rest
    high = min(high, low + MAX_ABSTRACT_CHARS)
    found = find_paragraph(flow, (low, high))
    while found is not None and match_phrases(flow.text[slice(*found)]) is not None:
        found = find_paragraph(flow, (found[1], high))
    if found is None:
        return
    rows = list(flow.rows(*found))
    while rows and match_phrases(flow.text[slice(*rows[-1])]) is not None:
        rows.pop()
    first = flow.text[slice(*rows[0])] if rows else ""
    is_running = is_prose(" ".join(flow.text[slice(*found)].split())) and (len(rows) == 1 or len(first) >= MIN_ROW_CHARS)
    if rows and (labelled or is_closed or is_running):
        draft.add("abstract", (rows[0][0], rows[-1][1]))


def _count(flow: Flow, run: Run) -> int | None:
    """How many entries the listing says are here: what its sections add up to, else the total as far as a page shows it."""
    sections = [int(match["number"].replace(",", "")) for match in SECTION_RE.finditer(flow.text, *run.place)]
    if sections:
        return sum(sections)
    total = TOTAL_RE.search(flow.text, *run.place)
    if total is None:
        return None
    per_page = PER_PAGE_RE.search(flow.text, *run.place)
    number = run.heads[0].number
    first = int(re.sub(r"\D", "", flow.text[slice(*number)])) if number and "](" not in flow.text[slice(*number)] else 1
    left = max(0, int(total["total"].replace(",", "")) - first + 1)
    return min(left, int(per_page["number"].replace(",", ""))) if per_page else left


def _list_dates(flow: Flow, run: Run) -> Iterator[tuple[int, RawField]]:
    """The dates that head entries, each with the place from which on it holds."""
    taken = [place for draft in run.drafts for place in draft.taken]
    for match in DAY_RE.finditer(flow.text, *run.place):
        if not any(low <= match.start() < high for low, high in taken):
            yield match.start(), RawField("listed", (flow.span(*match.span()),), is_shared=True)


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """From the head of a listing to its foot."""
    flow = Flow(lines)
    yield from find_runs(flow, list(find_heads(flow)), _is_entry, _read_entry)


def cut(lines: Sequence[Line]) -> Cut:
    """The entries of one listing."""
    flow = Flow(lines)
    return cut_run(flow, list(find_heads(flow)), (_is_entry, _read_entry), (_list_dates, _count))


FORMAT = TextFormat(
    name="arxiv-listing-text",
    summary="A listing on arXiv (new, recent, of a month) as text: pasted, extracted or as Markdown.",
    find=find,
    cut=cut,
)
