"""Where maths and code stand in a text. Every fixer leaves alone what stands in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.repair.latex.symbols import load_symbols

CACHED_FORMULAS = 1 << 16
"""How many formulas are remembered: of those of arXiv's abstracts, two in three have been seen before."""
PARTNERS = {"$": "$", "\\(": "\\)", "\\[": "\\]"}
MAX_MATHS_CHARS = 1000
"""Longest span read as maths; the longest in 147,000 abstracts has 305 characters."""
MARK_RE = re.compile(r"[\\$](?:(?<=\\)(?:(begin|end)\{([a-z]+)\*?\}|\\(?:\\\\)*|.)|(?<=\$)(?:\${4,})?)", re.DOTALL)
"""Of many backslashes or dollars, which are no maths, the run is one mark: so a line of them costs no time."""
NOT_ONLY_DOLLARS_RE = re.compile(r"\\(?:[$()\[\]\\]|begin|end)")
"""In a text without these, and without two dollars side by side, each dollar is a mark, and nothing else is."""
NAME_RE = re.compile(r"\\([A-Za-z]+)")
WORDED_RE = re.compile(r"\\(?:text[a-z]*|[mh]box|math[a-z]+|emph|operatorname)\s*\{[^{}]*\}|\{?\\(?:rm|it|bf|sf|tt|em|sl|sc)\b[^{}]*\}?")
WORD_RE = re.compile(r"(?<!\S)\(?([A-Za-z]{2,})[).,;:]*(?!\S)")
SENTENCE_RE = re.compile(r"[a-z0-9)][.;]\s+[A-Z][a-z]")
STRAY_RE = re.compile(r"\s*[.,;:)]+\s|\s*$|\s+[.,;:)]+$")
CURRENCY_RE = re.compile(r"(?<![A-Za-z])(?:(?:US|AU|CA|NZ|HK|NT|SG|USD|Can) ?|[ACRS])$")
SHELL_RE = re.compile(r"(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})(?:[^\\^{}]*[/:;,\"'=])?")
CODE_CLASS_RE = re.compile(r"\\[dwsDWSB][+*?\]\\{]")
CODE_RE = re.compile(r"(?<!\S)[\"'(]?[A-Z]:\\[A-Za-z_.]\S*|(?<![`\\])`[^`'\n]{1,200}(?<!\\)`(?!`)|\\[dwsDWSB](?:[+*?\]\\]|\{\d)\S*")
"""Windows paths, what stands between backticks, regular expressions from their first class on."""
Edit = tuple[int, int, str]
Mark = tuple[int, int, str, str]
"""Start, end, the mark itself (`begin` and `end` without a backslash), and the environment that begins or ends."""


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
    spans = _pair_marks(text)
    if _may_hold_code(text):
        code = [
            Span(m.start(), m.end(), m.start(), m.end(), is_formula=False) for start, end in list_gaps(text, spans) for m in CODE_RE.finditer(text, start, end)
        ]
        spans = sorted(spans + code)
    return tuple(spans)


def _may_hold_code(text: str) -> bool:
    return "`" in text or ("\\" in text and (":\\" in text or CODE_CLASS_RE.search(text) is not None))


def _pair_marks(text: str) -> list[Span]:
    if has_only_dollars(text):
        return _pair_dollars(text)
    marks = _list_marks(text)
    ends: dict[str, list[int]] = {}
    for position, (_, _, sign, environment) in enumerate(marks):
        if sign == "end":
            ends.setdefault(environment, []).append(position)
    spans = []
    index = 0
    while index < len(marks):
        width = 2 if _is_double(marks, index) else 1
        last = _find_partner(marks, index, width, ends)
        span = None if last is None else _judge_span(text, marks, index, last, width)
        if span is None or last is None:
            index += width
        else:
            spans.append(span)
            index = last + 1
    return spans


def has_only_dollars(text: str) -> bool:
    """Whether each dollar of a text is a mark of its own, and nothing else is one."""
    return "$$" not in text and ("\\" not in text or NOT_ONLY_DOLLARS_RE.search(text) is None)


def _pair_dollars(text: str) -> list[Span]:
    """The formulas of a text where each dollar may open one, and nothing else."""
    parts = text.split("$")
    has_code = "`" in text
    spans = []
    at, index = len(parts[0]), 0  # of a dollar, the part before it
    while index + 2 < len(parts):
        inner = parts[index + 1]
        end = at + len(inner) + 2
        is_sure = not has_code and len(inner) <= MAX_MATHS_CHARS and look_inside(inner).is_sure
        if is_sure or (len(inner) <= MAX_MATHS_CHARS and is_maths(text[max(0, at - 5) : at], inner, text[end : end + 1])):
            spans.append(Span(at, end, at + 1, end - 1, is_formula=True))
            at, index = end + len(parts[index + 2]), index + 2
        else:
            at, index = end - 1, index + 1
    return spans


def _list_marks(text: str) -> list[Mark]:
    found = ((m.start(), m.end(), m[1] or m[0], m[2] or "") for m in MARK_RE.finditer(text))
    return [mark for mark in found if mark[2] in ("$", "\\(", "\\)", "\\[", "\\]", "begin", "end")]


