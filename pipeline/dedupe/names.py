"""Surnames of authors, in the one form in which they are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.dedupe.folding import fold_text

GLUED_RE = re.compile(r"\s*(?:;|\band\b|&)\s*|(?<=[A-Z]\.)(?=[A-Z][^\W\d_]{2})")
"""Between two names of one string, also where nothing is: `Ram A.Ewe B. C.Lamb D.`."""
INITIALS_RE = re.compile(r"(?:[A-Z]\.[\s-]*)+")
"""The initials of a name that goes on behind them without a space: `J.-P.Smith` is one."""
TRAILING_INITIALS_RE = re.compile(r"(?<=[a-z])\s+[A-Z]{1,3}\.?$")
"""`Palmer RB`, as PubMed writes it: what stands behind a word in small letters is no surname."""
WORD_RE = re.compile(r"[^\W\d_]+")
NO_SURNAMES = frozenset({"jr", "sr", "ii", "iii", "iv", "al", "et", "others", "phd", "md", "dr", "prof", "anonymous"})
MANY_PIECES = 3
"""A string with two commas is no `surname, given name` but a list."""


def fold_surname(author: str) -> str:
    """The surname of one author: before a comma, else the last word that is no initial.

    >>> [fold_surname(name) for name in ("Šmíd, J.", "J. Smid", "Jan Smid Jr.", "Nicolò Cesa-Bianchi", "Cesa-Bianchi NA")]
    ['smid', 'smid', 'smid', 'bianchi', 'bianchi']
    """
    head, comma, rest = TRAILING_INITIALS_RE.sub("", author.strip()).partition(",")
    words = [word for word in WORD_RE.findall(fold_text(head)) if word not in NO_SURNAMES]
    if not words and comma:
        words = WORD_RE.findall(fold_text(rest))
    long = [word for word in words if len(word) > 1]
    candidates: list[str] = long or words or [""]
    return candidates[-1]


def fold_surnames(authors: Sequence[str]) -> tuple[str, ...]:
    """The surnames of all authors in order, also where one string holds several.

    >>> fold_surnames(["p. auer, n. cesa-bianchi, y. freund, and r. e. schapire,"])
    ('auer', 'bianchi', 'freund', 'schapire')
    >>> fold_surnames(["Ziegler, T. R.", "Li Wei et al."]), fold_surnames(["J.-P.Smith", "Ram A.Ewe B. C."])
    (('ziegler', 'wei'), ('smith', 'ram', 'ewe'))
    """
    surnames: list[str] = []
    for author in authors:
        parts = [part for part in GLUED_RE.split(author) if INITIALS_RE.fullmatch(part) is None] or [author]
        for part in parts:
            pieces = [piece for piece in part.split(",") if piece.strip()]
            # `A. Ram, B. Ewe` before an `and` is two people, `Ram, A.` is one.
            is_list = len(pieces) >= MANY_PIECES or (len(parts) > 1 and len(pieces) > 1 and len(pieces[-1].split()) > 1)
            surnames.extend(fold_surname(person) for person in (pieces if is_list else [part]))
    return tuple(dict.fromkeys(name for name in surnames if name))


def list_name_words(authors: Sequence[str]) -> list[str]:
    """All words of the names that are no initials, in whatever order a name is written.

    >>> list_name_words(["Tantet Alexis", "M. Stéfanon"])
    ['tantet', 'alexis', 'stefanon']
    """
    return [word for author in authors for word in WORD_RE.findall(fold_text(author)) if len(word) > 1 and word not in NO_SURNAMES]
