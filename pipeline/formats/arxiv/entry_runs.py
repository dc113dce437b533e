"""Runs of entries of a listing or a search on arXiv: where one begins and ends, and the account of what stands between its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from pipeline.formats.arxiv.entry_heads import EntryHead
from pipeline.formats.arxiv.flow import Draft, Flow, always, explain
from pipeline.formats.arxiv.furniture import MAX_STRANGE_CHARS, is_foreign, reach_down, reach_up
from pipeline.formats.arxiv.phrases import MARKUP_RULE, match_phrases
from pipeline.formats.kinds import Cut, Range
from pipeline.raw import RawField
from pipeline.records import Span

MAX_ENTRY_CHARS = 30_000
MAX_STRANGE_ROWS = 6
"""So many rows that nothing explains may stand between two entries of one listing."""
WEAK_RULES = frozenset({MARKUP_RULE})
"""Furniture of any page: it carries no listing on."""


class Run(NamedTuple):
    """The entries of one listing: the stretch they fill, their heads and their fields."""

    place: Span
    heads: tuple[EntryHead, ...]
    drafts: tuple[Draft, ...]


IsEntry: TypeAlias = Callable[[Flow, EntryHead], bool]
ReadEntry: TypeAlias = Callable[[Flow, EntryHead, int], Draft]
ListDates: TypeAlias = Callable[[Flow, Run], Iterable[tuple[int, RawField]]]
Count: TypeAlias = Callable[[Flow, Run], int | None]


def list_runs(flow: Flow, heads: Sequence[EntryHead], is_entry: IsEntry, read: ReadEntry) -> Iterator[Run]:
    """The runs of entries of one kind. `heads` are those of all kinds: an entry ends at the latest where the next begins."""
    open_run: list[tuple[EntryHead, Draft, int]] = []
    low = 0
    for index, head in enumerate(heads):
        limit = heads[index + 1].place[0] if index + 1 < len(heads) else len(flow.text)
        if not is_entry(flow, head):
            continue
        draft = read(flow, head, min(limit, head.place[1] + MAX_ENTRY_CHARS))
        if open_run and not _is_joined(flow, open_run[-1][2], head.place[0]):
            run = _close_run(flow, open_run, low, head.place[0])
            yield run
            low, open_run = run.place[1], []
        open_run.append((head, draft, max(end for _, end in [*draft.taken, head.place, *(place for place, _ in draft.furniture)])))
    if open_run:
        following = next((head.place[0] for head in heads if head.place[0] > open_run[-1][0].place[0]), len(flow.text))
        yield _close_run(flow, open_run, low, following)


def _is_joined(flow: Flow, low: int, high: int) -> bool:
    """Whether nothing but furniture stands between two entries."""
    strange = 0
    for row in flow.rows(low, high):
        text = flow.text[slice(*row)]
        if match_phrases(text) is None:
            strange += 1
            if strange > MAX_STRANGE_ROWS or (is_foreign(text) and len(text) <= MAX_STRANGE_CHARS):
                return False
    return True


def _close_run(flow: Flow, entries: Sequence[tuple[EntryHead, Draft, int]], low: int, high: int) -> Run:
    start = reach_up(flow, low, entries[0][0].place[0], _is_tool)
    end = reach_down(flow, entries[-1][2], high, _is_tool)
    return Run((start, end), tuple(head for head, _, _ in entries), tuple(draft for _, draft, _ in entries))


def _is_tool(text: str) -> bool:
    rule = match_phrases(text)
    return rule is not None and rule not in WEAK_RULES


def find_runs(flow: Flow, heads: Sequence[EntryHead], is_entry: IsEntry, read: ReadEntry) -> Iterator[Range]:
    """The lines of each run."""
    last = 0
    for run in list_runs(flow, heads, is_entry, read):
        first = max(last, flow.index(run.place[0]))
        last = flow.index(max(run.place[0], run.place[1] - 1)) + 1
        if first < last:
            yield first, last


def cut_run(flow: Flow, heads: Sequence[EntryHead], entry: tuple[IsEntry, ReadEntry], page: tuple[ListDates, Count]) -> Cut:
    """The records of a run, the date that heads each, what the furniture is, and how many entries there should be."""
    runs = list(list_runs(flow, heads, *entry))
    list_dates, count = page
    records = []
    boilerplate: list[tuple[Span, str]] = []
    claims: list[int] = []
    for run in runs:
        dates = list(list_dates(flow, run))
        for head, draft in zip(run.heads, run.drafts, strict=True):
            date = next((field for start, field in reversed(dates) if start < head.place[0]), None)
            records.append(draft.record([date] if date else (), tuple(draft.flags)))
        boilerplate.extend(_explain_run(flow, run))
        claimed = count(flow, run)
        claims.extend([] if claimed is None else [claimed])
    return Cut(tuple(records), tuple(boilerplate), claimed=sum(claims) if claims else None)


def _explain_run(flow: Flow, run: Run) -> Iterator[tuple[Span, str]]:
    """The furniture of a run: what each entry says it is, and the phrases between them. The dates are fields already."""
    taken = sorted(place for draft in run.drafts for place in draft.taken)
    covered = list(taken)
    yield from ((tag, "arxiv.markup") for tag in flow.list_tags(run.place, taken))
    for draft in run.drafts:
        for place, rule in draft.furniture:
            yield from explain(flow, place, draft.taken, always(rule))
            covered.append(place)
    start, end = run.heads[0].place[0], max(high for _, high in covered)
    yield from explain(flow, (run.place[0], start), covered, lambda text: match_phrases(text) or "arxiv.note")
    yield from explain(flow, (start, end), covered, match_phrases)
    yield from explain(flow, (end, run.place[1]), covered, lambda text: match_phrases(text) or "arxiv.page-tail")
