"""What the files of a corpus and their fields are, in one sentence each: for the cards and the schemas."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.records import SCHEMA_VERSION, RejectReason


class FileKind(NamedTuple):
    """What a file is, and its media type."""

    what: str
    media_type: str


JSON_LINES, JSON, HTML, MARKDOWN = "application/jsonlines", "application/json", "text/html", "text/markdown"

FILES = {
    "papers.jsonl": FileKind("the papers, one a line, sorted by `id`", JSON_LINES),
    "records.jsonl": FileKind("the records they were merged from: where each value is in its dump, what was done to it, why it is of that paper", JSON_LINES),
    "rejected.jsonl": FileKind("stretches of dumps that are in no paper, with the reason", JSON_LINES),
    "ledger.jsonl": FileKind("for each dump, what became of every byte", JSON_LINES),
    "manifest.json": FileKind("version, settings, SHA-256 of every dump and file, counts of every stage", JSON),
    "papers.schema.json": FileKind(f"JSON Schema of a paper, layout version {SCHEMA_VERSION}", JSON),
    "records.schema.json": FileKind(f"JSON Schema of a record, layout version {SCHEMA_VERSION}", JSON),
    "report.html": FileKind("a page for a person: flow, dumps, charts, every paper with where it is from", HTML),
    "README.md": FileKind("this card", MARKDOWN),
    "croissant.json": FileKind("the card for machines: Croissant 1.1, with provenance in PROV terms", JSON),
}
"""All files of a corpus, by name, in the order they are told of."""

EDTF = "EDTF (ISO 8601-2), parts left out or `X` where not known"

PROPERTIES = {
    "Paper": {
        "id": "What the paper is called: its arXiv id, else DOI, ACL or OpenReview id, else a hash of its abstract or title.",
        "aliases": "Every other id that one of its records would have alone.",
        "title": "Title, as readable Unicode.",
        "authors": "Names of the authors, in the order of the page.",
        "authors_complete": "Whether all authors are listed; false after `et al.`, null where there are none.",
        "affiliations": "Affiliations, in the order of the page.",
        "abstract": "Abstract as a reader sees it: readable Unicode, LaTeX only where it is hard maths.",
        "abstract_complete": "Whether the abstract is whole; false for a teaser, null where there is none.",
        "identifiers": "What the paper is called elsewhere.",
        "categories": "arXiv's categories in full, primary first.",
        "published": f"Day of publication in {EDTF}.",
        "updated": f"Day of the last revision in {EDTF}.",
        "listed": f"Day of the page that listed it, in {EDTF}.",
        "comments": "The authors' comments.",
        "journal_ref": "Where it was published.",
        "urls": "Links of the paper.",
        "has_code": "Whether there is code; null where nothing is said.",
        "license": "Licence, in the words of the dump.",
        "language": "Language, as a code.",
        "records": "Ids of the records it was merged from.",
        "origins": "For each field the record whose value won, and by which rule.",
        "conflicts": "Values that lost and differ in meaning.",
        "flags": "What to be careful with, from a closed set.",
    },
    "Identifiers": {
        "arxiv": "arXiv id, without version.",
        "arxiv_version": "Version of the arXiv paper.",
        "doi": "DOI, in lower case.",
        "acl": "Id in the ACL Anthology.",
        "openreview": "Id of the OpenReview forum.",
        "semantic_scholar": "Id in Semantic Scholar.",
        "pmid": "PubMed id.",
    },
    "Url": {"url": "Address.", "kind": "What is behind it: `pdf`, `html`, `code`, ..."},
    "Origin": {"record": "Id of the record whose value it is.", "rule": "The rule of precedence by which it won."},
    "FieldConflict": {"field": "Name of the field.", "value": "The value that lost.", "record": "Id of the first record that has it."},
    "Record": {
        "id": "SHA-256 of the dump (16 hex digits) and the place in it.",
        "paper": "Id of the paper it went into.",
        "dump": "Name of the dump it is from.",
        "format": "The format it was read as.",
        "locator": "Where in the dump it is: byte range, JSON Pointer or XPath.",
        "fields": "Its fields by name, dotted where nested.",
        "evidence": "The verified edges that tie it to its cluster.",
        "flags": "What to be careful with, from a closed set.",
    },
    "Field": {
        "locator": "Where in the dump the field is.",
        "edits": "What was done to it, in order; each can be replayed.",
        "value": "What came out; left out where it equals the paper's.",
    },
    "Edit": {"rule": "The rule that made the change.", "args": "What the rule needs to be replayed."},
    "Evidence": {"record": "Id of the other record.", "kind": "Why the two are one paper.", "score": "How alike they are, from 0 to 1."},
}
"""The properties of each type in `papers.jsonl` and `records.jsonl`."""

EXAMPLES: dict[str, dict[str, object]] = {
    "Paper": {
        "id": "arxiv:2405.14333",
        "title": "Counting to Infinity with GPT-4",
        "authors": ["Jörg Lind", "Mara Okafor"],
        "categories": ["cs.CL", "cs.LG"],
        "published": "2024-05-23",
        "updated": "2024-06",
        "listed": "XXXX-05-24",
        "license": "http://creativecommons.org/licenses/by/4.0/",
        "language": "en",
        "flags": ["year-unknown"],
    },
    "Identifiers": {"arxiv": "2405.14333", "arxiv_version": 2, "doi": "10.1000/182", "acl": "2024.acl-long.1", "openreview": "dQw4w9WgXcQ"},
    "Url": {"url": "https://arxiv.org/pdf/2405.14333", "kind": "pdf"},
    "Record": {"id": "sha256:e83a37d5f807d139#bytes=0,247", "locator": "bytes=0,247", "format": "aggregator"},
    "Field": {"locator": "bytes=21,52"},
    "Edit": {"rule": "text.unwrap"},
    "Evidence": {"kind": "same-arxiv", "score": 1.0},
}
"""A value of a property, made up."""

REASONS: dict[RejectReason, str] = {
    "empty": "no bytes, or nothing but white space",
    "binary": "not text",
    "too-large": "larger than the settings allow",
    "broken-archive": "what could not be unpacked of an archive that is cut, damaged or encrypted",
    "malformed": "an entry of JSON, XML, a table or a bibliography that cannot be parsed",
    "unrecognised": "no format accepts it",
    "orphan": "inside a listing, but part of no record and of no known boilerplate",
    "unreadable": "the text of a field that is no value of its kind",
    "no-content": "a record left without title, abstract and identifier once it is clean",
}
"""What the reasons for a reject mean."""
