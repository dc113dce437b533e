"""The elements of a page by short names, as a person would look for them: `div#dlpage > dl > dd:nth(3) > div.list-title`."""

from __future__ import annotations

from collections import Counter

from bs4 import BeautifulSoup, Tag

MAX_STEPS = 5
"""More steps are not read by anyone: what is left of them begins with an ellipsis."""


class Elements:
    """Short names for XPaths of one page, each element named once."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._soup = soup
        self._children: dict[int, dict[str, Tag]] = {}
        self._names: dict[int, dict[int, str]] = {}

    def name(self, xpath: str) -> str:
        """The short name of what an XPath leads to; the XPath itself where it leads nowhere."""
        path, _, attribute = xpath.partition("/@")
        steps: list[str] = []
        node: Tag = self._soup
        for step in path.removeprefix("/").split("/"):
            child = self._list_children(node).get(step)
            if child is None:
                return xpath
            steps.append(self._list_names(node)[id(child)])
            node = child
        shown = _shorten(steps)
        return f"{shown} @{attribute}" if attribute else shown

    def _list_children(self, node: Tag) -> dict[str, Tag]:
        """The elements right below one, by their steps in an XPath."""
        if id(node) not in self._children:
            counts: Counter[str] = Counter()
            found = {}
            for child in node.children:
                if isinstance(child, Tag):
                    counts[child.name] += 1
                    found[f"{child.name}[{counts[child.name]}]"] = child
            self._children[id(node)] = found
        return self._children[id(node)]

    def _list_names(self, node: Tag) -> dict[int, str]:
        """The short names of the elements right below one; those that share theirs are numbered."""
        if id(node) not in self._names:
            own = [(id(child), _name_element(child)) for child in self._list_children(node).values()]
            shared = Counter(name for _, name in own)
            counts: Counter[str] = Counter()
            names = {}
            for key, name in own:
                counts[name] += 1
                names[key] = f"{name}:nth({counts[name]})" if shared[name] > 1 and "#" not in name else name
            self._names[id(node)] = names
        return self._names[id(node)]


def _name_element(tag: Tag) -> str:
    """The name of an element with its id, or its first class."""
    own = tag.get("id")
    if isinstance(own, str) and own.strip():
        return f"{tag.name}#{own.strip()}"
    classes = tag.get("class")
    first = classes[0] if isinstance(classes, list) and classes else ""
    return f"{tag.name}.{first}" if first else tag.name


def _shorten(steps: list[str]) -> str:
    """The steps from the last one with an id on, or the last few."""
    anchors = [index for index, step in enumerate(steps) if "#" in step]
    kept = steps[anchors[-1] if anchors else 0 :]
    if len(kept) > 2 and kept[:2] == ["html", "body"]:
        kept = kept[2:]
    return " > ".join(kept if len(kept) <= MAX_STEPS else ["…", *kept[-MAX_STEPS + 1 :]])
