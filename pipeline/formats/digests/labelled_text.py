"""Papers in plain text, each as lines with labels: what scripts print, and what tools give a language model to read.

    Published: 2024-05-23
    Title: Retrieval of Rare Words
    Authors: Ann Lee, Bo Wu
    Summary: We show ...

The labels come in any order; one that comes again begins the next paper. A value goes on in the lines right below it. A summary is the abstract where
nothing else is. What stands under a title and a date alone may be any article: there must be an abstract with authors, a link or a date, or authors with
a link or an id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

import msgspec

from pipeline.formats.digests.links import find_links, is_paper
from pipeline.formats.digests.names import Role, find_role, is_original
from pipeline.formats.digests.parts import Draft, Part, whole
from pipeline.formats.digests.values import add_value, blank_markup, drop_other, drop_unnamed, unwrap
from pipeline.formats.hugging_face.summaries import is_summary
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.formats.people import find_et_al, split_people
from pipeline.formats.prose import is_prose
from pipeline.lines import Line
from pipeline.repair.arxiv_ids import ARXIV_ID_RE

Name: TypeAlias = Role | Literal["summary", "unknown"]

LABEL_RE = re.compile(
    r"(?P<lead>\s*(?:(?:[-•]|\d{1,4}[.)]|\[\d{1,4}\]|#\d{1,4}:?)[ \t]+)?)(?P<name>[^\W\d_](?:[\w()-]|[ /](?=\w)){0,28})[ \t]*[:：](?![/\\])[ \t]*(?=\S|$)"
)
FIELDS: frozenset[Name] = frozenset({"title", "authors", "published", "categories", "link", "id", "code", "venue", "affiliations", "license"})
"""What ends an abstract that it stands right below; the names of an abstract's own sections look like any other label."""
NAMES: dict[str, Name] = {"summary": "summary", "entry id": "id", "date": "other"}
"""What other digests mean by something else, or do not have. A date alone may be that of the list."""
COUNTS = frozenset({"upvotes", "votes", "likes", "stars", "citations", "score", "tags", "keywords", "comments", "comment"})
ORDER: tuple[Name, ...] = ("title", "id", "link")
"""What tells the paper's id is read first: dates are judged by it."""
OTHER_THINGS = frozenset({"isbn", "publisher", "pages", "genre", "director", "rating", "price", "format", "asin", "edition", "cast", "duration", "label"})
"""Labels of books, films, records and goods."""
DAY_RE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2},? [A-Z][a-z]{2,8},? \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}")
MAX_BLANK = 2
MAX_NAME_WORDS = 4


class Labelled(msgspec.Struct):
    """A label and what stands under it, while its lines are being gathered."""

    name: Name
    label: Part
    parts: list[Part]

    @property
    def key(self) -> str:
        """The label as it reads."""
        return self.label.text.strip(" :：").casefold()

    @property
    def text(self) -> str:
        """What stands under it."""
        return " ".join(part.text for part in self.parts)


class Entry(msgspec.Struct):
    """The labels of what may be a paper, and its lines."""

    first: int
    end: int
    values: list[Labelled]

    def begins_again(self, found: Labelled, *, is_apart: bool) -> bool:
        """Whether a label is of the next paper: it is there already, and begins a paper or stands apart."""
        if found.name == "title":
            return any(value.name == "title" and is_original(value.key) == is_original(found.key) for value in self.values)
        return any(value.key == found.key for value in self.values) and (is_apart or self.values[0].key == found.key)

    def is_paper(self) -> bool:
        """Whether it is a paper and no book, film or article: it has authors, and an address, an abstract, or a summary with the day it came out."""
        filled = [value for value in self.values if value.parts]
        names = {value.name for value in filled}
        if not {"title", "authors"} <= names or any(value.key in OTHER_THINGS for value in self.values):
            return False
        addresses = [value for value in filled if value.name in ("link", "id")]
        if any(_is_address(value) for value in addresses):
            return True
        texts = {value.name for value in filled if value.name in ("abstract", "summary") and is_prose(value.text)}
        is_dated = any(value.name == "published" and DAY_RE.search(value.text) for value in filled)
        return "abstract" in texts or (bool(texts) and is_dated and not addresses and any(value.key == "authors" for value in filled))


def _is_address(value: Labelled) -> bool:
    return any(is_paper(link.url.text) for part in value.parts for link in find_links(part)) or (
        value.name == "id" and ARXIV_ID_RE.search(value.text) is not None
    )


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """A region for each paper."""
    return [(entry.first, entry.end) for entry in list_entries(lines)]


