"""BibTeX: what bibtexparser and papersieve itself read back is what the papers say, whatever they say."""

from __future__ import annotations

import io
import re
from pathlib import Path

import bibtexparser
import pytest
from bibtexparser.middlewares import SeparateCoAuthors
from bibtexparser.model import Entry
from hypothesis import given, settings
from hypothesis import strategies as st
from loading import TEXTS, change_papers, make_paper

from pipeline import Corpus, Identifiers, Paper, load_corpus, stages
from pipeline.export import Options, bibtex
from pipeline.export.bibtex import write_bibtex
from pipeline.export.latex import has_balanced_braces
from pipeline.export.references import join_lines
from pipeline.plan import Order

SHOWN_RE = re.compile(
    r"(?P<formula>\$\$.*?(?<!\\)\$\$|\$.*?(?<!\\)\$|\\\(.*?\\\)|\\\[.*?\\\]|\\begin\{(?P<name>\w+\*?)\}.*?\\end\{(?P=name)\})"
    r"|\\text(?P<command>[a-z]+)\{\}|\\(?P<sign>[{}$%&#_])|(?P<brace>[{}])",
    re.DOTALL,
)
SIGNS = {"backslash": "\\", "asciicircum": "^", "asciitilde": "~", "braceleft": "{", "braceright": "}", "less": "<", "greater": ">", "bar": "|"}


def show(latex: str) -> str:
    """What LaTeX would show, formulas as they are written."""
    return SHOWN_RE.sub(lambda match: match["formula"] or match["sign"] or SIGNS.get(match["command"] or "", ""), latex)


def write(corpus: Corpus) -> str:
    stream = io.StringIO(newline="")
    assert list(write_bibtex(corpus, stream, Options()))[-1] == len(corpus)
    return stream.getvalue()


def parse(text: str) -> list[Entry]:
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries)
    return library.entries


def write_one(paper: Paper) -> str:
    return bibtex.write(bibtex.Library([bibtex.make_entry(paper, "key")]), bibtex.FORMAT)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_any_text_comes_back(title: str, abstract: str) -> None:
    """Whatever a title and an abstract hold, the entry is one entry, its braces balance, and LaTeX shows the text."""
    text = write_one(make_paper(title=title, abstract=abstract))
    (entry,) = parse(text)
    assert has_balanced_braces(text)
    for name, value in (("title", title), ("abstract", abstract)):
        assert show(entry.fields_dict[name].value) == join_lines(value)
    assert entry.fields_dict["eprint"].value == "2405.00000"


@settings(deadline=None)
@given(TEXTS)
def test_no_command_of_a_page_is_run(text: str) -> None:
    """A command that does more than set type stands in no value."""
    for hostile in (f"\\input{{{text}}}", f"$\\write18{{{text}}}$", f"\\begin{{filecontents}}{text}\\end{{filecontents}}", f"$^^5cinput {text}$"):
        value = write_one(make_paper(title=hostile))
        assert not re.search(r"\\(?:input|write|begin\{filecontents)|\^\^", value)


@settings(deadline=None)
@given(st.lists(TEXTS.map(lambda name: " ".join(name.split())).filter(lambda name: name and name.casefold() != "and"), min_size=1, max_size=4))
def test_any_names_come_back(names: list[str]) -> None:
    """Names are as many as there were, each as it was, also one with `and` or a comma in it."""
    (entry,) = bibtexparser.parse_string(write_one(make_paper(authors=tuple(names))), append_middleware=[SeparateCoAuthors()]).entries
    assert [" ".join(show(name).split()) for name in entry.fields_dict["author"].value] == [" ".join(join_lines(name).split()) for name in names]


