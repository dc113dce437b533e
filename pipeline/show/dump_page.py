"""What a person is shown of a dump as a page of HTML: the same account as on a terminal, to filter and to jump about in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.account import Account, Part, RecordHead, RegionPart, Sum
from pipeline.pages import render_page
from pipeline.records import Rejection
from pipeline.show.characters import show_characters, show_line
from pipeline.show.dump import View
from pipeline.show.parts import LONG_CHARS, MARKS, describe_change, describe_edits, name_part
from pipeline.show.phrases import count_rules, describe_dump, describe_fold, describe_reason, describe_region, describe_sum, describe_visible, preview_text
from pipeline.show.words import mark_words

KINDS = {"field": "fields", "boilerplate": "boilerplate", "rejected": "rejected", "unused": "keys that no field used", "separator": "separators"}
"""What a page can show, and what it is called there."""
FOLD_PARTS = 6
"""So many stretches of boilerplate in a row are folded into one line that can be opened."""
SHORT_CHARS = 60
"""No longer text stands on one line with what came of it."""
COMPARED = frozenset({"title", "abstract", "comments", "journal_ref"})
"""The fields whose texts are compared word by word with what came of them."""
MAX_CHARS = 100_000
"""Of a longer text the page has the start: a browser takes long to lay out one of megabytes."""
MAX_REJECTS = 2000
"""More are counted: they are all in `rejected.jsonl`."""


class InspectedDump(msgspec.Struct, frozen=True):
    """A dump as it is to be shown: its accounts, with the parts that are to be shown, its sum, and a note on what is left out."""

    accounts: tuple[Account, ...]
    total: Sum
    note: str = ""


class Anchors(msgspec.Struct, frozen=True):
    """Where in the page the records and the rejected stretches of one dump are, and how places in the dump are told."""

    prefix: str
    rejected: dict[str, str]
    """By locator."""
    is_exact: bool
    """Whether whole locators are shown, not elements and keys in few words."""

    def name_record(self, head: RecordHead) -> str:
        """The anchor of a record."""
        return f"{self.prefix}-r{head.number}"


class RowView(msgspec.Struct, frozen=True):
    """A part as the page shows it."""

    kind: str
    field: str
    """The field, where the page shows it in a way of its own."""
    place: str
    mark: str
    name: str
    text: str
    element: str
    locator: str
    anchor: str
    change: tuple[tuple[str, str], ...]
    rules: str
    is_short: bool
    """Whether the text and what came of it stand on one line."""


class RunView(msgspec.Struct, frozen=True):
    """Parts one after the other; `fold` is the line that stands for them until it is opened."""

    parts: tuple[RowView, ...]
    fold: str = ""


class BlockView(msgspec.Struct, frozen=True):
    """The parts of a record and what follows it, or of a region before its first record."""

    anchor: str
    region: str
    why: str
    is_unknown: bool
    record: str
    about: str
    runs: tuple[RunView, ...]


class LinkView(msgspec.Struct, frozen=True):
    """A record or a rejected stretch to jump to."""

    number: int
    anchor: str
    name: str
    text: str


class DumpView(msgspec.Struct, frozen=True):
    """A dump as the page shows it."""

    name: str
    about: str
    sum: str
    is_lossy: bool
    note: str
    records: tuple[LinkView, ...]
    rejected: tuple[LinkView, ...]
    blocks: tuple[BlockView, ...]


def render_dumps(dumps: Sequence[InspectedDump], view: View) -> Iterator[str]:
    """The page of these dumps, in pieces. What the view leaves out is there, and hidden at first."""
    title = "papersieve inspect: " + (show_line(dumps[0].total.dump) if len(dumps) == 1 else f"{len(dumps)} dumps")
    views = [_view_dump(dump, number, view) for number, dump in enumerate(dumps, 1)]
    kinds = [(kind, MARKS[kind].strip() or "·", label, _is_shown(kind, view)) for kind, label in KINDS.items()]
    yield from render_page("inspect.html", title, ["inspect.css"], ["inspect.js"], kinds=kinds, dumps=views)


def _is_shown(kind: str, view: View) -> bool:
    return kind == "rejected" if view.only_rejected else kind != "separator" or view.show_all


def _view_dump(dump: InspectedDump, number: int, view: View) -> DumpView:
    rejected = [item for account in dump.accounts for item in account.rejected]
    shown = {part.locator for account in dump.accounts for part in account.parts if part.kind == "rejected"}
    places = {item.locator: f"d{number}-x{index}" for index, item in enumerate(rejected[:MAX_REJECTS], 1) if item.locator in shown}
    anchors = Anchors(f"d{number}", places, is_exact=view.is_exact)
    links = [_link_reject(item, anchors) for item in rejected[:MAX_REJECTS]]
    if len(rejected) > MAX_REJECTS:
        links.append(LinkView(0, "", f"and {len(rejected) - MAX_REJECTS} more", ""))
    return DumpView(
        name=show_line(dump.total.dump),
        about=describe_dump(dump.accounts[0]) + "".join(f"; visible on its pages {describe_visible(item)}" for item in dump.accounts if item.visible),
        sum=describe_sum(dump.total).removeprefix(f"{show_line(dump.total.dump)}: "),
        is_lossy=dump.total.rejected > 0 or dump.total.covered != dump.total.bytes,
        note=dump.note,
        records=tuple(_link_record(head, anchors) for account in dump.accounts for head in account.records),
        rejected=tuple(links),
        blocks=tuple(block for account in dump.accounts for block in _view_blocks(account, anchors)),
    )


def _link_record(head: RecordHead, anchors: Anchors) -> LinkView:
    return LinkView(head.number, anchors.name_record(head), "", show_line(head.title or head.id))


def _link_reject(item: Rejection, anchors: Anchors) -> LinkView:
    return LinkView(0, anchors.rejected.get(item.locator, ""), describe_reason(item.reason), preview_text(item.text or ""))


def _view_blocks(account: Account, anchors: Anchors) -> Iterator[BlockView]:
    """The blocks of an account: each region, and each record in it, begins one."""
    regions = list(account.regions)
    heads = {head.number: head for head in account.records}
    seen: set[int] = set()
    region: RegionPart | None = None
    parts: list[Part] = []
    record: int | None = None
    for part in account.parts:
        begins: RegionPart | None = None
        while part.within == "dump" and regions and (part.start or 0) >= regions[0].start:
            begins = regions.pop(0)
        if begins is not None or (part.record is not None and part.record != record):
            yield _view_block(region, heads.get(record or 0), parts, anchors, is_first=record not in seen)
            seen.update([record] if record is not None else [])
            region, parts, record = begins, [], part.record
        parts.append(part)
    yield _view_block(region, heads.get(record or 0), parts, anchors, is_first=record not in seen)


def _view_block(region: RegionPart | None, head: RecordHead | None, parts: Sequence[Part], anchors: Anchors, *, is_first: bool) -> BlockView:
    return BlockView(
        anchor="" if head is None or not is_first else anchors.name_record(head),
        region="" if region is None else describe_region(region),
        why="" if region is None or region.format is None else show_line(region.why),
        is_unknown=region is not None and region.format is None,
        record="" if head is None else f"record {head.number}",
        about="" if head is None else f"{head.format} {show_line(head.locator)}",
        runs=tuple(_view_runs(parts, anchors)),
    )


def _view_runs(parts: Iterable[Part], anchors: Anchors) -> Iterator[RunView]:
    """The parts of a block, long runs of boilerplate folded."""
    run: list[Part] = []
    for part in parts:
        if part.kind in ("boilerplate", "separator") and part.holds is None:
            run.append(part)
            continue
        yield from _fold(run, anchors)
        run = []
        if part.holds is None:
            yield RunView((_view_part(part, anchors),))
    yield from _fold(run, anchors)


def _fold(parts: Sequence[Part], anchors: Anchors) -> Iterator[RunView]:
    rows = tuple(_view_part(part, anchors) for part in parts if part.kind != "separator" or (part.text or "").strip())
    count = sum(row.kind == "boilerplate" for row in rows)
    if rows:
        yield RunView(rows, f"{count} stretches of boilerplate, {describe_fold(parts)} [{count_rules(parts)}]" if count >= FOLD_PARTS else "")


def _view_part(part: Part, anchors: Anchors) -> RowView:
    raw = (part.text or "").strip()
    text = show_characters(raw[:MAX_CHARS]) + (f" … {len(raw) - MAX_CHARS} more characters" if len(raw) > MAX_CHARS else "")
    change = _mark_change(part.source or raw, part)
    return RowView(
        kind=part.kind,
        field="title" if part.field == "title" else "",
        place="" if part.start is None else str(part.start),
        mark=MARKS[part.kind],
        name=show_line(name_part(part)),
        text=text,
        element=(f"as {part.field} " if part.kind == "rejected" and part.field else "")
        + show_line((part.locator if anchors.is_exact and part.within != "dump" else part.element) or ""),
        locator=show_line(part.locator or ""),
        anchor=anchors.rejected.get(part.locator or "", "") if part.kind == "rejected" else "",
        change=change,
        rules=describe_edits(part.edits),
        is_short="\n" not in text and len(text) <= SHORT_CHARS and sum(len(words) for _, words in change) <= SHORT_CHARS,
    )


def _mark_change(text: str, part: Part) -> tuple[tuple[str, str], ...]:
    """What came of a text, in runs of words that are old, new or the same; none where it is as it was."""
    if part.value is None:
        return ()
    if part.field in COMPARED and isinstance(part.value, str):
        marked = mark_words(text, part.value)
        is_same = len(text) > LONG_CHARS and all(kind == "same" for kind, _ in marked)
        return (("same", "the same words"),) if is_same else tuple((kind, show_line(words)) for kind, words in marked)
    return (("same", describe_change(text, part.value)),)
