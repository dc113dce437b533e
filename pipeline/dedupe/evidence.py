"""What is known about candidate pairs: measured on the true sets, put into words, judged by the decision table."""

from __future__ import annotations

from functools import cache
from math import prod
from typing import Final, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.overlap import count_common
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.table import I64, IS_CUT, IS_SHORT, HashSets, KeyTable
from pipeline.rules import compile_rules

F64: TypeAlias = NDArray[np.float64]

FACTS: Final[dict[str, tuple[str, ...]]] = {
    "text": ("none", "unlike", "faint", "part", "near", "within", "lost", "teaser", "short", "same"),
    "title": ("none", "unlike", "related", "close", "generic", "same", "distinct"),
    "authors": ("none", "disjoint", "some", "one", "most"),
    "year": ("none", "far", "near"),
    "place": ("none", "other", "issue", "unsure", "same"),
    "words": ("none", "few", "common"),
    "id": ("none", *ID_SCHEMES),
    "role": ("paper", "other"),
}
"""Every fact and what it can say, in the order of the line that the decision table reads."""

NO_RULE: Final = "none.no-rule"
HALF = 0.5
SAME_NAMES = 0.8
"""The share of all words of the names, given names too, from which two lists are one whatever the order of words."""


class Measures(msgspec.Struct, frozen=True, eq=False):
    """Of each pair: how alike texts and titles are, and the code of its facts."""

    jaccard: F64
    containment: F64
    title_jaccard: F64
    facts: I64


def compare_texts(table: KeyTable, a: I64, b: I64, settings: DedupeSettings) -> tuple[F64, F64, I64]:
    """Of each pair the Jaccard similarity and the containment of the texts, and what `text` says of them, as a place in its words."""
    is_same = _have_one_text(table, a, b)
    jaccard, containment = _compare_sets(table.shingles, a, b, is_same)
    jaccard[is_same] = containment[is_same] = 1.0
    return jaccard, containment, _level_texts(table, (a, b), (jaccard, containment, is_same), settings)


def _have_one_text(table: KeyTable, a: I64, b: I64) -> NDArray[np.bool_]:
    return np.asarray((table.text_keys[a] == table.text_keys[b]) & (table.text_keys[a] > 0))


def measure_pairs(table: KeyTable, a: I64, b: I64, settings: DedupeSettings) -> Measures:
    """The measures of the pairs of rows `a[i]`, `b[i]`."""
    jaccard, containment, text_level = compare_texts(table, a, b, settings)
    is_same_text = _have_one_text(table, a, b)
    title_jaccard, title_containment = _compare_sets(table.title_words, a, b)
    is_same_title = (table.title_keys[a] == table.title_keys[b]) & (table.title_keys[a] > 0)
    title_jaccard[is_same_title] = 1.0
    _, shared_words = _compare_sets(table.words, a, b, is_same_text)
    levels = {
        "text": text_level,
        "title": _level_titles(table, (a, b), (title_jaccard, title_containment, is_same_title), settings),
        "authors": _level_authors(table, a, b),
        "year": np.where((table.years[a] == 0) | (table.years[b] == 0), 0, np.where(np.abs(table.years[a] - table.years[b]) > settings.max_years_apart, 1, 2)),
        "place": _level_places(table, a, b),
        "words": np.where(_have_both(table.words, a, b), 1 + (shared_words >= settings.min_shared_words), 0),
        "id": _level_ids(table, a, b),
        "role": np.minimum(table.roles[a] | table.roles[b], 1),
    }
    facts = np.zeros(len(a), np.int64)
    for name, words in FACTS.items():
        facts = facts * len(words) + levels[name]
    return Measures(jaccard, containment, title_jaccard, facts)


