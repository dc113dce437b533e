"""What tests of loading and exporting share: corpora with papers of any kind, hostile ones too."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec
from corpora import SEEDS
from hypothesis import strategies as st

from pipeline import stages
from pipeline.corpus import Corpus, load_corpus
from pipeline.plan import Order
from pipeline.records import FieldConflict, Identifiers, Origin, Paper, Url

HOSTILE = "\\{}$%&#_^~\"'`@,=;:<>()[]|+-*/ \t\u00a0\u2028\u202e\u200bA\u0301éß漢字ع aBcZ09"
TEXTS = st.one_of(
    st.text(HOSTILE, min_size=1, max_size=30),
    st.text(min_size=1, max_size=30),
    st.sampled_from(
        [
            "top-$k$ of $\\mathcal{O}(n)$",
            "$\\input{/etc/passwd}$ and \\write18{rm -rf x}",
            '=HYPERLINK("http://a.b")',
            "} , author = {Mallory}",
            "@article{x, title={y}}",
            "ER  - ",
            "TY  - JOUR\nTI  - Other",
            "A and B, Inc.",
            "others",
            "costs $5 to $7",
            "\\begin{matrix}a & b\\end{matrix}",
            "$\\left\\{ a \\right.$",
            "$a\\\\{b}$",
            "100% of {x",
        ]
    ),
)  # fmt: skip
"""Texts that mean something to TeX, BibTeX, RIS or a spreadsheet."""


def make_paper(number: int = 0, **values) -> Paper:  # type: ignore[no-untyped-def]
    """A paper with these values and no others."""
    absent = {field.name: () if str(field.type).startswith("tuple") else None for field in msgspec.structs.fields(Paper)}
    known = {"id": f"arxiv:2405.{number:05}", "identifiers": Identifiers(arxiv=f"2405.{number:05}"), "origins": {}}
    return Paper(**{**absent, **known, **values})


def make_full_paper(number: int = 0) -> Paper:
    """A paper that has a value in every field, and a conflict of every kind."""
    record = "sha256:0123456789abcdef#bytes=0,9"
    values = ("text", True, 3, ["Ann", "Bo"], [Url("https://a.org", "page")])
    return make_paper(
        number,
        aliases=("doi:10.1/x",),
        title="A {Title} of $\\mathcal{O}(n)$ & more",
        authors=("Ann Lee", "Barnes and Noble, Inc."),
        authors_complete=False,
        affiliations=("eth; zürich",),
        abstract="50% of C#_x is 10^-3.",
        abstract_complete=True,
        identifiers=Identifiers(f"2405.{number:05}", 2, "10.1/x", "2020.acl-main.1", "05T81ScPFb", "CorpusID:1", "12"),
        categories=("cs.CL", "cs.LG"),
        published="2024-05-07",
        updated="2024-06",
        listed="XXXX-01-12",
        comments="=1+1",
        journal_ref="J. Ex. 3 (2024) 1-9",
        urls=(Url("https://arxiv.org/pdf/2405.00000", "pdf"),),
        has_code=True,
        license="CC BY 4.0",
        language="en",
        records=(record,),
        origins={"title": Origin(record, "only-value")},
        conflicts=tuple(FieldConflict("title", value, record) for value in values),
        flags=("year-unknown",),
    )


def make_seed_corpus(folder: Path) -> Corpus:
    """The corpus of the seeds, in `folder/clean`."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        shutil.copytree(SEEDS, "seeds")
        stages.run(folder / "clean", Order(("seeds",)))
    finally:
        os.chdir(before)
    return load_corpus(folder / "clean")


def change_papers(corpus: Corpus, folder: Path, papers: Sequence[Paper]) -> Corpus:
    """A copy of a corpus that holds these papers instead."""
    shutil.copytree(corpus.folder, folder)
    (folder / "papers.jsonl").write_bytes(b"".join(msgspec.json.encode(paper) + b"\n" for paper in papers))
    counts = {**corpus.manifest.counts, "write": {**corpus.manifest.counts["write"], "papers": len(papers)}}
    (folder / "manifest.json").write_bytes(msgspec.json.encode(msgspec.structs.replace(corpus.manifest, counts=counts)))
    return load_corpus(folder)
