"""Every rule of every table does what its examples say, and is at work in at least one golden."""

from __future__ import annotations

import json
import typing
from functools import cache
from pathlib import Path

import msgspec
import pytest

from pipeline.errors import RuleError
from pipeline.merge import PRECEDENCE
from pipeline.records import FLAGS, Edit, Paper, RejectReason
from pipeline.repair import CHAINS, EDITS, replay, values
from pipeline.repair.characters import fix_mojibake
from pipeline.rules import CompiledRule, Rule, compile_rules, load_rules, match_line, parse_rules

PATTERN_TABLES = ("boilerplate", "labels", "comments")
TEXT_TABLES = ("repair", "latex", "names")
OWN_LOADERS = {"structure", "taxonomy", "latex_symbols", "seam", "dedupe", "licences"}
"""Tables of another shape, checked by the tests of the modules that read them."""
TABLES = {path.stem.partition(".")[0] for path in (Path(__file__).parent.parent / "pipeline" / "rules").glob("*.toml")}


def test_every_table_is_tested() -> None:
    """A new table is either one of the kinds checked here or says who checks it."""
    assert {*PATTERN_TABLES, *TEXT_TABLES, *OWN_LOADERS, "values"} == TABLES


def all_rules(tables: tuple[str, ...]) -> list[tuple[str, Rule]]:
    return [(table, rule) for table in tables for rule in load_rules(table)]


def matches(item: CompiledRule, text: str) -> bool:
    return bool(item.regex.fullmatch(text) if item.rule.where in ("line", "below") else item.regex.search(text))


@pytest.mark.parametrize("item", [item for table in PATTERN_TABLES for item in compile_rules(table)], ids=lambda item: item.rule.id)
def test_pattern_rule_hits_and_misses(item: CompiledRule) -> None:
    """A pattern matches all it says it hits, and nothing it says it misses."""
    assert [miss for miss in item.rule.misses if matches(item, miss)] == []
    assert [hit for hit in item.rule.hits if not matches(item, str(hit))] == []


@pytest.mark.parametrize("item", [item for table in PATTERN_TABLES for item in compile_rules(table) if item.rule.last], ids=lambda item: item.rule.id)
def test_rule_for_the_end_names_how_its_matches_end(item: CompiledRule) -> None:
    """What a rule hits has one of the ends without which it is not tried, and each of them occurs."""
    assert item.rule.where == "end"
    hits = [str(hit).rstrip() for hit in item.rule.hits]
    assert all(hit.endswith(item.rule.last) for hit in hits)
    assert all(any(hit.endswith(last) for hit in hits) for last in item.rule.last)


@pytest.mark.parametrize("item", [item for item in compile_rules("boilerplate") if item.rule.where == "line"], ids=lambda item: item.rule.id)
def test_line_rules_do_not_take_each_others_examples(item: CompiledRule) -> None:
    """What one line rule hits is boilerplate by that rule, whichever stands before it in the table."""
    assert {rule.id for hit in item.rule.hits if (rule := match_line("boilerplate", str(hit)))} <= {item.rule.id, "hf.byline-part", "page.rule", "page.dot"}


def apply_rule(rule: Rule, text: str) -> str:
    """The text of a title, abstract, comment or name after the rule alone."""
    if rule.id == "mojibake.ftfy":
        return fix_mojibake(text)[0]
    function = EDITS[rule.id]
    return str(function(text))


@pytest.mark.parametrize("rule", [rule for _, rule in all_rules(TEXT_TABLES)], ids=lambda rule: rule.id)
def test_text_rule_hits_and_misses(rule: Rule) -> None:
    """A rule that changes text makes of each example what it says, and leaves alone what it says it misses."""
    assert [miss for miss in rule.misses if apply_rule(rule, miss) != miss] == []
    assert [hit for hit in rule.hits if apply_rule(rule, hit[0]) != hit[1]] == []


