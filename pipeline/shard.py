"""One shard through all record-local stages: read, split, strip, repair, and the keys that `dedupe` will see.

A shard is a dump, or a byte range of a large one. What comes out depends on its bytes, the settings and the date of capture alone,
never on other shards: so a result can be stored and used again, and workers share nothing but files.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias, get_args

import msgspec

from pipeline import charset
from pipeline.dedupe import KeySource, KeyTable, make_keys
from pipeline.entry_lines import LineEntry, read_lines
from pipeline.formats import choose_formats
from pipeline.formats.kinds import Format, Region
from pipeline.line_records import clean_lines
from pipeline.locators import join_steps, write_bytes, write_items
from pipeline.raw import RawField, RawRecord
from pipeline.read import read_bytes
from pipeline.record_table import to_table
from pipeline.records import (
    CleanRecord,
    Field,
    PlanStep,
    Rejection,
    RejectReason,
    RejectStage,
    Shard,
    ShardResult,
    Span,
    Stretch,
    StretchKind,
    Value,
)
from pipeline.repair import find_flags, repair_field
from pipeline.repair.values import is_cut
from pipeline.settings import Settings
from pipeline.split import split
from pipeline.strip import Stripped, StrippedPage, StrippedRecord, TextStretch, strip

CONTENT_FIELDS = ("title", "abstract")
IDENTIFIER_PREFIX = "identifiers."


class _Source(msgspec.Struct, frozen=True):
    """The text of a shard and the way from its characters back to the bytes of the dump."""

    text: str
    sha256: str
    start: int
    end: int
    """The end of the dump, in bytes."""
    offsets: charset.ByteOffsets
    captured_on: str | None
    page: StrippedPage | None = None
    """The page whose visible text spans are of, where the record is from one."""
    page_step: str = ""
    """The step that leads to the page."""

    @property
    def dump_id(self) -> str:
        """What the ids of its records begin with."""
        return f"sha256:{self.sha256[:16]}"

    @property
    def visible(self) -> str:
        """What spans are of."""
        return self.text if self.page is None else self.page.page.text

    def byte_span(self, span: Span) -> Span:
        return self.start + self.offsets.byte_at(span[0]), self.start + self.offsets.byte_at(span[1])

    def locate(self, spans: Sequence[Span]) -> str:
        """The locator of spans of the text, or of the page's visible text."""
        if self.page is None:
            return write_bytes([self.byte_span(span) for span in spans])
        steps = [self.page.page.locate(span) for span in spans]
        return join_steps(self.page_step, steps[0] + "".join(f";{step.removeprefix('xpath=')}" for step in steps[1:]))

    def enter(self, page: StrippedPage) -> _Source:
        """The source for the records of a page: the step that leads there is none where the page is all of the dump."""
        start, end = self.byte_span(page.span)
        low, high = page.span
        whole = not self.text[:low].strip("\ufeff \t\r\n") and not self.text[high:].strip() and start <= self.offsets.byte_at(0)
        step = "" if whole and end == self.end else write_bytes([(start, end)])
        return msgspec.structs.replace(self, page=page, page_step=step)

    def locate_record(self, raw: RawRecord) -> str:
        """The locator of a record."""
        return join_steps(self.page_step, raw.base) if raw.base else self.locate([raw.span])

    def locate_field(self, field: RawField, lead: str) -> str:
        """The locator of a field. `lead` is the step from which its pieces are found."""
        return join_steps(lead, write_items(field.items)) if field.items else self.locate(field.spans)


def clean_shard(shard: Shard, settings: Settings) -> tuple[ShardResult, KeyTable]:
    """All that the record-local stages make of a shard, and the keys of its records.

    Raises `OSError` where the dump cannot be read any more. Bad content raises nothing: it is rejected, with the reason.
    """
    data = read_bytes(shard.dump, settings.max_dump_bytes, shard.start, shard.end)
    reason = _find_reason(shard, data)
    refused = data is None or reason is not None
    result = _refuse(shard, data, reason or "too-large") if refused else _clean_text(shard, data or b"", choose_formats(settings.formats))
    return result, make_keys(to_key_sources(result.records), settings.dedupe)


