"""Hostile XML: bombs come to nothing, nothing is fetched, the time grows with the text, what is good is kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import Corpus
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.verify import verify_corpus

RunText = Callable[..., Corpus]
MAX_SECONDS = 8.0
"""A run of a megabyte takes well under one; what grows with its square takes minutes."""
GOOD = (
    "<item><title>Counting Bees</title><link>https://arxiv.org/abs/2405.94333</link><guid>oai:arXiv.org:2405.94333v1</guid>"
    "<description>arXiv:2405.94333v1 Announce Type: new \nAbstract: Bees count to four. We show how they do it.</description></item>"
)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def check(corpus: Corpus, kept: int) -> None:
    """All of it is accounted for, and every value can be found again."""
    assert sum(line.kept for line in corpus.ledger) == kept
    assert {line.coverage for line in corpus.ledger} == {1.0}
    assert verify_corpus(corpus.folder).problems == ()


def test_bomb_of_entities_comes_to_nothing(run_text: RunText) -> None:
    """Entities that a document declares are never expanded."""
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]><rss>{GOOD.replace("Counting Bees", "Counting &l9;")}</rss>'
    corpus = run_text(bomb, "dump.xml")
    check(corpus, 1)
    assert corpus.papers[0].title == "Counting &l9;"


def test_external_entity_is_not_fetched(run_text: RunText, work: Path) -> None:
    """No file and no address that a document names is looked at."""
    (work / "secret.txt").write_text("a secret", encoding="utf-8")
    head = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{work}/secret.txt"><!ENTITY % y SYSTEM "http://127.0.0.1:9/y"> %y;]>'
    corpus = run_text(f'<?xml version="1.0"?>{head}<rss>{GOOD.replace("Counting Bees", "Counting &x;")}</rss>', "dump.xml")
    check(corpus, 1)
    assert "a secret" not in "".join(content.decode() for content in corpus.files.values())


@pytest.mark.parametrize(
    "junk",
    [
        pytest.param("<item>" * 10_000 + "a" + "</item>" * 10_000, id="nested-entries"),
        pytest.param("<item>" + "<a>" * 10_000 + "b" + "</a>" * 10_000 + "</item>", id="nested-elements"),
        pytest.param("<item>" * 100_000, id="unclosed-entries"),
        pytest.param("</item>" * 100_000, id="stray-closes"),
        pytest.param("<item " * 100_000, id="unclosed-tags"),
        pytest.param("<![CDATA[" * 100_000, id="unclosed-cdata"),
        pytest.param("<!--" * 150_000, id="unclosed-comments"),
        pytest.param("<?xml " * 100_000, id="declarations"),
        pytest.param("<?xml version='1.0'?><!-- " * 30_000, id="declarations-and-comments"),
        pytest.param("<?xml version='1.0'?><!DOCTYPE a [ " * 20_000, id="declarations-and-types"),
        pytest.param("<rss>\n" * 100_000, id="roots"),
        pytest.param("<item a='" + "&amp;" * 100_000 + "'/>", id="long-attribute"),
        pytest.param("<item>" + "&" * 300_000 + "</item>", id="ampersands"),
        pytest.param("<item><title>" + "<i>" * 50_000 + "</title></item>", id="unclosed-tags-in-a-title"),
        pytest.param("<item><title>t</title>" + "<author><name>A</name></author>" * 20_000 + "</item>", id="many-authors"),
        pytest.param("<item><title>t</title><description>" + "&lt;p&gt;" * 50_000 + "</description></item>", id="many-paragraphs"),
        pytest.param("<item><title>t</title><description>" + "\n" * 300_000 + "</description></item>", id="many-lines"),
        pytest.param(
            "<paper id='1'>" + "<year>" * 50_000 + "</paper>" + "<booktitle>" * 50_000 + "<paper id='2'><title>t</title><doi>x</doi></paper>", id="volumes"
        ),
        pytest.param("<item><title>(arXiv:" * 20_000 + "</title></item>", id="stamps"),
        pytest.param("<record>" + "<metadata>" * 5_000 + "</record>", id="nested-metadata"),
    ],
)
def test_time_grows_with_the_text(run_text: RunText, junk: str) -> None:
    """Whatever is repeated, a record before it is kept, and the run is over soon."""
    start = time.perf_counter()
    corpus = run_text(f'<?xml version="1.0"?>\n<rss><channel>{GOOD}</channel></rss>\n{junk}', "dump.xml")
    assert time.perf_counter() - start < MAX_SECONDS
    assert [paper.identifiers.arxiv for paper in corpus.papers][:1] == ["2405.94333"]
    check(corpus, sum(line.kept for line in corpus.ledger))


tags = st.sampled_from(
    [
        "<rss>", "</rss>", "<feed>", "<item>", "</item>", "<entry>", "</entry>", "<record>", "</record>", "<paper id='1'>", "</paper>", "<title>Bees count</title>",
        "<link>http://arxiv.org/abs/2405.94333v2</link>", "<id>http://arxiv.org/abs/2405.94334</id>", "<guid>oai:arXiv.org:2405.94335v1</guid>", "<description>", "</description>",
        "&lt;p&gt;", "&lt;/p&gt;", "<![CDATA[", "]]>", "<!--", "-->", "<?xml version='1.0'?>\n", "<author><name>Ann Lee</name></author>", "<dc:creator>A, B et al.</dc:creator>",
        "<header status='deleted'/>", "<metadata>", "</metadata>", "<arXiv>", "</arXiv>", "<oai_dc:dc>", "<ns0:item>", "</ns0:item>", "&bee;", "&#0;", "<", ">", "&", "\n", "text ",
    ]
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.lists(tags, max_size=24))
def test_any_tags_are_accounted_for(run_text: RunText, content: list[str]) -> None:
    """Whatever the order of tags, nothing is lost and every value can be replayed."""
    corpus = run_text("".join(content), "dump.xml", replaces=True)
    assert {line.coverage for line in corpus.ledger} <= {1.0}
    assert verify_corpus(corpus.folder).problems == ()