ENTRIES = [
    ({"published": "2024-05-07"}, "misc", {"year": "2024", "month": "may"}),
    ({"published": "2024-05"}, "misc", {"year": "2024", "month": "may"}),
    ({"published": "2024-XX-XX"}, "misc", {"year": "2024", "month": None}),
    ({"published": "XXXX-05-07"}, "misc", {"year": None, "month": None}),
    ({"journal_ref": "Phys. Rev. D 1 (2020)"}, "article", {"journal": "Phys. Rev. D 1 (2020)"}),
    ({"categories": ("cs.CL", "cs.LG")}, "misc", {"archivePrefix": "arXiv", "primaryClass": "cs.CL", "keywords": "cs.CL, cs.LG"}),
    ({"identifiers": Identifiers(doi="10.1/a_b"), "id": "doi:10.1/a_b"}, "misc", {"doi": "10.1/a_b", "url": "https://doi.org/10.1/a_b", "eprint": None}),
    ({"identifiers": Identifiers(doi="10.1/{\\x}%")}, "misc", {"doi": "10.1/%7B%5Cx%7D%"}),
    ({"identifiers": Identifiers(acl="2020.acl-main.1")}, "misc", {"url": "https://aclanthology.org/2020.acl-main.1/"}),
    ({"title": "DeepSeek and the LLM: A Story"}, "misc", {"title": "{DeepSeek} and the {LLM}: A Story"}),
    ({"authors": ("Ann Lee", "ATLAS, CMS and Co")}, "misc", {"author": "Ann Lee and {ATLAS, CMS and Co}"}),
    ({"authors": ("Ann Lee",), "authors_complete": False}, "misc", {"author": "Ann Lee and others"}),
    ({"comments": "12 pages"}, "misc", {"note": "12 pages", "title": None, "author": None}),
    ({"aliases": ("doi:10.1/x", "doi:10.1/{")}, "misc", {"ids": "arxiv:2405.00000, doi:10.1/x"}),
]  # fmt: skip


@pytest.mark.parametrize(("values", "kind", "fields"), ENTRIES, ids=lambda value: str(value)[:40])
def test_fields_of_an_entry(values: dict[str, object], kind: str, fields: dict[str, str | None]) -> None:
    """What is known of a paper stands in the field where bibliographies look for it, and nothing else does."""
    (entry,) = parse(write_one(make_paper(**values)))
    assert entry.entry_type == kind
    assert {name: entry.fields_dict[name].value if name in entry.fields_dict else None for name in fields} == fields


def test_seeds_come_back_by_papersieve(seed_corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papersieve reads its own BibTeX: of every paper that has a title the same id, title, authors and abstract."""
    monkeypatch.chdir(tmp_path)
    Path("papers.bib").write_text(write(seed_corpus), encoding="utf-8")
    stages.run(tmp_path / "out", Order(("papers.bib",)))
    check_same(seed_corpus, load_corpus(tmp_path / "out"))


def check_same(before: Corpus, after: Corpus) -> None:
    found = {paper.id: paper for paper in after}
    titled = [paper for paper in before if paper.title is not None]
    assert len(titled) > 1
    for paper in titled:
        other = found[paper.id]
        assert (other.title, other.authors, other.abstract, other.identifiers.doi) == (paper.title, paper.authors, paper.abstract, paper.identifiers.doi)


ODD_TITLES = (
    "50% of R&D: C#_x, 10^-3 and {curly} costs $5 to $7 (p<0.05) |a|>b",
    "Sharp bounds for $\\binom{n}{k}$ and $\\begin{matrix}a & b\\end{matrix}$ in DeepSeek-V3",
    'A "quoted" title, with \'quotes\' = "more", and @article{key, as text}',
    "Schrödinger's cat and 漢字 and кот: a study of ﷽ in Ünïcode",
    "TY - JOUR is no entry, ER - neither",
)


def test_odd_titles_come_back_by_papersieve(seed_corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of LaTeX, BibTeX and RIS in titles come back as they were."""
    monkeypatch.chdir(tmp_path)
    papers = [make_paper(number, title=title, authors=("Jörg Lind", "Mara O'Hara")) for number, title in enumerate(ODD_TITLES, 1)]
    Path("papers.bib").write_text(write(change_papers(seed_corpus, tmp_path / "odd", papers)), encoding="utf-8")
    stages.run(tmp_path / "out", Order(("papers.bib",)))
    assert {paper.id: (paper.title, paper.authors) for paper in load_corpus(tmp_path / "out")} == {paper.id: (paper.title, paper.authors) for paper in papers}
