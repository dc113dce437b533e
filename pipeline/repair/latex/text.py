"""LaTeX outside maths: styles, signs, escapes, quotes, ties."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.repair.latex.maths import _convert_spans, read_formula
from pipeline.repair.latex.spans import (
    MAX_MATHS_CHARS,
    Edit,
    apply_edits,
    find_outside,
    find_spans,
    follows_command,
    list_gaps,
    list_names,
)
from pipeline.repair.latex.symbols import load_symbols

# Each pattern begins with the characters it may begin with, and sorts them out by looking back: so the rest of a text costs next to nothing.
TOKEN_RE = re.compile(r"[\\{}](?:(?<=\\)(?:\\(?:\\\\)*|[A-Za-z]+\*?|.)|(?<=[{}]))", re.DOTALL)
COMMAND_RE = re.compile(r"\\(?:\\(?:\\\\)*|[A-Za-z]+|.)", re.DOTALL)
ESCAPE_RE = re.compile(r"\\[%&_#{}$]")
SPACE_COMMAND_RE = re.compile(r"\\[ ,\\-]")
RUN_RE = re.compile(r"\S+")
SPACE_RE = re.compile(r"\s")
QUOTE_RE = re.compile(r"[`'\"](?:(?<=`)(?<!``)`(?!`)|(?<=')(?<!'')'(?!')|(?<=\")(?<!\\\"))")
TIE_RE = re.compile(
    r"""(?<=[A-Za-z][A-Za-z.])~(?=\d) | (?<=[.,:;)\]%}$"”’])~(?=[^\W\d_]|[(\[\\$])
    | (?<=[^\W_])~(?=[^\W\d_]{2}|[(\[\\$]) | (?<=[^\W_]{2})~(?=[^\W\d_]) | (?<=\d)~(?=[^\W\d_])""",
    re.VERBOSE,
)
TILDE_RE = re.compile("~")
URL_HINTS = ("://", "www.", "@")
DOCUMENT_START, DOCUMENT_BODY, DOCUMENT_END = "\\documentclass", "\\begin{document}", "\\end{document}"


def drop_documents(text: str) -> str:
    """The text without the whole documents some publishers put around a formula, which stands before them as plain text.

    >>> drop_documents("in K(t)\\\\documentclass[12pt]{minimal}\\\\begin{document}$$K^{(t)}$$\\\\end{document} steps")
    'in K(t) steps'
    """
    edits: list[Edit] = []
    start = text.find(DOCUMENT_START)
    if start < 0:
        return text
    while start >= 0:
        end = text.find(DOCUMENT_END, start)
        if end < 0:
            break
        end += len(DOCUMENT_END)
        body = text.find(DOCUMENT_BODY, start, end)
        if body >= 0:
            has_copy = text[max(0, start - 1) : start].strip() != ""
            edits.append((start, end, "" if has_copy else text[body + len(DOCUMENT_BODY) : end - len(DOCUMENT_END)]))
        start = text.find(DOCUMENT_START, end)
    return apply_edits(text, edits)


class Group(NamedTuple):
    """An open brace: what is cut if it closes, and the command whose argument it is (`{` if none, empty for one to keep)."""

    cut_start: int
    cut_end: int
    name: str
    held: tuple[Edit, ...] = ()
    """What is cut as well if it closes: the braces in `{\\bf{four}}`."""


def strip_styles(text: str) -> str:
    """The text without the commands that only say how it looks.

    >>> strip_styles("{\\\\em one} \\\\textbf{two \\\\emph{three}} \\\\href{https://x.y}{four} \\\\ours{five}")
    'one two three four \\\\ours{five}'
    """
    lists = load_symbols().lists
    if "\\" not in text or lists["shape"].isdisjoint(list_names(text)):
        return text
    edits: list[Edit] = []
    groups: list[Group] = []
    opener = Group(-9, -9, "")  # a command whose argument may follow
    command_end = -1
    for match in find_outside(TOKEN_RE, text):
        token, name = match[0], match[0][1:].rstrip("*")
        start, end = match.span()
        if token == "{":
            if opener.cut_end <= start <= opener.cut_end + 1 and text[opener.cut_end : start].strip() == "":
                groups.append(opener._replace(cut_end=end))
            else:
                groups.append(Group(start, end, "" if command_end == start else "{"))
        elif token == "}":
            group = groups.pop() if groups else Group(-1, -1, "")
            if group.name in lists["second"]:
                opener = Group(group.cut_start, end, "shown")
            elif group.name == "inner" and groups:
                held = (group.cut_start, group.cut_end, ""), _cut(text, start, end, command_end)
                groups[-1] = groups[-1]._replace(held=groups[-1].held + held)
            elif group.name not in ("", "{"):
                edits += group.held
                edits += [_cut(text, group.cut_start, group.cut_end, command_end), _cut(text, start, end, command_end)]
        elif name in lists["switch"] and groups and groups[-1].name and groups[-1].cut_end == start:
            end += text[end : end + 1].isspace()
            groups[-1] = Group(groups[-1].cut_start, end, "shown")
            opener = Group(end, end, "inner")
        elif name in lists["style"] or name in lists["second"]:
            opener = Group(start, end, name)
        command_end = end if name[:1].isalpha() and token[0] == "\\" else -1
    return apply_edits(text, sorted(edits))


def _cut(text: str, start: int, end: int, command_end: int) -> Edit:
    """An edit that removes a stretch, without joining the name of a command before it to a letter after it."""
    glues = text[end : end + 1].isalpha() and (command_end == start or follows_command(text, start))
    return start, end, "{}" if glues else ""


def write_symbols(text: str) -> str:
    """The text with the signs that stand in it without dollars.

    A run without spaces is converted whole or not at all, as a formula is.

    >>> write_symbols("5 {\\\\mu}m at 4.5{\\\\deg}, 4\\\\times faster, C:\\\\new\\\\table, either\\\\in")
    '5 μm at 4.5°, 4× faster, C:\\\\new\\\\table, either\\\\in'
    """
    if "\\" not in text or load_symbols().maths.isdisjoint(list_names(text)):
        return text
    edits = []
    for run_start, run in _find_runs(text):
        if len(run) <= MAX_MATHS_CHARS:
            core = run.strip("()[].,;:'\"")
            start = run_start + run.index(core)
            is_argument = core.startswith("{") and text[max(0, start - 2) : start] == "} "  # of `\\frac{a} {b}`
            new = None if is_argument else _write_run(core)
            if new is not None and new != core and not (new[0].isalpha() and follows_command(text, start)):
                edits.append((start, start + len(core), new))
    return apply_edits(text, edits)


def _find_runs(text: str) -> Iterator[tuple[int, str]]:
    """The runs without spaces that hold a backslash, outside maths and code, and where they start."""
    for gap_start, gap_end in list_gaps(text, find_spans(text)):
        done = gap_start
        at = text.find("\\", done, gap_end)
        while at >= 0:
            start = at
            while start > done and not text[start - 1].isspace():
                start -= 1
            space = SPACE_RE.search(text, at, gap_end)
            done = gap_end if space is None else space.start()
            yield start, text[start:done]
            at = text.find("\\", done, gap_end)


@lru_cache(maxsize=4096)
def _write_run(run: str) -> str | None:
    symbols = load_symbols()
    if "//" in run or "''" in run or "``" in run:
        return None
    is_known = False
    for command in COMMAND_RE.finditer(run):
        name = command[0][1:]
        is_known = is_known or name in symbols.maths
        is_word = name in symbols.functions or name in symbols.lists["english"]
        if is_word and run[max(0, command.start() - 1) : command.start()].isalpha():
            return None
    return read_formula(run.replace("{\\deg}", "°")) if is_known else None


def unescape(text: str) -> str:
    """The text with signs that LaTeX wants escaped as they are.

    >>> unescape("90\\\\% of R\\\\&D, \\\\{a\\\\_b\\\\}, \\\\$5 to \\\\$6"), unescape("top-\\\\$p\\\\$ sampling")
    ('90% of R&D, {a_b}, $5 to $6', 'top-\\\\$p\\\\$ sampling')
    """
    if "\\" not in text or not ESCAPE_RE.search(text):
        return text
    edits: list[Edit] = []
    dollars: list[Edit] = []
    command_end = -1
    for match in find_outside(COMMAND_RE, text):
        start, end = match.span()
        if match[0] == "\\$":
            dollars.append((start, end, "$"))
        elif match[0][1] in "%&_#" or (match[0][1] in "{}" and command_end != start):
            edits.append((start, end, match[0][1]))
        command_end = end if match[0][1].isalpha() else -1
    if dollars:
        paid = apply_edits(text, sorted(edits + dollars))
        if len(find_spans(paid)) == len(find_spans(text)) and not any(_convert_spans(paid)):
            return paid
    return apply_edits(text, edits)


def curl_quotes(text: str) -> str:
    """The text with quotes that open with two backticks as the signs they are; only pairs are.

    >>> curl_quotes("the ``so-called'' f'' and '' and ```code```"), curl_quotes('a ``mixed" pair, a "plain" one')
    ("the “so-called” f'' and '' and ```code```", 'a “mixed” pair, a "plain" one')
    """
    if "``" not in text:
        return text
    edits: list[Edit] = []
    opened: list[Edit] = []
    for match in find_outside(QUOTE_RE, text):
        start, end = match.span()
        if match[0] == "``":
            opened.append((start, end, "“"))
        elif match[0] == '"' and (start == 0 or text[start - 1].isspace() or text[start - 1] in "(["):
            opened.append((start, end, '"'))
        elif opened and (match[0] == "''" or opened[-1][2] == "“"):
            while opened and opened[-1][2] == '"':
                opened.pop()
            edits += [opened.pop(), (start, end, "”")] if opened else []
        elif opened:
            opened.pop()
    return apply_edits(text, sorted(edits))


def loosen_ties(text: str) -> str:
    """The text with LaTeX's spaces as spaces, and without its hints where to hyphenate.

    >>> loosen_ties("Fig.~1 of W.~Smith, ~6% at 8\\\\,Hz, et al.\\\\ re\\\\-gis\\\\-tered, https://x.y/~me, 5~10")
    'Fig. 1 of W. Smith, ~6% at 8 Hz, et al. registered, https://x.y/~me, 5~10'
    """
    has_commands = "\\" in text and SPACE_COMMAND_RE.search(text) is not None
    if "~" not in text and not has_commands:
        return text
    edits: list[Edit] = []
    for match in find_outside(COMMAND_RE, text) if has_commands else ():
        start, end = match.span()
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if match[0][1] == " " or (match[0] == "\\," and before and not before.isspace() and (after.isalnum() or after in ("$", "\\"))):
            edits.append((start, end, " "))
        elif match[0] == "\\\\" and (before.isspace() or before in tuple(".,;:!?)")) and (after == "" or after.isspace() or after == "("):
            edits.append((start, end, " "))  # a line break
        elif match[0] == "\\-" and before.isalpha() and after.islower() and not follows_command(text, start):
            edits.append((start, end, ""))
    if "~" in text:
        blocked = [(span.start, span.end) for span in find_spans(text)]
        if any(hint in text for hint in URL_HINTS):
            blocked += [m.span() for m in RUN_RE.finditer(text) if "~" in m[0] and any(hint in m[0] for hint in URL_HINTS)]
            blocked.sort()
        ends = [end for _, end in blocked]
        for tilde in TILDE_RE.finditer(text):
            start = tilde.start()
            at = bisect_right(ends, start)
            if (at == len(blocked) or blocked[at][0] > start) and TIE_RE.match(text, start):
                edits.append((start, start + 1, " "))
    return apply_edits(text, sorted(edits))
