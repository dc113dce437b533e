"""Texts and names of many records made into hashes by compiled loops: the same as `plain` gives, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.alphabet import (
    SPACE,
    Alphabet,
    Spell,
    find_distinct,
    find_foreign,
    make_alphabet,
    spell_name_bytes,
    spell_name_character,
    spell_text_bytes,
)
from pipeline.dedupe.crc import make_tables
from pipeline.dedupe.engines import freeze
from pipeline.dedupe.folding import drop_markup, spell_character, split_tokens
from pipeline.dedupe.hashing import salt_kind
from pipeline.dedupe.headings import HAS_STEM, NUMBER_TOKENS, STEM_BYTES, TITLE_STEMS
from pipeline.dedupe.kernels import (
    LEFT,
    ONE_SURNAME,
    Authors,
    Digests,
    Folded,
    Names,
    Salts,
    Titles,
    TitleTables,
    digest_rows,
    fold_rows,
    hash_name_rows,
    hash_title_rows,
    unite_rows,
)
from pipeline.dedupe.names import NO_SURNAMES
from pipeline.dedupe.plain import hash_author, note_title
from pipeline.dedupe.signatures import hash_set
from pipeline.dedupe.table import I64, U8, U32, HashSets, pack_sets, start_offsets
from pipeline.dedupe.texts import ALIGNMENT, OPENING_TOKENS, FoldedTexts, Limits, TextDigests, TitleDigests
from pipeline.dedupe.titles import ARTICLES


def fold_texts(texts: Sequence[str]) -> FoldedTexts:
    """The tokens of each text. Texts whose characters join one another are folded by Python."""
    bare = [drop_markup(text) if "\\" in text or "<" in text else text for text in texts]
    alphabet, hard = _read_alphabet(bare, spell_character, spell_text_bytes())
    is_folded = np.zeros(len(bare), np.uint8)
    for row in hard.tolist():
        bare[row] = " ".join(split_tokens(texts[row]))
        is_folded[row] = 1
    return _fold(bare, is_folded, alphabet)[1]


def digest_texts(folded: FoldedTexts, limits: Limits) -> TextDigests:
    """What is kept of each text."""
    rows, most = len(folded.starts), len(folded.data) // 2 + len(folded.starts)
    digests = Digests(
        counts=np.zeros(rows, np.int64),
        keys=np.zeros(rows, np.uint64),
        openings=np.zeros((rows, len(OPENING_TOKENS)), np.uint64),
        shingles=np.empty(most, np.uint32),
        shingle_starts=np.zeros(rows + 1, np.int64),
        words=np.empty(most, np.uint32),
        word_starts=np.zeros(rows + 1, np.int64),
    )
    salts = Salts(np.uint64(salt_kind("text")), np.uint64(salt_kind("opening")))
    digest_rows(_view(folded), (limits.min_tokens, limits.long_word), make_tables(), salts, digests)
    return TextDigests(
        counts=digests.counts,
        keys=digests.keys,
        openings=digests.openings,
        shingles=_trim(digests.shingles, digests.shingle_starts),
        words=_trim(digests.words, digests.word_starts),
    )


def digest_titles(folded: FoldedTexts) -> TitleDigests:
    """What is kept of each title."""
    rows = len(folded.starts)
    titles = Titles(
        keys=np.zeros(rows, np.uint64),
        hints=np.zeros(rows, np.uint8),
        words=np.empty(len(folded.data) // 2 + rows, np.uint32),
        word_starts=np.zeros(rows + 1, np.int64),
    )
    hash_title_rows(_view(folded), _make_title_tables(), np.uint64(salt_kind("title")), titles)
    for row in np.flatnonzero(titles.hints & HAS_STEM).tolist():  # Of these the first letters are right.
        titles.hints[row] = note_title(folded.data[folded.starts[row] : folded.ends[row]].tobytes())
    return TitleDigests(titles.keys, titles.hints, _trim(titles.words, titles.word_starts))


@cache
def _make_title_tables() -> TitleTables:
    """What the compiled loop over titles looks up."""
    stems = np.unique(~hash_set(stem[:STEM_BYTES] for stem in TITLE_STEMS))
    return TitleTables(make_tables().bytes, hash_set(ARTICLES), hash_set(NUMBER_TOKENS), stems)


def hash_names(people: Sequence[Sequence[str]]) -> tuple[HashSets, HashSets]:
    """Of each list of authors the hashes of their surnames, and of all words of their names."""
    authors = list(chain.from_iterable(people))
    if not authors:
        nobody = pack_sets(np.zeros(0, np.uint32), np.zeros(len(people), np.int64))
        return nobody, nobody
    owners = np.repeat(np.arange(len(people)), np.fromiter(map(len, people), np.int64, len(people)))
    names, sizes = _read_names(authors)
    left = np.flatnonzero(names.states == LEFT)
    found = [hash_author(authors[row]) for row in left.tolist()]
    has_surname = names.states == ONE_SURNAME
    return (
        _gather(len(people), (names.surnames[has_surname], owners[has_surname]), ([surnames for surnames, _ in found], owners[left])),
        _gather(len(people), (names.words[: names.word_starts[-1]], np.repeat(owners, sizes)), ([words for _, words in found], owners[left])),
    )


def _read_names(authors: Sequence[str]) -> tuple[Names, I64]:
    """What the compiled loop reads in names, and how many words each has."""
    alphabet, _ = _read_alphabet(authors, spell_name_character, spell_name_bytes())
    (raw, starts), folded = _fold(authors, np.zeros(len(authors), np.uint8), alphabet)
    names = Names(
        states=np.zeros(len(authors), np.uint8),
        surnames=np.zeros(len(authors), np.uint32),
        words=np.empty(len(folded.data) // 2 + 1, np.uint32),
        word_starts=np.zeros(len(authors) + 1, np.int64),
    )
    hash_name_rows(Authors(raw, starts, _view(folded)), _make_name_tables(), names)
    return names, np.diff(names.word_starts)


@cache
def _make_name_tables() -> tuple[U32, U32]:
    """What the compiled loop over names looks up."""
    return make_tables().bytes, hash_set(NO_SURNAMES)


def _read_alphabet(texts: Sequence[str], spell: Spell, single: U8) -> tuple[Alphabet, I64]:
    """The tables for the characters of the texts, and the rows of texts that hold some which cannot be spelt by themselves."""
    foreign = [row for row, text in enumerate(texts) if not text.isascii()]
    codes, places = find_foreign([texts[row] for row in foreign])
    distinct = find_distinct(codes)
    unspelt = [code for code in distinct.tolist() if spell(chr(code)) is None]
    ends = np.cumsum([len(texts[row]) for row in foreign], dtype=np.int64)
    hard = np.searchsorted(ends, places[np.isin(codes, unspelt)], "right")
    return make_alphabet(distinct, spell, single), np.array(foreign, np.int64)[np.unique(hard)]


def _fold(texts: Sequence[str], is_folded: U8, alphabet: Alphabet) -> tuple[tuple[U8, I64], FoldedTexts]:
    """The texts in UTF-8 with where each starts, and folded."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    starts = start_offsets(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    data = np.frombuffer(b"".join(encoded) or b"\0", np.uint8)
    # No character is longer in UTF-8 than the bytes it has beyond one, times the longest of what any comes to.
    beyond = int(starts[-1]) - sum(map(len, texts))
    room = int(starts[-1]) + beyond * int(alphabet.pieces.max()) + (len(texts) + 2) * 2 * ALIGNMENT
    out = np.full(ALIGNMENT, SPACE, np.uint8) if not texts else np.empty(room // ALIGNMENT * ALIGNMENT, np.uint8)
    folded = FoldedTexts(out, np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64))
    fold_rows(data, starts, is_folded, alphabet, Folded(out, out.view("<u8"), folded.starts, folded.ends))
    used = (int(folded.ends[-1]) // ALIGNMENT + 2) * ALIGNMENT if texts else ALIGNMENT
    return (data, starts), FoldedTexts(out[:used], folded.starts, folded.ends)


def _view(folded: FoldedTexts) -> Folded:
    """Folded texts as compiled loops take them."""
    data = freeze(folded.data)
    return Folded(data, data.view(np.uint64), freeze(folded.starts), freeze(folded.ends))


def _trim(values: U32, starts: I64) -> HashSets:
    """Sets without the room that was left behind them."""
    return pack_sets(values[: starts[-1]].copy(), np.diff(starts))


def _gather(rows: int, found: tuple[U32, NDArray[np.int64]], more: tuple[Sequence[tuple[int, ...]], I64]) -> HashSets:
    """The sets of hashes by the row that each is of; `more` are some hashes for each of some rows."""
    values, owners = found
    if len(more[1]):
        extra = np.array(list(chain.from_iterable(more[0])), np.uint32)
        values = np.concatenate([values, extra])
        owners = np.concatenate([owners, np.repeat(more[1], [len(hashes) for hashes in more[0]])])
        order = np.argsort(owners, kind="stable")
        values, owners = values[order], owners[order]
    starts = start_offsets(np.bincount(owners, minlength=rows))
    united, ends = np.empty(len(values), np.uint32), np.zeros(rows + 1, np.int64)
    unite_rows(values, starts, united, ends)
    return _trim(united, ends)
