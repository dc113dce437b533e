"""What is quoted of a record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from corpora import RunCorpus
from report_pages import read_report

from pipeline.merge import COMPLETENESS, PRECEDENCE
from pipeline.report import quotes
from pipeline.report.words import EVIDENCE, ORIGINS
from pipeline.resolution import KINDS

TEXT = "Abstract: We introduce a thing that counts further than all others do, and say so for as long as anyone listens.\n"
ENTRY = '[{"id": "2505.09343", "title": "Counting <b>far</b>", "abstract": "We introduce a thing that counts."}]'
LISTING = """<html><body><dl id="articles"><dt><a href="/abs/2403.01234" title="Abstract" id="2403.01234">arXiv:2403.01234</a></dt>
<dd><div class="meta"><div class="list-title mathjax"><span class="descriptor">Title:</span> Counting</div>
<div class="list-authors"><a href="x">Mara Lind</a></div></div></dd></dl></body></html>"""


def quote(run_corpus: RunCorpus, name: str, content: str | bytes) -> list[Any]:
    """The first quote of the report of a dump."""
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_report(run_corpus(name).folder / "report.html").papers[0]["quotes"][0]


def test_text_is_marked(work: Path, run_corpus: RunCorpus) -> None:
    """Of a text each stretch that became a field has its name, and what is between them has none."""
    kind, parts, _ = quote(run_corpus, "a.txt", TEXT + "arXiv:2505.09343\n")
    assert kind == "text"
    assert parts == [[TEXT.removeprefix("Abstract: ").strip(), "abstract"], ["\narXiv:", ""], ["2505.09343", "identifiers.arxiv"]]


def test_entry_is_quoted_as_it_is(work: Path, run_corpus: RunCorpus) -> None:
    """Of an entry that was parsed the source stands there, markup, escapes and all."""
    assert quote(run_corpus, "a.json", ENTRY) == ["entry", [[ENTRY[1:-1], ""]], 0]


def test_page_is_quoted_as_it_shows(work: Path, run_corpus: RunCorpus) -> None:
    """Of an entry on a page stands what a person sees of it there."""
    kind, parts, _ = quote(run_corpus, "a.html", LISTING)
    assert kind == "page"
    assert "Title: Counting" in parts[0][0]
    assert "Mara Lind" in parts[0][0]


@pytest.mark.parametrize("charset", ["utf-16", "latin-1"])
def test_charset_of_the_dump_is_used(work: Path, run_corpus: RunCorpus, charset: str) -> None:
    """A quote is text, whatever charset the dump is in."""
    _, parts, _ = quote(run_corpus, "a.txt", TEXT.replace("counts", "zählt").encode(charset))
    assert "zählt" in "".join(text for text, _ in parts)


def test_long_stretch_is_cut(work: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quote ends at its bound, and says how many bytes it leaves out."""
    monkeypatch.setattr(quotes, "MAX_QUOTE_BYTES", 20)
    kind, parts, cut = quote(run_corpus, "a.json", ENTRY)
    assert kind == "entry"
    assert parts == [[ENTRY[1:21], ""]]
    assert cut == len(ENTRY) - 22


def test_words_are_there_for_all_names() -> None:
    """Each kind of evidence and each rule by which a value wins is told in words."""
    assert set(EVIDENCE) == set(KINDS)
    rules = {rule for criteria in PRECEDENCE.values() for rule, _ in criteria}
    assert set(ORIGINS) == rules | {"only-value", "all-agree", "sorts-first"} | {f"with-{name}" for name in COMPLETENESS.values()}
