"""A line of the snapshot read at once: the same record as `snapshot.read` gives, without a node for each value.

A snapshot has millions of lines, nearly all of one shape. What has that shape to the letter is read here; for a line with
another key, a value of another type or no parsed authors there is None, and `snapshot.read` sees to it.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from pipeline.formats.identifiers import each_category
from pipeline.formats.kinds import LineField
from pipeline.formats.people import find_et_al
from pipeline.locators import write_items
from pipeline.raw import Piece
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.syntax.nodes import parts_of

CODE_RE = re.compile(r"[^\s,;]+")
DOI_RE = re.compile(r"10\.\d{4,9}/[^\s;,]+")
"""The first DOI of a paper; some have several."""


class _Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    version: str
    created: str


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", gc=False):
    id: str
    title: str
    abstract: str
    categories: str
    versions: list[_Version]
    authors_parsed: list[list[str]] = msgspec.field(name="authors_parsed")
    authors: str | None = None
    submitter: str | None = None
    comments: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    report_no: str | None = None
    license: str | None = None
    update_date: str | None = msgspec.field(default=None, name="update_date")


_DECODER = msgspec.json.Decoder(_Line)


def read_line(line: str) -> list[LineField] | None:
    """The fields of the object that a whole line is; None for a line of any other shape."""
    try:
        entry = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    if not entry.versions or parse_arxiv_id(entry.id) is None:
        return None
    authors = _read_authors(entry.authors_parsed)
    if authors is None:
        return None
    fields: list[LineField] = [("identifiers.arxiv", [entry.id], "&json=/id"), *_read_versions(entry.versions)]
    if entry.title.strip():
        fields.append(("title", [entry.title], "&json=/title"))
    fields.append(authors)
    if entry.authors and (rest := find_et_al(entry.authors)) is not None:
        fields.append(("authors_complete", [entry.authors[slice(*rest)]], f"&json=/authors{{{rest[0]},{rest[1]}}}"))
    if entry.abstract.strip():
        fields.append(("abstract", [entry.abstract], "&json=/abstract"))
    if (codes := _read_categories(entry.categories)) is not None:
        fields.append(codes)
    for name, text, step in (("comments", entry.comments, "&json=/comments"), ("journal_ref", entry.journal_ref, "&json=/journal-ref")):
        if text and text.strip():
            fields.append((name, [text], step))
    if entry.doi and (match := DOI_RE.search(entry.doi)) is not None:
        fields.append(("identifiers.doi", [match.group()], f"&json=/doi{{{match.start()},{match.end()}}}"))
    if entry.license and entry.license.strip():
        fields.append(("license", [entry.license], "&json=/license"))
    return fields


def _read_versions(versions: list[_Version]) -> list[LineField]:
    """The number of the latest version, and when it and the first one came; blank texts are none."""
    last = len(versions) - 1
    found = [("identifiers.arxiv_version", versions[last].version, f"&json=/versions/{last}/version")]
    if versions[0].version == "v1":
        found.append(("published", versions[0].created, "&json=/versions/0/created"))
    if last:
        found.append(("updated", versions[last].created, f"&json=/versions/{last}/created"))
    return [(name, [text], step) for name, text, step in found if text.strip()]


def _read_authors(parsed: list[list[str]]) -> LineField | None:
    """The authors, each as spoken: forename, surname and suffix."""
    names, steps = [], []
    for index, name in enumerate(parsed):
        given = len(name) > 1 and name[1] and not name[1].isspace()
        if given and name[0] and not name[0].isspace() and (len(name) == 2 or not name[2]):
            names.append(f"{name[1]} {name[0]}")
            steps.append(_write_name(index, 1, 0))
        elif parts := [part for part in (1, 0, 2) if len(name) > part and name[part].strip()]:
            names.append(" ".join([name[part] for part in parts]))
            steps.append(_write_name(index, *parts))
    return ("authors", names, "&json=" + ";".join(steps)) if names else None


@lru_cache(maxsize=4096)
def _write_name(index: int, *parts: int) -> str:
    return "+".join(f"/authors_parsed/{index}/{part}" for part in parts)


@lru_cache(maxsize=65536)
def _read_categories(text: str) -> LineField | None:
    """The categories of a paper; few papers have a combination of their own."""
    pieces = each_category(parts_of(Piece("json", "/categories", text), CODE_RE))
    return ("categories", [piece.text for piece in pieces], "&" + write_items([(piece,) for piece in pieces])) if pieces else None
