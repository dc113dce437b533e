"""Names of persons and organisations: a list cut into names, and a name freed of what clings to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from pipeline.rules import CompiledRule, compile_rules

Fixer: TypeAlias = tuple[str, Callable[[str], str]]

# A part that is no name but the end of the one before it: `King, Jr.`, `Lee, A. and Doe, J.` are other matters.
_SUFFIX_RE = re.compile(r"(?:Jr|Sr|II|III|IV|VI{1,3}|Ph\.? ?D|M\.? ?D|Inc|Ltd|LLC|Corp|GmbH|Esq)\b\.?(?P<marks>\W*\d*)", re.IGNORECASE)
# Affiliation numbers behind a comma belong to the name before it: `Jane Doe1,2, John Smith`.
_NUMBERS_RE = re.compile(r"[\s\d*∗†‡§¶‖]*")
_COMMA_RE = re.compile(r"[,，、]")
_SEMICOLON_RE = re.compile(r"[;；\n]")
_AND_RE = re.compile(r"\s+(?:and|&)\s+|(?<=[,，;；])\s*(?:and|&)\s+")
_LEADING_AND_RE = re.compile(r"\s*(?:and|&)\s+")
_ORGANISATION_RE = re.compile(
    r"\b(?:University|Institute|Department|Dept|Cent(?:er|re)|School|Faculty|College|Ministry|Academy|Laborator(?:y|ies)|Labs?|Society|National|Office|Bureau"
    r"|Research|Science|Technology|for|of)\b"
)
_OPENERS, _CLOSERS = "([{<", ")]}>"


def split_names(text: str) -> list[str]:
    """The names of a list, in order, each as it stands there but for the white space around it.

    A semicolon separates before a comma does, so that `Lee, Ann; Doe, Bo` gives two names, and so does ` and ` where
    every part holds one comma (BibTeX). `Jr.`, `III` and what stands in brackets do not separate.

    >>> split_names("Ann Lee, Bo Chen Jr., and K. Doe")
    ['Ann Lee', 'Bo Chen Jr.', 'K. Doe']
    >>> split_names("Lee, Ann; Doe, Bo"), split_names("王小明、李雷")
    (['Lee, Ann', 'Doe, Bo'], ['王小明', '李雷'])
    """
    if _SEMICOLON_RE.search(text):
        parts = [part for line in _SEMICOLON_RE.split(text) for part in ([line] if ";" in text or "；" in text else _split_commas(line))]
        return _tidy(_LEADING_AND_RE.sub("", part, count=1) if _LEADING_AND_RE.match(part) else part for part in parts)
    parts = _AND_RE.split(text)
    if len(parts) > 1 and all(part.count(",") == 1 and part.split(",")[1].strip() and not _ends_a_name(part.split(",")[1]) for part in parts):
        return _tidy(iter(parts))
    return _tidy(name for part in _split_commas(text) for name in _split_and(part))


def _split_commas(text: str) -> list[str]:
    """The parts between commas that separate names."""
    parts: list[str] = []
    start = 0
    for comma in _COMMA_RE.finditer(text):
        if _is_open(text[start : comma.start()]):
            continue
        parts.append(text[start : comma.start()])
        start = comma.end()
    parts.append(text[start:])
    joined = parts[:1]
    for part in parts[1:]:
        if _ends_a_name(part) and joined[-1].strip():
            joined[-1] += f",{part}"
        else:
            joined.append(part)
    return joined


def _ends_a_name(part: str) -> bool:
    """Whether a part behind a comma is no name but a suffix or the numbers of the one before it."""
    bare = _AND_RE.split(part)[0].strip()
    return bool(bare) and bool(_SUFFIX_RE.fullmatch(bare) or _NUMBERS_RE.fullmatch(bare))


def _is_open(text: str) -> bool:
    """Whether a bracket is open at the end of a text."""
    return any(text.count(opener) > text.count(closer) for opener, closer in zip(_OPENERS, _CLOSERS, strict=True))


def _split_and(part: str) -> Iterator[str]:
    """The names around ` and `, unless it is inside a bracket or the name of an organisation."""
    start = 0
    for conjunction in _AND_RE.finditer(part):
        before = part[start : conjunction.start()]
        if _is_open(before) or (_ORGANISATION_RE.search(before) and before.strip()):
            continue
        yield before
        start = conjunction.end()
    yield (_LEADING_AND_RE.sub("", part[start:], count=1) if _LEADING_AND_RE.match(part[start:]) else part[start:])


def _tidy(parts: Iterator[str]) -> list[str]:
    return [name for name in (part.strip() for part in parts) if name]


def _replace(match: re.Match[str]) -> str:
    """What stays of a match: the part its pattern calls `name`."""
    return next((kept for key, kept in match.groupdict().items() if key.startswith("name") and kept is not None), "")


def _fold(match: re.Match[str]) -> str:
    """One space inside a name, none at its edges."""
    return " " if match.start() > 0 and match.end() < len(match.string) else ""


def _build_fixer(item: CompiledRule) -> Fixer:
    replace = _fold if item.rule.id == "names.spaces" else _replace
    return item.rule.id, lambda name: item.regex.sub(replace, name)


FIXERS: tuple[Fixer, ...] = tuple(_build_fixer(item) for item in compile_rules("names"))
"""Every fixer for one name with the rule it is named for, in order."""


def fix_name(name: str) -> str:
    """The name without what clings to it, all fixers in order, until nothing changes.

    >>> fix_name("*Jane  Doe†1,2, "), fix_name("X Æ A-12"), fix_name("Martin Luther King Jr.")
    ('Jane Doe', 'X Æ A-12', 'Martin Luther King Jr.')
    """
    while True:
        fixed = name
        for _, fix in FIXERS:
            fixed = fix(fixed)
        if fixed == name:
            return name
        name = fixed
