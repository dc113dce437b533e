"""Characters that a reader cannot see, or that would act on a terminal or turn text around, made visible."""

from __future__ import annotations

import re
import unicodedata

SEEN = frozenset({"L", "M", "N", "P", "S"})
"""The categories of characters that show: letters, marks, numbers, punctuation, symbols. A space is the one other that does."""
UNSEEN_RE = re.compile(r"[^\x20-\x7e\n]")
PICTURES = 0x2400
"""Where the pictures of the control characters begin: of ESC it is `␛`."""


def show_characters(text: str) -> str:
    """The text with what cannot be seen in it as pictures and numbers: nothing in it can act on a terminal any more.

    Line breaks stay, and those of other systems become them; all white space but the space has a number.

    >>> show_characters("a\\x1b[31mb\\u202ec\\u00a0d\\r\\ne\\tf")
    'a␛[31mb⟨U+202E⟩c⟨U+00A0⟩d\\ne f'
    """
    if text.isascii() and text.isprintable():
        return text
    return UNSEEN_RE.sub(_show, text.replace("\r\n", "\n").replace("\t", " "))


def show_line(text: str) -> str:
    """As `show_characters`, on one line.

    >>> show_line(" a\\n  b ")
    'a b'
    """
    return " ".join(show_characters(text).split())


def _show(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if code < 0x20:
        return chr(PICTURES + code)
    if code == 0x7F:
        return "␡"
    return char if unicodedata.category(char)[0] in SEEN else f"⟨U+{code:04X}⟩"
