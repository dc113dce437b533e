"""LaTeX as authors write it in titles, abstracts, comments and names, made readable Unicode.

A span of maths becomes Unicode whole or stays whole. `^` and `_` are kept, and `\\mathbb{R}` is `R`: so it stands in the
sources that drop the markup. Every step is one pass over the marks of a text. No result may look like LaTeX again, or what was
repaired would be repaired twice: dollars are maths only where what stands between them is no prose, money or shell, and
`\\$` stays where its dollar would find a partner. What each command stands for is data, `rules/latex_symbols.toml`; a
command that is not there stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.repair.latex.maths import convert_maths
from pipeline.repair.latex.text import (
    compose_accents,
    curl_quotes,
    drop_documents,
    loosen_ties,
    strip_styles,
    unescape,
    write_symbols,
)

LATEX_RE = re.compile(r"[\\$~{]|''")
Fixer = Callable[[str], str]
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
