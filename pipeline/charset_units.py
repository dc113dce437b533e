"""UTF-16 and UTF-32 without a byte order mark, known by where their NULs are."""

from __future__ import annotations

import unicodedata

import numpy as np

from pipeline.charset_codecs import UNIT_BYTES, decode_range, is_utf8

_SAMPLE_BYTES = 1 << 19
_MAX_CONTROL_SHARE = 0.02
"""Characters of a text that may be controls or have no meaning; of noise read as UTF-16 a fifth have none."""
_MAX_LOW_ZERO_SHARE = 0.1
"""Of U+4E00, the Chinese `one`, and U+3000 in UTF-16: their low byte is a NUL too."""
_MIN_SCRIPT_SHARE = 0.7
"""Of the two most frequent high bytes in alphabetic scripts. In ASCII, two byte values make up 27 % at most."""
_ODD_CATEGORIES = {"Cc", "Cn", "Co", "Cs"}


def find_units(data: bytes) -> str | None:
    """The charset of UTF-16 or UTF-32 without a mark: NULs only ever in one place of a unit, and the text is sound."""
    nuls = np.frombuffer(data[:_SAMPLE_BYTES], np.uint8) == 0
    if not nuls.any():
        return None
    for charset, size in sorted(UNIT_BYTES.items(), key=lambda item: -item[1]):
        whole = data[: len(nuls) - len(nuls) % size]
        units = np.frombuffer(whole, np.uint8).reshape(-1, size)
        if size == 4 and len(units) and _is_utf32(units, charset):
            return charset
        if size == 2 and len(units) and _is_utf16(units, whole, charset):
            return charset
    return None


def _is_utf32(units: np.ndarray[tuple[int, int], np.dtype[np.uint8]], charset: str) -> bool:
    """Whether every unit is a number up to 0x10FFFF, and the text has no more NULs than a text may."""
    ordered = units if charset.endswith("be") else units[:, ::-1]
    return not ordered[:, 0].any() and bool((ordered[:, 1] <= 0x10).all()) and bool(ordered[:, 2:].any(axis=1).mean() > 1 - _MAX_CONTROL_SHARE)


def _is_utf16(units: np.ndarray[tuple[int, int], np.dtype[np.uint8]], data: bytes, charset: str) -> bool:
    """Whether NULs are high bytes only, and the high bytes are those of one script or the text is no UTF-8."""
    high, low = (units[:, 0], units[:, 1]) if charset.endswith("be") else (units[:, 1], units[:, 0])
    if not (high == 0).any() or (low == 0).mean() > _MAX_LOW_ZERO_SHARE:
        return False
    is_one_script = np.sort(np.bincount(high, minlength=256))[-2:].sum() > 0.7 * len(high)
    if not is_one_script and is_utf8(data):
        return False
    text = decode_range(data, charset)[:4000]
    odd = sum((unicodedata.category(char) in _ODD_CATEGORIES and char not in "\t\n\v\f\r") or char == "\ufffd" for char in text)
    return odd <= _MAX_CONTROL_SHARE * len(text)
