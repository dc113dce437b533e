"""What LaTeX commands stand for: the tables of `rules/latex_symbols.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple


class Symbols(NamedTuple):
    """What commands stand for; the tables of `rules/latex_symbols.toml`."""

    signs: dict[str, str]
    infixes: dict[str, str]
    functions: dict[str, str]
    greek: dict[str, str]
    letters: dict[str, str]
    accents: dict[str, str]
    hats: dict[str, str]
    lists: dict[str, frozenset[str]]
    maths: frozenset[str]


@cache
def load_symbols() -> Symbols:
    """The tables of commands, read once."""
    data = tomllib.loads((resources.files("pipeline.rules") / "latex_symbols.toml").read_text(encoding="utf-8"))
    signs = {**data["greek"], **data["sign"], **data["escaped"]}
    lists = {name: frozenset(words.split()) for name, words in data["list"].items()}
    lists["shape"] = lists["style"] | lists["second"] | lists["switch"]
    maths = frozenset([*data["greek"], *data["sign"], *data["infix"], *data["function"], *data["hat"], *lists["maths_style"], *lists["fraction"]])
    return Symbols(
        signs, data["infix"], data["function"], data["greek"], data["letter"], data["accent"], data["hat"], lists,
        maths | {"sqrt", "textsuperscript", "textsubscript"},
    )  # fmt: skip
