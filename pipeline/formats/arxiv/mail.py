r"""arXiv's mails, its monthly listings in the same grammar, and its `.abs` files, from 1991 to now.

    ------------------------------------------------------------------------------
    \\
    Paper: hep-th/9405123
    From: Ann Lee <lee@example.org>
    Date: Thu, 19 May 1994 10:00:00 GMT   (12kb)
    Date (revised v2): Fri, 3 Jun 1994 09:00:00 GMT   (13kb)

    Title: A Title
    Authors: Ann Lee (Example University) and Bo Wu
    Categories: hep-th gr-qc
    Comments: 12 pages, LaTeX
    Journal-ref: Phys.Lett. B000 (1994) 1-9
    \\
      The abstract, which monthly listings and replacements do not have.
    \\ ( https://arxiv.org/abs/hep-th/9405123 ,  12kb)

Newer ones have `arXiv:2405.14333` in place of `Paper:` and no `From:`; an entry of another archive is marked `(*cross-listing*)`, a new
version has `replaced with revised version` and its date in place of `Date:`. Lines of dashes and per cent signs part entries and sections;
a mail has its own header, its notices between ruled lines, and a foot.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats.arxiv.mail_entries import ID_RE, LINK_RE, Entry, HeaderField, list_entries
from pipeline.formats.arxiv.mail_frames import find_heading, find_listed, find_regions, outside_entries
from pipeline.formats.kinds import Cut, Range, TextFormat, common_plan
from pipeline.formats.line_gaps import list_gaps
from pipeline.formats.people import find_et_al, split_people
from pipeline.lines import Joint, Line
from pipeline.raw import RawField, RawRecord
from pipeline.records import Span
from pipeline.repair.categories import is_category, resolve_category

HEADER = "mail.header"

TEXT_FIELDS = {
    "title": "title",
    "comments": "comments",
    "comment": "comments",
    "journal-ref": "journal_ref",
    "journal": "journal_ref",
    "doi": "identifiers.doi",
    "license": "license",
    "licence": "license",
    "abstract": "abstract",
}
AUTHORS = frozenset({"author", "authors", "author(s)"})
DATE_RE = re.compile(r"(?:[A-Za-z]{3},?\s+)?\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}(?:\s+\d{1,2}:\d\d(?::\d\d)?)?|[^()]*[^()\s]")
"""The day and the time, without the size, and without the zone, which the first mails name in their own ways."""
VERSION_RE = re.compile(r"\bv(?:ersion )?\d{1,2}\b")
REFERENCE_RE = re.compile(r"(?:\band\b|\b\w\b|[\d\W_])*")
LEGEND_RE = re.compile(r"\(\s*[\w*]{1,3}\s*\)")
NO_PLACE_RE = re.compile(r"\bauthors?\b|^\W*(?:eds?|editors?|deceased)\b|\bcollaboration\b|@", re.IGNORECASE)
ALL_RE = re.compile(r"(?:all|both)\s+(?:of|at|from)?\s*", re.IGNORECASE)
PUNCTUATION = " \t\r\n,;"
GLUED_RULE_RE = re.compile(r"(?<=[^\s-])-{60,}$")
RULE_TAIL = "-" * 60


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """An entry with what stands below it; where a date heads a mail or a day, all that it heads."""
    return find_regions(lines, list(list_entries(lines)))


def cut(lines: Sequence[Line]) -> Cut:
    """The records of the entries. The date that heads a mail is when they were listed."""
    entries = list(list_entries(lines))
    heading = find_heading(lines, 0, entries[0].lines[0]) if entries else None
    listed = None if heading is None else find_listed(lines, heading, entries[0].lines[0])
    records: list[RawRecord] = []
    boilerplate = list(outside_entries(lines, entries, listed))
    for entry in entries:
        fields = tuple(_list_fields(lines, entry))
        boilerplate.extend((span, HEADER) for span in list_gaps(lines[slice(*entry.lines)], fields))
        shared = () if listed is None else (RawField("listed", (listed,), is_shared=True),)
        records.append(RawRecord((*fields, *shared)))
    return Cut(tuple(records), tuple(boilerplate))


def _list_fields(lines: Sequence[Line], entry: Entry) -> Iterator[RawField]:
    """The fields of an entry, each once."""
    yield from _id_fields(lines[entry.id])
    yield from _date_fields(lines, [field for field in entry.header if field.name in ("date", "replaced", "added")])
    seen: set[str] = set()
    for field in entry.header:
        name = TEXT_FIELDS.get(field.name) or ("authors" if field.name in AUTHORS else field.name)
        passage = _Passage(lines[slice(*field.lines)], field.value)
        if name in seen or not passage.text.strip():
            continue
        seen.add(name)
        if name == "authors":
            yield from _people_fields(passage)
        elif name in ("categories", "category"):
            yield from _category_fields(passage)
        elif name in TEXT_FIELDS.values():
            yield RawField(name, (passage.span(0, len(passage.text)),), passage.plan)
    if "abstract" not in seen:
        yield from _abstract_fields(lines[slice(*entry.abstract)])
    if entry.link is not None and (link := LINK_RE.fullmatch(lines[entry.link].look)) is not None:
        yield RawField("urls", (lines[entry.link].span(*link.span("url")),))


def _id_fields(line: Line) -> Iterator[RawField]:
    """The id, unless it is the number alone, as the first mails of an archive have it, and its version."""
    match = ID_RE.fullmatch(line.look)
    if match is not None and not match["id"].isdecimal():
        yield RawField("identifiers.arxiv", (line.span(*match.span("id")),))
    if match is not None and match["version"]:
        yield RawField("identifiers.arxiv_version", (line.span(*match.span("version")),))


def _date_fields(lines: Sequence[Line], dates: Sequence[HeaderField]) -> Iterator[RawField]:
    """The first date is of the first version, the last one of those that are revised, or of the replacement, of the latest."""
    first = next((field for field in dates if _is_first(field)), None)
    later = [field for field in dates if not _is_first(field)]
    for name, field in (("published", first), ("updated", later[-1] if later else None)):
        if field is None:
            continue
        line = lines[field.lines[0]]
        match = DATE_RE.match(line.look, field.value)
        if match is not None:
            yield RawField(name, (line.span(*match.span()),))
    if later and (version := VERSION_RE.search(lines[later[-1].lines[0]].look, 0, later[-1].value)):
        yield RawField("identifiers.arxiv_version", (lines[later[-1].lines[0]].span(*version.span()),))


def _is_first(field: HeaderField) -> bool:
    return field.name == "date" and field.note.casefold() in ("", "v1", "original")


def _abstract_fields(lines: Sequence[Line]) -> Iterator[RawField]:
    spans = tuple(line.span() for line in lines if line.text)
    if spans:
        yield RawField("abstract", spans, common_plan(lines))


def _category_fields(passage: _Passage) -> Iterator[RawField]:
    """The codes, each once: a closed archive and its successor are one."""
    found: dict[str, Span] = {}
    for match in re.finditer(r"[^\s,;]+", passage.text):
        code, is_ambiguous = resolve_category(match.group())
        if is_ambiguous or is_category(code):
            found.setdefault(code, passage.span(*match.span()))
    if found:
        yield RawField("categories", tuple(found.values()))


def _people_fields(passage: _Passage) -> Iterator[RawField]:
    text = passage.text.rstrip()
    people = split_people(text[:-1] if text.endswith(").") else text)
    if people:
        yield RawField("authors", tuple(passage.span(*span) for span in people), passage.plan)
    ellipsis = find_et_al(passage.text)
    if ellipsis is not None:
        yield RawField("authors_complete", (passage.span(*ellipsis),))
    places = list(_find_affiliations(passage.text, people))
    if places:
        yield RawField("affiliations", tuple(passage.span(*span) for span in places), passage.plan)


def _find_affiliations(text: str, people: Sequence[Span]) -> Iterator[Span]:
    """What stands in brackets outside the names, but for numbers that point to a legend, and notes."""
    for start, end in _find_brackets(text):
        index = bisect_right(people, (start, end)) - 1
        if index >= 0 and people[index][1] > start:
            continue
        legends = [match.span() for match in LEGEND_RE.finditer(text, start + 1, end - 1)]
        edges = [start + 1, *itertools.chain.from_iterable(legends), end - 1]
        for part in zip(edges[::2], edges[1::2], strict=True):
            low, high = _trim_place(text, part)
            if low < high and not REFERENCE_RE.fullmatch(text, low, high) and not NO_PLACE_RE.search(text[low:high]):
                yield low, high


def _trim_place(text: str, part: Span) -> Span:
    """A part of a bracket without punctuation at its ends, and without the word that says that it holds for all."""
    piece = text[slice(*part)]
    start, end = part[0] + len(piece) - len(piece.lstrip(PUNCTUATION)), part[0] + len(piece.rstrip(PUNCTUATION))
    whole = ALL_RE.match(text, start, end)
    return start if whole is None else whole.end(), end


def _find_brackets(text: str) -> Iterator[Span]:
    """The outermost pairs of round brackets."""
    depth, start = 0, 0
    for match in re.finditer(r"[()]", text):
        if match.group() == "(":
            start = match.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield start, match.end()


class _Passage:
    """The value of a header field: its lines as one text, and the way back to the dump."""

    def __init__(self, lines: Sequence[Line], offset: int) -> None:
        self.lines = lines
        self.offset = offset
        self.text = "\n".join(line.look for line in lines)[offset:]
        self.starts = list(itertools.accumulate((len(line.look) + 1 for line in lines[:-1]), initial=0))
        self.plan = common_plan(lines)

    def span(self, start: int, end: int) -> Span:
        """The span of the dump behind `text[start:end]`, without white space at either end."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        return self._position(start), self._position(end - 1, after=1)

    def _position(self, index: int, after: int = 0) -> int:
        row = bisect_right(self.starts, index + self.offset) - 1
        return self.lines[row].position(index + self.offset - self.starts[row] + after)


def joints(lines: Sequence[Line]) -> Iterable[Joint]:
    """Before a ruled line that is glued to the end of the file before it."""
    for index, line in enumerate(lines):
        if line.look.endswith(RULE_TAIL) and (match := GLUED_RULE_RE.search(line.look, max(0, len(line.look) - 200))) is not None:
            yield index, match.start()


FORMAT = TextFormat(
    name="arxiv-mail",
    summary="arXiv's mails, monthly listings and .abs files: 'arXiv:' or 'Paper:', a header, the abstract between double backslashes.",
    find=find,
    cut=cut,
    joints=joints,
    is_local=True,
)
