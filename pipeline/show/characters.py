"""Characters that a reader cannot see, or that would act on a terminal or turn text around, made visible: in terminals and pages alike.

A control character has its picture (`␛`), any other its number (`⟨U+202E⟩`).
"""

from __future__ import annotations

import re
import unicodedata

SEEN = frozenset({"L", "M", "N", "P", "S"})
"""The categories of characters that show: letters, marks, numbers, punctuation, symbols. A space is the one other that does."""
UNSEEN_RE = re.compile(r"[^\x20-\x7e\n]")
JOINERS = "\u200c\u200d"
JOINED_RE = re.compile("[\u0600-\u1cff\u2190-\u2bff\ua800-\uabff\ufb50-\ufdff\ufe0f\ufe70-\ufefc\U0001f000-\U0001faff]")
"""Letters of scripts that joiners join or part, and emoji: behind these a joiner is part of the writing."""
PICTURES = 0x2400
"""Where the pictures of the control characters begin: of ESC it is `␛`."""


def show_characters(text: str) -> str:
    """The text with what cannot be seen in it as pictures and numbers: nothing in it can act on a terminal any more.

    Line breaks stay, and those of other systems become them; all white space but the space has a number.

    >>> show_characters("a\\x1b[31mb\\u202ec\\u00a0d\\r\\ne\\tf"), show_characters("👩\\u200d🔬 a\\u200db")
    ('a␛[31mb⟨U+202E⟩c⟨U+00A0⟩d\\ne f', '👩\u200d🔬 a⟨U+200D⟩b')
    """
    if text.isascii() and text.isprintable():
        return text
    return UNSEEN_RE.sub(_show, text.replace("\r\n", "\n").replace("\t", " "))


def show_line(text: str) -> str:
    """As `show_characters`, on one line, with one space for any white space: for names and values.

    >>> show_line(" a\\n  b ")
    'a b'
    """
    return " ".join(show_characters(text).split())


def show_exactly(text: str) -> str:
    """As `show_characters`, on one line, with a picture for each line break and tab: for what stands in a dump.

    >>> show_exactly("a\\r\\n\\tb")
    'a␍␊␉b'
    """
    if text.isascii() and text.isprintable():
        return text
    return UNSEEN_RE.sub(_show, text).replace("\n", chr(PICTURES + ord("\n")))


def clip(text: str, most: int | None) -> str:
    """The beginning of a text, and how long it is, where it is longer.

    >>> clip("counting sheep", 8), clip("counting sheep", None)
    ('counting… (14 characters)', 'counting sheep')
    """
    if most is None or len(text) <= most:
        return text
    return f"{text[:most].rstrip()}… ({len(text):,} characters)"


def _show(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if code < 0x20:
        return chr(PICTURES + code)
    if code == 0x7F:
        return "␡"
    return char if _is_seen(char) or (char in JOINERS and _is_joined(match.string[match.start() - 1 : match.start()])) else f"⟨U+{code:04X}⟩"


def _is_seen(char: str) -> bool:
    return unicodedata.category(char)[0] in SEEN


def _is_joined(before: str) -> bool:
    """Whether a joiner has its meaning behind this character, if there is one."""
    return JOINED_RE.fullmatch(before) is not None and _is_seen(before)
