"""One text in other spellings: as LaTeX has it, as a page shows it, wrapped, in other letters."""

from __future__ import annotations

import re
import unicodedata

ACCENTS = {"\N{COMBINING GRAVE ACCENT}": "`", "\N{COMBINING ACUTE ACCENT}": "'", "\N{COMBINING CIRCUMFLEX ACCENT}": "^"}
ACCENTS |= {"\N{COMBINING TILDE}": "~", "\N{COMBINING DIAERESIS}": '"', "\N{COMBINING CARON}": "v", "\N{COMBINING CEDILLA}": "c"}
GREEK = dict(
    zip("αβγδλμπστφωΓΔΩ", ["alpha", "beta", "gamma", "delta", "lambda", "mu", "pi", "sigma", "tau", "phi", "omega", "Gamma", "Delta", "Omega"], strict=True)
)


def _accented() -> dict[str, str]:
    """Each accented letter of Latin-1 and Latin Extended-A and how LaTeX writes it."""
    found = {}
    for code in range(0xC0, 0x180):
        parts = unicodedata.normalize("NFD", chr(code))
        letter, mark = parts[0], parts[1:]
        if mark in ACCENTS and letter not in "ij":
            command = ACCENTS[mark]
            found[chr(code)] = f"\\{command}{{{letter}}}" if command.isalpha() else f"\\{command}{letter}"
    return found


LETTERS = _accented()
SIGNS = {"–": "--", "—": "---", "“": "``", "”": "''", "%": "\\%"}
SYMBOLS = {letter: f"$\\{name}$" for letter, name in GREEK.items()}
LATEX_LETTERS = str.maketrans(LETTERS)
LATEX_ALL = str.maketrans(LETTERS | SIGNS | SYMBOLS)
FROM_LATEX = {latex: character for character, latex in (SYMBOLS | LETTERS | SIGNS).items()}
FROM_LATEX_RE = re.compile("|".join(re.escape(latex) for latex in sorted(FROM_LATEX, key=lambda latex: (-len(latex), latex))))
INNER_HYPHEN_RE = re.compile(r"(?<=[a-z])-(?=[a-z])")


def spell_latex(text: str) -> str:
    """The text as its authors might have typed it. What holds LaTeX already stays, but for its letters.

    >>> spell_latex("Poincaré’s α–β map, 5%")
    "Poincar\\\\'e’s $\\\\alpha$--$\\\\beta$ map, 5\\\\%"
    """
    return text.translate(LATEX_LETTERS if "\\" in text or "$" in text else LATEX_ALL)


def spell_unicode(text: str) -> str:
    """The text with simple LaTeX as characters, as pages show it.

    >>> spell_unicode("Poincar\\\\'e's $\\\\alpha$--$\\\\beta$ map, ``5\\\\%''")
    "Poincaré's α–β map, “5%”"
    """
    return FROM_LATEX_RE.sub(lambda match: FROM_LATEX[match[0]], text)


def swap_hyphens(text: str) -> str:
    """The text with typographic hyphens inside words.

    >>> swap_hyphens("a well-known map - or two").encode("ascii", "backslashreplace")
    b'a well\\\\u2010known map - or two'
    """
    return INNER_HYPHEN_RE.sub("\N{HYPHEN}", text)


def escape_ampersands(text: str) -> str:
    """The text with entities in it, as scraped pages leave them behind."""
    return text.replace("&", "&amp;")


def change_case(title: str) -> str:
    """The title in capitals; one with LaTeX, where case means something, stays."""
    return title if "\\" in title or "$" in title else title.upper()


def abbreviate_name(name: str) -> str:
    """The name with initials for given names.

    >>> abbreviate_name("Carla Maria Rasch"), abbreviate_name("Rasch")
    ('C. M. Rasch', 'Rasch')
    """
    *given, surname = name.split()
    return " ".join([*(f"{part[0]}." for part in given), surname])


def wrap_text(text: str, width: int) -> str:
    """The text with hard line breaks at a width; a word that is longer has a line of its own.

    >>> wrap_text("one two three", 8)
    'one two\\nthree'
    """
    return re.sub(rf"(\S.{{0,{width - 1}}})(?: |$)", "\\1\n", text).removesuffix("\n")
