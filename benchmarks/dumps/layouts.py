"""How each format writes a record, as the sites that it is from do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import Any

import msgspec

from benchmarks.dumps.papers import Paper
from benchmarks.dumps.spelling import spell_latex, spell_unicode, wrap_text

WITH_ID = frozenset({"clean", "respelt", "perturbed", "truncated"})
EVERY_KIND = WITH_ID | {"no-id", "doi-only"}
GLUED_KINDS = frozenset({"clean", "respelt", "truncated"})
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Layout(msgspec.Struct, frozen=True):
    """A format as it is written: what opens a dump, stands between records and closes it, and the record itself."""

    format: str
    """The name that `papersieve formats` has for it."""
    file: str
    write: Callable[[Paper], str]
    kinds: frozenset[str]
    """The kinds of copies that it can express."""
    opening: str = ""
    between: str = "\n"
    closing: str = "\n"
    is_single: bool = False
    """Whether a dump holds one record: then `file` is a folder of dumps."""


def write_date(when: datetime) -> str:
    """The time as a mail has it; `strftime` would ask the locale."""
    return f"{DAYS[when.weekday()]}, {when.day} {MONTHS[when.month - 1]} {when.year} {when:%H:%M:%S} GMT"


def list_people(paper: Paper, rest: str = " et al.") -> str:
    """The authors as one text."""
    return ", ".join(paper.authors) + ("" if paper.authors_complete else rest)


def _write_snapshot(paper: Paper) -> str:
    width = min(paper.width, 79)
    return json.dumps(
        {
            "id": paper.arxiv,
            "submitter": paper.authors[0],
            "authors": spell_latex(list_people(paper)),
            "title": wrap_text(paper.title, width).replace("\n", "\n  "),
            "comments": paper.comments,
            "journal-ref": paper.journal_ref,
            "doi": paper.doi,
            "report-no": None,
            "categories": " ".join(paper.categories),
            "license": paper.license,
            "abstract": f"  {wrap_text(paper.abstract, width)}\n",
            "versions": [{"version": f"v{number}", "created": write_date(when)} for number, when in enumerate(paper.versions, 1)],
            "update_date": f"{paper.versions[-1]:%Y-%m-%d}",
            "authors_parsed": [[(words := name.rsplit(" ", 1))[-1], words[0] if len(words) > 1 else "", ""] for name in paper.authors],
        },
        separators=(",", ":"),
    )


def _write_hugging_face(paper: Paper) -> str:
    published = f"{paper.versions[0]:%Y-%m-%d}T00:00:00.000Z"
    title, summary = spell_unicode(paper.title), spell_unicode(paper.abstract)
    inner = {
        "id": paper.arxiv,
        "authors": [{"_id": f"{place:024x}", "name": name, "hidden": False} for place, name in enumerate(paper.authors)],
        "publishedAt": published,
        "title": title,
        "summary": summary,
        "upvotes": paper.versions[0].second,
    }
    outer = {"paper": inner, "publishedAt": published, "title": title, "summary": summary, "numComments": 0}
    return json.dumps(outer, ensure_ascii=False, separators=(",", ":"))


def _write_atom(paper: Paper) -> str:
    people = "".join(f"    <author>\n      <name>{escape(name, quote=False)}</name>\n    </author>\n" for name in paper.authors)
    categories = "".join(f'    <category term="{code}" scheme="http://arxiv.org/schemas/atom"/>\n' for code in paper.categories)
    optional = (("comment", paper.comments), ("journal_ref", paper.journal_ref), ("doi", paper.doi))
    marked = "".join(f"    <arxiv:{name}>{escape(value, quote=False)}</arxiv:{name}>\n" for name, value in optional if value is not None)
    return f"""  <entry>
    <id>http://arxiv.org/abs/{paper.arxiv}v{len(paper.versions)}</id>
    <title>{escape(paper.title, quote=False)}</title>
    <updated>{paper.versions[-1]:%Y-%m-%dT%H:%M:%SZ}</updated>
    <link href="https://arxiv.org/abs/{paper.arxiv}v{len(paper.versions)}" rel="alternate" type="text/html"/>
    <summary>{escape(paper.abstract, quote=False)}</summary>
    <published>{paper.versions[0]:%Y-%m-%dT%H:%M:%SZ}</published>
    <arxiv:primary_category term="{paper.categories[0]}"/>
{categories}{people}{marked}  </entry>"""


def _write_oai(paper: Paper) -> str:
    versions = "".join(f'<version version="v{number}"><date>{write_date(when)}</date></version>' for number, when in enumerate(paper.versions, 1))
    named = (("comments", paper.comments), ("journal-ref", paper.journal_ref), ("doi", paper.doi), ("license", paper.license))
    optional = "".join(f"<{name}>{escape(value, quote=False)}</{name}>" for name, value in named if value is not None)
    return f"""<record>
