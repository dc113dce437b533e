"""JSON, JSON Lines, and lines that are Python literals: every object that a format knows is an entry.

An envelope is walked down to its objects, each of which is parsed by itself: so each has its place in the text, and of a
document that breaks off all whole objects are kept.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import msgspec

from pipeline.raw import Piece
from pipeline.records import Span

START_RE = re.compile(r"[ \t\ufeff]*(?=[\[{])")
SPACE_RE = re.compile(r"[ \t\r\n\ufeff]*")
MAX_DEPTH = 12
"""Envelopes are no deeper than this; what is below is the content of an entry, or no listing."""
COUNT_KEYS = ("count", "total", "totalResults", "total_results", "total_count", "numFound", "num_results", "n_results", "numResults")
PAGE_KEYS = ("limit", "per_page", "page_size", "pageSize", "rows", "itemsPerPage")
OFFSET_KEYS = ("offset", "start", "startIndex", "next", "page", "cursor", "nextCursor")

_DECODER = json.JSONDecoder(strict=False)


class JsonNode:
    """A JSON value and the pointer that leads to it from its entry. An absent value is None."""

    __slots__ = ("path", "value")

    def __init__(self, value: object, path: str = "") -> None:
        self.value = value
        self.path = path

    def find(self, *names: str) -> JsonNode:
        """The value that the keys lead to; a number as text leads into a list."""
        value, path = self.value, self.path
        for name in names:
            if isinstance(value, dict):
                value = value.get(name)
            elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
                value = value[int(name)]
            else:
                value = None
            path += "/" + name.replace("~", "~0").replace("/", "~1")
        return JsonNode(value, path)

    def find_all(self, name: str) -> list[JsonNode]:
        """The elements of a list under that key; of any other value that is there, the value alone."""
        node = self.find(name) if name else self
        if isinstance(node.value, list):
            return [JsonNode(value, f"{node.path}/{index}") for index, value in enumerate(node.value)]
        return [] if node.value is None else [node]

    def names(self) -> list[str]:
        """The keys of an object."""
        return list(self.value) if isinstance(self.value, dict) else []

    def piece(self) -> Piece | None:
        """A string, number or truth value as text."""
        text = to_text(self.value)
        return None if text is None else Piece("json", self.path, text)


def to_text(value: object) -> str | None:
    """A JSON scalar as text; None for null, lists and objects.

    >>> to_text("a"), to_text(True), to_text(12), to_text([1])
    ('a', 'true', '12', None)
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else None


class JsonEntry(msgspec.Struct, frozen=True):
    """An object that a format knows, and where it stands."""

    span: Span
    value: object


class JsonBlock(msgspec.Struct, frozen=True):
    """A run of JSON values: its entries, what in it cannot be parsed, objects beside entries that no format knows, and how many entries it says it has."""

    span: Span
    entries: tuple[JsonEntry, ...]
    malformed: tuple[Span, ...]
    unknown: tuple[Span, ...]
    claimed: int | None


