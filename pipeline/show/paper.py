"""What a person is shown of a paper (`explain ID`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.explain.accounts import Change, Edge, FieldAccount, Loser, PaperAccount, RecordAccount, Step, ValueAccount
from pipeline.explain.edits import find_changes, write_item
from pipeline.merge import COMPLETENESS
from pipeline.records import Value
from pipeline.show.characters import clip
from pipeline.show.counts import say_count
from pipeline.show.lines import Line, Part, head, indent, write

MAX_CHARS = 300
"""So much of a value is shown, unless all is asked for."""
MAX_RECORDS = 24
MAX_EDGES = 12
MAX_LOSERS = 6
MAX_NUMBERS = 8
MAX_DEPTH = 8
CUT_CHARS = 60
SIMILAR_CHARS = 60
"""Longer values are shown by where they differ."""
DIFFERENCES = 3
MANY_DIFFERENCES = 9
"""Values that differ in more places are shown themselves."""


def show_paper(account: PaperAccount, *, all_of_it: bool = False) -> Iterator[Line]:
    """A paper: what it is called, its records, the evidence between them, whose value won each field, what was done to every value."""
    numbers = {record.id: f"[{number}]" for number, record in enumerate(account.records, 1)}
    most = None if all_of_it else MAX_CHARS
    shown = account.records if all_of_it else _choose_records(account)
    yield write((account.id, "bold cyan"), "  ", (account.title or "(no title)", "bold"))
    if account.aliases:
        yield write(("also known as ", "dim"), ", ".join(account.aliases), first="  ", rest="    ")
    for flag in account.flags:
        means = "" if ":" in flag.flag else f": {flag.means}"  # The one that names a paper follows the one that says what it is about.
        yield write(("! ", "yellow"), (flag.flag, "yellow"), means, first="  ", rest="    ")
    yield from _show_records(account.records, shown, numbers)
    yield from _show_evidence(account, numbers, all_of_it=all_of_it)
    yield from head("What it says, and whose value it is")
    parts = {field.field: field for field in account.fields if field.field in COMPLETENESS}
    for field in account.fields:
        if field.field not in COMPLETENESS:
            yield from indent(_show_field(field, parts.get(f"{field.field}_complete"), numbers, most))
    yield from head("What was done to the values (* won)")
    for record in shown:
        yield from indent(_show_edits(record, numbers, most))


def _choose_records(account: PaperAccount) -> tuple[RecordAccount, ...]:
    """The first records, and those whose values won."""
    won = {field.record for field in account.fields}
    return tuple(record for place, record in enumerate(account.records) if place < MAX_RECORDS or record.id in won)


def _show_records(records: Sequence[RecordAccount], shown: Sequence[RecordAccount], numbers: dict[str, str]) -> Iterator[Line]:
    dumps = len({record.dump for record in records})
    yield from head(f"{say_count(len(records), 'record')} from {say_count(dumps, 'dump')}")
    for record in shown:
        yield write((numbers[record.id], "cyan"), " ", (record.dump, "bold"), f"  {record.format}", first="  ", rest="      ")
        yield write((record.id, "dim"), first="      ")
        if record.flags:
            yield write(("! ", "yellow"), ", ".join(record.flags), first="      ")
    if len(shown) < len(records):
        yield write((f"and {len(records) - len(shown)} more (--all)", "dim"), first="  ")


def _show_evidence(account: PaperAccount, numbers: dict[str, str], *, all_of_it: bool) -> Iterator[Line]:
    yield from head("Why they are one paper" if len(account.records) > 1 else "Why it is a paper")
    if len(account.records) == 1:
        yield write("It is a single record: nothing was merged.", first="  ")
        return
    tree = account.evidence if all_of_it else account.evidence[:MAX_RECORDS]
    for branch, (first, rest) in zip(tree, _draw_tree([branch.depth for branch in tree]), strict=True):
        said: Iterable[Part] = (
            _write_edge(branch.edge) if branch.edge else ["gives the id" if branch is account.evidence[0] else "is tied to none of the above"]
        )
        yield write((numbers[branch.record], "cyan"), " ", *said, first=f"  {first}", rest=f"  {rest}    ")
    if len(tree) < len(account.evidence):
        yield write((f"and {len(account.evidence) - len(tree)} more (--all)", "dim"), first="  ")
    shown = account.further_evidence if all_of_it else account.further_evidence[:MAX_EDGES]
    for number, edge in enumerate(shown):
        between = f"{numbers[edge.record]} and {numbers[edge.other]}: "
        yield write(("besides, " if not number else "         ", "dim"), between, *_write_edge(edge), first="  ", rest="           ")
    if len(shown) < len(account.further_evidence):
        yield write((f"and {len(account.further_evidence) - len(shown)} more (--all)", "dim"), first="           ")


def _draw_tree(depths: Sequence[int]) -> Iterator[tuple[str, str]]:
    """What stands before each record of a tree, and before its continuations. Deep branches are drawn as deep as there is room.

    >>> [first for first, _ in _draw_tree([0, 1, 2, 1])]
    ['', '├─ ', '│  └─ ', '└─ ']
    """
    drawn = [min(depth, MAX_DEPTH) for depth in depths]
    for place, depth in enumerate(drawn):
        behind = drawn[place + 1 :]
        goes_on = [level in behind[: next((at for at, other in enumerate(behind) if other < level), len(behind))] for level in range(1, depth + 1)]
        bars = "".join("│  " if on else "   " for on in goes_on[:-1])
        yield (bars + ("├─ " if goes_on[-1] else "└─ "), bars + ("│  " if goes_on[-1] else "   ")) if depth else ("", "")


def _write_edge(edge: Edge) -> Iterator[Part]:
    yield (edge.why, "green")
    if edge.rule:
        yield (f"  {edge.rule}", "dim")


def _show_field(field: FieldAccount, complete: FieldAccount | None, numbers: dict[str, str], most: int | None) -> Iterator[Line]:
    is_cut = complete is not None and complete.value is False
    yield write((field.field, "bold"), "  ", clip(write_value(field.value), most), ("  (not all of it)" if is_cut else "", "yellow"), rest="  ")
    agreeing = f"; {_list_numbers(field.agreeing, numbers)} the same" if field.agreeing else ""
    if field.record and len(numbers) > 1:  # Of a single record all is its own, by no rule.
        yield write(
            ("from ", "dim"), (numbers.get(field.record, field.record), "cyan"), f": {field.why}{agreeing}", ("  " + field.rule, "dim"), first="  ", rest="    "
        )
    losers = field.losers if most is None else field.losers[:MAX_LOSERS]
    for loser in losers:
        yield from indent(_show_loser(field, loser, numbers, most))
    if len(losers) < len(field.losers):
        yield write((f"and {say_count(len(field.losers) - len(losers), 'more value')} that lost (--all)", "dim"), first="  ")


def _show_loser(field: FieldAccount, loser: Loser, numbers: dict[str, str], most: int | None) -> Iterator[Line]:
    sign = ("≠ ", "red") if loser.differs else ("≈ ", "dim")
    value, winner = write_value(loser.value), write_value(field.value)
    lost: tuple[Part, ...] = (sign, (_list_numbers(loser.records, numbers), "cyan"), f" lost: {loser.why}", (f"  {loser.rule}", "dim"))
    yield write(*lost, rest="  ")
    yield from indent(show_difference(winner, value, most) or [write(clip(value, most))])


def show_difference(before: str, after: str, most: int | None) -> list[Line]:
    """Where two long values that are much alike differ; nothing for others, or where all of them is asked for."""
    changes = find_changes([before], [after]) if min(len(before), len(after)) > SIMILAR_CHARS and most is not None else []
    if len(changes) > MANY_DIFFERENCES:
        return []
    lines = [write(*write_change(change, most), rest="  ") for change in changes[:DIFFERENCES]]
    left_off = len(changes) - DIFFERENCES
    return [*lines, write((f"and {say_count(left_off, 'more difference')} (--all shows the value)", "dim"))] if left_off > 0 else lines


def _show_edits(record: RecordAccount, numbers: dict[str, str], most: int | None) -> Iterator[Line]:
    yield write((numbers[record.id], "cyan"), " ", (record.dump, "bold"), f"  {record.locator}", rest="    ")
    if record.problem:
        yield write(("! ", "yellow"), f"{record.problem}. So only the rules are shown.", first="    ")
    plain = [value for value in record.values if not value.steps]
    if plain:
        yield write(("as they stand there: ", "dim"), ", ".join(value.field + "*" * value.won for value in plain), first="    ", rest="      ")
    for value in record.values:
        if value.steps:
            place = value.locator.removeprefix(record.locator).removeprefix("&")
            yield write((value.field, "bold"), ("*" if value.won else "", "green"), (f"  {place}", "dim"), first="    ")
            for step in value.steps:
                yield from indent(_show_step(step, value, most), "      ")


def _show_step(step: Step, value: ValueAccount, most: int | None) -> Iterator[Line]:
    args = f"({', '.join(step.args)})" if step.args else ""
    yield write((step.rule, "magenta"), (args, "magenta"), (f"  {step.why}" if step.why else "", "dim"), rest="  ")
    for change in step.changes:
        # Whether a text is complete is told by its end.
        told = Change("", f"…{change.before[-CUT_CHARS:]}", change.after, "") if value.field in COMPLETENESS else change
        yield write(*write_change(told, most), first="  ", rest="    ")
    if step.left_off:
        yield write((f"and {say_count(step.left_off, 'more change')}", "dim"), first="  ")
    if value.raw is not None and not step.changes:
        yield write(("it reads as before, and is a value now", "dim"), first="  ")


def write_change(change: Change, most: int | None = MAX_CHARS) -> Iterator[Part]:
    """A change as `git diff --word-diff` writes it: `[-before-]{+after+}`."""
    yield (f"…{change.lead}", "")
    if change.before:
        yield (f"[-{clip(change.before, most)}-]", "red")
    if change.after:
        yield (f"{{+{clip(change.after, most)}+}}", "green")
    yield (f"{change.tail}…", "")


def write_value(value: Value | None) -> str:
    """A value as a person reads it: the items of a list side by side."""
    if value is None:
        return "(none)"
    return "; ".join(map(write_item, value)) if isinstance(value, list) else write_item(value)


def _list_numbers(records: Sequence[str], numbers: dict[str, str]) -> str:
    if len(records) > MAX_NUMBERS:
        return f"{len(records):,} records"
    return " ".join(numbers.get(record, record) for record in records)
