"""How documents begin: the places of a text at which a parser may be asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.records import Span
from pipeline.syntax import bibtex, ris, tables, xml_entries, xml_values

_WHOLE = r"(?P<page><!doctype\s+html|<html(?=[\s>]))|(?P<xml><\?xml\b)"
MARK_RE = re.compile("[<\n\r\ufeff]")
"""Where a document may begin: at a tag, or on a line of its own. Looked for alone, since most of a text is neither."""
TAG_RE = re.compile(_WHOLE, re.IGNORECASE)
LINE_RE = re.compile(
    rf"[ \t]*(?:{_WHOLE}|(?P<tag><[A-Za-z][\w:.-]*(?=[\s/>]))|(?P<json>[\[{{](?=\s*(?:[\[{{\"'\]}}]|null\b)))|(?P<bibtex>{bibtex.START}))"
    rf"|(?P<ris>{ris.START})|(?P<table>{tables.HEADER})",
    re.IGNORECASE,
)
SOLID_RE = re.compile(
    r"<!doctype\s+html|<html(?=[\s>])|<\?xml\b|^[ \t]*<(?:rss|feed|OAI-PMH|rdf:RDF|collection|dblp)(?=[\s>])"
    rf"|(?:^|(?<=\ufeff))(?P<table>{tables.HEADER})",
    re.IGNORECASE | re.MULTILINE,
)


def find_start(text: str, position: int) -> re.Match[str] | None:
    """How the first document from `position` on begins: a match whose last group says of what kind it is; None where there is none.

    >>> find_start("A note.\\n{\\"title\\": 1}", 0).lastgroup, find_start("A {note}.", 0)
    ('json', None)
    """
    if (position == 0 or text[position - 1] in "\n\r\ufeff") and (start := LINE_RE.match(text, position)):
        return start
    for mark in MARK_RE.finditer(text, position):
        start = TAG_RE.match(text, mark.start()) if mark.group() == "<" else LINE_RE.match(text, mark.end())
        if start is not None:
            return start
    return None


def find_solid(text: str) -> Iterator[Span]:
    """The pages, XML documents and tables of a text, found without reading their entries: a large dump is not cut inside one."""
    position = 0
    while (start := SOLID_RE.search(text, position)) is not None:
        if start.lastgroup == "table":
            table = tables.find_block(text, start.start(), lambda _row: True)
            position = start.end() if table is None else table.span[1]
            if table is not None:
                yield table.span
            continue
        prolog = xml_entries.PROLOG_RE.match(text, start.start())
        root = xml_values.OPEN_RE.match(text, start.start() if prolog is None else prolog.end())
        close = None if root is None else re.compile(rf"</{re.escape(root['name'])}\s*>", re.IGNORECASE).search(text, root.end())
        position = len(text) if close is None else close.end()
        yield start.start(), position
