"""How many entries a listing of arXiv's says it shows."""

from __future__ import annotations

import pytest

from pipeline.formats.arxiv.list_page import count_entries
from pipeline.page import Page

CASES = {
    "nothing said": ("<p>Total of everything</p>", None),
    "all on one page": ("<div>Total of 16 entries</div><div>Showing up to 2000 entries per page:</div>", 16),
    "none": ("<div>Total of 0 entries</div>", 0),
    "the first page": ("<div>Total of 1,346 entries : <span>1-50</span> <a>51-100</a></div><div>Showing up to 50 entries per page</div>", 50),
    "the last page": ("<div>Total of 346 entries : <a>1-50</a> <a>...</a> <span>301-346</span></div><div>Showing up to 50 entries per page</div>", 46),
    "the pages as lines of 2017": (
        "<small>[ total of 96 entries:  <b>1-25</b> | <a>26-50</a> | <a>51-75</a> ]</small><small>[ showing 25 entries per page ]</small>",
        25,
    ),
    "pages that are not listed": ("<div>Total of 346 entries</div><div>Showing up to 25 entries per page</div>", 25),
    "a search of 2010": ("<h3>Showing results 26 through 40 (of 40 total) for all:snails</h3>", 15),
    "sections": ("<h3>A (showing first 25 of 96 entries)</h3><h3>B (continued, showing last 4 of 29 entries )</h3>", 29),
    "a page that says no size": ("<div>Total of 300 entries View page: <span>1</span> <a>2</a></div><h3>New (showing 200 of 300 entries)</h3>", 200),
}


@pytest.mark.parametrize("case", CASES)
def test_claim_is_what_this_page_shows(case: str) -> None:
    """The claim is the page's own range, or the smaller of the total and the size of a page; what no page says is not claimed."""
    html, expected = CASES[case]
    assert count_entries(Page(html)) == expected
