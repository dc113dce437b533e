"""Lists of people written as one text, cut into the names: `A. Lee (1), B. Wu (1 and 2)`, `Lee, Ann; Wu, Bo`, `Lee, Ann and Wu, Bo`.

Only where a name begins and ends is decided here; `repair` turns names round and takes off what clings to them. A text is gone
through once, whatever is in it.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

import msgspec

from pipeline.records import Span

MarkKind: TypeAlias = Literal["strong", "comma", "and", "line"]

MARK_RE = re.compile(
    r"\\[^\w\s]|&\#?\w{1,31};"  # LaTeX and entities, which hold commas and semicolons that part nothing
    r"|(?P<strong>[;；]|(?<=\s)[|·•](?=\s))|(?P<comma>[,，、])|(?P<colon>:)|(?P<line>[\r\n]+(?![ \t]))"
    r"|(?P<and>(?<![^\s,，;；)\]}])(?:and|&)(?=\s))"
    r"|(?P<open>[(\[{<])|(?P<close>[)\]}>])"
)
PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
LABEL_RE = re.compile(r"\s*(?:authors?(?:\(s\))?\s*[:：]|by\s+(?=[A-Z]))\s*", re.IGNORECASE)
GROUP_RE = re.compile(r"\b(?:collaborations?|consortium|team|group|project|survey|network|investigators)\s*$", re.IGNORECASE)
"""What stands before the colon in `LIGO Collaboration: A, B`."""
ET_AL_RE = re.compile(
    r"(?<![^\W\d_])et\.?\s{0,3}al\b\.?|\band\s+(?:\d+\s+)?(?:others|more|\d+ (?:other )?(?:co-?)?authors)\b\.?\s*$"
    r"|(?:\.\.\.|…)\s*(?:$|(?=[,，]))|等\s*(?:\d+\s*(?:人|位|名)|人)?(?:作者)?\s*$",
    re.IGNORECASE,
)
REST_RE = re.compile(r"(?:\d+\s+)?(?:others|more|…|\.\.\.)\.?", re.IGNORECASE)
"""A part of a list that stands for those who are not in it."""
SUFFIX_RE = re.compile(r"(?:Jr|Sr|II|III|IV|VI{1,3}|Ph\.? ?D|M\.? ?D|Inc|Ltd|LLC|Corp|GmbH|Esq)\b\.?(?P<marks>\W*\d*)", re.IGNORECASE)
NUMBERS_RE = re.compile(r"[\s\d*∗†‡§¶‖]*")
"""Affiliation numbers behind a comma belong to the name before it: `Jane Doe1,2, John Smith`."""
INITIALS_RE = re.compile(r"(?:[^\W\d_]\.[\s-]{0,2}){1,6}(?:(?:Jr|Sr|II|III|IV|2nd|3rd)\b\.?)?")
SURNAME_RE = re.compile(r"[A-ZÀ-Þ][a-zà-ɏ'’]+(?:-[A-ZÀ-Þ]?[a-zà-ɏ]+)?")
GIVEN_RE = re.compile(rf"(?:{SURNAME_RE.pattern})(?:\s[A-ZÀ-Þ]\.){{0,3}}")
"""A forename, and initials behind it."""
ORGANISATION_RE = re.compile(
    r"\b(?:University|Institute|Department|Dept|Cent(?:er|re)|School|Faculty|College|Ministry|Academy|Laborator(?:y|ies)|Labs?|Society|National|Office|Bureau"
    r"|Research|Science|Technology|for|of)\b"
)
BRACKETS_RE = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
FULL_NAME_RE = re.compile(r"\s*[A-ZÀ-Þ][\w.'’-]*\s(?:[^()]*\s)?[A-ZÀ-Þ][\w.'’-]+\s*")
FOR_RE = re.compile(r"(?:on\s+behalf\s+of|for)\s+(?:the\s+)?(?=\S)", re.IGNORECASE)
QUOTED_RE = re.compile(r"'(?P<single>(?:[^'\\]|\\.)*)'|\"(?P<double>(?:[^\"\\]|\\.)*)\"")
BETWEEN_QUOTES_RE = re.compile(r"[\s,ur]*")
NAME_KEYS = frozenset({"name", "full_name", "author", "fullname"})


class _Mark(msgspec.Struct, frozen=True):
    """What may part two names."""

    kind: MarkKind
    start: int
    end: int


def split_people(text: str) -> list[Span]:
    """Where the names of a list stand in its text, in order, without affiliations in brackets, `et al.` and white space.

    A semicolon parts names before a comma does, and so does ` and ` where every part holds a comma (BibTeX). `Jr.`, `III`
    and what stands in brackets do not part. A Python list of strings gives its strings.

    >>> def names(text): return [text[start:end] for start, end in split_people(text)]
    >>> names("A. Lee (1), B. Wu (1 and 2) ((1) Example Univ., (2) Other)"), names("Lee, Ann and Wu, Bo")
    (['A. Lee', 'B. Wu'], ['Lee, Ann', 'Wu, Bo'])
    >>> names("LIGO Collaboration: A. Lee, B. Wu Jr. et al."), names("['Ann Lee', 'Bo Wu']")
    (['LIGO Collaboration', 'A. Lee', 'B. Wu Jr.'], ['Ann Lee', 'Bo Wu'])
    """
    quoted = _find_quoted(text)
    if quoted:
        return quoted
    marks, brackets = _find_marks(text, _unwrap(text))
    names: list[Span] = []
    has_numbers = False
    for part in itertools.chain.from_iterable(_part_at_brackets(text, part, brackets) for part in _cut(text, _unwrap(text), marks)):
        inner = brackets[bisect_left(brackets, (part[0], 0)) : bisect_left(brackets, (part[1], 0))]
        if has_numbers and inner and not text[part[0] : inner[0][0]].strip():
            break  # the legend of the numbers: `A. Lee (1), B. Wu (2), (1) Example University, (2) Other`
        name = _trim(text, part, inner)
        if name[0] < name[1]:
            names.append(name)
            has_numbers = has_numbers or any(text[low + 1 : high - 1].strip().isdecimal() for low, high in inner)
    return names


def find_et_al(text: str) -> Span | None:
    """Where a list says that it leaves names out; None where it does not.

    >>> find_et_al("Ann Lee, Bo Wu, et al."), find_et_al("Ann Lee and Bo Wu")
    ((16, 22), None)
    """
    folded = text.lower()
    if text.isascii() and "and" not in folded and "..." not in folded and ("et" not in folded or "al" not in folded):
        return None  # Most lists hold none of what the pattern begins with.
    match = ET_AL_RE.search(text)
    return None if match is None else (match.start(), match.start() + len(match.group().rstrip()))


def _unwrap(text: str) -> Span:
    """The span of the list inside one pair of braces round all of it, and without a label before it."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if text.startswith(("{", "["), start) and text[:end].endswith(("}", "]")):
        _, brackets = _find_marks(text, (start, end))
        if brackets == [(start, end)]:
            return start + 1, end - 1
    label = LABEL_RE.match(text, start, end)
    return (start if label is None else label.end()), end


