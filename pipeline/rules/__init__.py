"""Rules kept as data: TOML tables beside this file, and how they are loaded.

A table is one file, or several (`labels.toml`, `labels.arxiv.toml`: one a family of formats). It holds `[[rule]]` blocks: `id`
(`family.name`), `why`, `hits` and `misses`, and where the rule is a pattern,
`pattern`. A rule without both kinds of example does not load, nor does a name that is taken; that the examples hold is
tested for every rule of every table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from pipeline.errors import RuleError


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of a table. `hits` are texts it matches, or `[before, after]` for a rule that changes text."""

    id: str
    why: str
    hits: tuple[str | tuple[str, str], ...]
    misses: tuple[str, ...]
    pattern: str | None = None
    where: Literal["line", "below", "start", "end", "anywhere"] = "anywhere"
    """What the pattern is held against: a whole line, a whole line below a label, or the start, the end or any part of a text."""
    fields: tuple[str, ...] = ()
    """The fields that the rule is for; none named, all."""
    last: tuple[str, ...] = ()
    """Of a rule for the end of a text: what a match can end in, white space aside, so that it is tried on few texts; none given, anything."""
    anchors: bool = False
    """Whether a line that matches is proof by itself that the page is of the rule's kind."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule table as it stands in its file."""

    rule: tuple[Rule, ...]


class CompiledRule(msgspec.Struct, frozen=True):
    """A rule with its pattern ready to be matched."""

    rule: Rule
    regex: re.Pattern[str]


@cache
def load_rules(name: str) -> tuple[Rule, ...]:
    """The rules of table `name`, in order.

    Raises `RuleError` for a table that does not parse, a rule that lacks an example of either kind, or a name twice.
    """
    files = sorted((file for file in resources.files(__name__).iterdir() if _is_of_table(file.name, name)), key=lambda file: file.name)
    rules = tuple(rule for file in files for rule in parse_rules(file.read_text(encoding="utf-8"), file.name.removesuffix(".toml")))
    _refuse_twins(rules, name)
    return rules


def _is_of_table(file_name: str, table: str) -> bool:
    """Whether a file is the table's, or one of its parts (`labels.arxiv.toml` of `labels`)."""
    return file_name == f"{table}.toml" or (file_name.startswith(f"{table}.") and file_name.endswith(".toml"))


@cache
def load_structure() -> dict[str, str]:
    """The rules by which text is boilerplate because of where it stands, each with its reason."""
    return tomllib.loads((resources.files(__name__) / "structure.toml").read_text(encoding="utf-8"))


def parse_rules(text: str, name: str) -> tuple[Rule, ...]:
    """The rules of a table given as TOML; errors as for `load_rules`."""
    try:
        rules = msgspec.convert(tomllib.loads(text), Table).rule
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RuleError(f"rules/{name}.toml: {error}") from error
    for rule in rules:
        if not rule.hits or not rule.misses:
            raise RuleError(f"rules/{name}.toml: rule {rule.id} needs at least one example it hits and one it misses.")
    _refuse_twins(rules, name)
    return rules


def _refuse_twins(rules: Sequence[Rule], name: str) -> None:
    """Raise `RuleError` where two rules have one name."""
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleError(f"rules/{name}.toml: two rules are named {rule.id}.")
        seen.add(rule.id)


@cache
def compile_rules(name: str) -> tuple[CompiledRule, ...]:
    """The rules of table `name` with their patterns compiled. Raises `RuleError` for one that is no pattern."""
    compiled = []
    for rule in load_rules(name):
        if rule.pattern is None:
            raise RuleError(f"rules/{name}.toml: rule {rule.id} has no pattern.")
        try:
            compiled.append(CompiledRule(rule, re.compile(rule.pattern)))
        except re.error as error:
            raise RuleError(f"rules/{name}.toml: the pattern of {rule.id} does not compile: {error}.") from error
    return tuple(compiled)


def find_rule(table: str, rule_id: str) -> CompiledRule:
    """The rule of that name. Raises `RuleError` where the table has none."""
    for item in compile_rules(table):
        if item.rule.id == rule_id:
            return item
    raise RuleError(f"rules/{table}.toml: there is no rule {rule_id}.")


def match_line(table: str, text: str) -> Rule | None:
    """The first rule of a table whose `where` is `line` and whose pattern the whole text matches."""
    if _any_line(table).fullmatch(text) is None:
        return None
    return next((item.rule for item in compile_rules(table) if item.rule.where == "line" and item.regex.fullmatch(text)), None)


@cache
def _any_line(table: str) -> re.Pattern[str]:
    """All the `line` patterns of a table as one, since most lines match none."""
    return re.compile("|".join(f"(?:{item.regex.pattern})" for item in compile_rules(table) if item.rule.where == "line"))


def is_of_family(table: str, family: str, text: str) -> bool:
    """Whether a `line` rule of one family (`mail.` of `mail.rule`) matches the whole text, whatever rules of others do."""
    return _any_of_family(table, family).fullmatch(text) is not None


@cache
def _any_of_family(table: str, family: str) -> re.Pattern[str]:
    own = [item.regex.pattern for item in compile_rules(table) if item.rule.where == "line" and item.rule.id.startswith(family)]
    return re.compile("|".join(f"(?:{pattern})" for pattern in own) or r"(?!)")
