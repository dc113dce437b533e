"""Hostile pages: the time grows with the page, nothing crashes, all that is visible is accounted for."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from corpora import Corpus
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.formats.catalogues import acl_page, openreview_page
from pipeline.formats.generic import microdata, page_metadata, repeated_blocks
from pipeline.split import split
from pipeline.verify import verify_corpus

RunText = Callable[..., Corpus]
FORMATS = (acl_page.FORMAT, openreview_page.FORMAT, page_metadata.FORMAT, microdata.FORMAT, repeated_blocks.FORMAT)
MAX_SECONDS = 40.0
"""Each takes a few seconds at most, half of them the parser's; what grows with its square takes many minutes."""
PAPER = '<a href="https://arxiv.org/abs/2405.94001">Counting Bees under a Lamp</a>'
ENTRY = "<li><b>Counting Bees under {}</b><br><i>Ann Rabe, Bo Pica</i></li>"
HEAD = '<meta name="citation_title" content="Counting Bees"><meta name="citation_author" content="Rabe, Ann">'

LONG = {
    "links": f"{PAPER}\n" * 50_000,
    "nested": "<div>" * 10_000 + "x" + "</div>" * 10_000,
    "nested-entries": f"<div>{PAPER}<p>Ann Rabe, Bo Pica</p>" * 5_000,
    "nested-notes": "<div class=note><h4><a href=/forum?id=zzBeesT0E1>x</a></h4><div class=note-authors>Ann</div>" * 5_000,
    "nested-scopes": "<div itemscope itemtype='http://schema.org/ScholarlyArticle'><b itemprop=name>x</b>" * 2_000,
    "unclosed": f"<li><p><b><i><span class=title>{PAPER}" * 5_000,
    "terms": "<dl>" + "<dt class=ptitle>x<dd>y" * 20_000,
    "headings": "<h2>A title of bees</h2>" + "<p>x</p>" * 30_000,
    "heads": f"<head>{HEAD * 10_000}</head>",
    "abstracts": f"<head>{HEAD}</head><body>" + '<div class="abstract">Abstract</div><h2>Abstract</h2>' * 10_000,
    "names": "<ul>" + "<li><b>Counting all the bees here</b><br><i>" + "Ann Rabe, " * 20_000 + "</i></li>" * 3,
    "anthology": "<strong><a href=/2020.bees-main.1/>x</a></strong>" * 10_000,
    "lists-in-scripts": f'<script type="application/ld+json">{"[" * 5_000}{"]" * 5_000}</script>',
    "graphs": f'<script type="application/ld+json">{{"@graph":[{",".join(["{}"] * 100_000)}]}}</script>',
}


@pytest.mark.parametrize("content", LONG.values(), ids=LONG.keys())
def test_time_grows_with_the_page(content: str) -> None:
    """No part of a page is looked at again and again."""
    start = time.perf_counter()
    split(f"<!doctype html><html>{content}", FORMATS)
    assert time.perf_counter() - start < MAX_SECONDS


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<html></html>", id="empty"),
        pytest.param(f"<html><head>{HEAD}", id="head-alone"),
        pytest.param(f"<html>{HEAD}<p>Menu", id="no-head"),
        pytest.param(f"<html><head>{HEAD}</head><frameset cols='20%,80%'><frame src='a.html'><frame src='b.html'></frameset></html>", id="frames"),
        pytest.param(f"<html><head>{HEAD}</head><body><noframes><h1>Counting Bees</h1></noframes></body></html>", id="no-frames"),
    ],
)
def test_page_without_its_parts_is_read(run_text: RunText, page: str) -> None:
    """A page may lack its head, its body or its end: what there is of a paper is found, and can be found again."""
    corpus = run_text(page, "dump.html")
    assert [paper.title for paper in corpus.papers] == (["Counting Bees"] if HEAD in page else [])
    assert {line.coverage for line in corpus.ledger} == {1.0}
    assert verify_corpus(corpus.folder).problems == ()


def test_large_list_is_kept_whole() -> None:
    """A thousand entries are a thousand records, each in its place."""
    page = f"<html><body><ul>{''.join(ENTRY.format(f'Lamp {number}') for number in range(1_000))}</ul></body></html>"
    (region,) = split(page, FORMATS)
    spans = [record.span for record in region.cut.records]
    assert len(spans) == 1_000
    assert spans == sorted(spans)


tags = st.sampled_from(
    [
        "<div class=paper>", "</div>", "<p class=title>", "</p>", "<ul>", "<li>", "</li>", "</ul>", "<b>Counting Bees under a Lamp</b>", "<br>",
        "<i>Ann Rabe, Bo Pica</i>", "<span class=authors>Cy Mora, Di Oak</span>", PAPER, "<h3>Hives as Heaps</h3>", "<dt>", "<dd>", "<dl>", "</dl>", "\n", "text ",
        "<div class=abstract>We count bees. They are four, and we say why it is so.</div>", "<h2>Abstract</h2>", HEAD, "<head>", "</head>", "<body>", "</body>", "</html>",
        "<script type='application/ld+json'>{\"@type\":\"ScholarlyArticle\",\"name\":\"Bees\",\"author\":[null,{\"name\":5}]}</script>", "<div class=note>", "<h4>",
        "<a href=/forum?id=zzBeesT0E1>Stings without Bees</a>", "<div class=note-authors>Li Na</div>", "<strong><a href=/2020.bees-main.1/>Heaps</a></strong>",
        "<a href=/people/a>Ann Rabe</a>", "<li itemscope itemtype='http://schema.org/ScholarlyArticle'>", "<b itemprop=name>Zero Bees</b>", "<i itemprop=author>Li Na</i>",
        "<!--", "-->", "<![CDATA[", "&amp;", "&#0;", "\u00a0", "<h2 class=citation_title>Dances</h2>", "<meta name=citation_doi content=>",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.lists(tags, max_size=40))
def test_any_tags_are_accounted_for(run_text: RunText, content: list[str]) -> None:
    """Whatever the order of tags, nothing is lost and every value can be replayed."""
    corpus = run_text("<html>" + "".join(content), "dump.html", replaces=True)
    assert {line.coverage for line in corpus.ledger} <= {1.0}
    assert verify_corpus(corpus.folder).problems == ()
