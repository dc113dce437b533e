"""Texts from a file of real abstracts: as they are as long as they last, then recombined.

A recombined text takes a third of the sentences from each of three abstracts of about one length, and changes a word here and
there. Which three is laid out so that no two papers have more than one of them in common, so unrelated papers stay unlike.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import zstandard

from benchmarks.dumps.papers import Text

MIN_WORDS = 25
MIN_TITLE_WORDS = 4
MAX_CHARS = 3_000
"""Longer ones are no abstracts; arXiv takes 1,920 characters."""
OPENING_CHARS = 60
"""Texts that agree so far are of one template, or of one paper that the table of pairs does not know of."""
SCRAPED_RE = re.compile(r"View Profile|In Special Collection: CogNet")
"""What a publisher's page says around an abstract: where it was scraped whole, papers are alike that are not."""
MIN_DONOR_WORDS = 80
SHARES = (0.27, 0.4)
"""What each of the three parts of a donor must have of its words: then two papers with a part in common stay below a Jaccard of 0.3."""
CHANGE_EVERY = 12
"""One word in so many is changed in a recombined text."""
VOCABULARY_TEXTS = 4_000
SENTENCE_RE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
PLAIN_WORD_RE = re.compile(r"\b[a-z]{5,}\b")
PLAIN_TITLE_RE = re.compile(r"[\w\s:,.?'()-]+")
Parts = tuple[str, str, str]


class RealTexts:
    """The texts of real papers, in an order that the seed decides, and recombined ones after the last of them."""

    def __init__(self, texts: Sequence[Text], seed: int) -> None:
        rng = random.Random(seed)
        self.texts = rng.sample(texts, len(texts))
        self.words: Sequence[str] = sorted({word for text in self.texts[:VOCABULARY_TEXTS] for word in PLAIN_WORD_RE.findall(text.abstract)})
        self.authors = [author for text in self.texts for author in text.authors[:3]]
        self.donors = _order_donors(self.texts)
        self.steps = _Steps(len(self.donors))

    def write(self, number: int, rng: random.Random) -> Text:
        """The text of this number. Raises `ValueError` where the abstracts are too few for that many different texts."""
        if number < len(self.texts):
            return self.texts[number]
        if not self.donors:
            raise ValueError(f"the abstracts give {len(self.texts)} papers; none of them can be recombined to give number {number}")
        turn, first = divmod(number - len(self.texts), len(self.donors))
        donors = [self.donors[(first + step) % len(self.donors)] for step in (0, *self.steps.find(turn))]
        parts = [donor[1][(place + turn) % 3] for place, donor in enumerate(donors)]
        titles = [donor[0].split() for donor in donors[:2]]
        return Text(
            title=" ".join(titles[0][: (len(titles[0]) + 1) // 2] + titles[1][len(titles[1]) // 2 :]),
            authors=tuple(self._name_author(rng) for _ in range(rng.choice((1, 2, 2, 3, 3, 4, 5, 7)))),
            abstract=self._change_words(" ".join(parts), rng),
        )

    def _name_author(self, rng: random.Random) -> str:
        given = rng.choice(self.authors).split()[:-1]
        return " ".join([*given, rng.choice(self.authors).rsplit(None, 1)[-1]])

    def _change_words(self, text: str, rng: random.Random) -> str:
        words = text.split(" ")
        for place in range(rng.randrange(CHANGE_EVERY), len(words), CHANGE_EVERY):
            if PLAIN_WORD_RE.fullmatch(words[place]):
                words[place] = rng.choice(self.words)
        return " ".join(words)


class _Steps:
    """For each turn two distances along the circle of donors, no difference between any of them used twice."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.found: list[tuple[int, int]] = []
        self.used: set[int] = set()

    def find(self, turn: int) -> tuple[int, int]:
        while len(self.found) <= turn:
            near = next(step for step in count(1) if step not in self.used)
            far = next(step for step in count(near + 1) if step not in self.used and step - near not in self.used | {near})
            if 2 * far >= self.size:
                raise ValueError(f"{self.size} abstracts that can be recombined are too few for so many papers")
            self.used |= {near, far, far - near}
            self.found.append((near, far))
        return self.found[turn]


def read_texts(path: Path) -> list[Text]:
    """The different papers of a compressed JSON Lines file with title, authors and abstract, without what its table of pairs says are two of one.

    The table is `pairs.tsv.zst` beside the file, if there is one: of two records that are listed as anything but `neg`, the second is left out.
    """
    left_out = set(_list_seconds(path.with_name("pairs.tsv.zst")))
    seen: set[str] = set()
    texts = []
    with zstandard.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = _take_text(record)
            if text is None or record["id"] in left_out:
                continue
            keys = {_fold(text.title), _fold(text.abstract[: 2 * OPENING_CHARS])[:OPENING_CHARS]}
            if seen.isdisjoint(keys):
                seen |= keys
                texts.append(text)
    return texts


def _fold(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _list_seconds(path: Path) -> Iterator[str]:
    if not path.exists():
        return
    with zstandard.open(path, "rt", encoding="utf-8", newline="") as table:
        for row in csv.DictReader(io.StringIO(table.read()), delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["label"] != "neg":
                yield row["id_b"]


def _take_text(record: dict[str, Any]) -> Text | None:
    title, authors, abstract = (record["title"] or "").split(), record["authors"] or (), (record["abstract"] or "").split()
    if len(title) < MIN_TITLE_WORDS or len(abstract) < MIN_WORDS or not authors or any("," in name or not name.strip() for name in authors):
        return None
    if sum(map(len, abstract)) + len(abstract) > MAX_CHARS or SCRAPED_RE.search(record["abstract"]):
        return None
    return Text(" ".join(title), tuple(" ".join(name.split()) for name in authors), " ".join(abstract))


def _order_donors(texts: Iterable[Text]) -> list[tuple[str, Parts]]:
    """The title and parts of all that can be recombined, around a circle on which neighbours are of about one length."""
    found = ((text.title, parts) for text in texts if PLAIN_TITLE_RE.fullmatch(text.title) and (parts := cut_thirds(text.abstract)) is not None)
    by_length = sorted(found, key=lambda donor: (sum(len(part) for part in donor[1]), donor))
    return by_length[::2] + by_length[1::2][::-1]


def cut_thirds(abstract: str) -> Parts | None:
    """The abstract in three parts of about one length, cut between sentences; None where it cannot be.

    >>> cut_thirds("Too short. It is. Sorry.") is None
    True
    """
    sentences = SENTENCE_RE.split(abstract)
    ends = [0]
    for sentence in sentences:
        ends.append(ends[-1] + sentence.count(" ") + 1)
    total = ends[-1]
    if len(sentences) < 3 or total < MIN_DONOR_WORDS:
        return None
    cuts = [0, _find_nearest(ends, total / 3), _find_nearest(ends, total * 2 / 3), len(sentences)]
    if any(not SHARES[0] <= (ends[end] - ends[start]) / total <= SHARES[1] for start, end in pairwise(cuts)):
        return None
    first, second, third = (" ".join(sentences[start:end]) for start, end in pairwise(cuts))
    if any(part.count("$") % 2 or part.count("{") != part.count("}") for part in (first, second, third)):
        return None
    return first, second, third


def _find_nearest(ends: Sequence[int], goal: float) -> int:
    return min(range(len(ends)), key=lambda place: abs(ends[place] - goal))
