"""Any page that says in its head which paper it is of: `citation_*` as Google Scholar asks for.

<meta name="citation_title" content="...">
<meta name="citation_author" content="Lee, Ann">
"""

from __future__ import annotations

from pipeline.formats.kinds import Cut, PageFormat
from pipeline.page import Page
from pipeline.syntax.nodes import Fields


def cut(page: Page) -> Cut | None:
    """The one record of a page."""
    title = page.metadata("citation_title")
    if not title:
        return None
    fields = Fields()
    fields.add("title", title[0])
    fields.add_list("authors", page.metadata("citation_author"))
    fields.add("published", *page.metadata("citation_date", "citation_publication_date"))
    fields.add("identifiers.arxiv", *page.metadata("citation_arxiv_id"))
    fields.add("identifiers.doi", *page.metadata("citation_doi"))
    fields.add("abstract", *page.metadata("citation_abstract"))
    fields.add_list("urls", page.metadata("citation_pdf_url"))
    return Cut((page.record(fields, page.soup.head),))


FORMAT = PageFormat(
    name="page-metadata",
    summary="Any page whose head says which paper it is of: citation_* metadata.",
    cut=cut,
    rank=1,
)
