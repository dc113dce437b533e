"""Names of persons and organisations, freed of what clings to them on a page."""

from __future__ import annotations

import re

from pipeline.repair.marks import NAME, SPACE, Fixer
from pipeline.rules import CompiledRule, compile_rules


def _replace(match: re.Match[str]) -> str:
    """What stays of a match: the part its pattern calls `name`."""
    return next((kept for key, kept in match.groupdict().items() if key.startswith("name") and kept is not None), "")


def _turn(match: re.Match[str]) -> str:
    """A name in the order in which it is spoken."""
    return " ".join(part.strip() for part in (match["first"], match["last"], match["suffix"]) if part)


def _fold(match: re.Match[str]) -> str:
    """One space inside a name, none at its edges."""
    return " " if match.start() > 0 and match.end() < len(match.string) else ""


def _build_fixer(item: CompiledRule) -> Fixer:
    replace = {"names.spaces": _fold, "names.order": _turn}.get(item.rule.id, _replace)
    return Fixer(item.rule.id, lambda name: item.regex.sub(replace, name), NAME, brings=SPACE)


FIXERS = tuple(_build_fixer(item) for item in compile_rules("names"))
"""Every fixer for one name with the rule it is named for, in order."""


def fix_name(name: str) -> str:
    """The name without what clings to it, all fixers in order, until nothing changes.

    >>> fix_name("*Jane  Doe†1,2, "), fix_name("X Æ A-12"), fix_name("Martin Luther King Jr.")
    ('Jane Doe', 'X Æ A-12', 'Martin Luther King Jr.')
    """
    while True:
        fixed = name
        for fixer in FIXERS:
            fixed = fixer.fix(fixed)
        if fixed == name:
            return name
        name = fixed
