"""The lines below the first of a list's item: people, where the paper appeared, links, dates and categories, the list's own words."""

from __future__ import annotations

import re

from pipeline.formats.digests.descriptions import VENUE_RE, add_tail, skip_number
from pipeline.formats.digests.labels import match_label
from pipeline.formats.digests.links import LINK_RE, add_links, find_links, identify, is_line_of_links, is_paper
from pipeline.formats.digests.names import choose_date_field, find_role
from pipeline.formats.digests.parts import Draft, Part
from pipeline.formats.digests.values import CODES_RE, DATE_RE, add_people, add_value, are_names, unwrap
from pipeline.formats.people import ET_AL_RE
from pipeline.formats.prose import is_prose

MAX_LETTERS_BESIDE = 12
BESIDE_RE = re.compile(r"\[[^\]\n]{0,100}\]\(#[^)\n]{0,200}\)|`[^`\n]{1,60}`|&\w{2,8};|<[^<>\n]{1,100}>")
"""What else stands among the facts of a line: links to places of the page, tags of the list's own."""
QUOTED_CODE_RE = re.compile(rf"`(?P<code>{CODES_RE.pattern})`")


def add_line(draft: Draft, part: Part) -> None:
    """Add a line below the first of an item: a label with its value, people, links, or the list's own words."""
    label = match_label(part.line.look, is_plain=True)
    role = None if label is None else find_role(label["name"])
    if label is not None and role is not None and role not in ("title", "paper"):
        draft.drop("digest.label", Part(part.line, *label.span()))
        add_value(draft, role, [Part(part.line, label.end(), part.end)])
        return
    content = unwrap(skip_number(part))
    venue = VENUE_RE.fullmatch(content.text)
    if (
        "authors" not in draft
        and venue is None
        and not list(find_links(content))
        and are_names(content.text.rstrip("."))
        and not is_prose(ET_AL_RE.sub("", content.text))
    ):
        add_people(draft, content)
    elif venue is not None:
        draft.add("journal_ref", content)
    elif is_line_of_links(part):
        add_links(draft, part)
        draft.drop("digest.link-text", part)
    elif _is_tail(draft, content):
        add_tail(draft, content)
    else:
        add_links(draft, part, identifies=_add_facts(draft, part))
        draft.drop("digest.description", part)


def _are_people(part: Part) -> bool:
    """Whether a line is nothing but people, some of them left out perhaps."""
    is_free = not list(find_links(part)) and are_names(part.text.rstrip("."))
    return is_free and not is_prose(ET_AL_RE.sub("", part.text))


def _is_tail(draft: Draft, part: Part) -> bool:
    """Whether a line goes on from its title with people or a venue and the link to the paper: `Ann Lee et al. *ACL 2024*. [[Paper](...)]`."""
    link = next(find_links(part), None)
    if "authors" in draft or draft.text("identifiers.arxiv") is not None or link is None or not link.is_generic or not is_paper(link.url.text):
        return False
    front = VENUE_RE.sub("", part.text[: link.all.start - part.start]).strip(" .,[(*_")
    return bool(front) and not is_prose(ET_AL_RE.sub("", front)) and are_names(front)


def _add_facts(draft: Draft, part: Part) -> bool:
    """Add the date and the categories of a line that is nothing but those and links (`_2024-05-23_ · https://... · `cs.CL``); says whether it was."""
    links = list(find_links(part))
    date = DATE_RE.search(part.text)
    rest = BESIDE_RE.sub(" ", LINK_RE.sub(" ", CODES_RE.sub(" ", DATE_RE.sub(" ", part.text))))
    if sum(map(str.isalpha, rest)) > MAX_LETTERS_BESIDE or not (links or date):
        return False
    for link in links:
        identify(draft, link.url)
    add_codes(draft, part)
    if date is not None and draft.text("identifiers.arxiv") is not None:
        draft.add(choose_date_field(date.group(), draft.text("identifiers.arxiv")), part.part(*date.span()))
    return True


def add_codes(draft: Draft, part: Part) -> None:
    """Add the categories that stand in marks of code: `cs.CL`."""
    draft.add("categories", *(part.part(*match.span("code")) for match in QUOTED_CODE_RE.finditer(part.text)))
