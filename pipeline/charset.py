"""Charset: bytes to text. A byte order mark counts most, then a declaration that holds, then UTF-8, then a detector.

The detector is chardetng, the one in Firefox; `benchmarks/charset.py` compares it with others. It does not know UTF-16
without a mark or Mac Roman, and on a text with one or two foreign letters it has little to go by: what is added here for
that is `pipeline.charset_units` and `pipeline.charset_prior`.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Literal, TypeAlias

import chardetng_py  # type: ignore[import-untyped]  # it ships stubs for its inner module only
import msgspec
import numpy as np

from pipeline.charset_codecs import (
    MIXED,
    MULTIBYTE,
    SINGLE_BYTE,
    UNIT_BYTES,
    ByteOffsets,
    decode_range,
    find_charset,
    find_sequences,
    is_utf8,
    measure_offsets,
)
from pipeline.charset_prior import prefer_plausible
from pipeline.charset_units import find_units

__all__ = ["ByteOffsets", "Decoded", "How", "byte_offsets", "choose_for_utf8", "decode", "decode_range", "is_binary", "is_utf8"]

How: TypeAlias = Literal["bom", "declared", "utf-8", "detected", "ascii"]

MAX_BAD_SHARE = 1 / 200
"""Of the bytes beyond ASCII, how many may be broken in a declared charset: a page cut off or pasted together."""
CONCLUSIVE_SEQUENCES = 8
"""Sound UTF-8 sequences (and no unsound one) that outweigh a declared double-byte charset; fewer can be chance."""
SAMPLE_BYTES = 1 << 19
"""What the detector sees of a long dump: its first lines that are not plain ASCII."""
MAX_CONTROL_SHARE = 0.02
"""Control characters in a text. Noise has 11 % of them, and the texts looked at had none to 0.1 %."""

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED_RE = re.compile(
    rb"""\A\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["'](?P<xml>[\w.:-]+)
       | <meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*(?P<meta>[\w.:-]+)""",
    re.VERBOSE | re.IGNORECASE,
)
_DECLARED_WITHIN_BYTES = 4096
_MAGIC = (
    *(
        b"%PDF-",
        b"\x89PNG",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b",
        b"BZh9",
        b"\xfd7zXZ\x00",
        b"\x28\xb5\x2f\xfd",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a",
    ),
    *(b"GIF87a", b"GIF89a", b"\xff\xd8\xff", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"SQLite format 3\x00", b"wOFF", b"wOF2", b"OggS\x00", b"\x00asm"),
)
_CONTROLS = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in b"\t\n\v\f\r\x1b")
_COMMON_WESTERN = {"windows-1252", "windows-1250", "windows-1254", "iso-8859-2"}
# What the detector says of one or two foreign letters in English; nothing that is found here was ever in these.
_WESTERN = _COMMON_WESTERN | {"windows-1257", "windows-1258", *(f"iso-8859-{part}" for part in (3, 4, 10, 13, 14, 15, 16))}


class Decoded(msgspec.Struct, frozen=True):
    """The text of a dump, the charset it was in, the bytes of its byte order mark, and how the charset is known."""

    text: str
    charset: str
    bom_bytes: int
    how: How


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of a dump; never fails. `declared` is a label from outside the dump, such as an HTTP header's.

    >>> decode("Ann Lee · example".encode("latin-1")).charset, decode("naïve".encode("utf-16")).text
    ('windows-1252', 'naïve')
    """
    for mark, charset in _BOMS:
        if data.startswith(mark):
            name = MIXED if charset == "utf-8" and not is_utf8(data) else charset
            return Decoded(decode_range(data[len(mark) :], name), name, len(mark), "bom")
    wide = find_units(data)
    if wide:
        return Decoded(decode_range(data, wide), wide, 0, "detected")
    if data.isascii():
        return Decoded(data.decode("ascii"), "ascii", 0, "ascii")
    charset, how = _choose(data, declared)
    return Decoded(decode_range(data, charset), charset, 0, how)


def choose_for_utf8(head: bytes, declared: str | None, *, is_ascii: bool) -> str | None:
    """The charset that `decode` gives a dump that is UTF-8 from end to end, by its first `SAMPLE_BYTES`; None where it takes the whole to say.

    >>> choose_for_utf8("naïve".encode(), None, is_ascii=False), choose_for_utf8(b"<meta charset=gbk>", None, is_ascii=False)
    ('utf-8', None)
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if find_units(head):
        return None
    if is_ascii:
        return "ascii"
    label = find_charset(declared) if declared else _find_declared(head)
    return None if label in MULTIBYTE else "utf-8"


def decode_as(data: bytes, charset: str, how: How) -> Decoded:
    """The text of bytes whose charset is known: a part of a dump, with the byte order mark if it is the first.

    >>> decode_as("naïve".encode("utf-16"), "utf-16-le", "bom").text
    'naïve'
    """
    mark = next((mark for mark, name in _BOMS if data.startswith(mark) and charset in (name, MIXED)), b"")
    return Decoded(decode_range(data[len(mark) :], charset), charset, len(mark), how)


def byte_offsets(data: bytes, decoded: Decoded) -> ByteOffsets:
    """Where the characters of a decoded dump begin in its bytes.

    >>> data = "naïve ·".encode()
    >>> [byte_offsets(data, decode(data)).byte_at(index) for index in (2, 3, 7)]
    [2, 4, 9]
    """
    return measure_offsets(data, decoded.text, decoded.charset, decoded.bom_bytes)


def _choose(data: bytes, declared: str | None) -> tuple[str, How]:
    """The charset of bytes that are not ASCII, have no mark and are no UTF-16, and how it is known."""
    label = find_charset(declared) if declared else _find_declared(data)
    is_valid = is_utf8(data)
    sequences = find_sequences(np.frombuffer(data, np.uint8))
    if label and label not in UNIT_BYTES and (is_valid if label == "utf-8" else _count_bad(data, label) <= _max_bad(data)):
        # A browser that saves a page may write UTF-8 and leave the old declaration standing.
        if label != "utf-8" and is_valid and (label in SINGLE_BYTE or len(sequences) >= CONCLUSIVE_SEQUENCES):
            return "utf-8", "utf-8"
        return label, "declared"
    if is_valid:
        return "utf-8", "utf-8"
    stray = _count_stray(data, sequences)
    if len(sequences) >= stray:
        return MIXED, "detected"
    charset = _detect(data)
    # In a Western charset no chance makes several sound sequences: text of two charsets was put together.
    return (MIXED if charset == "windows-1252" and len(sequences) > 2 else charset), "detected"


def _find_declared(data: bytes) -> str | None:
    """The charset that a page declares for itself. UTF-16 cannot be declared in bytes that are read as ASCII."""
    match = _DECLARED_RE.search(data[:_DECLARED_WITHIN_BYTES])
    return find_charset((match["xml"] or match["meta"]).decode("ascii", "replace")) if match else None


def _count_foreign(data: bytes) -> int:
    """The bytes beyond ASCII."""
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) > 0x7F))


def _count_stray(data: bytes, sequences: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    """The bytes beyond ASCII that are in no sound UTF-8 sequence."""
    leads = np.frombuffer(data, np.uint8)[sequences]
    return _count_foreign(data) - int((2 + (leads >= 0xE0).astype(np.int64) + (leads >= 0xF0)).sum())


def _max_bad(data: bytes) -> int:
    """The broken bytes to put up with: a character may be cut off at the end, however short the dump."""
    return max(1, int(_count_foreign(data) * MAX_BAD_SHARE))


def _count_bad(data: bytes, charset: str) -> int:
    return decode_range(data, charset).count("\ufffd")


def _take_sample(data: bytes) -> bytes:
    """The bytes to judge by: all of them, or the first lines that are not plain ASCII."""
    if len(data) <= SAMPLE_BYTES:
        return data
    lines: list[bytes] = []
    size = 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            lines.append(line[: SAMPLE_BYTES - size])
            size += len(lines[-1])
            if size >= SAMPLE_BYTES:
                break
    return b"".join(lines)


def _detect(data: bytes) -> str:
    """The charset of bytes that are not UTF-8, by the detector and by how odd its answer makes the text."""
    sample = _take_sample(data)
    charset = _ask(sample)
    if charset in MULTIBYTE:
        if not _is_scattered(decode_range(sample, charset)):
            return charset
        charset = "windows-1252"
    if charset not in _WESTERN:
        return charset
    return _find_broken_multibyte(sample) or prefer_plausible(sample, charset if charset in _COMMON_WESTERN else "windows-1252")


def _is_scattered(text: str) -> bool:
    """Whether characters beyond ASCII mostly stand alone, as in `Gonz㌫ez`: no text in a double-byte charset is so."""
    foreign = np.frombuffer(text.encode("utf-32-le"), "<u4") > 0x7F
    return int(np.count_nonzero(foreign[1:] & foreign[:-1])) * 3 < int(np.count_nonzero(foreign))


def _ask(sample: bytes) -> str:
    """The detector's answer, by our name."""
    detector = chardetng_py.EncodingDetector()
    detector.feed(sample, last=False)  # False: a character may be cut off at the end
    charset = find_charset(detector.guess(tld=None, allow_utf8=False)) or "windows-1252"
    if charset == "koi8-u" and decode_range(sample, "koi8-r") == decode_range(sample, charset):
        return "koi8-r"  # the detector knows only the larger one
    return charset


def _find_broken_multibyte(sample: bytes) -> str | None:
    """The double-byte charset of a text in which a few bytes are broken: the detector rules it out at the first one."""
    if _count_foreign(sample) * MAX_BAD_SHARE < 1:
        return None
    for charset in MULTIBYTE:
        text = decode_range(sample, charset)
        if 0 < text.count("\ufffd") <= _max_bad(sample) and _ask(text.replace("\ufffd", "").encode(MULTIBYTE[charset])) == charset:
            return charset
    return None


def is_binary(data: bytes) -> bool:
    """Whether the bytes are no text in any charset: a known kind of file, or too many control characters.

    >>> is_binary(b"%PDF-1.7 ..."), is_binary(bytes(range(256))), is_binary("naïve".encode("utf-16-le")), is_binary(b"page 1\\x0cpage 2")
    (True, True, False, False)
    """
    if data.startswith(_MAGIC):
        return True
    sample = data[:SAMPLE_BYTES]
    if not sample or find_units(data):
        return False
    mark = next((charset for bom, charset in _BOMS if sample.startswith(bom) and charset in UNIT_BYTES), None)
    if mark:
        text = decode_range(sample, mark)[1:]
        return sum(char == "\ufffd" or unicodedata.category(char) in ("Cn", "Cs") for char in text) > MAX_CONTROL_SHARE * len(text) + 1
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > 1 and controls > MAX_CONTROL_SHARE * len(sample)
