"""Inline maths as Unicode: a formula is read whole, or stays the LaTeX it was."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pipeline.repair.latex.pieces import MEANINGFUL, SPACE, Piece, join_pieces, list_fixed, list_signs
from pipeline.repair.latex.spans import (
    CACHED_FORMULAS,
    MAX_MATHS_CHARS,
    Edit,
    apply_edits,
    find_spans,
    follows_command,
    has_only_dollars,
    is_maths,
    look_inside,
)
from pipeline.repair.latex.symbols import load_symbols

MAX_DEPTH = 12
"""Deepest nesting of groups in a span that is converted; more is no simple formula, and the reader recurses."""
MATHS_TOKEN_RE = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|'{1,3}|[^\\\s'{}^_~&$`]+|.", re.DOTALL)
"""Characters that mean nothing but themselves come as one token; as an argument counts its first."""
FACTOR_RE = re.compile(r"(?:\d+(?:\.\d+)?|\w)(?:[_^](?:\w|\{[^{}]*\}))*'?")
SUM_RE = re.compile(r"[\s+=<>≤≥±/,→∈-]")
LOOKS_LIKE_LATEX_RE = re.compile(r"[\\$`~]|''")
PRIMES = {"'": "'", "''": "″", "'''": "‴"}
"""Two primes never stay two apostrophes: those would be read as a closing quote."""


NO_FORMULA = False, None, False


class HardMathsError(ValueError):
    """The formula is beyond what a line of text can show."""


class FormulaReader:
    """Reads the tokens of one formula, once, from the left."""

    def __init__(self, formula: str) -> None:
        self.tokens: list[str] = MATHS_TOKEN_RE.findall(formula)
        self.index = 0
        self.symbols = load_symbols()
        self.fixed = list_fixed()
        self.signs = list_signs()

    def peek(self, offset: int = 0) -> str:
        """The token that comes, or nothing."""
        at = self.index + offset
        return self.tokens[at] if at < len(self.tokens) else ""

    def take_one(self) -> str:
        """The token that comes, of several characters that mean nothing but themselves the first, or nothing."""
        if self.index >= len(self.tokens):
            return ""
        token = self.tokens[self.index]
        if len(token) > 1 and token[0] not in "\\'" and not token.isspace():
            self.tokens[self.index] = token[1:]
            return token[0]
        self.index += 1
        return token

    def skip_space(self) -> None:
        """Goes on to the next token that is no space."""
        while self.peek().isspace():
            self.index += 1

    def read_until(self, end: str, depth: int) -> list[Piece]:
        """The pieces up to the token `end`."""
        if depth > MAX_DEPTH:
            raise HardMathsError
        pieces: list[Piece] = []
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            self.index += 1
            if token == end:
                return pieces
            piece = self.fixed.get(token)
            if piece is not None:
                pieces.append(piece)
            elif token in self.signs:
                pieces.append(self.read_sign(token))
            elif token[0] in MEANINGFUL or token.isspace():
                pieces += self.read_token(token, depth)
            else:
                pieces.append(Piece(token))
        if end:
            raise HardMathsError
        return pieces

    def read_argument(self, depth: int) -> str:
        """The next token or group, as text."""
        self.skip_space()
        token = self.take_one()
        if token in ("", "}", "^", "_"):
            raise HardMathsError
        return join_pieces(self.read_token(token, depth)).strip()

    def read_token(self, token: str, depth: int) -> list[Piece]:
        """The pieces that a token stands for, with its arguments."""
        piece = self.fixed.get(token)
        if piece is not None:
            return [piece]
        if token in self.signs:
            return [self.read_sign(token)]
        if token.isspace():
            return [SPACE]
        if token == "{":
            return self.read_until("}", depth + 1)
        if token in "}&$`\\":
            raise HardMathsError
        if token in "^_":
            return self.read_script(token, depth)
        if token[0] == "'":
            return [Piece(PRIMES[token])]
        return [Piece(token)] if token[0] != "\\" else self.read_command(token[1:], depth)

    def read_sign(self, token: str) -> Piece:
        """The piece of a sign; the space before a letter is only there to end the command's name."""
        if self.peek().isspace() and self.peek(1)[:1].isalpha():
            self.index += 1
        return self.signs[token]

    def read_script(self, sign: str, depth: int) -> list[Piece]:
        """A subscript or superscript."""
        self.skip_space()
        command = self.peek(1 if self.peek() == "{" else 0)
        body = self.read_argument(depth + 1)
        if sign == "^" and body.strip("'″‴") == "" and body:
            return [Piece({"″": "″", "‴": "‴"}.get(body) or PRIMES.get(body, body))]
        return [Piece(body, sign, command[:1] == "\\" and command[1:] in self.symbols.lists["upright"])] if body else []

    def read_command(self, name: str, depth: int) -> list[Piece]:
        """The pieces of a command with its arguments."""
        lists = self.symbols.lists
        if name in ("!", "/", "-") or name in lists["switch"] or name in lists["sizing"]:
            self.skip_space()
            if name in ("left", "right") and self.peek()[:1] == ".":
                self.take_one()
            return []
        return self.read_with_arguments(name, depth + 1)

    def read_with_arguments(self, name: str, depth: int) -> list[Piece]:
        """The pieces of a command that takes arguments."""
        lists = self.symbols.lists
        if name == "operatorname":
            if self.peek()[:1] == "*":
                self.take_one()
            return [Piece(self.read_argument(depth), "function")]
        if name in lists["maths_style"] or name in lists["style"]:
            self.skip_space()
            token = self.take_one()
            return self.read_token(token, depth) if token else []
        if name in ("textsuperscript", "textsubscript"):
            return self.read_script("^" if name == "textsuperscript" else "_", depth)
        if name in self.symbols.hats:
            return [Piece(_put_hat(self.read_argument(depth), self.symbols.hats[name]))]
        if name in lists["fraction"]:
            return [Piece(_write_fraction(self.read_argument(depth), self.read_argument(depth)), "fraction")]
        if name == "sqrt" and self.peek()[:1] != "[":
            return [Piece(_write_root(self.read_argument(depth), self.peek()))]
        if name == "pmod":
            return [SPACE, Piece(f"(mod {self.read_argument(depth)})")]
        if name == "not":
            negated = unicodedata.normalize("NFC", self.read_argument(depth) + "\u0338")
            if len(negated) == 1:
                return [Piece(negated, "infix")]
        raise HardMathsError


