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

from pipeline.formats.digests.descriptions import add_tail
from pipeline.formats.digests.heads import find_head, is_linked_title
from pipeline.formats.digests.links import Link, find_links, is_paper
from pipeline.formats.digests.names import Role, is_original
from pipeline.formats.digests.parts import Draft, Part
from pipeline.formats.digests.sections import Section, read_section
from pipeline.formats.digests.strays import add_strays, is_latin, is_summary
from pipeline.formats.digests.surroundings import explain_surroundings, find_claim, find_regions, match_heading, share_day
from pipeline.formats.digests.values import EMPHASIS, add_title, add_value, drop_other, drop_unnamed, match_local_link, unwrap
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.lines import Line
from pipeline.repair.arxiv_ids import ARXIV_ID_RE

PREFIX_RE = re.compile(
    r"(?:\[(?:\d{1,4}|(?i:new|replaced|updated?|cross|revised)\s*\d{0,4})\]\s*|\(?\d{1,4}[.)、]\s*(?=\D)|#\s?\d{1,4}\s*[.:]?\s+"
    r"|(?i:paper|论文)\s*\d{1,4}\s*[:：.]\s*|(?i:title|标题)\s*[:：]\s*|[^\w\s\[(\"'“‘$\\*_`]{1,3}\s+|\*\*(?=\[))*"
)
"""What stands in front of a title in a heading: `1. `, `[1] `, `[new 001] `, `Paper 3: `, a picture."""
CLOSING_RE = re.compile(r"\s+#+$|\s+/(?:\s+[\u3040-\u9fff][^/]*)?$")
"""What stands behind a title in a heading: closing marks, a translation or the place for one."""
MIN_TITLE_WORDS = 3
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
    return Cut(tuple(records), tuple(boilerplate), claimed=find_claim(lines, entries))


def find_certain(lines: Sequence[Line]) -> Iterator[int]:
    """Where papers begin and end that have authors and abstract under labels: with the headings right above them."""
    for first, section in list_papers(lines):
        if {"authors", "abstract"} <= {value.role for value in section.values if value.parts}:
            start = first
            for index in range(first - 1, -1, -1):
                if lines[index].text and match_heading(lines[index]) is None:
                    break
                start = index if lines[index].text else start
            yield start
            yield section.end


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
    if {"authors", "abstract"} <= roles or _is_linked(section):
        return True
    linked = [value for value in section.values if value.role in ("link", "id", "title", "paper", "code")]
    has_link = any(is_paper(found.url.text) for value in linked for part in value.parts for found in find_links(part))
    has_link = has_link or any(is_paper(found.url.text) for found in find_links(section.head))
    has_link = has_link or any(_is_own(section, found) for stray in section.strays[:6] for found in find_links(stray.part))
    if section.tail is not None:
        return True
    has_id = any(value.role == "id" and part.text.strip("`* ")[:1].isdigit() for value in section.values for part in value.parts)
    return (has_link or has_id) and bool(roles & {"authors", "abstract", "published", "categories", "comments"})


def _is_linked(section: Section) -> bool:
    """Whether a heading shows that it is a title: a paper's address closes it, a page named after its id is behind it, or labels give its addresses.

    One label may be that of any section of a page on software; two that name addresses of the same paper are below its title.
    """
    if not section.has_heading:
        return False
    title = section.head.text[len(_read_prefix(section.head.text)) :].strip("*_ ")
    local = match_local_link(title)
    if local is not None:
        return local["id"] is not None and " " in local["text"].strip()
    if is_linked_title(section.head.part(len(_read_prefix(section.head.text))), is_numbered=any(map(str.isdigit, _read_prefix(section.head.text)))):
        return True
    links = [[found.url.text for part in value.parts for found in find_links(part)] for value in section.values if value.role in ("id", "link", "paper")]
    ids = [{match.group() for url in urls if is_paper(url) and (match := ARXIV_ID_RE.search(url))} for urls in links]
    named = [found for found in ids if found]
    return len(title.split()) >= MIN_TITLE_WORDS and len(named) > 1 and len(set.union(*named)) == 1


def _read_prefix(text: str) -> str:
    prefix = PREFIX_RE.match(text)
    return "" if prefix is None else prefix.group()


def _is_own(section: Section, link: Link) -> bool:
    """Whether a link below a heading leads to the paper it heads: one that names a paper is of another, unless the names are one."""
    return is_paper(link.url.text) and (link.words is None or link.is_generic or link.words.text.strip("*_ ") == section.head.text)


def draft_paper(section: Section) -> Draft:
    """The record of a section."""
    draft = Draft()
    is_latin_head = section.has_heading and is_latin([section.head])
    titles = [value for value in section.values if value.role == "title" and value.parts and (is_latin(value.parts) or not is_latin_head)]
    is_own_head = not any(value.label.line is section.head.line for value in section.values)
    titles.sort(key=lambda value: not is_original(value.label.text))
    if titles:
        add_value(draft, "title", titles[0].parts)
        for value in titles[1:]:
            drop_other(draft, value.parts)
        if is_own_head:
            draft.drop("digest.heading", section.head)
    else:
        _add_head(draft, section.head)
    if is_own_head:
        draft.drop("digest.label", Part(section.head.line, 0, section.head.start))
    if section.tail is not None:
        add_tail(draft, section.tail)
    abstracts = [value for value in section.values if value.role == "abstract" and value.parts]
    chosen = next((value for value in abstracts if is_latin(value.parts)), abstracts[0] if abstracts and not is_latin_head else None)
    add_strays(draft, section, wants_abstract=chosen is None)
    if chosen is None and "abstract" not in draft:
        chosen = next((value for value in section.values if is_summary(value)), None)
    for value in sorted(section.values, key=lambda value: ORDER.index(value.role) if value.role in ORDER else len(ORDER)):
        draft.drop("digest.label", value.label)
        if value.role is None:
            for part in value.parts:
                drop_unnamed(draft, part)
        elif value.role == "title" and value not in titles:
            drop_other(draft, value.parts)
        elif value.role != "title":
            is_other = value.role == "abstract" and value is not chosen
            role = "abstract" if value is chosen else "other" if is_other else value.role
            add_value(draft, role, [_trim_bold(part) for part in value.parts])
    return draft


def _trim_bold(part: Part) -> Part:
    """A value without the mark that closes its label's: `**分类: cs.SD**`."""
    for mark in EMPHASIS[:2]:
        if part.text.endswith(mark) and part.text.count(mark) == 1:
            return part.part(0, len(part.text) - len(mark))
    return part


def _add_head(draft: Draft, head: Part) -> None:
    """Add the title that a heading is, and the links in it."""
    rest = unwrap(head)
    prefix = PREFIX_RE.match(rest.text)
    inner = rest if prefix is None else rest.part(prefix.end())
    draft.drop("digest.label", rest.part(0, inner.start - rest.start))
    closing = CLOSING_RE.search(inner.text)
    add_title(draft, inner if closing is None else inner.part(0, closing.start()))
    if closing is not None:
        draft.drop("digest.other", inner.part(closing.start()))


FORMAT = TextFormat(
    name="markdown-headings",
    summary="A digest in Markdown: a heading for each paper, authors, link and abstract under labels.",
    find=find,
    cut=cut,
    is_local=True,
)