<header>
 <identifier>oai:arXiv.org:{paper.arxiv}</identifier>
 <datestamp>{paper.versions[-1]:%Y-%m-%d}</datestamp>
</header>
<metadata>
 <arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">
 <id>{paper.arxiv}</id>{versions}<title>{escape(paper.title, quote=False)}</title><authors>{escape(spell_latex(list_people(paper)), quote=False)}</authors>\
<categories>{" ".join(paper.categories)}</categories>{optional}<abstract>  {escape(wrap_text(paper.abstract, paper.width), quote=False)}
</abstract></arXivRaw>
</metadata>
</record>"""


def _write_generic(paper: Paper) -> str:
    """A script's own JSON: only what there is."""
    values: dict[str, Any] = {
        "title": paper.title,
        "authors": [*paper.authors, *([] if paper.authors_complete else ["et al."])],
        "abstract": paper.abstract or None,
        "arxiv_id": paper.arxiv,
        "doi": paper.doi,
        "year": paper.versions[0].year,
        "journal": paper.journal_ref,
    }
    return json.dumps({name: value for name, value in values.items() if value is not None}, ensure_ascii=False)


def _write_aggregator(paper: Paper) -> str:
    """Three lines: category, date and badge glued; title and people glued; the abstract."""
    first = paper.versions[0]
    head = f"{paper.categories[0]}{MONTHS[first.month - 1]} {first.day}, {first.year}{'Code' if first.second % 2 else ''}"
    return f"{head}\n{spell_unicode(paper.title)}{spell_unicode(list_people(paper))}\n{spell_unicode(paper.abstract)}"


def _write_abs_page(paper: Paper) -> str:
    first = paper.versions[0]
    people = ", ".join(f'<a href="/find/1/au:+x">{escape(name)}</a>' for name in paper.authors)
    cells = (("Comments", "comments", paper.comments), ("Journal&nbsp;reference", "jref", paper.journal_ref), ("DOI", "doi", paper.doi))
    rows = "".join(f'<tr><td class="label">{label}:</td><td class="{name}">{escape(value)}</td></tr>\n' for label, name, value in cells if value is not None)
    return f"""<!DOCTYPE html>
<html><head><title>[{paper.arxiv}] {escape(paper.title)}</title></head>
<body>
<div id="header"><h1><a href="/">arXiv.org</a> &gt; arXiv:{paper.arxiv}v{len(paper.versions)}</h1></div>
<div id="abs"><div class="leftcolumn">
<h1 class="title"><span class="descriptor">Title:</span> {escape(paper.title)}</h1>
<div class="authors"><span class="descriptor">Authors:</span> {people}</div>
<div class="dateline">(Submitted on {first.day} {MONTHS[first.month - 1]} {first.year})</div>
<blockquote class="abstract"><span class="descriptor">Abstract:</span> {escape(wrap_text(paper.abstract, paper.width))}
</blockquote>
<div class="metatable"><table summary="Additional metadata">
{rows}<tr><td class="label">Cite&nbsp;as:</td><td class="arxivid"><a href="http://arxiv.org/abs/{paper.arxiv}">arXiv:{paper.arxiv}</a></td></tr>
</table></div>
</div></div>
</body></html>"""


ATOM_OPENING = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/made</id>
  <title>arXiv Query: search_query=all:made</title>
"""
OAI_OPENING = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<request verb="ListRecords" metadataPrefix="arXivRaw">http://export.arxiv.org/oai2</request>
<ListRecords>
"""

LAYOUTS: tuple[Layout, ...] = (
    Layout("arxiv-snapshot", "snapshot.jsonl", _write_snapshot, WITH_ID),
    Layout("hf-api", "hugging-face.json", _write_hugging_face, WITH_ID, opening="[", between=",", closing="]\n"),
    Layout("arxiv-atom", "atom.xml", _write_atom, WITH_ID, opening=ATOM_OPENING, closing="\n</feed>\n"),
    Layout("arxiv-oai", "oai.xml", _write_oai, WITH_ID, opening=OAI_OPENING, closing="\n</ListRecords>\n</OAI-PMH>\n"),
    Layout("records-json", "records.jsonl", _write_generic, EVERY_KIND),
    Layout("aggregator", "aggregator.txt", _write_aggregator, GLUED_KINDS),
    Layout("arxiv-abs", "abs", _write_abs_page, GLUED_KINDS, is_single=True),
)
"""The first is the one that originals are in."""


def find_layout(name: str) -> Layout:
    """The layout of a format. Raises `ValueError` for a name that none has."""
    found = next((layout for layout in LAYOUTS if layout.format == name), None)
    if found is None:
        raise ValueError(f"'{name}': no layout for this format; there are {', '.join(layout.format for layout in LAYOUTS)}")
    return found
