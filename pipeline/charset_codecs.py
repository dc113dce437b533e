"""The charsets a dump can be in, and the way from a character of its text to the byte of the dump.

Every charset here is stateless: the bytes of a stretch, decoded alone, give that stretch. So ISO-2022, HZ and UTF-7 are
not accepted. Names are Python's for the Unicode charsets and the WHATWG's for the others, which are read as browsers
read them: `latin-1` is windows-1252, `gbk` is gb18030. What a charset does not have becomes U+FFFD, one for each byte
(or unit of UTF-16 and UTF-32), so no bytes stop the work and none is lost from sight.
"""

from __future__ import annotations

import codecs
from bisect import bisect_left
from functools import cache
from typing import TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

Indices: TypeAlias = npt.NDArray[np.int64]

MIXED = "utf-8+windows-1252"
"""UTF-8 with some bytes that are no UTF-8, each of which is read as windows-1252."""

UNIT_BYTES = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
"""Charsets made of units, with the bytes of a unit."""

MULTIBYTE = {"gb18030": "gb18030", "big5": "cp950", "shift_jis": "cp932", "euc-jp": "euc_jp", "euc-kr": "cp949"}
"""Charsets of one to four bytes a character, with Python's codec for what browsers mean by the name. (Python's
big5hkscs would make two characters of one pair of bytes, and so have places that no byte stands for.)"""

