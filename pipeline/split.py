"""Split: cut a text into regions by what it is made of, and the regions into records. Cleans nothing.

First come the documents that a parser reads, then the lines of what is left.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.documents import find_documents
from pipeline.formats import FORMATS
from pipeline.formats.kinds import EntryFormat, Format, Range, Region, TextFormat
from pipeline.formats.openings import Openings, find_apart
from pipeline.lines import Line, cut_lines, list_lines
from pipeline.records import Span

LINE_BEFORE_RE = re.compile(r"\}[ \t]*\r?\n\Z")
"""What ends right before an object of JSON Lines; in a list a comma stands there."""
LINE_SYNTAXES = ("json",)
"""A large dump may be cut between two entries in these, where each stands on lines of its own."""


def split(text: str, formats: Sequence[Format] = FORMATS) -> list[Region]:
    """The regions of a text, in order. What is in none of them is recognised by no format."""
    documents = list(find_documents(text, formats))
    texts = [format for format in formats if isinstance(format, TextFormat)]
    regions = list(documents)
    for start, end in _between(text, documents):
        regions.extend(_split_lines(text, start, end, texts))
    return sorted(regions, key=lambda region: region.span)


def _between(text: str, documents: Sequence[Region]) -> Iterator[Span]:
    """The stretches of the text that are in no document and not blank."""
    position = 0
    for start, end in [*(document.span for document in documents), (len(text), len(text))]:
        if text[position:start].strip():
            yield position, start
        position = end


def _split_lines(text: str, start: int, end: int, formats: Sequence[TextFormat]) -> Iterator[Region]:
    """The regions of a stretch of plain text. Each format in turn takes its lines from what those before it have left."""
    whole = list_lines(text, start, end)
    lines = cut_lines(whole, itertools.chain.from_iterable(format.joints(whole) for format in formats))
    openings = Openings(lines)
    free: list[Range] = [(0, len(lines))]
    for format in formats:
        left: list[Range] = []
        for low, high in free:
            taken = [(low + first, low + last) for first, last in find_apart(format, lines[low:high], openings)]
            yield from (_to_region(format, lines[first:last]) for first, last in taken)
            left.extend(_subtract((low, high), taken))
        free = left


def find_cut(text: str, start: int, formats: Sequence[Format] = FORMATS) -> int | None:
    """The first character from `start` on at which a text may be cut in two without a trace; None where there is none.

    That is where a record begins that shows it by its first line, and where the two halves, each by itself, are cut as the whole is.
    """
    regions = split(text, formats)
    whole = _show(text, regions)
    for cut in _find_starts(text, regions, formats):
        if cut >= max(start, 1):
            halves = [*_show(text[:cut], split(text[:cut], formats)), *_show(text[cut:], split(text[cut:], formats))]
            if halves == whole:
                return cut
    return None


def _find_starts(text: str, regions: Iterable[Region], formats: Sequence[Format]) -> Iterator[int]:
    """Where a record begins that shows it by its first line."""
    local = {format.name for format in formats if isinstance(format, TextFormat) and format.is_local}
    lined = {format.name for format in formats if isinstance(format, EntryFormat) and format.syntax in LINE_SYNTAXES}
    for region in regions:
        if region.format in local:
            yield region.span[0]
        elif region.format in lined:
            starts = (record.span[0] for record in region.cut.records)
            yield from (start for start in starts if LINE_BEFORE_RE.search(text[max(0, start - 80) : start]) is not None)


def _show(text: str, regions: Iterable[Region]) -> list[tuple[object, ...]]:
    """What the regions hold, wherever in the text they stand. A run of entries is what its entries are, however many are in one region."""
    shown: list[tuple[object, ...]] = []
    for region in regions:
        source = text if region.page is None else region.page.text
        records = [[(field.name, field.plan, field.texts(source)) for field in record.fields] for record in region.cut.records]
        lost = [(text[slice(*span)], reason) for span, reason in region.cut.rejected]
        if region.outside is None:
            shown.append((region.format, text[slice(*region.span)], records))
        else:
            shown.extend([*((region.format, record) for record in records), *lost])
    return shown


def _to_region(format: TextFormat, lines: Sequence[Line]) -> Region:
    return Region(format.name, (lines[0].start, lines[-1].end), format.cut(lines))


def _subtract(whole: Range, taken: Iterable[Range]) -> Iterator[Range]:
    """The runs of lines in `whole` that are in none of `taken` (in order, disjoint)."""
    edges = [whole[0], *itertools.chain.from_iterable(taken), whole[1]]
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        if low < high:
            yield low, high
