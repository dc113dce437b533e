"""What stands above an abstract page that was kept in a note: front matter, a title as the browser shows it, an address.

It belongs to the page where it leads to the same paper. What the page itself does not say (an extraction may have lost its head) is
taken from there: title, authors, id. Dates are not: a note says when it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from pipeline.formats.arxiv.abs_marks import find_id
from pipeline.formats.arxiv.flow import Draft, Flow
from pipeline.formats.people import split_people
from pipeline.records import Span

FENCE_RE = re.compile(r"(?m)^\ufeff?---[ \t]*$")
FIRST_KEY_RE = re.compile(r"\s*[\w\"' -]{1,40}:")
KEY_RE = re.compile(r"(?mi)^[ \t>*-]*[*_`\"]*(?P<key>[a-z][\w -]{0,30}?)[*_`\"]*[ \t]*:[*_`]*[ \t]*(?P<value>\S[^\n]*?)[ \t]*$")
URL_RE = re.compile(r"arxiv\.org/(?:abs|pdf|html|format)/", re.IGNORECASE)
BROWSER_TITLE_RE = re.compile(r"(?m)^[ \t#>*]*(?:Title: )?\[(?:arXiv:)?(?=[a-z.-]{0,20}/?\d{4})(?P<id>[\w./-]{9,30})\][ \t]+(?P<title>\S[^\n]*?)[ \t*]*$")
TITLED_RE = re.compile(
    r"View\s+a\s+PDF\s+of\s+the\s+paper\s+titled\s+(?P<title>[^\n]{1,600}?), by "
    r"(?P<people>[^\n]{1,400}?)(?P<rest>\s+and\s+\d{1,5}\s+other\s+authors?)?(?=\s*(?:View PDF|$))",
    re.MULTILINE,
)
ID_KEYS = frozenset({"id", "arxiv", "arxiv id", "arxiv_id", "arxivid", "eprint", "paper_id", "paper id"})
LIST_ITEM_RE = re.compile(r"\n[ \t]*-[ \t]+[\"']?(?P<name>[^\n\"]{1,400}?)[\"']?[ \t]*(?=\n|$)")
WIKI_LINK_RE = re.compile(r"\[\[(?:[^\[\]|\n]{0,200}\|)?(?P<name>[^\[\]|\n]{1,400})\]\]")
"""A name that a note links to a page of its own: `[[Ada Moss]]`, `[[people/moss|Ada Moss]]`."""
PERSON_RE = re.compile(r"[^\W\d_].*(?:\s|\.(?=[A-Z])).*[^\W\d_]\.?|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·]{2,20}")
"""A name in two parts, or in a script that parts none: handles, sites and `Unknown` are who kept the page."""
MAX_FRONT_CHARS = 12_000
MAX_NOTE_CHARS = 60_000


class Note(msgspec.Struct, frozen=True):
    """The head of a note: where it stands, and what it says of the paper."""

    place: Span
    id: Span | None
    number: str | None
    title: Span | None
    authors: tuple[Span, ...]


def find_notes(flow: Flow, low: int, high: int) -> Iterator[Note]:
    """The heads of notes in a stretch: front matter between fences, in order."""
    fences = [match.span() for match in FENCE_RE.finditer(flow.text, low, high)]
    index = 0
    while index + 1 < len(fences):
        (start, inner), (end, behind) = fences[index : index + 2]
        if end - inner <= MAX_FRONT_CHARS and FIRST_KEY_RE.match(flow.text, inner, end):
            yield _read_note(flow, (start, behind), (inner, end))
            index += 1
        index += 1


def _read_note(flow: Flow, place: Span, inner: Span) -> Note:
    text = flow.text
    found: dict[str, Span] = {}
    number = None
    for match in KEY_RE.finditer(text, *inner):
        key = match["key"].strip().casefold()
        value = _unquote(text, match.span("value"))
        found.setdefault(key, value)
        if "id" not in found or number is None:
            link = URL_RE.search(text, *value)
            identifier = find_id(text, link.end() if link else value[0], value[1]) if link or key in ID_KEYS else None
            if identifier is not None and identifier.start() == (link.end() if link else value[0]):
                number = identifier["number"] or identifier[0]
                found["\0id"] = identifier.start(), identifier.end("number" if identifier["number"] else "old_number")
    return Note(place, found.get("\0id"), number, _skip_id(text, found.get("title")), tuple(_list_people(text, inner, found)))


def _unquote(text: str, place: Span) -> Span:
    """A value of YAML without its quotes."""
    start, end = place
    if end - start > 1 and text[start] == text[end - 1] and text[start] in "\"'":
        return start + 1, end - 1
    return place


def _skip_id(text: str, title: Span | None) -> Span | None:
    """A title without the id that a browser shows before it."""
    match = re.compile(r"\[[^\]\s]{9,30}\]\s+").match(text, *title) if title else None
    return title if match is None or title is None else (match.end(), title[1])


def _list_people(text: str, inner: Span, found: dict[str, Span]) -> Iterator[Span]:
    """The authors, as one value or as a list with an item on each line."""
    value = found.get("authors", found.get("author"))
    if value is not None and text[value[0]] != "-":
        yield from _part_people(text, value)
        return
    key = re.compile(r"(?mi)^authors?:[ \t]*(?=\n)").search(text, *inner)
    position = inner[0] if key is None else key.end()
    while key is not None and (item := LIST_ITEM_RE.match(text, position, inner[1])):
        yield from _part_people(text, item.span("name"))
        position = item.end()


def _part_people(text: str, place: Span) -> Iterator[Span]:
    """The names in a value, each in its link or between commas; what is no name of a person is left out."""
    linked = [match.span("name") for match in WIKI_LINK_RE.finditer(text, *place)]
    for low, high in linked or [place]:
        lists = [(low + first, low + last) for first, last in split_people(text[low:high])]
        people = [(start + first, start + last) for start, end in lists for first, last in split_people(text[start:end])]
        yield from (person for person in people if PERSON_RE.fullmatch(text, *person))


def add_from_note(draft: Draft, note: Note | None) -> None:
    """Add what the page does not say itself."""
    if note is not None:
        draft.add("title", note.title)
        draft.add("identifiers.arxiv", note.id)
        draft.add_list("authors", note.authors)


def add_from_head(draft: Draft, start: int, end: int) -> None:
    """Add what the browser's title, the address, or the link for screen readers say and nothing else does."""
    text = draft.flow.text
    shown = BROWSER_TITLE_RE.search(text, start, end)
    if shown is not None:
        identifier = find_id(text, *shown.span("id"))
        draft.add("title", shown.span("title"))
        if identifier is not None:
            draft.add("identifiers.arxiv", (identifier.start(), identifier.end("number" if identifier["number"] else "old_number")))
    link = URL_RE.search(text, start, end)
    linked = find_id(text, link.end(), link.end() + 40) if link else None
    if link is not None and linked is not None and linked.start() == link.end():
        draft.add("identifiers.arxiv", (linked.start(), linked.end("number" if linked["number"] else "old_number")))
    titled = TITLED_RE.search(text, start, end)
    if titled is not None:
        draft.add("title", titled.span("title"))
        draft.explain("arxiv.downloads", titled.span())
        low, high = titled.span("people")
        people = [(low + first, low + last) for first, last in split_people(text[low:high])]
        if draft.add_list("authors", people) and titled["rest"]:
            draft.add("authors_complete", titled.span("rest"))
