"""`papersieve inspect`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from pipeline.cli.options import CapturedOn, Formats, SettingsPath
from pipeline.formats import choose_formats
from pipeline.plan import check_date
from pipeline.read import STDIN, Unpacking, describe_dumps, find_files, keep_stdin, read_bytes
from pipeline.settings import Settings, load_settings
from pipeline.show.dump import show_dump


def inspect_command(
    dump: Annotated[str, typer.Argument(metavar="DUMP", help="A dump, or - for standard input.")],
    captured_on: CapturedOn = None,
    formats: Formats = None,
    settings: SettingsPath = None,
) -> None:
    """Show how a dump is cut: each stretch with its field, rule or reason."""
    chosen = msgspec.structs.replace(load_settings(settings).corpus or Settings(), formats=tuple(formats or ()))
    choose_formats(chosen.formats)
    console = Console(soft_wrap=False)
    with tempfile.TemporaryDirectory() as folder:
        unpacking = Unpacking(Path(folder), chosen.max_dump_bytes)
        for path, name in find_files([dump]):
            place = keep_stdin(Path(folder)) if name == STDIN else path
            for known in describe_dumps(place, name, check_date(captured_on), unpacking):
                for part in show_dump(known, read_bytes(known, chosen.max_dump_bytes) or b"", chosen):
                    console.print(part)