_WINDOWS_PAGES = (874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258)
SINGLE_BYTE = (
    {f"windows-{page}": f"cp{page}" for page in _WINDOWS_PAGES}
    | {f"iso-8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
    | {"koi8-r": "koi8-r", "koi8-u": "koi8-u", "mac-roman": "mac-roman", "ibm866": "cp866"}
)
"""Charsets of one byte a character, with Python's codec. ISO-8859-1, -9 and -11 are parts of a Windows page."""

_SYNONYMS = {codec: name for name, codec in (SINGLE_BYTE | MULTIBYTE).items()} | {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso8859-9": "windows-1254",
    "iso8859-11": "windows-874",
    "tis-620": "windows-874",
    "windows-874": "windows-874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5hkscs": "big5",
    "x-sjis": "shift_jis",
    "x-euc-jp": "euc-jp",
    "euc_kr": "euc-kr",
    "x-mac-roman": "mac-roman",
    "utf-8-sig": "utf-8",
}
_REPLACEMENT = "\ufffd"
_CONTROLS_END = 0xA0
_BLOCK_BITS = 6
_UTF8_LEADS = 0xC2
"""From here on a byte of sound UTF-8 begins a character of several."""
_UTF8_SURPLUS = np.zeros(256, np.int64)
_UTF8_SURPLUS[0xC0:0xE0], _UTF8_SURPLUS[0xE0:0xF0], _UTF8_SURPLUS[0xF0:] = 1, 2, 3


def find_charset(label: str) -> str | None:
    """The charset that a page means by a label; `None` for one that is unknown or not accepted.

    >>> find_charset("ISO-8859-1"), find_charset("x-sjis"), find_charset("GB2312"), find_charset("utf-7"), find_charset("iso-2022-jp")
    ('windows-1252', 'shift_jis', 'gb18030', None, None)
    """
    folded = label.strip().casefold()
    try:
        folded = _SYNONYMS.get(folded) or codecs.lookup(folded).name
    except (LookupError, ValueError):
        return None
    name = _SYNONYMS.get(folded, folded)
    return name if name == "utf-8" or name in UNIT_BYTES or name in MULTIBYTE or name in SINGLE_BYTE else None


@cache
def table_of(charset: str) -> str:
    """The 256 characters of a single-byte charset. Gaps below 0xA0 are the controls of that number, as in browsers."""
    codec = SINGLE_BYTE[charset]
    characters = [bytes([byte]).decode(codec, "replace") for byte in range(256)]
    return "".join(chr(byte) if char == _REPLACEMENT and byte < _CONTROLS_END else char for byte, char in enumerate(characters))


def _replace_byte(error: UnicodeError) -> tuple[str, int]:
    """A codec's error handler: U+FFFD for the first byte that does not fit, and on with the next one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _REPLACEMENT, error.start + 1


def _read_byte(error: UnicodeError) -> tuple[str, int]:
    """A codec's error handler: the first byte that does not fit, read as windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return table_of("windows-1252")[error.object[error.start]], error.start + 1


codecs.register_error("papersieve.replace-byte", _replace_byte)
codecs.register_error("papersieve.read-byte", _read_byte)


def decode_range(data: bytes, charset: str) -> str:
    """The text of a stretch of a dump, given its bytes. Never fails on bytes.

    >>> decode_range("naïve ·".encode() + b" caf\\xe9", "utf-8+windows-1252")
    'naïve · café'
    """
    if charset in UNIT_BYTES:
        return _decode_units(data, charset)
    if charset in SINGLE_BYTE:
        return data.decode("ascii") if data.isascii() else codecs.charmap_decode(data, "strict", table_of(charset))[0]
    if charset == MIXED:
        return data.decode("utf-8", "papersieve.read-byte")
    return data.decode(MULTIBYTE.get(charset, charset), "papersieve.replace-byte")


def _decode_units(data: bytes, charset: str) -> str:
    """UTF-16 or UTF-32: a unit that is no character is U+FFFD, and so is each byte of a unit cut off at the end."""
    size = UNIT_BYTES[charset]
    whole = len(data) - len(data) % size
    try:
        text = data[:whole].decode(charset)
    except UnicodeDecodeError:
        units = np.frombuffer(data[:whole], _unit_type(charset)).copy()
        units[~_is_sound(units, size)] = ord(_REPLACEMENT)
        text = units.tobytes().decode(charset)
    return text + _REPLACEMENT * (len(data) - whole)


def _unit_type(charset: str) -> str:
    return f"{'<' if charset.endswith('le') else '>'}u{UNIT_BYTES[charset]}"


def _is_sound(units: npt.NDArray[np.unsignedinteger], size: int) -> npt.NDArray[np.bool_]:
    """Which units are characters or halves of a pair."""
    is_surrogate = (units >= 0xD800) & (units < 0xE000)
    if size == UNIT_BYTES["utf-32-le"]:
        return ~is_surrogate & (units <= 0x10FFFF)
    firsts = _find_pairs(units)
    sound = ~is_surrogate
    sound[firsts] = sound[firsts + 1] = True
    return sound


def _find_pairs(units: npt.NDArray[np.unsignedinteger]) -> Indices:
    """Where the pairs of UTF-16 begin."""
    is_high, is_low = (units & 0xFC00) == 0xD800, (units & 0xFC00) == 0xDC00
    return np.flatnonzero(is_high[:-1] & is_low[1:])


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 from end to end."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class ByteOffsets(msgspec.Struct, frozen=True):
    """Where the characters of a decoded dump begin in its bytes.

    Only the characters whose size is not `unit` bytes are listed: none for a single-byte charset, few in most texts.
    """

    start_byte: int
    unit: int
    irregular: memoryview
    """Their places in the text, ascending."""
    surplus: memoryview
    """The bytes beyond `unit` of the first 0, 1, 2, ... of them together."""
    firsts: memoryview
    """How many of them stand before each block of places: places are asked for several times a record, and a search of all takes five times as long."""

    def byte_at(self, index: int) -> int:
        """The byte at which a character begins; for the length of the text, where its bytes end."""
        regular = self.start_byte + index * self.unit
        if not self.irregular:
            return regular
        block = index >> _BLOCK_BITS
        return regular + self.surplus[bisect_left(self.irregular, index, self.firsts[block], self.firsts[block + 1])]


def measure_offsets(data: bytes, text: str, charset: str, bom_bytes: int) -> ByteOffsets:
    """The offsets of a text that was decoded from `data[bom_bytes:]`."""
    body = np.frombuffer(data, np.uint8)[bom_bytes:]
    unit = UNIT_BYTES.get(charset, 1)
    if unit > 1:
        irregular, surplus = _measure_units(body, charset)
    elif charset in SINGLE_BYTE or len(text) == len(body):
        irregular = surplus = np.zeros(0, np.int64)
    elif charset in ("utf-8", MIXED):
        leads = np.flatnonzero(body >= _UTF8_LEADS) if charset == "utf-8" else find_sequences(body)
        surplus = _UTF8_SURPLUS[body[leads]]
        irregular = leads - (np.cumsum(surplus) - surplus)
    else:
        irregular, surplus = _measure_multibyte(data[bom_bytes:], text, charset)
    blocks = np.bincount(irregular >> _BLOCK_BITS, minlength=(len(text) >> _BLOCK_BITS) + 1 if len(irregular) else 0)
    totals, firsts = (np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))) for counts in (surplus, blocks))
    return ByteOffsets(bom_bytes, unit, irregular.data, totals.data, firsts.data)


