"""What the head of a page says of its paper in `<meta>`: Highwire's and Google Scholar's `citation_*`, Dublin Core, PRISM, EPrints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from pipeline.formats.digests.links import ARXIV_URL_RE
from pipeline.formats.feeds import add_people
from pipeline.formats.identifiers import ARXIV_JOURNAL_RE, add_ids, list_urls
from pipeline.formats.people import split_people
from pipeline.formats.prose import is_prose
from pipeline.page import Page
from pipeline.raw import Piece
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.repair.dates import to_edtf
from pipeline.repair.dois import normalise_doi
from pipeline.repair.values import PMID_RE, read_language
from pipeline.syntax.nodes import Fields, each_once

PREFIX_RE = re.compile(r"^dc(?:terms|\.terms)?(?=[.:])")
LIBRARY_NAMES = frozenset(
    f"bepress_citation_{name}" for name in ("pdf_url", "journal_title", "doi", "dissertation_name", "volume", "firstpage", "issn", "isbn")
)
"""What shows that `bepress_citation_*` is a library's, not a blog's."""
TITLES = ("citation_title", "dc.title", "eprints.title")
AUTHORS = ("citation_author", "citation_authors", "eprints.creators_name", "dc.creator", "dc.creator.personalname")
AFFILIATIONS = ("citation_author_institution", "citation_author_affiliation")
ABSTRACTS = ("citation_abstract", "dc.abstract", "dc.description.abstract", "eprints.abstract", "dc.description")
DATES = (
    ("citation_publication_date", "citation_date", "citation_cover_date", "citation_online_date", "citation_year"),
    ("dc.date.issued", "dc.issued", "prism.publicationdate", "prism.coverdate", "dc.date", "eprints.date"),
    ("article:published_time",),
)
"""When a paper came out, by those who say it: of the first that say so the earliest date counts. A journal puts online before it prints."""
JOURNALS = (
    "citation_journal_title", "citation_conference_title", "citation_conference", "citation_inbook_title", "citation_book_title",
    "prism.publicationname", "eprints.publication", "dc.relation.ispartof",
)  # fmt: skip
IDS = (
    "citation_arxiv_id", "citation_doi", "prism.doi", "eprints.id_number", "dc.identifier.doi", "dc.identifier", "doi", "citation_pmid",
    "dc.identifier.uri", "citation_id",
)  # fmt: skip
ADDRESSES = ("citation_abstract_html_url", "citation_pdf_url", "citation_public_url", "og:url")
LINKS = ("citation_pdf_url", "citation_abstract_html_url", "citation_fulltext_html_url", "citation_public_url", "eprints.document_url")
KINDS = ("dc.type", "eprints.type", "citation_article_type")
DATED = tuple(name for names in DATES for name in names)
WANTED = frozenset({*TITLES, *AUTHORS, *AFFILIATIONS, *ABSTRACTS, *JOURNALS, *IDS, *ADDRESSES, *LINKS, *KINDS, *DATED}) | {
    "citation_language", "dc.language", "dc.rights", "dc.rights.license", "dc.license",
}  # fmt: skip
OTHER_KIND_RE = re.compile(
    r"(?i:data\s?set|software|image|moving\s?image|still\s?image|video|sound|audio|event|physical\s?object|collection|interactive\s?resource|service|news"
    r"|blog(?:\s?post)?|web\s?site|advertisement|news\s?article|obituary)"
)
"""What repositories and journals keep beside papers."""
PAPER_KIND_RE = re.compile(
    r"(?i:.*\b(?:article|paper|original\s?paper|review\s?paper|thesis|dissertation|preprint|pre-print|conference[\s_]?(?:item|object|output|paper)"
    r"|book[\s_]?section|book[\s_]?part|monograph|working[\s_]?paper|text\.serial\.journal|technical[\s_]?report|journal|phdthesis)\b.*)"
)
LICENSE_RE = re.compile(r"https?://\S+|.*\b(?:CC[ -]BY|CC0|Creative Commons)\b.*", re.IGNORECASE | re.DOTALL)
ONE_COMMA_RE = re.compile(r"[^,;]*,[^,;]*")
AND_RE = re.compile(r"\s(?:and|&)\s")


class Head(msgspec.Struct, frozen=True):
    """The values of a page's `<meta>` elements that speak of papers, by their names."""

    values: dict[str, list[Piece]]

    def find(self, *names: str) -> list[Piece]:
        """The values under these names, name by name, in the order of the page."""
        return [piece for name in names for piece in self.values.get(name, ())]


def read_head(page: Page) -> Head:
    """The values in the page's `<meta>` elements, without those that are empty."""
    values: dict[str, list[Piece]] = {}
    named = [(str(tag.get("name") or tag.get("property") or tag.get("itemprop") or ""), tag) for tag in page.soup.find_all("meta")]
    is_library = any(name.casefold() in LIBRARY_NAMES for name, _ in named)
    for raw_name, tag in named:
        name = fold_name(raw_name, is_library=is_library)
        if name in WANTED and (piece := page.attribute(tag, "content")) is not None and piece.text.strip():
            values.setdefault(name, []).append(piece)
    for tag in page.soup.find_all("link", rel="canonical"):
        if (piece := page.attribute(tag, "href")) is not None:
            values.setdefault("og:url", []).append(piece)
    return Head(values)


