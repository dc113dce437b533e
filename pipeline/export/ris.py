"""RIS, which Zotero, EndNote and Mendeley read: an entry a paper.

    TY  - UNPB
    TI  - DeepSeek-Prover: Advancing Theorem Proving ...
    AU  - Huajian Xin
    PY  - 2024
    DA  - 2024/05/23
    AN  - arXiv:2405.14333
    UR  - https://arxiv.org/abs/2405.14333
    ID  - arxiv:2405.14333
    ER  -

`JOUR` where a journal is known, else `UNPB`. Names are as papers have them: RIS wants the surname first, and which part that is, is not
guessed. A value is one line: RIS has no way to write two.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TextIO

import rispy

from pipeline.corpus import Corpus
from pipeline.export.references import join_lines, list_links, split_date
from pipeline.export.target import Options, TextTarget
from pipeline.records import Paper

BATCH = 1000


class Writer(rispy.RisWriter):  # type: ignore[misc]  # rispy has no types
    """Entries without the number that rispy puts above each: Zotero would take it for a part of the entry before."""

    def set_header(self, count: int) -> str:  # noqa: ARG002 - rispy calls it so
        """Nothing."""
        return ""


def write_ris(corpus: Corpus, stream: TextIO, _options: Options) -> Iterator[int]:
    """Write an entry for each paper; gives how many are done."""
    writer = Writer()
    papers = iter(corpus)
    done = 0
    while batch := [make_reference(paper) for paper in itertools.islice(papers, BATCH)]:
        stream.write(("\n" if done else "") + writer.formats(batch))
        done += len(batch)
        yield done


def make_reference(paper: Paper) -> dict[str, str | list[str]]:
    """The entry of a paper, by rispy's names of the tags."""
    ids = paper.identifiers
    date = split_date(paper.published)
    values: dict[str, str | list[str] | None] = {
        "type_of_reference": "JOUR" if paper.journal_ref else "UNPB",
        "title": paper.title,
        "authors": list(paper.authors),
        "year": date[0] if date else None,
        "date": "/".join([*date, "", ""][:3]) if date else None,
        "journal_name": paper.journal_ref,
        "abstract": paper.abstract,
        "doi": ids.doi,
        "accession_number": None if ids.arxiv is None else f"arXiv:{ids.arxiv}",
        "urls": list_links(paper),
        "keywords": list(paper.categories),
        "notes": [] if paper.comments is None else [paper.comments],
        "language": paper.language,
        "author_address": "; ".join(paper.affiliations),
        "id": paper.id,
    }
    return {name: [join_lines(item) for item in value] if isinstance(value, list) else join_lines(value) for name, value in values.items() if value}


TARGET = TextTarget("ris", "RIS, for Zotero, EndNote and Mendeley: an entry a paper.", ".ris", write_ris)
