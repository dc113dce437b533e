"""One shard through all record-local stages: read, split, strip, repair, and the keys that `dedupe` will see.

A shard is a dump, or a byte range of a large one. What comes out depends on its bytes, the settings and the date of capture alone,
never on other shards: so a result can be stored and used again, and workers share nothing but files.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipeline import charset
from pipeline.dedupe import KeySource, KeyTable, make_keys
from pipeline.read import Content, read_content
from pipeline.records import (
    CleanRecord,
    Field,
    RawField,
    RawRecord,
    Rejection,
    RejectReason,
    RejectStage,
    Shard,
    ShardResult,
    Span,
    Stretch,
    Value,
)
from pipeline.repair import find_flags, repair_field
from pipeline.settings import Settings
from pipeline.split import split
from pipeline.strip import Stripped, TextStretch, strip

CONTENT_FIELDS = ("title", "abstract")
IDENTIFIER_PREFIX = "identifiers."


class _Source(msgspec.Struct, frozen=True):
    """The text of a shard and the way from its characters back to the bytes of the dump."""

    text: str
    sha256: str
    start: int
    offsets: charset.ByteOffsets
    captured_on: str | None

    def byte_span(self, span: Span) -> Span:
        return self.start + self.offsets.byte_at(span[0]), self.start + self.offsets.byte_at(span[1])

    def locate(self, spans: Sequence[Span]) -> str:
        return "bytes=" + ";".join(f"{start},{end}" for start, end in map(self.byte_span, spans))


def clean_shard(shard: Shard, settings: Settings) -> tuple[ShardResult, KeyTable]:
    """All that the record-local stages make of a shard, and the keys of its records.

    Raises `OSError` where the dump cannot be read any more. Bad content raises nothing: it is rejected, with the reason.
    """
    content = read_content(shard.dump.path, settings.max_dump_bytes, shard.start, shard.end)
    result = _refuse(shard, content) or _clean_text(shard, content)
    return result, make_keys([to_key_source(record) for record in result.records], settings.dedupe)


def _refuse(shard: Shard, content: Content) -> ShardResult | None:
    """The result of a shard that is no text, rejected whole; None for one that may be cut."""
    reason: RejectReason
    if content.is_too_large:
        reason = "too-large"
    elif not content.data.strip(b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xff\xfe"):
        reason = "broken-archive" if content.is_broken else "empty"
    elif shard.charset is None and charset.is_binary(content.data):
        reason = "binary"
    else:
        return None
    end = shard.start + (shard.dump.bytes if content.is_too_large else len(content.data))
    rejection = Rejection(f"bytes={shard.start},{end}", "read", reason, None)
    stretches = (Stretch(shard.start, end, "rejected", reason),) if end > shard.start else ()
    return ShardResult(None, (), 0, (), (rejection,), stretches)


def _clean_text(shard: Shard, content: Content) -> ShardResult:
    decoded = charset.decode(content.data) if shard.charset is None else charset.decode_as(content.data, shard.charset, "detected")
    source = _Source(decoded.text, shard.dump.sha256, shard.start, charset.byte_offsets(content.data, decoded), shard.dump.captured_on)
    stripped = strip(decoded.text, split(decoded.text))
    records: list[CleanRecord] = []
    unusable: dict[Span, RejectReason] = {}
    for format_name, raw in stripped.records:
        record, unreadable = _clean_record(source, format_name, raw)
        unusable.update((span, "unreadable") for field in raw.fields if field.name in unreadable for span in field.spans)
        if _has_content(record):
            records.append(record)
        else:
            unusable.update((span, "no-content") for field in raw.fields if not field.is_shared for span in field.spans)
    stretches, rejected = _account(source, stripped, unusable)
    if content.is_broken and shard.end == shard.dump.bytes:
        end = shard.start + len(content.data)
        rejected = (*rejected, Rejection(f"bytes={end},{end}", "read", "broken-archive", None))
    formats = tuple(sorted({record.format for record in records}))
    return ShardResult(decoded.charset, formats, len(stripped.records), tuple(records), rejected, stretches)


def _clean_record(source: _Source, format_name: str, raw: RawRecord) -> tuple[CleanRecord, list[str]]:
    """The record with its fields repaired, and the names of fields whose text is no value of their kind."""
    locator = source.locate([raw.span])
    fields: dict[str, Field] = {}
    unreadable = []
    for field in _derive(source, raw):
        texts = [source.text[slice(*span)] for span in field.spans]
        repaired = repair_field(field.name, texts, field.plan, source.captured_on)
        if repaired.value is not None:
            fields[field.name] = Field(source.locate(field.spans), repaired.edits, repaired.value)
        elif field.name != "abstract_complete":
            unreadable.append(field.name)
    values: dict[str, Value] = {name: field.value for name, field in fields.items() if not isinstance(field.value, msgspec.UnsetType)}
    flags = tuple(sorted({*raw.flags, *find_flags(values)}))
    return CleanRecord(f"sha256:{source.sha256[:16]}#{locator}", format_name, locator, fields, flags), unreadable


def _derive(source: _Source, raw: RawRecord) -> Sequence[RawField]:
    """The record's fields, and that its abstract is not complete where it breaks off."""
    abstract = next((field for field in raw.fields if field.name == "abstract"), None)
    if abstract is None or not source.text[slice(*abstract.spans[-1])].rstrip("\"')]”’").endswith(("...", "…", "[...", "[…")):
        return raw.fields
    return (*raw.fields, RawField("abstract_complete", abstract.spans[-1:], abstract.plan))


