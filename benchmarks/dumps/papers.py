"""Papers by number: each follows from the seed and its number alone, whatever was made before it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec

MONTHS = 144
"""The ids begin with January 2015, when the numbers got five digits, and go on for twelve years."""
FIRST_YEAR = 2015
MAX_PAPERS = MONTHS * 99_999
DOI_EVERY = 3
CATEGORIES = (
    *("cs.CL", "cs.LG", "cs.CV", "cs.AI", "cs.DS", "cs.IT", "stat.ML", "stat.ME", "math.CO", "math.PR", "math.AG", "math.NT", "math-ph"),
    *("hep-ph", "hep-th", "hep-ex", "gr-qc", "quant-ph", "nucl-th", "astro-ph.GA", "astro-ph.CO", "cond-mat.str-el", "cond-mat.stat-mech"),
    *("physics.optics", "physics.flu-dyn", "q-bio.NC", "q-fin.ST", "econ.EM", "eess.SP"),
)
JOURNALS = ("Phys. Rev. D", "Astrophys. J.", "J. Algebra", "Lett. Math. Phys.", "J. Stat. Mech.", "Theor. Comput. Sci.", "Opt. Express", "Neural Comput.")
LICENSES = (None, "http://arxiv.org/licenses/nonexclusive-distrib/1.0/", "http://creativecommons.org/licenses/by/4.0/")


class Text(msgspec.Struct, frozen=True):
    """What a paper says and who wrote it, white space folded."""

    title: str
    authors: tuple[str, ...]
    abstract: str


class Paper(msgspec.Struct, frozen=True):
    """A paper as one listing has it; None or empty where that listing does not say."""

    arxiv: str | None
    title: str
    authors: tuple[str, ...]
    abstract: str
    categories: tuple[str, ...]
    versions: tuple[datetime, ...]
    """When each version came."""
    comments: str | None
    journal_ref: str | None
    doi: str | None
    license: str | None
    authors_complete: bool = True
    width: int = 79
    """At which column a format with hard line breaks has them."""


class Texts(Protocol):
    """Where the texts of papers come from."""

    words: Sequence[str]
    """Some words, to change others into."""

    def write(self, number: int, rng: random.Random) -> Text:
        """The text of the paper of this number, unlike that of any other."""


def make_paper(number: int, seed: int, texts: Texts) -> Paper:
    """The paper of this number as arXiv has it. Raises `ValueError` beyond the last number there is an id for."""
    if number >= MAX_PAPERS:
        raise ValueError(f"there are ids for {MAX_PAPERS} papers, not for number {number}")
    rng = start_rng(seed, number, 0)
    text = texts.write(number, rng)
    year, month = FIRST_YEAR + number % MONTHS // 12, number % 12 + 1
    first = datetime(year, month, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(28 * 86_400))
    later = sorted(first + timedelta(seconds=rng.randrange(400 * 86_400)) for _ in range(rng.choice((0, 0, 0, 1, 1, 2))))
    is_published = number % DOI_EVERY == 0
    volume, page = rng.randrange(1, 300), rng.randrange(1, 9000)
    return Paper(
        arxiv=f"{year % 100:02}{month:02}.{number // MONTHS + 1:05}",
        title=text.title,
        authors=text.authors,
        abstract=text.abstract,
        categories=tuple(rng.sample(CATEGORIES, rng.choice((1, 1, 2, 3)))),
        versions=(first, *later),
        comments=None if rng.random() < 0.3 else f"{rng.randrange(4, 60)} pages, {rng.randrange(2, 15)} figures",
        journal_ref=f"{rng.choice(JOURNALS)} {volume}, {page} ({year})" if is_published else None,
        doi=f"10.{5000 + number % 97}/made.{year}.{number:08}" if is_published else None,
        license=rng.choice(LICENSES),
    )


def start_rng(seed: int, number: int, copy: int) -> random.Random:
    """The source of chance for a paper, or for one of its copies."""
    return random.Random((seed << 40) + (number << 8) + copy)
