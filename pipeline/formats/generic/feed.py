"""Any feed of papers: an item of RSS or an entry of Atom with a title that shows by an id, or by what only journals say, that it is a paper.

    <item>
      <title>...</title>
      <link>https://journals.example.org/doi/10.1000/xyz</link>
      <description>...</description>
      <dc:creator>Ann Lee</dc:creator><dc:creator>Bo Wu</dc:creator>
      <dc:identifier>doi:10.1000/xyz</dc:identifier>
      <prism:publicationDate>2024-05-07</prism:publicationDate>
    </item>

It must have an arXiv id or a DOI, lead to a page of a paper on a site that has no others, or have authors and journals' elements (PRISM). An
author alone does not do: blogs have authors too. What a paper's id is only mentioned in is no paper.
"""

from __future__ import annotations

import re

from pipeline.formats.feeds import (
    add_arxiv,
    add_people,
    cut_paragraphs,
    find_arxiv,
    find_labelled,
    list_ids,
    list_links,
    list_parted,
    list_people,
    pick_prose,
    show,
)
from pipeline.formats.identifiers import each_category
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.repair.categories import is_category
from pipeline.repair.dois import normalise_doi
from pipeline.repair.values import ACL_ID_RE, OPENREVIEW_ID_RE, PMID_RE
from pipeline.syntax.nodes import Fields, Node, parts_of

URL_DOI_RE = re.compile(r"(?<=/)10\.\d{4,9}/[^\s?#]+")
PAPER_SITE_RE = re.compile(
    r"https?://(?:www\.)?(?:openreview\.net/(?:forum|pdf)\?|aclanthology\.org/\S*\d|proceedings\.mlr\.press/v\d+/|jmlr\.org/(?:papers/|tmlr/)"
    r"|papers\.n(?:eur)?ips\.cc/paper|proceedings\.n(?:eur)?ips\.cc/paper|openaccess\.thecvf\.com/content|paperswithcode\.com/paper/"
    r"|semanticscholar\.org/paper/|pubmed\.ncbi\.nlm\.nih\.gov/\d|ieeexplore\.ieee\.org/(?:abstract/)?document/\d|sciencedirect\.com/science/article/)"
)
"""Addresses under which there are papers and nothing else."""
PUBMED_RE = re.compile(r"https?://(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov/(?P<part>\d+)|^\s*(?:pubmed|pmid):(?P<id>\d+)\s*$")
CITATION_RE = re.compile(
    r"\bdoi:?\s*10\.\d{4}|\bPublished online\b|\bPMID:|^\W*Volume \d|, Volume \d+, (?:Issue|Page)|\bPublication date:|\bOnline ahead of print\b"
)
"""What a journal's feed says of the paper in place of its abstract."""
HEADING_RE = re.compile(r"(?:abstract|summary)\W*", re.IGNORECASE)
MIN_PEOPLE = 2
AUTHORS = frozenset({"authors", "author", "author(s)", "by"})
ABSTRACT = frozenset({"abstract"})


def knows(entry: Node) -> bool:
    """An entry with a title and something that only papers have."""
    title = entry.text("title")
    if title is None or not title.text.strip():
        return False
    ids = list_ids(entry)
    if _is_about_another(entry):
        return False
    if find_arxiv(ids) is not None or _find_doi(entry, ids) is not None:
        return True
    is_journal = any(name.startswith("prism:") for name in entry.names()) or {"startPage", "authors"} <= set(entry.names())
    return any(PAPER_SITE_RE.match(piece.text.strip()) for piece in ids) or (is_journal and bool(list_people(entry)))


def _is_about_another(entry: Node) -> bool:
    """Whether an entry leads to a paper and is called by another address: what somebody says of the paper, unless the paper's people are named."""
    own = [piece for name in ("guid", "id") if (piece := entry.text(name)) is not None and piece.text.strip().startswith("http")]
    if not own or any(find_arxiv([piece]) or _find_doi(entry, [piece]) or PAPER_SITE_RE.match(piece.text.strip()) for piece in own):
        return False
    if entry.text("dc:identifier") is not None or any(piece.text == link.text for piece in own for link in list_links(entry)):
        return False
    texts = (entry.text(name) for name in ("description", "summary", "content"))
    return len(list_people(entry)) < MIN_PEOPLE and not any(find_labelled(cut_paragraphs(text), AUTHORS | ABSTRACT) for text in texts)


