"""XML: an entry as a parsed element, and the paths in it.

An entry is parsed by itself (lxml, mending what can be mended), without the document around it, so nothing that a document type declares is
ever expanded. Names are as they are written, prefix and all.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml import etree

from pipeline.raw import Piece
from pipeline.syntax.nodes import Node

NAME = r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?"
MACHINE_PREFIX_RE = re.compile(r"ns\d{1,3}:")
"""A prefix that a program made up when it wrote the document anew (`ns0:entry`): it says nothing, and stands for any other or none."""
OPEN_RE = re.compile(rf"<(?P<name>{NAME})(?=[\s/>])")
CLOSE_RE = re.compile(rf"</(?P<name>{NAME})\s*>\s*\Z")
ENTITY_RE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#\d+;|#[xX][0-9a-fA-F]+;)(?P<name>\w*;?)")
STEP_RE = re.compile(r"(?P<name>[^\[/]+)(?:\[(?P<number>\d+)\])?")
MAX_ENTRY_CHARS = 20_000_000
FORMULAS = frozenset({"tex-math", "jats:tex-math"})
"""Elements whose text is TeX without its dollars."""
BREAKS = frozenset({"p", "br", "title", "sec", "jats:p", "jats:title", "jats:sec"})
"""Elements between which words do not run on."""


class XmlNode(Node):
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
        found = [(child, written) for child in self.element if isinstance(child.tag, str) and _is_called(written := name_of(child), name)]
        counts = Counter(written for _, written in found)
        numbers: Counter[str] = Counter()
        nodes = []
        for child, written in found:
            numbers[written] += 1
            nodes.append(XmlNode(child, f"{self.path}/{written}" + (f"[{numbers[written]}]" if counts[written] > 1 else "")))
        return nodes

    def names(self) -> list[str]:
        """The names of the child elements."""
        children = () if self.element is None else (child for child in self.element if isinstance(child.tag, str))
        return list(dict.fromkeys(drop_prefix(name_of(child)) for child in children))

    def piece(self) -> Piece | None:
        """All text in the element, or the value of the attribute."""
        text = None if self.element is None else _text_of(self.element, self.attribute)
        return None if text is None else Piece("xml", self.path, text)


def drop_prefix(name: str) -> str:
    """The name without a prefix that a program made up.

    >>> drop_prefix("ns0:entry"), drop_prefix("dc:title")
    ('entry', 'dc:title')
    """
    return MACHINE_PREFIX_RE.sub("", name, count=1)


def _is_called(written: str, name: str) -> bool:
    """Whether an element of that written name is one of the name that is looked for."""
    if written == name:
        return True
    return MACHINE_PREFIX_RE.match(written) is not None and drop_prefix(written) == name.rpartition(":")[2] and MACHINE_PREFIX_RE.match(name) is None


def name_of(element: etree._Element) -> str:
    """The name of an element as it is written, with its prefix."""
    tag = str(element.tag)
    local = tag.rpartition("}")[2]
    return f"{element.prefix}:{local}" if tag.startswith("{") and element.prefix else local


def _text_of(element: etree._Element, attribute: str | None) -> str | None:
    if attribute is None:
        return "".join(_texts_of(element)) if len(element) else str(element.text or "")
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == attribute or str(key) == attribute:
            return str(value)
    return None


def _texts_of(element: etree._Element) -> Iterator[str]:
    """The text in an element, piece by piece: formulas in dollars, a space at the edges of paragraphs."""
    walk: Iterable[tuple[str, etree._Element]] = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        name = name_of(node) if isinstance(node.tag, str) else ""
        mark = "" if node is element else "$" if name in FORMULAS and "$" not in (node.text or "") else " " if name in BREAKS else ""
        if event == "start":
            yield mark
            yield str(node.text or "") if isinstance(node.tag, str) else ""
        else:
            yield mark
            yield "" if node is element else str(node.tail or "")


@lru_cache(maxsize=4)
def parse_entry(text: str) -> etree._Element | None:
    """The element that an entry is; None where nothing can be made of it.

    Entities that HTML names are resolved, others stay as they are written: nothing a document declares is looked at.
    """
    if len(text) > MAX_ENTRY_CHARS:
        return None
    mended = "".join(_mend(_complete(text)))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, strip_cdata=True, ns_clean=False)
    try:
        return etree.fromstring(mended.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _mend(text: str) -> Iterator[str]:
    """The text with what looks like an entity as characters, stretch by stretch; in a CDATA section nothing is one."""
    position = 0
    while (start := text.find("<![CDATA[", position)) >= 0 and (end := text.find("]]>", start)) >= 0:
        yield ENTITY_RE.sub(_resolve_entity, text[position:start])
        yield text[start : end + 3]
        position = end + 3
    yield ENTITY_RE.sub(_resolve_entity, text[position:])


def _complete(text: str) -> str:
    """The entry, with the tag it begins with where only the one it closes with is left of it."""
    begins = OPEN_RE.match(text)
    closes = CLOSE_RE.match(text, text.rfind("</"))
    if closes is None or (begins is not None and begins["name"] == closes["name"]):
        return text
    return f"<{closes['name']}>{text}"


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
