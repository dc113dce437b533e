"""A scraper's JSON around pages: objects that hold the page as a string, with the address it came from and when.

    {"url": "https://...", "fetched_at": "2026-02-01T08:00:00Z", "status": 200, "html": "<!DOCTYPE html>..."}

One object, a list of them, or one a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import msgspec

PAGE_RE = re.compile(r"\s*<(?:!doctype\s+html|html[\s>]|\?xml\s|rss\s|feed\s)", re.IGNORECASE)
URL_KEYS = ("url", "link", "request_url", "final_url", "source_url", "page_url", "uri", "href")
DATE_KEYS = ("captured_on", "fetched_at", "scraped_at", "crawled_at", "retrieved_at", "downloaded_at", "timestamp", "date", "time")
DAY_RE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
MAX_DEPTH = 12


class PackedPage(msgspec.Struct, frozen=True):
    """A page inside JSON: the pointer to it, what it is, where and when it was captured, as far as the object says."""

    path: str
    html: str
    url: str | None
    captured_on: str | None


def list_pages(data: bytes) -> Iterator[PackedPage]:
    """The pages in a JSON document, or in JSON Lines. Raises `ValueError` where it cannot be read on.

    >>> [page.path for page in list_pages(b'{"a": {"html": "<html>"}, "b": [{"body": "<!DOCTYPE html>"}]}')]
    ['a/html', 'b/0/body']
    """
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    decoder = json.JSONDecoder(strict=False)
    position = number = 0
    is_lines = False
    while (position := _skip_space(text, position)) < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except RecursionError as error:
            raise ValueError("JSON is nested too deep") from error
        is_lines = is_lines or number > 0 or _skip_space(text, position) < len(text)
        yield from _walk(value, [str(number)] if is_lines else [])
        number += 1


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position


def _walk(value: object, path: list[str]) -> Iterator[PackedPage]:
    """The pages in a value, down to a depth that no envelope has."""
    if len(path) > MAX_DEPTH:
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, [*path, str(index)])
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, str) and PAGE_RE.match(item):
                yield PackedPage("/".join([*path, key]), item, _find_text(value, URL_KEYS), _find_day(value))
            elif isinstance(item, dict | list):
                yield from _walk(item, [*path, key])


def _find_text(value: dict[str, object], keys: tuple[str, ...]) -> str | None:
    return next((found for key in keys if isinstance(found := value.get(key), str)), None)


def _find_day(value: dict[str, object]) -> str | None:
    text = _find_text(value, DATE_KEYS)
    match = None if text is None else DAY_RE.match(text)
    return None if match is None else match.group()