def _find_doi(entry: Node, ids: list[Piece]) -> Piece | None:
    named = (entry.text(name) for name in ("prism:doi", "arxiv:doi", "doi", "arxiv:DOI"))
    for piece in (*named, *ids):
        if piece is not None and normalise_doi(piece.text.strip()) is not None:
            return piece
    return next((part for piece in ids for part in parts_of(piece, URL_DOI_RE)), None)


def read(entry: Node) -> RawRecord:
    """The record of an entry."""
    fields = Fields()
    ids, links = list_ids(entry), list_links(entry)
    has_arxiv = add_arxiv(fields, ids)
    doi = _find_doi(entry, ids)
    if doi is not None and find_arxiv([doi]) is None:
        fields.add("identifiers.doi", doi)
    _add_other_ids(fields, ids)
    fields.add("title", entry.text("title"))
    texts = [cut_paragraphs(entry.text(name)) for name in ("description", "summary", "content:encoded", "content", "dc:description")]
    fields.add_list("authors", list_parted(entry))
    add_people(fields, list_people(entry))
    labelled = [found.value for text in texts for found in find_labelled(text, AUTHORS)]
    if "authors" not in fields:
        add_people(fields, labelled[:1])
    fields.add("abstract", *(_abstract(text) for text in texts))
    if has_arxiv:
        fields.add_list("categories", each_category(_codes(entry)))
    _add_dates(fields, entry, has_arxiv=has_arxiv)
    fields.add_list("urls", links)
    return fields.record()


def _add_other_ids(fields: Fields, ids: list[Piece]) -> None:
    for piece in ids:
        text = piece.text.strip()
        if text.startswith("http") and ACL_ID_RE.fullmatch(text):
            fields.add("identifiers.acl", piece)
        elif text.startswith("http") and OPENREVIEW_ID_RE.fullmatch(text):
            fields.add("identifiers.openreview", piece)
        elif (number := PUBMED_RE.search(text)) is not None and PMID_RE.fullmatch(number["part"] or number["id"]):
            fields.add("identifiers.pmid", piece.part(*PUBMED_RE.search(piece.text).span("part" if number["part"] else "id")))  # type: ignore[union-attr]


def _codes(entry: Node) -> list[Piece]:
    """ArXiv's codes among the categories."""
    found = (node.text("@term") or node.piece() for node in entry.find_all("category"))
    return [piece for piece in found if piece is not None and is_category(piece.text.strip())]


def _abstract(paragraphs: list[Piece]) -> tuple[Piece, ...]:
    """The paragraphs of the abstract: the labelled one, those under a heading, or those that are running text and no citation."""
    labelled = find_labelled(paragraphs, ABSTRACT)
    if labelled:
        return (labelled[0].value,)
    heading = next((index for index, piece in enumerate(paragraphs) if HEADING_RE.fullmatch(show(piece.text))), None)
    below = paragraphs if heading is None else paragraphs[heading + 1 :]
    plain = (piece for piece in below if not find_labelled([piece], AUTHORS))
    return tuple(pick_prose([piece for piece in plain if not CITATION_RE.search(show(piece.text)[:200])]))


def _add_dates(fields: Fields, entry: Node, *, has_arxiv: bool) -> None:
    """The day an article came out; of a preprint from elsewhere an item's date is when it was listed."""
    for name in ("prism:publicationDate", "prism:coverDate", "published", "dc:date"):
        fields.add("published", entry.text(name))
    fields.add("listed" if has_arxiv else "published", entry.text("pubDate"))
    fields.add("updated", entry.text("updated"))


FORMAT = EntryFormat(
    name="paper-feed",
    summary="Any feed of papers: RSS or Atom with an arXiv id, a DOI or a journal's elements in each entry.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=("item", "entry"),
    roots=("rss", "rdf:RDF"),
)
