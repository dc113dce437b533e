"""The frame of a page: what it lets in, and what it escapes."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib import resources

import pytest

from pipeline import pages


@pytest.fixture
def page() -> str:
    """A page whose title is hostile."""
    return "".join(pages.render_page("frame.html", "</title><script>alert(1)</script>"))


def test_title_is_escaped(page: str) -> None:
    """Markup in a value is text of the page."""
    assert "<script" not in page
    assert "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>" in page


def test_policy_allows_the_styles_by_their_hash(page: str) -> None:
    """Each style of the page is allowed by the hash of its very text, and no other source is."""
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;; script-src &#39;none&#39;" in page


@pytest.mark.parametrize("name", sorted(path.name for path in resources.files("pipeline.pages").iterdir() if path.name.endswith((".css", ".js"))))
def test_assets_can_stand_in_a_page(name: str) -> None:
    """No style sheet or script of the package ends the element it stands in."""
    assert pages.load_asset(name).strip()


LIBRARIES = sorted(path.name.removesuffix(".min.js") for path in (resources.files("pipeline.pages") / "vendor").iterdir() if path.name.endswith(".min.js"))


@pytest.mark.parametrize("name", LIBRARIES)
def test_libraries_bring_their_licence(name: str) -> None:
    """A library stands in a page with its name, version and licence, and as its authors published it."""
    text = pages.load_library(name)
    assert text.startswith(f"/*!\n{name}\n")
    assert "copyright" in text[:2000].lower()
    assert text.endswith((resources.files("pipeline.pages") / "vendor" / f"{name}.min.js").read_text(encoding="utf-8"))


def test_policy_allows_a_packed_library() -> None:
    """A library that stands deflated in a page may run, by the hash of its text."""
    page = "".join(pages.render_page("frame.html", "title", packed=LIBRARIES[:1]))
    digest = base64.b64encode(hashlib.sha256(pages.load_library(LIBRARIES[0]).encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in page
