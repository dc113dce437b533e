"""JSON Lines as a whole: that a large dump is nothing else, and where it may be cut, found without holding it in memory.

Listings of millions of records come as one object a line. Such a dump is read once, line by line, to see that each is an object by itself,
or is at least read by itself: nothing then reaches from one line to another, and it may be cut before any line that is an entry.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec

from pipeline import charset
from pipeline.formats.kinds import Format
from pipeline.split import find_cut
from pipeline.syntax.json_values import BrokenJsonError, decode, decode_at

BUFFER_BYTES = 1 << 16
BLANK = b" \t\r\n"
START = b'{"'
NEXT_RE = re.compile(rb'\{"\w')
"""How the line behind a broken one begins: in a string that is still open there, its quotation mark would close that, and no letter follows then."""
LITERAL_RE = re.compile(rb"[\[{(:,]\s*'|[\[{:,]\s*\(")
"""What may be a value in Python's notation, whose strings may go on over lines."""
OPEN_ENDS = ("[", "{", "(", ",", ":")
"""How a line ends that would take the next one as its part."""
MAX_BROKEN = 100
"""So many broken lines are looked at: files that broke off and were joined have a few, a dump with more is another layout."""
MAX_TRIES = 20
"""How many lines in a row are asked whether they are an entry; most of the lines of a listing are."""


class JsonLines(msgspec.Struct, frozen=True):
    """A dump in which each line is read by itself, and one of the first is an entry that a format knows."""

    path: Path
    charset: str


class _AnyObject(msgspec.Struct):
    """Any object of JSON: its values are looked at, and left."""


def find_json_lines(path: Path, declared: str | None, formats: Sequence[Format]) -> JsonLines | None:
    """The dump at `path` as JSON Lines in UTF-8, proven by reading it once; None for anything else, mostly after its first bytes."""
    with path.open("rb", BUFFER_BYTES) as file:
        head = file.read(charset.SAMPLE_BYTES)
        if charset.is_binary(head) or not _begins_with_entry(head.removeprefix(codecs.BOM_UTF8), formats):
            return None
        file.seek(len(head) - len(head.removeprefix(codecs.BOM_UTF8)))
        is_ascii = _scan(file)
    name = None if is_ascii is None else charset.choose_for_utf8(head, declared, is_ascii=is_ascii)
    return None if name is None else JsonLines(path, name)


def find_line_cuts(lines: JsonLines, step_bytes: int, formats: Sequence[Format]) -> Iterator[int]:
    """Bytes at which the dump may be cut without a trace into stretches of at least `step_bytes`, but for the last."""
    target = step_bytes
    with lines.path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        while target < size:
            cut = _find_cut_behind(file, target, formats)
            if cut is not None:
                yield cut
            target = (cut or target) + step_bytes


def _find_cut_behind(file: BinaryIO, target: int, formats: Sequence[Format]) -> int | None:
    """Where one of the next lines behind a place begins that is an entry; None where none of them is."""
    file.seek(target)
    file.readline()
    start = file.tell()
    before = file.readline()
    for line in islice(file, MAX_TRIES):
        start += len(before)
        if _is_cut(before, line, formats):
            return start
        before = line
    return None


def _is_cut(before: bytes, line: bytes, formats: Sequence[Format]) -> bool:
    """Whether between two lines the second begins an entry, and both are read alone as they are together."""
    if not line.startswith(START) or not charset.is_utf8(before + line):
        return False
    place = len(before.decode())
    return find_cut((before + line).decode(), place, formats) == place


def _begins_with_entry(head: bytes, formats: Sequence[Format]) -> bool:
    """Whether one of the first lines is an entry, below nothing but whole objects: from there on a line that is broken costs itself alone."""
    for line in head.splitlines(keepends=True)[:MAX_TRIES]:
        if not line.endswith(b"\n") or not line.startswith(START) or not charset.is_utf8(line) or not _is_object(line):
            return False
        if _is_cut(line, line, formats):
            return True
    return False


def _scan(file: BinaryIO) -> bool | None:
    """Whether the lines of a file are all ASCII; None where one is no UTF-8, or could be read otherwise with other lines around it."""
    is_ascii, is_behind_broken, broken = True, False, 0
    read = msgspec.json.Decoder(_AnyObject).decode
    for line in file:
        if not line.isascii():
            is_ascii = False
            if not charset.is_utf8(line):
                return None
        if is_behind_broken and line.strip(BLANK):
            if NEXT_RE.match(line) is None:
                return None
            is_behind_broken = False
        try:
            read(line)
            is_object = line.startswith(START)
        except (msgspec.DecodeError, RecursionError):
            is_object = not line.strip(BLANK) or _is_object(line)
        if not is_object:
            broken += 1
            is_behind_broken = True
            if broken > MAX_BROKEN or not _is_contained(line):
                return None
    return is_ascii


def _is_object(line: bytes) -> bool:
    """Whether a line is an object, be it in JSON that is not strict."""
    text = line.decode().rstrip()
    if not line.startswith(START) or not text.endswith("}"):
        return False
    try:
        decode(text)
    except BrokenJsonError:
        return False
    return True


def _is_contained(line: bytes) -> bool:
    """Whether what is broken in a line costs that line alone: behind whole objects comes one that breaks off, and can take no other as its part."""
    text = line.decode().rstrip()
    if LITERAL_RE.search(line) is not None or text.endswith(OPEN_ENDS):
        return False
    position = 0
    while position < len(text):
        if not text.startswith(START.decode(), position):
            return False
        try:
            _, end = decode_at(text, position)
        except BrokenJsonError:
            return True
        position = len(text) - len(text[end:].lstrip(" \t\r"))
    return True
