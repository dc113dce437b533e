"""What columns of tables of papers are called, folded to small letters and digits, and which role each plays.

The names are those of exports (Scopus, IEEE Xplore, Web of Science, Zotero, OpenAlex, Semantic Scholar), of what scripts around arXiv's API write, and
of lists that people keep.
"""

from __future__ import annotations

import re


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


COLUMNS: dict[str, frozenset[str]] = {
    "title": _names("title titles papertitle articletitle documenttitle papername titleofpaper paper displayname 标题 论文标题 论文题目 题名 篇名"),
    "name": _names("name"),
    "authors": _names("authors author authorlist authornames authorname authorstring paperauthors creators zauthors 作者 论文作者"),
    "full_names": _names("authorfullnames authorsfullnames authorsfullname authorshipsauthordisplayname"),
    "affiliations": _names("affiliations affiliation authoraffiliations institutions organizations"),
    "abstract": _names("abstract abstracts paperabstract originalabstract abstracttext abstractnote abstracten 摘要 英文摘要 论文摘要"),
    "summary": _names("summary summaries papersummary"),
    "arxiv": _names("arxivid arxiv arxivids arxivnumber arxividentifier arxivurl arxivlink arxivabs eprint arxividv externalidsarxiv externalidarxiv"),
    "id": _names(
        "id ids paperid articleid entryid identifier uid key paper url oaiid recordid externalids workid publicationid dblpkey dblpid dblp tag index unnamed0"
    ),
    "doi": _names("doi dois doilink doiurl articledoi externalidsdoi bookdoi paperdoi originalpaperdoi"),
    "acl": _names("acl aclid anthologyid aclanthology aclanthologyid aclurl anthologyurl"),
    "openreview": _names("openreviewid"),
    "pmid": _names("pmid pubmedid pubmed"),
    "version": _names("arxivversion"),
    "primary": _names("primarycategory primarysubject maincategory primaryclass arxivprimarycategory primarycategoryterm maintopic"),
    "categories": _names("categories category subjects subject terms term arxivcategories arxivcategory alltopics subjectareas tags topics 分类 类别"),
    "published": _names(
        "published publisheddate publicationdate publishdate publishedat publishedon publishedtime publishtime datepublished pubdate submitted submitteddate"
        " submissiondate submittedon created createddate createdat versioncreated firstsubmitted firstpublicationdate"
        " onlinedate coverdate date 发布日期 发表日期 日期"
    ),
    "year": _names("year publicationyear pubyear yearpublished publishyear publishedyear 年份"),
    "updated": _names("updated updatedate updateddate lastupdated lastupdateddate updatedat lastrevised revised datemodified"),
    "journal_ref": _names("journalref journalreference"),
    "venue": _names(
        "journal journalname journaltitle venue conference conferencename proceedings booktitle sourcetitle publicationtitle publicationname containertitle"
        " hostvenue sourcedisplayname primarylocationsourcedisplayname 会议 期刊"
    ),
    "comments": _names("comments comment arxivcomment arxivcomments authorcomment authorcomments"),
    "license": _names("license licence"),
    "language": _names("language lang languageoforiginaldocument"),
}
FOREIGN = _names(
    "isbn isbn13 isbn10 rating averagerating ratings ratingscount genre genres numpages bookid director directors cast runtime salary company price"
    " artist album duration tracks playcount content body text channel views"
)
"""Columns of books, films, songs, jobs, goods and news, which have titles, people and years too."""
OTHER_WORKS = _names(
    "patentid patentnumber assignee assignees inventor inventors awardid awardnumber awardamount awardedamounttodate grantid grantnumber principalinvestigator"
)
"""Columns of patents and grants, which have abstracts too."""
LINK_RE = re.compile(r"url|link|pdf|href|website|homepage|html|^(?:arxiv|paper|doi|code|github|repo|repository|project|projectpage|openreview|source|entryid)$")
NO_LINK_RE = re.compile(r"tweet|twitter|image|img|thumb|avatar|logo|picture|photo|video|youtube|linkedin|facebook|reddit|author|profile")