def _compare_sets(sets: HashSets, a: I64, b: I64, is_equal: NDArray[np.bool_] | None = None) -> tuple[F64, F64]:
    """Jaccard, and the share of the smaller set that lies in the larger; 0 where a set is empty.

    Sets that are known to be equal, as those of one text are, need not be counted.
    """
    sizes_a, sizes_b = sets.measure(a), sets.measure(b)
    if is_equal is None:
        common = count_common(sets, a, b)
    else:
        common = sizes_a.copy()
        common[~is_equal] = count_common(sets, a[~is_equal], b[~is_equal])
    return common / np.maximum(sizes_a + sizes_b - common, 1), common / np.maximum(np.minimum(sizes_a, sizes_b), 1)


def _have_both(sets: HashSets, a: I64, b: I64) -> NDArray[np.bool_]:
    return np.asarray((sets.measure(a) > 0) & (sets.measure(b) > 0))


def _level_texts(table: KeyTable, pairs: tuple[I64, I64], likeness: tuple[F64, F64, NDArray[np.bool_]], settings: DedupeSettings) -> I64:
    a, b = pairs
    jaccard, containment, is_same = likeness
    is_cut = ((table.flags[a] | table.flags[b]) & IS_CUT) > 0
    is_short = ((table.flags[a] | table.flags[b]) & IS_SHORT) > 0
    names = FACTS["text"]
    level = np.searchsorted([settings.faint_jaccard, settings.min_jaccard, settings.near_jaccard], jaccard, "right") + names.index("unlike")
    is_inside = containment >= np.where(is_cut, settings.min_containment, settings.min_within)
    level[is_cut & (jaccard < settings.min_jaccard) & ~is_inside] = names.index("lost")
    level[~is_cut & (jaccard < settings.near_jaccard) & is_inside] = names.index("within")
    level[is_cut & is_inside] = names.index("teaser")
    level[~_have_both(table.shingles, a, b)] = names.index("none")
    level[is_same] = np.where(is_short[is_same], names.index("short"), names.index("same"))
    return np.asarray(level, np.int64)


def _level_titles(table: KeyTable, pairs: tuple[I64, I64], likeness: tuple[F64, F64, NDArray[np.bool_]], settings: DedupeSettings) -> I64:
    a, b = pairs
    jaccard, containment, is_same = likeness
    names = FACTS["title"]
    length = np.minimum(table.title_words.measure(a), table.title_words.measure(b))
    level = np.searchsorted([settings.related_title, settings.close_title], jaccard, "right") + names.index("unlike")
    # A title that goes on after the other's last word: `Latent maps`, `Latent maps of the sea: a survey`.
    level[(containment >= 1) & (length >= settings.min_distinct_words)] = names.index("close")
    level[~_have_both(table.title_words, a, b)] = names.index("none")
    exact = np.searchsorted([settings.min_title_words, settings.min_distinct_words], length, "right") + names.index("generic")
    level[is_same] = exact[is_same]
    return np.asarray(level, np.int64)


def _level_authors(table: KeyTable, a: I64, b: I64) -> I64:
    """How many of the shorter list of surnames the other has: half of it is `most`, and `one` where that is a single surname."""
    common = count_common(table.surnames, a, b)
    shared = common / np.maximum(np.minimum(table.surnames.measure(a), table.surnames.measure(b)), 1)
    _, shared_names = _compare_sets(table.names, a, b)
    # `Ram Bo` may be `Bo Ram`: surnames are told by place, and sources differ. Some agreement, no more.
    shared = np.where((shared_names >= SAME_NAMES) & (shared == 0), HALF / 2, shared)
    names = FACTS["authors"]
    level = np.where(_have_both(table.surnames, a, b), np.searchsorted([1e-9, HALF], shared, "right") + names.index("disjoint"), 0)
    is_most = level > names.index("some")
    level[is_most] = np.where(common > 1, names.index("most"), names.index("one"))[is_most]
    return np.asarray(level, np.int64)


def _level_places(table: KeyTable, a: I64, b: I64) -> I64:
    """Whether two journal references are of one article, by pages, volume and year; most records have none, which takes no time."""
    chosen = np.flatnonzero(_names_place(table, a) & _names_place(table, b))
    level = np.full(len(a), FACTS["place"].index("none"))
    level[chosen] = _compare_places(table, a[chosen], b[chosen])
    return level


