"""Strip: boilerplate out of the page and out of the fields' edges, until every character of the text is accounted for.

Each character is in exactly one stretch: a field of a record, boilerplate with the rule that says so, a separator, or
rejected with a reason. Nothing is taken out of the middle of a field here: that is an edit, and `repair`'s to make.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from pipeline.formats.kinds import Region
from pipeline.lines import LINE_END_RE
from pipeline.page import Page
from pipeline.raw import Item, RawField, RawRecord
from pipeline.records import RejectReason, Span, StretchKind
from pipeline.rules import CompiledRule, compile_rules, match_line

SEPARATOR_RE = re.compile(r"[\s,;/·|•\ufeff\u200b]*|Â·")
"""What may stand between two fields and means nothing else; the last is ` · ` once more, as mojibake."""

BRACKETS_RE = re.compile(r"[\s,;\[\]{}]*")
"""What may stand between two entries and means nothing else."""

EDGE_CHARS = 80
"""No label and no link at the edge of a field is longer."""


class TextStretch(msgspec.Struct, frozen=True):
    """A stretch in characters of the text. `record` is the index of the record whose field it is."""

    span: Span
    kind: StretchKind
    ref: str | None
    record: int | None = None
    is_page: bool = False
    """True for a page, which has an account of its own."""


class StrippedRecord(msgspec.Struct, frozen=True):
    """A record without boilerplate, and the format it is in. Its spans are of the visible text of the page, where it is from one."""

    format: str
    raw: RawRecord
    page: int | None = None
    """The index of its page."""


class StrippedPage(msgspec.Struct, frozen=True):
    """A page: where in the text it stands, and the account of its visible characters."""

    page: Page
    span: Span
    stretches: tuple[TextStretch, ...]


class Stripped(msgspec.Struct, frozen=True):
    """The records of a text without boilerplate, and the account of all its characters, in order."""

    records: tuple[StrippedRecord, ...]
    stretches: tuple[TextStretch, ...]
    pages: tuple[StrippedPage, ...] = ()


def strip(text: str, regions: Sequence[Region]) -> Stripped:
    """Trim the fields of all regions and account for every character of the text, and of every page in it."""
    records: list[StrippedRecord] = []
    stretches: list[TextStretch] = []
    pages: list[StrippedPage] = []
    position = 0
    for region in regions:
        stretches.extend(_reject(text, (position, region.span[0]), "unrecognised"))
        source = text if region.page is None else region.page.text
        trimmed = [record for raw in region.cut.records if (record := trim_record(source, raw)).fields]
        first = len(records)
        records.extend(StrippedRecord(region.format, record, None if region.page is None else len(pages)) for record in trimmed)
        if region.page is not None:
            inner = _account_blocks(source, (0, len(source)), region, list(enumerate(trimmed, first)))
            pages.append(StrippedPage(region.page, region.span, tuple(_join(list(inner)))))
            stretches.append(TextStretch(region.span, "field" if trimmed else "boilerplate", "*" if trimmed else region.outside, is_page=True))
        elif region.outside is not None:
            stretches.extend(_account_entries(text, region, list(enumerate(trimmed, first))))
        else:
            stretches.extend(_account(text, region, list(enumerate(trimmed, first))))
        position = region.span[1]
    stretches.extend(_reject(text, (position, len(text)), "unrecognised"))
    return Stripped(tuple(records), tuple(_join(stretches)), tuple(pages))


def trim_record(text: str, record: RawRecord) -> RawRecord:
    """The record without the boilerplate at its fields' edges; a field of which nothing is left goes."""
    trimmed = [_trim_field(text, field) for field in record.fields]
    fields = tuple([field for field in trimmed if field.items or field.spans])
    if all(field.is_shared for field in fields):
        fields = ()
    return record if fields == record.fields else msgspec.structs.replace(record, fields=fields)


def _trim_field(text: str, field: RawField) -> RawField:
    if field.items and not _edge_rules(field.name):
        return field
    if field.items:
        items = tuple(_trim_item(item, field.name) for item in field.items)
        return field if items == field.items else msgspec.structs.replace(field, items=tuple(item for item in items if item[0].text))
    spans = tuple(span for span in (_trim_span(text, span, field.name) for span in field.spans) if span[0] < span[1])
    return field if spans == field.spans else msgspec.structs.replace(field, spans=spans)


def is_trimmed(text: str, name: str) -> bool:
    """Whether rules find boilerplate at the edges of a text of this field."""
    starts, lasts = _edge_signs(name)
    if starts.match(text, 0, EDGE_CHARS) is None and lasts is not None and not text.rstrip().endswith(lasts):
        return False
    return _trim_span(text, (0, len(text)), name) != (0, len(text))


def _trim_item(item: Item, name: str) -> Item:
    """The item without what rules find at the edges of its text; one that is made of several pieces has none."""
    if len(item) > 1:
        return item
    start, end = _trim_span(item[0].text, (0, len(item[0].text)), name)
    return item if (start, end) == (0, len(item[0].text)) else (item[0].part(start, end),)


