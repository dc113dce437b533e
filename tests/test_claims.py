"""What a dump says of how many entries it holds is checked, and a dump that gives nothing where others of its kind did is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpora import RunCorpus

from pipeline.cli import main

PAPERS = [
    {"title": f"Bees count to {n}", "abstract": f"We show that bees can be taught to count to {n}, in a week.", "authors": ["Ada Byrd"]} for n in range(3)
]
FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><opensearch:totalResults>{total}</opensearch:totalResults>
<opensearch:startIndex>0</opensearch:startIndex><opensearch:itemsPerPage>10</opensearch:itemsPerPage>{entries}</feed>"""
ENTRY = "<entry><id>http://arxiv.org/abs/2405.1433{n}v1</id><title>Bees {n}</title><summary>We count.</summary></entry>"
LISTING = "Showing new listings for Friday, 27 June 2025\nTotal of {total} entries\nNew submissions (showing {total} of {total} entries)\n{entries}"
LISTED = "[{n}] arXiv:2506.0000{n} [pdf, html, other]\nTitle: Bees count to {n}\nAuthors: Ada Byrd, Max Oak\nSubjects: Computation and Language (cs.CL)\n\n"


def feed(total: int, found: int) -> str:
    return FEED.format(total=total, entries="".join(ENTRY.format(n=n) for n in range(found)))


def listing(total: int, found: int) -> str:
    return LISTING.format(total=total, entries="".join(LISTED.format(n=n + 1) for n in range(found)))


@pytest.mark.parametrize(
    ("dump", "claimed"),
    [
        pytest.param(json.dumps({"count": 3, "papers": PAPERS}), 3, id="json"),
        pytest.param(json.dumps(PAPERS), 3, id="array"),
        pytest.param(feed(3, 3), 3, id="feed"),
        pytest.param(feed(5214, 10), 10, id="page-of-a-feed"),
        pytest.param(feed(0, 0), 0, id="empty-feed"),
        pytest.param(listing(2, 2), 2, id="listing"),
        pytest.param("Abstract: Bees count to four. We show that they can be taught to count to five.\n", None, id="says-nothing"),
    ],
)
def test_claim_that_holds(dump: str, claimed: int | None, work: Path, run_corpus: RunCorpus) -> None:
    """A count that is right is in the ledger, and nothing is said of it."""
    (work / "dump").write_text(dump)
    corpus = run_corpus("dump")
    assert [(line.claimed, line.miscounted) for line in corpus.ledger] == [(claimed, 0)]
    assert corpus.manifest.warnings == ()


@pytest.mark.parametrize(
    ("dump", "claimed", "found"),
    [
        pytest.param(json.dumps({"count": 5, "papers": PAPERS}), 5, 3, id="json"),
        pytest.param(feed(4, 3), 4, 3, id="feed"),
        pytest.param(listing(3, 2), 3, 2, id="listing"),
    ],
)
def test_claim_that_does_not_hold(dump: str, claimed: int, found: int, work: Path, run_corpus: RunCorpus) -> None:
    """A count that is wrong is a warning, and with `--strict` exit status 1."""
    (work / "dump").write_text(dump)
    corpus = run_corpus("dump")
    assert [(line.claimed, line.found, line.miscounted) for line in corpus.ledger] == [(claimed, found, claimed - found)]
    assert corpus.manifest.warnings == (f"dump: says it holds {claimed} entries, {found} were found",)
    assert (main(["run", "dump", "-o", "a", "--quiet"]), main(["run", "dump", "-o", "a", "--quiet", "--strict"])) == (0, 1)


def test_dump_that_gives_nothing_where_its_series_did(work: Path, run_corpus: RunCorpus) -> None:
    """A page whose layout has changed is told from one that never gave anything."""
    for day in ("01", "02"):
        (work / f"cs-2026-02-{day}.xml").write_text(feed(1, 1).replace("We count.", f"We count {day}."))
    (work / "cs-2026-02-03.xml").write_text("<html><body>A new layout, in which nothing is where it was.</body></html>")
    (work / "other.txt").write_text("Nothing to see here.")
    warnings = run_corpus(".").manifest.warnings
    assert warnings == (
        "cs-2026-02-03.xml: no records, though 2 dumps of its series gave some (arxiv-atom): has the page's layout changed?",
        "other.txt: no records",
    )


def test_format_that_is_named_is_the_only_one(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--format` overrides the choice, for `run` and `inspect`, and a name that no format has is an error."""
    (work / "dump").write_text(f"{json.dumps(PAPERS)}\nAbstract: Bees count to four. We show that they can be taught to count to five.\n")
    assert main(["run", "dump", "-o", "a", "--format", "labelled-abstracts"]) == 0
    assert "1 record = 1 paper" in capsys.readouterr().err
    assert main(["inspect", "dump", "--format", "records-json"]) == 0
    assert "3 records" in capsys.readouterr().out
    assert main(["run", "dump", "-o", "a", "--format", "nonsense"]) == 2
    assert "there is no such format" in capsys.readouterr().err
