"""What a person is shown of a dump on a terminal (`inspect`): region by region and record by record, then what was rejected, and the sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from rich.cells import cell_len

from pipeline.account import Account, Part, RecordHead, RegionPart
from pipeline.records import Rejection
from pipeline.show.characters import show_line
from pipeline.show.lines import Line, write
from pipeline.show.parts import MARKS, STYLES, Columns, Paragraph, Row, measure_columns, show_part, write_row
from pipeline.show.phrases import count_rules, count_unused, describe_dump, describe_fold, describe_reason, describe_region, describe_visible, preview_text

FOLD_PARTS = 3
"""So many stretches of boilerplate in a row are one line, and so is one that is longer than `FOLD_CHARS`."""
FOLD_CHARS = 200
MAX_LISTED = 20
"""More keys are counted."""
LEGEND = "+ field   → what came of it   - boilerplate   ! rejected   ~ not used"


class View(msgspec.Struct, frozen=True):
    """What of an account is shown: also separators, boilerplate in full and texts of unused keys; rejected parts alone; exact locators."""

    show_all: bool = False
    only_rejected: bool = False
    is_exact: bool = False


class Sheet(msgspec.Struct, frozen=True):
    """What the lines of an account are written on."""

    view: View
    width: int | None
    """In cells; None where lines stay whole."""
    columns: Columns


def show_account(account: Account, view: View, width: int | None) -> Iterator[Line]:
    """The lines for the account of a dump, or of a stretch of it, without the sum, for a terminal so many cells wide."""
    if account.start == 0:
        yield from _show_head(account)
    sheet = Sheet(view, width, measure_columns(account.parts, account.bytes, width))
    heads = {head.number: head for head in account.records}
    regions = list(account.regions)
    record: int | None = None
    folded: list[Part] = []
    for part in _pick_rejected(account.parts) if view.only_rejected else account.parts:
        begun = _take_begun(regions, part)
        opens = part.record is not None and (part.record != record or bool(begun))
        if begun or opens or not _is_foldable(part, view):
            yield from _show_folded(folded, sheet)
            folded = []
        for region in begun[-1:] if view.only_rejected else begun:
            yield from _show_region(region, width)
        if opens:
            record = part.record
            yield from _show_record(heads.get(record or 0), part, sheet)
        if _is_foldable(part, view):
            folded.append(part)
        else:
            yield from _show_one(part, account, sheet)
    yield from _show_folded(folded, sheet)
    if not view.only_rejected:
        yield from _show_unused(account.parts)
        yield from _show_rejected(account.rejected)


def _take_begun(regions: list[RegionPart], part: Part) -> list[RegionPart]:
    """The regions that begin with a part, or before it, taken from those that are left."""
    begun = []
    while part.within == "dump" and regions and (part.start or 0) >= regions[0].start:
        begun.append(regions.pop(0))
    return begun


def _show_head(account: Account) -> Iterator[Line]:
    yield write((show_line(account.dump), "bold"))
    yield write(describe_dump(account))
    yield write((LEGEND, "dim"))


def _show_region(region: RegionPart, width: int | None) -> Iterator[Line]:
    yield Line()
    title = f"── {describe_region(region)} "
    rule = "" if width is None else "─" * (width - cell_len(title))
    yield write(((title + rule).rstrip(), "bold cyan" if region.format else STYLES["rejected"]))
    if region.format:
        yield write((show_line(region.why), "dim"), first="   ")


def _show_record(head: RecordHead | None, part: Part, sheet: Sheet) -> Iterator[Line]:
    """The line that opens a record, or goes on with one."""
    yield Line()
    place = "" if head is None else show_line(head.locator)
    start = str(part.start) if part.holds == "entry" else ""
    cells = sheet.columns.place
    yield write((f"▌ record {part.record}  {part.format or ''}  {place}", "bold"), first=f"{start:>{cells}}  ", rest=" " * (cells + 2))


def _show_one(part: Part, account: Account, sheet: Sheet) -> Iterator[Line]:
    if part.holds == "page":
        row = Row(str(part.start), " ", "page", "bold", (Paragraph("its visible text; places are in characters from here on", tail=describe_visible(account)),))
        yield from write_row(row, sheet.columns, sheet.width)
    elif part.holds is None and (part.kind != "separator" or (sheet.view.show_all and (part.text or "").strip())):
        yield from _lay_part(part, sheet)


def _lay_part(part: Part, sheet: Sheet) -> Iterator[Line]:
    yield from write_row(show_part(part, is_exact=sheet.view.is_exact, is_whole=sheet.view.show_all), sheet.columns, sheet.width)


def _is_foldable(part: Part, view: View) -> bool:
    """Whether a part may be shown in one line with its neighbours: boilerplate, keys that no field used, and what separates them."""
    return not view.show_all and not view.only_rejected and part.holds is None and part.kind in ("boilerplate", "separator", "unused")


def _show_folded(parts: Sequence[Part], sheet: Sheet) -> Iterator[Line]:
    """Boilerplate and unused keys between two fields: a few as they are, many in a line."""
    dim = [part for part in parts if part.kind == "boilerplate"]
    unused = [part for part in parts if part.kind == "unused"]
    if unused:  # They are of the entry that was shown last, so they come first.
        keys = ", ".join(map(show_line, count_unused(unused)))
        yield from write_row(Row("", MARKS["unused"], "not used", STYLES["unused"], (Paragraph(keys, STYLES["unused"]),)), sheet.columns, sheet.width)
    if len(dim) >= FOLD_PARTS or sum(len(part.text or "") for part in dim) > FOLD_CHARS:
        name = "boilerplate" if len(dim) == 1 else f"{len(dim)} boilerplate"
        place = "" if dim[0].start is None else str(dim[0].start)
        paragraph = Paragraph(describe_fold(dim), STYLES["boilerplate"], tail=f"[{count_rules(dim)}]")
        yield from write_row(Row(place, MARKS["boilerplate"], name, STYLES["boilerplate"], (paragraph,)), sheet.columns, sheet.width)
    else:
        for part in dim:
            yield from _lay_part(part, sheet)


def _pick_rejected(parts: Sequence[Part]) -> Iterator[Part]:
    """The rejected parts, each with its neighbours, so that it can be seen where it stood."""
    shown = [index for index, part in enumerate(parts) if part.kind != "separator"]
    places = {index: place for place, index in enumerate(shown)}
    kept: set[int] = set()
    for index in shown:
        if parts[index].kind == "rejected":
            kept.update(shown[max(0, places[index] - 1) : places[index] + 2])
    yield from (parts[index] for index in sorted(kept))


def _show_unused(parts: Sequence[Part]) -> Iterator[Line]:
    counts = count_unused(parts)
    if not counts:
        return
    more = "" if len(counts) <= MAX_LISTED else f" and {len(counts) - MAX_LISTED} more"
    keys = ", ".join(f"{show_line(key)} ({count})" for key, count in counts.most_common(MAX_LISTED))
    yield Line()
    yield write((f"~ keys that no field used, and in how many records: {keys}{more}", STYLES["unused"]), rest="  ")


def _show_rejected(rejected: Sequence[Rejection]) -> Iterator[Line]:
    if not rejected:
        return
    yield Line()
    yield write(("rejected", "bold red"))
    for item in rejected:
        yield write(
            (MARKS["rejected"], STYLES["rejected"]),
            f" {describe_reason(item.reason)}  {show_line(item.locator)}  {preview_text(item.text or '')}",
            first="  ",
            rest="    ",
        )
