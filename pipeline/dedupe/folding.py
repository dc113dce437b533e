r"""Spellings of one text folded into one: what keys are made of. Never shown to anyone.

A text comes here already repaired; what is left is what two sources still spell differently (`top-$K$`, `top-K`;
`$\alpha$`, `α`; `Gr\"obner`, `Gröbner`). Folding is record-local and depends on no other record.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

GREEK_NAMES = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega"
GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", GREEK_NAMES.split(), strict=True))
LATEX_KEPT = {**{name: name for name in GREEK.values()}, **{f"var{name}": name for name in GREEK.values()}, "ell": "l"}
"""Commands that stand for a letter. All others are markup or symbols, which other sources drop or write as a sign."""

DROPPED = str.maketrans(dict.fromkeys("{}$^_'`\u2018\u2019\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Signs that join what stands around them: `$K_s$` is `Ks`, `model's` is `models`."""
SPELT_OUT = str.maketrans({letter: f" {name} " for letter, name in GREEK.items()})

LATEX_ACCENT_RE = re.compile(r"""\\(?:["'`^~=.]\s*\{?\\?([A-Za-z])\}?|[Hbcdkruv]\{([A-Za-z])\})""")
LATEX_COMMAND_RE = re.compile(r"\\([A-Za-z]+)\*?")
MARKUP_RE = re.compile(r"</?[A-Za-z][A-Za-z-]{0,20}>")
COMBINING_RE = re.compile("[\u0300-\u036f]+")

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""Thai, Lao, Burmese, Khmer, Kana and Han: scripts that put no space between words."""
UNSPACED_RE = re.compile(f"[{UNSPACED}]")
TOKEN_RE = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
ASCII_TOKEN_RE = re.compile(r"[a-z0-9]+")

JOINED_SYLLABLES = range(0x1160, 0x1200)
"""Vowels and finals of Hangul that are written one by one: they join the letter before."""

CUT_RE = re.compile(r"(?:\.\.\.|…|\[\.\.\.\])\s*(?:more|read more|less)?\s*$", re.IGNORECASE)
CUT_ENDINGS = ("...", "…", "...]", "more", "less")
"""What a text that `CUT_RE` hits ends in: most texts need not be searched."""


def fold_text(text: str) -> str:
    r"""The text in lower case without markup, accents and joining signs.

    >>> fold_text('Gr\\"obner  $\\alpha_i$ top-$K$') == fold_text("Gröbner  αi top-K")
    True
    """
    text = drop_markup(text)
    if text.isascii():
        return text.translate(DROPPED).lower()
    text = unicodedata.normalize("NFKD", text.translate(DROPPED))
    text = unicodedata.normalize("NFC", COMBINING_RE.sub("", text)).casefold()
    return text.translate(SPELT_OUT).translate(DROPPED)


def drop_markup(text: str) -> str:
    r"""The text without tags, its LaTeX commands as the letters they stand for.

    >>> drop_markup('<b>Gr\\"obner</b> bases')
    'Grobner bases'
    """
    if "<" in text:
        text = MARKUP_RE.sub("", text)
    if "\\" in text:
        text = LATEX_ACCENT_RE.sub(r"\1\2", text)
        text = LATEX_COMMAND_RE.sub(lambda match: f" {LATEX_KEPT.get(match[1].lower(), '')} ", text)
    return text


def split_tokens(text: str) -> list[str]:
    r"""The words of a text, folded; each character by itself where the script puts no spaces.

    >>> split_tokens("It's state-of-the-art: $63.5\\%$.")
    ['its', 'state', 'of', 'the', 'art', '63', '5']
    >>> split_tokens("深度学习 GPT-4")
    ['深', '度', '学', '习', 'gpt', '4']
    """
    folded = fold_text(text)
    return ASCII_TOKEN_RE.findall(folded) if folded.isascii() else TOKEN_RE.findall(folded)


@cache
def spell_character(char: str) -> str | None:
    """What a character comes to in a folded text, a space where words part; None where that depends on its neighbours.

    >>> spell_character("É"), spell_character("α"), spell_character("学"), spell_character("–"), spell_character("्")
    ('e', ' alpha ', ' 学 ', ' ', None)
    """
    if joins_neighbours(char):
        return None
    return "".join(f" {part} " if UNSPACED_RE.match(part) else part if part.isalnum() else " " for part in fold_text(char))


def joins_neighbours(char: str) -> bool:
    """True for a character that may make one letter with the character before it, other than as an accent, which is dropped."""
    parts = COMBINING_RE.sub("", unicodedata.normalize("NFKD", char))
    return bool(parts) and (unicodedata.category(parts[0]).startswith("M") or ord(parts[0]) in JOINED_SYLLABLES)


def is_cut(text: str) -> bool:
    """True for a text that ends as a teaser does.

    >>> is_cut("We show that …"), is_cut("We show that... Read more"), is_cut("We show that.")
    (True, True, False)
    """
    if text[-1:] == "." and text[-2:-1] != ".":
        return False
    return text.rstrip()[-4:].casefold().endswith(CUT_ENDINGS) and CUT_RE.search(text) is not None
