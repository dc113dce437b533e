"""The page of a dump in a real browser: read, filtered, jumped about in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accounts import LISTING
from corpora import PROJECT
from playwright.sync_api import Browser, Page

from pipeline.cli import main

REJECTS = PROJECT / "tests" / "dumps" / "rejects-in-a-listing" / "dump.txt"
Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, work: Path) -> Iterator[Open]:
    """Inspect a dump and open its page; whatever the page complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_dump(data: bytes, *arguments: str, **options) -> Page:
        (work / "dump").write_bytes(data)
        assert main(["inspect", "dump", "--html", "page.html", *arguments]) == 0
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: complaints.extend([] if request.url.startswith("file:") else [request.url]))
        page.goto((work / "page.html").as_uri())
        return page

    yield open_dump
    for context in contexts:
        context.close()
    assert complaints == []


def test_parts_are_read(open_page: Open) -> None:
    """The sum, the regions, the fields with what came of them and the rejects can be read."""
    page = open_page(REJECTS.read_bytes())
    assert page.title() == "papersieve inspect: dump"
    text = page.inner_text("main")
    for words in (
        "3 records; 4 stretches rejected",
        "hf-page-text  bytes 0-576, 2 records".replace("  ", " "),
        "Tides in Small Lakes",
        "→ cs.CL",
        "rejected orphan",
    ):
        assert words in text
    assert page.locator(".part.rejected").count() == 4
    assert page.locator(".part.field.title").first.get_attribute("title") == "bytes=87,107"


def test_kinds_are_filtered(open_page: Open) -> None:
    """A kind that is unchecked is gone until it is checked again."""
    page = open_page(REJECTS.read_bytes())
    assert page.locator(".part.field:visible").count() > 5
    page.get_by_label("fields", exact=False).first.uncheck()
    assert page.locator(".part.field:visible").count() == 0
    assert page.locator(".part.rejected:visible").count() == 4
    page.get_by_label("fields", exact=False).first.check()
    assert page.locator(".part.field:visible").count() > 5


def test_keys_go_from_place_to_place(open_page: Open) -> None:
    """The keys j and k go through the records, n and p through the rejects, and stop at both ends."""
    page = open_page(REJECTS.read_bytes())
    places = []
    for key in "jjkkpnn":
        page.keyboard.press(key)
        places.append(page.evaluate("location.hash"))
    assert places == ["#d1-r1", "#d1-r2", "#d1-r1", "#d1-r1", "#d1-x4", "#d1-x4", "#d1-x4"]


def test_links_lead_to_what_is_far_down(open_page: Open) -> None:
    """A link of the list brings its record onto the screen, though what lies between was never laid out."""
    entry = '{{"title": "Bees count to {0}", "abstract": "We show that bees can be taught to count to {0}, in a week.", "authors": ["Ada Byrd"]}}\n'
    page = open_page("".join(entry.format(number) for number in range(300)).encode())
    page.get_by_role("link", name="Bees count to 299", exact=True).click()
    box = page.locator("#d1-r300").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 720
    assert "299" in page.locator("#d1-r300").inner_text()


def test_hostile_text_does_nothing(open_page: Open) -> None:
    """Scripts of a dump are text: no dialog opens, nothing is fetched, no element comes of them."""
    page = open_page(LISTING.encode())
    assert page.locator("main img, main script").count() == 0
    assert "<script>alert(1)</script>" in page.inner_text("main")


@pytest.mark.parametrize("width", [320, 800, 1600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screens_of_all_kinds(open_page: Open, width: int, scheme: str) -> None:
    """Nothing reaches beyond a narrow screen, and the colours follow the reader's choice."""
    listing = PROJECT / "tests" / "dumps" / "arxiv-list" / "dump-2025-new.html"
    page = open_page(listing.read_bytes(), viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 27)"}[scheme]


def test_page_is_read_without_scripts(open_page: Open) -> None:
    """Filters and links need no script."""
    page = open_page(REJECTS.read_bytes(), java_script_enabled=False)
    page.get_by_label("fields", exact=False).first.uncheck()
    assert page.locator(".part.field:visible").count() == 0
