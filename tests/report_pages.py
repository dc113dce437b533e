"""A report as tests read it: the data that stands packed in the page."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

import msgspec

BLOCK_RE = re.compile(r'<script type="application/x-deflate" (?:id|class)="([^"]+)">([^<]*)</script>')


class ReportPage(msgspec.Struct, frozen=True):
    """A report on disk, its blocks unpacked."""

    html: str
    page: dict[str, Any]
    rows: list[dict[str, list[Any]]]
    papers: list[dict[str, Any]]
    """Those that have a page, in the order of the blocks."""

    def column(self, name: str) -> list[Any]:
        return [value for block in self.rows for value in block[name]]


def read_report(path: Path) -> ReportPage:
    """The report of a corpus."""
    html = path.read_text(encoding="utf-8")
    blocks = [(name, unpack(text)) for name, text in BLOCK_RE.findall(html) if not name.startswith("library-")]
    return ReportPage(
        html=html,
        page=next(block for name, block in blocks if name == "page"),
        rows=[block for name, block in blocks if name == "rows"],
        papers=[paper for name, block in blocks if name.startswith("details-") for paper in block],
    )


def unpack(text: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(text)))
