"""Self-contained pages of HTML, for a person: they open from disk, fetch nothing, and let nothing that a dump holds act.

Whatever is put into a template is escaped. The content security policy allows the styles and scripts that this package brings,
each by its hash, and nothing else: markup that got through all the same could neither run nor load anything.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.pages.text import format_share
from pipeline.show.characters import show_exactly

if TYPE_CHECKING:
    from jinja2 import Environment

THEME = "theme.css"
"""The style sheet that all pages begin with: colours of both modes, type, focus."""


def render_page(
    template: str, title: str, styles: Sequence[str] = (), scripts: Sequence[str] = (), *, packed: Sequence[str] = (), **values: object
) -> Iterator[str]:
    """A page in pieces, as it is made: the template (which extends `frame.html`) with these values.

    `styles` and `scripts` are names of files of this package; `theme.css` always comes first. `packed` are names of libraries in
    `vendor/`, which stand in the page deflated until its scripts unpack and start one: the policy allows their text too.
    """
    sheets, programs = [load_asset(name) for name in (THEME, *styles)], [load_asset(name) for name in scripts]
    libraries = {name: load_library(name) for name in packed}
    frame = {
        "title": title,
        "policy": make_policy(sheets, [*programs, *libraries.values()]),
        "styles": list(map(Markup, sheets)),
        "scripts": list(map(Markup, programs)),
        "libraries": {name: Markup(_pack(text)) for name, text in libraries.items()},  # noqa: S704 - base64
    }
    yield from _environment().get_template(template).generate(frame | values)


def load_asset(name: str) -> str:
    """The text of a file of this package, as it stands between the tags of a page.

    Raises `ValueError` where it would end the element that it stands in.
    """
    text = (resources.files("pipeline.pages") / name).read_text(encoding="utf-8")
    if "</script" in text.lower() or "</style" in text.lower():
        raise ValueError(f"{name}: holds a closing tag, and cannot stand inside a page")
    return f"\n{text.strip()}\n"


def load_library(name: str) -> str:
    """The text of a library of `vendor/` as it is started: its licence, then what its authors published, unchanged."""
    folder = resources.files("pipeline.pages") / "vendor"
    licence = (folder / f"{name}.LICENSE").read_text(encoding="utf-8").strip()
    return f"/*!\n{name}\n\n{licence}\n*/\n{(folder / f'{name}.min.js').read_text(encoding='utf-8')}"


@cache
def _pack(text: str) -> str:
    """A text deflated, in base64."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def make_policy(styles: Sequence[str], scripts: Sequence[str]) -> str:
    """The content security policy of a page with these inline styles and scripts, and no others.

    >>> make_policy([], [])
    "default-src 'none'; img-src data:; style-src 'none'; script-src 'none'; base-uri 'none'; form-action 'none'"
    """
    return f"default-src 'none'; img-src data:; style-src {_name_hashes(styles)}; script-src {_name_hashes(scripts)}; base-uri 'none'; form-action 'none'"


def _name_hashes(texts: Sequence[str]) -> str:
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    return " ".join(f"'sha256-{digest}'" for digest in hashes) or "'none'"


@cache
def _environment() -> Environment:
    # Importing it takes longer than most commands, which make no page.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=PackageLoader("pipeline.pages", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"count": "{:,}".format, "reveal": show_exactly, "share": format_share}
    return environment
