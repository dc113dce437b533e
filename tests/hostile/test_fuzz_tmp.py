"""Hostile input: bounded time and memory, the good part kept, the rest rejected with a reason, no traceback."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import Corpus
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.settings import Settings, SettingsFile
from pipeline.verify import verify_corpus

GOOD = "Abstract: Bees count to four. We show that they can be taught to count to five, and that this takes them a week.\n"
RunText = Callable[..., Corpus]


@pytest.mark.parametrize(
    ("content", "name", "reasons"),
    [
        pytest.param(b"", "dump.txt", ["empty"], id="empty"),
        pytest.param(b"\xef\xbb\xbf", "dump.txt", ["empty"], id="only-a-mark"),
        pytest.param(b"\x00" * 5000, "dump.txt", ["empty"], id="only-nul"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "dump.txt", ["binary"], id="picture"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "dump.txt", ["binary"], id="pdf"),
        pytest.param(gzip.compress(b""), "dump.gz", ["empty"], id="empty-gzip"),
        pytest.param(b"\x1f\x8b\x08 not really", "dump.gz", ["broken-archive"], id="no-gzip"),
        pytest.param(gzip.compress(b"a" * 3_000_000), "dump.gz", ["too-large"], id="gzip-bomb"),
        pytest.param(b"x" * 1_000_000, "dump.txt", ["unrecognised"], id="one-long-line"),
        pytest.param(b"CLJan 22, 2025Code" * 20_000, "dump.txt", ["unrecognised"], id="headers"),
        pytest.param(b"Daily Papers - Hugging Face\n" + b"[" * 300_000, "dump.txt", ["orphan"], id="page-of-brackets"),
        pytest.param(b"$" * 300_000, "dump.txt", ["unrecognised"], id="dollars"),
        pytest.param(b"arXiv:" * 50_000, "dump.txt", ["unrecognised"], id="labels"),
        pytest.param(b"\r" * 10 + b"note" + b"\n\r" * 300_000, "dump.txt", ["unrecognised"], id="line-ends"),
    ],
)
def test_rejected_whole(run_text: RunText, content: bytes, name: str, reasons: list[str]) -> None:
    """What is no listing is rejected as a whole, with its reason."""
    corpus = run_text(content, name, settings=SettingsFile(corpus=Settings(max_dump_bytes=2_000_000)))
    assert ([line.reason for line in corpus.rejected], len(corpus.papers)) == (reasons, 0)
    assert verify_corpus(corpus.folder).problems == ()


@pytest.mark.parametrize(
    "junk",
    [
        pytest.param("\x00\x01\x02 a few control characters \x7f\n", id="controls"),
        pytest.param("\ufffd\ufffe\uffff odd characters \U0010ffff\n", id="noncharacters"),
        pytest.param("{" * 2000 + "\n", id="braces"),
        pytest.param("<div>" * 2000 + "\n", id="nested-markup"),
        pytest.param("[" * 300_000 + "\n", id="brackets"),
        pytest.param("\u202e right to left \u202c\n", id="bidi"),
        pytest.param("A\u0301\u0301\u0301" * 2000 + "\n", id="accents"),
    ],
)
def test_good_part_is_kept(run_text: RunText, junk: str) -> None:
    """Junk between two records costs neither of them."""
    corpus = run_text(GOOD + junk + GOOD.replace("Bees", "Wasps"))
    assert corpus.ledger[0].kept == 2
    assert all(junk.strip() in str(item.text) for item in corpus.rejected)
    assert verify_corpus(corpus.folder).problems == ()


def test_broken_gzip_keeps_its_beginning(run_text: RunText) -> None:
    """Of an archive that breaks off, what can be unpacked is read."""
    whole = "".join(GOOD.replace("Bees", f"Bees of hive {zlib.crc32(bytes([number]))}") for number in range(200))
    corpus = run_text(gzip.compress(whole.encode(), mtime=0)[:-400], "dump.gz")
    assert [line.reason for line in corpus.rejected if line.stage == "read"] == ["broken-archive"]
    assert 100 < len(corpus.records) < 200


def test_gzip_and_plain_give_the_same_papers(run_text: RunText, work: Path) -> None:
    """A packed dump is its content: packed and not, it is one dump."""
    plain = run_text(GOOD, "dump.txt")
    (work / "dump.gz").write_bytes(gzip.compress(GOOD.encode(), mtime=0))
    packed = run_text(gzip.compress(GOOD.encode(), mtime=0), "dump.gz")
    assert packed.files["papers.jsonl"] == plain.files["papers.jsonl"]
    assert packed.ledger[0].sha256 == plain.ledger[0].sha256
    assert packed.manifest.inputs[0].file_sha256 not in (None, packed.ledger[0].sha256)


def test_line_that_is_longer_than_any_listing(run_text: RunText, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line beyond the limit is rejected, what stands on the lines around it is kept."""
    monkeypatch.setattr("pipeline.lines.MAX_LINE_CHARS", 100_000)
    corpus = run_text(f"{GOOD}\n{'word ' * 40_000}\n\n{GOOD.replace('five', 'six')}")
    assert len(corpus.papers) == 2
    assert [line.reason for line in corpus.rejected] == ["orphan"] or [line.reason for line in corpus.rejected] == ["unrecognised"]