def fold_name(name: str, *, is_library: bool = False) -> str:
    """The name of a `<meta>` in small letters, with one spelling for each vocabulary.

    >>> fold_name("DCTERMS.abstract"), fold_name("DC.Identifier.DOI"), fold_name("bepress_citation_title", is_library=True), fold_name("prism:doi")
    ('dc.abstract', 'dc.identifier.doi', 'citation_title', 'prism.doi')
    """
    folded = name.strip().casefold()
    if is_library:
        folded = folded.removeprefix("bepress_")
    prefix = PREFIX_RE.match(folded)
    if prefix is not None:
        folded = "dc" + folded[prefix.end() :]
    return re.sub(r"^(dc|prism|eprints):", r"\1.", folded)


def names_other_kind(head: Head) -> bool:
    """Whether the page says that what it is of is data, a picture or a piece of news."""
    kinds = [piece.text.strip().rpartition("/")[2] for piece in head.find(*KINDS)]
    return any(OTHER_KIND_RE.fullmatch(kind) for kind in kinds) and not any(PAPER_KIND_RE.fullmatch(kind) for kind in kinds)


def describes_paper(head: Head) -> bool:
    """Whether the head is that of a paper's page: a title under a name that papers have, or in Dublin Core beside an id, a journal or a kind of papers."""
    if names_other_kind(head):
        return False
    if head.find("citation_title"):
        return any(name.startswith("citation_") and name != "citation_title" for name in head.values) or bool(head.find("dc.creator"))
    kinds = any(PAPER_KIND_RE.fullmatch(piece.text.strip()) for piece in head.find(*KINDS))
    if head.find("eprints.title"):
        return kinds
    if not head.find("dc.title") or not head.find("dc.creator", "dc.creator.personalname"):
        return False
    named = any(parse_arxiv_id(piece.text.strip()) or normalise_doi(piece.text.strip()) for piece in head.find(*IDS))
    return named or kinds or bool(head.find("prism.publicationname"))


def add_head(fields: Fields, head: Head) -> None:
    """Add what the head says, but for the abstract."""
    fields.add("title", *head.find(*TITLES))
    _add_authors(fields, head)
    fields.add_list("affiliations", each_once(head.find(*AFFILIATIONS)))
    add_ids(fields, list_ids(head))
    numbers = (piece for piece in head.find("citation_pmid") if PMID_RE.fullmatch(piece.text.strip()))
    fields.add("identifiers.pmid", *numbers)
    for names in DATES:
        fields.add("published", pick_earliest(head.find(*names)))
    fields.add("journal_ref", *(piece for piece in head.find(*JOURNALS) if not ARXIV_JOURNAL_RE.match(piece.text)))
    fields.add("language", *(piece for piece in head.find("citation_language", "dc.language") if read_language(piece.text.strip())))
    fields.add("license", *(piece for piece in head.find("dc.rights.license", "dc.license", "dc.rights") if LICENSE_RE.fullmatch(piece.text.strip())))
    fields.add_list("urls", list_urls(head.find(*LINKS)))


def list_ids(head: Head) -> list[Piece]:
    """What the paper is called by. An address counts where only papers are, since others end in numbers too."""
    named = [piece for piece in head.find(*IDS) if not piece.text.strip().startswith("http") or not _is_foreign(piece)]
    return [*named, *(piece for piece in head.find(*ADDRESSES) if not _is_foreign(piece))]


def _is_foreign(piece: Piece) -> bool:
    """Whether an address may end in what looks like an arXiv id and is none."""
    found = parse_arxiv_id(piece.text.strip().rpartition("/")[2]) is not None
    return found and not ARXIV_URL_RE.match(piece.text.strip())


def list_abstracts(head: Head) -> list[Piece]:
    """What may be the abstract: running text under a name for it."""
    return [piece for piece in head.find(*ABSTRACTS) if is_prose(piece.text)]


def pick_earliest(dates: Sequence[Piece]) -> Piece | None:
    """The earliest of some dates, of those that do not differ the fullest; None where none is a date.

    >>> pick_earliest([Piece("xpath", "", text) for text in ("2010/09", "2010/05/05", "2010", "soon")]).text
    '2010/05/05'
    """
    known = [(edtf, piece) for piece in dates if (edtf := to_edtf(piece.text)) is not None and edtf[:1].isdecimal()]
    if not known:
        return None
    fullest = [(edtf, piece) for edtf, piece in known if not any(other != edtf and other.startswith(edtf) for other, _ in known)]
    return min(fullest, key=lambda item: item[0].ljust(10, "~"))[1]


def _add_authors(fields: Fields, head: Head) -> None:
    """Add the authors: an element for each, or one with a list of names."""
    for name in AUTHORS:
        people = head.find(name)
        if not people or "authors" in fields:
            continue
        if len(people) > 1:
            fields.add_list("authors", [part for piece in people for part in _split_listed(piece)])
        elif _is_one(people[0].text, is_own=name == "citation_author"):
            fields.add_list("authors", people)
        else:
            add_people(fields, people)


def _split_listed(piece: Piece) -> Iterable[Piece]:
    return [piece.part(*span) for span in split_people(piece.text)] if ";" in piece.text else [piece]


def _is_one(text: str, *, is_own: bool) -> bool:
    """Whether a text that stands alone names one person, the surname first: what has a name of its own for each person has them one by one.

    >>> _is_one("Lee, Ann Marie", is_own=True), _is_one("Ann Lee, Bo de Wu", is_own=False), _is_one("Lee, A. and Wu, B.", is_own=True)
    (True, False, False)
    """
    if AND_RE.search(text) or not ONE_COMMA_RE.fullmatch(text):
        return False
    return is_own or min(len(part.split()) for part in text.split(",")) < len(("forename", "surname"))
