"""Text from a dump as it may be sent to a terminal: what would act on it, or show nothing, is made visible."""

from __future__ import annotations

import unicodedata

PICTURES = 0x2400
"""Unicode's pictures of control characters begin here."""
DELETE, DELETE_PICTURE = "\x7f", "\u2421"
JOINERS = "\u200c\u200d"
"""They change how letters and emoji join, and nothing else; scripts need them."""
HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def make_visible(text: str) -> str:
    """The text with control characters, bidi overrides and other characters without a shape as signs that have one.

    >>> make_visible("red\\x1b[31m"), make_visible("a\\nb"), make_visible("user\\u202eexe"), make_visible("naïve 👩\\u200d🔬")
    ('red␛[31m', 'a␊b', 'user<U+202E>exe', 'naïve 👩\u200d🔬')
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_show, text))


def _show(char: str) -> str:
    if char < " ":
        return chr(PICTURES + ord(char))
    if char == DELETE:
        return DELETE_PICTURE
    return f"<U+{ord(char):04X}>" if unicodedata.category(char) in HIDDEN and char not in JOINERS else char


def clip(text: str, most: int | None) -> str:
    """The beginning of a text, and how long it is, where it is longer.

    >>> clip("counting sheep", 8), clip("counting sheep", None)
    ('counting… (14 characters)', 'counting sheep')
    """
    if most is None or len(text) <= most:
        return text
    return f"{text[:most].rstrip()}… ({len(text):,} characters)"