def test_page_that_is_larger_than_any_listing(run_text: RunText, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page beyond the limit is rejected whole, and the text behind it is read."""
    monkeypatch.setattr("pipeline.documents.pages.MAX_PAGE_CHARS", 10_000)
    corpus = run_text(f"<!DOCTYPE html><html><body>{'<p>word</p>' * 2_000}</body></html>\n{GOOD}")
    assert [line.reason for line in corpus.rejected] == ["too-large"]
    assert len(corpus.papers) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400))
def test_any_bytes_are_accounted_for(run_text: RunText, content: bytes) -> None:
    """Whatever the bytes, each is in exactly one stretch, and the corpus can be replayed."""
    corpus = run_text(content, replaces=True)
    assert [line.coverage for line in corpus.ledger] == [1.0]
    assert verify_corpus(corpus.folder).problems == ()


lines = st.sampled_from(
    [
        "Abstract: Bees count to four, and to five.", "arXiv:2405.14333", "arXiv:2405.14334v2 [cs.CL]We fall.", "CLJan 22, 2025Code", "LGFeb 30",
        "Trees in Random ForestsAda Byrd, Max Oak et al. · eth", "Random forests hold trees that do nothing. We prune nine in ten of them.", "new", "Subscribe",
        "Get trending papers in your email inbox!", "byAK and the research community", "Mar 11", "12 pages", "", "  ", "Submitted by", "Published on Mar 3",
        "8 authors", "Ã©tude Â· Ã¼ber", "\u00ad", "We show $x$ &amp; <i>y</i>. And more of it, at length." * 4, "Technical Report", "arXiv:", "Abstract:",
        '{"title": "Bees", "abstract": "We count.", "authors": ["Ada Byrd"], "doi": "10.1000/a"}', '{"title": "Bees", "abst', "[", "]", '[{"title": "Bees",', "<html>",
        "<!DOCTYPE html><html><head><meta name='citation_title' content='Bees'></head><body>Menu", "</body></html>", "<?xml version='1.0'?>", "<feed>", "</feed>",
        "<entry><id>http://arxiv.org/abs/2405.14333v1</id><title>Bees</title><summary>We count.</summary></entry>", "<entry>", "</entry>", "<item><title>Bees",
        "<table><tr><th>Title</th><th>Abstract</th></tr>", "</table>", "<div>", "</div>", "id,title,abstract", "2405.14333,Bees,We count to four.", '1,"Bees', "TY  - JOUR",
        "TI  - Bees", "AU  - Byrd, Ada", "ER  - ", "@article{a,", "title = {Bees},", "author = {Byrd, Ada}", "}", "\\\\", "arXiv:2601.12345", "Date: Thu, 22 Jan 2026 10:00:00 GMT",
        "Title: Bees", "Authors: Ada Byrd, Max Oak", "Categories: cs.CL", "------------------------------", "| Title | Abstract |", "|---|---|", "| Bees | We count to four. |",
        "# Bees", "## Abstract", "**Authors**: Ada Byrd", "[1] arXiv:2405.14333 [pdf, html, other]", "Subjects: Computation and Language (cs.CL)", "---", "<!--", "-->", "\x00",
    ]
)  # fmt: skip


@settings(max_examples=2500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.lists(lines, max_size=45), end=st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_any_lines_are_accounted_for(run_text: RunText, content: list[str], end: str) -> None:
    """Whatever the order of lines, nothing is lost and every value can be replayed."""
    corpus = run_text(end.join(content), replaces=True)
    assert [line.coverage for line in corpus.ledger] == [1.0]
    assert verify_corpus(corpus.folder).problems == ()
