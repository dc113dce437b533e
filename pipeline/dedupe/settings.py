"""What a person can set about deduplication. The defaults were chosen on labelled pairs; `benchmarks/quality.py` shows them."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=1)]

CANDIDATE_BYTES: Final = 512 << 20
"""What the search for candidates may use beside the keys themselves, where nothing else is said."""


class DedupeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Thresholds of the decision table and sizes of the index.

    The four text levels of the table (`unlike`, `faint`, `part`, `near`) are cut at `faint_jaccard`, `min_jaccard`
    and `near_jaccard`; `near` alone can stand without a title.
    """

    num_perm: Count = 128
    """Rows of a signature."""
    bands: Count = 32
    """Bands of the index. 32 bands of 4 rows find a pair of Jaccard 0.5 with probability 0.87, of 0.6 with 0.99."""
    rows: Count = 4
    min_tokens: Count = 20
    """A text with fewer tokens says nothing by itself: it has no signature, its record goes by id and title."""
    min_jaccard: Share = 0.5
    """From here on two texts of one title are one paper's, whoever its authors are."""
    near_jaccard: Share = 0.75
    """From here on the text alone decides where nothing else is known, or a title was edited. Publishers' boilerplate
    in place of abstracts, the hardest of the pairs that are not, reaches 0.70."""
    faint_jaccard: Share = 0.04
    """Below this two complete texts are no more alike than any two: of 20,000 random pairs none reaches it."""
    min_containment: Share = 0.8
    """The share of a teaser's shingles that the whole text must hold."""
    min_within: Share = 0.9
    """The same for a text that is not marked as a teaser."""
    min_shared_words: Share = 0.3
    """The share of the shorter text's long words that two revisions under one id have in common at least. Of
    random pairs one in a thousand reaches 0.25."""
    close_title: Share = 0.6
    """Jaccard of the words of two titles from which they are called close."""
    related_title: Share = 0.25
    """The same for related titles, which neither speak for one paper nor against it."""
    min_title_words: Count = 3
    """A title with fewer words is generic: other papers may well have the same."""
    min_distinct_words: Count = 5
    """A title with as many is distinct: it can stand alone where a record has nothing else."""
    max_retellings: Count = 4
    """So many unlike texts may one title of the same authors have (preprint, workshop, proceedings, journal). A title over
    more is that of a series (`Annual report of ...`), and merges nothing."""
    max_years_apart: Annotated[int, msgspec.Meta(ge=0)] = 2
    """A preprint and its article may be dated this far apart."""
    max_bucket: Count = 24
    """A bucket with more members is not paired all with all: members are linked to their neighbours in it."""
    bucket_window: Count = 3
    """How many neighbours each member of an oversized bucket is linked to."""
    exact_below: Annotated[int, msgspec.Meta(ge=0)] = 128
    """Fewer records than this are all compared with one another, without signatures."""
