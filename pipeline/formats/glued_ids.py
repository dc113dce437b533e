"""Abstracts as text with arXiv's comments and ids, each id glued to the record after it.

    We present NSA, a Natively trainable Sparse Attention mechanism ...
    Preprint, under review. 42 pages
    arXiv:2502.11089In this work, we introduce Janus-Pro, ...

The id that opens a line **closes the record before it**; the text glued to it begins the next one. Between abstract and
id stand comments, if any. An id inside a comment is not the record's.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats import labelled_abstracts
from pipeline.formats.kinds import Cut, Range, TextFormat, common_plan
from pipeline.formats.prose import OPENING_RE, is_long, is_prose
from pipeline.lines import Joint, Line
from pipeline.raw import RawField, RawRecord
from pipeline.records import Span
from pipeline.repair.arxiv_ids import GluedId, find_glued_id
from pipeline.rules import compile_rules, match_line

FILE_SEAM_RE = re.compile(r"(?<=[\w)%][.!?])(?=[A-Z][a-z]*(?: [a-z(]|[ -][A-Z]))")
CODE_RE = re.compile(r"[^\s,;]+")
MARKUP_RE = re.compile(r"^</?[A-Za-z!]|^\\{2}|</?[a-z]{1,10}>$")
"""A line of a page's source, or a rule between the records of an e-mail."""
MAX_NOTES = 2
"""So many lines that no rule knows as comments may stand between an abstract and its id; more are no comments."""


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """From the abstract of each record to the id that closes it, and what is glued to the last id.

    An id alone on its line, with nothing above it that could be its record, says nothing: pages of many kinds have such lines.
    It counts where another id stands right above or below it.
    """
    low, is_chained = 0, False
    for group in _group_ids(lines):
        first, last = group[0], group[-1]
        start = _first_line(lines, low, first, is_chained=is_chained)
        is_chained = start < first or len(group) > 1 or _is_glued(lines, last)
        if is_chained:
            yield start, first + 1
            yield from itertools.pairwise([first + 1, *(index + 1 for index in group[1:])])
        low = last + 1
    if is_chained:
        yield from _unclosed(lines, low - 1)


def _group_ids(lines: Sequence[Line]) -> list[list[int]]:
    """The lines that are ids, those with nothing between them together."""
    groups: list[list[int]] = []
    is_open = False
    for index, line in enumerate(lines):
        if find_glued_id(line.look) is not None:
            if is_open:
                groups[-1].append(index)
            else:
                groups.append([index])
            is_open = True
        elif line.text:
            is_open = False
    return groups


def _is_glued(lines: Sequence[Line], index: int) -> bool:
    """Whether text is glued to the id at `index`: the layout's own mark."""
    return index + 1 < len(lines) and lines[index + 1].start == lines[index].end and bool(lines[index + 1].text)


def _first_line(lines: Sequence[Line], low: int, closing: int, *, is_chained: bool) -> int:
    """Where the record closed by the id at `closing` begins, not before `low`; `is_chained` if a record of this layout ends there.

    All that stands behind an id is the next record's, as long as it begins like one; else the abstract is looked for from the id upwards.
    """
    filled = [index for index in range(low, closing) if lines[index].text]
    if is_chained and filled and not any(_is_foreign(lines[index]) for index in filled):
        opening = lines[filled[0]].text
        if _is_glued(lines, low - 1) or is_prose(opening) or is_comment(opening):
            return filled[0]
    notes = 0
    for index in reversed(filled):
        text = lines[index].text
        if notes > MAX_NOTES or match_line("boilerplate", text) is not None or MARKUP_RE.search(text):
            break
        if not is_comment(text):
            if is_prose(text):
                return index
            notes += 1
    return _comments_start(lines, filled, closing)


def _comments_start(lines: Sequence[Line], filled: list[int], closing: int) -> int:
    """The first of the comments right above an id whose record has no abstract; the id itself where there are none."""
    start = closing
    for index in reversed(filled):
        if not is_comment(lines[index].text):
            break
        start = index
    return start


def _unclosed(lines: Sequence[Line], previous: int) -> Iterator[Range]:
    """The record glued to the last id, whose own id the dump does not reach."""
    index = previous + 1
    if index == len(lines) or lines[index].start != lines[previous].end or _is_foreign(lines[index]) or not is_prose(lines[index].text):
        return
    end = index + 1
    while end < len(lines) and is_comment(lines[end].text):
        end += 1
    yield index, end


