"""The formats as a person reads of them: each with its kind and the layout that its module shows."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from pipeline.formats import FORMATS
from pipeline.formats.kinds import EntryFormat, Format, PageFormat

TAG_RE = re.compile(r"^ {4}.*$|`[^`]*`|(<)", re.MULTILINE)
"""A tag in prose, which Markdown would take for one; examples and code are left."""
KINDS = {"json": "JSON", "xml": "XML", "table": "table", "bibtex": "BibTeX", "ris": "RIS"}


def name_kind(format: Format) -> str:
    """What a format is a layout of: `text`, `page`, or the syntax of its entries."""
    if isinstance(format, PageFormat):
        return "page"
    return KINDS[format.syntax] if isinstance(format, EntryFormat) else "text"


def describe_format(format: Format) -> str:
    """What the module of a format says of its layout, example and all."""
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith("pipeline.formats.")]
    module = next(module for module in modules if any(value is format for value in vars(module).values()))
    return (module.__doc__ or "").strip()


def _escape(match: re.Match[str]) -> str:
    return "&lt;" if match[1] else match.group()


def list_pages() -> Iterator[str]:
    """The reference of all formats in Markdown, a section each, in the order in which they are asked."""
    for format in FORMATS:
        text = f"*{name_kind(format)}.* {format.summary}\n\n{describe_format(format)}"
        yield f"### {format.name}\n\n{TAG_RE.sub(_escape, text)}\n"
