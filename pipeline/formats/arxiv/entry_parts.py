"""The parts of an entry of a listing or a search on arXiv, as text: what stands behind its labels, and title and authors where they have none."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pipeline.formats.arxiv.flow import Flow, trim
from pipeline.formats.arxiv.people_row import is_people
from pipeline.formats.seam import list_candidates
from pipeline.formats.seam_words import load_tables
from pipeline.records import Span

EMPHASIS_RE = re.compile(r"[\s|>#*_]*")
NOTE_RE = re.compile(r"#{1,6}\s|```|~~~|(?:[-_*=]\s?){3,}$")
"""A row of a note in Markdown that holds entries: its next heading, a fence around them, a rule between them."""
MAX_NAME_WORDS = 5


class Part(msgspec.Struct, frozen=True):
    """What a label labels: the label folded, where it stands, and the stretch behind it."""

    label: str
    start: int
    place: Span


def cut_parts(flow: Flow, pattern: re.Pattern[str], limits: Span) -> list[Part]:
    """The labelled parts of an entry, each up to the next label.

    A label opens its line, or it stands on the line of what is before it and all of the entry is glued so. No label occurs twice.
    """
    found: list[tuple[str, int, int]] = []
    is_glued = True
    for match in pattern.finditer(flow.text, *limits):
        label = " ".join(match["label"].casefold().split())
        before = found[-1][2] if found else limits[0]
        is_glued = flow.index(before) == flow.index(match.start())
        if (is_glued or flow.opens_line(match.start())) and all(label != other for other, _, _ in found):
            found.append((label, match.start(), match.end()))
    ends = [*(start for _, start, _ in found), limits[1]][1:]
    return [Part(label, start, trim(flow.text, inner, end)) for (label, start, inner), end in zip(found, ends, strict=True)]


def group_rows(flow: Flow, place: Span) -> list[list[Span]]:
    """The rows of a stretch, those without a blank line between them together."""
    groups: list[list[Span]] = []
    for row in flow.rows(*place):
        if groups and flow.index(row[0]) == flow.index(groups[-1][-1][0]) + 1:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def cut_at_note(flow: Flow, place: Span) -> Span:
    """The stretch up to where the note that holds the entry goes on."""
    end = next((low for low, high in flow.rows(*place) if NOTE_RE.match(flow.text, low, high)), place[1])
    return trim(flow.text, place[0], end)


def part_title(flow: Flow, place: Span) -> tuple[Span, Span | None, bool]:
    """Title and authors that stand one below the other without a label between them, and whether another seam is as likely."""
    groups = group_rows(flow, place)
    rows = [row for group in groups for row in group]
    if len(rows) < 2:
        return _part_row(flow, place)
    if len(groups) > 1:
        return (groups[0][0][0], groups[0][-1][1]), (groups[1][0][0], rows[-1][1]), False
    names = [index for index in range(1, len(rows)) if is_people(" ".join(flow.text[slice(*row)] for row in rows[index:]))]
    index = min(names, default=1)
    return (rows[0][0], rows[index - 1][1]), (rows[index][0], rows[-1][1]), False


def _part_row(flow: Flow, place: Span) -> tuple[Span, Span | None, bool]:
    """Title and authors on one row with nothing but a space between them: the likeliest first name in front of the first comma, or at the end."""
    text = flow.text[slice(*place)]
    comma = next((match.start() for match in re.finditer(r",", text) if is_people(text[match.end() :])), len(text))
    best = max(_weigh_names(text, comma), default=None)
    if best is None:
        return place, None, False
    start = best[1]
    return trim(flow.text, place[0], place[0] + start), (place[0] + start, place[1]), True


def _weigh_names(text: str, end: int) -> list[tuple[float, int]]:
    """The places where a name of up to five words could begin that ends at `end`, each with the weight of the evidence for it."""
    spaces = [match.end() for match in re.finditer(r"\s+", text[max(0, end - 80) : end])]
    tables = load_tables()
    weighed = []
    for space in spaces[-MAX_NAME_WORDS:]:
        start = max(0, end - 80) + space
        head = text[:start].rstrip()
        if not is_people(text[start:end]) or not head:
            continue
        candidates = [item for item in list_candidates(head + text[start:]) if item.title_end == len(head)]
        weight = max((sum(tables.weights[term] for term in item.terms) for item in candidates), default=0.0)
        weighed.append((weight + _weigh_length(text[start:end]), start))
    return weighed


def _weigh_length(name: str) -> float:
    """How much its number of words speaks for a name: most have two, or three with an initial or a particle between."""
    words = name.split()
    if len(words) == 3:
        return 2.0 if words[1].endswith(".") or words[1][0].islower() else -1.0
    return {1: -8.0, 2: 0.0}.get(len(words), -6.0)


def find_paragraph(flow: Flow, place: Span) -> Span | None:
    """The first rows of a stretch that no blank line parts."""
    groups: Sequence[list[Span]] = group_rows(flow, place)
    return (groups[0][0][0], groups[0][-1][1]) if groups else None