def _find_quoted(text: str) -> list[Span]:
    """The strings of a Python, JSON or PostgreSQL list of names, or of objects with names; nothing for any other text."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if text[start : start + 1] not in ("[", "{") or text[end - 1 : end] not in ("]", "}"):
        return []
    found = [(match.start() + 1, match.end() - 1) for match in QUOTED_RE.finditer(text, start + 1, end - 1)]
    if not found:
        return []
    keys = [text[low:high] for low, high in found]
    if any(key in NAME_KEYS for key in keys):
        after = itertools.pairwise(found)
        return [value for key, value in after if text[slice(*key)] in NAME_KEYS and text[key[1] + 1 : value[0] - 1].strip() == ":"]
    edges = [start + 1, *(edge for low, high in found for edge in (low - 1, high + 1)), end - 1]
    between = zip(edges[::2], edges[1::2], strict=True)
    return found if all(BETWEEN_QUOTES_RE.fullmatch(text, low, high) for low, high in between) else []


def _find_marks(text: str, span: Span) -> tuple[list[_Mark], list[Span]]:
    """What may part names, and the brackets, outside all (other) brackets. A bracket that is not closed is none."""
    marks: list[_Mark] = []
    opened: list[int] = []
    pairs: list[Span] = []
    for match in MARK_RE.finditer(text, *span):
        kind = match.lastgroup
        if kind == "open":
            opened.append(match.start())
        elif kind == "close":
            if opened and text[opened[-1]] == PAIRS[match.group()]:
                pairs.append((opened.pop(), match.end()))
        elif kind == "colon":
            if GROUP_RE.search(text, max(span[0], match.start() - 40), match.start()):
                marks.append(_Mark("comma", *match.span()))
        elif kind is not None:
            marks.append(_Mark(kind, *match.span()))  # type: ignore[arg-type]  # the groups that are left are the kinds
    outer: list[Span] = []
    for pair in sorted(pairs):
        if not outer or pair[0] >= outer[-1][1]:
            outer.append(pair)
    return list(_outside(marks, outer)), outer


def _outside(marks: Sequence[_Mark], brackets: Sequence[Span]) -> Iterator[_Mark]:
    for mark in marks:
        index = bisect_left(brackets, (mark.start, 0)) - 1
        if index < 0 or brackets[index][1] <= mark.start:
            yield mark


def _cut(text: str, span: Span, marks: Sequence[_Mark]) -> list[Span]:
    """The parts of the list, whatever parts them in this one."""
    commas, ands, strong = _true_commas(text, span, marks), _true_ands(text, span, marks), [mark for mark in marks if mark.kind == "strong"]
    lines = [mark for mark in marks if mark.kind == "line"]
    if strong:
        parts = _between(span, sorted([*strong, *ands], key=_start))
        if all(_count(commas, part) < 2 for part in parts):
            return parts
        return _between(span, sorted([*strong, *ands, *commas], key=_start))
    if lines and not commas and not ands:
        return _between(span, lines)
    parts = _drop_rest(text, _between(span, ands))
    bare = [_without_comma(text, part) for part in parts]
    if len(bare) > 2 and all(_count(commas, part) == 1 for part in bare):
        return bare
    counts = [_count(commas, part) for part in parts]
    if len(parts) > 1 and max(counts) == 1 and (min(counts) == 1 or len(parts) > 2):
        return parts
    parts = _drop_rest(text, _between(span, sorted([*commas, *ands], key=_start)))
    return _pair(text, parts)


def _without_comma(text: str, part: Span) -> Span:
    """A part without the comma before the conjunction that ends it."""
    return part[0], part[0] + len(text[slice(*part)].rstrip(" \t\r\n,，、"))


def _part_at_brackets(text: str, part: Span, brackets: Sequence[Span]) -> Iterator[Span]:
    """The part, cut behind each bracket that stands between two full names, or a name and those it speaks for, with nothing else to part them."""
    start = part[0]
    inner = brackets[bisect_left(brackets, (part[0], 0)) : bisect_left(brackets, (part[1], 0))]
    ends = [*(low for low, _ in inner[1:]), part[1]]
    for (low, high), end in zip(inner, ends[: len(inner)], strict=True):
        follows = FULL_NAME_RE.fullmatch(text, high, end) or (FOR_RE.match(text, high + 1, end) and GROUP_RE.search(text, high, end))
        if FULL_NAME_RE.fullmatch(text, start, low) and follows:
            yield start, high
            start = high
    yield start, part[1]


def _drop_rest(text: str, parts: Sequence[Span]) -> list[Span]:
    """The parts that are not blank and do not stand for those who are not in the list."""
    return [part for part in parts if (bare := text[slice(*part)].strip()) and not REST_RE.fullmatch(bare)]


def _pair(text: str, parts: list[Span]) -> list[Span]:
    """The parts, each that is initials with the surname before it; two surnames as surname and forename.

    A group among `Lee, A., Some Consortium, Wu, B.` stays alone; initials once in a list of full names are a person's.
    """
    texts = [text[slice(*part)].strip() for part in parts]
    if len(texts) == 2 and SURNAME_RE.fullmatch(texts[0]) and GIVEN_RE.fullmatch(texts[1]):
        return [(parts[0][0], parts[1][1])]
    initials = [index for index, one in enumerate(texts) if INITIALS_RE.fullmatch(one)]
    if any(index == 0 or "." in texts[index - 1] for index in initials) or (len(initials) == 1 and len(texts) != 2):
        return parts
    behind = frozenset(initials)
    return [(part[0], parts[index + 1][1] if index + 1 in behind else part[1]) for index, part in enumerate(parts) if index not in behind]


def _true_commas(text: str, span: Span, marks: Sequence[_Mark]) -> list[_Mark]:
    """The commas behind which another name begins, not the suffix or the numbers of the one before."""
    ends = [*(mark.start for mark in marks[1:]), span[1]][: len(marks)]
    commas = []
    for mark, end in zip(marks, ends, strict=True):
        if mark.kind != "comma":
            continue
        bare = text[mark.end : end].strip()
        if bare and (SUFFIX_RE.fullmatch(bare) or NUMBERS_RE.fullmatch(bare)):
            continue
        commas.append(mark)
    return commas


def _true_ands(text: str, span: Span, marks: Sequence[_Mark]) -> list[_Mark]:
    """The conjunctions between names, not those in the name of an organisation."""
    found = []
    start = span[0]
    for mark in marks:
        if mark.kind == "and":
            before = BRACKETS_RE.sub("", text[start : mark.start]).strip()
            if before and ORGANISATION_RE.search(before):
                continue
            found.append(mark)
        start = mark.end
    return found


def _between(span: Span, marks: Sequence[_Mark]) -> list[Span]:
    edges = [span[0], *(edge for mark in marks for edge in (mark.start, mark.end)), span[1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _count(marks: Sequence[_Mark], span: Span) -> int:
    return bisect_left(marks, span[1], key=_start) - bisect_left(marks, span[0], key=_start)


def _start(mark: _Mark) -> int:
    return mark.start


def _trim(text: str, part: Span, brackets: Sequence[Span]) -> Span:
    """The name in a part of the list; an empty span where there is none."""
    start, end = _strip(text, *part)
    if brackets and brackets[0][0] == start and text[start] in "([" and text[start + 1 : brackets[0][1] - 1].strip().isdecimal():
        start, end = _strip(text, brackets[0][1], end)
    for low, high in reversed(brackets):
        if text[high:end] in ("", ".") and text[low] in "([<" and low > start:
            start, end = _strip(text, start, low)
    ellipsis = ET_AL_RE.search(text, start, end)
    if ellipsis is not None:
        start, end = _strip(text, start, ellipsis.start())
    behalf = FOR_RE.match(text, start, end)
    if behalf is not None and GROUP_RE.search(text, behalf.end(), end):
        start = behalf.end()
    return (start, start) if start >= end or REST_RE.fullmatch(text, start, end) else (start, end)


def _strip(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
