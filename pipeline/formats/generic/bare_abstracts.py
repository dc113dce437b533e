"""Abstracts and nothing else: one a line, or one a block of wrapped lines between blank ones.

    We study how pebbles fall. Our method counts them, and experiments show that it outperforms earlier ones.
    In this paper, a theorem on umbrellas is proved. ...

There is no label, no title and no id, so it is their words that tell: nearly every paragraph must say what a paper does, and hardly any may
do what abstracts do not (go on from a paragraph above, point to a figure, address the reader). One paragraph alone is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats.kinds import Cut, Range, TextFormat, common_plan
from pipeline.lines import Line
from pipeline.raw import RawField, RawRecord

MIN_CHARS = 150
MAX_CHARS = 5000
"""The longest of 144,979 real abstracts has 4,456 characters."""
MIN_LINE_CHARS = 200
"""A line that is as long is a paragraph of its own; shorter ones are wrapped."""
MIN_WIDTH_SHARE = 0.5
MIN_LINES_A_SHORT_ONE = 6
"""A line that is shorter, and not the last, is a heading or a name; where many lines are long, one was broken before a long word."""
MIN_PARAGRAPHS = 2
MIN_PARAGRAPHS_AN_ODD_ONE = 25
"""Among so many one may be as short as a title, or as long as a page."""
MIN_SHARE = 0.75
"""Of 16,109 real abstracts 98 % say what the paper does, in the words below, and 3 % do what abstracts do not: so a few may fail, but not a quarter."""
MAX_FOREIGN_SHARE = 0.2

_VERB = (
    r"(?:present|propos|introduc|show|stud(?:y|i)|demonstrat|prove|investigat|develop|describ|report|analy[sz]|find|found|consider|discuss|review|explor|provid"
    r"|deriv|calculat|comput|examin|giv|gave|obtain|construct|observ|argu|evaluat|compar|address|establish|estimat|determin|measur|formulat|suggest|us(?:e|ing)"
    r"|appl|exten[ds]|characteri|design|model|perform|classif|generali[sz]|conclud|conjectur|identif|discover|detect|focus|solv|search|test|tr(?:y|ied)|aim|offer"
    r"|answer|revisit|explain|conduct|outline|survey|implement|train|employ|simulat|assum|defin|highlight|achiev|interpret|predict|reveal|leverag|combin|relat)"
)
_THING = (
    r"(?:papers?|works?|articles?|notes?|study|studies|letter|report|thesis|survey|review|chapter|contribution|talk|approach(?:es)?|methods?|results?|models?"
    r"|framework|analys[ie]s|experiments?|findings?|simulations?|algorithms?|technique|system|theory|observations?|calculations?|proofs?|architecture|scheme"
    r"|data(?:set)?|measurements?|solution|theorem)"
)
SAYS_RE = re.compile(
    rf"\b[Ww]e (?:\w+ly |also |first |then |here |thus |have |has |will |can |now |are |further |briefly ){{0,3}}{_VERB}"
    rf"|\b(?:[Tt]his|[Oo]ur|[Tt]he (?:present|proposed|current|new|resulting)) (?:[\w-]+ ){{0,3}}{_THING}\b|\b[Tt]he (?:paper|article|authors?)\b"
    r"|\b[Rr]esults (?:show|indicate|suggest|are|demonstrate|reveal|of|from)\b|\b(?:state-of-the-art|outperform\w{0,3}|theorem|lemma|conjecture)\b"
)
"""What a paper does, in so many words."""
TOLD_RE = re.compile(
    r"\b(?:is|are|was|were|been|be) (?:\w+ly )?(?:shown|proved|proven|presented|proposed|studied|found|derived|discussed|investigated|analy[sz]ed|obtained"
    r"|introduced|considered|calculated|computed|reported|described|demonstrated|argued|developed|examined|established|constructed|determined|measured"
    r"|observed|performed|compared|estimated|reviewed|explored|evaluated|suggested)\b"
)
"""The same, without saying who does it; once proves little."""
GOES_ON_RE = re.compile(
    r"(?:However|Moreover|Furthermore|Therefore|Thus|Hence|Additionally|In addition|Finally|Similarly|For example|For instance|To this end|In contrast|Also"
    r"|Then|Nevertheless|On the other hand"
    r"|Specifically|As a result|Consequently|But|And|So|Yet|Instead|Note that|Section|Figure|Table|The rest of|The remainder of"
    r"|Dear|Hi|Hello|Thank)\b"
)
"""How a paragraph of a longer text begins, and no abstract."""
FOREIGN_RES = tuple(
    (re.compile(pattern), count)
    for pattern, count in (
        (r"\b(?:[Ss]ections?|Sec\.|[Ff]igures?|Figs?\.|[Tt]ables?|Eqs?\.|[Ee]quations?|[Cc]hapters?)\s?~?\(?\d", 2),
        (r"\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,9}\]", 2),
        (r"\([A-Z][^()]{2,60},? (?:19|20)\d\d[a-z]?\)", 3),
        (r"\b[Yy]ou(?:r|rs|rself)?\b", 1),
        (r"\b(?:I|I'm|I've|my|me|myself)\b", 3),
        (r"(?i)\b(?:don|can|won|didn|isn|doesn|aren|wasn|couldn|wouldn|shouldn|haven)['’]t\b|\b(?:it|that|let|there|here|what)['’]s\b", 1),
        (r"\b(?:[Hh]e|[Ss]he|[Hh]im|[Hh]is|[Hh]er)\b", 3),
        (r"(?i)\b(?:warrant(?:y|ies)|liab(?:le|ility)|licensee|licensor|hereby|herein|copyright|trademark|subscri\w{2,6}|cookies?|newsletter)\b", 1),
        (r"\*\*|\]\(|```|</?[a-z]{1,10}[ >/]|\S@\S{2,40}\.\w", 1),
    )
)
"""What abstracts do not do, and how often it takes to tell: point to parts of the text, cite, speak to or of a person, warn, mark up."""
RULE_RE = re.compile(r"[-*_=]{3,}")
"""A ruled line between paragraphs is none; files are joined with such."""
START_RE = re.compile(r"[\"'“‘$({`\\]{0,3}[^\W_]")


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """The paragraphs of some lines, where there is nothing but abstracts in them."""
    paragraphs = list(_list_paragraphs(lines))
    texts = [_join(lines, paragraph) for paragraph in paragraphs]
    odd = sum(not _has_shape(text) for text in texts)
    if len(texts) < MIN_PARAGRAPHS or odd > len(texts) // MIN_PARAGRAPHS_AN_ODD_ONE:
        return
    foreign = [is_foreign(text) for text in texts]
    says = [says_what_it_does(text) for text in texts]
    certain = [says[index] and not foreign[index] for index in range(len(texts))]
    if sum(foreign) <= MAX_FOREIGN_SHARE * len(texts) and sum(certain) >= MIN_SHARE * len(texts):
        yield from (paragraphs[index] for index, text in enumerate(texts) if text and (says[index] or (not foreign[index] and _has_shape(text))))


def cut(lines: Sequence[Line]) -> Cut:
    """The record of one paragraph."""
    spans = tuple(line.span() for line in lines if line.text)
    return Cut((RawRecord((RawField("abstract", spans, common_plan(lines)),)),))


def says_what_it_does(text: str) -> bool:
    """Whether a paragraph says what a paper does.

    >>> says_what_it_does("Pebbles are small. We count them."), says_what_it_does("The quick brown fox jumps over the lazy dog.")
    (False, False)
    >>> says_what_it_does("Pebbles are small. Here we show how to count them."), says_what_it_does("A theorem on umbrellas is proved.")
    (True, True)
    """
    return SAYS_RE.search(text) is not None or len(TOLD_RE.findall(text)) > 1


def is_foreign(text: str) -> bool:
    """Whether a paragraph does what abstracts do not.

    >>> is_foreign("However, this is shown elsewhere."), is_foreign("We show that pebbles fall.")
    (True, False)
    """
    return GOES_ON_RE.match(text) is not None or any(len(pattern.findall(text)) >= count for pattern, count in FOREIGN_RES)


def _list_paragraphs(lines: Sequence[Line]) -> Iterator[Range]:
    """The paragraphs: lines that are long, and the blocks of others between blank lines."""
    start: int | None = None
    for index in range(len(lines) + 1):
        is_blank = index == len(lines) or not lines[index].text or RULE_RE.fullmatch(lines[index].text) is not None
        if start is None and not is_blank:
            start = index
        elif start is not None and is_blank:
            yield from _part_block(lines, start, index)
            start = None


def _part_block(lines: Sequence[Line], start: int, end: int) -> Iterator[Range]:
    """The long lines of a block, each by itself, and what stands between them."""
    first = start
    for index in range(start, end):
        if len(lines[index].text) >= MIN_LINE_CHARS:
            if first < index:
                yield first, index
            yield index, index + 1
            first = index + 1
    if first < end:
        yield first, end


def _join(lines: Sequence[Line], paragraph: Range) -> str:
    """The text of a paragraph; nothing where its lines are neither one nor wrapped to one width."""
    own = lines[slice(*paragraph)]
    if len(own) > 1:
        widths = [len(line.text) for line in own]
        widest = max(widths)
        short = sum(width < MIN_WIDTH_SHARE * widest for width in widths[:-1])
        if short > len(own) // MIN_LINES_A_SHORT_ONE:
            return ""
    return " ".join(line.text for line in own)


def _has_shape(text: str) -> bool:
    """Whether a text is as long as an abstract, and begins and reads as prose does."""
    return MIN_CHARS <= len(text) <= MAX_CHARS and START_RE.match(text) is not None and not text[0].islower()


FORMAT = TextFormat(
    name="bare-abstracts",
    summary="Abstracts one a line, or one a paragraph, and nothing else.",
    find=find,
    cut=cut,
)