def _trim_span(text: str, span: Span, name: str) -> Span:
    """The span without what `start` and `end` rules for this field find at its edges, one after the other until none does."""
    start, end = span
    rules = _edge_rules(name)
    changed = bool(rules)
    while changed and start < end:
        changed = False
        for item in rules:
            low, high = _find_edge(text, (start, end), item)
            changed = changed or low < high
            if low < high and item.rule.where == "start":
                start = high
            elif low < high:
                end = low
    return start, max(start, end)


def _find_edge(text: str, span: Span, item: CompiledRule) -> Span:
    """What a rule finds at its edge of a span; an empty span where that is nothing."""
    start, end = span
    if item.rule.where == "start":
        match = item.regex.match(text[start : min(end, start + EDGE_CHARS)])
        return (start, start if match is None else start + match.end())
    window = text[max(start, end - EDGE_CHARS) : end]
    if item.rule.last and not window.rstrip().endswith(item.rule.last):
        return end, end
    match = item.regex.search(window)
    return (end, end) if match is None else (end - len(window) + match.start(), end - len(window) + match.end())


@cache
def _edge_signs(name: str) -> tuple[re.Pattern[str], tuple[str, ...] | None]:
    """What a text must begin with, or end in (None: anything), for a rule to find something at its edges: most texts do neither."""
    rules = _edge_rules(name)
    starts = "|".join(f"(?:{item.regex.pattern})" for item in rules if item.rule.where == "start")
    lasts = [item.rule.last for item in rules if item.rule.where == "end"]
    return re.compile(starts or "(?!)"), tuple(itertools.chain.from_iterable(lasts)) if all(lasts) else None


def list_edged_fields() -> frozenset[str]:
    """The fields that have rules for their edges."""
    return frozenset(name for item in compile_rules("labels") if item.rule.where in ("start", "end") for name in item.rule.fields)


@cache
def _edge_rules(name: str) -> tuple[CompiledRule, ...]:
    """The rules for the edges of a field."""
    return tuple(item for item in compile_rules("labels") if item.rule.where in ("start", "end") and name in item.rule.fields)


def _account(text: str, region: Region, records: Sequence[tuple[int, RawRecord]]) -> Iterator[TextStretch]:
    """The stretches of a region of lines: its fields, and what stands between them."""
    known = [TextStretch(span, "boilerplate", rule) for span, rule in region.cut.boilerplate]
    known.extend(_list_fields(records))
    yield from _fill(text, region.span, _drop_overlaps(known))


def _fill(text: str, span: Span, known: Sequence[TextStretch]) -> Iterator[TextStretch]:
    """The stretches that are known in a span, and what is between them, line by line."""
    position = span[0]
    for stretch in sorted(known, key=lambda stretch: stretch.span):
        yield from _explain_gap(text, (position, stretch.span[0]))
        yield stretch
        position = stretch.span[1]
    yield from _explain_gap(text, (position, span[1]))


def _list_fields(records: Sequence[tuple[int, RawRecord]]) -> Iterator[TextStretch]:
    """The spans of the records' fields, those that several share once."""
    taken: set[Span] = set()
    for index, record in records:
        for field in record.fields:
            for span in field.spans:
                if span in taken:
                    continue
                taken.add(span)
                yield TextStretch(span, "field", field.name, None if field.is_shared else index)


def _account_entries(text: str, region: Region, records: Sequence[tuple[int, RawRecord]]) -> Iterator[TextStretch]:
    """The stretches of a region of entries: each entry is one, and between them is what holds them together."""
    known = [TextStretch(record.span, "field", "*", index) for index, record in records]
    known.extend(TextStretch(span, "boilerplate", rule) for span, rule in region.cut.boilerplate)
    known.extend(TextStretch(span, "rejected", reason) for span, reason in region.cut.rejected)
    known.extend(stretch for stretch in _list_fields(records) if stretch.record is None)
    position = region.span[0]
    for stretch in sorted(known, key=lambda stretch: stretch.span):
        yield from _wrap(text, (position, stretch.span[0]), region.outside)
        yield stretch
        position = stretch.span[1]
    yield from _wrap(text, (position, region.span[1]), region.outside)


def _account_blocks(text: str, span: Span, region: Region, records: Sequence[tuple[int, RawRecord]]) -> Iterator[TextStretch]:
    """The stretches of a page's visible text: the fields, what stands in the blocks beside them, and what stands outside."""
    blocks = _merge_spans([record.span for _, record in records if record.place is not None])
    fields = [*_list_fields(records), *(TextStretch(place, "boilerplate", rule) for place, rule in region.cut.boilerplate)]
    fields = _drop_overlaps(fields)
    position, index = span[0], 0
    for low, high in [*blocks, (span[1], span[1])]:
        while index < len(fields) and fields[index].span[0] < low:
            yield from _wrap(text, (position, fields[index].span[0]), region.outside)
            yield fields[index]
            position = fields[index].span[1]
            index += 1
        yield from _wrap(text, (position, max(position, low)), region.outside)
        first = index
        while index < len(fields) and fields[index].span[0] < high:
            index += 1
        yield from _fill(text, (max(position, low), high), fields[first:index])
        # Where a tag is not closed a field may reach beyond its block.
        position = max([position, high, *(field.span[1] for field in fields[first:index])])


