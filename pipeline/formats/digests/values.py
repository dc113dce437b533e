"""The values of a digest's labels and cells: what each role makes of a part of a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.formats.digests.links import LINK_RE, add_arxiv_id, add_links, find_links, is_paper
from pipeline.formats.digests.names import Role, choose_date_field
from pipeline.formats.digests.parts import Draft, Part
from pipeline.formats.people import find_et_al, split_people
from pipeline.formats.prose import is_long
from pipeline.repair.arxiv_ids import ARXIV_ID_RE
from pipeline.repair.categories import CATEGORY_RE
from pipeline.repair.dates import FULL_DATE_RE, MONTH_YEAR_RE

DATE_RE = re.compile(
    rf"(?i:{FULL_DATE_RE}|(?<!\d)(?:19|20)\d\d[./](?:1[0-2]|0?[1-9])[./](?:3[01]|[12]\d|0?[1-9])(?!\d)"
    rf"|(?<!\d)\d\d?-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-(?:19|20)\d\d"
    rf"|(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![-\d])|{MONTH_YEAR_RE})"
)
CODES_RE = re.compile(rf"(?<![\w.])(?:{CATEGORY_RE})(?![\w.-])")
DOI_RE = re.compile(r"10\.\d{4,9}/[^\s|)\]*]+")
EMPTY_RE = re.compile(r"(?i:null|none|n/?a|nan|tbd|-+|—|无|暂无|not available|no code)?")
"""What a cell says that has nothing to say."""
NO_VENUE_RE = re.compile(r"(?i:(?:in )?(?:arxiv|preprint|pre-print|under review|submitted|unpublished)(?:[ ’']*\d{2,4})?)")
"""What is no place where a paper appeared."""
EMPHASIS = ("**", "__", "*", "_", "`", '"', "“”")
TAG_RE = re.compile(r"<sup>[^<>]{0,40}</sup>|</?[A-Za-z][A-Za-z0-9]{0,12}(?:\s[^<>]{0,120})?/?>")
HIDDEN_RE = re.compile(r"<details[^<>]{0,80}>\s*(?:<summary[^<>]{0,80}>(?P<teaser>[^<>]{0,200})</summary>)?\s*(?:<p[^<>]{0,80}>)?")
HIDDEN_END_RE = re.compile(r"(?:</p>)?\s*</details>\s*$")
FOLD_END_RE = re.compile(r"(?:\s*</(?:p|ol|ul|div|details)>)+\s*$")
NAME_RE = re.compile(r"(?:[^\W\d_a-z]|d[ae']|de[rnl]?|v[ao]n|al|el|bin|le|la|dos)\S*(?:\s+\S+){0,6}")
WORD_RE = re.compile(r"[^\W\d_]{2}")
BRACKETED_RE = re.compile(r"\[[^\[\]\n]+\]")
LOCAL_LINK_RE = re.compile(
    r"\[(?P<text>[^\[\]\n]{3,400})\]\((?![\w+.-]*:|#)(?:[^\s()]{0,200}/)?(?:(?:arxiv[_.-]?)?(?P<id>\d{4}\.\d{4,5}(?:v\d+)?)|[^\s()/]{1,200}?)"
    r"(?:\.(?:md|html?|pdf|txt))?(?:#[^\s()]*)?\)",
    re.IGNORECASE,
)
ASIAN_RE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def match_local_link(text: str) -> re.Match[str] | None:
    """A title that is a link to a page beside this one, whose name may be the paper's id; None for any other text.

    >>> match_local_link("[Rare Words](papers/2405.14333.md)")["id"], match_local_link("[Rare Words](https://example.org)")
    ('2405.14333', None)
    """
    return LOCAL_LINK_RE.fullmatch(text)


def unwrap(part: Part) -> Part:
    """A part without the marks of emphasis that are round all of it."""
    part = part.part(0)
    changed = True
    while changed:
        changed = False
        for mark in EMPHASIS:
            left, right = mark[: (len(mark) + 1) // 2] if mark == "“”" else mark, mark[1:] if mark == "“”" else mark
            inner = part.text[len(left) : -len(right)]
            if inner and part.text.startswith(left) and part.text.endswith(right) and left not in inner:
                part, changed = part.part(len(left), len(part.text) - len(right)), True
    return part


def open_hidden(draft: Draft, part: Part) -> Part:
    """What a `<details>` hides, without its teaser, which is boilerplate; any other part as it is."""
    opening = HIDDEN_RE.match(part.text)
    if opening is None:
        return part
    if opening["teaser"] is not None:
        draft.drop("digest.link-text", part.part(*opening.span("teaser")))
    closing = HIDDEN_END_RE.search(part.text, opening.end())
    return part.part(opening.end(), None if closing is None else closing.start())


def blank_markup(text: str) -> str:
    """The text with spaces for the marks of Markdown and the addresses of links, character for character.

    >>> blank_markup("**[Ann](https://a.org)**<sup>1</sup>, Bo")
    '   Ann                              , Bo'
    """
    text = LINK_RE.sub(lambda match: _keep(match, "text"), text) if "://" in text else text
    text = TAG_RE.sub(lambda match: " " * len(match.group()), text) if "<" in text else text
    return re.sub(r"[*_`~\[\]]", " ", text)


def _keep(match: re.Match[str], group: str) -> str:
    start, end = match.span(group)
    if start < 0:
        return " " * len(match.group())
    return " " * (start - match.start()) + match[group] + " " * (match.end() - end)


def add_value(draft: Draft, role: Role, parts: Sequence[Part]) -> None:
    """Add what stands under a name that plays this role."""
    filled = [inner for part in parts if (inner := open_hidden(draft, unwrap(part))).text]
    if role == "other" or not filled or (role == "abstract" and _is_translation(draft, filled)):
        drop_other(draft, filled)
    elif role == "abstract":
        draft.add("abstract", *(unwrap(part) for part in filled))
    elif role == "comments":
        draft.add("comments", *(part for part in filled if not EMPTY_RE.fullmatch(part.text)))
        draft.drop("digest.other", *(part for part in filled if EMPTY_RE.fullmatch(part.text)))
    else:
        for part in filled:
            _add_line(draft, role, part)


def _is_translation(draft: Draft, parts: Sequence[Part]) -> bool:
    """Whether an abstract is in Chinese or Japanese where the title is not: it is a translation, or a model's summary."""
    title = draft.text("title")
    text = "".join(part.text for part in parts)
    return title is not None and not ASIAN_RE.search(title) and len(ASIAN_RE.findall(text)) * 5 >= len(text)