class _Broken(Exception):
    """The text cannot be parsed from here on."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def find_block(text: str, start: int, is_entry: Callable[[JsonNode], bool]) -> JsonBlock | None:
    """The JSON values that begin at `start`, one after the other, as long as lines begin with one; None where there is none.

    Nothing that is not closed counts as JSON unless an entry was found before it breaks off.
    """
    walk = _Walk(text, is_entry)
    position = end = start
    while position < len(text) and text[position] in "[{":
        try:
            end = walk.value(position)
        except _Broken as broken:
            end = _skip_broken(walk, position, broken.position)
            if end is None:
                break
        line = SPACE_RE.match(text, end)
        position = len(text) if line is None else line.end()
    end = walk.end
    if end == start:
        return None
    return JsonBlock((start, end), tuple(walk.entries), tuple(walk.malformed), tuple(walk.unknown), walk.claimed)


def _skip_broken(walk: _Walk, start: int, position: int) -> int | None:
    """Where to go on behind a value that is broken at `position`, noting what is lost; None where it is no JSON at all."""
    text = walk.text
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    is_line = walk.lines > 0 and text.startswith("{", start)
    if is_line or (start < position and walk.has_entry_since(start)):
        low = max(position, walk.entries[-1].span[1] if walk.entries else position)
        high = line_end if is_line else len(text)
        low = min(start if is_line else low, high)
        walk.malformed.append((low, high))
        walk.end = high
        return high
    return None


class _Walk:
    """What was found on the way through JSON values."""

    def __init__(self, text: str, is_entry: Callable[[JsonNode], bool]) -> None:
        self.text = text
        self.is_entry = is_entry
        self.entries: list[JsonEntry] = []
        self.malformed: list[Span] = []
        self.unknown: list[Span] = []
        self.claimed: int | None = None
        self.lines = 0
        self.end = 0

    def has_entry_since(self, start: int) -> bool:
        return bool(self.entries) and self.entries[-1].span[0] >= start

    def value(self, start: int) -> int:
        """Walk the value that begins at `start`; gives its end."""
        if self.text[start] == "{":
            value, end = self.parse_line(start)
            if self.is_entry(JsonNode(value)):
                self.entries.append(JsonEntry((start, end), value))
                self.lines += 1
                self.end = end
                return end
        end = self.container(start, 0)
        self.end = end
        return end

    def parse_line(self, start: int) -> tuple[object, int]:
        """The object that begins at `start`, mostly a line of its own; a line may be a Python literal."""
        end = self.text.find("\n", start)
        line = self.text[start : len(self.text) if end < 0 else end].rstrip()
        if line.endswith("}"):
            try:
                return msgspec.json.decode(line), start + len(line)
            except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
                pass
        if line.startswith("{'") and line.endswith("}"):
            return _read_literal(line, start), start + len(line)
        return self.parse(start)

    def parse(self, start: int) -> tuple[object, int]:
        try:
            value, end = _DECODER.raw_decode(self.text, start)
        except ValueError as error:
            raise _Broken(getattr(error, "pos", start)) from error
        except RecursionError as error:
            raise _Broken(start) from error
        return value, end

    def container(self, start: int, depth: int) -> int:
        """Walk a list or object down to its entries; gives its end."""
        if depth > MAX_DEPTH or self.text[start] not in "[{":
            return self.parse(start)[1]
        return self._list(start, depth) if self.text[start] == "[" else self._object(start, depth)

    def _list(self, start: int, depth: int) -> int:
        position = self._skip(start + 1)
        known = len(self.entries)
        strangers: list[Span] = []
        count = 0
        if self.text.startswith("]", position):
            return position + 1
        while True:
            end = self._element(position, depth, strangers)
            count += 1
            position = self._skip(end)
            if self.text.startswith("]", position):
                break
            if not self.text.startswith(",", position):
                raise _Broken(position)
            position = self._skip(position + 1)
        if len(self.entries) > known and any(entry.span[0] > start for entry in self.entries[known:]):
            self.unknown.extend(strangers)
            self._claim(count if len(self.entries) - known + len(strangers) == count else None)
        return position + 1

    def _element(self, position: int, depth: int, strangers: list[Span]) -> int:
        """Walk one element of a list, noting it as an entry, or, where nothing in it is one, as a stranger."""
        if not self.text.startswith("{", position):
            return self.container(position, depth + 1) if self.text.startswith("[", position) else self.parse(position)[1]
        value, end = self.parse(position)
        if self.is_entry(JsonNode(value)):
            self.entries.append(JsonEntry((position, end), value))
            return end
        before = len(self.entries)
        if any(isinstance(part, dict | list) for part in value.values()) if isinstance(value, dict) else False:
            self.container(position, depth + 1)
        if len(self.entries) == before:
            strangers.append((position, end))
        return end

    def _object(self, start: int, depth: int) -> int:
        position = self._skip(start + 1)
        scalars: dict[str, object] = {}
        known, claimed = len(self.entries), self.claimed
        while not self.text.startswith("}", position):
            if not self.text.startswith('"', position):
                raise _Broken(position)
            key, position = self.parse(position)
            position = self._skip(position)
            if not self.text.startswith(":", position):
                raise _Broken(position)
            position = self._skip(position + 1)
            position = self._member(str(key), position, depth, scalars)
            position = self._skip(position)
            if self.text.startswith(",", position):
                position = self._skip(position + 1)
            elif not self.text.startswith("}", position):
                raise _Broken(position)
        said = read_claim(scalars, len(self.entries) - known)
        if said is not None and (len(self.entries) > known or said == 0):
            self.claimed = said if claimed is None else claimed + said
        return position + 1

    def _member(self, key: str, position: int, depth: int, scalars: dict[str, object]) -> int:
        """Walk the value of a key: an entry, a container, or a scalar, which is kept."""
        if self.text[position : position + 1] not in ("{", "["):
            scalars[key], end = self.parse(position)
            return end
        if self.text[position] == "{":
            value, end = self.parse(position)
            if self.is_entry(JsonNode(value)):
                self.entries.append(JsonEntry((position, end), value))
                return end
        return self.container(position, depth + 1)

    def _skip(self, position: int) -> int:
        match = SPACE_RE.match(self.text, position)
        end = position if match is None else match.end()
        if end >= len(self.text):
            raise _Broken(len(self.text))
        return end

    def _claim(self, count: int | None) -> None:
        if count is not None:
            self.claimed = count if self.claimed is None else self.claimed + count


def read_claim(scalars: dict[str, object], found: int) -> int | None:
    """How many entries an envelope says this page of results has; None where it does not say.

    >>> read_claim({"total": 5214, "offset": 0, "limit": 100}, 100), read_claim({"count": 68}, 67), read_claim({}, 3)
    (100, 68, None)
    """
    total = next((value for key in COUNT_KEYS if isinstance(value := scalars.get(key), int) and not isinstance(value, bool)), None)
    if total is None:
        return None
    limit = next((value for key in PAGE_KEYS if isinstance(value := scalars.get(key), int) and not isinstance(value, bool)), None)
    if limit is not None:
        offset = next((value for key in ("offset", "start", "startIndex") if isinstance(value := scalars.get(key), int)), 0)
        return max(0, min(limit, total - offset))
    return found if total > found and any(key in scalars for key in OFFSET_KEYS) else total


def _read_literal(line: str, start: int) -> object:
    try:
        return ast.literal_eval(line)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError) as error:
        raise _Broken(start) from error


@lru_cache(maxsize=4)
def _parse_entry(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return ast.literal_eval(text)


def pick(text: str, path: str) -> str:
    """The scalar that a JSON Pointer leads to. Raises `LookupError` where it leads nowhere, `ValueError` for a text that is no JSON.

    >>> pick('{"a": ["x", {"b/c": true}]}', "/a/1/b~1c")
    'true'
    """
    try:
        node = JsonNode(_parse_entry(text))
    except (SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError(f"no JSON: {error}") from error
    found = to_text(node.find(*_names(path)).value)
    if found is None:
        raise LookupError(f"nothing at {path}")
    return found


def _names(path: str) -> Iterator[str]:
    return (name.replace("~1", "/").replace("~0", "~") for name in path.split("/")[1:])
