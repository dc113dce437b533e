"""LaTeX as authors write it in titles, abstracts, comments and names, made readable Unicode.

A span of maths becomes Unicode whole or stays whole. `^` and `_` are kept, and `\\mathbb{R}` is `R`: so it stands in the sources that drop
the markup. Every step is one pass over the marks of a text. No result may look like LaTeX again, or what was repaired would be repaired
twice: dollars are maths only where what stands between them is no prose, money or shell, and `\\$` stays where its dollar would find a
partner. What each command stands for is data, `rules/latex_symbols.toml`; a command that is not there stays.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

MAX_MATHS_CHARS = 1000
"""Longest span read as maths; the longest in 147,000 abstracts has 305 characters."""
MAX_DEPTH = 12
"""Deepest nesting of groups in a span that is converted; more is no simple formula, and the reader recurses."""

LATEX_RE = re.compile(r"[\\$~{]|''")
MARK_RE = re.compile(r"\\(begin|end)\{([a-z]+)\*?\}|(?:\\\\)+|\\.|\${5,}|\$", re.DOTALL)
"""Of many backslashes or dollars, which are no maths, the run is one mark: so a line of them costs no time."""
WORDED_RE = re.compile(r"\\(?:text[a-z]*|[mh]box|math[a-z]+|emph|operatorname)\s*\{[^{}]*\}|\{?\\(?:rm|it|bf|sf|tt|em|sl|sc)\b[^{}]*\}?")
WORD_RE = re.compile(r"(?<!\S)\(?([A-Za-z]{2,})[).,;:]*(?!\S)")
SENTENCE_RE = re.compile(r"[a-z0-9)][.;]\s+[A-Z][a-z]")
STRAY_RE = re.compile(r"\s*[.,;:)]+\s|\s*$|\s+[.,;:)]+$")
CURRENCY_RE = re.compile(r"(?<![A-Za-z])(?:(?:US|AU|CA|NZ|HK|NT|SG|USD|Can) ?|[ACRS])$")
SHELL_RE = re.compile(r"(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})(?:[^\\^{}]*[/:;,\"'=])?")
CODE_HINT_RE = re.compile(r"[A-Z]:\\|`|\\[dwsDWSB][+*?\]\\{]")
CODE_RE = re.compile(r"(?<!\S)[\"'(]?[A-Z]:\\[A-Za-z_.]\S*|(?<![`\\])`[^`'\n]{1,200}(?<!\\)`(?!`)|\\[dwsDWSB](?:[+*?\]\\]|\{\d)\S*")
"""Windows paths, what stands between backticks, regular expressions from their first class on."""

MATHS_TOKEN_RE = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|'{1,3}|.", re.DOTALL)
TOKEN_RE = re.compile(r"(?:\\\\)+|\\(?:[A-Za-z]+\*?|.)|[{}]", re.DOTALL)
COMMAND_RE = re.compile(r"(?:\\\\)+|\\(?:[A-Za-z]+|.)", re.DOTALL)
RUN_RE = re.compile(r"\S+")
PLAIN_SCRIPT_RE = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|∞)")
FACTOR_RE = re.compile(r"(?:\d+(?:\.\d+)?|\w)(?:[_^](?:\w|\{[^{}]*\}))*'?")
SUM_RE = re.compile(r"[\s+=<>≤≥±/,→∈-]")
ACCENT_RE = re.compile(
    r"""(?P<open>\{[ ]?)?
    (?: \\(?P<sign>['"`^~=.])
        (?: [ ]?\{[ ]?(?P<signed>[^\W\d_]|\\(?:ae|AE|[ijoO])[ ]?)[ ]?\}
          | \\(?P<dotless>[ij])(?![A-Za-z])(?:\{\}|[ ](?=[A-Za-z]))?
          | (?P<gap>[ ]?)(?P<bare>[A-Za-z]) )
      | \\(?P<name>[cvuHdbkrt])
        (?: [ ]?\{[ ]?(?P<named>[^\W\d_]|\\[ij][ ]?|[a-z]{2,6})[ ]?\}
          | [ ]?\\(?P<dotless_named>[ij])(?![A-Za-z])(?:\{\}|[ ](?=[A-Za-z]))?
          | [ ](?P<spaced>[A-Za-z]) ) )
    (?P<close>[ ]?\})?
    | (?:\\\\)+ | \\(?:[A-Za-z]+|.)""",
    re.DOTALL | re.VERBOSE,
)
LETTER_RE = re.compile(
    r"""(?P<open>\{[ ]?)?
    \\(?P<letter>SS|ss|AE|ae|OE|oe|AA|aa|DH|dh|TH|th|DJ|dj|NG|ng|[oOlLij])(?![A-Za-z])
    (?P<close>[ ]?\})? (?P<end>\{\}|[ ](?=[A-Za-z]))?
    | (?:\\\\)+ | \\(?:[A-Za-z]+|.)""",
    re.DOTALL | re.VERBOSE,
)
APOSTROPHE_RE = re.compile(r"(?:s|re|ll|m|d|t|ve)(?![A-Za-z])")
EXTENSION_RE = re.compile(r"[a-z]{1,4}(?![A-Za-z])")
QUOTE_RE = re.compile(r"(?<!`)``(?!`)|(?<!')''(?!')|(?<!\\)\"")
TIE_RE = re.compile(
    r"""(?<=[A-Za-z][A-Za-z.])~(?=\d) | (?<=[.,:;)\]%}$"”’])~(?=[^\W\d_]|[(\[\\$])
    | (?<=[^\W_])~(?=[^\W\d_]{2}|[(\[\\$]) | (?<=[^\W_]{2})~(?=[^\W\d_]) | (?<=\d)~(?=[^\W\d_])""",
    re.VERBOSE,
)
URL_HINTS = ("://", "www.", "@")
DOCUMENT_START, DOCUMENT_BODY, DOCUMENT_END = "\\documentclass", "\\begin{document}", "\\end{document}"
PRIMES = {"'": "'", "''": "″", "'''": "‴"}
"""Two primes never stay two apostrophes: those would be read as a closing quote."""

Fixer = Callable[[str], str]
Edit = tuple[int, int, str]


class Symbols(NamedTuple):
    """What commands stand for; the tables of `rules/latex_symbols.toml`."""

    signs: dict[str, str]
    infixes: dict[str, str]
    functions: dict[str, str]
    greek: dict[str, str]
    letters: dict[str, str]
    accents: dict[str, str]
    hats: dict[str, str]
    lists: dict[str, frozenset[str]]
    maths: frozenset[str]


@cache
def load_symbols() -> Symbols:
    """The tables of commands, read once."""
    data = tomllib.loads((resources.files("pipeline.rules") / "latex_symbols.toml").read_text(encoding="utf-8"))
    signs = {**data["greek"], **data["sign"], **data["escaped"]}
    lists = {name: frozenset(words.split()) for name, words in data["list"].items()}
    maths = frozenset([*data["greek"], *data["sign"], *data["infix"], *data["function"], *data["hat"], *lists["maths_style"], *lists["fraction"]])
    return Symbols(
        signs, data["infix"], data["function"], data["greek"], data["letter"], data["accent"], data["hat"], lists,
        maths | {"sqrt", "textsuperscript", "textsubscript"},
    )  # fmt: skip


# Where maths and code stand. Every fixer leaves alone what stands in them.


class Span(NamedTuple):
    """A stretch no fixer of the text may touch; `is_formula` if it may be converted as a whole."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    is_formula: bool


@lru_cache(maxsize=32)
def find_spans(text: str) -> tuple[Span, ...]:
    """The stretches of maths and code in a text, in order, disjoint.

    >>> [text[s.start : s.end] for text in ["top-$K$ for $5 or $6, not $\\\\frac{a}{b}$"] for s in find_spans(text)]
    ['$K$', '$\\\\frac{a}{b}$']
    """
    spans = list(_pair_marks(text))
    if CODE_HINT_RE.search(text):
        code = [Span(m.start(), m.end(), m.start(), m.end(), False) for start, end in _gaps(text, spans) for m in CODE_RE.finditer(text, start, end)]
        spans = sorted(spans + code)
    return tuple(spans)


def _pair_marks(text: str) -> Iterator[Span]:
    marks = [m for m in MARK_RE.finditer(text) if m[1] or m[0] in ("$", "\\(", "\\)", "\\[", "\\]")]
    ends: dict[str, list[int]] = {}
    for position, mark in enumerate(marks):
        if mark[1] == "end":
            ends.setdefault(mark[2], []).append(position)
    index = 0
    while index < len(marks):
        width = 2 if _is_double(marks, index) else 1
        last = _find_partner(marks, index, width, ends)
        span = None if last is None else _judge_span(text, marks, index, last, width)
        if span is None or last is None:
            index += width
        else:
            yield span
            index = last + 1


def _is_double(marks: list[re.Match[str]], index: int) -> bool:
    return index + 1 < len(marks) and marks[index][0] == marks[index + 1][0] == "$" and marks[index].end() == marks[index + 1].start()


def _find_partner(marks: list[re.Match[str]], index: int, width: int, ends: dict[str, list[int]]) -> int | None:
    """The last mark of the span that mark `index` may open."""
    if marks[index][1] == "begin" and marks[index][2] in load_symbols().lists["environment"]:
        closers = ends.get(marks[index][2], [])
        at = bisect_right(closers, index)
        return closers[at] if at < len(closers) else None
    partner = {"$": "$", "\\(": "\\)", "\\[": "\\]"}.get(marks[index][0])
    closer = index + width
    if partner is None or closer >= len(marks) or marks[closer][0] != partner:
        return None
    if width == 2:
        return closer + 1 if _is_double(marks, closer) else None
    return closer


def _judge_span(text: str, marks: list[re.Match[str]], first: int, last: int, width: int) -> Span | None:
    """The span from one mark to another, or nothing where it is no maths."""
    start, end = marks[first].start(), marks[last].end()
    inner_start, inner_end = marks[first + width - 1].end(), marks[last - width + 1].start()
    if marks[first][0] not in ("$", "\\("):
        return Span(start, end, inner_start, inner_end, False)
    if inner_end - inner_start > MAX_MATHS_CHARS or not is_maths(text[max(0, start - 5) : start], text[inner_start:inner_end], text[end : end + 1]):
        return None
    return Span(start, end, inner_start, inner_end, True)


def is_maths(before: str, inner: str, after: str) -> bool:
    """Whether what stands between two dollars is maths, and not the text between two formulas, prices or shell variables.

    >>> is_maths("", "n", "-"), is_maths("", "5 and ", "6"), is_maths("", "HOME/bin:", "P"), is_maths("", "n \\\\log n", ".")
    (True, False, False, True)
    """
    if STRAY_RE.match(inner) or "`" in inner or (before[-1:] == after == "`"):
        return False
    is_plain = "\\" not in inner and "^" not in inner
    if inner.lstrip()[:1].isdigit() and (CURRENCY_RE.search(before) or (after.isdigit() and is_plain)):
        return False
    if is_plain and inner[-1].isspace() and not inner[0].isspace() and after and not (after.isspace() or after in ".,;:)]-"):
        return False
    if (after.isalpha() or after in ("_", "{", "(")) and SHELL_RE.fullmatch(inner) and (inner[-1] in "/:;,\"'=" or after == inner[0] == "{"):
        return False
    if not any(character.isspace() for character in inner):
        return True
    bare = WORDED_RE.sub("x", inner)
    lists, functions = load_symbols().lists, load_symbols().functions
    words = [word for word in map(str.lower, WORD_RE.findall(bare)) if word not in functions]
    return not (any(word in lists["prose"] for word in words) or sum(len(word) > 3 for word in words) > 1 or SENTENCE_RE.search(bare))


def _gaps(text: str, spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """What stands between the spans."""
    done = 0
    for span in spans:
        if span.start > done:
            yield done, span.start
        done = span.end
    if done < len(text):
        yield done, len(text)


def _find_outside(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for start, end in _gaps(text, find_spans(text)):
        yield from pattern.finditer(text, start, end)


def _apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with stretches replaced; of two that overlap the first wins."""
    parts: list[str] = []
    done = 0
    for start, end, new in edits:
        if end > done:
            parts += [text[done:start], new]
            done = end
    return "".join([*parts, text[done:]])


def _follows_command(text: str, position: int) -> bool:
    """Whether a command in letters ends here, so that a letter put here would become part of its name."""
    start = position
    while start and text[start - 1].isascii() and text[start - 1].isalpha():
        start -= 1
    return start < position and text[start - 1 : start] == "\\"


# Maths.


class Piece(NamedTuple):
    """A part of a formula. `kind`: word, infix, function, fraction, space, or the sign of a script."""

    text: str
    kind: str = "word"
    is_upright: bool = False


SPACE = Piece(" ", "space")


class HardMathsError(ValueError):
    """The formula is beyond what a line of text can show."""


class FormulaReader:
    """Reads the tokens of one formula, once, from the left."""

    def __init__(self, formula: str) -> None:
        self.tokens = MATHS_TOKEN_RE.findall(formula)
        self.index = 0
        self.symbols = load_symbols()

    def peek(self, offset: int = 0) -> str:
        """The token that comes, or nothing."""
        at = self.index + offset
        return self.tokens[at] if at < len(self.tokens) else ""

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
            pieces += self.read_token(token, depth)
        if end:
            raise HardMathsError
        return pieces

    def read_argument(self, depth: int) -> str:
        """The next token or group, as text."""
        self.skip_space()
        token = self.peek()
        self.index += 1
        if token in ("", "}", "^", "_"):
            raise HardMathsError
        return join_pieces(self.read_token(token, depth)).strip()

    def read_token(self, token: str, depth: int) -> list[Piece]:
        """The pieces that a token stands for, with its arguments."""
        if token.isspace() or token == "~":
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

    def read_script(self, sign: str, depth: int) -> list[Piece]:
        """A subscript or superscript."""
        self.skip_space()
        command = self.peek(1 if self.peek() == "{" else 0)
        body = self.read_argument(depth + 1)
        if sign == "^" and body.strip("'″‴") == "" and body:
            return [Piece({"″": "″", "‴": "‴"}.get(body) or PRIMES.get(body, body))]
        return [Piece(body, sign, command[1:] in self.symbols.lists["upright"])] if body else []

    def read_command(self, name: str, depth: int) -> list[Piece]:
        """The pieces of a command with its arguments."""
        symbols, lists = self.symbols, self.symbols.lists
        if name in symbols.signs:
            if self.peek().isspace() and self.peek(1)[:1].isalpha():
                self.index += 1  # only there to end the command's name
            return [Piece(symbols.signs[name])]
        if name in symbols.infixes:
            return [Piece(symbols.infixes[name], "infix")]
        if name in symbols.functions:
            return [Piece(symbols.functions[name], "function")]
        if name in ("{", "}", "lbrace", "rbrace"):
            return [Piece("{" if name in ("{", "lbrace") else "}")]
        if name in (" ", ",", ";", ":", ">", "\n") or name in lists["gap"]:
            return [SPACE]
        if name in ("!", "/", "-") or name in lists["switch"] or name in lists["sizing"]:
            self.skip_space()
            if name in ("left", "right") and self.peek() == ".":
                self.index += 1
            return []
        return self.read_with_arguments(name, depth + 1)

    def read_with_arguments(self, name: str, depth: int) -> list[Piece]:
        """The pieces of a command that takes arguments."""
        lists = self.symbols.lists
        if name == "operatorname":
            self.index += self.peek() == "*"
            return [Piece(self.read_argument(depth), "function")]
        if name in lists["maths_style"] or name in lists["style"]:
            self.skip_space()
            self.index += 1
            return self.read_token(self.tokens[self.index - 1], depth) if self.index <= len(self.tokens) else []
        if name in ("textsuperscript", "textsubscript"):
            return self.read_script("^" if name == "textsuperscript" else "_", depth)
        if name in self.symbols.hats:
            return [Piece(_put_hat(self.read_argument(depth), self.symbols.hats[name]))]
        if name in lists["fraction"]:
            return [Piece(_write_fraction(self.read_argument(depth), self.read_argument(depth)), "fraction")]
        if name == "sqrt" and self.peek() != "[":
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
    return f"√{body}" if body.isalnum() and not (following.isalnum() or following[:1] == "\\") else f"√({body})"


def join_pieces(pieces: list[Piece], *, after_word: bool = False, before_word: bool = False) -> str:
    """The text of a formula, which stands after or before a letter or digit.

    Spaces are the author's, save that a sign has one on both sides or on neither, and a function's name never touches a letter.
    """
    out = ""
    skips_space = False
    for index, piece in enumerate(pieces):
        following = pieces[index + 1].text[:1] if index + 1 < len(pieces) and not _is_script(pieces, index + 1) else ""
        touches_word = following.isalnum() if index + 1 < len(pieces) else before_word
        is_first, last = not out.strip(), out[-1:]
        if piece.kind == "space":
            out += "" if skips_space or last in ("", " ") else " "
        elif piece.kind == "infix":
            is_spaced = last == " " and not is_first and not _is_script(pieces, index + 1)
            out += piece.text + (" " if is_spaced else "")
        elif piece.kind == "function":
            out += " " if last.isalnum() or last in (")", "]", "}") else ""
            out += piece.text + (" " if following.isalnum() or following in ("√", "∑", "∏") else "")
        elif piece.kind == "fraction":
            out += f"({piece.text})" if last.isalnum() or last == ")" or touches_word else piece.text
        elif piece.kind in ("^", "_"):
            out += _write_script(piece, "0" if is_first and after_word else last, touches_word=touches_word)
        else:
            out += piece.text
        skips_space = piece.kind == "infix"
    return out


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


@lru_cache(maxsize=8192)
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
    return None if not text or "''" in text or any(mark in text for mark in "\\$`~") else text


def convert_maths(text: str) -> str:
    """The text with its simple formulas as Unicode.

    A result whose dollars would pair otherwise on a second reading is not taken.

    >>> convert_maths("top-$K$ of $\\\\sim$6% costs $5 to $7")
    'top-K of ∼6% costs $5 to $7'
    """
    if "$" not in text and "\\(" not in text:
        return text
    result = _apply(text, _convert_spans(text))
    if result == text or ("$" not in result and "\\(" not in result) or not any(_convert_spans(result)):
        return result
    return text


def _convert_spans(text: str) -> Iterator[Edit]:
    for span in find_spans(text):
        if not span.is_formula:
            continue
        before_word, after_word = text[span.end : span.end + 1].isalnum(), text[max(0, span.start - 1) : span.start].isalnum()
        inner = text[span.inner_start : span.inner_end]
        new = read_formula(inner, after_word=after_word, before_word=before_word)
        if new is not None:
            bare = inner.rstrip()
            is_gap = before_word and bare != inner and not _follows_command(inner, len(bare))  # else it only ends a command's name
            before = " " if (after_word and inner[0].isspace()) or (new[0].isalpha() and _follows_command(text, span.start)) else ""
            yield span.start, span.end, before + new + (" " if is_gap else "")


# Text.


def drop_documents(text: str) -> str:
    """The text without the whole documents some publishers put around a formula, which stands before them as plain text.

    >>> drop_documents("in K(t)\\\\documentclass[12pt]{minimal}\\\\begin{document}$$K^{(t)}$$\\\\end{document} steps")
    'in K(t) steps'
    """
    edits: list[Edit] = []
    start = text.find(DOCUMENT_START)
    while start >= 0:
        end = text.find(DOCUMENT_END, start)
        if end < 0:
            break
        end += len(DOCUMENT_END)
        body = text.find(DOCUMENT_BODY, start, end)
        if body >= 0:
            has_copy = text[max(0, start - 1) : start].strip() != ""
            edits.append((start, end, "" if has_copy else text[body + len(DOCUMENT_BODY) : end - len(DOCUMENT_END)]))
        start = text.find(DOCUMENT_START, end)
    return _apply(text, edits)


class Group(NamedTuple):
    """An open brace: what is cut if it closes, and the command whose argument it is (`{` if none, empty for one to keep)."""

    cut_start: int
    cut_end: int
    name: str
    held: tuple[Edit, ...] = ()
    """What is cut as well if it closes: the braces in `{\\bf{four}}`."""


def strip_styles(text: str) -> str:
    """The text without the commands that only say how it looks.

    >>> strip_styles("{\\\\em one} \\\\textbf{two \\\\emph{three}} \\\\href{https://x.y}{four} \\\\ours{five}")
    'one two three four \\\\ours{five}'
    """
    if "\\" not in text:
        return text
    lists = load_symbols().lists
    edits: list[Edit] = []
    groups: list[Group] = []
    opener = Group(-9, -9, "")  # a command whose argument may follow
    command_end = -1
    for match in _find_outside(TOKEN_RE, text):
        token, name = match[0], match[0][1:].rstrip("*")
        start, end = match.span()
        if token == "{":
            if opener.cut_end <= start <= opener.cut_end + 1 and text[opener.cut_end : start].strip() == "":
                groups.append(opener._replace(cut_end=end))
            else:
                groups.append(Group(start, end, "" if command_end == start else "{"))
        elif token == "}":
            group = groups.pop() if groups else Group(-1, -1, "")
            if group.name in lists["second"]:
                opener = Group(group.cut_start, end, "shown")
            elif group.name == "inner" and groups:
                held = (group.cut_start, group.cut_end, ""), _cut(text, start, end, command_end)
                groups[-1] = groups[-1]._replace(held=groups[-1].held + held)
            elif group.name not in ("", "{"):
                edits += group.held
                edits += [_cut(text, group.cut_start, group.cut_end, command_end), _cut(text, start, end, command_end)]
        elif name in lists["switch"] and groups and groups[-1].name and groups[-1].cut_end == start:
            end += text[end : end + 1].isspace()
            groups[-1] = Group(groups[-1].cut_start, end, "shown")
            opener = Group(end, end, "inner")
        elif name in lists["style"] or name in lists["second"]:
            opener = Group(start, end, name)
        command_end = end if name[:1].isalpha() and token[0] == "\\" else -1
    return _apply(text, sorted(edits))


def _cut(text: str, start: int, end: int, command_end: int) -> Edit:
    """An edit that removes a stretch, without joining the name of a command before it to a letter after it."""
    glues = text[end : end + 1].isalpha() and (command_end == start or _follows_command(text, start))
    return start, end, "{}" if glues else ""


def compose_accents(text: str) -> str:
    """The text with accents and letters that were spelt as commands as the letters they are.

    >>> compose_accents("G\\\\\\"odel, Erd\\\\H{o}s, {\\\\L}ukasz, Mart{\\\\'\\\\i}nez, \\\\'etale; don\\\\'t, [a-z]+\\\\.com")
    "Gödel, Erdős, Łukasz, Martínez, étale; don\\\\'t, [a-z]+\\\\.com"
    """
    if "\\" not in text:
        return text
    text = _apply(text, _replace(text, ACCENT_RE, _compose_accent))
    return _apply(text, _replace(text, LETTER_RE, _write_letter))


def _replace(text: str, pattern: re.Pattern[str], write: Callable[[re.Match[str]], str | None]) -> Iterator[Edit]:
    for match in _find_outside(pattern, text):
        new = write(match)
        if new is not None:
            start = match.start()
            if match["open"] and match["close"] and not _follows_command(text, start) and text[max(0, start - 2) : start - 1] != "\\":
                yield start, match.end(), new
            else:
                yield start, match.end(), (match["open"] or "") + new + (match["close"] or "")


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
    if len(composed) > 1 or (match["gap"] and not (match["open"] and match["close"])):
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
    if match["open"] and match["close"]:
        return new + (match["end"] if match["end"] == " " else "")
    if match["end"] == " " and letter in ("AA", "i", "j") and not is_inside:
        return f"{new} " if letter == "AA" else None
    return new if is_inside or is_followed or letter == "AA" or match["end"] == "{}" else None


def write_symbols(text: str) -> str:
    """The text with the signs that stand in it without dollars.

    A run without spaces is converted whole or not at all, as a formula is.

    >>> write_symbols("5 {\\\\mu}m at 4.5{\\\\deg}, 4\\\\times faster, C:\\\\new\\\\table, either\\\\in")
    '5 μm at 4.5°, 4× faster, C:\\\\new\\\\table, either\\\\in'
    """
    if "\\" not in text:
        return text
    edits = []
    for match in _find_outside(RUN_RE, text):
        if "\\" in match[0] and len(match[0]) <= MAX_MATHS_CHARS:
            core = match[0].strip("()[].,;:'\"")
            start = match.start() + match[0].index(core)
            is_argument = core.startswith("{") and text[max(0, start - 2) : start] == "} "  # of `\\frac{a} {b}`
            new = None if is_argument else _write_run(core)
            if new is not None and new != core and not (new[0].isalpha() and _follows_command(text, start)):
                edits.append((start, start + len(core), new))
    return _apply(text, edits)


@lru_cache(maxsize=4096)
def _write_run(run: str) -> str | None:
    symbols = load_symbols()
    if "//" in run or "''" in run or "``" in run:
        return None
    is_known = False
    for command in COMMAND_RE.finditer(run):
        name = command[0][1:]
        is_known = is_known or name in symbols.maths
        is_word = name in symbols.functions or name in symbols.lists["english"]
        if is_word and run[max(0, command.start() - 1) : command.start()].isalpha():
            return None
    return read_formula(run.replace("{\\deg}", "°")) if is_known else None


def unescape(text: str) -> str:
    """The text with signs that LaTeX wants escaped as they are.

    >>> unescape("90\\\\% of R\\\\&D, \\\\{a\\\\_b\\\\}, \\\\$5 to \\\\$6"), unescape("top-\\\\$p\\\\$ sampling")
    ('90% of R&D, {a_b}, $5 to $6', 'top-\\\\$p\\\\$ sampling')
    """
    if "\\" not in text:
        return text
    edits: list[Edit] = []
    dollars: list[Edit] = []
    command_end = -1
    for match in _find_outside(COMMAND_RE, text):
        start, end = match.span()
        if match[0] == "\\$":
            dollars.append((start, end, "$"))
        elif match[0][1] in "%&_#" or (match[0][1] in "{}" and command_end != start):
            edits.append((start, end, match[0][1]))
        command_end = end if match[0][1].isalpha() else -1
    if dollars:
        paid = _apply(text, sorted(edits + dollars))
        if len(find_spans(paid)) == len(find_spans(text)) and not any(_convert_spans(paid)):
            return paid
    return _apply(text, edits)


def curl_quotes(text: str) -> str:
    """The text with quotes that open with two backticks as the signs they are; only pairs are.

    >>> curl_quotes("the ``so-called'' f'' and '' and ```code```"), curl_quotes('a ``mixed" pair, a "plain" one')
    ("the “so-called” f'' and '' and ```code```", 'a “mixed” pair, a "plain" one')
    """
    if "``" not in text:
        return text
    edits: list[Edit] = []
    opened: list[Edit] = []
    for match in _find_outside(QUOTE_RE, text):
        start, end = match.span()
        if match[0] == "``":
            opened.append((start, end, "“"))
        elif match[0] == '"' and (start == 0 or text[start - 1].isspace() or text[start - 1] in "(["):
            opened.append((start, end, '"'))
        elif opened and (match[0] == "''" or opened[-1][2] == "“"):
            while opened and opened[-1][2] == '"':
                opened.pop()
            edits += [opened.pop(), (start, end, "”")] if opened else []
        elif opened:
            opened.pop()
    return _apply(text, sorted(edits))


def loosen_ties(text: str) -> str:
    """The text with LaTeX's spaces as spaces, and without its hints where to hyphenate.

    >>> loosen_ties("Fig.~1 of W.~Smith, ~6% at 8\\\\,Hz, et al.\\\\ re\\\\-gis\\\\-tered, https://x.y/~me, 5~10")
    'Fig. 1 of W. Smith, ~6% at 8 Hz, et al. registered, https://x.y/~me, 5~10'
    """
    if "~" not in text and "\\" not in text:
        return text
    edits: list[Edit] = []
    for match in _find_outside(COMMAND_RE, text):
        start, end = match.span()
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if match[0][1] == " " or (match[0] == "\\," and before and not before.isspace() and (after.isalnum() or after in ("$", "\\"))):
            edits.append((start, end, " "))
        elif match[0] == "\\\\" and (before.isspace() or before in tuple(".,;:!?)")) and (after == "" or after.isspace() or after == "("):
            edits.append((start, end, " "))  # a line break
        elif match[0] == "\\-" and before.isalpha() and after.islower() and not _follows_command(text, start):
            edits.append((start, end, ""))
    if "~" in text:
        blocked = [(span.start, span.end) for span in find_spans(text)]
        blocked += [m.span() for m in RUN_RE.finditer(text) if "~" in m[0] and any(hint in m[0] for hint in URL_HINTS)]
        blocked.sort()
        ends = [end for _, end in blocked]
        for match in TIE_RE.finditer(text):
            at = bisect_right(ends, match.start())
            if at == len(blocked) or blocked[at][0] > match.start():
                edits.append((*match.span(), " "))
    return _apply(text, sorted(edits))


FIXERS: tuple[tuple[str, Fixer], ...] = (
    ("latex.document", drop_documents),
    # Formulas before all that is text, so that what is in one is read once, as a whole.
    ("latex.math", convert_maths),
    ("latex.style", strip_styles),
    ("latex.accent", compose_accents),
    ("latex.symbol", write_symbols),
    # After all commands with arguments: a brace that is shown is no argument.
    ("latex.escape", unescape),
    ("latex.quotes", curl_quotes),
    ("latex.space", loosen_ties),
)


def fix_latex(text: str) -> str:
    """The text as a reader would see it, by every fixer in order until nothing changes.

    That ends: whatever a fixer changes holds fewer of LaTeX's own characters afterwards.

    >>> fix_latex("Schr\\\\\\"odinger's {\\\\it top-$K$} is $63.5\\\\%$ of $K_s$ and $\\\\alpha$~sets")
    "Schrödinger's top-K is 63.5% of K_s and α sets"
    """
    if LATEX_RE.search(text) is None:
        return text
    while True:
        before = text
        for _, fix in FIXERS:
            text = fix(text)
        if text == before:
            return text
