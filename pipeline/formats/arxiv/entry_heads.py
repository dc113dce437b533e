"""The line over each entry of a listing or a search on arXiv, as text: its number, its id, and between brackets the links to its files.

[3] arXiv:1203.0001 (cross-list from math.CO) [pdf, ps, other]
12. arXiv:2512.01234 [pdf, other] cs.CL
[[1]](/item1) [arXiv:2601.00001](https://arxiv.org/abs/2601.00001) [[pdf](https://arxiv.org/pdf/2601.00001), other]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from pipeline.formats.arxiv.flow import Flow, trim
from pipeline.records import Span
from pipeline.repair.arxiv_ids import ARXIV_ID_RE
from pipeline.repair.categories import CATEGORY_RE

_ADDRESS = r"\]?\((?:https?://|/)[^\s()]{1,300}(?:\s+\"[^\"\n]{0,100}\")?\s*\)"
_LINK = rf"(?:\[\d{{1,5}}\])?\[?\s*(?:abs|pdf|ps|html|dvi|src|tex|formats?|other|experimental|x)\s*\]?(?:{_ADDRESS})?"
LINKS_RE = re.compile(rf"\\?\[\s*(?=\[|abs|pdf|ps|html|dvi|src|tex|format|other){_LINK}(?:\s*[,|]?\s*{_LINK}){{0,6}}\s*\\?\](?:\s*:(?=\s))?", re.IGNORECASE)
BEFORE_RE = re.compile(
    r"(?:(?P<number>(?:\[\s*\\?\[?\s*\d{1,6}\s*\\?\]?\s*\](?:\((?:https?://|/|#)[^\s()]{0,300}\))?|\d{1,6}\s?\.))\s*)?(?:\[\d{1,6}\])?\s*\[?\s*(?P<label>arXiv\s*:\s*)?\Z",
    re.IGNORECASE,
)
BETWEEN_RE = re.compile(rf"(?:{_ADDRESS})?\s*(?:\(\s*(?P<kind>cross-?list(?:ed)?\s+from\s+[^\s()]{{2,20}}|replaced[^()]{{0,60}})\s*\))?\s*", re.IGNORECASE)
CODES_RE = re.compile(rf"(?:\s*[,;]?\s*(?:{CATEGORY_RE})(?![\w.-]))+")
MAX_BEFORE = 500


class EntryHead(msgspec.Struct, frozen=True):
    """The line over an entry: all of it, the id, its version, its number; `codes` are the categories behind the links of a search result."""

    place: Span
    id: Span
    version: Span | None
    number: Span | None
    codes: Span | None


def find_heads(flow: Flow) -> Iterator[EntryHead]:
    """The lines over the entries of a text, in order."""
    last = 0
    for links in LINKS_RE.finditer(flow.text):
        head = _read_head(flow, max(last, links.start() - MAX_BEFORE), links)
        if head is not None:
            yield head
            last = head.place[1]


def _read_head(flow: Flow, low: int, links: re.Match[str]) -> EntryHead | None:
    """The line that ends with these links; None where no id stands before them."""
    text = flow.text
    for match in ARXIV_ID_RE.finditer(text, low, links.start()):
        between = BETWEEN_RE.fullmatch(text, match.end(), links.start())
        before = BEFORE_RE.search(text, max(low, match.start() - MAX_BEFORE), match.start())
        if between is None or before is None:
            continue
        start = trim(text, before.start(), match.end())[0]
        number = before.span("number") if before["number"] else None
        if number is None and before["label"] is None and not flow.opens_line(start):
            continue
        codes = CODES_RE.match(text, links.end())
        return EntryHead(
            place=(start, codes.end() if codes else links.end()),
            id=(match.start(), match.end("number" if match["number"] else "old_number")),
            version=(match.start("version") - 1, match.end("version")) if match["version"] else None,
            number=number,
            codes=trim(text, *codes.span()) if codes else None,
        )
    return None
