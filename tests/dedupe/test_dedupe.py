"""What is one paper, and what is not."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest
from resolutions import Named, resolve_records

from pipeline.dedupe import DedupeSettings, KeySource, dedupe, make_keys

TEXTS = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))
SHEEP, WOOL = TEXTS["sheep"].strip(), TEXTS["wool"].strip()

TITLE = "Counting sheep at dusk without waking the dog"
SMITH, JONES = ("Anna Smith", "Bo Ram"), ("Carl Jones",)


def write_text(seed: int, words: int = 60) -> str:
    """A text of made-up words, another for each seed."""
    pick = random.Random(seed)
    return " ".join(pick.choice(TEXTS["first"]) + pick.choice(TEXTS["last"]) for _ in range(words))


def resolve(*records: KeySource) -> Named:
    """The records deduplicated; both ways of finding candidates must agree."""
    exact, indexed = resolve_records(records), resolve_records(records, DedupeSettings(exact_below=0))
    assert (exact.clusters, exact.alike, exact.conflicts) == (indexed.clusters, indexed.alike, indexed.conflicts)
    return exact


def make(record: str, title: str | None = None, authors: tuple[str, ...] = (), abstract: str | None = None, **rest: object) -> KeySource:
    """A record."""
    return KeySource(record=record, title=title, authors=authors, abstract=abstract, **rest)  # type: ignore[arg-type]


APART = {
    "other papers": (make("a", TITLE, SMITH, SHEEP), make("b", "What wool costs and why", JONES, WOOL)),
    "nothing at all": (make("a"), make("b")),
    "two arXiv ids with one text": (make("a", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00001"}), make("b", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00002"})),
    "two DOIs with one text": (make("a", TITLE, SMITH, SHEEP, ids={"doi": "10.1/a"}), make("b", TITLE, SMITH, SHEEP, ids={"doi": "10.1/b"})),
    "an arXiv DOI and another arXiv id": (
        make("a", TITLE, SMITH, SHEEP, ids={"doi": "10.48550/arXiv.2401.00001"}),
        make("b", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00002"}),
    ),
    "parts of a series with one text": (make("a", "Flocks, Part I", SMITH, SHEEP), make("b", "Flocks, Part II", SMITH, SHEEP)),
    "versions of a model": (make("a", "DeepSheep-V2 Technical Report", SMITH, SHEEP), make("b", "DeepSheep-V3 Technical Report", SMITH, SHEEP)),
    "years of a survey": (make("a", "The sheep census of 2023", SMITH, SHEEP), make("b", "The sheep census of 2024", SMITH, SHEEP)),
    "a comment": (make("a", TITLE, SMITH, SHEEP), make("b", f"Comment on '{TITLE}'", JONES, SHEEP)),
    "an erratum by the authors": (make("a", TITLE, SMITH, SHEEP), make("b", f"Erratum: {TITLE}", SMITH, SHEEP)),
    "a withdrawal notice": (
        make("a", TITLE, SMITH, SHEEP),
        make("b", TITLE, SMITH, "This paper has been withdrawn by the authors due to an error in the second lemma."),
    ),
    "withdrawal notices of other papers": (
        make("a", TITLE, SMITH, "This paper has been withdrawn by the author."),
        make("b", "Wool", JONES, "This paper has been withdrawn by the author."),
    ),
    "discussions by others under one title": (
        make("a", f"Discussion of: {TITLE}", SMITH, f"Discussion of {TITLE} by A. Smith"),
        make("b", f"Discussion of: {TITLE}", JONES, f"Discussion of {TITLE} by A. Smith"),
    ),
    "one text that was scraped for other papers": (make("a", TITLE, SMITH, SHEEP), make("b", "What wool costs and why", JONES, SHEEP)),
    "a generic title": (make("a", "Introduction", SMITH), make("b", "Introduction", SMITH)),
    "a title without anything, years apart": (make("a", TITLE, year=2001), make("b", TITLE, year=2020)),
    "one title by others": (make("a", TITLE, SMITH, SHEEP), make("b", TITLE, JONES, WOOL)),
    "short texts that say nothing": (make("a", abstract="No abstract."), make("b", abstract="No abstract.")),
}

TOGETHER = {
    "same-arxiv": (
        make("a", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00001"}),
        make("b", "Of flocks", SMITH, WOOL, ids={"doi": "10.48550/arXiv.2401.00001v2"}),
    ),
    "same-doi": (make("a", TITLE, SMITH, SHEEP, ids={"doi": "10.1/A"}), make("b", TITLE, SMITH, ids={"doi": "https://doi.org/10.1/a"})),
    "same-acl": (make("a", TITLE, ids={"acl": "P19-1001"}), make("b", abstract=SHEEP, ids={"acl": "P19-1001"})),
    "same-openreview": (make("a", TITLE, ids={"openreview": "abcDEF"}), make("b", abstract=SHEEP, ids={"openreview": "abcDEF"})),
    "same-semantic-scholar": (make("a", TITLE, ids={"semantic_scholar": "1f"}), make("b", abstract=SHEEP, ids={"semantic_scholar": "1f"})),
    "same-pmid": (make("a", TITLE, ids={"pmid": "77"}), make("b", abstract=SHEEP, ids={"pmid": "77"})),
    "same-text": (make("a", TITLE, SMITH, SHEEP), make("b", abstract=SHEEP.replace(" ", "\n  "))),
    "jaccard": (make("a", TITLE, SMITH, SHEEP), make("b", TITLE, SMITH, SHEEP.replace("twelve", "eleven"))),
    "containment": (make("a", TITLE, SMITH, SHEEP), make("b", abstract=SHEEP[:170].rpartition(" ")[0] + "…", abstract_complete=False)),
    "title-authors": (make("a", TITLE, SMITH, SHEEP, year=2020), make("b", TITLE.upper(), ("A. Smith", "Ram, B."), WOOL, year=2021)),
    "title": (make("a", TITLE, SMITH, SHEEP), make("b", TITLE)),
}

MORE_TOGETHER = {
    "a part retitled under one id": (
        make("a", "Flocks", SMITH, SHEEP, ids={"arxiv": "2401.00001"}),
        make("b", "Flocks, Part I", SMITH, SHEEP, ids={"arxiv": "2401.00001"}),
    ),
    "a withdrawn version under one id": (
        make("a", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00001"}),
        make("b", TITLE, SMITH, "This paper has been withdrawn.", ids={"arxiv": "2401.00001"}),
    ),
    "preprint and article with two DOIs under one arXiv id": (
        make("a", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00001", "doi": "10.1/a"}),
        make("b", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00001", "doi": "10.1/b"}),
    ),
    "given name last": (make("a", TITLE, ("Smith Anna", "Ram Bo"), SHEEP, year=2020), make("b", TITLE, SMITH, year=2021)),
    "a short text under one title": (make("a", TITLE, SMITH, "We count sheep at dusk."), make("b", TITLE, SMITH, "We count sheep at dusk.")),
    "a Chinese abstract revised": (
        make("a", abstract="我们提出一种在黄昏时分清点羊群的新方法并与古老的计数棒进行比较结果表明误差小于百分之二即使在大雾天气和有狗的情况下也是如此"),
        make("b", abstract="我们提出一种在黄昏时分清点羊群的新方法并与古老的计数棒进行比较结果表明误差小于百分之三即使在大雾天气和有狗的情况下也是如此"),
    ),
}


@pytest.mark.parametrize("records", APART.values(), ids=APART)
def test_other_papers_stay_apart(records: tuple[KeySource, ...]) -> None:
    """None of these is one paper, whatever else agrees."""
    resolution = resolve(*records)
    assert resolution.clusters == (("a",), ("b",))
    assert resolution.edges == ()


@pytest.mark.parametrize(("kind", "records"), TOGETHER.items(), ids=TOGETHER)
def test_one_paper_is_found_by_each_kind_of_evidence(kind: str, records: tuple[KeySource, ...]) -> None:
    """Every kind of edge occurs."""
    resolution = resolve(*records)
    assert [edge[:3] for edge in resolution.edges] == [("a", "b", kind)]
    assert resolution.clusters == (("a", "b"),)


@pytest.mark.parametrize("records", MORE_TOGETHER.values(), ids=MORE_TOGETHER)
def test_one_paper_in_two_forms(records: tuple[KeySource, ...]) -> None:
    """What a veto must not keep apart, and what spelling must not."""
    assert resolve(*records).clusters == (("a", "b"),)


def test_one_id_over_unlike_records_is_a_conflict() -> None:
    """A mistyped id is reported and merges nothing."""
    resolution = resolve(make("a", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00001"}), make("b", "Wool", JONES, WOOL, ids={"arxiv": "2401.00001"}))
    assert resolution.clusters == (("a",), ("b",))
    assert [(conflict.id, conflict.records, conflict.why) for conflict in resolution.conflicts] == [("arxiv:2401.00001", ("a", "b"), "unlike")]


def test_one_doi_over_two_arxiv_ids_is_a_conflict() -> None:
    """The veto holds against a shared DOI, and is reported."""
    resolution = resolve(
        make("a", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00001", "doi": "10.1/a"}),
        make("b", TITLE, SMITH, SHEEP, ids={"arxiv": "2401.00002", "doi": "10.1/a"}),
    )
    assert [(conflict.id, conflict.why) for conflict in resolution.conflicts] == [("doi:10.1/a", "arxiv-ids")]


def test_a_cluster_never_holds_two_ids() -> None:
    """A record without ids that is like two papers joins one of them, and is no bridge."""
    ids = ({"arxiv": "2401.00001"}, {"arxiv": "2401.00002"})
    resolution = resolve(make("a", TITLE, SMITH, SHEEP, ids=ids[0]), make("b", TITLE, SMITH, SHEEP, ids=ids[1]), make("c", TITLE, SMITH, SHEEP))
    assert sorted(map(len, resolution.clusters)) == [1, 2]
    assert resolution.counts["cut.bridge"] == 1


def test_a_record_without_title_is_no_bridge_between_parts() -> None:
    """`Part I` and `Part II` do not meet through a text alone."""
    resolution = resolve(make("a", "Flocks, Part I", SMITH, SHEEP), make("b", "Flocks, Part II", SMITH, SHEEP), make("c", abstract=SHEEP))
    assert sorted(map(len, resolution.clusters)) == [1, 2]


def test_a_text_without_title_is_no_bridge_between_papers() -> None:
    """Boilerplate that was scraped for two papers, and once more alone, merges neither with the other."""
    resolution = resolve(make("a", TITLE, SMITH, SHEEP), make("b", "What wool costs and why", JONES, SHEEP), make("c", abstract=SHEEP))
    assert sorted(map(len, resolution.clusters)) == [1, 2]


def test_a_series_under_one_title_is_not_one_paper() -> None:
    """A yearly report by one author has one title and other texts each time."""
    reports = [make(f"r{year}", "Annual report of the shearing station", SMITH, write_text(year)) for year in range(12)]
    resolution = resolve(*reports)
    assert len(resolution.clusters) == len(reports)
    assert resolution.counts["cut.series"]


def test_empty_texts_are_not_one_text() -> None:
    """Two records without abstract have equal, empty sets of shingles."""
    records = [make(str(number), f"{write_text(number, 6)}") for number in range(10)]
    assert len(resolve(*records).clusters) == len(records)


def test_two_rows_of_one_record_are_refused() -> None:
    """A record id names one record."""
    with pytest.raises(ValueError, match="more than once"):
        dedupe(make_keys([make("a"), make("a")], DedupeSettings()), DedupeSettings())


def test_no_records_give_no_clusters() -> None:
    """An empty corpus is a corpus."""
    assert resolve().clusters == ()
