"""Which ids a text says that may be any id or link: a cell under `id`, a field `url`, the tag `UR`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.formats.feeds import add_arxiv, find_arxiv
from pipeline.raw import Piece
from pipeline.repair.categories import CATEGORY_RE, is_category, resolve_category
from pipeline.repair.dois import normalise_doi
from pipeline.syntax.nodes import Fields, each_once, parts_of

URL_RE = re.compile(r"https?://[^\s<>\"'{}|\\^`\[\]]+(?<![.,;:)])")
CODE_RE = re.compile(rf"(?<![\w.-])(?:{CATEGORY_RE})(?![\w-]|\.\w)")
"""A code of arXiv's categories, in a text that may hold more."""
ARXIV_JOURNAL_RE = re.compile(r"\W*(?:arxiv|corr\b|computing research repository|e-?prints?\b)", re.IGNORECASE)
"""The journal of a paper that is in none."""
MARKED_ID_RE = re.compile(r"(?:arxiv[\s:./]{0,4}|(?<![\w/])abs/)(?P<part>(?:[a-z-]{2,9}(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d{1,3})?)", re.IGNORECASE)
"""An arXiv id in a text that says so: `arXiv preprint arXiv:2405.14333`, and `abs/2405.14333`, the volume that dblp gives it."""
ARXIV_DOI_RE = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)
DOI_RE = re.compile(
    r"\s*(?:(?:doi|DOI)\s*[:=]?\s*)?(?:https?://(?:(?:dx\.|www\.)?doi\.org|[\w.-]+/doi(?:/(?:abs|full|pdf|epdf|book))?)/)?10\.\d{4,9}(?:\.\d+)*/\S"
)
"""A DOI, or a link that ends in one. `10.1.1.89.9207` is none: so CiteSeerX names its papers."""
CITESEER_RE = re.compile(r"\s*(?:https?://citeseerx?\.\S{1,40}[?&]doi=)?10\.1\.1\.\d{1,4}\.\d{1,5}\s*", re.IGNORECASE)
DBLP_RE = re.compile(r"\s*(?:https?://dblp\.\S{2,40}/rec/(?:html/)?)?(?:journals|conf|books|series|reference|phd|tr)/[\w-]+/[\w-]+(?:\.html)?\s*")
"""A key of dblp, or a link to one."""
OTHERS = (
    (
        "identifiers.acl",
        re.compile(r"\s*https?://(?:www\.)?(?:aclanthology\.(?:org|info)|aclweb\.org/anthology)/(?:[A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)"),
    ),
    ("identifiers.openreview", re.compile(r"\s*https?://openreview\.net/(?:forum|pdf)\?(?:[^#\s]*&)?id=[\w-]{8,14}")),
    (
        "identifiers.semantic_scholar",
        re.compile(
            r"\s*(?:https?://www\.semanticscholar\.org/paper/(?:[^/?#]*/)?[0-9a-f]{40}|[0-9a-f]{40}\s*$|(?:https?://api\.semanticscholar\.org/)?(?i:corpusid):\s?\d)"
        ),
    ),
    ("identifiers.pmid", re.compile(r"\s*(?:https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/|(?i:pmid):?\s*)\d")),
)


def add_ids(fields: Fields, pieces: Sequence[Piece]) -> None:
    """Add the first id of each kind that one of these texts is, or leads to."""
    has_arxiv = add_arxiv(fields, pieces)
    for piece in pieces:
        doi = normalise_doi(piece.text.strip()) if DOI_RE.match(piece.text) else None
        if doi is not None and not (has_arxiv and ARXIV_DOI_RE.match(doi)):
            fields.add("identifiers.doi", piece)
        for name, pattern in OTHERS:
            if pattern.match(piece.text):
                fields.add(name, piece)


def each_category(pieces: Iterable[Piece | None]) -> list[Piece]:
    """The categories among these, each once: an archive that was closed and the category that took it over are one.

    Classes of the MSC and the ACM, which arXiv's API gives in the same elements, are none.

    >>> [piece.text for piece in each_category(Piece("xml", "/entry/category/@term", code) for code in ("chao-dyn", "hep-th", "nlin.CD", "37D45"))]
    ['chao-dyn', 'hep-th']
    """
    first: dict[str, Piece] = {}
    for piece in pieces:
        code = None if piece is None else _find_code(piece.text)
        if piece is not None and code is not None:
            first.setdefault(code, piece)
    return list(first.values())


@lru_cache(maxsize=4096)
def _find_code(text: str) -> str | None:
    """The category that a text stands for, or one that several archives have; None where it is none."""
    code, is_ambiguous = resolve_category(text)
    return code if is_ambiguous or is_category(code) else None


def names_paper(text: str) -> bool:
    """Whether a text is the id of a paper, or a link that ends in one.

    >>> [names_paper(text) for text in ("http://arxiv.org/abs/2405.14333v1", "10.1.1.89.9207", "10.1000/182", "conf/x/Lee24", "42", "https://example.org/a")]
    [True, True, True, True, False, False]
    """
    if find_arxiv([Piece("cell", "", text)]) is not None or DOI_RE.match(text) or CITESEER_RE.fullmatch(text) or DBLP_RE.fullmatch(text):
        return True
    return any(pattern.match(text) for _, pattern in OTHERS)


def marked_ids(pieces: Iterable[Piece]) -> list[Piece]:
    """The arXiv ids in texts that say so: venues such as `arXiv:2405.14333`."""
    return [part for piece in pieces for part in parts_of(piece, MARKED_ID_RE)]


def list_journals(pieces: Iterable[Piece]) -> list[Piece]:
    """The venues among these texts that are no archive: neither arXiv nor one of its categories."""
    return [piece for piece in pieces if ARXIV_JOURNAL_RE.match(piece.text) is None and CODE_RE.fullmatch(piece.text.strip()) is None]


def list_urls(pieces: Iterable[Piece | None]) -> list[Piece]:
    """The links in these texts, each once."""
    return each_once(part for piece in pieces for part in parts_of(piece, URL_RE))
