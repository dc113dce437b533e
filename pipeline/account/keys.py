"""The keys of an entry that a parser reads: those its fields were made from, in few words, and those that no field was made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

import msgspec

from pipeline.formats.kinds import Syntax
from pipeline.locators import PART_RE, split_steps
from pipeline.records import Field
from pipeline.syntax import bibtex, json_values, ris, tables, xml_values
from pipeline.syntax.json_values import SURROGATE_RE, BrokenJsonError, JsonNode
from pipeline.syntax.nodes import Node
from pipeline.syntax.xml_values import XmlNode

NUMBER_RE = re.compile(r"/\d+(?=/|\Z)|\[\d+\]")
PREVIEW_CHARS = 200
MAX_DEPTH = 8
"""How deep a preview looks into what no field was made from."""


class Unused(msgspec.Struct, frozen=True):
    """A key of an entry that no field was made from, and what stands there."""

    path: str
    text: str


def list_paths(locator: str) -> list[str]:
    """The paths of the last step of a locator, without what says which characters of a text are meant.

    >>> list_paths("bytes=0,90&json=/a/0{0,3};/a/1")
    ['/a/0', '/a/1']
    """
    matches = (PART_RE.match(part) for item in split_steps(locator)[-1][1].split(";") for part in item.split("+"))
    return [unquote(match["path"]) for match in matches if match is not None]


def name_paths(paths: Sequence[str]) -> str:
    """Paths in few words: those that differ by a number alone are one.

    >>> name_paths(["/authors/0/name", "/authors/1/name"]), name_paths(["/title"])
    ('/authors/*/name', '/title')
    """
    if len(paths) == 1:
        return paths[0]
    return ", ".join(dict.fromkeys(NUMBER_RE.sub(lambda match: "/*" if match.group().startswith("/") else "[*]", path) for path in paths))


def read_node(text: str, syntax: Syntax, head: str = "") -> Node | None:
    """An entry as formats see it; `head` is the first line of its table. None where it cannot be read by itself."""
    if syntax == "json":
        try:
            return JsonNode(json_values.decode(text))
        except BrokenJsonError:
            return None
    if syntax == "xml":
        root = xml_values.parse_entry(text)
        return None if root is None else XmlNode(root, f"/{xml_values.name_of(root)}")
    if syntax == "bibtex":
        block = bibtex.find_block(text, 0)
        return None if isinstance(block, int) or not block.entries else bibtex.BibtexNode(block.entries[0][1])
    if syntax == "ris":
        return ris.RisNode(ris.parse_entry(text))
    table = tables.find_block(f"{head}\n{text}", 0, lambda _row: True)
    return None if table is None or not table.rows else table.node(f"{head}\n{text}", table.rows[0])


def name_columns(node: Node) -> dict[str, str]:
    """The names of a table's columns by the paths that lead to them."""
    pieces = ((name, child.piece()) for name in node.names() for child in node.find_all(name))
    return {piece.path: name for name, piece in pieces if piece is not None}


def list_unused(node: Node, fields: Iterable[Field]) -> Iterator[Unused]:
    """The keys of an entry that none of the fields was made from, each as high up as that can be said; what is empty is left out."""
    exact = {path for field in fields for path in list_paths(field.locator)}
    above = {path[: match.start()] for path in exact for match in re.finditer(r"[/\[]", path)}
    for child in _list_children(node):
        yield from _walk(child, exact, exact | above)


def _walk(node: Node, exact: set[str], known: set[str], depth: int = 0) -> Iterator[Unused]:
    path = _path_of(node)
    if path in exact:
        return
    if path not in known or depth > MAX_DEPTH:
        text = _preview(node)
        if text:
            yield Unused(SURROGATE_RE.sub("\ufffd", path), text if len(text) <= PREVIEW_CHARS else f"{text[:PREVIEW_CHARS]}…")
        return
    for child in _list_children(node):
        yield from _walk(child, exact, known, depth + 1)


def _list_children(node: Node) -> list[Node]:
    """The parts of a node: values of keys, elements of a list, child elements, attributes."""
    if isinstance(node, XmlNode) and node.attribute is not None:
        return []
    if isinstance(node, JsonNode):
        return [*node.find_all("")] if isinstance(node.value, list | tuple) else [node.find(name) for name in node.names()]
    children: list[Node] = [child for name in node.names() for child in node.find_all(name)]
    if isinstance(node, XmlNode) and node.element is not None:
        children.extend(node.find(f"@{str(key).rpartition('}')[2]}") for key in node.element.attrib)
    return children


def _path_of(node: Node) -> str:
    if isinstance(node, JsonNode | XmlNode):
        return node.path
    piece = node.piece()
    return "" if piece is None else piece.path


def _preview(node: Node, depth: int = 0) -> str:
    """What stands in a node, as a line of text."""
    is_container = isinstance(node, JsonNode) and isinstance(node.value, dict | list | tuple)
    piece = None if is_container else node.piece()
    if piece is not None and piece.text.strip():
        return " ".join(piece.text.split())
    if depth > MAX_DEPTH:
        return "…"
    shown = [_preview(child, depth + 1) for child in _list_children(node)[:PREVIEW_CHARS]]
    return "; ".join(text for text in shown if text)
