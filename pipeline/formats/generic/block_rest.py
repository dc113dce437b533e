"""What a block of a page says beside its fields: which of it is told to be boilerplate by its place, and which is left to be rejected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.formats.arxiv.page_block import subtract
from pipeline.formats.prose import is_long
from pipeline.page import Page
from pipeline.raw import RawRecord
from pipeline.records import Span


def explain_rest(page: Page, place: Span, record: RawRecord, rule: str, prose: str | None = None) -> Iterator[tuple[Span, str]]:
    """The lines of a block that are in no field, each with the rule for its place; running text has a rule of its own, and is left alone without one."""
    taken = sorted(span for field in record.fields for span in field.spans)
    for gap in subtract(place, taken):
        for low, high in list_lines(page, gap):
            told = prose if is_long(page.text[low:high]) else rule
            if told is not None:
                yield (low, high), told


def list_lines(page: Page, span: Span) -> Iterator[Span]:
    """The lines of a part of the page's text that are not blank, without white space at their ends."""
    start, end = span
    while start < end:
        stop = page.text.find("\n", start, end)
        stop = end if stop < 0 else stop
        low, high = page.trim(start, stop)
        if low < high:
            yield low, high
        start = stop + 1


def place_record(record: RawRecord, place: Span) -> RawRecord:
    """The record as that of a stretch of the visible text, which may be several elements."""
    return RawRecord(record.fields, record.flags, place=place)


def join_cut(parts: Iterable[tuple[RawRecord, Iterable[tuple[Span, str]]]]) -> tuple[tuple[RawRecord, ...], tuple[tuple[Span, str], ...]]:
    """The records of blocks, and all that is explained beside them."""
    kept = [(record, tuple(rest)) for record, rest in parts]
    return tuple(record for record, _ in kept), tuple(stretch for _, rest in kept for stretch in rest)


def ends_all(texts: Iterable[str]) -> bool:
    """Whether a page puts a full stop behind every title.

    >>> ends_all(["Counting Bees.", "Do They Count?"]), ends_all(["Counting Bees.", "Hives"]), ends_all(["Counting Bees."])
    (True, False, False)
    """
    ends = [text.rstrip()[-1:] for text in texts]
    return len(ends) > 1 and "." in ends and all(end in (".", "?", "!") for end in ends)


def drop_stop(page: Page, span: Span) -> Span:
    """The span without one full stop at its end."""
    text = page.text[slice(*span)]
    return (span[0], span[1] - 1) if text.endswith(".") and not text.endswith("..") else span
