"""Keys of an entry, and elements of a page, in few words."""

from __future__ import annotations

import pytest

from pipeline.account.elements import Elements
from pipeline.account.keys import list_unused, read_node
from pipeline.page import Page
from pipeline.records import Field

PAGE = """<html><body><nav>x</nav><div id="content"><ul><li class="paper new"><a href="/1">One</a></li><li class="paper"><a>Two</a><a>2</a></li></ul></div>
<p>A</p><p class="note">B</p><div><div><div><div><div><div><b>deep</b></div></div></div></div></div></div></body></html>"""


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/html[1]/body[1]/nav[1]", "nav"),
        ("/html[1]/body[1]/div[1]", "div#content"),
        ("/html[1]/body[1]/div[1]/ul[1]/li[1]/a[1]", "div#content > ul > li.paper:nth(1) > a"),
        ("/html[1]/body[1]/div[1]/ul[1]/li[1]/a[1]/@href", "div#content > ul > li.paper:nth(1) > a @href"),
        ("/html[1]/body[1]/div[1]/ul[1]/li[2]/a[2]", "div#content > ul > li.paper:nth(2) > a:nth(2)"),
        ("/html[1]/body[1]/p[2]", "p.note"),
        ("/html[1]/body[1]/div[2]/div[1]/div[1]/div[1]/div[1]/div[1]/b[1]", "… > div > div > div > b"),
        ("/html[1]/body[1]/table[9]", "/html[1]/body[1]/table[9]"),
    ],
)
def test_elements_have_short_names(path: str, name: str) -> None:
    """An element is called by its id, its class or its number among those that share its name, from the last id on; what is not there by its path."""
    assert Elements(Page(PAGE).soup).name(path) == name


@pytest.mark.parametrize(
    ("text", "syntax", "used", "unused"),
    [
        ('{"a": 1, "b": {"c": 2, "d": 3}}', "json", ["json=/a", "json=/b/c"], ["/b/d"]),
        ('{"a": [{"n": "x", "o": "y"}], "e": "", "f": null}', "json", ["json=/a/0/n"], ["/a/0/o"]),
        ('{"a": "long text"}', "json", ["json=/a{0,4}"], []),
        ('{"a~b": {"c/d": 1}}', "json", [], ["/a~0b"]),
        ("{'a': 1, 'b': (2, 3)}", "json", ["json=/a"], ["/b"]),
        ('<e><t>T</t><c term="x" scheme="y"/><n/></e>', "xml", ["xml=/e/t", "xml=/e/c/@term"], ["/e/c/@scheme"]),
        ("<e><l>1</l><l>2</l></e>", "xml", ["xml=/e/l[1]"], ["/e/l[2]"]),
        ("@article{k, title = {T}, note = {N}}", "bibtex", ["bibtex=title"], ["note"]),
        ("@article{k, author = {A B and C D}, note = {N}}", "bibtex", ["bibtex=author/0;author/1"], ["note"]),
        ("TY  - JOUR\nTI  - T\nAU  - A\nAU  - B\nER  - ", "ris", ["ris=TI", "ris=AU/0;AU/1", "ris=TY"], []),
    ],
)
def test_unused_keys(text: str, syntax, used: list[str], unused: list[str]) -> None:
    """A key is not used where no field was made from it, from anything in it, or from what it is in."""
    node = read_node(text, syntax)
    assert node is not None
    assert [item.path for item in list_unused(node, [Field(f"bytes=0,9&{locator}", ()) for locator in used])] == unused


@pytest.mark.parametrize(("text", "syntax"), [("{", "json"), ("no entry", "bibtex"), ("", "xml")])
def test_broken_entries_have_no_keys(text: str, syntax) -> None:
    """What cannot be read by itself has none."""
    assert read_node(text, syntax) is None


def test_deep_entries_are_shown_as_far_as_anyone_looks() -> None:
    """Values inside values are not followed for ever."""
    node = read_node('{"a":' * 300 + '"x"' + "}" * 300, "json")
    assert node is not None
    assert [(item.path, item.text) for item in list_unused(node, [])] == [("/a", "…")]