@pytest.mark.parametrize("rule", load_rules("values"), ids=lambda rule: rule.id)
def test_value_rule_hits_and_misses(rule: Rule) -> None:
    """A rule that makes a value of text gives the value it says; of what it misses it makes no other value."""
    name = {
        "category.code": "categories",
        "date.edtf": "published",
        "date.captured-on": "published",
        "id.arxiv": "identifiers.arxiv",
        "id.doi": "identifiers.doi",
        "id.version": "identifiers.arxiv_version",
        "authors.et-al": "authors_complete",
        "abstract.teaser": "abstract_complete",
        "badge.code": "has_code",
        "id.acl": "identifiers.acl",
        "id.openreview": "identifiers.openreview",
        "id.semantic-scholar": "identifiers.semantic_scholar",
        "id.pmid": "identifiers.pmid",
        "url.kind": "urls",
        "language.code": "language",
    }[rule.id]
    edit = Edit(rule.id, ("2026-02-01",) if rule.id == "date.captured-on" else ())
    for hit in rule.hits:
        assert msgspec.to_builtins(replay(name, [hit[0]], [edit])) == json.loads(hit[1])
    for miss in rule.misses:
        assert replay(name, [miss], [edit]) in (None, [], miss, [miss])


def test_rules_of_repair_are_the_fixers() -> None:
    """Each edit that can be made has its rule, and each rule its function."""
    ruled = {rule.id for _, rule in all_rules((*TEXT_TABLES, "values"))}
    assert ruled == {*EDITS, "mojibake.ftfy", "date.captured-on"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[rule]]\nid = "a.b"\nwhy = "w"\nhits = []\nmisses = ["x"]', "rule a.b needs at least one example"),
        ('[[rule]]\nid = "a.b"\nwhy = "w"\nhits = ["x"]\nmisses = []', "rule a.b needs at least one example"),
        ('[[rule]]\nid = "a.b"\nhits = ["x"]\nmisses = ["y"]', "missing required field `why`"),
        ('[[rule]]\nid = "a.b"\nwhy = "w"\nhits = ["x"]\nmisses = ["y"]\ncolour = 1', "unknown field `colour`"),
        ('[[rule]]\nid = "a.b"\nwhy = "w"\nhits = ["x"]\nmisses = ["y"]\n' * 2, "two rules are named a.b"),
        ("[[rule]", "Expected"),
    ],
)
def test_rule_that_is_not_whole_does_not_load(text: str, message: str) -> None:
    """A rule without reason or examples, with an unknown key or a name that is taken, does not load."""
    with pytest.raises(RuleError, match=message):
        parse_rules(text, "test")


@cache
def read_goldens() -> tuple[dict[str, object], ...]:
    """All papers and rejects of all goldens."""
    files = sorted((Path(__file__).parent / "dumps").glob("*/expected.jsonl"))
    return tuple(json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines())


def test_every_reject_reason_occurs() -> None:
    """No reason is in the closed set for nothing."""
    assert {str(line["reason"]) for line in read_goldens() if "reason" in line} == set(typing.get_args(RejectReason))


def test_every_flag_occurs() -> None:
    """No flag is in the closed set for nothing."""
    found = {flag.partition(":")[0] for line in read_goldens() for flag in typing.cast(list[str], line.get("flags", []))}
    assert found == set(FLAGS)


def test_every_field_of_a_paper_has_its_precedence() -> None:
    """A field that a record can have can be merged, and repaired."""
    derived = {"id", "aliases", "records", "origins", "conflicts", "flags", "authors_complete", "abstract_complete", "identifiers"}
    plain = set(Paper.__struct_fields__) - derived
    assert plain == {name for name in PRECEDENCE if "." not in name}
    assert {name for name in CHAINS if not name.endswith("_complete")} <= set(PRECEDENCE)


def test_damage_is_told_from_words() -> None:
    """What is left of LaTeX is damage; words that begin alike are not."""
    assert [text for text in ("the sim2real gap", "two times 10 is 20", "approx. 3", "sims", "pm2.5 particles") if values.is_damaged(text)] == []
    assert all(values.is_damaged(text) for text in ("of sim6% across", "about approx5 more", "times10 faster"))
