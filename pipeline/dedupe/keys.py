"""From a record to its keys. Record-local: no key depends on any other record."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec
import numpy as np

from pipeline.dedupe.folding import is_cut, split_tokens
from pipeline.dedupe.ids import ID_SCHEMES, NAMING_SCHEMES, fold_ids
from pipeline.dedupe.names import fold_surnames, list_name_words
from pipeline.dedupe.places import fold_place, name_print
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.signatures import hash_set, hash_shingles, sign_sets
from pipeline.dedupe.table import IS_CUT, IS_SHORT, U32, KeyTable, gather_sets
from pipeline.dedupe.titles import drop_notes, find_numbers, find_role, fold_title, role_names

OPENING_TOKENS = (10, 20)
"""A teaser and the whole text begin with the same ten tokens; twenty part those of a common opening."""
MIN_SAME_TOKENS = 6
"""A shorter text says nothing even where two are the same (`No abstract available`)."""
LONG_WORD = 5
"""Words this long are content rather than grammar; that is what revisions of an abstract have in common."""
NOTICE = "withdrawal"


class KeySource(msgspec.Struct, frozen=True):
    """What of a record is made into keys. Texts are already repaired."""

    record: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    authors_complete: bool = True
    abstract: str | None = None
    abstract_complete: bool = True
    ids: dict[str, str] = {}
    year: int | None = None
    journal_ref: str | None = None


class _Keys(msgspec.Struct, frozen=True):
    """The keys of one record: a row of a `KeyTable`."""

    own_id: str
    ids: dict[str, str]
    text_key: int
    title_key: int
    number_key: int
    openings: tuple[int, int]
    place_key: int
    print_key: int
    volume: int
    place_year: int
    role: int
    flags: int
    shingles: U32
    words: U32
    title_words: U32
    surnames: U32
    names: U32
    pages: U32
    venue: U32


def make_keys(papers: Sequence[KeySource], settings: DedupeSettings) -> KeyTable:
    """The keys of the records, a row each, in their order.

    Signatures are made only from `settings.exact_below` records on: for fewer, `dedupe` does without or makes them.
    """
    rows = [_key_record(paper, settings) for paper in papers]
    n = len(rows)
    shingles = gather_sets([row.shingles for row in rows])
    return KeyTable(
        records=tuple(paper.record for paper in papers),
        own_ids=tuple(row.own_id for row in rows),
        ids={scheme: tuple(row.ids.get(scheme, "") for row in rows) for scheme in ID_SCHEMES},
        id_keys=np.array([[_hash_key(scheme, row.ids.get(scheme, "")) for scheme in ID_SCHEMES] for row in rows], np.uint64).reshape(n, len(ID_SCHEMES)),
        text_keys=np.array([row.text_key for row in rows], np.uint64),
        title_keys=np.array([row.title_key for row in rows], np.uint64),
        number_keys=np.array([row.number_key for row in rows], np.uint64),
        openings=np.array([row.openings for row in rows], np.uint64).reshape(n, 2),
        print_keys=np.array([row.print_key for row in rows], np.uint64),
        place_keys=np.array([row.place_key for row in rows], np.uint64),
        volumes=np.array([row.volume for row in rows], np.int64),
        place_years=np.array([row.place_year for row in rows], np.int64),
        years=np.array([paper.year or 0 for paper in papers], np.int64),
        roles=np.array([row.role for row in rows], np.uint8),
        flags=np.array([row.flags for row in rows], np.uint8),
        shingles=shingles,
        words=gather_sets([row.words for row in rows]),
        title_words=gather_sets([row.title_words for row in rows]),
        surnames=gather_sets([row.surnames for row in rows]),
        names=gather_sets([row.names for row in rows]),
        pages=gather_sets([row.pages for row in rows]),
        venues=gather_sets([row.venue for row in rows]),
        signatures=sign_sets(shingles, settings.num_perm) if n >= settings.exact_below else None,
    )


def own_id(source: KeySource) -> str:
    """The id a record would have alone: the first identifier that can name a paper, else a hash of its text.

    A withdrawal notice is no text: it would give all withdrawn papers one id.

    >>> own_id(KeySource("r", ids={"doi": "10.48550/arXiv.2405.14333", "acl": "P19-1001"}))
    'arxiv:2405.14333'
    >>> own_id(KeySource("r", abstract="We show  THAT.")) == own_id(KeySource("s", title="On that", abstract="We show that"))
    True
    """
    is_notice = find_role(source.title, source.abstract) == NOTICE
    tokens = [] if is_notice else split_tokens(source.abstract or "")
    return _name_record(source, fold_ids(source.ids), tokens)


def _name_record(source: KeySource, ids: dict[str, str], tokens: Sequence[str]) -> str:
    for scheme in NAMING_SCHEMES:
        if scheme in ids:
            return f"{scheme}:{ids[scheme]}"
    content = " ".join(tokens)
    if not content:
        content = " ".join([*split_tokens(source.title or ""), *fold_surnames(source.authors[:1])]) or source.record
    return f"text:{blake2b(content.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def _key_record(paper: KeySource, settings: DedupeSettings) -> _Keys:
    role = find_role(paper.title, paper.abstract)
    tokens = split_tokens(paper.abstract or "") if role != NOTICE else []
    bare_title = drop_notes(paper.title or "")
    title = split_tokens(bare_title)
    title_text = fold_title(title)
    place = fold_place(paper.journal_ref)
    ids = fold_ids(paper.ids)
    is_short = len(tokens) < settings.min_tokens
    flags = IS_CUT * (bool(tokens) and (not paper.abstract_complete or is_cut(paper.abstract or ""))) | IS_SHORT * is_short
    return _Keys(
        own_id=_name_record(paper, ids, tokens),
        ids=ids,
        text_key=_hash_key("text", " ".join(tokens)) if len(tokens) >= MIN_SAME_TOKENS else 0,
        title_key=_hash_key("title", title_text),
        number_key=_hash_key("numbers", " ".join(find_numbers(bare_title))),
        openings=(_hash_opening(tokens, OPENING_TOKENS[0]), _hash_opening(tokens, OPENING_TOKENS[1])),
        place_key=_hash_key("place", f"{place.volume} {place.pages[0]}") if place.pages else 0,
        print_key=_hash_key("print", name_print(place, title_text)),
        volume=place.volume,
        place_year=place.year,
        role=role_names().index(role),
        flags=flags,
        shingles=hash_shingles([] if is_short else tokens),
        words=hash_set([] if is_short else [token for token in tokens if len(token) >= LONG_WORD or not token.isascii()]),
        title_words=hash_set(title),
        surnames=hash_set(fold_surnames(paper.authors)),
        names=hash_set(list_name_words(paper.authors)),
        pages=hash_set(place.pages),
        venue=hash_set(place.venue),
    )


def _hash_opening(tokens: Sequence[str], count: int) -> int:
    return _hash_key("opening", " ".join(tokens[:count])) if len(tokens) >= count else 0


def _hash_key(kind: str, value: str) -> int:
    """A stable 64-bit key of a value of some kind, never 0; 0 where there is no value."""
    if not value:
        return 0
    digest = blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8, person=kind.encode()).digest()
    return int.from_bytes(digest, "little") or 1
