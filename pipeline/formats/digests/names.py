"""What the labels and columns of digests are called, in the languages they are written in, and which field each stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.repair.dates import to_edtf

Role: TypeAlias = Literal[
    "title", "paper", "authors", "affiliations", "abstract", "link", "id", "code", "published", "updated", "categories", "comments", "venue", "license", "other"
]
"""What a name stands for. `paper` is a title or the links to one; `other` is nothing that a record has."""

_NAMES: dict[Role, str] = {
    "title": "title|paper title|article title|title of paper|paper name|publication title|标题|题目|论文标题|论文题目|论文名|论文名称"
    "|英文标题|原标题|原文标题|原始标题|英文题目|original title|english title|タイトル|論文タイトル|제목",
    "paper": "paper|papers|article|publication|论文|文章|論文|논문",
    "authors": "author|authors|author s|author list|first author|by|作者|作者列表|论文作者|第一作者|著者|저자",
    "affiliations": "affiliation|affiliations|institution|institutions|institute|机构|单位|作者单位|所属",
    "abstract": "abstract|abstracts|original abstract|full abstract|paper abstract|摘要|原文摘要|英文摘要|论文摘要|抄録|초록|english abstract",
    "link": "link|links|url|urls|pdf|pdf link|pdf url|paper link|paper links|paper url|arxiv link|arxiv url|arxiv page|abs|abs url"
    "|hf paper|hugging face paper|huggingface paper"
    "|abstract url|html|html link|paper page|read paper|read|resources|resource|source|project|project page|website|homepage|web"
    "|demo|download|downloads|arxiv pdf|paper pdf|链接|论文链接|论文地址|地址|原文链接|原文|项目主页|主页|リンク|링크|openreview|hugging face|huggingface|hf",
    "id": "arxiv|arxiv id|arxivid|paper id|doi|arxiv number|论文id|论文编号|id",
    "code": "code|codes|code link|code url|github|github link|repo|repository|implementation|official code|代码|代码链接|代码地址|开源代码|コード",
    "published": "published|publish date|published date|publication date|date published|published on|published at|publish time|pubdate|pub date"
    "|publish|submitted|submitdate|submitted date|submission date|submitted on|submit date|first submitted|发布日期|发布时间|发表日期"
    "|发表时间|发布于|提交日期|提交时间|公開日|投稿日",
    "updated": "updated|update|last updated|last update|update date|updated date|updated on|update time|revised|date|time|day|更新日期"
    "|更新时间|更新|日期|时间|日付|날짜",
    "categories": "categories|category|subjects|subject|subject areas|primary category|main category|primary subject|arxiv category"
    "|arxiv categories|tags|tag|分类|类别|主类别|学科|领域|カテゴリ",
    "comments": "comment|comments|arxiv comment|arxiv comments|author comments|备注|评论|コメント",
    "venue": "venue|conference|conf|journal|journal ref|journal reference|published in|publication venue|会议|期刊|会议期刊|发表于|发表期刊",
    "license": "license|licence|许可证",
    "other": "no|number|rank|index|序号|编号|attribute|field|属性|内容|tl dr|tldr|summary|ai summary|ai abstract|description|details"
    "|key points|key insights|highlights|motivation|method|methods|methodology|approach|result|results|conclusion|conclusions"
    "|background|objective|objectives|problem|contribution|contributions|key contributions|main contributions|key findings"
    "|findings|takeaways|key takeaways|core contribution|core contributions|key figures|qa|limitations|keywords|key words|keyword|topic|topics|score|relevance"
    "|relevance score|rating|reason|type|status|stars"
    "|star|citations|citation|cited by|likes|upvotes|votes|tweet|tweets|twitter|x|image|images|figure|figures|notes|note"
    "|why it matters|简介|总结|概述|概要|一句话总结|一句话要点|要点|核心要点|标签|关键词|方法|动机|结果|结论|贡献|评分|中文摘要"
    "|摘要翻译|中文摘要翻译|翻译|中文标题|标题翻译|中文题目|translation|解读|创新点|推荐理由|方法详解|实验亮点|应用场景|匹配领域|核心速览|论文截图|一句话说明|阅读状态",
}
_ROLES: dict[str, Role] = {name: role for role, names in _NAMES.items() for name in names.split("|")}
_FOLD_RE = re.compile(r"[\W_]+")
_BRACKET_RE = re.compile(r"[(（\[](?P<inside>[^()（）\[\]]{0,20})[)）\]]")
_ENGLISH = frozenset({"en", "eng", "english", "英文", "原文", "original", "s"})
_ORIGINAL_RE = re.compile(r"(?i:原文|原始|英文|原标题|original|english)")
MAX_NAME_CHARS = 40


def find_role(name: str) -> Role | None:
    """What the name of a label or a column stands for; None for one that is not known.

    A name with a language in brackets is that of a translation.

    >>> find_role("**Publish Date**"), find_role("📄 英文摘要"), find_role("Abstract (ZH)"), find_role("Institute of Physics")
    ('published', 'abstract', 'other', None)
    """
    if len(name) > MAX_NAME_CHARS:
        return None
    bracket = _BRACKET_RE.search(name)
    if bracket is not None:
        name = name[: bracket.start()] + " " + name[bracket.end() :]
    role = _ROLES.get(_FOLD_RE.sub(" ", name).strip().casefold())
    if bracket is not None and role in ("title", "abstract") and bracket["inside"].strip().casefold() not in _ENGLISH:
        return "other"
    return role


def is_original(name: str) -> bool:
    """Whether the name of a title or an abstract says that a translation stands beside it.

    >>> is_original("- **原文标题**："), is_original("Original Title"), is_original("标题")
    (True, True, False)
    """
    return _ORIGINAL_RE.search(name) is not None


def settle_roles(roles: Sequence[Role | None]) -> tuple[Role | None, ...] | None:
    """What the columns of a table are, from what their names alone stand for: beside titles `paper` is a link. None where there is no title.

    >>> settle_roles(["title", "paper", "code"]), settle_roles(["paper", "link"]), settle_roles(["link", "code"])
    (('title', 'link', 'code'), ('paper', 'link'), None)
    """
    if "title" in roles:
        return tuple("link" if role == "paper" else role for role in roles)
    return tuple(roles) if "paper" in roles else None


def choose_date_field(date: str, arxiv_id: str | None) -> Literal["published", "updated"]:
    """Which date it is that a digest calls the paper's publication: many show the last version's.

    An id of arXiv holds the month in which its paper came: no paper was published first in a later one.

    >>> choose_date_field("2025-01-07", "2412.12783"), choose_date_field("2024-12-17", "2412.12783"), choose_date_field("2025", None)
    ('updated', 'published', 'published')
    """
    parsed = None if arxiv_id is None else parse_arxiv_id(arxiv_id)
    edtf = to_edtf(date)
    if parsed is None or edtf is None or not edtf[:4].isdecimal():
        return "published"
    return "updated" if edtf[:7] > f"{parsed.year}-{parsed.month:02}" and len(edtf) >= len("2025-01") else "published"