def _names_place(table: KeyTable, rows: I64) -> NDArray[np.bool_]:
    has_words = (table.pages.measure(rows) > 0) | (table.venues.measure(rows) > 0)
    return np.asarray(has_words | (table.volumes[rows] > 0) | (table.place_years[rows] > 0))


def _compare_places(table: KeyTable, a: I64, b: I64) -> I64:
    """Whether two places are one; `issue` is another one of the same venue, or year."""
    common = count_common(table.pages, a, b)
    has_pages, has_venues = _have_both(table.pages, a, b), _have_both(table.venues, a, b)
    volume_a, volume_b, year_a, year_b = table.volumes[a], table.volumes[b], table.place_years[a], table.place_years[b]
    other_volume = (volume_a != volume_b) & (volume_a > 0) & (volume_b > 0)
    other_year = (year_a != year_b) & (year_a > 0) & (year_b > 0)
    _, shared_venue = _compare_sets(table.venues, a, b)
    is_moved = np.where(has_pages, common == 0, other_volume)
    # Ahead of print a paper has other pages or another year, not both.
    is_one_venue = (shared_venue > HALF) & ~(is_moved & other_year)
    # Other pages of one volume are a slip, or an article and its supplement.
    is_one_volume = is_one_venue & (volume_a == volume_b) & (volume_a > 0)
    is_other = (is_moved | (other_year & ~has_pages)) & ~is_one_volume
    names = FACTS["place"]
    is_known = has_venues | has_pages | ((year_a > 0) & (year_b > 0))
    level = np.where(is_known, names.index("unsure"), names.index("none"))
    level[is_other] = np.where(is_moved & ~is_one_venue, names.index("other"), names.index("issue"))[is_other]
    level[(common > 1) | ((common == 1) & ~other_volume)] = names.index("same")
    return np.asarray(level, np.int64)


def _level_ids(table: KeyTable, a: I64, b: I64) -> I64:
    """The first scheme in which both have one identifier, counted from 1."""
    is_shared = (table.id_keys[a] == table.id_keys[b]) & (table.id_keys[a] > 0)
    return np.where(is_shared.any(axis=1), is_shared.argmax(axis=1) + 1, 0)


def read_fact(facts: I64, name: str) -> I64:
    """What the codes of facts say of one fact: places in `FACTS[name]`.

    >>> read_fact(np.array([0, prod(map(len, FACTS.values())) - 1]), "year").tolist()
    [0, 2]
    """
    names = list(FACTS)
    below = prod(len(FACTS[later]) for later in names[names.index(name) + 1 :])
    return facts // below % len(FACTS[name])


def write_facts(code: int) -> str:
    """The facts of a code as the line that the decision table reads.

    >>> write_facts(0)
    'text=none title=none authors=none year=none place=none words=none id=none role=paper'
    """
    said = []
    for name, words in reversed(FACTS.items()):
        code, level = divmod(code, len(words))
        said.append(f"{name}={words[level]}")
    return " ".join(reversed(said))


@cache
def judge_facts(facts: str) -> str:
    """The id of the first rule of the decision table that hits the facts, or `none.no-rule`."""
    for item in compile_rules("dedupe"):
        if not item.rule.id.startswith(("role.", "note.")) and item.regex.search(facts):
            return item.rule.id
    return NO_RULE


def name_kind(facts: str) -> str:
    """The kind of edge that the facts make, `apart` where they speak against one paper, `none` where they say too little.

    >>> name_kind("text=near title=same authors=most year=near place=none words=common id=none role=paper")
    'jaccard'
    """
    family = judge_facts(facts).partition(".")[0]
    if family == "same-id":
        scheme = facts.partition(" id=")[2].partition(" ")[0]
        return "same-" + scheme.replace("_", "-")
    return family
