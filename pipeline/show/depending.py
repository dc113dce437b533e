"""What a person is shown of what depends on a dump (`explain DUMP`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipeline.explain.accounts import Dependence, DumpAccount, FieldChange, StretchAccount
from pipeline.show.characters import clip
from pipeline.show.counts import say_count
from pipeline.show.lines import Line, head, indent, write
from pipeline.show.paper import show_difference, write_value

MAX_CHARS: Final = 120
WHOLE: Final = "/*"
"""How the ledger refers to a page, and to an entry that a parser reads."""
FATES: Final = {"gone": "gone without it", "split": "would fall apart", "changed": "would change", "same": "would stay as it is"}
MARKS: Final = {"gone": "-", "split": "/", "changed": "~", "same": "="}
"""So that colour is never the only sign."""
STYLES: Final = {"gone": "red", "split": "red", "changed": "yellow", "same": "green"}


def show_dependents(account: DumpAccount, *, all_of_it: bool = False) -> Iterator[Line]:
    """A dump, or a stretch of it: what it became, how many papers depend on it in which way, and the first of them."""
    most = None if all_of_it else MAX_CHARS
    is_whole = (account.start, account.end) == (0, account.bytes)
    claimed = "" if account.claimed is None else f" of {account.claimed:,} that it says it holds"
    yield write(
        (account.dump, "bold cyan"), f"  {account.bytes:,} bytes, {account.charset or 'no text'}; {', '.join(account.formats) or 'no format'}", rest="  "
    )
    yield write((f"sha256:{account.sha256}", "dim"), first="  ")
    yield write(f"{say_count(account.kept, 'record')}{claimed}, {account.rejected:,} rejected", first="  ")
    if account.copies:
        yield write(("the same bytes are also called ", "dim"), ", ".join(account.copies), first="  ", rest="    ")
    yield from head("What it became" if is_whole else f"What its bytes {account.start:,} to {account.end:,} became")
    yield write(", ".join(f"{say_count(count, 'byte')} {kind}" for kind, count in account.kinds.items()) or "it has no bytes", first="  ")
    for stretch in account.stretches:
        yield from indent(_show_stretch(stretch, most))
    yield from head("What depends on it")
    yield write(f"{say_count(account.papers, 'paper')} with something from it, in {say_count(account.records, 'record')}:", first="  ")
    yield write(f"{account.only_here:>9,}  with no other record", first="  ")
    yield write(f"{account.values_here:>9,}  with other records too, and values from it", first="  ")
    yield write(f"{account.evidence_here:>9,}  with only evidence from it: their values are from elsewhere", first="  ")
    if account.depending:
        yield from head("Without it")
    for paper in account.depending:
        yield from indent(_show_dependence(paper, most))
    if account.left_off:
        yield write((f"and {say_count(account.left_off, 'more paper')} (--all)", "dim"), first="  ")


def _show_stretch(item: StretchAccount, most: int | None) -> Iterator[Line]:
    stretch = item.stretch
    text = "(the dump is not at hand)" if item.text is None else clip(item.text.strip(), most)
    what = f"{stretch.kind} {stretch.ref or ''}".strip()
    whole = "  (read as a whole: all its values depend on all of it)" if what.endswith(WHOLE) else ""
    yield write((f"{stretch.start},{stretch.end}  ", "dim"), (what, "magenta"), (whole, "dim"), f"  {text}", rest="    ")


def _show_dependence(paper: Dependence, most: int | None) -> Iterator[Line]:
    sign, style = MARKS[paper.without], STYLES[paper.without]
    yield write((f"{sign} ", style), (paper.paper, "cyan"), "  ", clip(paper.title or "(no title)", most), (f"  {FATES[paper.without]}", style), rest="    ")
    if paper.others:
        own, others = len(paper.records), paper.others
        won = f"; from here: {', '.join(paper.fields)}" if paper.fields else "; no value is from here"
        yield write((f"{own} of its {own + others} records{won}", "dim"), first="    ", rest="      ")
    for change in paper.changes:
        yield from indent(_show_change(change, most), "    ")


def _show_change(change: FieldChange, most: int | None) -> Iterator[Line]:
    before, after = write_value(change.value), write_value(change.without)
    differences = show_difference(before, after, most)
    if differences:
        yield write((change.field, "bold"))
        yield from indent(differences)
    else:
        yield write((change.field, "bold"), "  ", (f"[-{clip(before, most)}-]", "red"), (f"{{+{clip(after, most)}+}}", "green"), rest="  ")