def _find_reason(shard: Shard, data: bytes | None) -> RejectReason | None:
    """Why a shard is no text; None for one that may be cut."""
    if data is None:
        return "too-large"
    if not data.strip(b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xff\xfe"):
        return shard.dump.problem or "empty"
    return "binary" if shard.charset is None and charset.is_binary(data) else None


def _refuse(shard: Shard, data: bytes | None, reason: RejectReason) -> ShardResult:
    """The result of a shard that is no text, rejected whole."""
    end = shard.start + (shard.dump.bytes if data is None else len(data))
    rejection = Rejection(f"bytes={shard.start},{end}", "read", reason, None)
    stretches = (Stretch(shard.start, end, "rejected", reason),) if end > shard.start else ()
    return ShardResult(None, (), 0, (), (rejection,), stretches)


def _clean_text(shard: Shard, data: bytes, formats: Sequence[Format]) -> ShardResult:
    decoded = charset.decode(data, shard.dump.charset) if shard.charset is None else charset.decode_as(data, shard.charset, "detected")
    offsets = charset.byte_offsets(data, decoded)
    source = _Source(decoded.text, shard.dump.sha256, shard.start, shard.dump.bytes, offsets, shard.dump.captured_on)
    with look_for_no_cycles():
        lines = read_lines(decoded.text, formats) if offsets.byte_at(0) == 0 else None
        result = None if lines is None else _clean_lines(source, decoded.charset, lines)
    if result is None:
        result = _clean_regions(source, decoded.charset, formats)
    if shard.dump.problem is None or shard.end != shard.dump.bytes:
        return result
    end = shard.start + len(data)
    return msgspec.structs.replace(result, rejected=(*result.rejected, Rejection(f"bytes={end},{end}", "read", shard.dump.problem, None)))


@contextmanager
def look_for_no_cycles() -> Iterator[None]:
    """Do not look for cycles of dead objects: there are none in what lines become, and a million live objects would be looked at."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _clean_lines(source: _Source, charset: str, lines: Sequence[LineEntry]) -> ShardResult | None:
    """The result of a shard that is JSON Lines; None where a record has nothing in it."""
    spans = [source.byte_span(entry.span) for entry in lines]
    locators = [write_bytes([span]) for span in spans]
    table = clean_lines(lines, locators, source.dump_id, source.captured_on)
    if not all(map(_has_content, set(table.heads.names))):
        return None
    stretches = []
    for locator, (start, end) in zip(locators, spans, strict=True):
        stretches.append(Stretch(start, end, "field", f"{locator}/*"))
        stretches.append(Stretch(end, end + 1, "separator", None))
    if not source.text.endswith("\n"):
        stretches.pop()
    return ShardResult(charset, tuple(sorted(set(table.heads.formats))), len(table), table, (), tuple(stretches))


def _clean_regions(source: _Source, charset: str, formats: Sequence[Format]) -> ShardResult:
    """The result of a shard of any kind."""
    regions = split(source.text, formats)
    stripped = strip(source.text, regions)
    records: list[CleanRecord] = []
    shown: list[str] = []
    unusable: dict[tuple[int | None, Span], RejectReason] = {}
    inside = [source.enter(page) for page in stripped.pages]
    for found in stripped.records:
        own = source if found.page is None else inside[found.page]
        record, unreadable = _clean_record(own, found)
        unusable.update(((found.page, span), "unreadable") for field in found.raw.fields if field.name in unreadable for span in field.spans)
        if _has_content(record.fields):
            records.append(record)
            shown.append("" if found.page is None else _show(own, found.raw))
        else:
            unusable.update(((found.page, span), "no-content") for span in _own_spans(found.raw))
    account = _account(source, inside, stripped, unusable)
    return ShardResult(
        charset=charset,
        formats=tuple(sorted({region.format for region in regions if region.format})),
        found=len(stripped.records),
        records=tuple(records),
        rejected=account.rejected,
        stretches=account.stretches,
        claimed=_sum_claims(regions),
        miscounted=_miscount(regions),
        visible=account.visible,
        shown=tuple(shown) if any(shown) else (),
    )


def _sum_claims(regions: Sequence[Region]) -> int | None:
    """How many entries the regions say they have, all together; None where none says."""
    claims = [region.cut.claimed for region in regions if region.cut.claimed is not None]
    return sum(claims) if claims else None


def _miscount(regions: Sequence[Region]) -> int:
    """By how many entries the regions' claims differ from what was found.

    A document says itself how many it holds; the lines of a text in one format say it together, mostly in its first.
    """
    claimed: dict[object, int] = {}
    found: dict[object, int] = defaultdict(int)
    for region in regions:
        key = region.format if region.outside is None else (region.format, region.span)
        if region.cut.claimed is not None:
            claimed[key] = claimed.get(key, 0) + region.cut.claimed
        found[key] += len(region.cut.records) + region.cut.set_aside
    return sum(abs(number - found[key]) for key, number in claimed.items())


def _own_spans(raw: RawRecord) -> list[Span]:
    """The spans that are rejected with a record: its place for an entry that was parsed, else its fields."""
    spans = [span for field in raw.fields if not field.is_shared for span in field.spans]
    return spans or ([raw.place] if raw.place else [])


def _clean_record(source: _Source, found: StrippedRecord) -> tuple[CleanRecord, list[str]]:
    """The record with its fields repaired, and the names of fields whose text is no value of their kind."""
    text = source.visible
    locator = source.locate_record(found.raw)
    # Pieces of an entry are found from the entry, those of a page from the page.
    lead = locator if source.page is None else source.page_step
    parts = ((field.name, field.texts(text), source.locate_field(field, lead), field.plan) for field in _derive(text, found.raw))
    return _build_record(source, (found.format, locator, found.raw.flags), parts)


def _show(source: _Source, raw: RawRecord) -> str:
    """What a person sees of a record on its page; of one that is read from data in the page, its texts as they stand there."""
    if raw.base or not (raw.place or any(field.spans for field in raw.fields if not field.is_shared)):
        return "\n".join(f"{field.name}: {'; '.join(field.texts(source.visible))}" for field in raw.fields)
    return source.visible[slice(*raw.span)]


_Part: TypeAlias = tuple[str, Sequence[str], str, tuple[PlanStep, ...]]
"""A field's name, the texts of its items, its locator, and how ftfy undoes the mojibake around it."""


def _build_record(source: _Source, head: tuple[str, str, tuple[str, ...]], parts: Iterable[_Part]) -> tuple[CleanRecord, list[str]]:
    """A record of a format, with a locator and flags, from its fields as they were found."""
    format, locator, flags = head
    fields: dict[str, Field] = {}
    values: dict[str, Value] = {}
    unreadable = []
    captured_on = source.captured_on
    for name, texts, place, plan in parts:
        repaired = repair_field(name, texts, plan, captured_on)
        value = repaired.value
        if value is not None:
            values[name] = value
            fields[name] = Field(place, repaired.edits, value)
        elif name != "abstract_complete":
            unreadable.append(name)
    found = find_flags(values)
    if found:
        flags = tuple(sorted({*flags, *found}))
    return CleanRecord(f"{source.dump_id}#{locator}", format, locator, fields, flags), unreadable


def _derive(text: str, raw: RawRecord) -> Sequence[RawField]:
    """The record's fields, and that its abstract is not complete where it breaks off."""
    abstract = next((field for field in raw.fields if field.name == "abstract"), None)
    if abstract is None or not is_cut(abstract.texts(text)[-1].strip()):
        return raw.fields
    return (*raw.fields, RawField("abstract_complete", abstract.spans[-1:], abstract.plan, items=abstract.items[-1:]))


def _has_content(names: Iterable[str]) -> bool:
    return any(name in CONTENT_FIELDS or name.startswith(IDENTIFIER_PREFIX) for name in names)


class _Account(msgspec.Struct, frozen=True):
    """What became of a shard: stretches in bytes, what is rejected, the visible characters of its pages by kind."""

    stretches: tuple[Stretch, ...]
    rejected: tuple[Rejection, ...]
    visible: dict[str, int] | None


def _account(source: _Source, inside: Sequence[_Source], stripped: Stripped, unusable: dict[tuple[int | None, Span], RejectReason]) -> _Account:
    """The account of a shard; the fields whose spans are in `unusable` are rejected."""
    stretches: list[Stretch] = []
    rejected: list[Rejection] = []
    visible: dict[str, int] = dict.fromkeys(get_args(StretchKind), 0)
    pages = iter(enumerate(inside))
    if source.start == 0 and source.offsets.byte_at(0) > 0:
        stretches.append(Stretch(0, source.offsets.byte_at(0), "separator", "bom"))
    for stretch in stripped.stretches:
        start, end = source.byte_span(stretch.span)
        rejection = _judge(source, stretch, unusable.get((None, stretch.span)))
        if rejection is not None:
            stretches.append(Stretch(start, end, "rejected", rejection.reason))
            rejected.append(rejection)
        else:
            stretches.append(Stretch(start, end, stretch.kind, _refer(source, stripped, stretch)))
        if stretch.is_page:
            number, own = next(pages)
            for inner in stripped.pages[number].stretches:
                lost = _judge(own, inner, unusable.get((number, inner.span)))
                visible["rejected" if lost else inner.kind] += inner.span[1] - inner.span[0]
                rejected.extend([lost] if lost else [])
    return _Account(tuple(stretches), tuple(rejected), visible if stripped.pages else None)


def _judge(source: _Source, stretch: TextStretch, unusable: RejectReason | None) -> Rejection | None:
    """The stretch as rejected, where it is: by `strip`, or because its text is of no use."""
    reason = unusable if stretch.kind == "field" else None
    if stretch.kind != "rejected" and reason is None:
        return None
    ref: RejectReason = reason or stretch.ref  # type: ignore[assignment]  # strip refers to a rejected stretch by its reason
    stage: RejectStage = "repair" if reason else "split" if ref in ("unrecognised", "malformed") else "strip"
    return Rejection(source.locate([stretch.span]), stage, ref, source.visible[slice(*stretch.span)])


def _refer(source: _Source, stripped: Stripped, stretch: TextStretch) -> str | None:
    """What a stretch refers to: for a field, the locator of its record and its name."""
    if stretch.kind != "field":
        return stretch.ref
    if stretch.is_page:
        return f"{source.locate([stretch.span])}/*"
    if stretch.record is None:
        return f"page/{stretch.ref}"
    return f"{source.locate([stripped.records[stretch.record].raw.span])}/{stretch.ref}"


def to_key_sources(records: Sequence[CleanRecord]) -> list[KeySource]:
    """What `dedupe` is told of records."""
    table = to_table(records)
    ids: list[dict[str, str]] = [{} for _ in table.heads.ids]
    for name in sorted(table.columns):
        if name.startswith(IDENTIFIER_PREFIX) and name != "identifiers.arxiv_version":
            scheme, column = name.removeprefix(IDENTIFIER_PREFIX), table.columns[name]
            for row, value in zip(column.rows, column.values, strict=True):
                ids[row][scheme] = str(value)
    columns: Iterable[list[Any]] = (
        list(table.heads.ids),
        table.spread("title"),
        [tuple(authors) if isinstance(authors, list) else () for authors in table.spread("authors")],
        [said is not False for said in table.spread("authors_complete")],
        table.spread("abstract"),
        [said is not False for said in table.spread("abstract_complete")],
        ids,
        [int(date[:4]) if isinstance(date, str) and date[:4].isdigit() else None for date in table.spread("published")],
        table.spread("journal_ref"),
    )
    return list(map(KeySource, *columns))
