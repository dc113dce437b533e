"""Replay: from a locator back to the texts it stands for in the bytes of a dump."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from pipeline.charset import decode_range
from pipeline.locators import Pick, read_bytes, resolve_items, split_steps
from pipeline.page import Page
from pipeline.syntax import bibtex, json_values, ris, tables, xml_values


class Bytes(Protocol):
    """Bytes that may lie in a file, of which stretches are read."""

    def __len__(self) -> int: ...

    def __getitem__(self, span: slice, /) -> bytes: ...


class DumpText:
    """The bytes of a dump with the charset they were read in; pages in it are parsed once."""

    def __init__(self, data: Bytes, charset: str) -> None:
        self.data = data
        self.charset = charset
        self._read_page = lru_cache(maxsize=8)(Page)
        self._decode = lru_cache(maxsize=8)(self._decode_once)

    def find(self, locator: str) -> list[str]:
        """The texts that a locator stands for: one for each item of a list.

        Raises `ValueError` for what is no locator or no text of its kind, `LookupError` where it leads nowhere.
        """
        steps = split_steps(locator)
        if steps[0][0] == "bytes":
            texts = [self._decode(start, end) for start, end in read_bytes(steps[0][1])]
            steps = steps[1:]
        else:
            texts = [self._decode(0, len(self.data)).removeprefix("\ufeff")]
        for kind, value in steps:
            if len(texts) != 1:
                raise ValueError(f"{locator}: a step that leads on from several texts")
            texts = resolve_items(value, texts[0], self._picker(kind))
        return texts

    def _decode_once(self, start: int, end: int) -> str:
        """The text of a byte range; a page of thousands of entries is asked for once for each of their fields."""
        return decode_range(self.data[start:end], self.charset)

    def _picker(self, kind: str) -> Pick:
        if kind == "xpath":
            return lambda text, path: self._read_page(text).pick(path)
        return PICKERS[kind]


PICKERS: dict[str, Pick] = {"json": json_values.pick, "xml": xml_values.pick, "cell": tables.pick, "bibtex": bibtex.pick, "ris": ris.pick}
"""How a path is followed in each syntax that needs no page."""
