"""What entries of feeds (items of RSS, entries of Atom) have in common, whoever made them: ids, links, people, and texts that are HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

import msgspec

from pipeline.formats.people import find_et_al, split_people
from pipeline.formats.prose import ends_sentence, is_prose
from pipeline.raw import Item, Piece
from pipeline.repair.arxiv_ids import ARXIV_ID_RE, parse_arxiv_id
from pipeline.syntax.nodes import Fields, Node, each_once, parts_of

TAG_RE = re.compile(r"<[^<>]*>")
ANCHOR_RE = re.compile(r"<a\s[^<>]*>(?P<part>[^<>]*)(?:</a\s*>|\Z)", re.IGNORECASE)
_LABELS = "Authors?|Abstract|Summary|Upvotes|Published|Categories|Subjects|Comments|Journal[ -]ref|DOI|Links?|URL|PDF"
BLOCK_RE = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|hr|table|tr|td|blockquote|pre|dl|dt|dd|body|html)(?:\s[^<>]*)?/?>"
    rf"|[\r\n](?=[ \t]{{0,20}}(?:<(?:b|strong)>)?(?:{_LABELS})\b[^\r\n:]{{0,20}}:)",
    re.IGNORECASE,
)
"""Where a paragraph of HTML ends, or a line with a label begins."""
LABEL_RE = re.compile(r"\s*(?:<[^<>]*>\s*)*(?P<label>[A-Za-z][A-Za-z;/ -]{1,24}?(?:\([sS]\))?)\s*(?:</[^<>]*>\s*)*[:：]\s*(?:</[^<>]*>\s*)*")
CLOSING_RE = re.compile(r"</[^<>]*>")
MAIL_RE = re.compile(r"^\s*[^\s@()]+@[^\s()]+\s+\((?P<part>[^()]+)\)\s*$")
"""A person of RSS 2.0: `ann@example.org (Ann Lee)`."""
NAME_PARTS = ("given_name", "given", "middle_name", "last_name", "family")
PARTED = frozenset({"last_name", "family"})
VERSION_RE = re.compile(r"(?<=\d)v\d{1,3}(?=\s*$|[?#])")
URL_END = frozenset({"", "/", "?", "#", ".", "v", "&"})


class Labelled(msgspec.Struct, frozen=True):
    """A paragraph that begins with a label and a colon; the label in small letters."""

    label: str
    value: Piece


def list_links(entry: Node) -> list[Piece]:
    """The addresses an entry leads to."""
    links = (node for name in ("link", "atom:link") for node in entry.find_all(name))
    return each_once(piece for node in links for piece in (node.text("@href"), node.piece()) if piece and "://" in piece.text)


def list_ids(entry: Node) -> list[Piece]:
    """What an entry is called by, and the addresses it leads to."""
    names = ("guid", "id", "@rdf:about", "@about", "dc:identifier", "arxiv:id")
    return each_once([*(node.piece() for name in names for node in _find_all(entry, name)), *list_links(entry)])


def _find_all(entry: Node, name: str) -> Sequence[Node]:
    return [entry.find(name)] if name.startswith("@") else entry.find_all(name)


def find_arxiv(pieces: Iterable[Piece]) -> Piece | None:
    """The first arXiv id, alone or at the end of an address, whoever's it is (`https://example.org/papers/2405.14333v2`)."""
    for piece in pieces:
        if parse_arxiv_id(piece.text.strip()) is not None:
            return piece
        found = ARXIV_ID_RE.search(piece.text) if piece.text.lstrip().startswith("http") else None
        if found is not None and piece.text[found.start() - 1] == "/" and piece.text[found.end() : found.end() + 1].strip() in URL_END:
            return piece.part(*found.span())
    return None


def add_arxiv(fields: Fields, pieces: Sequence[Piece]) -> bool:
    """Add the first arXiv id among these and the first version of it; says whether there is one."""
    found = find_arxiv(pieces)
    if found is None:
        return False
    fields.add("identifiers.arxiv", found)
    versions = (part for piece in (found, *pieces) if find_arxiv([piece]) is not None for part in parts_of(piece, VERSION_RE))
    fields.add("identifiers.arxiv_version", next(versions, None))
    return True


def list_people(entry: Node) -> list[Piece]:
    """The texts that name the people of an entry."""
    inner = entry.find("authors").find_all("author")
    named = [author.text("name") for author in (*entry.find_all("author"), *inner)]
    if not any(named):
        nodes = [node for name in ("dc:creator", "author", "authors") for node in entry.find_all(name)]
        named = [node.piece() for node in (*nodes, *inner) if not node.names()]
    return [piece for piece in named if piece is not None and piece.text.strip()]


def list_parted(entry: Node) -> list[Item]:
    """The names of people that are given in parts, each as spoken: `<authors><author><given_name>Ann</given_name><last_name>Lee</last_name>`."""
    people = (*entry.find_all("author"), *entry.find("authors").find_all("author"))
    return [person.pieces(*NAME_PARTS) for person in people if not PARTED.isdisjoint(person.names())]


def add_people(fields: Fields, pieces: Sequence[Piece]) -> None:
    """Add the authors: a text that stands alone is a list of them, or links with a name in each."""
    if len(pieces) > 1:
        fields.add_list("authors", pieces)
        return
    for piece in pieces:
        names = parts_of(piece, MAIL_RE) or parts_of(piece, ANCHOR_RE) or [piece.part(*span) for span in split_people(piece.text)]
        fields.add_list("authors", names)
        rest = find_et_al(piece.text)
        if rest is not None:
            fields.add("authors_complete", piece.part(*rest))


def show(text: str) -> str:
    """What a reader sees of a piece of HTML.

    >>> show("<p>a &lt; b</p> ")
    'a < b'
    """
    return html.unescape(TAG_RE.sub("", text)).strip()


def cut_paragraphs(piece: Piece | None) -> list[Piece]:
    """The paragraphs of a text that may be HTML, those in which there is nothing to see left out.

    >>> [part.text for part in cut_paragraphs(Piece("xml", "/item/description", "<p>One.</p> <p><img src='x'/></p><p>Two<br/>Three</p>"))]
    ['One.', 'Two', 'Three']
    """
    if piece is None:
        return []
    edges = [0, *(edge for match in BLOCK_RE.finditer(piece.text) for edge in match.span()), len(piece.text)]
    parts = (piece.part(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True))
    return [part for part in parts if show(part.text)]


def pick_prose(paragraphs: Sequence[Piece]) -> list[Piece]:
    """The paragraphs that are sentences, where any of them is running text; else none."""
    seen = [(piece, show(piece.text)) for piece in paragraphs]
    return [piece for piece, text in seen if ends_sentence(text) or is_prose(text)] if any(is_prose(text) for _, text in seen) else []


def find_labelled(paragraphs: Iterable[Piece], labels: frozenset[str]) -> list[Labelled]:
    """The paragraphs that begin with one of these labels, each without it."""
    found = []
    for paragraph in paragraphs:
        match = LABEL_RE.match(paragraph.text)
        if match is not None and match["label"].casefold() in labels:
            found.append(Labelled(match["label"].casefold(), paragraph.part(match.end(), _find_end(paragraph.text, match.end()))))
    return found


def _find_end(text: str, start: int) -> int:
    """Where the text ends but for tags that close what was opened before it."""
    end = len(text.rstrip())
    while (low := text.rfind("</", start, end)) >= 0 and CLOSING_RE.fullmatch(text, low, end):
        end = len(text[:low].rstrip())
    return max(start, end)
