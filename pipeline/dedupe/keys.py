"""From records to their keys, many at a time. Record-local: no key depends on any other record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b

import msgspec
import numpy as np

from pipeline.dedupe.engines import Engine, choose_engine
from pipeline.dedupe.folding import is_cut, split_tokens
from pipeline.dedupe.hashing import hash_values
from pipeline.dedupe.headings import drop_all_notes, find_roles, hash_numbers
from pipeline.dedupe.ids import ID_SCHEMES, NAMING_SCHEMES, fold_ids
from pipeline.dedupe.names import fold_surnames
from pipeline.dedupe.printings import hash_places, hash_prints
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.signatures import encode_token, make_bands
from pipeline.dedupe.table import IS_CUT, IS_SHORT, U8, U64, KeyTable
from pipeline.dedupe.texts import FoldedTexts, Limits, TextDigests
from pipeline.dedupe.titles import find_role, role_names

MIN_SAME_TOKENS = 6
"""A shorter text says nothing even where two are the same (`No abstract available`)."""
LONG_WORD = 5
"""Words this long are content rather than grammar; that is what revisions of an abstract have in common."""
NOTICE = "withdrawal"
USUAL_IDS = {"arxiv": re.compile(r"[0-9]{4}\.[0-9]{4,5}"), "doi": re.compile(r"10\.(?!48550/)[0-9]{4,9}/[A-Za-z0-9._()/-]*[A-Za-z0-9]")}
"""Identifiers that `fold_ids` gives back in lower case."""
NO_IDS: Mapping[str, str] = {}
TOGETHER = 4_000
"""So many records are made into keys at a time: their texts stay in the processor's cache."""


class KeySource(msgspec.Struct, frozen=True, gc=False):
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


def make_keys(papers: Sequence[KeySource], settings: DedupeSettings, workers: int = 1) -> KeyTable:
    """The keys of the records, a row each, in their order, made in so many threads.

    Bands are made only from `settings.exact_below` records on: fewer need none, unless they meet many (`join_tables`).
    """
    engine, is_banded = choose_engine(len(papers)), len(papers) >= settings.exact_below

    def make(start: int) -> KeyTable:
        part = _make_part(papers[start : start + TOGETHER], settings, engine)
        return msgspec.structs.replace(part, bands=(make_bands(part.shingles, settings),)) if is_banded else part

    starts = range(0, len(papers), TOGETHER)
    if min(workers, len(starts)) <= 1:
        return KeyTable.concat(map(make, starts))
    with ThreadPoolExecutor(workers) as pool:
        return KeyTable.concat(pool.map(make, starts))


def _make_part(papers: Sequence[KeySource], settings: DedupeSettings, engine: Engine) -> KeyTable:
    titles, abstracts = [paper.title or "" for paper in papers], [paper.abstract or "" for paper in papers]
    bare_titles, noted = drop_all_notes(titles)
    folded_titles, folded_abstracts = engine.fold_texts(bare_titles), engine.fold_texts(abstracts)
    title_digests = engine.digest_titles(folded_titles)
    roles = find_roles((titles, abstracts), title_digests.hints, noted, folded_abstracts)
    texts = folded_abstracts.drop(roles == role_names().index(NOTICE))
    digests = engine.digest_texts(texts, Limits(settings.min_tokens, LONG_WORD))
    surnames, names = engine.hash_names([paper.authors for paper in papers])
    ids = [_fold_ids(paper.ids) for paper in papers]
    schemes = {scheme for own in ids for scheme in own}
    places = hash_places([paper.journal_ref for paper in papers])
    return KeyTable(
        records=tuple([paper.record for paper in papers]),
        own_ids=tuple(_name_records(papers, ids, texts)),
        ids={scheme: tuple([own.get(scheme, "") for own in ids]) if scheme in schemes else ("",) * len(ids) for scheme in ID_SCHEMES},
        id_keys=np.stack([_hash_ids(scheme, ids) if scheme in schemes else np.zeros(len(ids), np.uint64) for scheme in ID_SCHEMES], axis=1),
        text_keys=np.where(digests.counts >= MIN_SAME_TOKENS, digests.keys, np.uint64(0)),
        title_keys=title_digests.keys,
        number_keys=hash_numbers(bare_titles, title_digests.hints),
        openings=digests.openings,
        place_keys=places.keys,
        print_keys=hash_prints(places.first_pages, title_digests.keys),
        volumes=places.volumes,
        place_years=places.years,
        years=np.array([paper.year or 0 for paper in papers], np.int64),
        roles=roles,
        flags=_flag_records(papers, digests, settings),
        shingles=digests.shingles,
        words=digests.words,
        title_words=title_digests.words,
        surnames=surnames,
        names=names,
        pages=places.pages,
        venues=places.venues,
        bands=None,
    )


