"""Which Western charset a text is in when only a few letters can tell: by what those letters are in lists of papers.

A detector knows languages. A listing is English, and its letters beyond ASCII are names from everywhere, quotes, dashes
and signs; so each reading of the same bytes is weighed by how common such characters are there, and by whether they
stand where such a character can.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

from pipeline.charset_codecs import decode_range

_BY_WEIGHT = {
    0: "é’",
    1: "áöü—“”†‡",
    2: "íäó–š\u00a0",
    3: "çćłŠ®™©",
    4: "èñ‘čø×ãëıú…",
    5: "ńïÖÁàòßô°şřğåž",
    6: "ŁýâÉÇîőŽ",
    7: "ăśêěČŞØęùİ±²³æÜÅìż€œ",
    8: "•ą·ŚźÓµňů£´Ćţ§«»¿¡½¼¢¹",
    9: "ûŻÄðþÍÚÀÈďťűľ¥÷¬",
}
_WEIGHTS = {char: weight for weight, chars in _BY_WEIGHT.items() for char in chars}
"""Bits by which a character is rarer than `é`, from 147,000 records of papers; signs were set by hand where the records
hold none, so that a listing of nothing but `‡` or `®` is not read as something else."""
_RARE = 11
_ODD = 10
"""What it weighs that a character is out of place: about as much as being one of the rarest."""

_RIVALS = ("windows-1252", "windows-1250", "iso-8859-2")
_DETECTOR_BONUS = 4
_COMMON_BONUS = 4
"""Of windows-1252, which most listings that are no UTF-8 are in. On texts with few telling letters, bonuses of 4 and 0 read
98 % of latin-1 and 90 % of windows-1250 right, 0 and 4 read 99 % and 76 %: what is common must not be lost."""
_MAC_HANDICAP = 4
"""Mac Roman has to be less than half as heavy, and by this much: it is rare, and nearly every byte of it is a letter."""
_MAX_LISTING_SHARE = 0.03
"""Of bytes beyond ASCII in a list of papers: all of those looked at had under 1 %, prose in Czech or Polish has 8-15 %."""
_MAX_FOREIGN = 2000
"""How many characters beyond ASCII are weighed: more change no verdict."""

_FOREIGN_RE = re.compile(r"[^\x00-\x7f]")
_MARKS = "†‡•§¶"
_ALONE = "àáéèêíóòôúùÀÁÉÈÓªº"
"""Letters that are a word, or a number's ending."""


def prefer_plausible(sample: bytes, charset: str) -> str:
    """The charset that makes the most plausible text of a sample, given the detector's answer.

    >>> prefer_plausible(b"a list of names and words by Andr\\x8e Lee", "windows-1252")
    'mac-roman'
    >>> prefer_plausible(b"et al. \\xb7 example", "windows-1252")
    'windows-1252'
    """
    if decode_range(sample, charset) == decode_range(sample, "windows-1252"):
        charset = "windows-1252"
    is_listing = sum(byte > 0x7F for byte in sample) < _MAX_LISTING_SHARE * len(sample) + 1
    weights = {name: weigh(decode_range(sample, name)) for name in dict.fromkeys((charset, *_RIVALS) if is_listing else (charset,))}
    best = min(weights, key=lambda name: weights[name] - _DETECTOR_BONUS * (name == charset) - _COMMON_BONUS * (name == "windows-1252"))
    mac = weigh(decode_range(sample, "mac-roman"))
    return "mac-roman" if mac * 2 + _MAC_HANDICAP < weights[best] else best


def weigh(text: str) -> int:
    """How implausible the characters beyond ASCII are in a list of papers, all together.

    >>> weigh("José"), weigh("JosŽ"), weigh("Łukasz"), weigh("£ukasz")
    (0, 16, 6, 18)
    """
    total = 0
    places = (match.start() for match in _FOREIGN_RE.finditer(text))
    for place in islice(places, _MAX_FOREIGN):
        char = text[place]
        total += _WEIGHTS.get(char, _RARE) + _ODD * is_odd(text[max(place - 1, 0) : place], char, text[place + 1 : place + 2])
    return total


def is_odd(before: str, char: str, after: str) -> bool:
    """Whether a character is out of place between its neighbours: a capital inside a word, a sign among letters.

    >>> is_odd("r", "Ž", " "), is_odd("n", "Õ", "t"), is_odd("", "£", "u"), is_odd(" ", "Ð", " ")
    (True, True, True, True)
    >>> is_odd(" ", "·", " "), is_odd("n", "’", "t"), is_odd("r", "é", " "), is_odd("5", "°", "C"), is_odd(" ", "“", "W")
    (False, False, False, False, False)
    """
    category = unicodedata.category(char)
    if category == "Cc" or char == "\ufffd":
        return True
    if char in "ˆ˜ƒ":
        return before.isalpha() or (char == "ƒ" and after.isalpha())
    if category[0] == "L" and char not in "ªº":
        is_inner_capital = char.isupper() and (before.islower() or (before.isalpha() and after.islower()))
        is_alone = not before.isalnum() and not after.isalnum() and after not in (".", "\u0301", "-") and char not in _ALONE
        return is_inner_capital or is_alone or before.isdigit() or after.isdigit()
    if char in _MARKS:
        return before.islower() and (after.islower() or char == "¶")
    if char == "\u00a0":
        return after in (",", ".", ";", ":")
    if category[0] == "P":
        return category in ("Ps", "Pi") and before.isalpha() and after.isalpha()
    return after.islower() and (before.islower() or char not in "°µ€$")
