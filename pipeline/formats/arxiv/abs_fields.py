"""The fields of one abstract page of arXiv, found from its marks: what stands behind a label up to the next, and what has no label by its place."""

from __future__ import annotations

import re

from pipeline.formats.arxiv.abs_marks import BARE_SUBJECTS_RE, CODE_RE, SUBMITTED_RE, VERSION_LINE_RE, Mark, Marked, find_id
from pipeline.formats.arxiv.abs_places import EDGE_RE, TAIL_RE, Found, find_text, find_value
from pipeline.formats.arxiv.flow import Draft, Flow, split_subjects
from pipeline.formats.arxiv.people_row import add_people
from pipeline.records import Span
from pipeline.repair.categories import CATEGORY_RE

DOI_RE = re.compile(r"(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/[^\s<>|\]]{1,150}?(?=[)\].,;]*(?:Focus\b|[\s<>|\]]|$))")
VERSION_RE = re.compile(r"this\s+version\s*,?\s*\[?(?P<version>v\d{1,3})")


def read_fields(flow: Flow, marked: Marked, limits: Span) -> Draft:
    """The fields that the page itself has between `limits`, which reach from the page before to the page behind."""
    draft = Draft(flow)
    submitted = marked.first("submitted")
    found = find_text(flow, marked, submitted, limits)
    draft.add("title", found.title)
    add_people(draft, found.authors)
    is_quoted = found.abstract is not None and flow.text[flow.line_start(found.abstract[0]) : found.abstract[0]].lstrip().startswith(">")
    draft.add("abstract", found.abstract, is_quoted=is_quoted)
    _add_ids(draft, marked, limits)
    _add_dates(draft, marked, submitted, limits[1])
    _add_table(draft, marked, found, limits[1])
    return draft


def _add_ids(draft: Draft, marked: Marked, limits: Span) -> None:
    """The id that the page asks to be cited by, and the version it shows."""
    text = draft.flow.text
    cited = [find_id(text, mark.end, mark.end + 200) for mark in marked.marks if mark.kind in ("cite", "version", "datacite")]
    head = next((mark.start for mark in marked.marks if mark.kind in ("submitted", "title")), None)
    if head is not None:
        cited.append(_find_head_id(text, max(limits[0], head - 400), head))
    matches = [match for match in cited if match is not None]
    if matches:
        draft.add("identifiers.arxiv", id_place(matches[0]))
    versions = [match for match in matches if match["version"]]
    submitted = marked.first("submitted")
    shown = VERSION_RE.search(text, submitted.start, submitted.end) if submitted else None
    if versions:
        draft.add("identifiers.arxiv_version", (versions[0].start("version") - 1, versions[0].end("version")))
    elif shown:
        draft.add("identifiers.arxiv_version", shown.span("version"))


def _find_head_id(text: str, start: int, end: int) -> re.Match[str] | None:
    """The id behind `arXiv:` in the head of a page, the one nearest to its title."""
    label = text.rfind("arXiv:", start, end)
    return None if label < 0 else find_id(text, label, min(end, label + 40))


def id_place(match: re.Match[str]) -> Span:
    """Where an id stands, without its version."""
    return match.start(), match.end("number" if match["number"] else "old_number")


def _add_dates(draft: Draft, marked: Marked, submitted: Mark | None, limit: int) -> None:
    """First and latest version: from the line of dates, else from the history."""
    text = draft.flow.text
    dates = SUBMITTED_RE.match(text, submitted.start) if submitted else None
    if dates is not None:
        draft.add("published", dates.span("first"))
        latest = next((name for name in ("third", "second") if dates[name]), None)
        if latest:
            draft.add("updated", dates.span(latest))
        return
    history = marked.last("history")
    versions = list(VERSION_LINE_RE.finditer(text, history.end, min(limit, history.end + 20_000))) if history else []
    if versions and versions[0]["number"] == "1":
        draft.add("published", versions[0].span("date"))
    if versions and versions[-1]["number"] != "1":
        draft.add("updated", versions[-1].span("date"))


def _add_table(draft: Draft, marked: Marked, found: Found, limit: int) -> None:
    """Comments, subjects, journal and DOI."""
    flow = draft.flow
    for name, kind in (("comments", "comments"), ("journal_ref", "journal")):
        mark = marked.first(kind)
        draft.add(name, find_value(flow, marked, mark, limit) if mark else None)
    for mark in marked.marks:
        if mark.kind == "other" and (place := find_value(flow, marked, mark, limit)) is not None:
            draft.explain("arxiv.class-numbers", (mark.start, place[1]))
    mark = marked.first("doi")
    place = find_value(flow, marked, mark, limit) if mark else None
    doi = DOI_RE.search(flow.text, *place) if place else None
    draft.add("identifiers.doi", doi.span() if doi else None)
    subjects = marked.first("subjects")
    place = _subjects_behind(flow, subjects.end, marked.after(subjects, limit)) if subjects else _bare_subjects(flow, found, marked)
    if place is not None and CODE_RE.search(flow.text, *place):
        draft.add_list("categories", split_subjects(flow.text, place))
    cite = marked.first("cite", "version")
    code = re.compile(rf"\[(?P<code>{CATEGORY_RE})\]").search(flow.text, cite.end, cite.end + 200) if cite else None
    if code is not None:
        draft.add_list("categories", [code.span("code")])


def _subjects_behind(flow: Flow, start: int, end: int) -> Span | None:
    """The subjects behind their label; an extraction may have broken them before each semicolon."""
    edge = EDGE_RE.match(flow.text, start, end)
    rows: list[Span] = []
    for low, high in flow.rows(edge.end() if edge else start, end):
        if rows and CODE_RE.search(flow.text, low, high) is None and not flow.text.startswith(";", low) and flow.text[high - 1] != ")":
            break
        rows.append((low, high))
    if not rows:
        return None
    tail = TAIL_RE.search(flow.text, rows[0][0], rows[-1][1])
    return rows[0][0], tail.start() if tail else rows[-1][1]


def _bare_subjects(flow: Flow, found: Found, marked: Marked) -> Span | None:
    """The subjects where their label was lost: names with codes on a line of the table."""
    cite = marked.first("cite", "version", "datacite")
    start = found.abstract[1] if found.abstract else cite.start - 2_000 if cite else 0
    match = BARE_SUBJECTS_RE.search(flow.text, max(0, start), cite.start) if cite and start < cite.start else None
    return match.span("list") if match else None
