"""XML: feeds, OAI-PMH and catalogues, as entries: elements of the names that formats say their papers have.

Entries are found by their tags and each is parsed by itself (lxml, mending what can be mended), without the document around
it: so a document that breaks off, or begins in the middle, gives all its whole entries, each has its place in the
text, and nothing that a document type declares is ever expanded. Names are as they are written, prefix and all.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import msgspec
from lxml import etree

from pipeline.raw import Piece
from pipeline.records import Span

NAME = r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?"
OPEN_RE = re.compile(rf"<(?P<name>{NAME})(?=[\s/>])")
PROLOG_RE = re.compile(r"\s*(?:<\?xml\b[^>]*\?>|<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>|\s)*", re.DOTALL | re.IGNORECASE)
ENTITY_RE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#\d+;|#[xX][0-9a-fA-F]+;)(?P<name>\w*;?)")
STEP_RE = re.compile(r"(?P<name>[^\[/]+)(?:\[(?P<number>\d+)\])?")
MAX_ENTRY_CHARS = 20_000_000


class XmlNode:
    """An element, or an attribute of one, and the path that leads to it from its entry."""

    __slots__ = ("attribute", "element", "path")

    def __init__(self, element: etree._Element | None, path: str, attribute: str | None = None) -> None:
        self.element = element
        self.path = path
        self.attribute = attribute

    def find(self, *names: str) -> XmlNode:
        """The first element that the names lead to; `@name` is an attribute."""
        node = self
        for name in names:
            if name.startswith("@"):
                node = XmlNode(node.element, f"{node.path}/{name}", name[1:])
            else:
                node = next(iter(node.find_all(name)), XmlNode(None, f"{node.path}/{name}"))
        return node

    def find_all(self, name: str) -> list[XmlNode]:
        """The child elements of that name."""
        if self.element is None:
            return []
        found = [child for child in self.element if isinstance(child.tag, str) and name_of(child) == name]
        if len(found) == 1:
            return [XmlNode(found[0], f"{self.path}/{name}")]
        return [XmlNode(child, f"{self.path}/{name}[{number}]") for number, child in enumerate(found, 1)]

    def names(self) -> list[str]:
        """The names of the child elements."""
        return [] if self.element is None else list(dict.fromkeys(name_of(child) for child in self.element if isinstance(child.tag, str)))

    def piece(self) -> Piece | None:
        """All text in the element, or the value of the attribute."""
        text = None if self.element is None else _text_of(self.element, self.attribute)
        return None if text is None else Piece("xml", self.path, text)


def name_of(element: etree._Element) -> str:
    """The name of an element as it is written, with its prefix."""
    tag = str(element.tag)
    local = tag.rpartition("}")[2]
    return f"{element.prefix}:{local}" if tag.startswith("{") and element.prefix else local


def _text_of(element: etree._Element, attribute: str | None) -> str | None:
    if attribute is None:
        return "".join(str(text) for text in element.itertext())
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == attribute or str(key) == attribute:
            return str(value)
    return None


class XmlEntry(msgspec.Struct, frozen=True):
    """An element that may be a paper: where it stands, and the last text with tags that stood between entries before it."""

    span: Span
    name: str
    gap: Span


class XmlBlock(msgspec.Struct, frozen=True):
    """An XML document, or what is left of one: its entries, and those that are not whole."""

    span: Span
    root: str
    entries: tuple[XmlEntry, ...]
    malformed: tuple[Span, ...]


def find_block(text: str, start: int, names: Sequence[str], end: int | None = None) -> XmlBlock | None:
    """The document whose prolog or first element begins at `start`: to its closing tag, or as far as it goes; None where no element does."""
    prolog = PROLOG_RE.match(text, start)
    root = OPEN_RE.match(text, start if prolog is None else prolog.end())
    if root is None:
        return None
    limit = len(text) if end is None else end
    name = root["name"]
    close = None if name in names else re.compile(rf"</{re.escape(name)}\s*>").search(text, root.end(), limit)
    stop = limit if close is None else close.end()
    entries, malformed = _find_entries(text, (start, stop), names)
    if name in names:
        stop = max([entry.span[1] for entry in entries] + [high for _, high in malformed], default=start)
        tail = re.compile(rf"(?:\s|</{NAME}\s*>)*").match(text, stop, limit)
        stop = stop if tail is None else max(stop, len(text[: tail.end()].rstrip()) if tail.group().strip() else stop)
    return None if stop <= start else XmlBlock((start, stop), name, entries, malformed)


def _find_entries(text: str, span: Span, names: Sequence[str]) -> tuple[tuple[XmlEntry, ...], tuple[Span, ...]]:
    """The entries in a span, and what opens as one and is not closed."""
    entries: list[XmlEntry] = []
    open_at: int | None = None
    name = ""
    depth = 0
    gap = (span[0], span[0])
    for match in _entry_tags(tuple(names)).finditer(text, *span):
        if match["name"] is None:
            continue
        if open_at is None:
            if match["close"]:
                continue
            open_at, name, depth = match.start(), match["name"], 1
            low = entries[-1].span[1] if entries else span[0]
            if "<" in text[low:open_at]:
                gap = (low, open_at)
        elif match["name"] == name:
            depth += -1 if match["close"] else 1
        tag_end = text.find(">", match.end())
        if tag_end < 0:
            break
        if depth and not match["close"] and match["name"] == name and text[tag_end - 1] == "/":
            depth -= 1
        if depth == 0:
            entries.append(XmlEntry((open_at, tag_end + 1), name, gap))
            open_at = None
    return tuple(entries), () if open_at is None else ((open_at, span[1]),)


@cache
def _entry_tags(names: tuple[str, ...]) -> re.Pattern[str]:
    """Tags of entries, and what may hold the like of them without being one."""
    listed = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<(?P<close>/?)(?P<name>{listed})(?=[\s/>])", re.DOTALL)


@lru_cache(maxsize=4)
def parse_entry(text: str) -> etree._Element | None:
    """The element that an entry is; None where nothing can be made of it.

    Entities that HTML names are resolved, others stay as they are written: nothing a document declares is looked at.
    """
    if len(text) > MAX_ENTRY_CHARS:
        return None
    mended = ENTITY_RE.sub(_resolve_entity, text)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True, strip_cdata=True, ns_clean=False)
    try:
        return etree.fromstring(mended.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _resolve_entity(match: re.Match[str]) -> str:
    written = match.group()
    known = html.unescape(written)
    return known.replace("&", "&amp;").replace("<", "&lt;") if known != written and written.endswith(";") else f"&amp;{match['name']}"


def pick(text: str, path: str) -> str:
    """The text that a path leads to in an entry. Raises `LookupError` where it leads nowhere, `ValueError` for a text that is no XML.

    >>> pick("<entry><author><name>A</name></author><author><name>B</name></author></entry>", "/entry/author[2]/name")
    'B'
    """
    root = parse_entry(text)
    if root is None:
        raise ValueError("no XML")
    first, *rest = path.removeprefix("/").split("/")
    if first != name_of(root):
        raise LookupError(f"the entry is {name_of(root)}, not {first}")
    node = XmlNode(root, f"/{first}")
    for step in rest:
        node = _follow(node, step)
    piece = node.piece()
    if piece is None:
        raise LookupError(f"nothing at {path}")
    return piece.text


def _follow(node: XmlNode, step: str) -> XmlNode:
    match = STEP_RE.fullmatch(step)
    if step.startswith("@") or match is None:
        return node.find(step)
    found: Iterable[XmlNode] = node.find_all(match["name"])
    return [*found][int(match["number"] or 1) - 1]