def _add_line(draft: Draft, role: Role, part: Part) -> None:
    if EMPTY_RE.fullmatch(part.text):
        draft.drop("digest.other", part)
    elif role in ("title", "paper"):
        add_title(draft, part)
    elif role == "authors" and "authors" not in draft:
        add_people(draft, part)
    elif role == "authors":
        draft.drop("digest.other", part)
    elif role in ("link", "code", "id"):
        _add_addresses(draft, role, part)
    elif role in ("published", "updated"):
        _add_date(draft, role, part)
    elif role == "categories":
        codes = [part.part(*match.span()) for match in CODES_RE.finditer(part.text)]
        draft.add("categories", *{code.text: code for code in reversed(codes)}.values().__reversed__())
        draft.drop("digest.other", part)
    elif role == "affiliations":
        draft.add("affiliations", *(part.part(*match.span("name")) for match in re.finditer(r"[\d\s]*(?P<name>[^;；|]+)", part.text)))
        draft.drop("digest.markup", part)
    elif role == "venue" and NO_VENUE_RE.fullmatch(part.text):
        draft.drop("digest.other", part)
    else:
        draft.add("journal_ref" if role == "venue" else role, unwrap(part))


def drop_other(draft: Draft, parts: Sequence[Part]) -> None:
    """Note that a part is nothing that a record has."""
    draft.drop("digest.other", *parts)


