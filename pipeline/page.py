"""A page of HTML as formats look at it: its tree, and its visible text with the way from every character to the element it stands in.

The visible text is what a reader sees: white space folded, a line for each block, formulas as the TeX they are made from. Fields of a
page are spans of that text or pieces (attributes, scripts, what stands in the head), so that each character of it can be accounted for. The tree is built
once (bs4 over lxml, which mends old and careless HTML as browsers do) and is the same whenever the page is read again.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterable

import msgspec
from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString, PageElement

from pipeline.locators import join_steps, write_path
from pipeline.raw import Piece, RawField, RawRecord
from pipeline.records import Span
from pipeline.syntax.nodes import Fields

SPACE_RE = re.compile(r"[ \t\r\n\f\u200b]+")
DECLARATION_RE = re.compile(r"^\s*<\?xml\b[^>]*\?>")
"""An XML declaration, of which bs4 warns: a page is read as HTML all the same, as browsers do."""
STEP_RE = re.compile(r"(?P<name>[^\[/]+)\[(?P<number>\d+)\]")
HIDDEN = frozenset({"head", "script", "style", "template", "noscript", "svg", "iframe", "object", "textarea"})
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
RENDERED_MATH = frozenset({"katex-html", "MathJax_Preview", "MathJax", "MathJax_Display", "MathJax_CHTML", "mjx-chtml"})
"""What a script has drawn from TeX that stands beside it."""


class Page:
    """A page, parsed."""

    def __init__(self, html: str) -> None:
        self.source = html.lower()
        """What the tree was made of, in small letters."""
        self.soup = BeautifulSoup(DECLARATION_RE.sub("", html, count=1), "lxml")
        self._extents: dict[int, Span] = {}
        self._strings: list[NavigableString] = []
        self._starts: list[int] = []
        self._steps: dict[int, dict[int, str]] = {}
        self._children: dict[tuple[int, str], list[Tag]] = {}
        self.text = self._read()

    def span(self, *tags: Tag) -> Span:
        """The span of the visible text of an element, or from the first to the last of several, without white space at its ends."""
        known = [extent for tag in tags if (extent := self._extents.get(id(tag))) is not None]
        if not known:
            return (0, 0)
        return self.trim(min(start for start, _ in known), max(end for _, end in known))

    def trim(self, start: int, end: int) -> Span:
        """The span without white space at its ends."""
        piece = self.text[start:end]
        core = piece.strip()
        start += len(piece) - len(piece.lstrip())
        return start, start + len(core)

    def show(self, tag: Tag) -> str:
        """The visible text of an element."""
        return self.text[slice(*self.span(tag))]

    def field(self, name: str, *tags: Tag | None) -> RawField | None:
        """A field that is the visible text of elements, one an item; None where there is none."""
        spans = tuple(span for tag in tags if tag is not None for span in [self.span(tag)] if span[0] < span[1])
        return RawField(name, spans) if spans else None

    def attribute(self, tag: Tag | None, name: str) -> Piece | None:
        """The value of an attribute, None where the element does not have it."""
        value = None if tag is None else tag.get(name)
        if tag is None or value is None:
            return None
        return Piece("xpath", f"{self.path(tag)}/@{name}", value if isinstance(value, str) else " ".join(value))

    def content(self, tag: Tag | None) -> Piece | None:
        """All text in an element that is not visible: a script, the title in the head."""
        return None if tag is None else Piece("xpath", self.path(tag), self._text_of(tag))

    def record(self, fields: Fields, block: Tag | None, flags: tuple[str, ...] = ()) -> RawRecord:
        """The record of a block of the page: everything visible in it is the record's, or must be explained; of the whole page where there is no block."""
        tag = block or self.soup
        start, end = self.span(tag)
        record = fields.record(flags)
        if start < end:
            return RawRecord(record.fields, record.flags, place=(start, end))
        return RawRecord(record.fields, record.flags, base=write_path("xpath", self.path(tag)))

    def inside(self, record: RawRecord, base: str, path: str) -> RawRecord:
        """A record that was read from JSON in an attribute or a script: `base` is the step that leads there, `path` the pointer to its object."""
        fields = tuple(
            RawField(
                field.name,
                field.spans,
                field.plan,
                field.is_shared,
                tuple(tuple(msgspec.structs.replace(piece, base=base) for piece in item) for item in field.items),
            )
            for field in record.fields
        )
        return RawRecord(fields, record.flags, base=join_steps(base, write_path("json", path)))

    def path(self, tag: Tag) -> str:
        """The XPath of an element, every step with its number."""
        steps: list[str] = []
        node: Tag | None = tag
        while node is not None and node.parent is not None:
            steps.append(self._step(node.parent, node))
            node = node.parent
        return "/" + "/".join(reversed(steps))

    def locate(self, span: Span) -> str:
        """The step that leads to a span of the visible text: the smallest element that holds it, and where in it, if it is not all of it."""
        start, end = span
        node: PageElement | None = self._strings[max(0, bisect.bisect_right(self._starts, start) - 1)] if self._strings else None
        while node is not None:
            node = node.parent
            if isinstance(node, Tag) and node.parent is not None and id(node) in self._extents:
                low, high = self.span(node)
                if low <= start and end <= high:
                    part = "" if (low, high) == span else f"{{{start - low},{end - low}}}"
                    return write_path("xpath", self.path(node)) + part
        raise ValueError(f"no element holds {span}")

    def pick(self, path: str) -> str:
        """The text that an XPath leads to. Raises `LookupError` where it leads nowhere."""
        names, _, attribute = path.partition("/@")
        node: Tag = self.soup
        for step in names.removeprefix("/").split("/"):
            match = STEP_RE.fullmatch(step)
            if match is None:
                raise LookupError(f"nothing at {path}")
            node = self._children_of(node, match["name"])[int(match["number"]) - 1]
        if not attribute:
            return self._text_of(node)
        value = node.get(attribute)
        if value is None:
            raise LookupError(f"nothing at {path}")
        return value if isinstance(value, str) else " ".join(value)

    def metadata(self, *names: str) -> list[Piece]:
        """The contents of `<meta name=...>` (or `property=`) of these names, in the order of the page."""
        wanted = {name.casefold() for name in names}
        tags = self.soup.find_all("meta")
        found = [tag for tag in tags if str(tag.get("name") or tag.get("property") or "").casefold() in wanted]
        return [piece for tag in found if (piece := self.attribute(tag, "content")) is not None]

    def json_scripts(self, kind: str = "application/ld+json") -> Iterable[tuple[str, object]]:
        """The values in scripts of that type which parse, each with the step that leads to the script."""
        for tag in self.soup.find_all("script", type=kind):
            try:
                yield write_path("xpath", self.path(tag)), json.loads(self._text_of(tag), strict=False)
            except (ValueError, RecursionError):
                continue

    def _text_of(self, tag: Tag) -> str:
        if id(tag) in self._extents:
            return self.show(tag)
        return "".join(str(string) for string in tag.descendants if isinstance(string, NavigableString))

    def _children_of(self, node: Tag, name: str) -> list[Tag]:
        """The elements of that name right below one, listed once: a listing holds thousands, and as many fields ask."""
        known = self._children.get((id(node), name))
        if known is None:
            known = self._children[id(node), name] = [child for child in node.children if isinstance(child, Tag) and child.name == name]
        return known

    def _step(self, parent: Tag, tag: Tag) -> str:
        known = self._steps.get(id(parent))
        if known is None:
            known = self._steps[id(parent)] = {}
            counts: dict[str, int] = {}
            for child in parent.children:
                if isinstance(child, Tag):
                    counts[child.name] = counts.get(child.name, 0) + 1
                    known[id(child)] = f"{child.name}[{counts[child.name]}]"
        return known[id(tag)]

    def _read(self) -> str:
        """The visible text; notes on the way where each element and each string begins and ends in it."""
        parts: list[str] = []
        size = 0
        last = "\n"
        starts: dict[int, int] = {}
        todo: list[tuple[PageElement, bool]] = [(self.soup, False)]

        def put(text: str) -> None:
            nonlocal size, last
            if text:
                parts.append(text)
                size += len(text)
                last = text[-1]

        while todo:
            node, is_end = todo.pop()
            if not isinstance(node, Tag):
                if type(node) in (NavigableString, CData):
                    self._strings.append(node)  # type: ignore[arg-type]  # its type was just asked
                    self._starts.append(size)
                    folded = SPACE_RE.sub(" ", str(node)) if node.parent is None or node.parent.name != "pre" else str(node)
                    put(folded.lstrip(" ") if last in " \n" else folded)
                continue
            is_block = node.name in BLOCKS or node.name == "br"
            if is_end:
                self._extents[id(node)] = (starts.pop(id(node)), size)
                put("\n" if is_block and last != "\n" else "")
                continue
            if node.name in HIDDEN and not _is_tex(node):
                continue
            put("\n" if is_block and last != "\n" else "")
            tex = _find_tex(node)
            if tex is not None:
                start = size
                put(tex)
                self._extents[id(node)] = (start, size)
                continue
            starts[id(node)] = size
            todo.append((node, True))
            todo.extend((child, False) for child in reversed(node.contents))
        return "".join(parts)


def _is_tex(tag: Tag) -> bool:
    return tag.name == "script" and str(tag.get("type", "")).startswith("math/tex")


def _find_tex(tag: Tag) -> str | None:
    """The TeX of a formula that a script or a server has drawn; empty for a drawing whose TeX stands beside it."""
    if _is_tex(tag):
        return f"${tag.string or ''}$"
    if tag.name == "math":
        note = tag.find("annotation", attrs={"encoding": "application/x-tex"})
        return None if note is None else f"${note.get_text().strip()}$"
    classes = tag.get("class")
    return "" if classes and RENDERED_MATH.intersection(classes) else None
