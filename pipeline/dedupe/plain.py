"""Texts and names of a few records made into hashes, without anything that takes long to load.

`batched` gives the same for many records, by compiled loops.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from pipeline.dedupe.folding import split_tokens
from pipeline.dedupe.hashing import hash_values
from pipeline.dedupe.headings import HAS_NUMBER, HAS_STEM, NUMBER_TOKENS, TITLE_STEMS_RE
from pipeline.dedupe.names import fold_surnames, list_name_words
from pipeline.dedupe.signatures import encode_token, gather_hashes, hash_shingles
from pipeline.dedupe.table import HashSets, gather_sets
from pipeline.dedupe.texts import OPENING_TOKENS, FoldedTexts, Limits, TextDigests, TitleDigests, pack_texts
from pipeline.dedupe.titles import fold_title

DIGIT_RE = re.compile(rb"[0-9]")
KNOWN_AUTHORS = 1 << 16
"""So many names are kept in mind: most come again."""


def fold_texts(texts: Sequence[str]) -> FoldedTexts:
    """The tokens of each text."""
    return pack_texts([encode_token(" ".join(split_tokens(text))) for text in texts])


def digest_texts(folded: FoldedTexts, limits: Limits) -> TextDigests:
    """What is kept of each text."""
    texts = list(folded)
    tokens = [text.split() for text in texts]
    kept = [own if len(own) >= limits.min_tokens else [] for own in tokens]
    openings = [hash_values("opening", [b" ".join(own[:count]) if len(own) >= count else b"" for own in tokens]) for count in OPENING_TOKENS]
    return TextDigests(
        counts=np.fromiter(map(len, tokens), np.int64, len(tokens)),
        keys=hash_values("text", texts),
        openings=np.stack(openings, axis=1),
        shingles=gather_sets([hash_shingles(own) for own in kept]),
        words=gather_sets([gather_hashes(zlib.crc32(token) for token in set(own) if is_long(token, limits)) for own in kept]),
    )


def is_long(token: bytes, limits: Limits) -> bool:
    """Whether a token is a long word; one that is not ASCII always is."""
    return len(token) >= limits.long_word or not token.isascii()


def digest_titles(folded: FoldedTexts) -> TitleDigests:
    """What is kept of each title."""
    texts = list(folded)
    return TitleDigests(
        keys=hash_values("title", [fold_title(text.decode().split()).encode() for text in texts]),
        hints=np.fromiter(map(note_title, texts), np.uint8, len(texts)),
        words=gather_sets([gather_hashes(map(zlib.crc32, text.split())) for text in texts]),
    )


def note_title(text: bytes) -> int:
    """What a folded title may have."""
    has_number = not text.isascii() or DIGIT_RE.search(text) is not None or not NUMBER_TOKENS.isdisjoint(text.decode().split())
    return HAS_NUMBER * has_number | HAS_STEM * (TITLE_STEMS_RE.search(text) is not None)


def hash_names(people: Sequence[Sequence[str]]) -> tuple[HashSets, HashSets]:
    """Of each list of authors the hashes of their surnames, and of all words of their names."""
    hashes = [[hash_author(author) for author in authors] for authors in people]
    surnames = [gather_hashes(item for own, _ in authors for item in own) for authors in hashes]
    words = [gather_hashes(item for _, own in authors for item in own) for authors in hashes]
    return gather_sets(surnames), gather_sets(words)


@lru_cache(maxsize=KNOWN_AUTHORS)
def hash_author(author: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The hashes of the surnames in one string (which may hold several authors), and of the words of their names."""
    return tuple(map(hash_token, fold_surnames((author,)))), tuple(map(hash_token, list_name_words((author,))))


def hash_token(token: str) -> int:
    """The hash of one token."""
    return zlib.crc32(encode_token(token))
