"""`papersieve inspect`."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, BinaryIO, cast

import msgspec
import typer
from rich.console import Console

from pipeline.account import Account, Sum, account_dump, add_account, limit_parts, select_records
from pipeline.cli.options import CapturedOn, Formats, SettingsPath
from pipeline.errors import InputError, OutputError
from pipeline.formats import choose_formats
from pipeline.plan import check_date
from pipeline.read import STDIN, Unpacking, describe_dumps, find_files, keep_stdin
from pipeline.records import Dump
from pipeline.settings import Settings, load_settings
from pipeline.show.dump import View, show_account
from pipeline.show.dump_page import InspectedDump, render_dumps
from pipeline.show.ink import Ink, choose_ink, wrap
from pipeline.show.phrases import count_records, describe_sum

JSON = msgspec.json.Encoder()
RANGE_RE = re.compile(r"(?P<first>\d+)(?:(?P<to>-)(?P<last>\d+)?)?")
UNSEEN_RE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Controls that JSON lets stand in a text, and what turns text around."""
ALL_RECORDS = range(1, sys.maxsize)
PAGE_PARTS = 20_000
"""A page shows so many parts of a dump where nobody says which: with more a browser takes longer than two or three seconds."""
All = Annotated[bool, typer.Option("--all", help="Show separators, boilerplate in full, and what stands under keys that no field used.")]
OnlyRejected = Annotated[bool, typer.Option("--rejected", help="Show only what was rejected, with what stands before and behind it.")]
XPath = Annotated[bool, typer.Option("--xpath", help="Show whole locators, as records.jsonl has them, instead of elements and keys in few words.")]
Records = Annotated[str | None, typer.Option("--records", metavar="FROM-TO", help="Show these records alone (3-5, 7, 20-), and what stands between them.")]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the same as a page of HTML.")]
Json = Annotated[bool, typer.Option("--json", help="Print the account as JSON: one line for each dump, with its parts.")]
Pager = Annotated[bool, typer.Option("--pager", help="Show it in a pager.")]


def inspect_command(
    dump: Annotated[str, typer.Argument(metavar="DUMP", help="A dump, an archive or folder of dumps, or - for standard input.")],
    captured_on: CapturedOn = None,
    formats: Formats = None,
    settings: SettingsPath = None,
    show_all: All = False,
    only_rejected: OnlyRejected = False,
    xpath: XPath = False,
    records: Records = None,
    html: Html = None,
    as_json: Json = False,
    pager: Pager = False,
) -> None:
    """Show how a dump was cut: stretch by stretch with format, field and rule, what came of each value, and what was rejected."""
    if as_json and html is not None:
        raise InputError("--json, --html: both say in what form to show it. Choose one.")
    chosen = msgspec.structs.replace(load_settings(settings).corpus or Settings(), formats=tuple(formats or ()))
    choose_formats(chosen.formats)
    wanted = _read_range(records)
    view = View(show_all, only_rejected, xpath)
    with _find_dumps(dump, captured_on, chosen) as dumps:
        accounts = (_Inspection(known, chosen, wanted) for known in dumps)
        if as_json:
            _print_json(account for inspection in accounts for account in inspection.read())
        elif html is not None:
            _write_page(html, accounts, view, is_bounded=records is None)
        else:
            lines = (line for inspection in accounts for line in _show(inspection, view, choose_ink(Console())))
            _print_lines(lines, has_pager=pager and sys.stdout.isatty())


class _Inspection:
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


def _read_range(text: str | None) -> range:
    """The numbers of the records that are wanted. Raises `InputError` for what is no range."""
    match = RANGE_RE.fullmatch(text or "1-")
    first = 0 if match is None else int(match["first"])
    last = 0 if match is None else int(match["last"]) if match["last"] else sys.maxsize - 1 if match["to"] else first
    if not 1 <= first <= last:
        raise InputError(f"--records: '{text}' is no range of records. Records count from 1: say 3-5, 7 or 20-.")
    return range(first, last + 1)


@contextmanager
def _find_dumps(argument: str, captured_on: str | None, settings: Settings) -> Iterator[Iterator[Dump]]:
    """The dumps that the argument names; what they are packed in lies unpacked as long as they are looked at."""
    files = find_files([argument])
    if not files:
        raise InputError(f"{argument}: no dumps there. Name a dump, or a folder that holds some.")
    with tempfile.TemporaryDirectory() as folder:
        unpacking = Unpacking(Path(folder), settings.max_dump_bytes)
        places = ((keep_stdin(Path(folder)) if name == STDIN else path, name) for path, name in files)
        yield (known for path, name in places for known in describe_dumps(path, name, check_date(captured_on), unpacking))


def _show(inspection: _Inspection, view: View, ink: Ink) -> Iterator[str]:
    for account in inspection.read():
        yield from show_account(account, view, ink)
    yield from ("", *(ink.paint(line, "bold") for line in wrap(describe_sum(inspection.total), ink.width)), "")


def _print_json(accounts: Iterable[Account]) -> None:
    """Print accounts as JSON, in UTF-8 whatever the locale; what would act on a terminal is escaped, which changes no value."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    for account in accounts:
        print(UNSEEN_RE.sub(lambda match: f"\\u{ord(match.group()):04x}", JSON.encode(account).decode()))


def _print_lines(lines: Iterable[str], *, has_pager: bool) -> None:
    """Print the lines as they come, or hand them to the pager that the person has chosen."""
    if not has_pager:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # where the locale has no arrows and no accents
        for line in lines:
            print(line)
        return
    command = shlex.split(os.environ.get("PAGER") or "less")
    environment = {**os.environ, "LESS": os.environ.get("LESS") or "-R"}
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    except OSError as error:
        raise OutputError(f"{command[0]}: the pager cannot be started ({error.strerror}). Name another one in PAGER, or leave out --pager.") from error
    with suppress(BrokenPipeError), io.TextIOWrapper(cast(BinaryIO, pager.stdin), encoding="utf-8", errors="replace") as pipe:
        pipe.writelines(f"{line}\n" for line in lines)
    pager.wait()


def _write_page(path: Path, inspections: Iterable[_Inspection], view: View, *, is_bounded: bool) -> None:
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


def _collect(inspection: _Inspection, most: int) -> InspectedDump:
    """What a page shows of a dump: no more than so many parts, with a note on how to see the rest."""
    accounts: list[Account] = []
    shown = found = 0
    for account in inspection.read():
        accounts.append(limit_parts(account, most - shown if shown == found else 0))
        shown += len(accounts[-1].parts)
        found += len(account.parts)
    records = sum(len(account.records) for account in accounts)
    note = f"The page shows the first {records} of {count_records(inspection.total.records)}. Choose others with --records FROM-TO."
    return InspectedDump(tuple(accounts), inspection.total, note if shown < found else "")
