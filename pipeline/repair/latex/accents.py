"""Accents and letters that text spells as commands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from pipeline.repair.latex.spans import Edit, apply_edits, find_outside, follows_command, list_names
from pipeline.repair.latex.symbols import load_symbols

ACCENT_SIGN_RE = re.compile(r"\\['\"`^~=.]")
ACCENT_NAMES = frozenset("cvuHdbkrt") | frozenset(
    ("SS", "ss", "AE", "ae", "OE", "oe", "AA", "aa", "DH", "dh", "TH", "th", "DJ", "dj", "NG", "ng", "o", "O", "l", "L", "i", "j")
)
ACCENT_RE = re.compile(
    r"""[\\{] (?: (?: (?<=\{)(?P<opened>[ ]?)\\ | (?<=\\) )
    (?: (?P<sign>['"`^~=.])
        (?: [ ]?\{[ ]?(?P<signed>[^\W\d_]|\\(?:ae|AE|[ijoO])[ ]?)[ ]?\}
          | \\(?P<dotless>[ij])(?![A-Za-z])(?:\{\}|[ ](?=[A-Za-z]))?
          | (?P<gap>[ ]?)(?P<bare>[A-Za-z]) )
      | (?P<name>[cvuHdbkrt])
        (?: [ ]?\{[ ]?(?P<named>[^\W\d_]|\\[ij][ ]?|[a-z]{2,6})[ ]?\}
          | [ ]?\\(?P<dotless_named>[ij])(?![A-Za-z])(?:\{\}|[ ](?=[A-Za-z]))?
          | [ ](?P<spaced>[A-Za-z]) ) )
    (?P<close>[ ]?\})?
    | (?<=\\)(?:\\(?:\\\\)*|[A-Za-z]+|.) )""",
    re.DOTALL | re.VERBOSE,
)
LETTER_RE = re.compile(
    r"""[\\{] (?: (?: (?<=\{)(?P<opened>[ ]?)\\ | (?<=\\) )
    (?P<letter>SS|ss|AE|ae|OE|oe|AA|aa|DH|dh|TH|th|DJ|dj|NG|ng|[oOlLij])(?![A-Za-z])
    (?P<close>[ ]?\})? (?P<end>\{\}|[ ](?=[A-Za-z]))?
    | (?<=\\)(?:\\(?:\\\\)*|[A-Za-z]+|.) )""",
    re.DOTALL | re.VERBOSE,
)
APOSTROPHE_RE = re.compile(r"(?:s|re|ll|m|d|t|ve)(?![A-Za-z])")
EXTENSION_RE = re.compile(r"[a-z]{1,4}(?![A-Za-z])")


def compose_accents(text: str) -> str:
    """The text with accents and letters that were spelt as commands as the letters they are.

    >>> compose_accents("G\\\\\\"odel, Erd\\\\H{o}s, {\\\\L}ukasz, Mart{\\\\'\\\\i}nez, \\\\'etale; don\\\\'t, [a-z]+\\\\.com")
    "Gödel, Erdős, Łukasz, Martínez, étale; don\\\\'t, [a-z]+\\\\.com"
    """
    if "\\" not in text or (not ACCENT_SIGN_RE.search(text) and ACCENT_NAMES.isdisjoint(list_names(text))):
        return text
    text = apply_edits(text, _replace(text, ACCENT_RE, _compose_accent))
    return apply_edits(text, _replace(text, LETTER_RE, _write_letter))


def _replace(text: str, pattern: re.Pattern[str], write: Callable[[re.Match[str]], str | None]) -> Iterator[Edit]:
    for match in find_outside(pattern, text):
        new = write(match)
        if new is not None:
            start, is_open = match.start(), match["opened"] is not None
            if is_open and match["close"] and not follows_command(text, start) and text[max(0, start - 2) : start - 1] != "\\":
                yield start, match.end(), new
            else:
                yield start, match.end(), (f"{{{match['opened']}" if is_open else "") + new + (match["close"] or "")


def _compose_accent(match: re.Match[str]) -> str | None:
    symbols = load_symbols()
    name = match["sign"] or match["name"]
    if name is None:
        return None
    if match["named"] and name + match["named"] in symbols.greek:
        return symbols.greek[name + match["named"]]  # arXiv makes `\b{eta}` of a β
    base = match["signed"] or match["named"] or match["dotless"] or match["dotless_named"] or match["bare"] or match["spaced"]
    base = base.strip()
    base = base[-1] if base in ("\\i", "\\j") else symbols.letters.get(base[1:], base)
    composed = unicodedata.normalize("NFC", base + symbols.accents[name])
    if len(base) > 1 or (name == "t" and len(composed) > 1):
        return None
    return composed if _is_accent(match, composed) else None


def _is_accent(match: re.Match[str], composed: str) -> bool:
    """Whether the sign before a bare letter is an accent, and not an escaped quote, a pattern's full stop or a class."""
    text, start = match.string, match.start()
    before = text[max(0, start - 1) : start]
    if match["spaced"]:
        return len(composed) == 1 and (match["name"] in "cvHukr" or before.isalpha())
    if not match["bare"]:
        return True
    if len(composed) > 1 or (match["gap"] and not (match["opened"] is not None and match["close"])):
        return False
    rest = match.start("bare")
    if match["sign"] == "." and EXTENSION_RE.match(text, rest):
        return False
    if match["sign"] == "'" and before.isalpha() and APOSTROPHE_RE.match(text, rest) and not _word_before(text, start)[:1].isupper():
        return False
    return before.isalnum() or match["sign"] not in "'\"`" or not _has_escaped_quotes(text, match["sign"])


def _word_before(text: str, end: int) -> str:
    """The word that ends here, as far as 40 letters."""
    found = re.search(r"[^\W\d_]*\Z", text[max(0, end - 40) : end])
    return found[0] if found else ""


@lru_cache(maxsize=32)
def _has_escaped_quotes(text: str, sign: str) -> bool:
    return re.search(rf"\w\\[{sign}'](?=[\s.,;:!?)\]]|$)", text) is not None


def _write_letter(match: re.Match[str]) -> str | None:
    """The letter of a command, where it stands in a word or between braces."""
    letter = match["letter"]
    if letter is None:
        return None
    is_inside = match.string[max(0, match.start() - 1) : match.start()].isalpha()
    is_followed = match.string[match.end() : match.end() + 1].isalpha()
    new = load_symbols().letters[letter]
    if match["opened"] is not None and match["close"]:
        return new + (match["end"] if match["end"] == " " else "")
    if match["end"] == " " and letter in ("AA", "i", "j") and not is_inside:
        return f"{new} " if letter == "AA" else None
    return new if is_inside or is_followed or letter == "AA" or match["end"] == "{}" else None
