"""What bibliographies say of a paper, whichever format they are in: its links and its date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.records import Identifiers, Paper

SITES = (
    ("arxiv", "https://arxiv.org/abs/{}"),
    ("doi", "https://doi.org/{}"),
    ("acl", "https://aclanthology.org/{}/"),
    ("openreview", "https://openreview.net/forum?id={}"),
    ("semantic_scholar", "https://www.semanticscholar.org/paper/{}"),
    ("pmid", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
)
"""Where what an identifier names can be read."""
CORPUS_ID = "CorpusID:"
CORPUS_SITE = "https://api.semanticscholar.org/{}"
DATE_RE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
UNSAFE_RE = re.compile(r"[\s{}\\\"<>^`|\x00-\x1f]")


def list_links(paper: Paper) -> list[str]:
    """Where the paper can be read: by its identifiers, then what the dumps link to; each once."""
    return list(dict.fromkeys(encode_link(link) for link in (*list_sites(paper.identifiers), *(url.url for url in paper.urls))))


def list_sites(identifiers: Identifiers) -> Iterator[str]:
    """Where what the identifiers name can be read.

    >>> list(list_sites(Identifiers(arxiv="2405.14333", semantic_scholar="CorpusID:215416146")))
    ['https://arxiv.org/abs/2405.14333', 'https://api.semanticscholar.org/CorpusID:215416146']
    """
    for name, site in SITES:
        value = getattr(identifiers, name)
        if value is not None:
            yield (CORPUS_SITE if value.startswith(CORPUS_ID) else site).format(value)


def encode_link(text: str) -> str:
    """A link, or a DOI, without characters that would end the field it stands in, or that TeX would act on.

    >>> encode_link("https://a.org/{x}y")
    'https://a.org/%7Bx%7Dy'
    """
    return UNSAFE_RE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)


def split_date(date: str | None) -> list[str]:
    """What is known of an EDTF date: year, month and day, as far as they go.

    >>> split_date("2024-05-07"), split_date("2024-XX-XX"), split_date("XXXX-01-12"), split_date(None)
    (['2024', '05', '07'], ['2024'], [], [])
    """
    match = DATE_RE.match(date or "")
    return [part for part in match.groups() if part] if match else []


def join_lines(text: str) -> str:
    """The text in one line.

    >>> join_lines("a\\nb\\u2028c ")
    'a b c'
    """
    return " ".join(text.splitlines()).strip()
