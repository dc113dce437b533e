"""What stands under no label below the heading of a paper: people, links, a translation of the title, the abstract itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.formats.digests.links import LINK_RE, add_links, find_links, is_line_of_links, is_paper
from pipeline.formats.digests.parts import Draft, Part
from pipeline.formats.digests.sections import Section, Stray, Value
from pipeline.formats.digests.values import CODES_RE, DATE_RE, add_people, are_names, unwrap
from pipeline.formats.prose import is_long, is_prose

OWN_VOICE_RE = re.compile(r"(?i:\b(?:we|our)\b|\bthis (?:paper|work|article|letter|study|thesis)\b)")
"""How authors speak of their work."""
REPORT_RE = re.compile(r"(?i:\bthe (?:authors?|researchers?|team)\b|\b(?:authors|researchers) (?:from|at|propose|show|find|introduce|present)\b|\btl;?dr\b)")
"""How others speak of it."""
PAGES_RE = re.compile(r"(?i:\d{1,3} pages?\b|accepted\b|to appear\b|published (?:in|at)\b|camera-ready)")
PEOPLE_DATE_RE = re.compile(rf"\s*[·|,–—-]?\s*(?:{DATE_RE.pattern})\s*")
MAX_PEOPLE_STRAYS = 3
MIN_ABSTRACT_CHARS = 200
MIN_BARE_CHARS = 300


def is_latin(parts: Sequence[Part]) -> bool:
    """Whether a text is in a script with spaces: the original, where a Chinese one stands beside it."""
    text = "".join(part.text for part in parts)
    return sum("\u3040" <= char <= "\u9fff" for char in text) * 5 < len(text)


def is_summary(value: Value) -> bool:
    """Whether what is called a summary is the paper's own abstract, as arXiv's feeds call it: it is as long, and speaks as authors do or is cut."""
    text = " ".join(part.text for part in value.parts)
    is_named = value.role == "other" and value.label.text.strip(" *_#>-:：<").casefold().removeprefix("summary>").startswith("summary")
    is_own = OWN_VOICE_RE.search(text) is not None or text.endswith(("...", "…"))
    return is_named and is_own and len(text) >= MIN_ABSTRACT_CHARS and is_latin(value.parts) and not REPORT_RE.search(text)


def add_strays(draft: Draft, section: Section, *, wants_abstract: bool) -> None:
    """Add what stands under no label."""
    has_people = any(value.role == "authors" and value.parts for value in section.values)
    number = 0
    for paragraph in _group(section.strays):
        for part in paragraph:
            if is_line_of_links(part) or _is_tag(part):
                add_links(draft, part)
                draft.drop("digest.link-text", part)
                continue
            number += 1
            if _add_noted_link(draft, part):
                continue
            if not has_people and number <= MAX_PEOPLE_STRAYS and _add_people(draft, part):
                has_people = True
            elif not is_long(part.text):
                _add_short(draft, part, is_last=number > MAX_PEOPLE_STRAYS)
        if wants_abstract and "abstract" not in draft and _is_abstract(paragraph, is_signed=has_people):
            draft.add("abstract", *paragraph)


def _group(strays: Sequence[Stray]) -> Iterator[list[Part]]:
    """The paragraphs."""
    paragraph: list[Part] = []
    for stray in strays:
        if stray.is_new and paragraph:
            yield paragraph
            paragraph = []
        paragraph.append(stray.part)
    if paragraph:
        yield paragraph


def _is_tag(part: Part) -> bool:
    return part.text.startswith("<") and any(is_paper(link.url.text) for link in find_links(part))


def _add_people(draft: Draft, part: Part) -> bool:
    """Add a line that is nothing but names, or names in bold and a date; says whether it was one."""
    inner = unwrap(part)
    dated = DATE_RE.search(inner.text) if part.text.startswith("**") else None
    if dated is not None:
        low = inner.text.find("**", 2)
        if low > 0 and PEOPLE_DATE_RE.fullmatch(inner.text, low + 2):
            draft.add("published", inner.part(*dated.span()))
            inner = unwrap(inner.part(0, low + 2))
    if "://" in part.text or is_long(inner.text.replace(",", ", ")) or not are_names(inner.text) or (inner == part and _is_remark(part.text)):
        return False
    return add_people(draft, inner)


def _is_remark(text: str) -> bool:
    """Whether a line without a comma is a word or two of the digest's own, `Sand flows.`, not one name."""
    return not re.search(r"[,，、;；]| and | & ", text) and (text.endswith(".") or any(word[0].islower() and len(word) > 3 for word in text.split()))


def _add_noted_link(draft: Draft, part: Part) -> bool:
    """Add a link to the paper with the authors' note behind it, or the title with its address once more; says whether it was that."""
    link = next(find_links(part), None)
    if link is None or is_long(LINK_RE.sub("", part.text)):
        return False
    front = part.text[: link.all.start - part.start].strip("- []|*")
    if not front and link.words is not None and link.is_generic and is_paper(link.url.text):
        add_links(draft, part.part(0, link.all.end - part.start))
        draft.add("comments", part.part(link.all.end - part.start))
        return True
    if front and front == draft.text("title"):
        add_links(draft, part)
        draft.drop("digest.link-text", part)
        return True
    return False


def _add_short(draft: Draft, part: Part, *, is_last: bool) -> None:
    """Add a note of the authors; drop a title's translation, with the category that may stand behind it, and captions far down."""
    if is_last:
        draft.drop("digest.other", part)
    elif PAGES_RE.match(part.text):
        draft.add("comments", part)
    elif not is_latin([part]):
        codes = [part.part(*match.span()) for match in CODES_RE.finditer(part.text) if match.end() == len(part.text)]
        draft.add("categories", *codes)
        draft.drop("digest.other", part)


def _is_abstract(paragraph: Sequence[Part], *, is_signed: bool) -> bool:
    """Whether a paragraph is the paper's abstract: running text below the people's names, or long and in the authors' own voice."""
    text = " ".join(part.text for part in paragraph)
    if text[:1] in "-*+>|<#![" or text[:2].strip(".)").isdecimal() or not is_latin(paragraph) or REPORT_RE.search(text):
        return False
    is_own = OWN_VOICE_RE.search(text) is not None
    return is_prose(text) and (len(text) >= MIN_ABSTRACT_CHARS if is_signed else is_own and len(text) >= MIN_BARE_CHARS)
