"""JSON values as formats see them, and the same in Python's own notation: how a text is decoded, and how a pointer leads into it.

Decimal numbers stay as they are written (`2405.14330` is an id), so do integers of any length; NaN is no value; of equal keys the
last counts. Whatever reads an entry a second time must get the same, so all decoding is done here.
"""

from __future__ import annotations

import ast
import json
import math
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from pipeline.raw import Piece
from pipeline.syntax.nodes import Node

SURROGATE_RE = re.compile("[\ud800-\udfff]")
LITERAL_RE = re.compile(
    r"(?P<string>'(?:[^'\\]|\\(?:.|\Z))*(?:'|\Z)|\"(?:[^\"\\]|\\(?:.|\Z))*(?:\"|\Z))"
    r"|(?P<open>[\[{(])|(?P<close>[\])}])|(?P<word>\b(?:nan|inf|NaN|NaT|null|true|false)\b)",
    re.DOTALL,
)
LITERAL_START_RE = re.compile(r"[\[{(\s]{0,20}'|\(")
"""How a value in Python's notation begins that JSON does not have."""
END_RE = re.compile(r"\s*\Z")
CONSTANT_RE = re.compile(r"(?:True|False|None|nan|inf)\b")
WORDS = {"true": "True", "false": "False"}
MAX_INT_DIGITS = 400
MAX_INDEX_DIGITS = 10
MAX_NESTED = 500


class JsonNode(Node):
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
            elif isinstance(value, list | tuple) and name.isdecimal() and len(name) < MAX_INDEX_DIGITS and int(name) < len(value):
                value = value[int(name)]
            else:
                value = None
            path += _write_name(name)
        return JsonNode(value, path)

    def text(self, name: str) -> Piece | None:
        """The string, number or truth value at a key, or at a place of a list."""
        value = self.value
        if type(value) is dict:
            one = value.get(name)
        elif type(value) is list and name.isdecimal() and len(name) < MAX_INDEX_DIGITS:
            one = value[int(name)] if int(name) < len(value) else None
        else:
            return self.find(name).piece()
        text = one if type(one) is str and one.isascii() else to_text(one)
        return None if text is None else Piece("json", self.path + _write_name(name), text)

    def find_all(self, name: str) -> list[JsonNode]:
        """The elements of a list under that key; of any other value that is there, the value alone."""
        node = self.find(name) if name else self
        if isinstance(node.value, list | tuple):
            return [JsonNode(value, f"{node.path}/{index}") for index, value in enumerate(node.value)]
        return [] if node.value is None else [node]

    def names(self) -> list[str]:
        """The keys of an object."""
        return [name for name in self.value if isinstance(name, str)] if isinstance(self.value, dict) else []

    def piece(self) -> Piece | None:
        """A string, number or truth value as text."""
        value = self.value
        text = value if type(value) is str and value.isascii() else to_text(value)
        return None if text is None else Piece("json", self.path, text)


@lru_cache(maxsize=4096)
def _write_name(name: str) -> str:
    """A key as a step of a pointer."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def to_text(value: object) -> str | None:
    """A JSON scalar as text; None for null, lists and objects.

    >>> to_text("a"), to_text(True), to_text(12), to_text([1])
    ('a', 'true', '12', None)
    """
    if isinstance(value, str):
        return value if value.isascii() else SURROGATE_RE.sub("\ufffd", value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):  # in Python's notation alone
        return repr(value) if math.isfinite(value) else None
    return str(value) if isinstance(value, int) else None


class BrokenJsonError(ValueError):
    """The text cannot be parsed from `position` on; `is_open` where nothing is wrong up to there: it ends too early, or is nested too deep."""

    def __init__(self, position: int, *, is_open: bool = False) -> None:
        super().__init__(f"no JSON at character {position}")
        self.position = position
        self.is_open = is_open


def _read_int(text: str) -> int | str:
    """An integer; one that is too long for any use stays a text, since reading it takes time that grows with its square."""
    return int(text) if len(text) < MAX_INT_DIGITS else text


_FAST = msgspec.json.Decoder(float_hook=str)
_FULL = json.JSONDecoder(strict=False, parse_float=str, parse_int=_read_int, parse_constant=lambda _name: None)


def decode(text: str) -> object:
    """The value that a whole text is, in JSON or in Python's notation. Raises `BrokenJsonError` where it is neither.

    >>> decode('{"a": 1.50}'), decode("{'a': None, 'b': 'x'}")
    ({'a': '1.50'}, {'a': None, 'b': 'x'})
    """
    try:
        return _FAST.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        pass
    try:
        return _FULL.decode(text)
    except RecursionError as error:
        raise BrokenJsonError(0) from error
    except ValueError as error:
        if LITERAL_START_RE.match(text) is None:
            raise BrokenJsonError(0) from error
        return _read_literal(text)


def decode_at(text: str, start: int) -> tuple[object, int]:
    """The value that begins at `start`, and its end. Raises `BrokenJsonError` where none does, or too many are inside each other."""
    try:
        return _FULL.raw_decode(text, start)
    except RecursionError as error:
        raise BrokenJsonError(_skip_nested(text, start)[0], is_open=True) from error
    except ValueError as error:
        constant = CONSTANT_RE.match(text, start)
        if constant is not None:
            return _read_literal(constant.group()), constant.end()
        if LITERAL_START_RE.match(text, start) is None:
            position = getattr(error, "pos", start)
            raise BrokenJsonError(position, is_open=END_RE.match(text, position) is not None) from error
    end, is_closed = _skip_nested(text, start)
    if not is_closed:
        raise BrokenJsonError(end, is_open=True)
    return _read_literal(text[start:end]), end


def _skip_nested(text: str, start: int) -> tuple[int, bool]:
    """Behind the value that begins at `start`; where it is not closed, or nested too deep, up to where nothing is wrong."""
    depth = 0
    for match in LITERAL_RE.finditer(text, start):
        depth += 1 if match["open"] else -1 if match["close"] else 0
        if depth <= 0:
            return match.end(), True
        if depth > MAX_NESTED:
            return match.start(), False
    return len(text), False


def _read_literal(text: str) -> object:
    """The value of a Python literal; `nan`, which has none, counts as None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.literal_eval(LITERAL_RE.sub(_name_constant, text).strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError) as error:
        raise BrokenJsonError(0) from error


def _name_constant(match: re.Match[str]) -> str:
    return match.group() if match["word"] is None else WORDS.get(match["word"], "None")


@lru_cache(maxsize=4)
def _decode_entry(text: str) -> object:
    return decode(text)


def pick(text: str, path: str) -> str:
    """The scalar that a JSON Pointer leads to. Raises `LookupError` where it leads nowhere, `ValueError` for a text that is no JSON.

    >>> pick('{"a": ["x", {"b/c": true}]}', "/a/1/b~1c")
    'true'
    """
    found = to_text(JsonNode(_decode_entry(text)).find(*_names(path)).value)
    if found is None:
        raise LookupError(f"nothing at {path}")
    return found


def _names(path: str) -> Iterator[str]:
    return (name.replace("~1", "/").replace("~0", "~") for name in path.split("/")[1:])
