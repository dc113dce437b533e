"""An aggregator's listing as text: three lines a record.

    CLJan 22, 2025Code
    DeepSeek-R1: Incentivizing ... via Reinforcement LearningDeepSeek-AI, Daya Guo, Dejian Yang et al. · stanford, tsinghua
    We introduce our first-generation reasoning models, ...

The first holds category, date and the badge of a record with code, glued; the second title and authors, glued.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats.kinds import Cut, Range, TextFormat, common_plan, field_lines
from pipeline.formats.prose import ends_sentence, is_long, is_prose
from pipeline.formats.seam import Seam, find_seam
from pipeline.lines import Joint, Line
from pipeline.raw import RawField, RawRecord
from pipeline.repair.categories import BARE_CATEGORY_RE, CATEGORY_RE
from pipeline.repair.dates import DATE_RE, MONTH_YEAR_RE
from pipeline.rules import match_line

_CODE = rf"(?:{CATEGORY_RE}|{BARE_CATEGORY_RE})"
# A date that counts from a day the page does not name is no value, but its record is a record.
_RELATIVE = r"today|yesterday|\d{1,2} (?:hour|day|week|month)s? ago"
_DAY = rf"(?i:{DATE_RE}|\d\d?-[a-z]{{3}}-\d{{4}}|\d{{4}}/\d\d?/\d\d?|\d\d?[./]\d\d?[./]\d{{4}}|{MONTH_YEAR_RE}|{_RELATIVE})"
HEADER_RE = re.compile(rf"\s*(?P<categories>{_CODE}(?:(?:[,;/] ?| ){_CODE})*)[\s·|,]*(?P<date>{_DAY})[\s·|]*(?P<badge>Code)?\s*")
CODE_RE = re.compile(r"[^\s,;/]+")
MAX_HEADER_CHARS = 80
MIN_ABSTRACT_WORDS = 8
GLUED_HEADER_RE = re.compile(rf"(?<=[.!?)])(?=(?:{HEADER_RE.pattern})$)")


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """A header, the line of title and authors, and the abstract, which may be missing; blank lines do not count."""
    index = 0
    while index < len(lines):
        parts = _parts(lines, index)
        if parts is None:
            index += 1
        else:
            yield index, parts[-1] + 1
            index = parts[-1] + 1


def _parts(lines: Sequence[Line], index: int) -> list[int] | None:
    """The indices of the header at `index`, its title line and the lines of its abstract; None where that is no record."""
    if not _is_header(lines[index]):
        return None
    following = _filled(lines, index + 1)
    title = next(following, None)
    if title is None or _is_header(lines[title]) or (is_long(lines[title].look) and find_seam(lines[title].look) is None):
        return None
    parts = [index, title]
    first = next(following, None)
    if first is not None and _is_abstract(lines[first]):
        parts.append(first)
        parts.extend(_wrapped(lines, first))
    elif find_seam(lines[title].look) is None:
        return None
    return parts


def _is_abstract(line: Line) -> bool:
    """Whether the third line of a record is its abstract: running text, or a sentence without its full stop."""
    if _is_header(line) or match_line("boilerplate", line.text) is not None:
        return False
    return is_prose(line.look) or (len(line.text.split()) >= MIN_ABSTRACT_WORDS and find_seam(line.look) is None)


def _wrapped(lines: Sequence[Line], first: int) -> Iterator[int]:
    """The lines right below an abstract that its last sentence runs on to."""
    index = first + 1
    while index < len(lines) and lines[index].text and not ends_sentence(lines[index - 1].look):
        if _is_header(lines[index]) or match_line("boilerplate", lines[index].text) is not None:
            return
        yield index
        index += 1


def _filled(lines: Sequence[Line], start: int) -> Iterator[int]:
    return (index for index in range(start, len(lines)) if lines[index].text)


def _is_header(line: Line) -> bool:
    return HEADER_RE.fullmatch(line.look) is not None


def cut(lines: Sequence[Line]) -> Cut:
    """One record from its lines."""
    header, title, *abstract = [line for line in lines if line.text]
    seam = find_seam(title.look, " ".join(line.look for line in abstract))
    fields = [*_header_fields(header), *_title_fields(title, seam)]
    if abstract:
        fields.append(RawField("abstract", field_lines(abstract), common_plan(abstract)))
    flags = ("seam-doubtful",) if seam is not None and seam.doubtful else ()
    return Cut((RawRecord(tuple(fields), flags),))


def _header_fields(line: Line) -> Iterator[RawField]:
    match = HEADER_RE.fullmatch(line.look)
    if match is None:  # pragma: no cover - `find` gives only runs that begin with a header
        raise ValueError(line.look)
    codes = CODE_RE.finditer(line.look, *match.span("categories"))
    yield RawField("categories", tuple(line.span(*code.span()) for code in codes), line.plan)
    yield RawField("published", (line.span(*match.span("date")),), line.plan)
    if match["badge"]:
        yield RawField("has_code", (line.span(*match.span("badge")),), line.plan)


def _title_fields(line: Line, seam: Seam | None) -> Iterator[RawField]:
    """Title and people; all of the line is the title where no seam was found."""
    yield RawField("title", (line.span(0, None if seam is None else seam.title_end),), line.plan)
    if seam is None:
        return
    for name, spans in (("authors", seam.authors), ("affiliations", seam.affiliations)):
        if spans:
            yield RawField(name, tuple(line.span(*span) for span in spans), line.plan)
    if seam.et_al is not None:
        yield RawField("authors_complete", (line.span(*seam.et_al),), line.plan)


def joints(lines: Sequence[Line]) -> Iterable[Joint]:
    """Before a header that is glued to the end of the abstract before it."""
    for index, line in enumerate(lines):
        end = line.look.rstrip()
        if (end[-1:].isdigit() or end.endswith("Code")) and not _is_header(line):
            match = GLUED_HEADER_RE.search(end, max(0, len(end) - MAX_HEADER_CHARS))
            if match is not None:
                yield index, match.start()


FORMAT = TextFormat(
    name="aggregator",
    summary="Three lines a record: 'CLJan 22, 2025Code', title and authors glued, abstract.",
    find=find,
    cut=cut,
    joints=joints,
    is_local=True,
)
