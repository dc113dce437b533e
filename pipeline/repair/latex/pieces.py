"""The pieces a formula is made of, and the line of text they make."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipeline.repair.latex.symbols import load_symbols

PLAIN_SCRIPT_RE = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|∞)")


class Piece(NamedTuple):
    """A part of a formula. `kind`: word, infix, function, fraction, space, or the sign of a script."""

    text: str
    kind: str = "word"
    is_upright: bool = False


SPACE = Piece(" ", "space")


MEANINGFUL = "\\{}^_&$`'~"
"""What means more than itself in a formula."""


@cache
def list_signs() -> dict[str, Piece]:
    """The pieces of letters and ordinary signs, by the token."""
    return {f"\\{name}": Piece(sign) for name, sign in load_symbols().signs.items()}


@cache
def list_fixed() -> dict[str, Piece]:
    """The pieces of the tokens that stand for the same wherever they are."""
    symbols = load_symbols()
    gaps = {f"\\{name}": SPACE for name in (" ", ",", ";", ":", ">", "\n", *symbols.lists["gap"])}
    braces = {f"\\{name}": Piece(brace) for name, brace in (("{", "{"), ("lbrace", "{"), ("}", "}"), ("rbrace", "}"))}
    functions = {f"\\{name}": Piece(text, "function") for name, text in symbols.functions.items()}
    infixes = {f"\\{name}": Piece(text, "infix") for name, text in symbols.infixes.items()}
    characters = {character: Piece(character) for character in map(chr, range(0x21, 0x7F)) if character not in MEANINGFUL}
    fixed = {" ": SPACE, "\n": SPACE, "~": SPACE, **characters, **gaps, **braces, **functions, **infixes}
    return {token: piece for token, piece in fixed.items() if token[1:] not in symbols.signs}


def join_pieces(pieces: list[Piece], *, after_word: bool = False, before_word: bool = False) -> str:
    """The text of a formula, which stands after or before a letter or digit.

    Spaces are the author's, save that a sign has one on both sides or on neither, and a function's name never touches a letter.
    """
    out = ""
    skips_space = False
    for index, piece in enumerate(pieces):
        kind = piece.kind
        if kind == "word":
            out += piece.text
        elif kind == "space":
            out += "" if skips_space or out[-1:] in ("", " ") else " "
        elif kind == "infix":
            is_spaced = out[-1:] == " " and out.strip() != "" and not _is_script(pieces, index + 1)
            out += piece.text + (" " if is_spaced else "")
        else:
            out += _write_in_place(pieces, index, out, after_word=after_word, before_word=before_word)
        skips_space = kind == "infix"
    return out


def _write_in_place(pieces: list[Piece], index: int, out: str, *, after_word: bool, before_word: bool) -> str:
    """A function, fraction or script, as what stands before it (`out`) and behind it wants it written."""
    piece, last = pieces[index], out[-1:]
    following = pieces[index + 1].text[:1] if index + 1 < len(pieces) and not _is_script(pieces, index + 1) else ""
    touches_word = following.isalnum() if index + 1 < len(pieces) else before_word
    if piece.kind == "function":
        before = " " if last.isalnum() or last in (")", "]", "}") else ""
        return before + piece.text + (" " if following.isalnum() or following in ("√", "∑", "∏") else "")
    if piece.kind == "fraction":
        return f"({piece.text})" if last.isalnum() or last == ")" or touches_word else piece.text
    return _write_script(piece, "0" if after_word and not out.strip() else last, touches_word=touches_word)


def _is_script(pieces: list[Piece], index: int) -> bool:
    return index < len(pieces) and pieces[index].kind in ("^", "_")


def _write_script(piece: Piece, last: str, *, touches_word: bool) -> str:
    """A script with braces only where it would else be read otherwise: `10^-3`, `x^{2n}`; `last` is what it stands on."""
    body = piece.text
    if piece.kind == "^" and last.isalnum() and body in ("th", "st", "nd", "rd"):
        return body
    if piece.kind == "^" and body in ("∘", "°") and (last.isdigit() or not last):
        return "°"
    is_word = body.isalpha() and body.isascii() and (piece.kind == "_" or piece.is_upright)
    is_plain = len(body) == 1 or ((is_word or PLAIN_SCRIPT_RE.fullmatch(body)) and not touches_word)
    return piece.kind + (body if is_plain else f"{{{body}}}")
