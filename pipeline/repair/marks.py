"""What a text holds that a fixer could change: one look at a text tells which fixers need to see it.

Nearly all text is as it should be, or only has line breaks. So each fixer says by which marks it goes, and does not run on a text
without any of them. That it would have changed nothing there is tested.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

BACKSLASH, DOLLAR, BACKTICK, TILDE, ANGLE, AMPERSAND, BRACKET, SPACE, ODD, NAME, MOJIBAKE = (1 << place for place in range(11))
"""Marks, to be joined by `|`. `SPACE`: white space that is no single space inside the text. `ODD`: a character that a fixer of
characters may change. `NAME`: a name with more in it than letters. `MOJIBAKE`: what ftfy should be asked about."""

_SIGNS = ((b"\\", BACKSLASH), (b"$", DOLLAR), (b"`", BACKTICK), (b"~", TILDE), (b"<", ANGLE), (b"&", AMPERSAND), (b"]", BRACKET))
_PRINTABLE = bytes(range(0x20, 0x7F))
_SIGN_BYTES = b"".join(sign for sign, _ in _SIGNS)
_BLANKED = bytes(0x20 if code < 0x80 else code for code in range(0x100))
"""ASCII as spaces: of a text in UTF-8 the runs of other characters stay."""
_PLAIN = _PRINTABLE.translate(None, _SIGN_BYTES)
# Letters of Latin, Greek and Cyrillic, punctuation, arrows and signs of mathematics, Chinese and Japanese: what shows, stays and never combines.
# Any other character may turn out to be as it should be as well: the fixers tell.
_ODD_RE = re.compile(
    "[^\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03a1\u03a3-\u03ce\u0400-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e"
    "\u2070\u2071\u2074-\u208e\u2090-\u209c\u20a0-\u20bf\u2100-\u2125\u2127-\u2129\u212c-\u218b\u2190-\u2328\u232b-\u2426\u2460-\u2adb"
    "\u3001-\u3029\u3041-\u3094\u30a1-\u30fe\u4e00-\u9fff\uff01-\uff60]"
)
MOJIBAKE_RE = re.compile("[^\x00-\x7f](?:[^\x00-\x7f]|(?<=[\x80-\x9fŒœÃÂ]))")
"""Two characters side by side that are not ASCII, or one of these alone: ftfy sees no mojibake in a text that has neither."""
_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017e"
_NAME = rf"(?!and )[{_LETTER}][{_LETTER}.'-]*+(?: [{_LETTER}][{_LETTER}.'-]*+)*+(?<![.'-])"
_PLAIN_NAME_RE = re.compile(_NAME)
_PLAIN_NAMES_RE = re.compile(rf"{_NAME}(?:\n{_NAME})*+")

TOGETHER = 256
"""So many texts are looked at at once: they stay in the processor's cache."""
PART = "\0"
"""Stands between them; hardly any text holds it."""


ANY = -1


class Fixer(NamedTuple):
    """A change to a text, the rule it is named for, and what marks have to do with it."""

    rule: str
    fix: Callable[[str], str]
    needs: int
    """It changes nothing in a text that has none of these."""
    brings: int = ANY
    """It may leave these in a text that had none of them."""
    clears: int = 0
    """It leaves none of these."""


def look(text: str) -> int:
    """The marks that a text holds, joined by `|`.

    >>> look("As it should be (p = 0.05)."), look("two\\nlines") == SPACE, look("R&amp;D\u00a0") == AMPERSAND | SPACE | ODD
    (0, True, True)
    """
    encoded = text.encode("utf-8", "surrogatepass")
    rest = encoded.translate(None, _PLAIN)  # the fastest way to ask
    seen = 0
    if rest:
        if not rest.strip(b"\n"):
            return SPACE
        for sign, mark in _SIGNS:
            if sign in rest:
                seen |= mark
        rest = rest.translate(None, _SIGN_BYTES)
        if not rest.isascii():
            seen |= _look_beyond_ascii(encoded, rest.decode("utf-8", "surrogatepass"))
        elif rest.strip(b"\n"):
            seen |= SPACE | ODD
    return seen | SPACE if b"\n" in rest or text[:1] == " " or text[-1:] == " " or "  " in text else seen


def look_at_all(texts: Sequence[str]) -> list[int]:
    """The marks that each text holds: what `look` gives, with what is no mark taken out of all texts at once.

    >>> look_at_all(["As it should be.", "two\\nlines", " R&amp;D"]) == [0, SPACE, AMPERSAND | SPACE]
    True
    """
    found: list[int] = []
    for first in range(0, len(texts), TOGETHER):
        together = texts[first : first + TOGETHER]
        rests = PART.join(together).encode("utf-8", "surrogatepass").translate(None, _PLAIN).split(PART.encode())
        if len(rests) == len(together):
            found += map(_look_at_rest, together, rests)
        else:
            found += map(look, together)
    return found


def _look_at_rest(text: str, rest: bytes) -> int:
    """The marks of a text of which this is left without all that is plain."""
    if rest and not rest.strip(b"\n"):
        return SPACE
    if rest:
        return look(text)
    return SPACE if text[:1] == " " or text[-1:] == " " or "  " in text else 0


def _look_beyond_ascii(encoded: bytes, rest: str) -> int:
    """The marks of the characters of a text that are no printable ASCII; `rest` is these alone, and mostly a few."""
    seen = SPACE | ODD if _ODD_RE.search(rest) else 0
    if MOJIBAKE_RE.search(rest) is None:
        return seen
    runs = b" ".join(encoded.translate(_BLANKED).split())
    return seen | MOJIBAKE if MOJIBAKE_RE.search(runs.decode("utf-8", "surrogatepass")) else seen


def is_printable(text: str) -> bool:
    """Whether a text has no white space but spaces, and no characters that do not show.

    >>> is_printable("a b"), is_printable("a\\tb"), is_printable("a\\u00a0b")
    (True, False, False)
    """
    rest = text.encode("utf-8", "surrogatepass").translate(None, _PRINTABLE)
    return not rest or rest.decode("utf-8", "surrogatepass").isprintable()


def look_at_name(name: str) -> int:
    """The marks that a name holds.

    >>> look_at_name("Martin Luther King-Doe"), look_at_name("Ann Lee 1") == NAME
    (0, True)
    """
    return 0 if _PLAIN_NAME_RE.fullmatch(name) and not _may_be_mojibake(name) else look(name) | NAME


def _may_be_mojibake(names: str) -> bool:
    return not names.isascii() and MOJIBAKE_RE.search(names) is not None


def are_plain_names(names: Sequence[str]) -> bool:
    """Whether no name of a list holds a mark.

    >>> are_plain_names(["Ann Lee", "Jo Doe"]), are_plain_names(["Ann\\nLee"]), are_plain_names(["Ann Lee", "Jo 1"])
    (True, False, False)
    """
    joined = "\n".join(names)
    return joined.count("\n") == len(names) - 1 and _PLAIN_NAMES_RE.fullmatch(joined) is not None and not _may_be_mojibake(joined)
