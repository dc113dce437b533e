"""Strip: boilerplate out of the page and out of the fields' edges, until every character of the text is accounted for.

Each character is in exactly one stretch: a field of a record, boilerplate with the rule that says so, a separator, or
rejected with a reason. Nothing is taken out of the middle of a field here: that is an edit, and `repair`'s to make.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from pipeline.formats.kinds import Region
from pipeline.lines import LINE_END_RE
from pipeline.records import RawField, RawRecord, RejectReason, Span, StretchKind
from pipeline.rules import compile_rules, match_line

SEPARATOR_RE = re.compile(r"[\s,;/·|•\ufeff\u200b]*|Â·")
"""What may stand between two fields and means nothing else; the last is ` · ` once more, as mojibake."""

EDGE_CHARS = 80
"""No label and no link at the edge of a field is longer."""


class TextStretch(msgspec.Struct, frozen=True):
    """A stretch in characters of the text. `record` is the index of the record whose field it is."""

    span: Span
    kind: StretchKind
    ref: str | None
    record: int | None = None


class Stripped(msgspec.Struct, frozen=True):
    """The records of a text without boilerplate, and the account of all its characters, in order."""

    records: tuple[tuple[str, RawRecord], ...]
    """Each with the name of its format."""
    stretches: tuple[TextStretch, ...]


def strip(text: str, regions: list[Region]) -> Stripped:
    """Trim the fields of all regions and account for every character of the text."""
    records: list[tuple[str, RawRecord]] = []
    stretches: list[TextStretch] = []
    position = 0
    for region in regions:
        stretches.extend(_reject(text, (position, region.span[0]), "unrecognised"))
        trimmed = [_trim_record(text, record) for record in region.cut.records]
        first = len(records)
        records.extend((region.format, record) for record in trimmed if record.fields)
        stretches.extend(_account(text, region, [record for record in trimmed if record.fields], first))
        position = region.span[1]
    stretches.extend(_reject(text, (position, len(text)), "unrecognised"))
    return Stripped(tuple(records), tuple(_join(stretches)))


def _trim_record(text: str, record: RawRecord) -> RawRecord:
    """The record without the boilerplate at its fields' edges; a field of which nothing is left goes."""
    trimmed = (_trim_field(text, field) for field in record.fields)
    fields = tuple(field for field in trimmed if field.spans)
    return msgspec.structs.replace(record, fields=fields if any(not field.is_shared for field in fields) else ())


def _trim_field(text: str, field: RawField) -> RawField:
    spans = tuple(span for span in (_trim_span(text, span, field.name) for span in field.spans) if span[0] < span[1])
    return field if spans == field.spans else msgspec.structs.replace(field, spans=spans)


def _trim_span(text: str, span: Span, name: str) -> Span:
    """The span without what `start` and `end` rules for this field find at its edges, one after the other until none does."""
    start, end = span
    rules = [item for item in compile_rules("labels") if item.rule.where in ("start", "end") and name in item.rule.fields]
    changed = True
    while changed and start < end:
        changed = False
        for item in rules:
            is_start = item.rule.where == "start"
            window = text[start : min(end, start + EDGE_CHARS)] if is_start else text[max(start, end - EDGE_CHARS) : end]
            match = item.regex.search(window)
            if match is not None and match.end() > match.start():
                changed = True
                start, end = (start + match.end(), end) if is_start else (start, end - len(window) + match.start())
    return start, max(start, end)


def _account(text: str, region: Region, records: list[RawRecord], first: int) -> Iterator[TextStretch]:
    """The stretches of one region: its fields, and what stands between them."""
    known = [TextStretch(span, "boilerplate", rule) for span, rule in region.cut.boilerplate]
    shared: set[Span] = set()
    for index, record in enumerate(records, first):
        for field in record.fields:
            for span in field.spans:
                if span in shared:
                    continue
                if field.is_shared:
                    shared.add(span)
                known.append(TextStretch(span, "field", field.name, None if field.is_shared else index))
    position = region.span[0]
    for stretch in sorted(known, key=lambda stretch: stretch.span):
        yield from _explain_gap(text, (position, stretch.span[0]))
        yield stretch
        position = stretch.span[1]
    yield from _explain_gap(text, (position, region.span[1]))


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
    return first.kind == second.kind == "rejected" and first.ref == second.ref


def _cover(first: TextStretch, second: TextStretch) -> TextStretch:
    return msgspec.structs.replace(first, span=(first.span[0], second.span[1]))