def _has_content(record: CleanRecord) -> bool:
    return any(name in CONTENT_FIELDS or name.startswith(IDENTIFIER_PREFIX) for name in record.fields)


def _account(source: _Source, stripped: Stripped, unusable: dict[Span, RejectReason]) -> tuple[tuple[Stretch, ...], tuple[Rejection, ...]]:
    """The stretches in bytes, and what is rejected; the fields whose spans are in `unusable` are."""
    stretches: list[Stretch] = []
    rejected: list[Rejection] = []
    if source.start == 0 and source.offsets.byte_at(0) > 0:
        stretches.append(Stretch(0, source.offsets.byte_at(0), "separator", "bom"))
    for stretch in stripped.stretches:
        reason = unusable.get(stretch.span) if stretch.kind == "field" else None
        start, end = source.byte_span(stretch.span)
        if stretch.kind != "rejected" and reason is None:
            stretches.append(Stretch(start, end, stretch.kind, _refer(source, stripped, stretch)))
            continue
        ref: RejectReason = reason or stretch.ref  # type: ignore[assignment]  # strip refers to a rejected stretch by its reason
        stage: RejectStage = "repair" if reason else "split" if ref == "unrecognised" else "strip"
        stretches.append(Stretch(start, end, "rejected", ref))
        rejected.append(Rejection(f"bytes={start},{end}", stage, ref, source.text[slice(*stretch.span)]))
    return tuple(stretches), tuple(rejected)


def _refer(source: _Source, stripped: Stripped, stretch: TextStretch) -> str | None:
    """What a stretch refers to: for a field, the locator of its record and its name."""
    if stretch.kind != "field":
        return stretch.ref
    if stretch.record is None:
        return f"page/{stretch.ref}"
    return f"{source.locate([stripped.records[stretch.record][1].span])}/{stretch.ref}"


def to_key_source(record: CleanRecord) -> KeySource:
    """What `dedupe` is told of a record."""
    title, abstract, authors = record.value("title"), record.value("abstract"), record.value("authors")
    published = str(record.value("published") or "")
    return KeySource(
        record=record.id,
        title=title if isinstance(title, str) else None,
        authors=tuple(str(author) for author in authors) if isinstance(authors, list) else (),
        authors_complete=record.value("authors_complete") is not False,
        abstract=abstract if isinstance(abstract, str) else None,
        abstract_complete=record.value("abstract_complete") is not False,
        ids={
            name.removeprefix(IDENTIFIER_PREFIX): str(record.value(name))
            for name in sorted(record.fields)
            if name.startswith(IDENTIFIER_PREFIX) and name != "identifiers.arxiv_version"
        },
        year=int(published[:4]) if published[:4].isdigit() else None,
    )
