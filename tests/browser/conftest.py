"""A real browser: Debian's chromium, started and closed by the tests that need one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from corpora import SEEDS
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from pipeline import stages
from pipeline.plan import Order

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
READY = "html[data-ready=all]"


class Visit(msgspec.Struct, frozen=True):
    """A page that was opened from disk, and what it asked for and complained of meanwhile."""

    page: Page
    requests: list[str]
    complaints: list[str]


Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser, one a module: while it runs there is an event loop, and Prefect would wait for none of the calls of tests that come later."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed, and no other browser will do")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Open a file: `visit(path, "#paper=...", width=320)`. At the end no page may have asked for another file, or complained."""
    visits: list[Visit] = []

    def open_page(path: Path, fragment: str = "", width: int = 1280, **options: Any) -> Visit:
        page = browser.new_context(viewport={"width": width, "height": 900}, **options).new_page()
        visit = Visit(page, [], [])
        visits.append(visit)
        page.on("request", lambda request: visit.requests.append(request.url))
        page.on("console", lambda message: visit.complaints.extend(tell(message)))
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.goto(path.as_uri() + fragment)
        if options.get("java_script_enabled", True):
            page.wait_for_selector(READY)
        return visit

    yield open_page
    for one in visits:
        assert len(set(one.requests)) == 1
        assert one.complaints == []
        one.page.context.close()


def tell(message: ConsoleMessage) -> list[str]:
    """What a page says on its console, as far as it is a complaint."""
    return [message.text] if message.type in ("error", "warning") else []


@pytest.fixture(scope="session")
def seed_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the seeds."""
    folder = tmp_path_factory.mktemp("seeds")
    stages.run(folder, Order((str(SEEDS),)))
    return folder / "report.html"


@pytest.fixture
def axe() -> str:
    """axe-core, which looks for what keeps people out."""
    return (Path(__file__).parent / "axe-core-4.14.1.min.js").read_text(encoding="utf-8")
