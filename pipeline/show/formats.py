"""What a person is shown of the formats (`formats`)."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from pipeline.formats import FORMATS
from pipeline.formats.describe import name_kind


def show_formats() -> Table:
    """The formats, in the order in which they take lines."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("format")
    table.add_column("kind")
    table.add_column("what it looks like")
    for item in FORMATS:
        table.add_row(item.name, name_kind(item), escape(item.summary))
    return table
