"""A page of notes on one paper, whose title, people and address stand only in the front matter of the page, in YAML.

    ---
    title: "Retrieval of Rare Words"
    authors:
      - Ann Lee
      - Bo Wu
    arxiv: 2405.14333
    ---

    ## Abstract

    We show ...

The notes below are nobody's field, an abstract under a heading of its own is. An article has a title, an author and a date as well: there must be an id or
an address of a paper, or several people and the abstract.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.formats.digests.links import find_links, is_paper
from pipeline.formats.digests.names import Role, find_role
from pipeline.formats.digests.parts import Draft, Part, whole
from pipeline.formats.digests.surroundings import match_heading
from pipeline.formats.digests.values import add_value, drop_other, unwrap
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.formats.people import split_people
from pipeline.formats.prose import is_prose
from pipeline.lines import Line

FENCE_RE = re.compile(r"---\s*")
KEY_RE = re.compile(r"(?P<key>[A-Za-z][\w -]{0,30}?)\s*:(?:\s+|$)(?P<value>.*)")
ITEM_RE = re.compile(r"\s*-\s+(?:(?P<key>[A-Za-z][\w-]{0,30}):\s+)?(?P<value>\S.*)")
INNER_KEY_RE = re.compile(r"\s+[A-Za-z][\w-]{0,30}:(?:\s|$)")
BLOCK_MARK_RE = re.compile(r"[|>][+-]?\d?\s*")
FULL_NAME_RE = re.compile(r"[^\W\d_]\S*(?:\s\S+){1,5}")
ADDRESSES: tuple[Role, ...] = ("link", "id", "paper")
READ: frozenset[Role] = frozenset({"title", "authors", "abstract", "link", "id", "paper", "code", "venue", "published", "categories", "license"})
"""What a key may stand for. The date of a page is that of the notes."""
ORDER: tuple[Role, ...] = ("title", "id", "link", "paper")
MIN_PEOPLE = 2
MAX_LINES = 80
IDS = ("identifiers.arxiv", "identifiers.doi", "identifiers.openreview", "identifiers.acl")


class Page(msgspec.Struct, frozen=True):
    """Front matter between its fences, the paragraphs of the abstract below it, and the end of both."""

    first: int
    end: int
    keys: tuple[tuple[Part, tuple[Part, ...]], ...]
    others: tuple[Part, ...]
    heading: Part | None
    abstract: tuple[Part, ...]


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """A region for each page: its front matter, to the end of its abstract."""
    return [(page.first, page.end) for page, _ in list_papers(lines)]


def cut(lines: Sequence[Line]) -> Cut:
    """The record of each page."""
    papers = list(list_papers(lines))
    boilerplate = [stretch for page, draft in papers for stretch in draft.boilerplate(lines[page.first : page.end])]
    return Cut(tuple(draft.record() for _, draft in papers), tuple(boilerplate))


def list_papers(lines: Sequence[Line]) -> Iterator[tuple[Page, Draft]]:
    """The pages that are of papers, with their records."""
    index = 0
    while index < len(lines):
        page = read_page(lines, index) if lines[index].look.startswith("---") else None
        draft = None if page is None else draft_page(page)
        if page is not None and draft is not None:
            yield page, draft
            index = page.end
        else:
            index += 1


def read_page(lines: Sequence[Line], first: int) -> Page | None:
    """The front matter that begins at a line, with the abstract below it; None where none does."""
    if not FENCE_RE.fullmatch(lines[first].look):
        return None
    keys: list[tuple[Part, list[Part]]] = []
    others: list[Part] = []
    for index in range(first + 1, min(len(lines), first + MAX_LINES)):
        line = lines[index]
        if FENCE_RE.fullmatch(line.look):
            end, head, abstract = _find_abstract(lines, index + 1)
            return Page(first, end, tuple((key, tuple(parts)) for key, parts in keys), tuple(others), head, abstract) if keys else None
        match = KEY_RE.fullmatch(line.look)
        if match is not None:
            keys.append((Part(line, *match.span("key")), []))
            value = Part(line, *match.span("value")).part(0)
            if value.text and not BLOCK_MARK_RE.fullmatch(value.text):
                keys[-1][1].append(value)
        elif line.text and keys and line.look[:1] in " \t-":
            _read_item(line, keys[-1][1], others)
        elif line.text and not line.text.startswith("#"):
            return None
    return None


def _read_item(line: Line, values: list[Part], others: list[Part]) -> None:
    """Add an item of a list or a line that goes on; of an object in a list its name, the rest to the others."""
    item = ITEM_RE.fullmatch(line.look)
    if item is not None and (item["key"] is None or item["key"].casefold() == "name"):
        values.append(Part(line, *item.span("value")).part(0))
        others.append(Part(line, 0, item.start("value")))
    elif item is None and not INNER_KEY_RE.match(line.look):
        values.append(whole(line))
    else:
        others.append(whole(line))


def _find_abstract(lines: Sequence[Line], start: int) -> tuple[int, Part | None, tuple[Part, ...]]:
    """The end of the abstract under a heading of its own in the notes, that heading, and the abstract; the page ends at the next fence."""
    parts: list[Part] = []
    end = start
    head: Part | None = None
    for index in range(start, len(lines)):
        heading = match_heading(lines[index])
        if FENCE_RE.fullmatch(lines[index].look) or (heading is not None and parts):
            break
        if heading is not None:
            head = whole(lines[index]) if find_role(heading["text"].strip(" :*")) == "abstract" else None
        elif head is not None and lines[index].text:
            part = whole(lines[index])
            parts.append(part.part(1) if part.text.startswith(">") else part)
            end = index + 1
    return (end, head, tuple(parts)) if is_prose(" ".join(part.text for part in parts)) else (start, None, ())


def draft_page(page: Page) -> Draft | None:
    """The record of a page; None where it is not known to be of a paper."""
    draft = Draft()
    values = [(_role_of(key, parts), key, parts) for key, parts in page.keys]
    for role, key, parts in sorted(values, key=lambda value: ORDER.index(value[0]) if value[0] in ORDER else len(ORDER)):
        draft.drop("digest.label", key)
        if role == "title":
            draft.add("title", *(_unquote(part) for part in parts))
        elif role == "authors" and "authors" not in draft:
            draft.add("authors", *_list_people(parts))
            draft.drop("digest.markup", *parts)
        elif role in READ and role != "authors":
            add_value(draft, role, [_unquote(part) for part in parts])
        else:
            drop_other(draft, parts)
    if page.abstract and "abstract" not in draft:
        draft.add("abstract", *page.abstract)
    drop_other(draft, page.others)
    if page.heading is not None:
        draft.drop("digest.heading", page.heading)
    return draft if "title" in draft and (_has_address(draft, values) or _is_signed(draft)) else None


def _role_of(key: Part, parts: Sequence[Part]) -> Role | None:
    """What a key stands for. A single author is whoever wrote the page."""
    role = find_role(key.text)
    if role == "authors" and (key.text.casefold() != "authors" and len(_list_people(parts)) < MIN_PEOPLE):
        return None
    return None if role == "paper" and not any(is_paper(link.url.text) for part in parts for link in find_links(part)) else role


def _has_address(draft: Draft, values: Sequence[tuple[Role | None, Part, tuple[Part, ...]]]) -> bool:
    """Whether the page gives an id or an address of its paper."""
    urls = (link.url.text for role, _, parts in values if role in ADDRESSES for part in parts for link in find_links(part))
    return any(name in draft for name in IDS) or any(map(is_paper, urls))


def _is_signed(draft: Draft) -> bool:
    """Whether several people with full names and an abstract are given."""
    people = (draft.text("authors") or "").split("\n")
    return "abstract" in draft and len(people) >= MIN_PEOPLE and all(map(FULL_NAME_RE.fullmatch, people))


def _list_people(parts: Sequence[Part]) -> list[Part]:
    """The names in a list of YAML, whatever its style."""
    inner = [part.part(1, len(part.text) - 1) if part.text.startswith("[") and part.text.endswith("]") else part for part in parts]
    return [name for part in map(_unquote, inner) for span in split_people(part.text) if (name := _unquote(part.part(*span))).text]


def _unquote(part: Part) -> Part:
    """A value without the quotes that are round all of it."""
    part = unwrap(part)
    return part.part(1, len(part.text) - 1) if len(part.text) > 1 and part.text[0] == part.text[-1] == "'" and "'" not in part.text[1:-1] else part


FORMAT = TextFormat(
    name="front-matter",
    summary="A page of notes in Markdown: title, people and address of its paper in the front matter.",
    find=find,
    cut=cut,
)
