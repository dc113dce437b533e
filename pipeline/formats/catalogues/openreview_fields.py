"""The fields of a forum of OpenReview, from the lines that `openreview_text` found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.formats.catalogues.openreview_lines import BADGES_RE, FORUM_LINK_RE, Label, Status, is_furniture
from pipeline.formats.kinds import Range, common_plan
from pipeline.formats.people import find_et_al, split_people
from pipeline.lines import Line
from pipeline.raw import RawField
from pipeline.records import Span

HEADING_RE = re.compile(r"\s*(?P<mark>#{1,6})\s+")
TITLE_TAIL_RE = re.compile(r"(?:\s*\[[^\[\]]*\]\([^()]*\))+\s*$|\s*Download PDF\s*$")
LINKED_NAME_RE = re.compile(r"\[(?P<name>[^\[\]]{2,80})\]\((?:[^()\s]*profile\?|mailto:|#)[^()]*\)")
ANONYMOUS_RE = re.compile(r"[\s#*]*anonymous(?: author(?:s|\(s\))?)?\s*", re.IGNORECASE)
HANDLE_RE = re.compile(r"\s*~[\w.-]+\d\s*")
NO_VENUE_RE = re.compile(r"submi|withdrawn|reject|blind|under review|readers", re.IGNORECASE)
LINK_LABELS = frozenset({"code", "link to code", "software", "data", "dataset", "datasets", "video", "code url", "project page", "external url"})
LINK_RE = re.compile(r"https?://[^\s()<>\[\]\"]+[^\s()<>\[\]\".,;]")
FLAT_DOT_RE = re.compile(r"(?<=[\w)?!\"'”])\.\s*$")


class Head(msgspec.Struct, frozen=True):
    """What stands above the status of a forum, by the indices of its lines, and the status."""

    start: int
    title: int | None
    authors: tuple[int, ...]
    index: int
    status: Status


class Value(msgspec.Struct, frozen=True):
    """A labelled field: the lines of its value, and where on the first it begins."""

    label: Label
    label_line: int
    lines: Range
    offset: int


def list_fields(lines: Sequence[Line], head: Head, values: Sequence[Value], end: int) -> Iterator[RawField]:
    """The fields of a forum, each once."""
    yield from _id_field(lines, head)
    if head.title is not None:
        yield _title_field(lines[head.title])
    yield from _people_fields([lines[at] for at in head.authors])
    line, status = lines[head.index], head.status
    below = values[0].label_line if values else end
    venue = (line, status.venue) if status.venue else _find_venue(lines[head.index + 1 : below])
    if status.published is not None:
        yield RawField("published", (line.span(*status.published),))
    if status.modified is not None:
        yield RawField("updated", (line.span(*status.modified),))
    if venue is not None and not NO_VENUE_RE.search(venue[0].look[slice(*venue[1])]):
        yield RawField("journal_ref", (venue[0].span(*venue[1]),))
    license_place = (line, status.license) if status.license else _find_license(lines[head.index + 1 : below])
    if license_place is not None:
        yield RawField("license", (license_place[0].span(*license_place[1]),))
    abstract = next((value for value in values if value.label.name == "abstract"), None)
    if abstract is not None:
        yield from _abstract_field(lines, abstract)
    links = dict(reversed([item for value in values if value.label.name in LINK_LABELS for item in _list_links(lines[slice(*value.lines)])]))
    if links:
        yield RawField("urls", tuple(sorted(links.values())))


def _id_field(lines: Sequence[Line], head: Head) -> Iterator[RawField]:
    """The id of the forum, from the first address above its status, or on it."""
    for line in lines[head.start : head.index + 1]:
        match = FORUM_LINK_RE.search(line.look)
        if match is not None:
            yield RawField("identifiers.openreview", (line.span(*match.span("id" if match["id"] else "local")),))
            return


def _title_field(line: Line) -> RawField:
    """The title without the mark of a heading, links behind it, and the full stop of a line that was flattened."""
    mark, tail = HEADING_RE.match(line.look), TITLE_TAIL_RE.search(line.look)
    start, end = 0 if mark is None else mark.end(), len(line.look) if tail is None else tail.start()
    stop = FLAT_DOT_RE.search(line.look, start, end) if mark is not None else None
    return RawField("title", (line.span(start, end if stop is None else stop.start()),), line.plan)


def _people_fields(lines: Sequence[Line]) -> Iterator[RawField]:
    spans: list[Span] = []
    ellipsis: Span | None = None
    for line in lines:
        if ANONYMOUS_RE.fullmatch(line.look) or HANDLE_RE.fullmatch(line.look):
            continue
        linked = [match.span("name") for match in LINKED_NAME_RE.finditer(line.look)]
        mark = HEADING_RE.match(line.look)
        start = 0 if mark is None else mark.end()
        stop = FLAT_DOT_RE.search(line.look) if mark is not None else None
        text = line.look[start : len(line.look) if stop is None else stop.start()]
        spans.extend(line.span(*span) for span in linked or ((start + low, start + high) for low, high in split_people(text)))
        found = find_et_al(text)
        ellipsis = line.span(start + found[0], start + found[1]) if found else ellipsis
    if spans:
        yield RawField("authors", tuple(spans), common_plan(lines))
    if ellipsis is not None:
        yield RawField("authors_complete", (ellipsis,))


def _find_venue(lines: Sequence[Line]) -> tuple[Line, Span] | None:
    """The venue on a line of its own, right below the dates."""
    line = next((line for line in lines if line.text), None)
    if line is None or is_furniture(line):
        return None
    badges = BADGES_RE.search(line.look)
    span = (0, len(line.look) if badges is None else badges.start())
    return (line, span) if line.look[slice(*span)].strip() else None


def _find_license(lines: Sequence[Line]) -> tuple[Line, Span] | None:
    found = ((line, match) for line in lines if (match := BADGES_RE.search(line.look)) is not None and match["license"])
    line, match = next(found, (None, None))
    return None if line is None or match is None else (line, match.span("license"))


def _abstract_field(lines: Sequence[Line], value: Value) -> Iterator[RawField]:
    body = lines[slice(*value.lines)]
    spans = [body[0].span(value.offset), *(line.span() for line in body[1:] if line.text)]
    kept = tuple(span for span in spans if span[0] < span[1])
    if kept:
        yield RawField("abstract", kept, common_plan(body))


def _list_links(lines: Sequence[Line]) -> Iterator[tuple[str, Span]]:
    """The addresses in some lines, and where each stands."""
    for line in lines:
        yield from ((match.group(), line.span(*match.span())) for match in LINK_RE.finditer(line.look))
