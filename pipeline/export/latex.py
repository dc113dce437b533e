"""Readable text as LaTeX that shows it: what BibTeX hands to TeX is a program, and a title from a scraped page must not be one.

Formulas that papersieve left as LaTeX stay formulas where every command in them is one that LaTeX or amsmath knows and that only sets
type. Any other (a macro of the authors' own, which no reader of the bibliography has; `\\input`, `\\write`) is shown as the text it is.
Unicode stays: BibTeX's successors and all LaTeX since 2018 read UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.repair.latex.spans import find_spans, list_gaps
from pipeline.repair.latex.symbols import load_symbols

# `<`, `>` and `|` are other signs in LaTeX's first encoding of fonts, which is still what it takes when nothing is said.
ESCAPES = {
    **{sign: f"\\{sign}" for sign in "{}$%&#_"},
    "\\": "\\textbackslash{}",
    "^": "\\textasciicircum{}",
    "~": "\\textasciitilde{}",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
    "|": "\\textbar{}",
}
SPECIAL_RE = re.compile(r"[\\{}$%&#_^~<>|]")
BRACE_RE = re.compile(r"[{}]")
BRACES = {"\\{": "\\textbraceleft{}", "\\}": "\\textbraceright{}"}
"""For braces that do not balance: BibTeX counts those too that a backslash stands before."""
FORMULA_SIGNS = ("$", "\\(", "\\[", "\\begin")
COMMAND_RE = re.compile(r"\\([A-Za-z]+)")
ENVIRONMENT_RE = re.compile(r"\\(?:begin|end)\s*(?:\{([a-z]+)\*?\})?")
UNSAFE_RE = re.compile(r"\^\^|(?<!\\)[%#]|\\\\[{}]|[\x00-\x1f]")
"""TeX's way to write any character by its code; what ends a line, or stands for an argument; a brace that some readers of BibTeX take
for an escaped one."""
DELIMITER_RE = re.compile(r"(?<!\\)\$")
KNOWN = frozenset(
    re.findall(
        r"\w+",
        """
        begin end left right binom tbinom dbinom cfrac underbrace overbrace underset overset stackrel substack lbrace rbrace lbrack rbrack lfloor
        rfloor lceil rceil langle rangle vert lvert rvert ldots cdots vdots ddots dots dotsc dotsb quad qquad bmod pmod mod not sqrt limsup liminf
        overline underline overrightarrow overleftarrow widehat widetilde hspace phantom hphantom vphantom smash boxed tag nonumber hline
        """,
    )
)
"""Commands that set formulas, beyond those that papersieve can write as Unicode."""
CAPITALS_RE = re.compile(r"(\b[^\W_]\w*?[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]\w*)")
"""A word with a capital inside, in a group so that `split` keeps it."""


def escape_latex(text: str, *, keeps_capitals: bool = False) -> str:
    """The text as LaTeX that shows it, with balanced braces; `keeps_capitals` braces words with capitals inside, which styles would make small.

    >>> escape_latex("50% of R&D_x, 10^3"), escape_latex("in $\\\\mathcal{O}(n)$ and $\\\\input{x}$")
    ('50\\\\% of R\\\\&D\\\\_x, 10\\\\textasciicircum{}3', 'in $\\\\mathcal{O}(n)$ and \\\\$\\\\textbackslash{}input\\\\{x\\\\}\\\\$')
    >>> escape_latex("DeepSeek-V3: a {", keeps_capitals=True)
    '{DeepSeek}-V3: a \\\\textbraceleft{}'
    """
    if not keeps_capitals and SPECIAL_RE.search(text) is None:
        return text
    parts = list(_split_formulas(text))
    is_balanced = has_balanced_braces("".join(part for part, is_formula in parts if not is_formula))
    return "".join(part if is_formula else _escape(part, keeps_capitals=keeps_capitals, is_balanced=is_balanced) for part, is_formula in parts)


def has_balanced_braces(text: str) -> bool:
    """Whether every brace has its partner, those behind a backslash too.

    >>> has_balanced_braces("{a}{b}"), has_balanced_braces("}{"), has_balanced_braces("{{}")
    (True, False, False)
    """
    depth = 0
    for brace in BRACE_RE.findall(text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _split_formulas(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, and whether each is a formula that can stay as it is."""
    if "$" not in text and "\\" not in text:
        yield text, False
        return
    formulas = [span for span in find_spans(text) if text.startswith(FORMULA_SIGNS, span.start) and _is_known(text[span.start : span.end])]
    spans = {(span.start, span.end) for span in formulas}
    for start, end in sorted([*spans, *list_gaps(text, formulas)]):
        yield text[start:end], (start, end) in spans


def _is_known(formula: str) -> bool:
    """Whether LaTeX knows how to set the formula, and does nothing else with it."""
    environments = load_symbols().lists["environment"]
    return (
        _list_known().issuperset(COMMAND_RE.findall(formula))
        and all(name in environments for name in ENVIRONMENT_RE.findall(formula))
        and not UNSAFE_RE.search(formula)
        and has_balanced_braces(formula)
        and has_balanced_braces(re.sub(r"\\.", "", formula))
        and len(DELIMITER_RE.findall(formula)) in ((0,) if formula[0] == "\\" else (4,) if formula[:2] == "$$" else (2,))
        and ("&" not in formula or "\\begin" in formula)
    )


@cache
def _list_known() -> frozenset[str]:
    symbols = load_symbols()
    lists = (symbols.lists[name] for name in ("maths_style", "upright", "sizing", "fraction", "gap"))
    return frozenset().union(KNOWN, symbols.signs, symbols.infixes, symbols.functions, symbols.hats, *lists)


def _escape(text: str, *, keeps_capitals: bool, is_balanced: bool) -> str:
    escaped = _brace_capitals(text) if keeps_capitals else _escape_signs(text)
    if not is_balanced:
        for sign, command in BRACES.items():
            escaped = escaped.replace(sign, command)
    return escaped


def _brace_capitals(text: str) -> str:
    parts = map(_escape_signs, CAPITALS_RE.split(text))
    return "".join(f"{{{part}}}" if index % 2 else part for index, part in enumerate(parts))


def _escape_signs(text: str) -> str:
    return SPECIAL_RE.sub(lambda match: ESCAPES[match[0]], text)
