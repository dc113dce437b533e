"""JSON, JSON Lines, and the same in Python's notation: every object that a format knows is an entry.

An envelope is walked down to its objects, each of which is parsed by itself: so each has its place in the text, and of a
document that breaks off all whole objects are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from pipeline.records import Span
from pipeline.syntax.json_claims import gather_scalars, read_claim
from pipeline.syntax.json_values import BrokenJsonError, JsonNode, decode, decode_at

START_RE = re.compile(r"[\[{](?=\s{0,200}(?:[\[{\"'\]}]|null\b))")
"""How a list or an object begins, unlike `[1]` and `{x}` in a text."""
SPACE_RE = re.compile(r"[ \t\r\n\ufeff]*")
LINE_REST_RE = re.compile(r"[ \t\r,;]*(?:$|(?=[\[{]))", re.MULTILINE)
"""What may follow a list or an object on its line."""
KEY_RE = re.compile(r"\{\s{0,200}(?P<key>[\"'][^\"'\n]{0,80}[\"'])\s{0,9}:")
NEXT_RE = re.compile(rf"(?:^[ \t]*|(?<=[}}\]])[ \t]*,?\s{{0,200}})(?P<object>{KEY_RE.pattern})", re.MULTILINE)
"""How an object begins, and how one that may be the next after one that is broken."""
PAGE_RE = re.compile(r"^[ \t]*<(?:!doctype|html|\?xml|rss|feed)\b", re.IGNORECASE | re.MULTILINE)
"""Another document, with which the rest of a broken one ends."""
JSON_LINE_RE = re.compile(
    r"[ \t]*(?:[\[{\]}\"']|,[ \t]*[\"'{\[]|-?\d[\d.eE+-]*[ \t]*,?[ \t]*\r?$|(?:true|false|null|None|True|False)\b[ \t]*,?[ \t]*\r?$|\r?$)", re.MULTILINE
)
"""How a line of a document may begin, be it an object, a key or a value."""
GOES_ON_RE = re.compile(r"^[ \t]*(?:[\"'][^\"'\n]{0,80}[\"'][ \t]*:|[\]}])", re.MULTILINE)
"""A line that is in the middle of a document."""
STARTS_RE = re.compile(r"^[ \t]*(?:[{\[]|---|#)", re.MULTILINE)
OPEN_LINE_RE = re.compile(r"[\[{\]},:][ \t\r\n]*\Z|\n[ \t\r]*\n\Z")
"""The end of a line of a document that is in no string, or a blank line."""
COMMA_RE = re.compile(r"[ \t]*,(?=[ \t]*\r?(?:\n|$))")
PUNCTUATION = "[]{},; \t\r\n\ufeff"
MIN_ROW_CHARS = 20
"""A text in an envelope may be a row of a table, if it is not too short for one."""
MAX_DEPTH = 12
"""Envelopes are no deeper than this; what is below is the content of an entry, or no listing."""
REFERENCES = frozenset({"references", "bib_entries", "bibliography", "citations", "cited_by", "related_papers", "related"})
"""Beside a paper: other papers that it names, not entries of the listing."""
MAX_TRIES = 200
"""How often reading may fail to go on behind what is broken, in one document."""


Reader = TypeVar("Reader")


class JsonEntry(msgspec.Struct, Generic[Reader], frozen=True):
    """An object that a format knows, or a row of a table that is a string, where it stands, and who reads it."""

    span: Span
    value: object
    reader: Reader


class JsonBlock(msgspec.Struct, Generic[Reader], frozen=True):
    """A run of JSON values: its entries, what in it cannot be parsed, objects beside entries that no format knows, and how many entries it says it has."""

    span: Span
    entries: tuple[JsonEntry[Reader], ...]
    malformed: tuple[Span, ...]
    unknown: tuple[Span, ...]
    claimed: int | None


def find_block(text: str, start: int, choose: Callable[[JsonNode], Reader | None]) -> JsonBlock[Reader] | int:
    """The JSON values that begin at `start`, one after the other, as long as lines begin with one; where there is none, from where on one may be.

    `choose` gives the reader of a value that is an entry, None for one that is none.
    What is not closed, and what is followed by more on its line, counts as JSON only where an entry was found in it.
    """
    walk = _Walk(text, choose)
    position = start
    while START_RE.match(text, position):
        end = walk.document(position)
        if end is None:
            break
        position = walk.skip(end)
    if walk.end is None:
        return walk.failed
    return JsonBlock((start, walk.end), tuple(walk.entries), tuple(walk.malformed), tuple(walk.unknown), walk.claimed)


class _Walk(Generic[Reader]):
    """What was found on the way through JSON values."""

    def __init__(self, text: str, choose: Callable[[JsonNode], Reader | None]) -> None:
        self.text = text
        self.choose = choose
        self.entries: list[JsonEntry[Reader]] = []
        self.malformed: list[Span] = []
        self.unknown: list[Span] = []
        self.claimed: int | None = None
        self.has_lines = False
        self.end: int | None = None
        self.failed = 0
        """Where to look next for a value, if there is none."""

    def document(self, start: int) -> int | None:
        """Walk a value that stands by itself; gives its end with the comma behind it, None where it is no JSON."""
        known, claimed = len(self.entries), self.claimed
        self.failed = start + 1
        end: int | None
        try:
            end = whole = self._value(start)
            if len(self.entries) == known:
                end = self._explain(start, whole, is_claim=self.claimed != claimed)
        except BrokenJsonError as broken:
            self.claimed = claimed
            end = self._recover(start, broken, known)
        if end is None:
            return None
        comma = COMMA_RE.match(self.text, end)
        self.end = end if comma is None else comma.end()
        self.has_lines = self.has_lines or (len(self.entries) > known and self.text.startswith("{", start))
        return self.end

    def _explain(self, start: int, end: int, *, is_claim: bool) -> int | None:
        """The end of a value without entries; None where it is part of a line of text."""
        if LINE_REST_RE.match(self.text, end) is None:
            return None
        if not is_claim and self.text[start:end].strip(PUNCTUATION):
            self.unknown.append((start, end))
        return end

    def skip(self, position: int) -> int:
        """Behind the white space at `position`."""
        match = SPACE_RE.match(self.text, position)
        return position if match is None else match.end()

    def _value(self, start: int) -> int:
        if not self.text.startswith("{", start):
            return self._container(start, 0)
        try:
            value, end = self._line(start)
        except BrokenJsonError:
            return self._container(start, 0)
        if self._take(value, (start, end)) or not self._holds_entry(value, 0):
            return end
        return self._container(start, 0)

    def _line(self, start: int) -> tuple[object, int]:
        """The object that begins at `start`, mostly a line of its own."""
        end = self.text.find("\n", start)
        line = self.text[start : len(self.text) if end < 0 else end].rstrip()
        if line.endswith("}"):
            try:
                return decode(line), start + len(line)
            except BrokenJsonError:
                pass
        return decode_at(self.text, start)

    def _take(self, value: object, span: Span) -> bool:
        """Note a value as an entry, if it is one."""
        if not isinstance(value, dict) and not (isinstance(value, str) and len(value) >= MIN_ROW_CHARS):
            return False
        reader = self.choose(JsonNode(value))
        if reader is None:
            return False
        self.entries.append(JsonEntry(span, value, reader))
        return True

    def _holds_entry(self, value: object, depth: int) -> bool:
        """Whether there is an entry anywhere inside a value, or a claim that there is none."""
        if depth > MAX_DEPTH or not isinstance(value, dict | list | tuple):
            return False
        parts = list(value.values()) if isinstance(value, dict) else value
        if isinstance(value, dict) and [] in parts and read_claim(gather_scalars(value), 0) == 0:
            return True
        return any(
            (isinstance(part, dict) or (isinstance(part, str) and len(part) >= MIN_ROW_CHARS)) and self.choose(JsonNode(part)) is not None for part in parts
        ) or any(self._holds_entry(part, depth + 1) for part in parts)

    def _container(self, start: int, depth: int) -> int:
        """Walk a list or object down to its entries; gives its end."""
        if depth <= MAX_DEPTH and self.text.startswith("[", start):
            return self._list(start, depth)
        if depth <= MAX_DEPTH and self.text.startswith("{", start):
            return self._object(start, depth)
        return decode_at(self.text, start)[1]

    def _list(self, start: int, depth: int) -> int:
        position = self._next(start + 1)
        known, strange = len(self.entries), len(self.unknown)
        strangers: list[Span] = []
        while not self.text.startswith("]", position):
            taken = len(self.entries)
            value, end = self._element(position, depth, is_first=taken == known)
            if len(self.entries) == taken and isinstance(value, dict):
                strangers.append((position, end))
            position = self._comma(end, "]")
        if len(self.entries) > known:
            self.unknown.extend(strangers)
            if len(self.unknown) - strange == len(strangers):
                self._claim(len(self.entries) - known + len(strangers))
        return position + 1

    def _element(self, position: int, depth: int, *, is_first: bool) -> tuple[object, int]:
        """Walk a value inside a list or an object: an entry, or what may hold entries. Gives the value, unless it was too large to be read whole."""
        if self.text.startswith("[", position):
            return None, self._container(position, depth + 1)
        try:
            value, end = decode_at(self.text, position)
        except BrokenJsonError:
            # What is left of an entry behind others is lost whole; an envelope that breaks off may hold whole ones.
            if not is_first or not self.text.startswith("{", position):
                raise
            return None, self._container(position, depth + 1)
        if not self._take(value, (position, end)) and self._holds_entry(value, depth + 1):
            end = self._container(position, depth + 1)
        return value, end

    def _object(self, start: int, depth: int) -> int:
        position = self._next(start + 1)
        scalars: dict[str, object] = {}
        known, strange, claimed = len(self.entries), len(self.unknown), self.claimed
        references: list[JsonEntry[Reader]] = []
        while not self.text.startswith("}", position):
            key, position = self._key(position)
            taken = len(self.entries)
            value, end = self._element(position, depth, is_first=True)
            references.extend(self.entries[taken:] if key in REFERENCES else ())
            scalars[key] = value if len(self.entries) == taken else ()
            position = self._comma(end, "}")
        if 0 < len(references) < len(self.entries) - known:
            spans = {entry.span for entry in references}
            self.entries[known:] = [entry for entry in self.entries[known:] if entry.span not in spans]
            self.claimed = claimed
        found = len(self.entries) - known
        said = read_claim(gather_scalars(scalars), found + len(self.unknown) - strange)
        if said is not None and (found or said == 0):
            self.claimed = said if claimed is None else claimed + said
        return position + 1

    def _key(self, position: int) -> tuple[str, int]:
        """The key at `position`, and where its value begins."""
        if not self.text.startswith(('"', "'"), position):
            raise BrokenJsonError(position)
        key, position = decode_at(self.text, position)
        position = self._next(position)
        if not self.text.startswith(":", position):
            raise BrokenJsonError(position)
        return str(key), self._next(position + 1)

    def _comma(self, position: int, close: str) -> int:
        """Behind the comma at `position`, or at the bracket that closes."""
        position = self._next(position)
        if self.text.startswith(",", position):
            return self._next(position + 1)
        if not self.text.startswith(close, position):
            raise BrokenJsonError(position)
        return position

    def _next(self, position: int) -> int:
        end = self.skip(position)
        if end >= len(self.text):
            raise BrokenJsonError(end, is_open=True)
        return end

    def _claim(self, count: int) -> None:
        self.claimed = count if self.claimed is None else self.claimed + count

    def _recover(self, start: int, broken: BrokenJsonError, known: int) -> int | None:
        """Where to go on behind a value that is broken, noting what is lost; None where it is no JSON at all."""
        is_line = self.has_lines and self.text.startswith("{", start)
        limit = self.text.find("\n", start) if is_line else -1
        if limit < 0:
            page = PAGE_RE.search(self.text, broken.position)
            limit = self._leave(broken.position, len(self.text) if page is None else page.start())
        if len(self.entries) > known:
            low = self._resume(self.entries[-1].span[1], limit, KEY_RE.match(self.text, self.entries[-1].span[0]))
        elif is_line:
            low = start
        else:
            low = self._resume(start, limit, KEY_RE.match(self.text, self.skip(start + 1)) if self.text.startswith("[", start) else None)
            if len(self.entries) == known:
                # Where nothing is wrong, whatever begins before would have been seen on the way.
                self.failed = max(self.failed, broken.position if broken.is_open else 0)
                return None
        return self._lose(low, limit)

    def _leave(self, low: int, limit: int) -> int:
        """Where behind what is broken lines begin that are of no such document, and none that is follows; `limit` where there are none."""
        low = self.text.rfind("\n", 0, low) + 1
        while 0 <= low < limit:
            if JSON_LINE_RE.match(self.text, low) is None and OPEN_LINE_RE.search(self.text[max(0, low - 200) : low]) is not None:
                goes_on = GOES_ON_RE.search(self.text, low, limit)
                start = STARTS_RE.search(self.text, low, limit)
                if goes_on is None or (start is not None and start.start() < goes_on.start()):
                    return low
                low = goes_on.end()
            low = self.text.find("\n", low, limit) + 1 or limit
        return limit

    def _resume(self, low: int, limit: int, like: re.Match[str] | None) -> int:
        """Read on at each object that begins with the same key as another; gives the end of the last entry."""
        tries = 0
        for match in NEXT_RE.finditer(self.text, low, limit):
            start = match.start("object")
            if start < low or like is None or match["key"] != like["key"]:
                continue
            try:
                value, end = decode_at(self.text, start)
            except BrokenJsonError:
                tries += 1
                if tries > MAX_TRIES:
                    break
                continue
            if self._take(value, (start, end)):
                self._lose(low, start)
                low = end
        return low

    def _lose(self, low: int, high: int) -> int:
        """Note as malformed what stands between two entries, where it is more than punctuation; gives its end."""
        piece = self.text[low:high].rstrip()
        lead = len(piece) - len(piece.lstrip(PUNCTUATION))
        if lead < len(piece):
            brace = piece.rfind("{", 0, lead)
            self.malformed.append((low + (lead if brace < 0 else brace), low + len(piece.rstrip(", \t\r\n"))))
        return low + len(piece)
