"""Digests in Markdown with a heading for each paper, and what is said of it under labels.

    # Retrieval of Rare Words

    **Authors**: Ann Lee, Bo Wu

    **Link**: [PDF](https://arxiv.org/pdf/2405.14333)

    **Abstract**: We show ...

    ---

The heading may be numbered and a link (`### [1] [Retrieval of Rare Words](https://arxiv.org/abs/2405.14333)`), the labels bold, plain,
in a list, in a quotation, in Chinese (`> **摘要:** We show ...`), the abstract under a heading of its own. Translations and summaries stand
beside it: they are no fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats.digests.links import add_links, find_links, is_line_of_links, is_paper
from pipeline.formats.digests.names import Role
from pipeline.formats.digests.parts import Draft, Part
from pipeline.formats.digests.sections import Section, Value, find_head, read_section
from pipeline.formats.digests.surroundings import explain_surroundings, find_regions, share_day
from pipeline.formats.digests.values import EMPHASIS, add_people, add_title, add_value, are_names, drop_unnamed, unwrap
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.formats.prose import is_long
from pipeline.lines import Line

PREFIX_RE = re.compile(
    r"(?:\[(?:\d{1,4}|(?i:new|replaced|updated?|cross|revised)\s*\d{0,4})\]\s*|\(?\d{1,4}[.)、]\s*(?=\D)|#\s?\d{1,4}\s*[.:]?\s+"
    r"|(?i:paper|论文)\s*\d{1,4}\s*[:：.]\s*|[^\w\s\[(\"'“‘$\\*_`]{1,3}\s+|\*\*(?=\[))*"
)
"""What stands in front of a title in a heading: `1. `, `[1] `, `[new 001] `, `Paper 3: `, a picture."""
ORDER: tuple[Role, ...] = ("title", "id", "link", "paper")
"""What tells the paper's id is read first: dates are judged by it."""


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """The regions of papers: a heading with labels of a paper's parts below it, or with a link to a paper."""
    return find_regions(lines, [(first, section.end) for first, section in list_papers(lines)])


def cut(lines: Sequence[Line]) -> Cut:
    """A record for each heading that is a paper's."""
    papers = list(list_papers(lines))
    entries = [(first, section.end) for first, section in papers]
    records = []
    boilerplate = list(explain_surroundings(lines, entries))
    for (first, section), shared in zip(papers, share_day(lines, entries), strict=True):
        draft = draft_paper(section)
        records.append(draft.record(shared))
        boilerplate.extend(draft.boilerplate(lines[first : section.end]))
    return Cut(tuple(records), tuple(boilerplate))


def list_papers(lines: Sequence[Line]) -> Iterator[tuple[int, Section]]:
    """The sections that are of papers, with the index of their first line."""
    index = 0
    while index < len(lines):
        head = find_head(lines, index)
        section = None if head is None else read_section(lines, index, head)
        if section is not None and _is_of_paper(section):
            yield index, section
            index = section.end
        else:
            index += 1


def _is_of_paper(section: Section) -> bool:
    """Whether a section is of a paper: a link to one is in its heading or under a label, or authors and abstract are."""
    roles = {value.role for value in section.values if value.parts}
    link = next(find_links(section.head), None) if section.has_heading else None
    if (
        link is not None
        and not link.is_generic
        and is_paper(link.url.text)
        and not PREFIX_RE.sub("", section.head.text[: link.all.start - section.head.start], count=1).strip("*_ ")
    ):
        return True
    if {"authors", "abstract"} <= roles:
        return True
    linked = [value for value in section.values if value.role in ("link", "id", "title", "paper", "code")]
    has_link = any(is_paper(found.url.text) for value in linked for part in value.parts for found in find_links(part))
    has_link = has_link or any(is_paper(found.url.text) for part in (section.head, *section.strays[:6]) for found in find_links(part))
    has_id = any(value.role == "id" and part.text.strip("`* ")[:1].isdigit() for value in section.values for part in value.parts)
    return (has_link or has_id) and bool(roles & {"authors", "abstract", "published", "categories", "comments"})


def draft_paper(section: Section) -> Draft:
    """The record of a section."""
    draft = Draft()
    titles = [value for value in section.values if value.role == "title" and value.parts]
    is_own_head = not any(value.label.line is section.head.line for value in section.values)
    if titles:
        add_value(draft, "title", titles[0].parts)
        if is_own_head:
            draft.drop("digest.heading", section.head)
    else:
        _add_head(draft, section.head)
    if is_own_head:
        draft.drop("digest.label", Part(section.head.line, 0, section.head.start))
    _add_strays(draft, section)
    abstracts = [value for value in section.values if value.role == "abstract" and value.parts]
    chosen = next((value for value in abstracts if _is_latin(value)), abstracts[0] if abstracts else None)
    for value in sorted(section.values, key=lambda value: ORDER.index(value.role) if value.role in ORDER else len(ORDER)):
        draft.drop("digest.label", value.label)
        if value.role is None:
            for part in value.parts:
                drop_unnamed(draft, part)
        elif value.role != "title":
            is_other = value.role == "abstract" and value is not chosen
            add_value(draft, "other" if is_other else value.role, [_trim_bold(part) for part in value.parts])
    return draft


def _trim_bold(part: Part) -> Part:
    """A value without the mark that closes its label's: `**分类: cs.SD**`."""
    for mark in EMPHASIS[:2]:
        if part.text.endswith(mark) and part.text.count(mark) == 1:
            return part.part(0, len(part.text) - len(mark))
    return part


def _is_latin(value: Value) -> bool:
    """Whether a text is in a script with spaces: the original, where a Chinese one stands beside it."""
    text = "".join(part.text for part in value.parts)
    return sum("\u3040" <= char <= "\u9fff" for char in text) * 5 < len(text)


def _add_head(draft: Draft, head: Part) -> None:
    """Add the title that a heading is, and the links in it."""
    prefix = PREFIX_RE.match(head.text)
    start = 0 if prefix is None else prefix.end()
    draft.drop("digest.label", head.part(0, start))
    rest = head.part(start)
    closing = re.search(r"\s+#+$", rest.text)
    add_title(draft, rest if closing is None else rest.part(0, closing.start()))


def _add_strays(draft: Draft, section: Section) -> None:
    """Add what stands under no label: the people right below a heading, lines of links."""
    has_authors = any(value.role == "authors" and value.parts for value in section.values)
    for number, part in enumerate(section.strays):
        inner = unwrap(part)
        if number == 0 and not has_authors and "://" not in part.text and not is_long(part.text.replace(",", ", ")) and are_names(inner.text):
            add_people(draft, inner)
        elif is_line_of_links(part):
            add_links(draft, part)
            draft.drop("digest.link-text", part)


FORMAT = TextFormat(
    name="markdown-headings",
    summary="A digest in Markdown: a heading for each paper, authors, link and abstract under labels.",
    find=find,
    cut=cut,
    is_local=True,
)
