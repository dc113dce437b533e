"""Copies of a paper: what another listing makes of it."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from benchmarks.dumps.papers import Paper
from benchmarks.dumps.spelling import abbreviate_name, change_case, escape_ampersands, spell_latex, spell_unicode, swap_hyphens

ORIGINAL: Final = "original"
KINDS: Final = {"clean": 3, "respelt": 5, "perturbed": 4, "truncated": 3, "no-id": 4, "doi-only": 1}
"""The kinds of copies and how often each is drawn.

clean: the record again. respelt: other spellings of the same words. perturbed: a later version with a few words changed.
truncated: a teaser and the first authors. no-id: title, authors and abstract. doi-only: no abstract, no arXiv id.
"""
CHANGED_SHARE = 0.03
TEASER_CHARS = (220, 420)
MAX_LISTED = 3
WIDTHS = (68, 72, 79, 96)


def copy_paper(paper: Paper, allowed: Collection[str], rng: random.Random, words: Sequence[str]) -> tuple[str, Paper]:
    """A copy of a kind among those allowed, drawn by weight, and its name; what needs a DOI is not drawn for a paper without one."""
    kinds = [kind for kind in KINDS if kind in allowed and (kind != "doi-only" or paper.doi is not None)]
    kind = rng.choices(kinds, [KINDS[kind] for kind in kinds])[0]
    if kind == "respelt":
        return kind, respell(paper, rng)
    if kind == "perturbed":
        return kind, perturb(paper, rng, words)
    if kind == "truncated":
        return kind, truncate(paper, rng)
    if kind == "no-id":
        return kind, replace(respell(paper, rng), arxiv=None, doi=None, journal_ref=None)
    if kind == "doi-only":
        return kind, replace(respell(paper, rng), arxiv=None, abstract="", comments=None)
    return kind, paper


def respell(paper: Paper, rng: random.Random) -> Paper:
    """The same words in other spellings: LaTeX or Unicode, hyphens, entities, capitals, initials, line breaks."""
    spell = rng.choice((spell_latex, spell_unicode, swap_hyphens, escape_ampersands))
    return replace(
        paper,
        title=change_case(paper.title) if rng.random() < 0.3 else spell(paper.title),
        authors=tuple(abbreviate_name(name) for name in paper.authors) if rng.random() < 0.5 else paper.authors,
        abstract=spell(paper.abstract),
        width=rng.choice(WIDTHS),
    )


def perturb(paper: Paper, rng: random.Random, words: Sequence[str]) -> Paper:
    """A later version, in which a few words were changed, left out or put in."""
    changed = paper.abstract.split(" ")
    for _ in range(max(1, round(len(changed) * CHANGED_SHARE))):
        place = rng.randrange(len(changed))
        new = rng.choice(words)
        changed[place] = rng.choice((new, new, f"{changed[place]} {new}", ""))
    later = paper.versions[-1] + timedelta(seconds=rng.randrange(86_400, 300 * 86_400))
    return replace(paper, abstract=" ".join(word for word in changed if word), versions=(*paper.versions, later))


def truncate(paper: Paper, rng: random.Random) -> Paper:
    """A teaser: the beginning of the abstract, and the first of many authors."""
    end = min(rng.randrange(*TEASER_CHARS), len(paper.abstract) * 2 // 3)
    cut = paper.abstract[:end].rpartition(" ")[0].rstrip(" .,;:")
    return replace(paper, abstract=f"{cut}...", authors=paper.authors[:MAX_LISTED], authors_complete=len(paper.authors) <= MAX_LISTED)
