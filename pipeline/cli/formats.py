"""`papersieve formats`."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from pipeline.cli.options import Json
from pipeline.cli.printing import print_json, print_lines


class KnownFormat(msgspec.Struct, frozen=True):
    """A format as `formats --json` prints it."""

    name: str
    kind: str
    summary: str


def formats_command(
    markdown: Annotated[bool, typer.Option("--markdown", help="With the layout of each, as in docs/formats.md.")] = False,
    json: Json = False,
) -> None:
    """List the formats that are known, in the order in which they are asked.

    Each has a name, which --format and the settings take, and a kind: lines of text,
    entries that a parser reads, or pages.
    """
    from pipeline.formats import FORMATS
    from pipeline.formats.describe import list_pages, name_kind
    from pipeline.show.formats import show_formats

    if json:
        print_json([KnownFormat(item.name, name_kind(item), item.summary) for item in FORMATS])
    elif markdown:
        print("\n".join(list_pages()))
    else:
        print_lines(show_formats())
