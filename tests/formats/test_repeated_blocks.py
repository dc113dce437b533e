"""What is read from pages that repeat a block, beyond what the goldens show."""

from __future__ import annotations

import pytest

from pipeline.formats.generic.repeated_blocks import cut
from pipeline.page import Page
from pipeline.raw import RawRecord

TITLES = ("Counting Bees under a Lamp", "Hives as Heaps of Honey", "A Census of Drones", "Is Nectar All You Need?")
PROSE = "Keepers count by day and drones by night, and what they count is not the same. We ask both of them to count at dusk, and both refuse. " * 2


def read(template: str) -> list[dict[str, list[str]]]:
    """The fields of the records of a page that repeats a template for each title."""
    entries = "".join(template.replace("TITLE", title).replace("NUMBER", str(number)) for number, title in enumerate(TITLES, 1))
    page = Page(f"<html><body><main>{entries}</main></body></html>")
    found = cut(page)
    return [] if found is None else [_show(page, record) for record in found.records]


def _show(page: Page, record: RawRecord) -> dict[str, list[str]]:
    return {field.name: field.texts(page.text) for field in record.fields}


@pytest.mark.parametrize(
    ("people", "names"),
    [
        ("<p>Authors: Ann Rabe, Bo Pica</p>", ["Ann Rabe", "Bo Pica"]),
        ("<p class=authors><a>Ann Rabe</a><a>Bo Pica</a></p>", ["Ann Rabe", "Bo Pica"]),
        ("<p class=authors>Ann Rabe, <em>Example Labs</em>; Bo Pica, <em>Example University</em></p>", ["Ann Rabe", "Bo Pica"]),
        ("<p><span class=author>Ann Rabe</span> and <span class=author>Bo Pica</span></p>", ["Ann Rabe", "Bo Pica"]),
        ("<p class='full-authors'>Rabe A, Pica B</p><p class='short-authors'>Rabe A, et al.</p>", ["Rabe A", "Pica B"]),
        ("<form><a>Ann Rabe</a>,</form><form><a>Bo Pica</a></form>", ["Ann Rabe", "Bo Pica"]),
        ("<p>by Ann Rabe, Bo Pica</p>", ["Ann Rabe", "Bo Pica"]),
    ],
)
def test_names_are_told_in_many_ways(people: str, names: list[str]) -> None:
    """Authors stand in elements, in italics, behind labels, a line each, or right below the title."""
    records = read(f"<div class=paper><h3><a href=https://arxiv.org/abs/2405.9400NUMBER>TITLE</a></h3>{people}</div>")
    assert [record.get("authors") for record in records] == [names] * len(TITLES)


def test_list_that_breaks_off_is_not_complete() -> None:
    """A button for the authors that are left out is none of them."""
    records = read("<li><a href=/abs/2405.9400NUMBER>TITLE</a><br><span class=authors><a>Ann Rabe</a>, +3 authors, <a>Bo Pica</a></span></li>")
    assert [record["authors_complete"] for record in records] == [["+3 authors"]] * len(TITLES)


def test_text_is_an_abstract_only_beside_authors() -> None:
    """What a page says of a paper whose authors it does not name is its own."""
    link = "<h3><a href=https://arxiv.org/abs/2405.9400NUMBER>TITLE</a></h3>"
    named = read(f"<article>{link}<p class=authors>Ann Rabe, Bo Pica</p><p>{PROSE}</p></article>")
    unnamed = read(f"<article>{link}<p class=abstract>{PROSE}</p></article>")
    assert [record["abstract"] for record in [*named, *unnamed]] == [[PROSE.strip()]] * 2 * len(TITLES)
    assert not read(f"<article>{link}<p>{PROSE}</p></article>")


def test_summary_by_a_machine_is_no_abstract() -> None:
    """What stands under `TL;DR` is left out."""
    records = read(f"<article><h3>TITLE</h3><p class=authors>Ann Rabe, Bo Pica</p><div class=abstract>TL;DR {PROSE}</div></article>")
    assert [set(record) for record in records] == [{"title", "authors"}] * len(TITLES)


def test_full_stop_behind_every_title_is_the_page_s() -> None:
    """Where all titles end so, none does."""
    records = read("<p class=paper><b>TITLE.</b><br><i>Ann Rabe, Bo Pica</i></p>".replace("?.", "?"))
    assert [record["title"] for record in records] == [[title] for title in TITLES[:3]] + [["Is Nectar All You Need?"]]


@pytest.mark.parametrize("heading", ["References", "Related articles", "Cited by"])
def test_what_is_cited_is_no_entry(heading: str) -> None:
    """A heading says that the blocks below it are not what the page is about."""
    entries = "".join(f"<li><a href=https://arxiv.org/abs/2405.9400{number}>{title}</a></li>" for number, title in enumerate(TITLES))
    assert cut(Page(f"<html><body><h2>{heading}</h2><ul>{entries}</ul></body></html>")) is None


def test_claim_is_what_the_page_shows_of_all() -> None:
    """`Showing 1 - 4 of 1,240` promises four."""
    entries = "".join(f"<li><a href=https://arxiv.org/abs/2405.9400{number}>{title}</a></li>" for number, title in enumerate(TITLES))
    found = cut(Page(f"<html><body><p>Showing 1 - 4 of 1,240 results</p><ul>{entries}</ul></body></html>"))
    assert found is not None
    assert found.claimed == len(TITLES)