def cut(lines: Sequence[Line]) -> Cut:
    """The record of a paper."""
    drafts = [(entry, draft_entry(entry)) for entry in list_entries(lines)]
    boilerplate = [stretch for entry, draft in drafts for stretch in draft.boilerplate(lines[entry.first : entry.end])]
    return Cut(tuple(draft.record() for _, draft in drafts), tuple(boilerplate))


def list_entries(lines: Sequence[Line]) -> Iterator[Entry]:
    """The runs of labelled lines that are papers."""
    entry: Entry | None = None
    blank = 0
    for index, line in enumerate(lines):
        if not line.text:
            blank += 1
            continue
        found = read_label(line, entry.values[-1] if entry is not None and blank <= MAX_BLANK else None, is_apart=blank > 0)
        is_next = found is None and blank > 0 if entry is not None else False
        if entry is not None and (blank > MAX_BLANK or is_next or (found is not None and entry.begins_again(found, is_apart=blank > 0))):
            if entry.is_paper():
                yield entry
            entry = None
        blank = 0
        if found is not None:
            entry = entry or Entry(index, index, [])
            entry.values.append(found)
        elif entry is not None:
            entry.values[-1].parts.append(whole(line))
        if entry is not None:
            entry.end = index + 1
    if entry is not None and entry.is_paper():
        yield entry


def read_label(line: Line, above: Labelled | None, *, is_apart: bool) -> Labelled | None:
    """The label that a line begins with. One whose name is not known counts among others only, and none inside an abstract that goes on."""
    match = LABEL_RE.match(line.look)
    if match is None or match["name"].count(" ") >= MAX_NAME_WORDS:
        return None
    key = " ".join(match["name"].split()).casefold()
    name: Name = NAMES.get(key) or find_role(match["name"]) or "unknown"
    if name == "unknown" and (above is None or is_apart):
        return None
    is_inside = above is not None and above.name in ("abstract", "summary") and bool(above.parts) and not is_apart
    # In YAML all names are in small letters, and so would be one in an abstract only by chance.
    is_yaml = above is not None and above.key == above.label.text.strip(" :：") and match["name"] == key
    if is_inside and not is_yaml and name not in FIELDS and key not in COUNTS:
        return None
    value = Part(line, match.end(), len(line.look)).part(0)
    return Labelled(name, Part(line, match.start(), match.end()), [value] if value.text else [])


def draft_entry(entry: Entry) -> Draft:
    """The record of a paper."""
    draft = Draft()
    has_abstract = any(value.name == "abstract" and value.parts for value in entry.values)
    ordered = sorted(entry.values, key=lambda value: (ORDER.index(value.name) if value.name in ORDER else len(ORDER), not is_original(value.key)))
    for value in ordered:
        draft.drop("digest.label", value.label)
        if value.name in ("title", "abstract") and value.name in draft:
            drop_other(draft, value.parts)
        elif value.name == "title":
            draft.add("title", *(_unquote(unwrap(part)) for part in value.parts))
        elif value.name == "authors":
            _add_authors(draft, value.parts)
        elif value.name == "unknown":
            for part in value.parts:
                drop_unnamed(draft, part)
        elif value.name == "summary":
            is_other = has_abstract or is_summary(value.text)
            add_value(draft, "other" if is_other else "abstract", value.parts)
        else:
            add_value(draft, value.name, value.parts)
    return draft


def _unquote(part: Part) -> Part:
    """A part without the single quotes that YAML puts round it."""
    return part.part(1, len(part.text) - 1) if len(part.text) > 2 and part.text[0] == part.text[-1] == "'" else part


def _add_authors(draft: Draft, parts: Sequence[Part]) -> None:
    """Add the people of all lines of a list, and the words by which it leaves some out."""
    names = [part.part(*span) for part in parts for span in split_people(blank_markup(part.text))]
    draft.add("authors", *(name for name in names if any(map(str.isalpha, name.text))))
    rests = [part.part(*rest) for part in parts if (rest := find_et_al(part.text)) is not None]
    if rests:
        draft.add("authors_complete", rests[0])


FORMAT = TextFormat(
    name="labelled-text",
    summary="Papers in plain text as lines with labels: title, authors, date, address, abstract or summary.",
    find=find,
    cut=cut,
)