def find_sequences(body: npt.NDArray[np.uint8]) -> Indices:
    """Where the sound UTF-8 sequences of two to four bytes begin (Unicode 15, table 3-7)."""
    leads = np.flatnonzero(body >= 0xC2)
    padded = np.concatenate((body, np.zeros(3, np.uint8)))
    first, second, third, fourth = (padded[leads + ahead] for ahead in range(4))
    low = np.select([first == 0xE0, first == 0xF0], [0xA0, 0x90], 0x80)
    high = np.select([first == 0xED, first == 0xF4], [0x9F, 0x8F], 0xBF)
    sound = (first <= 0xF4) & (second >= low) & (second <= high)
    sound &= (first < 0xE0) | ((third & 0xC0) == 0x80)
    sound &= (first < 0xF0) | ((fourth & 0xC0) == 0x80)
    return leads[sound]


def _measure_units(body: npt.NDArray[np.uint8], charset: str) -> tuple[Indices, Indices]:
    """Pairs of UTF-16 are longer than a unit; the bytes of a unit cut off at the end are shorter."""
    size = UNIT_BYTES[charset]
    cut_off = len(body) % size
    units = np.frombuffer(body[: len(body) - cut_off].tobytes(), _unit_type(charset))
    firsts = _find_pairs(units) if size == UNIT_BYTES["utf-16-le"] else np.zeros(0, np.int64)
    tail = len(units) - len(firsts) + np.arange(cut_off)
    places = np.concatenate((firsts - np.arange(len(firsts)), tail)).astype(np.int64)
    return places, np.concatenate((np.full(len(firsts), size), np.full(cut_off, 1 - size))).astype(np.int64)


def _measure_multibyte(body: bytes, text: str, charset: str) -> tuple[Indices, Indices]:
    """The sizes follow from the characters: in these codecs a character always has as many bytes.

    But for `~` of EUC-JP's third plane and a U+FFFD that gb18030 really holds: they are counted by decoding piece by piece.
    """
    points = np.frombuffer(text.encode("utf-32-le"), "<u4")
    places = np.flatnonzero(points > 0x7F)
    distinct, inverse = np.unique(points[places], return_inverse=True)
    codec = MULTIBYTE[charset]
    sizes = np.array([1 if point == ord(_REPLACEMENT) else len(chr(point).encode(codec)) for point in distinct], np.int64)[inverse]
    if len(text) + int(sizes.sum()) - len(places) != len(body):
        places = np.arange(len(text))
        sizes = np.array(_walk_sizes(body, codec), np.int64)
    return places, sizes - 1


def _walk_sizes(body: bytes, codec: str) -> list[int]:
    """The bytes of each character, found one by one: slow, for the few texts that need it."""
    sizes = []
    start = 0
    while start < len(body):
        size = next((size for size in range(1, 5) if len(_try_decode(body[start : start + size], codec)) == 1), 1)
        sizes.append(size)
        start += size
    return sizes


def _try_decode(piece: bytes, codec: str) -> str:
    try:
        return piece.decode(codec)
    except UnicodeDecodeError:
        return ""