def drop_unnamed(draft: Draft, part: Part) -> None:
    """Note that what stands under a name that is not known is nothing that a record has; running text is not explained away."""
    if not is_long(part.text):
        draft.drop("digest.other", part)


def add_title(draft: Draft, part: Part) -> None:
    """Add a title, or one that is a link to its paper."""
    part = unwrap(part)
    link = next(find_links(part), None)
    local = match_local_link(part.text) if link is None else None
    if local is not None:
        draft.add("title", unwrap(part.part(*local.span("text"))))
        add_arxiv_id(draft, part.part(*local.span("id")))
        draft.drop("digest.link-text", part)
        return
    if link is None:
        draft.add("title", part)
        return
    if link.words is not None and not link.is_generic and not part.text[: link.all.start - part.start].strip("*_ `\"'\\"):
        draft.add("title", unwrap(link.words))
        drop_unnamed(draft, part.part(link.all.end - part.start))
    elif WORD_RE.search(part.text[: link.all.start - part.start]):
        front = part.part(0, len(part.text[: link.all.start - part.start].rstrip(" ([,.:-")))
        inner = _unbracket(unwrap(front))
        draft.add("title", inner if inner != front else _unbracket(unwrap(part.part(0, len(front.text.rstrip(" ([*_,.:-"))))))
    add_links(draft, part)


def _unbracket(part: Part) -> Part:
    """A part without the brackets round all of it."""
    return unwrap(part.part(1, len(part.text) - 1)) if BRACKETED_RE.fullmatch(part.text) else part


def add_people(draft: Draft, part: Part) -> bool:
    """Add the names of a list of people, and the words by which it leaves some out; says whether there were any."""
    text = blank_markup(part.text)
    draft.drop("digest.link-text", *(link.url for link in find_links(part)))
    names = [part.part(*span) for span in split_people(text)]
    rest = find_et_al(text)
    if rest is not None:
        draft.add("authors_complete", part.part(*rest))
    return draft.add("authors", *(name for name in names if any(map(str.isalpha, name.text))))


def are_names(text: str) -> bool:
    """Whether a line is nothing but names of people: several, or one of two or three words.

    >>> are_names("Ming Li,Wendi Cheng"), are_names("Ann Lee et al."), are_names("We show this, and that"), are_names("Accepted, with Honours")
    (True, True, False, False)
    """
    text = blank_markup(text)
    names = [text[start:end].strip() for start, end in split_people(text)]
    return bool(names) and all(NAME_RE.fullmatch(name) and name.count(" ") < 6 for name in names) and all(" " in name for name in names[:1])


def _add_addresses(draft: Draft, role: Role, part: Part) -> None:
    links = add_links(draft, part, identifies=role != "code")
    if role == "id" and not links:
        match = ARXIV_ID_RE.search(part.text)
        doi = DOI_RE.search(part.text)
        if doi is not None:
            draft.add("identifiers.doi", part.part(*doi.span()))
        elif match is not None:
            add_arxiv_id(draft, part.part(match.start()))
    draft.drop("digest.link-text", part)


def _add_date(draft: Draft, role: Role, part: Part) -> None:
    match = DATE_RE.search(part.text)
    if match is None:
        draft.drop("digest.other", part)
        return
    add_links(draft, part)
    date = part.part(*match.span())
    field = choose_date_field(date.text, draft.text("identifiers.arxiv")) if role == "published" else "updated"
    draft.add(field, date)
    draft.drop("digest.other", part)


def has_paper_link(parts: Sequence[Part]) -> bool:
    """Whether there is a link to a paper in any of the parts."""
    return any(is_paper(link.url.text) for part in parts for link in find_links(part))
