"""Texts from a small invented vocabulary and a grammar: for where no real abstracts are at hand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product

from benchmarks.dumps.papers import Text

ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "br", "cl", "dr", "gr", "pl", "st", "tr")
VOWELS = ("a", "e", "i", "o", "u")
NOUN_ENDS = ("ron", "tide", "lum", "mere", "nix", "dor", "vane")
ADJECTIVE_ENDS = ("nic", "lar", "ral", "tive", "sable")
VERB_ENDS = ("rise", "late", "nify", "mend")
PATTERNS = (
    "We {verb} the {adjective} {noun} of {adjective} {noun}s and show how a {noun} may {verb} its {noun}.",
    "In contrast to {adjective} {noun}s, the {adjective} {noun} can {verb} every {noun} without a {adjective} {noun}.",
    "Experiments on {noun}s and {noun}s {verb} a {adjective} {noun} by {percent} %, at the cost of one {noun}.",
    "Whether a {noun} is {adjective} or {adjective} depends on its {noun}, its {noun} and the {adjective} {noun} around it.",
    "For $k \\le {percent}$ the {noun} has a {adjective} bound, which {noun}s and {adjective} {noun}s {verb} in turn.",
)
TITLES = (
    "{adjective} {noun}s {verb} the {noun} of {noun}",
    "On {adjective} {noun}s with {adjective} {noun} and {noun}",
    "To {verb} or to {verb}: {adjective} {noun}",
)
GIVEN = ("Ana", "Bo", "Carla", "Dario", "Émile", "Frida", "G. H.", "Iris", "Jon", "K.", "Łukasz", "María", "Nia", "Oskar", "Zoë")


class InventedTexts:
    """A text for each number, by chance alone."""

    def __init__(self) -> None:
        stems = ["".join(parts) for parts in product(ONSETS, VOWELS)]
        self.stems = stems
        self.kinds = {"noun": NOUN_ENDS, "adjective": ADJECTIVE_ENDS, "verb": VERB_ENDS}
        self.words: Sequence[str] = [stem + end for stem, end in product(stems, NOUN_ENDS)]

    def write(self, number: int, rng: random.Random) -> Text:  # noqa: ARG002 - the number is in the state of `rng`
        """A title, some names and an abstract of five to nine sentences."""
        title = self._fill(rng.choice(TITLES), rng)
        names = tuple(f"{rng.choice(GIVEN)} {self._make_word('noun', rng).capitalize()}" for _ in range(rng.choice((1, 2, 2, 3, 5))))
        return Text(title[0].upper() + title[1:], names, " ".join(self._fill(rng.choice(PATTERNS), rng) for _ in range(rng.randrange(5, 10))))

    def _fill(self, pattern: str, rng: random.Random) -> str:
        """The pattern with words of the kinds that it names."""
        pieces = pattern.split("{")
        filled = [pieces[0]]
        for piece in pieces[1:]:
            kind, _, rest = piece.partition("}")
            filled.append((str(rng.randrange(2, 98)) if kind == "percent" else self._make_word(kind, rng)) + rest)
        return "".join(filled)

    def _make_word(self, kind: str, rng: random.Random) -> str:
        return rng.choice(self.stems) + rng.choice(self.stems) + rng.choice(self.kinds[kind])