def _is_double(marks: list[Mark], index: int) -> bool:
    return index + 1 < len(marks) and marks[index][2] == marks[index + 1][2] == "$" and marks[index][1] == marks[index + 1][0]


def _find_partner(marks: list[Mark], index: int, width: int, ends: dict[str, list[int]]) -> int | None:
    """The last mark of the span that mark `index` may open."""
    _, _, sign, environment = marks[index]
    if sign == "begin" and environment in load_symbols().lists["environment"]:
        closers = ends.get(environment, [])
        at = bisect_right(closers, index)
        return closers[at] if at < len(closers) else None
    partner = PARTNERS.get(sign)
    closer = index + width
    if partner is None or closer >= len(marks) or marks[closer][2] != partner:
        return None
    if width == 2:
        return closer + 1 if _is_double(marks, closer) else None
    return closer


def _judge_span(text: str, marks: list[Mark], first: int, last: int, width: int) -> Span | None:
    """The span from one mark to another, or nothing where it is no maths."""
    start, end = marks[first][0], marks[last][1]
    inner_start, inner_end = marks[first + width - 1][1], marks[last - width + 1][0]
    if marks[first][2] not in ("$", "\\("):
        return Span(start, end, inner_start, inner_end, is_formula=False)
    if inner_end - inner_start > MAX_MATHS_CHARS or not is_maths(text[max(0, start - 5) : start], text[inner_start:inner_end], text[end : end + 1]):
        return None
    return Span(start, end, inner_start, inner_end, is_formula=True)


class Inside(NamedTuple):
    """What stands between two dollars, as far as that is all there is to see."""

    is_number: bool = False
    is_plain: bool = False
    is_loose: bool = False
    """Only the second dollar stands apart from it."""
    is_shell: bool = False
    is_path: bool = False
    is_prose: bool = False
    is_sure: bool = False
    """A formula, whatever but backticks stands around it."""
    is_stray: bool = False
    """No formula, whatever stands around it."""


@lru_cache(maxsize=CACHED_FORMULAS)
def look_inside(inner: str) -> Inside:
    """What there is to see between two dollars."""
    if STRAY_RE.match(inner) or "`" in inner:
        return Inside(is_stray=True)
    is_plain = "\\" not in inner and "^" not in inner
    is_number = inner.lstrip()[:1].isdigit()
    is_loose = is_plain and inner[-1].isspace() and not inner[0].isspace()
    is_path = inner[-1] in "/:;,\"'="
    is_shell = (is_path or inner[0] == "{") and SHELL_RE.fullmatch(inner) is not None
    is_prose = _is_prose(inner)
    is_sure = not (is_number or is_loose or is_shell or is_prose)
    return Inside(is_number, is_plain, is_loose, is_shell, is_path, is_prose, is_sure)


def _is_prose(inner: str) -> bool:
    if len(inner.split(None, 1)) < 2 and not (inner[0].isspace() or inner[-1].isspace()):
        return False
    bare = WORDED_RE.sub("x", inner) if "\\" in inner else inner
    if ("." in bare or ";" in bare) and SENTENCE_RE.search(bare):
        return True
    lists, functions = load_symbols().lists, load_symbols().functions
    words = [word for word in map(str.lower, WORD_RE.findall(bare)) if word not in functions]
    return not lists["prose"].isdisjoint(words) or sum(len(word) > 3 for word in words) > 1


def is_maths(before: str, inner: str, after: str) -> bool:
    """Whether what stands between two dollars is maths, and not the text between two formulas, prices or shell variables.

    >>> is_maths("", "n", "-"), is_maths("", "5 and ", "6"), is_maths("", "HOME/bin:", "P"), is_maths("", "n \\\\log n", ".")
    (True, False, False, True)
    """
    inside = look_inside(inner)
    if inside.is_stray or (before[-1:] == after == "`"):
        return False
    if inside.is_number and (CURRENCY_RE.search(before) or (after.isdigit() and inside.is_plain)):
        return False
    if inside.is_loose and after and not (after.isspace() or after in ".,;:)]-"):
        return False
    if inside.is_shell and (after.isalpha() or after in ("_", "{", "(")) and (inside.is_path or after == inner[0] == "{"):
        return False
    return not inside.is_prose


@lru_cache(maxsize=32)
def list_names(text: str) -> frozenset[str]:
    """The names of the commands in a text, and maybe more: it does not see that a backslash may be escaped."""
    return frozenset(NAME_RE.findall(text))


def list_gaps(text: str, spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """What stands between the spans."""
    done = 0
    for span in spans:
        if span.start > done:
            yield done, span.start
        done = span.end
    if done < len(text):
        yield done, len(text)


def find_outside(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern outside maths and code."""
    for start, end in list_gaps(text, find_spans(text)):
        yield from pattern.finditer(text, start, end)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with stretches replaced; of two that overlap the first wins."""
    parts: list[str] = []
    done = 0
    for start, end, new in edits:
        if end > done:
            parts += [text[done:start], new]
            done = end
    return "".join([*parts, text[done:]])


def follows_command(text: str, position: int) -> bool:
    """Whether a command in letters ends here, so that a letter put here would become part of its name."""
    start = position
    while start and text[start - 1].isascii() and text[start - 1].isalpha():
        start -= 1
    return start < position and text[start - 1 : start] == "\\"