def _merge_spans(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _drop_overlaps(stretches: Sequence[TextStretch]) -> list[TextStretch]:
    """The stretches in order, without those that begin inside another: a character is accounted for once, by the field that begins first."""
    kept: list[TextStretch] = []
    for stretch in sorted(stretches, key=lambda stretch: (stretch.span[0], -stretch.span[1])):
        if not kept or stretch.span[0] >= kept[-1].span[1]:
            kept.append(stretch)
    return kept


def _wrap(text: str, span: Span, rule: str | None) -> Iterator[TextStretch]:
    """What holds entries together, or stands outside the blocks of a page: boilerplate by one rule, or a separator."""
    piece = text[slice(*span)]
    core = piece.strip()
    if not core or BRACKETS_RE.fullmatch(core):
        yield from _blank(*span)
        return
    start = span[0] + piece.index(core)
    yield from _blank(span[0], start)
    yield TextStretch((start, start + len(core)), "boilerplate", rule)
    yield from _blank(start + len(core), span[1])


def _explain_gap(text: str, gap: Span) -> Iterator[TextStretch]:
    """What stands between two fields of a region, line by line: separator, boilerplate or orphan."""
    position = gap[0]
    ends = [match.span() for match in LINE_END_RE.finditer(text, *gap)]
    for low, high in [*ends, (gap[1], gap[1])]:
        yield from _explain_line(text, (position, low))
        if low < high:
            yield TextStretch((low, high), "separator", None)
        position = high


def _explain_line(text: str, span: Span) -> Iterator[TextStretch]:
    """What a line, or the part of it between two fields, is."""
    piece = text[slice(*span)]
    core = piece.strip()
    if SEPARATOR_RE.fullmatch(core):
        if piece:
            yield TextStretch(span, "separator", None)
        return
    start = span[0] + piece.index(core)
    inner = (start, start + len(core))
    yield from _blank(span[0], start)
    rule = match_line("boilerplate", core)
    yield from [TextStretch(inner, "boilerplate", rule.id)] if rule else _explain_labels(core, start) or [TextStretch(inner, "rejected", "orphan")]
    yield from _blank(inner[1], span[1])


def _explain_labels(core: str, start: int) -> list[TextStretch]:
    """What stands between two fields as labels, one after the other; nothing where there is more to it."""
    if len(core) > EDGE_CHARS:
        return []
    stretches: list[TextStretch] = []
    position = 0
    while position < len(core):
        matches = ((item, item.regex.match(core[position:])) for item in compile_rules("labels"))
        longest = max(((match.end(), item.rule.id) for item, match in matches if match), default=(0, ""))
        if not longest[0]:
            return []
        stretches.append(TextStretch((start + position, start + position + longest[0]), "boilerplate", longest[1]))
        position += longest[0]
    return stretches


def _blank(start: int, end: int) -> Iterator[TextStretch]:
    if start < end:
        yield TextStretch((start, end), "separator", None)


def _reject(text: str, span: Span, reason: RejectReason) -> Iterator[TextStretch]:
    """All of a span but the white space at its ends, as one rejected stretch."""
    piece = text[slice(*span)]
    core = piece.strip("\ufeff \t\r\n\x0b\x0c\u2028\u2029\x85\xa0")
    start = span[0] + (piece.index(core) if core else len(piece))
    yield from _blank(span[0], start)
    if core:
        yield TextStretch((start, start + len(core)), "rejected", reason)
        yield from _blank(start + len(core), span[1])


def _join(stretches: list[TextStretch]) -> list[TextStretch]:
    """Neighbours of the same kind as one: separators, and rejected lines of one reason with what separates them."""
    joined: list[TextStretch] = []
    for stretch in stretches:
        if len(joined) > 1 and joined[-1].kind == "separator" and _is_same_reject(joined[-2], stretch):
            joined.pop()
            joined[-1] = _cover(joined[-1], stretch)
        elif joined and (joined[-1].kind == stretch.kind == "separator" or _is_same_reject(joined[-1], stretch)):
            joined[-1] = _cover(joined[-1], stretch)
        else:
            joined.append(stretch)
    return joined


def _is_same_reject(first: TextStretch, second: TextStretch) -> bool:
    """Whether two stretches were rejected for one reason and read as one; what cannot be parsed is told apart entry by entry."""
    return first.ref != "malformed" and first.kind == second.kind == "rejected" and first.ref == second.ref


def _cover(first: TextStretch, second: TextStretch) -> TextStretch:
    return msgspec.structs.replace(first, span=(first.span[0], second.span[1]))
