"""Pairs that deduplication goes wrong on: alike and yet two papers, unlike and yet one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from resolutions import Named, resolve_records

from pipeline.dedupe import DedupeSettings, KeySource

TEXTS = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))
SHEEP, WOOL = TEXTS["sheep"].strip(), TEXTS["wool"].strip()
REVISED = f"{SHEEP} {WOOL}"
"""Half of it is `SHEEP`."""
EDITED = SHEEP.replace("twelve", "eleven")

TITLE = "Counting sheep at dusk without waking the dog"
SMITH, JONES = ("Anna Smith", "Bo Ram"), ("Carl Jones",)
ARTICLE, PAPER = "J. Wool Sci. 76, 1309-1317 (2007)", "Proc. Shearing Conference 12, 44-51 (2006)"


def resolve(*records: KeySource) -> Named:
    """The records deduplicated; both ways of finding candidates must agree."""
    exact, indexed = resolve_records(records), resolve_records(records, DedupeSettings(exact_below=0))
    assert exact.clusters == indexed.clusters
    return exact


def make(record: str, title: str | None = None, authors: tuple[str, ...] = (), abstract: str | None = None, **rest: object) -> KeySource:
    """A record."""
    return KeySource(record=record, title=title, authors=authors, abstract=abstract, **rest)  # type: ignore[arg-type]


APART = {
    "a roman and an arabic part": (make("a", "Flocks I: the plain", SMITH, SHEEP), make("b", "Flocks 2: the plain", SMITH, SHEEP)),
    "a first and a second paper": (
        make("a", "1. Flocks of the plain and the hills", SMITH, SHEEP),
        make("b", "2. Flocks of the plain and the hills", SMITH, SHEEP),
    ),
    "a paper and its second part": (make("a", "Flocks of the plain", SMITH, SHEEP), make("b", "Flocks of the plain II", SMITH, SHEEP)),
    "a corrigendum": (make("a", TITLE, SMITH, SHEEP), make("b", f'Corrigendum to "{TITLE}" [J. Wool 1 (2004) 2]', SMITH, SHEEP)),
    "a reply to a comment": (make("a", f"Comment on '{TITLE}'", JONES, SHEEP), make("b", f"Reply to the comment on '{TITLE}'", SMITH, SHEEP)),
    "a paper taken back": (make("a", TITLE, SMITH, SHEEP), make("b", f"WITHDRAWN: {TITLE}", SMITH, SHEEP)),
    "a resubmission under another arXiv id": (
        make("a", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00001"}),
        make("b", TITLE, SMITH, EDITED, ids={"arxiv": "2402.00002"}),
    ),
    "one text under two titles of the same authors": (make("a", TITLE, SMITH, SHEEP), make("b", "What wool costs and why", SMITH, SHEEP)),
    "a template with one word changed": (
        make("a", "Beam monitors for the first barn", SMITH, SHEEP),
        make("b", "Beam monitors for the old mill", SMITH, EDITED),
    ),
    "a chapter within a thesis": (make("a", "Of flocks and of the price of wool", SMITH, REVISED), make("b", "Of flocks", SMITH, SHEEP)),
    "an asset and an option, one author": (
        make("a", "Asset pricing in a flock", ("Anna Smith",), WOOL),
        make("b", "Option pricing in a flock", ("Anna Smith",), SHEEP),
    ),
    "a proceedings paper and its journal version": (
        make("a", TITLE, SMITH, SHEEP, year=2006, journal_ref=PAPER),
        make("b", TITLE, SMITH, REVISED, year=2007, journal_ref=ARTICLE),
    ),
    "a congress abstract and the article, without texts": (
        make("a", TITLE, SMITH, year=2006, journal_ref="Annals of Shearing 12, S44 (2006)"),
        make("b", TITLE, SMITH, year=2007, journal_ref=ARTICLE),
    ),
    "one abstract at two congresses": (make("a", TITLE, SMITH, SHEEP, journal_ref=PAPER), make("b", TITLE, SMITH, EDITED, journal_ref=ARTICLE)),
    "two DOIs for one title on other pages": (
        make("a", TITLE, SMITH, SHEEP, ids={"doi": "10.1/737140.57"}, journal_ref=ARTICLE),
        make("b", TITLE, SMITH, SHEEP, ids={"doi": "10.1/787210.57"}, journal_ref=PAPER),
    ),
    "abstracts under the DOI of their supplement": (
        make("a", "Sheep of the plain", SMITH, SHEEP, ids={"doi": "10.1/s"}, journal_ref="J. Wool 5, S31 (2004)"),
        make("b", "Wool of the hills", SMITH, WOOL, ids={"doi": "10.1/s"}, journal_ref="J. Wool 5, S87 (2004)"),
    ),
    "editorials of one year": (
        make("a", "Editorial", ("Anna Smith",), year=2001, journal_ref="J. Wool (2001)"),
        make("b", "Editorial", ("Anna Smith",), year=2001, journal_ref="J. Wool (2001)"),
    ),
    "a column of one year": (
        make("a", "Book review column", ("Anna Smith",), year=2001, journal_ref="J. Wool (2001)"),
        make("b", "Book review column", ("Anna Smith",), year=2001, journal_ref="J. Wool (2001)"),
    ),
    "prefaces by others with one short text": (
        make("a", "Preface", SMITH, "Dear readers, welcome to this volume."),
        make("b", "Preface", JONES, "Dear readers, welcome to this volume."),
    ),
    "neighbours on one page": (
        make("a", "Sheep of the plain and their dogs", SMITH, journal_ref="J. Wool 5, S31 (2004)"),
        make("b", "The price of wool in the hills", SMITH, journal_ref="J. Wool 5, S31 (2004)"),
    ),
    "two authors of one glued initial": (make("a", TITLE, ("A.Smith",), year=2001), make("b", TITLE, ("A.Jones",), year=2001)),
    "a teaser of another paper of one title": (make("a", TITLE, SMITH, SHEEP), make("b", TITLE, JONES, WOOL[:170] + "…", abstract_complete=False)),
}

TOGETHER = {
    "a retitled revision under one arXiv id": (
        make("a", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00001"}),
        make("b", "What the dog does not hear", SMITH, EDITED, ids={"arxiv": "2401.00001v2"}),
    ),
    "a preprint and its retitled article under one DOI": (
        make("a", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00001", "doi": "10.1/a"}),
        make("b", "Counting sheep at dusk", SMITH, REVISED, ids={"doi": "10.1/a"}, journal_ref=ARTICLE),
    ),
    "a preprint and the journal version with its abstract revised": (
        make("a", TITLE, SMITH, SHEEP, year=2006),
        make("b", TITLE, SMITH, REVISED, year=2007, journal_ref=ARTICLE),
    ),
    "one text printed at two places": (make("a", TITLE, SMITH, SHEEP, journal_ref=PAPER), make("b", TITLE, SMITH, SHEEP, journal_ref=ARTICLE)),
    "ahead of print": (
        make("a", TITLE, SMITH, SHEEP, year=2006, journal_ref="Journal of Wool Science (2006)"),
        make("b", TITLE, SMITH, EDITED, year=2007, journal_ref=ARTICLE),
    ),
    "a slip in a page number": (make("a", TITLE, SMITH, journal_ref=ARTICLE), make("b", TITLE, SMITH, journal_ref="J. Wool Sci. 76, 1311-1319 (2007)")),
    "two DOIs for one title on one page": (
        make("a", TITLE, SMITH, SHEEP, ids={"doi": "10.1/737140.57"}, journal_ref=ARTICLE),
        make("b", TITLE, SMITH, SHEEP, ids={"doi": "10.1/787210.57"}, journal_ref=ARTICLE),
    ),
    "a title with what catalogues append": (
        make("a", f"[{TITLE}] LA: Chi", SMITH, journal_ref=ARTICLE),
        make("b", f"{TITLE}. [Erratum appears in J. Wool 2008 Oct;24(4):629]", ("Smith, A.", "Ram, B."), journal_ref=ARTICLE),
    ),
    "a misspelt title on one page": (
        make("a", TITLE, SMITH, journal_ref=ARTICLE),
        make("b", TITLE.replace("waking", "wakking"), SMITH, journal_ref="J.Wool Sci.76:1309,2007"),
    ),
    "a generic title on one page": (make("a", "Editorial", SMITH, journal_ref=ARTICLE), make("b", "Editorial", SMITH, journal_ref=ARTICLE)),
    "one title on one page, the names in another order": (
        make("a", TITLE, ("Ram Bo",), journal_ref=ARTICLE),
        make("b", TITLE, ("Bo Ram",), journal_ref=ARTICLE),
    ),
    "a title of four words by the same two": (
        make("a", "Flocks of the plain", SMITH, year=2001),
        make("b", "Flocks of the plain", ("Smith, A.", "Ram, B."), year=2001),
    ),
    "names of a list glued without a space": (make("a", TITLE, ("Smith A.Ram B.",), SHEEP), make("b", TITLE, SMITH, EDITED)),
    "LaTeX and initials": (
        make("a", 'On $K_\\alpha$ lines of Gr\\"obner flocks at dusk', ('E. R. G\\"odel', "Bo Ram"), SHEEP),
        make("b", "On Kα lines of Gröbner flocks at dusk", ("Gödel, Eva R.", "Ram, B."), EDITED),
    ),
    "a teaser with its title edited": (
        make("a", TITLE, SMITH, SHEEP),
        make("b", "Counting sheep at dusk without waking dogs", SMITH, SHEEP[:170].rpartition(" ")[0] + "…", abstract_complete=False),
    ),
    "an equal text, the title cut": (make("a", TITLE, SMITH, SHEEP), make("b", "Counting sheep at dusk without", SMITH, SHEEP)),
}


@pytest.mark.parametrize("records", APART.values(), ids=APART)
def test_papers_that_look_like_one_stay_apart(records: tuple[KeySource, ...]) -> None:
    """Each pair is two papers, whatever else agrees."""
    assert resolve(*records).clusters == (("a",), ("b",))


@pytest.mark.parametrize("records", TOGETHER.values(), ids=TOGETHER)
def test_one_paper_in_two_guises_is_found(records: tuple[KeySource, ...]) -> None:
    """Each pair is one paper, whatever differs."""
    assert resolve(*records).clusters == (("a", "b"),)


def test_a_preprint_is_no_bridge_between_two_printings() -> None:
    """A record that names no place joins the proceedings paper or the article, and does not make them one."""
    proceedings = [make(f"p{n}", TITLE, SMITH, year=2006, journal_ref=PAPER) for n in range(3)]
    articles = [make(f"j{n}", TITLE, SMITH, year=2007, journal_ref=ARTICLE) for n in range(3)]
    clusters = resolve(*proceedings, *articles, make("x", TITLE, SMITH, year=2006)).clusters
    assert sorted(map(len, clusters)) == [3, 4]


def test_one_text_under_many_ids_is_many_papers() -> None:
    """Copies without an id join one of the resubmissions and tie none of them together."""
    records = [make(f"r{n}", TITLE, SMITH, SHEEP, ids={"arxiv": f"2401.0000{n}"}) for n in range(4)]
    clusters = resolve(*records, make("x", TITLE, SMITH, SHEEP), make("y", TITLE, SMITH, EDITED)).clusters
    assert len(clusters) == len(records)