def _fold_ids(ids: Mapping[str, str]) -> Mapping[str, str]:
    """The identifiers in their one form; those of the usual forms need not be looked at further."""
    if not ids:
        return NO_IDS
    folded = {}
    for scheme, value in ids.items():
        if scheme not in USUAL_IDS or USUAL_IDS[scheme].fullmatch(value) is None:
            return fold_ids(ids)
        folded[scheme] = value.lower()
    return folded


def _hash_ids(scheme: str, ids: Sequence[Mapping[str, str]]) -> U64:
    """The keys of the identifiers of one scheme, 0 where there is none."""
    rows = [row for row, own in enumerate(ids) if scheme in own]
    keys = np.zeros(len(ids), np.uint64)
    if rows:
        keys[rows] = hash_values(scheme, [encode_token(ids[row][scheme]) for row in rows])
    return keys


def _flag_records(papers: Sequence[KeySource], digests: TextDigests, settings: DedupeSettings) -> U8:
    """Whether the text of each record breaks off, and whether it is short."""
    breaks_off = np.fromiter((not paper.abstract_complete or is_cut(paper.abstract or "") for paper in papers), np.bool_, len(papers))
    flags = np.where((digests.counts > 0) & breaks_off, IS_CUT, 0) | np.where(digests.counts < settings.min_tokens, IS_SHORT, 0)
    return flags.astype(np.uint8)


def own_id(source: KeySource) -> str:
    """The id a record would have alone: the first identifier that can name a paper, else a hash of its text.

    A withdrawal notice is no text: it would give all withdrawn papers one id.

    >>> own_id(KeySource("r", ids={"doi": "10.48550/arXiv.2405.14333", "acl": "P19-1001"}))
    'arxiv:2405.14333'
    >>> own_id(KeySource("r", abstract="We show  THAT.")) == own_id(KeySource("s", title="On that", abstract="We show that"))
    True
    """
    is_notice = find_role(source.title, source.abstract) == NOTICE
    text = encode_token("" if is_notice else " ".join(split_tokens(source.abstract or "")))
    return _name_record(fold_ids(source.ids)) or _name_text(source, text)


def _name_records(papers: Sequence[KeySource], ids: Sequence[Mapping[str, str]], texts: FoldedTexts) -> list[str]:
    """The id that each record would have alone."""
    data = texts.data.data
    spans = zip(texts.starts.tolist(), texts.ends.tolist(), strict=True)
    return [_name_record(own) or _name_text(paper, data[start:end]) for own, paper, (start, end) in zip(ids, papers, spans, strict=True)]


def _name_record(ids: Mapping[str, str]) -> str | None:
    """The id a record has by its identifiers, if one of them can name a paper."""
    return next((f"{scheme}:{ids[scheme]}" for scheme in NAMING_SCHEMES if scheme in ids), None) if ids else None


def _name_text(source: KeySource, text: bytes | memoryview) -> str:
    """The id a record has by its folded text, else by its title and first author, else by where it stands."""
    content = text or encode_token(" ".join([*split_tokens(source.title or ""), *fold_surnames(source.authors[:1])]) or source.record)
    return f"text:{blake2b(content, digest_size=8).hexdigest()}"
