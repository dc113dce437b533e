"""What somebody cut out of a page without an element round it, or broke off: elements side by side, the last perhaps not closed.

    <dt><a href="/abs/2608.99001">arXiv:2608.99001</a></dt>
    <dd><div class="list-title">...</div></dd>
    <dt>...

A run of elements goes on while nothing but white space is between them. Of an element that is never closed as much belongs to it as has tags,
and the paragraph behind the last of them.
"""

from __future__ import annotations

import re

BESIDE = frozenset(
    {"aside", "blockquote", "dd", "dt", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "link", "meta", "nav", "script", "style", "title"}
)
"""Elements that begin a run only; alone they are no part of a page that says anything."""
TAG_RE = re.compile(r"<!--.{0,5000}?-->|<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*)(?=[\s/>])[^<>]*>", re.DOTALL)
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
RAW = frozenset({"script", "style", "textarea", "svg"})
ENDED_BY = {"dt": frozenset({"dt", "dd"}), "dd": frozenset({"dt", "dd"}), "li": frozenset({"li"}), "p": frozenset({"p"}), "option": frozenset({"option"})}
"""Elements that careless pages leave open, by what begins behind them."""
PARAGRAPH_END_RE = re.compile(r"\n[ \t]*\r?\n|\Z")
MAX_DEPTH = 200
"""No page is nested so deep; what is takes long to parse."""
MAX_TEXT = 20_000
"""So much text without a tag is no part of a page."""


def find_run_end(text: str, low: int, limit: int) -> int:
    """Behind the run of elements that begins at `low`.

    >>> find_run_end("<h3>A</h3> <dl><dt>B</dl> text <dl></dl>", 0, 40)
    25
    """
    opened: list[str] = []
    position = end = low
    while (tag := TAG_RE.search(text, position, limit)) is not None:
        if tag.start() - position > MAX_TEXT or (not opened and text[position : tag.start()].strip()):
            break
        position = end = tag.end()
        name = (tag["name"] or "").casefold()
        if tag["close"]:
            _close(opened, name)
        elif name in RAW:
            position = end = _skip_raw(text, name, tag.end(), limit)
        elif len(opened) > MAX_DEPTH:
            return low
        elif name and name not in VOID:
            if opened and opened[-1] in ENDED_BY.get(name, ()):
                opened.pop()
            opened.append(name)
    tail = PARAGRAPH_END_RE.search(text, end, limit) if opened else None
    return end if tail is None else tail.start()


def _close(opened: list[str], name: str) -> None:
    """Close the innermost element of that name and all in it; a tag that closes nothing is passed over."""
    if name in opened:
        while opened.pop() != name:
            pass


def _skip_raw(text: str, name: str, low: int, limit: int) -> int:
    """Behind an element whose content is no markup."""
    close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, low, limit)
    return low if close is None else close.end()
