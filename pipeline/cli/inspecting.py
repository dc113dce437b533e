"""How `inspect` reads dumps, and in which of three forms it shows them: lines, JSON, a page."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from pipeline.account import Account, Sum, account_dump, add_account, limit_parts, select_records
from pipeline.cli.printing import page_lines, print_json_lines, print_lines
from pipeline.errors import InputError, OutputError
from pipeline.read import STDIN, Unpacking, describe_dumps, find_files, keep_stdin
from pipeline.records import Dump
from pipeline.settings import Settings
from pipeline.show.counts import say_count
from pipeline.show.dump import View, show_account
from pipeline.show.dump_page import InspectedDump, render_dumps
from pipeline.show.ink import choose_ink
from pipeline.show.lines import Line, write
from pipeline.show.phrases import describe_sum

ALL_RECORDS = range(1, sys.maxsize)
PAGE_PARTS = 20_000
"""A page shows so many parts of a dump where nobody says which: with more a browser takes longer than two or three seconds."""


class Inspection:
    """One dump as it is looked at: its accounts with the records that are wanted, and what it came to, which counts all of them."""

    def __init__(self, dump: Dump, settings: Settings, wanted: range) -> None:
        self._dump = dump
        self._settings = settings
        self.wanted = wanted
        self.total = Sum(dump.name, dump.bytes)

    def read(self) -> Iterator[Account]:
        """The accounts, one after the other."""
        for account in account_dump(self._dump, self._settings):
            self.total = add_account(self.total, account)
            yield account if self.wanted == ALL_RECORDS else select_records(account, self.wanted)


@contextmanager
def find_dumps(argument: str, captured_on: str | None, settings: Settings, wanted: range) -> Iterator[Iterator[Inspection]]:
    """The dumps that the argument names; what they are packed in lies unpacked as long as they are looked at."""
    files = find_files([argument])
    if not files:
        raise InputError(f"{argument}: no dumps there. Name a dump, or a folder that holds some.")
    with tempfile.TemporaryDirectory() as folder:
        unpacking = Unpacking(Path(folder), settings.max_dump_bytes)
        places = ((keep_stdin(Path(folder)) if name == STDIN else path, name) for path, name in files)
        yield (Inspection(known, settings, wanted) for path, name in places for known in describe_dumps(path, name, captured_on, unpacking))


def print_accounts(inspections: Iterable[Inspection]) -> None:
    """Print accounts as JSON, a line each."""
    print_json_lines(account for inspection in inspections for account in inspection.read())


def show_accounts(inspections: Iterable[Inspection], view: View, *, has_pager: bool) -> None:
    """Print the lines for dumps as they come, or hand them to a pager where a person is watching."""
    width = choose_ink(Console()).width
    lines = (line for inspection in inspections for line in _show(inspection, view, width))
    if has_pager and sys.stdout.isatty():
        page_lines(lines)
    else:
        print_lines(lines)


def _show(inspection: Inspection, view: View, width: int | None) -> Iterator[Line]:
    for account in inspection.read():
        yield from show_account(account, view, width)
    yield from (Line(), write((describe_sum(inspection.total), "bold")), Line())


def write_page(path: Path, inspections: Iterable[Inspection], view: View, *, is_bounded: bool) -> None:
    """Write the page, and say on standard error what it shows. Raises `OutputError` where it cannot be written."""
    dumps: list[InspectedDump] = []
    left = PAGE_PARTS if is_bounded else sys.maxsize
    for inspection in inspections:
        dumps.append(_collect(inspection, left))
        left -= sum(len(account.parts) for account in dumps[-1].accounts)
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(render_dumps(dumps, view))
    except OSError as error:
        raise OutputError(f"{path}: the page cannot be written ({error.strerror}). Name another file with --html.") from error
    for dump in dumps:
        print(describe_sum(dump.total), *([dump.note] if dump.note else []), sep="\n", file=sys.stderr)


def _collect(inspection: Inspection, most: int) -> InspectedDump:
    """What a page shows of a dump: no more than so many parts, with a note on how to see the rest."""
    accounts: list[Account] = []
    shown = found = 0
    for account in inspection.read():
        accounts.append(limit_parts(account, most - shown if shown == found else 0))
        shown += len(accounts[-1].parts)
        found += len(account.parts)
    records = sum(len(account.records) for account in accounts)
    note = f"The page shows the first {records} of {say_count(inspection.total.records, 'record')}. Choose others with --records FROM-TO."
    return InspectedDump(tuple(accounts), inspection.total, note if shown < found else "")
