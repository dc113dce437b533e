"""Merge: who wins, who is kept as a conflict, and what a paper is called."""

from __future__ import annotations

import itertools

import pytest

from pipeline.merge import Member, merge_cluster, settle_ids
from pipeline.records import Paper, Value

SHORT = "We count bees."
LONG = "We count bees. Then we count them again."


def member(name: str, flags: tuple[str, ...] = (), own_id: str = "", **fields: Value) -> Member:
    """A record with the given values; `arxiv` and `version` stand for the identifiers."""
    names = {"arxiv": "identifiers.arxiv", "version": "identifiers.arxiv_version", "doi": "identifiers.doi"}
    values = {names.get(key, key): value for key, value in fields.items()}
    return Member(f"sha256:{name}#bytes=0,1", own_id or f"text:{name}", values, flags)


def merge(*members: Member) -> Paper:
    """The paper of a cluster, the same for every order of its records."""
    papers = {repr(merge_cluster(order).paper) for order in itertools.permutations(members)}
    assert len(papers) == 1
    return merge_cluster(members).paper


@pytest.mark.parametrize(
    ("field", "values", "winner", "rule"),
    [
        ("title", ["Counting Bees", "Counting Bees!", "Counting Bees"], "Counting Bees", "most-spell-it-so"),
        ("title", ["Counting Bees", "Counting Bees Twice", "Counting Bees"], "Counting Bees", "most-records"),
        ("title", ["Counting $\\bees$", "Counting bees"], "Counting bees", "readable"),
        ("title", ["Counting B\ufffdes at Length", "Counting Bees"], "Counting Bees", "undamaged"),
        ("title", ["Counting BÃ©es at Length", "Counting Bées"], "Counting Bées", "undamaged"),
        ("authors", [["Elise Marie LeÃ©"], ["Elise Leé"]], ["Elise Leé"], "undamaged"),
        ("authors", [["Ann Lee"], ["Ann Lee", "Bo Chen"]], ["Ann Lee", "Bo Chen"], "most-names"),
        ("authors", [["A. Lee"], ["Ann Lee"]], ["Ann Lee"], "longest"),
        ("abstract", [SHORT, LONG], LONG, "longest"),
        ("published", ["2025-01-13", "2025-01-12"], "2025-01-12", "earliest"),
        ("published", ["XXXX-01-11", "2025-01-12"], "2025-01-12", "full-date"),
        ("published", ["2024", "2025-01-12"], "2025-01-12", "full-date"),
        ("updated", ["2025-01-13", "2025-01-12"], "2025-01-13", "latest"),
        ("listed", ["2025-01-13", "2025-01-12"], "2025-01-12", "earliest"),
        ("categories", [["IT"], ["cs.IT"]], ["cs.IT"], "unambiguous"),
        ("categories", [["cs.IT"], ["cs.IT", "math.IT"]], ["cs.IT", "math.IT"], "most-codes"),
        ("comments", ["12 pages", "12 pages, 3 figures"], "12 pages, 3 figures", "longest"),
        ("has_code", [True, True], True, "all-agree"),
        ("affiliations", [["eth"], ["eth", "pku"]], ["eth", "pku"], "most-names"),
    ],
)
def test_best_value_wins(field: str, values: list[Value], winner: Value, rule: str) -> None:
    """Each field has its own precedence; the rule that decided is on file."""
    paper = merge(*(member(str(number), **{field: value}) for number, value in enumerate(values)))
    found = getattr(paper, field)
    assert (list(found) if isinstance(found, tuple) else found) == winner
    assert paper.origins[field].rule == rule


def test_complete_beats_long() -> None:
    """A whole abstract beats a longer teaser, a whole list of authors a longer one that stops at et al."""
    teaser = member("a", abstract=LONG + " And then...", abstract_complete=False, authors=["Ann Lee", "Bo Chen"], authors_complete=False)
    paper = merge(teaser, member("b", abstract=LONG, authors=["Ann Lee"]))
    assert (paper.abstract, paper.abstract_complete, paper.authors, paper.authors_complete) == (LONG, True, ("Ann Lee",), True)
    assert (paper.origins["abstract"].rule, paper.origins["authors"].rule) == ("complete", "complete")


def test_undamaged_beats_long() -> None:
    """The spelling that no page has damaged wins, and the flag of the damaged one goes."""
    paper = merge(member("a", ("abstract-damaged",), abstract=LONG + " By sim6% and more."), member("b", abstract=LONG))
    assert (paper.abstract, paper.flags, paper.origins["abstract"].rule) == (LONG, (), "undamaged")


