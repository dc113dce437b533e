"""Links in Markdown, and which of them lead to a paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from pipeline.formats.digests.parts import MARKUP_RE, Draft, Part
from pipeline.repair.arxiv_ids import ARXIV_ID_RE

_URL = r"https?://[^\s()<>\[\]|\"']+(?:\([^\s()<>]*\)[^\s()<>|\"']*)*"
LINK_RE = re.compile(
    rf"!?\[(?P<text>(?:[^\[\]\n]|\[[^\[\]\n]{{0,200}}\]){{0,600}}+)\]\(\s*<?(?P<url>{_URL})>?(?:\s+[\"'][^\"'\n]{{0,200}}[\"'])?\s*\)|(?P<bare>{_URL})"
)
"""`[text](url)`, or a bare address. What is in brackets is bounded, so that a page of open brackets costs no more than another."""
ARXIV_URL_RE = re.compile(
    r"https?://(?:(?:[\w-]+\.)*(?:arxiv|alphaxiv)\.org/(?:abs|pdf|html|format|e-print|src|ps|overview)/|(?:huggingface\.co|hf\.co)/papers/"
    r"|ar5iv\.(?:labs\.arxiv\.)?org/(?:abs|html)/|(?:www\.)?papers\.cool/arxiv/|scirate\.com/arxiv/|(?:dx\.)?doi\.org/10\.48550/arxiv\.)",
    re.IGNORECASE,
)
ID_URLS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("identifiers.openreview", r"https?://openreview\.net/(?:forum|pdf)\?(?:[^#\s]*&)?id=[\w-]{8,14}"),
        ("identifiers.acl", r"https?://(?:www\.)?(?:aclanthology\.(?:org|info)|aclweb\.org/anthology)/(?:[A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)"),
        ("identifiers.doi", r"https?://(?:(?:dx\.|www\.)?doi\.org|[\w.-]+/doi(?:/(?:abs|full|pdf|epdf))?)/10\.\d{4,9}/"),
        ("identifiers.semantic_scholar", r"https?://www\.semanticscholar\.org/paper/(?:[^/?#]*/)?[0-9a-f]{40}"),
        ("identifiers.pmid", r"https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/\d"),
    )
)
"""The addresses that are ids themselves, and of which kind."""
_HOST_RE = re.compile(
    r"https?://(?:[\w-]+\.)*(?:openaccess\.thecvf\.com/|proceedings\.mlr\.press/|(?:proceedings|papers)\.(?:neurips|nips)\.cc/"
    r"|ieeexplore\.ieee\.org/(?:abstract/)?document"
    r"|link\.springer\.com/(?:article|chapter)|sciencedirect\.com/science/article|nature\.com/articles|(?:bio|med)rxiv\.org/content|ojs\.aaai\.org/.*article"
    r"|ecva\.net/papers|isca-archive\.org/|isca-speech\.org/archive|jmlr\.org/papers"
    r"|(?:iclr|icml|nips|neurips|eccv|mlsys)\.cc/virtual/\d{4}/|cvpr\.thecvf\.com/virtual/\d{4}/|usenix\.org/conference/[^/]+/presentation/"
    r"|papers\.ssrn\.com/|openreview\.net/(?:forum|pdf|attachment)\?|aclanthology\.org/\d)",
    re.IGNORECASE,
)
GENERIC_RE = re.compile(
    r"(?i:[\W_\d]*(?:(?:the|full|our|original|read|view|official|pre"
    r"|project|arxiv|openreview|acl|ieee|cvf|code|paper|pdf|html|data|source|download|github|hf)[\W_]+){0,2}"
    r"(?:papers?|pdf|arxiv|preprint|link|links|url|abs|abstract|html|here|code|github|project|page|website|web|homepage"
    r"|blog|post|demo|video|slides?|poster|doi|openreview"
    r"|acl|ieee|acm|cvf|springer|nature|tweet|twitter|dataset|data|model|repo|source|bib|bibtex|supp|supplementary|x"
    r"|(?:view|read|open|see) (?:(?:it|paper|abstract|more) )?(?:on )?(?:arxiv|more|paper|openreview|full text)|pwc|hf|huggingface|huggingface paper"
    r"|hugging face|alphaxiv|summary|thread|download|论文|链接|代码|阅读论文|阅读更多|查看论文|论文链接|原文|アブストラクト)[\W_\d]*)"
)
"""The words of a link that say what is behind it and do not name it."""


PAPER_WORD_RE = re.compile(r"(?i:\W*(?:papers?|pdf|preprint|arxiv|论文)\W*)")
MAX_WORDS_BESIDE = 3


class Link(msgspec.Struct, frozen=True):
    """A link: its words (None for a bare address), its address, and all of it."""

    words: Part | None
    url: Part
    all: Part

    @property
    def is_generic(self) -> bool:
        """Whether its words name no paper: `PDF`, `2405.14333`, none."""
        return self.words is None or is_generic(self.words.text)


def is_generic(words: str) -> bool:
    """Whether the words of a link name no paper.

    >>> is_generic("[PDF]"), is_generic("2405.14333v1"), is_generic("**Paper**"), is_generic("Paper Folding in Hilbert Space")
    (True, True, True, False)
    """
    bare = words.strip(" *_`[]()\"'")
    id_match = ARXIV_ID_RE.search(bare)
    return (
        not any(map(str.isalpha, bare))
        or bare.startswith(("http://", "https://", "!["))
        or bool(GENERIC_RE.fullmatch(bare))
        or (id_match is not None and len(bare) - len(id_match.group()) <= len("arXiv: "))
    )


def find_links(part: Part) -> Iterator[Link]:
    """The links in a part of a line, in order; pictures are none."""
    if "://" not in part.text:
        return
    for match in LINK_RE.finditer(part.line.look, part.start, part.end):
        if match.group().startswith("!"):
            continue
        whole = Part(part.line, *match.span())
        if match["bare"] is not None:
            url = match["bare"].rstrip(".,;:*_")
            yield Link(None, Part(part.line, match.start(), match.start() + len(url)), whole)
        else:
            yield Link(Part(part.line, *match.span("text")), Part(part.line, *match.span("url")), whole)


def is_paper(url: str) -> bool:
    """Whether an address leads to a paper: to arXiv, OpenReview, an anthology, a DOI, a publisher's page of an article.

    >>> is_paper("https://arxiv.org/pdf/2405.14333v1.pdf"), is_paper("https://github.com/a/b"), is_paper("https://arxiv.org/list/cs.CL/recent")
    (True, False, False)
    """
    arxiv = ARXIV_URL_RE.match(url)
    if arxiv is not None:
        return ARXIV_ID_RE.match(url, arxiv.end()) is not None
    return any(pattern.match(url) for _, pattern in ID_URLS) or _HOST_RE.match(url) is not None


def says_paper(link: Link) -> bool:
    """Whether the words of a link say that a paper is behind it, wherever it leads."""
    return link.words is not None and PAPER_WORD_RE.fullmatch(link.words.text) is not None


def identify(draft: Draft, url: Part) -> None:
    """Add what an address says of a paper: its ids. The first of each kind counts."""
    arxiv = ARXIV_URL_RE.match(url.text)
    if arxiv is not None:
        add_arxiv_id(draft, url.part(arxiv.end()))
        return
    name = next((name for name, pattern in ID_URLS if pattern.match(url.text)), None)
    if name is not None:
        draft.add(name, url)


def add_arxiv_id(draft: Draft, part: Part) -> bool:
    """Add the arXiv id that a text begins with, and its version; says whether there was one."""
    match = ARXIV_ID_RE.match(part.text)
    if match is None:
        return False
    version = match["version"]
    end = match.end() if version is None else match.start("version") - 1
    if draft.add("identifiers.arxiv", part.part(0, end)) and version is not None:
        draft.add("identifiers.arxiv_version", part.part(end, match.end()))
    return True


def add_links(draft: Draft, part: Part, *, identifies: bool = True) -> list[Link]:
    """Add the links in a part as addresses of the paper; their words are boilerplate. Gives them back."""
    links = list(find_links(part))
    for link in links:
        if identifies:
            identify(draft, link.url)
        draft.add("urls", link.url)
        if link.words is not None:
            draft.drop("digest.link-text", link.words)
    return links


def is_line_of_links(part: Part) -> bool:
    """Whether a line is links whose words say what is behind them, with a word or two beside them: `[PDF](...) | Code: [GitHub](...)`."""
    links = list(find_links(part))
    if not links or not all(link.is_generic for link in links):
        return False
    edges = [part.start, *(edge for link in links for edge in (link.all.start, link.all.end)), part.end]
    beside = " ".join(part.line.look[low:high] for low, high in zip(edges[::2], edges[1::2], strict=True))
    return MARKUP_RE.fullmatch(beside) is not None or len(beside.split()) <= MAX_WORDS_BESIDE
