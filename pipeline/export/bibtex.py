"""BibTeX and BibLaTeX, an entry a paper.

    @misc{deepseek2024deepseek,
      title = {{DeepSeek}-Prover: Advancing Theorem Proving ...},
      author = {Huajian Xin and Daya Guo and others},
      year = {2024},
      month = may,
      eprint = {2405.14333},
      archivePrefix = {arXiv},
      primaryClass = {cs.AI},
      url = {https://arxiv.org/abs/2405.14333},
      ids = {arxiv:2405.14333}
    }

`@article` where a journal is known, with the reference as the dumps have it (volume and pages are not cut out of it), else `@misc`.
Names are as papers have them, first name first, which BibTeX takes: which part is the surname is not guessed. A name that BibTeX would
cut in two is braced. `and others` says that authors are missing. `ids` holds the ids by which BibLaTeX finds the entry too, whatever becomes of its key.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TextIO

from bibtexparser.library import Library
from bibtexparser.model import Block, Entry, Field
from bibtexparser.writer import BibtexFormat, write

from pipeline.corpus import Corpus
from pipeline.export.citation_keys import Keys, make_key
from pipeline.export.latex import escape_latex
from pipeline.export.references import encode_link, join_lines, list_links, split_date
from pipeline.export.target import Options, TextTarget
from pipeline.records import Paper

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The macros that every style defines."""
CUT_NAME_RE = re.compile(r"(?:^|\s)and(?:\s|$)|[,;]|^others$", re.IGNORECASE)
SAFE_ID_RE = re.compile(r"[A-Za-z0-9.:/+_-]+")
BATCH = 1000

FORMAT = BibtexFormat()  # type: ignore[no-untyped-call]
FORMAT.indent = "  "
FORMAT.block_separator = "\n"


def write_bibtex(corpus: Corpus, stream: TextIO, _options: Options) -> Iterator[int]:
    """Write an entry for each paper; gives how many are done."""
    keys = Keys(corpus)
    papers = iter(corpus)
    done = 0
    while batch := list(itertools.islice(papers, BATCH)):
        entries: list[Block] = [make_entry(paper, keys.choose(make_key(paper.title, paper.authors, paper.published), paper.id)) for paper in batch]
        stream.write(("\n" if done else "") + write(Library(entries), FORMAT))
        done += len(batch)
        yield done


def make_entry(paper: Paper, key: str) -> Entry:
    """The entry of a paper, its values as they stand in a file."""
    return Entry("article" if paper.journal_ref else "misc", key, [Field(name, value) for name, value in _list_values(paper)])


def _list_values(paper: Paper) -> Iterator[tuple[str, str]]:
    ids = paper.identifiers
    date = split_date(paper.published)
    if paper.title is not None:
        yield "title", _enclose(escape_latex(join_lines(paper.title), keeps_capitals=True))
    if paper.authors:
        yield "author", _enclose(" and ".join([*map(write_name, paper.authors), *(["others"] if paper.authors_complete is False else [])]))
    if date:
        yield "year", _enclose(date[0])
    if len(date) > 1 and 1 <= int(date[1]) <= len(MONTHS):
        yield "month", MONTHS[int(date[1]) - 1]
    if paper.journal_ref is not None:
        yield "journal", _enclose(escape_latex(join_lines(paper.journal_ref)))
    if ids.arxiv is not None:
        yield "eprint", _enclose(encode_link(ids.arxiv))
        yield "archivePrefix", "{arXiv}"
        if paper.categories:
            yield "primaryClass", _enclose(encode_link(paper.categories[0]))
    yield from ((name, _enclose(encode_link(value))) for name, value in (("doi", ids.doi), ("pmid", ids.pmid)) if value is not None)
    yield from (("url", _enclose(link)) for link in list_links(paper)[:1])
    yield from _list_texts(paper)


def _list_texts(paper: Paper) -> Iterator[tuple[str, str]]:
    texts = (("abstract", paper.abstract), ("keywords", ", ".join(paper.categories)), ("note", paper.comments), ("license", paper.license))
    yield from ((name, _enclose(escape_latex(join_lines(text)))) for name, text in (*texts, ("language", paper.language)) if text)
    ids = [name for name in (paper.id, *paper.aliases) if SAFE_ID_RE.fullmatch(name)]
    if ids:
        yield "ids", _enclose(", ".join(ids))


def write_name(name: str) -> str:
    """A name as it can stand in a list of names.

    >>> write_name("Jörg Lind"), write_name("Barnes and Noble, Inc.")
    ('Jörg Lind', '{Barnes and Noble, Inc.}')
    """
    escaped = escape_latex(join_lines(name))
    # bibtexparser loses a backslash and a letter that a name behind an `and` begins with.
    return _enclose(escaped) if CUT_NAME_RE.search(name) or escaped.startswith("\\") else escaped


def _enclose(value: str) -> str:
    return f"{{{value}}}"


TARGET = TextTarget("bibtex", "BibTeX and BibLaTeX: an entry a paper, with arXiv id, DOI and abstract.", ".bib", write_bibtex)