@pytest.mark.parametrize(
    ("field", "winner", "loser"),
    [
        ("title", "Counting Bees", "counting bees"),
        ("published", "2025-01-12", "XXXX-01-12"),
        ("published", "2025-01-12", "2025-01"),
        ("categories", ["cs.IT"], ["IT"]),
        ("categories", ["cs.IT", "math.IT"], ["math.IT"]),
        ("authors", ["Ann Lee", "Bo Chen"], ["A. Lee", "B. Chen"]),
        ("affiliations", ["eth", "pku"], ["pku"]),
    ],
)
def test_less_of_the_same_is_no_conflict(field: str, winner: Value, loser: Value) -> None:
    """A value that says the same or less is not kept as a conflict."""
    assert merge(member("a", **{field: winner}), member("b", **{field: loser})).conflicts == ()


@pytest.mark.parametrize(
    ("field", "winner", "loser"),
    [
        ("title", "Counting Bees Twice", "Counting Bees"),
        ("published", "2025-01-12", "2025-01-13"),
        ("published", "2025-01-12", "XXXX-02-12"),
        ("categories", ["cs.IT", "math.IT"], ["cs.LG"]),
        ("authors", ["Ann Lee", "Bo Chen"], ["Ann Lee"]),
        ("abstract", LONG, SHORT),
        ("comments", "12 pages, 3 figures", "11 pages"),
    ],
)
def test_value_that_differs_is_kept(field: str, winner: Value, loser: Value) -> None:
    """A value that lost and says something else is kept, with its record."""
    (conflict,) = merge(member("a", **{field: winner}), member("b", **{field: loser})).conflicts
    assert (conflict.field, conflict.value, conflict.record) == (field, loser, "sha256:b#bytes=0,1")


def test_teaser_is_no_conflict() -> None:
    """A teaser of the abstract that won says nothing else."""
    assert merge(member("a", abstract=LONG), member("b", abstract="We count bees. Then we...", abstract_complete=False)).conflicts == ()


def test_best_id_wins_and_the_others_are_aliases() -> None:
    """A paper is called by the best id that its records give; what each would be called alone still leads to it."""
    paper = merge(
        member("a", own_id="text:1", abstract=LONG),
        member("b", own_id="doi:10.1/x", doi="10.1/x"),
        member("c", own_id="arxiv:2405.14333", arxiv="2405.14333", version=2),
        member("d", own_id="arxiv:2405.14333", arxiv="2405.14333", version=1),
    )
    assert (paper.id, paper.aliases) == ("arxiv:2405.14333", ("doi:10.1/x", "text:1"))
    assert (paper.identifiers.doi, paper.identifiers.arxiv_version) == ("10.1/x", 2)


def test_id_of_a_paper_without_identifier_is_that_of_its_text() -> None:
    """Without identifiers the abstract that won gives the id, without abstract the title."""
    assert merge(member("a", own_id="text:1", abstract=SHORT), member("b", own_id="text:2", abstract=LONG)).id == "text:2"
    assert merge(member("a", own_id="text:1", title="Bees"), member("b", own_id="text:2", authors=["Ann Lee"])).id == "text:1"


def test_papers_of_one_text_get_ids_of_their_own() -> None:
    """Two papers known to be different with one abstract do not share an id; the old one leads to both."""
    papers = settle_ids([merge(member("a", own_id="text:1", abstract=LONG, title=f"Bees: Part {part}")) for part in ("I", "II")])
    assert len({paper.id for paper in papers}) == 2
    assert {(paper.aliases, paper.flags) for paper in papers} == {(("text:1",), ("abstract-shared",))}


def test_disputed_id_stays_with_most_records() -> None:
    """Of two papers with one identifier the one with most records keeps it; for the other it is a conflict."""
    many = merge(member("a", own_id="arxiv:1", arxiv="1", abstract=LONG), member("b", own_id="arxiv:1", arxiv="1", abstract=LONG))
    one = merge(member("c", own_id="arxiv:1", arxiv="1", abstract="Wasps sting."))
    for order in ([many, one], [one, many]):
        loser, keeper = sorted(settle_ids(order), key=lambda paper: len(paper.records))
        assert (keeper.id, keeper.flags) == ("arxiv:1", ("id-disputed",))
        assert (loser.id[:5], loser.identifiers.arxiv, loser.aliases, loser.flags) == ("text:", None, (), ("id-disputed",))
        assert [(conflict.field, conflict.value) for conflict in loser.conflicts] == [("identifiers.arxiv", "1")]


def test_papers_that_nothing_tells_apart_still_have_ids() -> None:
    """Even papers with nothing of their own are told apart, by their records."""
    papers = settle_ids([merge(member(name, own_id="text:1", authors=["Ann Lee"])) for name in "abc"])
    assert len({paper.id for paper in papers}) == 3
