"""Citation keys: the first author, the year and a word of the title, as people type them; and the paper's id where that is not enough.

A key that papers of the corpus share is given to none of them as it is: each gets its id behind it. With `a`, `b`, `c` a paper that is
added could take another's key, and a manuscript would cite the wrong paper without a word. As it is, a key that is no longer there is an
error of the next LaTeX run.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.corpus import Corpus, Lines

WORD_RE = re.compile(r"[a-z0-9]+")
APOSTROPHE_RE = re.compile("['’]")
UNSAFE_RE = re.compile(r"[^A-Za-z0-9.:/+-]")
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that are no letter with an accent."""
SKIPPED = frozenset({"a", "an", "the", "on", "in", "of", "for", "to", "and", "with", "towards", "toward", "from", "by", "at", "is", "are", "via", "using"})
NAMELESS = "anonymous"


class Head(msgspec.Struct, frozen=True, gc=False):
    """What of a paper its key is made from."""

    title: str | None
    authors: tuple[str, ...]
    published: str | None


class Keys:
    """The citation keys of a corpus: all are made once, to see which are shared, and only 8 bytes of each are kept."""

    def __init__(self, corpus: Corpus) -> None:
        heads = Lines(corpus.papers.path, Head, len(corpus))
        hashes = np.fromiter((_hash(make_key(head.title, head.authors, head.published)) for head in heads), np.uint64, len(corpus))
        hashes.sort()
        self._shared: NDArray[np.uint64] = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])

    def choose(self, short: str, paper_id: str) -> str:
        """The key of a paper: the short one, or with its id where another paper has that too."""
        number = np.uint64(_hash(short))
        at = int(np.searchsorted(self._shared, number))
        is_shared = at < len(self._shared) and bool(self._shared[at] == number)
        return f"{short}-{encode_id(paper_id)}" if is_shared else short


def make_key(title: str | None, authors: tuple[str, ...], published: str | None) -> str:
    """The short key of a paper.

    >>> make_key("The Llama 3 Herd of Models", ("Aaron Grattafiori", "Abhimanyu Dubey"), "2024-07-31")
    'grattafiori2024llama'
    >>> make_key(None, ("Jörg Müller",), "XXXX-01-12"), make_key("重生", (), None)
    ('muller', 'anonymous')
    """
    name = "".join(_fold(authors[0].split()[-1])) if authors and authors[0].strip() else ""
    year = published[:4] if published and published[:4].isdecimal() else ""
    words = (word for part in (title or "").split() for word in _fold(part))
    word = next((word for word in words if word not in SKIPPED), "")
    return (name or NAMELESS) + year + word


def encode_id(paper_id: str) -> str:
    """A paper's id with no character that a key cannot have; two ids never become one.

    >>> encode_id("arxiv:2405.14333"), encode_id("doi:10.1/a_(b)")
    ('2405.14333', 'doi:10.1/a_5f_28b_29')
    """
    return UNSAFE_RE.sub(lambda match: "".join(f"_{byte:02x}" for byte in match[0].encode()), paper_id.removeprefix("arxiv:"))


def _fold(text: str) -> list[str]:
    """The words of a text in small letters without accents."""
    folded = APOSTROPHE_RE.sub("", text.casefold())
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded.translate(LETTERS))
        folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    return WORD_RE.findall(folded)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
