"""`papersieve inspect`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from pipeline.cli.options import CapturedOn, Formats, SettingsPath
from pipeline.errors import InputError

RANGE_RE = re.compile(r"(?P<first>\d+)(?:(?P<to>-)(?P<last>\d+)?)?")
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
    from pipeline.cli.inspecting import find_dumps, print_accounts, show_accounts, write_page
    from pipeline.formats import choose_formats
    from pipeline.plan import check_date
    from pipeline.settings import Settings, load_settings
    from pipeline.show.dump import View

    if as_json and html is not None:
        raise InputError("--json, --html: both say in what form to show it. Choose one.")
    chosen = msgspec.structs.replace(load_settings(settings).corpus or Settings(), formats=tuple(formats or ()))
    choose_formats(chosen.formats)
    view = View(show_all, only_rejected, xpath)
    with find_dumps(dump, check_date(captured_on), chosen, read_range(records)) as inspections:
        if as_json:
            print_accounts(inspections)
        elif html is not None:
            write_page(html, inspections, view, is_bounded=records is None)
        else:
            show_accounts(inspections, view, has_pager=pager)


def read_range(text: str | None) -> range:
    """The numbers of the records that are wanted. Raises `InputError` for what is no range."""
    match = RANGE_RE.fullmatch(text or "1-")
    first = 0 if match is None else int(match["first"])
    last = 0 if match is None else int(match["last"]) if match["last"] else sys.maxsize - 1 if match["to"] else first
    if not 1 <= first <= last:
        raise InputError(f"--records: '{text}' is no range of records. Records count from 1: say 3-5, 7 or 20-.")
    return range(first, last + 1)
