"""The formats: one module each, and the one tuple that lists them.

To add a format, write its module and put it in `FORMATS`. The order is the order in which they take lines: a format whose
records show by themselves where they begin and end goes before one that is told by the page around it.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from pipeline.errors import SettingsError
from pipeline.formats import aggregator, glued_ids, labelled_abstracts
from pipeline.formats.arxiv import (
    abs_in_json,
    abs_page,
    abs_text,
    announcement_text,
    atom,
    docmeta,
    list_page,
    listing_text,
    mail,
    oai,
    rss,
    search_page,
    search_text,
    snapshot,
)
from pipeline.formats.catalogues import (
    acl_page,
    acl_xml,
    crossref,
    datacite,
    dblp,
    inspire,
    openalex,
    openreview,
    openreview_page,
    openreview_text,
    semantic_scholar,
)
from pipeline.formats.digests import daily_json, front_matter, html_table, labelled_text, markdown_headings, markdown_tables, newsletter_lists, summary_feed
from pipeline.formats.generic import bare_abstracts, bibtex, datacite_xml, medline, microdata, page_metadata, records_json, repeated_blocks, ris, table
from pipeline.formats.generic import dublin_core as generic_dublin_core
from pipeline.formats.generic import feed as generic_feed
from pipeline.formats.hugging_face import api as hugging_face_api
from pipeline.formats.hugging_face import feed as hugging_face_feed
from pipeline.formats.hugging_face import page as hugging_face_page
from pipeline.formats.hugging_face import page_text as hugging_face_page_text
from pipeline.formats.hugging_face import paper_text as hugging_face_paper_text
from pipeline.formats.hugging_face import scrape as hugging_face_scrape
from pipeline.formats.kinds import Format

FORMATS: tuple[Format, ...] = (
    atom.FORMAT,
    # A digest's description may hold all that arXiv's own feed has, and more before it.
    summary_feed.FORMAT,
    rss.FORMAT,
    oai.FORMAT,
    hugging_face_feed.FORMAT,
    acl_xml.FORMAT,
    dblp.FORMAT,
    dblp.JSON_FORMAT,
    # After the repositories and feeds that are known.
    datacite_xml.FORMAT,
    generic_dublin_core.FORMAT,
    generic_feed.FORMAT,
    snapshot.FORMAT,
    docmeta.FORMAT,
    hugging_face_api.FORMAT,
    hugging_face_scrape.FORMAT,
    semantic_scholar.FORMAT,
    datacite.FORMAT,
    openreview.FORMAT,
    openalex.FORMAT,
    inspire.FORMAT,
    crossref.FORMAT,
    daily_json.FORMAT,
    # An object with a title and a text may be anything; the text says that it is a page of arXiv.
    abs_in_json.FORMAT,
    # Any object with usual names: after those that are known.
    records_json.FORMAT,
    table.FORMAT,
    bibtex.FORMAT,
    ris.FORMAT,
    medline.FORMAT,
    hugging_face_page.FORMAT,
    abs_page.FORMAT,
    list_page.FORMAT,
    search_page.FORMAT,
    acl_page.FORMAT,
    openreview_page.FORMAT,
    page_metadata.FORMAT,
    microdata.FORMAT,
    html_table.FORMAT,
    # Asked last of all that read pages.
    repeated_blocks.FORMAT,
    # An entry of a mail opens with its id and closes with a double backslash: nothing else looks like that.
    mail.FORMAT,
    # A page of arXiv names its own labels; an abstract with an id below it may be part of one.
    abs_text.FORMAT,
    listing_text.FORMAT,
    search_text.FORMAT,
    # Its words open the abstract behind them; the note that it is kept in has headings and labels like a digest's.
    announcement_text.FORMAT,
    # What it says of models and comments is on no other page; comments may hold anything.
    hugging_face_paper_text.FORMAT,
    # A forum of OpenReview is told by its status; converted to Markdown it has headings like any digest.
    openreview_text.FORMAT,
    # Its headings are like those of any digest, its furniture is not.
    hugging_face_page_text.MARKED_FORMAT,
    # Rows and labels in Markdown say themselves what they hold; the abstracts in them must not be taken for bare ones.
    markdown_tables.FORMAT,
    markdown_headings.FORMAT,
    newsletter_lists.FORMAT,
    # Where the page itself says nothing under headings.
    front_matter.FORMAT,
    # Its labels are plain words: after all that marks them.
    labelled_text.FORMAT,
    # A header line can be nothing else, and its record is three lines long.
    aggregator.FORMAT,
    # The id says where its record ends; where it begins is found by going back, so it must not see an aggregator's abstract.
    glued_ids.FORMAT,
    # After the ids, since a record may have both the label and an id that closes it.
    labelled_abstracts.FORMAT,
    # A page goes on to the end of the dump: it takes what nothing else has.
    hugging_face_page_text.FORMAT,
    # Last of all: nothing tells bare abstracts but their words, and that no other format knows them.
    bare_abstracts.FORMAT,
)


def choose_formats(names: Sequence[str]) -> tuple[Format, ...]:
    """The formats of these names in the order of the list; all where none is named. Raises `SettingsError` for a name that none has."""
    unknown = [name for name in names if name not in {format.name for format in FORMATS}]
    if unknown:
        near = difflib.get_close_matches(unknown[0], [format.name for format in FORMATS], n=1)
        hint = f"Did you mean '{near[0]}'? " if near else ""
        raise SettingsError(f"'{unknown[0]}': there is no such format. {hint}'papersieve formats' lists them.")
    return tuple(format for format in FORMATS if not names or format.name in names)
