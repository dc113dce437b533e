"""What a person is shown of a dump (`inspect`), as rich renderables."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from pipeline.charset import decode_as, decode_range
from pipeline.documents import list_cuts, weigh
from pipeline.formats import choose_formats
from pipeline.formats.kinds import PageFormat, Region
from pipeline.records import Dump, Shard, ShardResult, Stretch
from pipeline.settings import Settings
from pipeline.shard import clean_shard
from pipeline.show.values import format_value
from pipeline.split import split

KIND_STYLES = {"field": "green", "boilerplate": "dim", "separator": "dim", "rejected": "bold red"}
KIND_MARKS = {"field": "+", "boilerplate": "-", "separator": " ", "rejected": "!"}
"""So that colour is never the only sign."""


def show_dump(dump: Dump, data: bytes, settings: Settings) -> Iterator[RenderableType]:
    """A dump as it was cut: a heading, why these formats, then each stretch with its kind, field or rule, and text."""
    result, _ = clean_shard(Shard(dump, 0, dump.bytes, None, ""), settings)
    yield _summarise(dump, result)
    if result.charset is None:
        return
    yield _explain_formats(decode_as(data, result.charset, "detected").text, settings)
    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold")
    for name, options in (("bytes", {"justify": "right"}), ("", {}), ("what", {}), ("text", {"overflow": "fold"})):
        table.add_column(name, **options)  # type: ignore[arg-type]
    records = {record.locator: record for record in result.records}
    record = ""
    for stretch in result.stretches:
        owner, _, field = (stretch.ref or "").rpartition("/")
        if stretch.kind == "field" and field == "*":
            _add_parsed(table, stretch, owner, result)
            continue
        if stretch.kind == "field" and owner not in (record, "page"):
            record = owner
            table.add_row("", "", Text(f"record {record}", style="bold"), Text(records[record].format if record in records else "", style="cyan"))
        text = decode_range(data[stretch.start : stretch.end], result.charset)
        if text.strip():
            table.add_row(*_show_stretch(stretch, owner, field, text))
    yield table


def _explain_formats(text: str, settings: Settings) -> Table:
    """The regions of a dump, and why each is in its format."""
    formats = choose_formats(settings.formats)
    pages = [format for format in formats if isinstance(format, PageFormat)]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("characters", "format", "records", "why"):
        table.add_column(name)
    for (name, _), regions in itertools.groupby(split(text, formats), key=lambda region: (region.format, region.page)):
        run = list(regions)
        start, end = run[0].span[0], run[-1].span[1]
        table.add_row(f"{start},{end}", name or "-", str(sum(len(region.cut.records) for region in run)), escape(_explain_region(run[0], pages)))
    return table


def _explain_region(region: Region, pages: Sequence[PageFormat]) -> str:
    """Why a region is in its format, in a sentence."""
    if not region.format:
        return "a document, in which no format knows anything"
    if region.page is None:
        kind = "the first format in the list that knows its lines" if region.outside is None else "the first format in the list that knows its entries"
    else:
        ranks = {format.name: format.rank for format in pages}
        cuts = sorted(list_cuts(region.page, pages), key=lambda item: (ranks[item[0]], -weigh(item[1])))
        kind = "; ".join(f"{name} (rank {ranks[name]}) reads {len(cut.records)} records, {weigh(cut)} characters" for name, cut in cuts)
    said = "" if region.cut.claimed is None else f"; it says it holds {region.cut.claimed}"
    return kind + said


def _add_parsed(table: Table, stretch: Stretch, owner: str, result: ShardResult) -> None:
    """The records of an entry, or of a page, with what came of their fields, and what of a page was rejected."""
    inside = [record for record in result.records if record.locator == owner or record.locator.startswith(("xpath=", f"{owner}&"))]
    for record in inside:
        table.add_row(f"{stretch.start},{stretch.end}", "", Text(f"record {record.locator}", style="bold"), Text(record.format, style="cyan"))
        for name, field in record.fields.items():
            place = field.locator.removeprefix(record.locator).removeprefix("&")
            value = Text.assemble(format_value(record.value(name)), (f"  {place}", "dim"))
            table.add_row("", KIND_MARKS["field"], Text(name, style=KIND_STYLES["field"]), value)
    for lost in result.rejected:
        if lost.locator.startswith(("xpath=", f"{owner}&xpath=")):
            text = Text((lost.text or "").strip(), style=KIND_STYLES["rejected"])
            table.add_row("", KIND_MARKS["rejected"], Text(f"rejected {lost.reason}", style=KIND_STYLES["rejected"]), text)


def _summarise(dump: Dump, result: ShardResult) -> Text:
    charset = result.charset or "no text"
    formats = ", ".join(result.formats) or "no format accepts it"
    reasons = sorted({item.reason for item in result.rejected})
    rejected = f"{len(result.rejected)} rejected" + (f" ({', '.join(reasons)})" if reasons else "")
    claimed = "" if result.claimed is None else f" of {result.claimed} that it says it holds"
    return Text(f"{dump.name}: {dump.bytes} bytes, {charset}; {formats}; {len(result.records)} records{claimed}, {rejected}", style="bold")


def _show_stretch(stretch: Stretch, owner: str, field: str, text: str) -> tuple[str, str, Text, Text]:
    style = KIND_STYLES[stretch.kind]
    what = field if stretch.kind == "field" else f"{stretch.kind} {stretch.ref or ''}".strip()
    if owner == "page":
        what = f"{field} (of the page)"
    return f"{stretch.start},{stretch.end}", KIND_MARKS[stretch.kind], Text(what, style=style), Text(text.strip(), style=style)
