"""The values of BibTeX's fields: what encloses them, parts joined by `#`, names of months, braces that only group."""

from __future__ import annotations

import re
from collections.abc import Iterator

MONTHS = frozenset({"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"})
"""The macros that every style defines."""
WORD_RE = re.compile(r"[^\s#{}\",=]+")
MARK_RE = re.compile(r"(?<!\\)[{}\"]")
NEXT_FIELD_RE = re.compile(r"\s+(?P<name>[A-Za-z][\w-]*)\s*=\s*")
TOKEN_RE = re.compile(r"\\[A-Za-z]+\*?|\\.|\$|[{}]|[^\\{}$]+|\\\Z", re.DOTALL)
COMMAND_RE = re.compile(r"\\(?:[A-Za-z]+\*?|[\"'`^~=.|])")
PROTECTED_RE = re.compile(r"\{\\([_%&#~$])\}|\\([_%&#~$])")
AND_RE = re.compile(r"\\.|[{}]|[ \t\r\n]+and[ \t\r\n]+", re.DOTALL | re.IGNORECASE)
FOLLOWS_RE = re.compile(r"\s*(?:\[[^\]]*\])?")
"""What may stand between a command and its argument."""


def split_values(name: str, value: str) -> Iterator[tuple[str, str]]:
    """The value as it is; where commas were left out between fields, each of them.

    >>> list(split_values("title", "{A}\\n year = 2020")), list(split_values("title", "{A} # {B}"))
    ([('title', '{A}'), ('year', '2020')], [('title', '{A} # {B}')])
    """
    while True:
        end = _find_end(value, 0)
        following = None if end is None else NEXT_FIELD_RE.match(value, end)
        if following is None:
            yield name, value
            return
        yield name, value[:end]
        name, value = following["name"], value[following.end() :]


def split_names(text: str) -> list[str]:
    """The names in a list of names: what stands between any two ` and ` outside of braces.

    bibtexparser's own splitter loses the command that a name begins with.

    >>> split_names("{Simon and Schuster} and \\\\'Etienne Ghys")
    ['{Simon and Schuster}', "\\\\'Etienne Ghys"]
    """
    names: list[str] = []
    start = depth = 0
    text = text.strip(" \t\r\n")
    for mark in AND_RE.finditer(text):
        if mark.group() == "{":
            depth += 1
        elif mark.group() == "}":
            depth = max(0, depth - 1)
        elif depth == 0 and not mark.group().startswith("\\"):
            names.append(text[start : mark.start()])
            start = mark.end()
    return [*names, text[start:]] if text else names


def is_macro(value: str) -> bool:
    """Whether the value is the name of a macro alone.

    >>> is_macro("jmlr"), is_macro("may"), is_macro("2020"), is_macro("{jmlr}")
    (True, False, False, False)
    """
    return WORD_RE.fullmatch(value) is not None and not value.isdecimal() and value.casefold() not in MONTHS


def read_value(value: str) -> str | None:
    """The text of a value: its parts without what encloses them, months by their names; None where a macro is part of it.

    >>> read_value('{A {B}}'), read_value('jul # "~5"'), read_value("2020"), read_value("jmlr")
    ('A {B}', 'jul~5', '2020', None)
    """
    texts: list[str] = []
    position = 0
    while position < len(value):
        if value[position].isspace() or value[position] == "#":
            position += 1
            continue
        end = _find_end(value, position)
        if end is None:
            return None
        part = value[position:end]
        if part[0] in '{"':
            texts.append(part[1:-1])
        elif is_macro(part):
            return None
        else:
            texts.append(part)
        position = end
    return "".join(texts)


def _find_end(value: str, start: int) -> int | None:
    """Behind the part of a value that begins at `start`; None for what is none."""
    if value[start : start + 1] not in ("{", '"'):
        word = WORD_RE.match(value, start)
        return None if word is None else word.end()
    closes = value[start]
    depth = 0
    for mark in MARK_RE.finditer(value, start if closes == "{" else start + 1):
        if mark.group() != '"':
            depth += 1 if mark.group() == "{" else -1
        if depth == 0 and mark.group() == ("}" if closes == "{" else '"'):
            return mark.end()
    return None


def drop_groups(text: str) -> str:
    """The text without braces that only group: those of commands, of accents and in formulas stay.

    >>> drop_groups("{BERT}: {D}eep"), drop_groups('G{\\\\"o}del'), drop_groups("\\\\emph{{T}5} in $x_{i}$")
    ('BERT: Deep', 'G{\\\\"o}del', '\\\\emph{T5} in $x_{i}$')
    """
    if "{" not in text and "}" not in text:
        return text
    kept: list[str] = []
    opened: list[bool] = []
    is_argument = is_maths = False
    for match in TOKEN_RE.finditer(text):
        token = match.group()
        if token == "{":
            opened.append(is_maths or is_argument or text.startswith("\\", match.end()))
            kept.append(token if opened[-1] else "")
            is_argument = False
        elif token == "}":
            is_kept = opened.pop() if opened else False
            kept.append(token if is_kept else "")
            is_argument = is_kept and text.startswith("{", match.end())
        else:
            is_maths ^= token == "$"
            is_argument = COMMAND_RE.fullmatch(token) is not None or (is_argument and FOLLOWS_RE.fullmatch(token) is not None)
            kept.append(token)
    return "".join(kept)


def unprotect(text: str) -> str:
    """A link or an id without the backslashes that only protect its characters from TeX.

    >>> unprotect("10.1007/978\\\\_1"), unprotect("10.1007/978{\\\\_}1")
    ('10.1007/978_1', '10.1007/978_1')
    """
    return PROTECTED_RE.sub(lambda match: match[1] or match[2], text)
