"""Why values won and lost, held against what merge does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from merge.small import fields

from pipeline.explain.winners import LOSES, OF_A_LOSER, WINS, explain_fields
from pipeline.merge import COMPLETENESS, PRECEDENCE, Member, merge_cluster


@given(st.lists(fields(), min_size=1, max_size=5))
def test_losers_lose_by_the_rule_that_decided(records: list) -> None:
    """The last value to lose a field lost it by the rule that is on file for the winner, and every value that is not the winner's has lost."""
    members = [Member(f"record {number}", f"text:{number}", values, flags) for number, (values, flags) in enumerate(records)]
    paper = merge_cluster(members).paper
    for field in explain_fields(paper, (), members):
        others = [member.values[field.field] for member in members if member.values.get(field.field, field.value) != field.value]
        assert all(any(loser.value == value for loser in field.losers) for value in others)
        assert {record for loser in field.losers for record in loser.records}.isdisjoint({field.record, *field.agreeing})
        assert [loser.value for loser in field.losers if loser.differs] == [conflict.value for conflict in paper.conflicts if conflict.field == field.field]
        if field.losers and field.field not in COMPLETENESS:
            order = [*(criterion for criterion, _ in PRECEDENCE[field.field]), "sorts-first"]
            assert max((loser.rule for loser in field.losers), key=order.index) == field.rule


def test_every_rule_has_words() -> None:
    """Each rule of precedence is put into words for the winner and for the losers."""
    rules = {criterion for criteria in PRECEDENCE.values() for criterion, _ in criteria} | {"sorts-first"}
    assert rules | {"only-value", "all-agree", "with-authors", "with-abstract"} == set(WINS)
    assert rules | {OF_A_LOSER} == set(LOSES)