def _put_hat(body: str, hat: str) -> str:
    if not (body[:1].isalnum() or body[:1] == "∂") or (len(body) > 1 and body[1] not in "_^"):
        raise HardMathsError
    return unicodedata.normalize("NFC", body[0] + hat) + body[1:]


def _write_fraction(above: str, below: str) -> str:
    if not any(map(str.isalnum, above)) or not any(map(str.isalnum, below)) or "/" in above + below:
        raise HardMathsError
    return (f"({above})" if SUM_RE.search(above) else above) + "/" + (below if FACTOR_RE.fullmatch(below) else f"({below})")


def _write_root(body: str, following: str) -> str:
    if not body:
        raise HardMathsError
    return f"√{body}" if body.isalnum() and not (following[:1].isalnum() or following[:1] == "\\") else f"√({body})"


def read_formula(formula: str, *, after_word: bool = False, before_word: bool = False) -> str | None:
    """The formula as a line of Unicode, or nothing where that would not do.

    >>> read_formula("\\\\mathcal{O}(n \\\\log n)"), read_formula("10^{-3}"), read_formula("\\\\begin{matrix}a & b")
    ('O(n log n)', '10^-3', None)
    """
    try:
        pieces = FormulaReader(formula).read_until("", 0)
    except HardMathsError:
        return None
    text = unicodedata.normalize("NFC", join_pieces(pieces, after_word=after_word, before_word=before_word).strip())
    return None if not text or LOOKS_LIKE_LATEX_RE.search(text) else text


def convert_maths(text: str) -> str:
    """The text with its simple formulas as Unicode.

    A result whose dollars would pair otherwise on a second reading is not taken.

    >>> convert_maths("top-$K$ of $\\\\sim$6% costs $5 to $7")
    'top-K of ∼6% costs $5 to $7'
    """
    if "$" not in text and "\\(" not in text:
        return text
    if has_only_dollars(text):
        result = _convert_dollars(text)
        return result if "$" not in result or result == text or _convert_dollars(result) == result else text
    result = apply_edits(text, _convert_spans(text))
    if result == text or ("$" not in result and "\\(" not in result) or not any(_convert_spans(result)):
        return result
    return text


def _convert_dollars(text: str) -> str:
    """The text with its simple formulas as Unicode, where dollars are all that may be a mark of maths, and none stands beside another."""
    parts = text.split("$")
    done = [parts[0]]
    index, last = 1, len(parts) - 1
    while index < last:
        before, inner, after = parts[index - 1], parts[index], parts[index + 1]
        is_sure, new, lead = _read_inner(inner, before[-1:].isalnum(), after[:1].isalnum()) if len(inner) <= MAX_MATHS_CHARS else NO_FORMULA
        if not ((is_sure and before[-1:] != "`") or (len(inner) <= MAX_MATHS_CHARS and is_maths(before[-5:], inner, after[:1]))):
            done += ("$", inner)
            index += 1
            continue
        if new is None:
            done += ("$", inner, "$", after)
        elif lead or (new[0].isalpha() and "\\" in before and follows_command(before, len(before))):
            done += (" ", new, after)
        else:
            done += (new, after)
        index += 2
    return "".join(done) if index > last else "".join((*done, "$", parts[last]))


@lru_cache(maxsize=CACHED_FORMULAS)
def _read_inner(inner: str, after_word: bool, before_word: bool) -> tuple[bool, str | None, bool]:  # noqa: FBT001  # keywords make a key twice as slow
    """What stands between two dollars: whether it is sure to be a formula, its text, and whether a space goes before that."""
    inside = look_inside(inner)
    if inside.is_stray or inside.is_prose:
        return NO_FORMULA
    new = read_formula(inner, after_word=after_word, before_word=before_word)
    if new is None:
        return inside.is_sure, None, False
    bare = inner.rstrip()
    is_gap = before_word and bare != inner and not follows_command(inner, len(bare))  # else it only ends a command's name
    return inside.is_sure, new + " " if is_gap else new, after_word and inner[0].isspace()


def _convert_spans(text: str) -> Iterator[Edit]:
    for span in find_spans(text):
        if not span.is_formula:
            continue
        before_word, after_word = text[span.end : span.end + 1].isalnum(), text[max(0, span.start - 1) : span.start].isalnum()
        inner = text[span.inner_start : span.inner_end]
        _, new, lead = _read_inner(inner, after_word, before_word)
        if new is not None:
            yield span.start, span.end, f" {new}" if lead or (new[0].isalpha() and follows_command(text, span.start)) else new
