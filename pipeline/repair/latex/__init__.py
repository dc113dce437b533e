"""LaTeX as authors write it in titles, abstracts, comments and names, made readable Unicode.

A span of maths becomes Unicode whole or stays whole. `^` and `_` are kept, and `\\mathbb{R}` is `R`: so it stands in the
sources that drop the markup. Every step is one pass over the marks of a text. No result may look like LaTeX again, or what was
repaired would be repaired twice: dollars are maths only where what stands between them is no prose, money or shell, and
`\\$` stays where its dollar would find a partner. What each command stands for is data, `rules/latex_symbols.toml`; a
command that is not there stays.
"""

from __future__ import annotations

import re

from pipeline.repair.latex.accents import compose_accents
from pipeline.repair.latex.maths import convert_maths
from pipeline.repair.latex.text import (
    curl_quotes,
    drop_documents,
    loosen_ties,
    strip_styles,
    unescape,
    write_symbols,
)
from pipeline.repair.marks import BACKSLASH, BACKTICK, DOLLAR, SPACE, TILDE, Fixer

LATEX_RE = re.compile(r"[\\$~{]|''")
FIXERS = (
    Fixer("latex.document", drop_documents, BACKSLASH, brings=SPACE),
    # Formulas before all that is text, so that what is in one is read once, as a whole.
    Fixer("latex.math", convert_maths, DOLLAR | BACKSLASH, brings=SPACE),
    Fixer("latex.style", strip_styles, BACKSLASH, brings=SPACE),
    Fixer("latex.accent", compose_accents, BACKSLASH, brings=SPACE),
    Fixer("latex.symbol", write_symbols, BACKSLASH, brings=SPACE),
    # After all commands with arguments: a brace that is shown is no argument.
    Fixer("latex.escape", unescape, BACKSLASH, brings=SPACE),
    Fixer("latex.quotes", curl_quotes, BACKTICK, brings=SPACE),
    Fixer("latex.space", loosen_ties, TILDE | BACKSLASH, brings=SPACE),
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
        for fixer in FIXERS:
            text = fixer.fix(text)
        if text == before:
            return text
