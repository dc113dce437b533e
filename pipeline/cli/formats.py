"""`papersieve formats`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from pipeline.formats.describe import list_pages
from pipeline.show.formats import show_formats


def formats_command(
    markdown: Annotated[bool, typer.Option("--markdown", help="With the layout of each, as in docs/formats.md.")] = False,
) -> None:
    """List the formats that are known, in the order in which they are asked."""
    if markdown:
        print("\n".join(list_pages()))
    else:
        Console().print(show_formats())