def _is_foreign(line: Line) -> bool:
    """Whether a line is of another layout, so that the dump has changed format between two ids."""
    return match_line("boilerplate", line.text) is not None or bool(MARKUP_RE.search(line.text)) or labelled_abstracts.LABEL_RE.match(line.look) is not None


def is_comment(text: str) -> bool:
    """Whether a line is what authors write into arXiv's comments: pages, venue, notices.

    What opens as abstracts do is none, though it speaks of pages or venues.

    >>> is_comment("Preprint, under review. 42 pages"), is_comment("We prove in 12 pages that bees count.")
    (True, False)
    """
    short = not is_long(text) and OPENING_RE.match(text) is None
    return any((short or item.rule.where == "start") and item.regex.search(text) for item in compile_rules("comments"))


def cut(lines: Sequence[Line]) -> Cut:
    """One record: abstract, comments, id, and what is stamped beside the id."""
    *body, last = [line for line in lines if line.text]
    glued = find_glued_id(last.look)
    if glued is None:
        body.append(last)
    abstract = _abstract_lines(body)
    fields = [*_text_field("abstract", abstract), *_text_field("comments", body[len(abstract) :])]
    if glued is not None:
        fields.extend(_id_fields(last, glued))
    return Cut((RawRecord(tuple(fields)),))


def _abstract_lines(body: list[Line]) -> list[Line]:
    """The lines of the abstract: the first, unless it is a comment, and long paragraphs right behind it."""
    if not body or is_comment(body[0].text):
        return []
    count = 1
    while count < len(body) and is_long(body[count].text) and not is_comment(body[count].text):
        count += 1
    return body[:count]


def _text_field(name: str, lines: list[Line]) -> Iterator[RawField]:
    if lines:
        first = labelled_abstracts.LABEL_RE.match(lines[0].look) if name == "abstract" else None
        spans = (lines[0].span(first.end() if first else 0), *(line.span() for line in lines[1:]))
        yield RawField(name, spans, common_plan(lines))


def _id_fields(line: Line, glued: GluedId) -> Iterator[RawField]:
    yield RawField("identifiers.arxiv", (line.span(*glued.id),))
    if glued.version is not None:
        yield RawField("identifiers.arxiv_version", (line.span(*glued.version),))
    if glued.category is not None:
        yield RawField("categories", tuple(_list_codes(line, glued.category)))
    if glued.date is not None:
        is_first = glued.version is None or line.look[slice(*glued.version)].lstrip("vV") == "1"
        yield RawField("published" if is_first else "updated", (line.span(*glued.date),))


def _list_codes(line: Line, bracketed: Span) -> Iterator[Span]:
    """The codes between the brackets behind an id: arXiv's stamp has one, other pages several."""
    for match in CODE_RE.finditer(line.look, *bracketed):
        yield line.span(*match.span())


def joints(lines: Sequence[Line]) -> Iterable[Joint]:
    """Behind an id that opens a line, and where the first abstract before an id is glued to text of another layout."""
    low = 0
    for index, line in enumerate(lines):
        glued = find_glued_id(line.look) if ":" in line.look[:40] else None
        if glued is None:
            continue
        yield index, glued.rest
        start = _first_line(lines, low, index, is_chained=False)
        if start < index:
            yield from _seams_of_files(lines, low, start)
        low = index + 1


def _seams_of_files(lines: Sequence[Line], low: int, index: int) -> Iterator[Joint]:
    """Where two abstracts meet on a line because a file without a final line end was joined to the next.

    A sentence that begins right behind the full stop of another is proof only where what stands above the line is no record of
    this layout, and where there is one such place: authors, too, forget a space.
    """
    if any(line.text for line in lines[low:index]):
        places = [match.start() for match in FILE_SEAM_RE.finditer(lines[index].look)]
        if len(places) == 1:
            yield index, places[0]


FORMAT = TextFormat(
    name="glued-ids",
    summary="Abstracts with comments, each closed by 'arXiv:2502.11089' glued to the next record.",
    find=find,
    cut=cut,
    joints=joints,
)
