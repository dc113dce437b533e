"""What a person is shown of titles that were searched (`explain WORDS`)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.lookup import Titles
from pipeline.show.lines import Line, write


def show_titles(titles: Titles) -> Iterator[Line]:
    """The papers that were found, a line each, the best first."""
    for paper_id, title in titles.best:
        yield write((paper_id, "cyan"), "  ", title, rest="  ")
    if titles.count > len(titles.best):
        yield write((f"and {titles.count - len(titles.best):,} more", "dim"))
