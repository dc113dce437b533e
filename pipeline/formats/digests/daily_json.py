"""JSON from which daily lists of arXiv's papers are made: by topic and id, the row of a table in Markdown, or the line of a list.

    {"Bees": {"2405.14333": "|**2024-05-23**|**Counting Bees**|Ann Lee et.al.|[2405.14333](http://arxiv.org/abs/2405.14333)|**[link](https://github.com/ann/bees)**|",
              "2405.14334": "- 2024-05-23, **Counting Wasps**, Bo Wu et.al., Paper: [http://arxiv.org/abs/2405.14334](http://arxiv.org/abs/2405.14334)"}}

Which cell is which is told by its form: a date, links, then the title, the authors behind it. `null` says that there is no code.
"""

from __future__ import annotations

import re

from pipeline.formats.digests.names import choose_date_field
from pipeline.formats.feeds import add_arxiv, add_people, find_arxiv
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.syntax.nodes import Fields, Node, each_once, parts_of

ROW_RE = re.compile(r"\s*\|\s*\*{0,2}\d{4}[-./]\d\d?[-./]\d\d?\*{0,2}\s*\|")
LINE_RE = re.compile(
    r"\s*[-*]\s+\*{0,2}(?P<date>\d{4}[-./]\d\d?[-./]\d\d?)\*{0,2},\s*\*\*(?P<title>(?:(?!\*\*,)[^\r\n]){1,600})\*\*,\s*(?P<authors>[^\r\n]{0,5000}?),?\s?Paper:"
)
CELL_RE = re.compile(r"\|(?P<part>(?:[^|\\]|\\.)*)(?=\|)")
"""A cell of a row; a bar that is no border has a backslash."""
DATE_RE = re.compile(r"\d{4}[-./]\d\d?[-./]\d\d?")
URL_RE = re.compile(r"https?://[^\s<>()\[\]|*]+")
CODE_RE = re.compile(r"https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|huggingface\.co)/[^/\s]+/[^/\s]+")
LINK_RE = re.compile(r"\[(?P<part>[^\]]*)\]\([^)\s]*\)")
BOLD_RE = re.compile(
    rf"\s*\|\s*\**(?P<date>{DATE_RE.pattern})\**\s*\|\s?\*\*(?P<title>(?:(?!\*\*\s?\|)[^\r\n]){{1,600}})\*\*\s?\|(?P<authors>[^|\r\n]*)\|\s?\["
)
"""A row whose title is bold: there may be bars in it, in a formula."""
NO_WORDS = frozenset({"", "null", "none", "link", "code", "pdf", "paper", "html", "abs", "-"})
MAX_ROW_CHARS = 20_000


def knows(entry: Node) -> bool:
    """A text that is a row or a line beginning with a date, and has a link to a paper."""
    row = entry.piece()
    if row is None or len(row.text) > MAX_ROW_CHARS or (ROW_RE.match(row.text) is None and LINE_RE.match(row.text) is None):
        return False
    return find_arxiv(parts_of(row, URL_RE)) is not None


def read(entry: Node) -> RawRecord:
    """The record of a row or a line."""
    fields = Fields()
    row = entry.piece()
    if row is None:
        return fields.record()
    links = parts_of(row, URL_RE)
    add_arxiv(fields, links)
    bold = LINE_RE.match(row.text) or BOLD_RE.match(row.text)
    if bold is not None:
        _add(fields, *(row.part(*bold.span(name)) for name in ("date", "title", "authors")))
    else:
        date, *cells = (_unwrap(cell) for cell in parts_of(row, CELL_RE))
        words = [word for cell in cells if _is_words(word := _unlink(cell))]
        _add(fields, date, words[0] if words else None, words[1] if len(words) > 1 else None)
    fields.add_list("urls", each_once(links))
    fields.add("has_code", *(link for link in links if CODE_RE.match(link.text)))
    return fields.record()


def _is_words(cell: Piece) -> bool:
    """Whether a cell is a title or authors: no date, id, or name of a link."""
    return cell.text.casefold() not in NO_WORDS and DATE_RE.fullmatch(cell.text) is None and find_arxiv([cell]) is None and CODE_RE.match(cell.text) is None


def _add(fields: Fields, date: Piece, title: Piece | None, people: Piece | None) -> None:
    ids = [text for field in fields.record().fields if field.name == "identifiers.arxiv" for text in field.texts("")]
    fields.add("title", title)
    add_people(fields, [] if people is None else [people])
    fields.add(choose_date_field(date.text, ids[0] if ids else None), date)


def _unwrap(cell: Piece) -> Piece:
    """A cell without the marks of emphasis round it."""
    low = len(cell.text) - len(cell.text.lstrip("* "))
    return cell.part(low, max(low, len(cell.text.rstrip("* "))))


def _unlink(cell: Piece) -> Piece:
    """The words of a cell that is one link; any other cell as it is."""
    match = LINK_RE.fullmatch(cell.text)
    return cell if match is None else cell.part(*match.span("part"))


FORMAT = EntryFormat(
    name="arxiv-daily-json",
    summary="JSON of daily lists of arXiv's papers: a row of a Markdown table under each id.",
    syntax="json",
    knows=knows,
    read=read,
)
