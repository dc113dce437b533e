"""From the text of a field to its value: categories, dates, ids, yes or no.

A converter takes clean text and gives the value; None where the text is no value of that kind.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from pipeline.records import Url, Value
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.repair.categories import is_category, resolve_category
from pipeline.repair.dates import to_edtf
from pipeline.repair.dois import normalise_doi

ET_AL_RE = re.compile(
    r"(?i:et(?:\s+|\.\s*)al\.?|(?:and\s+)?(?:\d+\s+)?(?:others|more|(?:other|more|additional) authors?|(?<=\d\s)(?:co-?)?authors?)\.?"
    r"|\+ ?\d+ (?:more )?authors?|\.\.\.|…|等(?:\s*\d+\s*[人位名]|人)?(?:作者)?)"
)
CLOSERS = ")]\"'”’"
ELLIPSIS_RE = re.compile(r"(?:\.\.\.|…|\[\.\.\.\]|\[…\])[)\]\"'”’]*$")
SENTENCE_END_RE = re.compile(r"[.!?…。！？][)\]}\"'”’»]*\s*$")
DANGLING_RE = re.compile(
    r"(?:[a-z]{2,}[,;]|[\s(](?:a|an|and|as|at|by|for|from|in|into|is|of|on|or|our|such|than|that|the|their|these|this|to|via|we|which|while|with)|[(–—])$"
)
"""A teaser without an ellipsis: no sentence ends so."""
END_CHARS = 16
"""More than the longest word that a text cannot end with."""
CUT_LENGTHS = frozenset({200, 250, 255, 256, 280, 300, 400, 500, 512, 600, 800, 1000, 1024, 1500, 2000, 2048})
"""At these lengths scrapers cut. Of 40,000 whole abstracts 14 have one of them and no full stop."""
VERSION_RE = re.compile(r"[vV]?(\d{1,3})")
EPOCH_RE = re.compile(r"1\d{9}(?:\d{3})?")
DATE_PARTS_RE = re.compile(r"(?:1[5-9]|20)\d\d \d\d?(?: \d\d?)?")
CLOCKED_RE = re.compile(r"([A-Z][a-z][a-z], \d\d? [A-Z][a-z][a-z] (?:1[5-9]|20)\d\d) \d\d:\d\d:\d\d GMT", re.ASCII)
"""As arXiv says when a version came. The day says all, and there are not many days: so what they give is remembered."""
CACHED_CODES = 1 << 12
COMPACT_DATE_RE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
ACL_ID_RE = re.compile(
    r"(?:https?://(?:www\.)?aclanthology\.(?:org|info)/|(?:https?://(?:www\.)?)?aclweb\.org/anthology/)?(?P<id>[A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?:\.pdf|\.bib|/)?"
)
OPENREVIEW_ID_RE = re.compile(r"(?:https?://openreview\.net/(?:forum|pdf)\?(?:[^#]*&)?id=)?(?P<id>[\w-]{8,14})(?:[&#].*)?")
SEMANTIC_SCHOLAR_ID_RE = re.compile(
    r"(?:https?://www\.semanticscholar\.org/paper/(?:[^/?#]*/)?)?(?P<hash>[0-9a-f]{40})(?:[?#].*)?|(?:(?:https?://api\.semanticscholar\.org/)?(?i:corpusid):\s?)?(?P<number>\d{1,12})"
)
PMID_RE = re.compile(r"(?:(?i:pmid):?\s*|https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)?(?P<id>\d{1,9})/?")
URL_RE = re.compile(r"https?://[^\s<>\"]+")
URL_KINDS = (
    ("pdf", re.compile(r"(?i)\.pdf(?:$|[?#])|arxiv\.org/pdf/|openreview\.net/pdf")),
    ("code", re.compile(r"(?i)^https?://(?:www\.)?(?:github\.com|gitlab\.[a-z.]+|bitbucket\.org|codeberg\.org)/[^/]+/[^/]+")),
    ("html", re.compile(r"(?i)arxiv\.org/html/|ar5iv\.(?:labs\.)?(?:arxiv\.)?org/")),
    ("doi", re.compile(r"(?i)^https?://(?:dx\.)?doi\.org/")),
    ("abstract", re.compile(r"(?i)arxiv\.org/abs/")),
    ("video", re.compile(r"(?i)^https?://(?:www\.)?(?:youtube\.com|youtu\.be|vimeo\.com|slideslive\.com|bilibili\.com)/")),
    ("model", re.compile(r"(?i)^https?://huggingface\.co/(?!papers/|datasets/|spaces/|docs/|blog/)[^/]+/[^/]+")),
    ("dataset", re.compile(r"(?i)^https?://huggingface\.co/datasets/|^https?://zenodo\.org/|^https?://www\.kaggle\.com/datasets/")),
    ("demo", re.compile(r"(?i)^https?://huggingface\.co/spaces/|\.hf\.space")),
)
"""What is behind a link, by its address; the first that matches. Any other is a page."""
LANGUAGES = {
    "eng": "en", "english": "en", "fre": "fr", "fra": "fr", "french": "fr", "ger": "de", "deu": "de", "german": "de", "spa": "es", "spanish": "es",
    "rus": "ru", "russian": "ru", "chi": "zh", "zho": "zh", "chinese": "zh", "jpn": "ja", "japanese": "ja", "por": "pt", "portuguese": "pt",
    "ita": "it", "italian": "it", "kor": "ko", "korean": "ko",
}  # fmt: skip
"""Names and three-letter codes of the languages that papers are written in."""
DAMAGE_RE = re.compile(r"(?<![A-Za-z\\])(?:sim|approx|times|leq|geq|propto|gtrsim|lesssim)\d+(?:\.\d+)?(?=%|×|x\b|\s|[.,;)]|$)|\ufffd")
"""What is left where a page dropped the backslash of LaTeX in front of a number, or a character could not be decoded."""
_CLASSES = bytes(b"1"[0] if code >= 0x80 or chr(code).isdigit() else b"m"[0] if chr(code) in "mxsqo" else b" "[0] for code in range(256))
"""A byte as `1` for a digit, or for what may be part of one outside ASCII, as `m` for the last letter of one of these: `m1` is a hint of damage."""


@lru_cache(CACHED_CODES)
def read_category(text: str) -> Value | None:
    """One arXiv code, in full where only one archive has it.

    >>> read_category("CL"), read_category("IT"), read_category("Banana")
    ('cs.CL', 'IT', None)
    """
    code, is_ambiguous = resolve_category(text)
    return code if is_ambiguous or is_category(code) else None


def read_date(text: str) -> Value | None:
    """A date as EDTF; seconds or milliseconds since 1970 count as the day they are in, in UTC; year, month and day may be parts of their own.

    >>> read_date("Jan 22, 2025"), read_date("1712345678901"), read_date("20250507")
    ('2025-01-22', '2024-04-05', '2025-05-07')
    """
    if EPOCH_RE.fullmatch(text):
        return datetime.datetime.fromtimestamp(int(text[:10]), tz=datetime.UTC).date().isoformat()
    if DATE_PARTS_RE.fullmatch(text):
        text = "-".join(part.zfill(2) for part in text.split())
    if COMPACT_DATE_RE.fullmatch(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return to_edtf(text)


def drop_clock(text: str) -> str:
    """A date without the time of day, where it is written as arXiv says when a version came; any other as it is.

    >>> drop_clock("Mon, 2 Apr 2007 19:18:42 GMT"), drop_clock("2 Apr 2007 19:18")
    ('Mon, 2 Apr 2007', '2 Apr 2007 19:18')
    """
    clocked = CLOCKED_RE.fullmatch(text)
    return clocked[1] if clocked else text


def read_arxiv_id(text: str) -> Value | None:
    """An arXiv id without label, version and subject class."""
    parsed = parse_arxiv_id(text)
    return None if parsed is None else parsed.id


def read_doi(text: str) -> Value | None:
    """A DOI in lower case, without the ways pages write it."""
    return normalise_doi(text)


def read_acl_id(text: str) -> Value | None:
    """An id of the ACL Anthology, bare or as a link.

    >>> read_acl_id("https://aclanthology.org/2020.acl-main.1/"), read_acl_id("N04-1001"), read_acl_id("12")
    ('2020.acl-main.1', 'N04-1001', None)
    """
    match = ACL_ID_RE.fullmatch(text)
    return None if match is None else match["id"]


def read_openreview_id(text: str) -> Value | None:
    """The id of a forum of OpenReview, bare or as a link.

    >>> read_openreview_id("https://openreview.net/forum?id=05T81ScPFb&noteId=x"), read_openreview_id("a b")
    ('05T81ScPFb', None)
    """
    match = OPENREVIEW_ID_RE.fullmatch(text)
    return None if match is None else match["id"]


def read_semantic_scholar_id(text: str) -> Value | None:
    """The id of a paper in Semantic Scholar: its hash, or its number in the corpus.

    >>> read_semantic_scholar_id("CorpusID:215416146"), read_semantic_scholar_id("215416146"), read_semantic_scholar_id("x")
    ('CorpusID:215416146', 'CorpusID:215416146', None)
    """
    match = SEMANTIC_SCHOLAR_ID_RE.fullmatch(text)
    return None if match is None else match["hash"] or f"CorpusID:{match['number']}"


def read_pmid(text: str) -> Value | None:
    """The number of a paper in PubMed.

    >>> read_pmid("PMID: 123456"), read_pmid("PMC123")
    ('123456', None)
    """
    match = PMID_RE.fullmatch(text)
    return None if match is None else match["id"]


def read_url(text: str) -> Url | None:
    """A link, and what kind of thing is behind it, as far as its address tells.

    >>> read_url("https://arxiv.org/pdf/2405.14333v2"), read_url("no link")
    (Url(url='https://arxiv.org/pdf/2405.14333v2', kind='pdf'), None)
    """
    if not URL_RE.fullmatch(text):
        return None
    return Url(text, next((kind for kind, pattern in URL_KINDS if pattern.search(text)), "page"))


def read_language(text: str) -> Value | None:
    """A language as its code in ISO 639-1 where it has one, else as the code that was given.

    >>> read_language("eng"), read_language("en-US"), read_language("English"), read_language("klingon")
    ('en', 'en', 'en', None)
    """
    folded = text.casefold()
    if folded in LANGUAGES:
        return LANGUAGES[folded]
    code = folded.partition("-")[0].partition("_")[0]
    return LANGUAGES.get(code, code) if re.fullmatch(r"[a-z]{2,3}", code) else None


def read_version(text: str) -> Value | None:
    """The version of an arXiv id as a number.

    >>> read_version("v2"), read_version("version")
    (2, None)
    """
    match = VERSION_RE.fullmatch(text)
    return None if match is None else int(match[1])


def read_et_al(text: str) -> Value | None:
    """False, for `authors_complete`, where the text is the words `et al.` alone, however they are written, or others that say as much.

    >>> read_et_al("et al."), read_et_al("et.al."), read_et_al("+ 8 authors"), read_et_al("et alia sunt")
    (False, False, False, None)
    """
    return False if ET_AL_RE.fullmatch(text) else None


def read_teaser(text: str) -> Value | None:
    """False, for `abstract_complete`, where an abstract breaks off: in an ellipsis, or in the middle of a sentence.

    >>> read_teaser("We show that..."), read_teaser("We show tha"), read_teaser("We show that.")
    (False, False, None)
    """
    return False if ELLIPSIS_RE.search(text) or not SENTENCE_END_RE.search(text) else None


def is_cut(text: str) -> bool:
    """Whether an abstract is known to break off by its own text: in an ellipsis, behind a word or sign that something must follow, at a round length.

    >>> is_cut("We show that the"), is_cut("We show that it holds"), is_cut("x" * 500)
    (True, False, True)
    """
    # All this stands at the end, where most texts have a full stop: a pattern looking for it would read the whole text.
    if text.endswith(".") and not text.endswith("..."):
        return False
    is_open = text.removesuffix("\n").rstrip(CLOSERS).endswith(("...", "…"))
    return is_open or DANGLING_RE.search(text[-END_CHARS:]) is not None or (len(text) in CUT_LENGTHS and not SENTENCE_END_RE.search(text.rstrip("$")))


def read_badge(text: str) -> Value | None:
    """Whether there is code: true for a badge, a link to it or a yes.

    >>> read_badge("Code"), read_badge("https://github.com/ann/bees"), read_badge("false"), read_badge("Data")
    (True, True, False, None)
    """
    folded = text.casefold()
    if folded in ("code", "true", "yes") or URL_RE.fullmatch(text):
        return True
    return False if folded in ("false", "no") else None


def is_damaged(text: str) -> bool:
    """Whether a text holds what is left of destroyed LaTeX, or of undecodable bytes.

    >>> is_damaged("takes sim6% longer"), is_damaged("the sim2real gap, 3 times 10")
    (True, False)
    """
    may_be = b"m1" in text.encode("utf-8", "surrogatepass").translate(_CLASSES) or (not text.isascii() and "\ufffd" in text)
    return may_be and DAMAGE_RE.search(text) is not None


@lru_cache(CACHED_CODES)
def is_ambiguous_category(code: str) -> bool:
    """Whether a category stays as the page has it because several archives have that code.

    >>> is_ambiguous_category("IT"), is_ambiguous_category("cs.IT")
    (True, False)
    """
    return resolve_category(code)[1]
