"""Fixers for the characters of a text: mojibake, entities, invisible and odd characters, white space.

A fixer is a pure `str -> str`. The order of `FIXERS` is the order they run in, and each run is noted only if it
changed something. `mojibake` stands apart: its edit carries the explanation that ftfy gave.
"""

from __future__ import annotations

import html
import re
import unicodedata

import ftfy
from bs4 import BeautifulSoup
from ftfy.badness import is_bad

from pipeline.records import PlanStep
from pipeline.repair.marks import AMPERSAND, ANGLE, MOJIBAKE_RE, ODD, Fixer, is_printable

ENTITY_RE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
MARKDOWN_LINK_RE = re.compile(r"(?<!!)\[([^\[\]]*)\]\((?:https?://|/|#)[^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s+\"[^\"]*\")?\)")
TAG_RE = re.compile(
    r"(</?(?:i|b|u|em|strong|small|big|sub|sup|tt|code|span|p|br|div|font|cite|q|jats:[a-z-]+|fixed-case|italic|bold|sc|title|sec)(?: [^<>]{0,200})?/?>"
    r"|<a\s[a-z-]+=[^<>]{0,500}>|</a>|<img\s[^<>]{0,500}>)",
    re.IGNORECASE,
)
"""Tags of running text, in a group so that `split` keeps them. Mathematics is not among them: without its tags it would be another formula."""
BREAKING_TAGS = ("p", "br", "div", "title", "sec", "jats:p", "jats:title", "jats:sec")
ESCAPED_RE = re.compile(r"\\([-.()\[\]!+*#>_{}|]|[=~`](?![^\W\d_]))")
MARKDOWN_ESCAPE_RE = re.compile(r"\\[-.]")
ESCAPED_HYPHEN_RE = re.compile(r"(?<=\w)\\-(?=[\w\\])")
BARE_HYPHEN_RE = re.compile(r"(?<!\\)-")
ESCAPED_STOP_RE = re.compile(r"(?<=\w)\\\.(?=\s|$)")
INVISIBLE_RE = re.compile("[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
JOINER_RE = re.compile("[\u200c\u200d]")
CONTROL_RE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
ODD_SPACE_RE = re.compile("[\u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
LIGATURE_RE = re.compile("[ﬀ-ﬆ]")
MOJIBAKE_CHARS = 8
"""So far around what may be mojibake ftfy must see to tell; the longest sign it knows has seven characters."""
MAX_MOJIBAKE_SPOTS = 16
"""With more than these it takes no longer to show ftfy the whole text."""
NO_SPACE_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "DIGIT", "HYPHEN", "SPACE", "COMMA", "FULL STOP")


def unlink_markdown(text: str) -> str:
    """The text with the links in it, as Markdown writes them, as a reader sees them.

    >>> unlink_markdown("a [diffusion model](/papers?q=diffusion) and f[x](y)")
    'a diffusion model and f[x](y)'
    """
    return MARKDOWN_LINK_RE.sub(r"\1", text) if "](" in text else text


def unescape_markdown(text: str) -> str:
    """The text without the backslashes that Markdown puts in front of punctuation, where it shows that it has them.

    It shows that where all its hyphens are escaped, or a full stop is: LaTeX's `\\-` stands in a word or two of a text with hyphens of its own,
    its `\\.` before a letter. In such a text `\\(` opens no formula.

    >>> unescape_markdown(r"state\\-of\\-the\\-art \\(mAP\\)"), unescape_markdown(r"for all \\(x\\), a well-known trans\\-former")
    ('state-of-the-art (mAP)', 'for all \\\\(x\\\\), a well-known trans\\\\-former')
    """
    if not MARKDOWN_ESCAPE_RE.search(text):
        return text
    is_escaped = (ESCAPED_HYPHEN_RE.search(text) and not BARE_HYPHEN_RE.search(text)) or ESCAPED_STOP_RE.search(text)
    return ESCAPED_RE.sub(r"\1", text) if is_escaped else text


def fix_mojibake(text: str) -> tuple[str, tuple[PlanStep, ...]]:
    """The text as it was before it was decoded wrongly, and how ftfy came to it; unchanged with an empty plan if it was not.

    >>> fix_mojibake("JosÃ©")
    ('José', (('encode', 'latin-1'), ('decode', 'utf-8')))
    """
    if not _may_be_mojibake(text):
        return text, ()
    fixed, steps = ftfy.fix_encoding_and_explain(text)
    return fixed, tuple((step.action, step.parameter) for step in steps or ())


def _may_be_mojibake(text: str) -> bool:
    """Whether ftfy needs to see the whole text: to search it takes ftfy a hundred times as long as to find the few spots in question."""
    spots = [] if text.isascii() else [match.span() for match in MOJIBAKE_RE.finditer(text)]
    if not 0 < len(spots) <= MAX_MOJIBAKE_SPOTS:
        return bool(spots)
    return is_bad(" ".join(text[max(0, start - MOJIBAKE_CHARS) : end + MOJIBAKE_CHARS] for start, end in spots))


def apply_plan(text: str, plan: tuple[PlanStep, ...]) -> str:
    """The text with an explanation of ftfy's replayed; unchanged where the plan does not fit it.

    >>> apply_plan("JosÃ©", (("encode", "latin-1"), ("decode", "utf-8"))), apply_plan("José", (("encode", "latin-1"), ("decode", "utf-8")))
    ('José', 'José')
    """
    try:
        return ftfy.apply_plan(text, list(plan))
    except UnicodeError:
        return text


def unescape_entities(text: str) -> str:
    """Well-formed HTML entities as characters, also where they were escaped more than once.

    >>> unescape_entities("R&amp;amp;D &lt; AT&T;")
    'R&D < AT&T;'
    """
    before = None
    while before != text and "&" in text:
        before = text
        text = ENTITY_RE.sub(lambda match: html.unescape(match[0]), text)
    return text


def unwrap_markup(text: str) -> str:
    """The text without the HTML and JATS tags of inline and paragraph markup; any other `<` stays.

    >>> unwrap_markup("in <i>E. coli</i>, where a < b and x<sub>2</sub> > 0")
    'in E. coli, where a < b and x2 > 0'
    """
    if not TAG_RE.search(text):
        return text
    # What is no tag is escaped first: a parser would take `a <b` for the start of one, and `&lt;` must stay what it is.
    parts = [part if index % 2 else html.escape(part, quote=False) for index, part in enumerate(TAG_RE.split(text))]
    soup = BeautifulSoup("".join(parts), "html.parser")
    for element in soup.find_all(BREAKING_TAGS):
        element.insert_before(" ")
        element.insert_after(" ")
    return soup.get_text()


def drop_invisible(text: str) -> str:
    """The text without characters that show nothing; a joiner goes only where it stands between letters that never join."""
    text = INVISIBLE_RE.sub("", text)
    return JOINER_RE.sub(lambda match: "" if _is_stray(text, match.start()) else match[0], text)


def _is_stray(text: str, index: int) -> bool:
    """Whether a joiner stands at an edge of the text or beside a character of a script that does not join."""
    around = (text[index - 1 : index], text[index + 1 : index + 2])
    return any(not char or char.isspace() or char in "\u200c\u200d" or unicodedata.name(char, "").startswith(NO_SPACE_SCRIPTS) for char in around)


def drop_controls(text: str) -> str:
    """The text without control characters; white space among them stays for `fold_space`."""
    return CONTROL_RE.sub("", text)


def plain_spaces(text: str) -> str:
    """No-break, thin and wide spaces as plain ones."""
    return ODD_SPACE_RE.sub(" ", text)


def part_ligatures(text: str) -> str:
    """Typographic ligatures as the letters they stand for."""
    return text.translate(LIGATURES) if LIGATURE_RE.search(text) else text


def compose(text: str) -> str:
    """Unicode's composed form (NFC)."""
    return unicodedata.normalize("NFC", text)


def fold_space(text: str) -> str:
    """Each run of white space as one space, none at the ends.

    >>> fold_space(" two  words\\n of text ")
    'two words of text'
    """
    return fold_breaks(text) if is_printable(text.replace("\n", "")) else " ".join(text.split())


def fold_breaks(text: str) -> str:
    """As `fold_space`, in a quarter of the time, for a text with no white space but spaces and line breaks.

    >>> fold_breaks(" two  words\\n of text ")
    'two words of text'
    """
    flat = text.replace("\n", " ").strip(" ")
    while "  " in flat:
        flat = flat.replace("  ", " ")
    return flat


_FOLDED_RE = re.compile(r"(?<=\S)\r?\n[ \t]{1,8}(?=\S)")


def fold_lines(text: str) -> str:
    """As `fold_space`, but lines stay lines and blank ones go. A line that is set in goes on with the one above, as in the header of a mail.

    >>> fold_lines("two  words \\n\\n of text "), fold_lines("12 pages,\\n  3 figures")
    ('two words\\nof text', '12 pages, 3 figures')
    """
    return "\n".join(line for line in (fold_space(line) for line in _FOLDED_RE.sub(" ", text).splitlines()) if line)


FIXERS = (
    Fixer("markup.unwrap", unwrap_markup, ANGLE),
    # After the tags, so that `&lt;i&gt;` is read as what a page shows before it is read as a tag.
    Fixer("entity.unescape", unescape_entities, AMPERSAND),
    # After the entities, which may spell out any of these.
    Fixer("unicode.invisible", drop_invisible, ODD),
    Fixer("unicode.control", drop_controls, ODD),
    Fixer("unicode.space", plain_spaces, ODD),
    Fixer("unicode.ligature", part_ligatures, ODD),
    # After the invisible ones, which can stand between a letter and its accent.
    Fixer("unicode.nfc", compose, ODD),
)
