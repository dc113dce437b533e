"""Finds where a title ends and its authors begin in a line that glues the two.

A listing copied as text gives `A Study of LearningAda Lee, Bo Chen et al. · pku`: no separator between `Learning` and `Ada`. Every
place where a name could begin (a capital after a small letter, a mark, a digit or an acronym, a particle, a change of
script) with a whole list of names behind it is a candidate. A candidate's score is the sum of its evidence
terms, whose weights are log-odds against "this line has no seam" (`pipeline/rules/seam.toml`). The best one above zero wins.

The wrong tool for a line with a separator between title and authors: there the separator decides.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import msgspec

from pipeline.formats.seam_evidence import (
    SMALL_CAPITAL_RE,
    describe_head,
    describe_name,
    describe_tail,
    is_cut_word,
    is_name_suffix,
)
from pipeline.formats.seam_glues import GLUES_AFTER_A_WORD, Glue, list_glues
from pipeline.formats.seam_words import (
    MAX_NAME_CHARS,
    Tables,
    Vocabulary,
    gather_vocabulary,
    is_known_word,
    load_tables,
    take_run_after,
    take_run_before,
    trace_shape,
)

# Authors are looked for in this much of the line before its tail; the rest is title whatever it holds.
_WINDOW_CHARS: Final = 4_000
# Two seams whose scores lie closer than this are nearly as good: the worse one would be right once in eight or more.
_DOUBT_MARGIN: Final = 2.0


class Seam(msgspec.Struct, frozen=True):
    """The parts of a glued line as character offsets; the title is `line[:title_end]`.

    What lies in no span is a separator. `doubtful` says that another seam, or none at all, is nearly as likely.
    """

    title_end: int
    authors: tuple[tuple[int, int], ...]
    et_al: tuple[int, int] | None
    affiliations: tuple[tuple[int, int], ...]
    doubtful: bool


class Tail(NamedTuple):
    """One reading of the end of a line: where names end, and what follows them."""

    names_end: int
    et_al: tuple[int, int] | None
    affiliations: tuple[tuple[int, int], ...]
    terms: tuple[str, ...]


class Candidate(NamedTuple):
    """One way to read the whole line, with the evidence for it."""

    title_end: int
    authors: tuple[tuple[int, int], ...]
    tail: Tail
    terms: tuple[str, ...]


_COMMA_RE: Final = re.compile(r"[,，、،]")
_DOT_RE: Final = re.compile(r"(?<=\s)·(?=\s|$)")
_ET_AL_RE: Final = re.compile(r"(?<=[\s,])et\s{1,9}al\b\.?$", re.IGNORECASE)
_SLUG_RE: Final = re.compile(r"[a-z0-9]+(?:[-_.&][a-z0-9]+)*")


def _trim(line: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends."""
    stretch = line[start:end]
    return end - len(stretch.lstrip()), start + len(stretch.rstrip())


def _split_at_commas(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans between commas, trimmed; a span may be empty."""
    cuts = [match.start() for match in _COMMA_RE.finditer(line, start, end)]
    return [_trim(line, a, b) for a, b in zip([start, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True)]


def _read_tail(line: str, names_end: int, affiliations: tuple[tuple[int, int], ...]) -> Tail:
    """The tail of a line whose names and `et al.` end at `names_end`."""
    end = len(line[:names_end].rstrip())
    terms: tuple[str, ...] = ()
    if affiliations:
        slugs = all(_SLUG_RE.fullmatch(line, start, end) for start, end in affiliations)
        terms = ("affiliation.slug",) if slugs else ("affiliation.other",)
    found = _ET_AL_RE.search(line, max(0, end - 20), end)
    if found is None:
        return Tail(end, None, affiliations, terms)
    names_end = len(line[: found.start()].rstrip(" \t,"))
    return Tail(names_end, found.span(), affiliations, terms)


def list_tails(line: str) -> list[Tail]:
    """Every reading of the end of a line: with affiliations after its last ` · `, and without.

    >>> [tail.affiliations for tail in list_tails("LearningAda Lee · pku, mit")]
    [(), ((18, 21), (23, 26))]
    """
    tails = [_read_tail(line, len(line), ())]
    dots = [match.start() for match in _DOT_RE.finditer(line)]
    for dot in dots[-1:]:
        if not line[dot + 1 :].strip():
            return [_read_tail(line, dot, ())]
        spans = tuple(span for span in _split_at_commas(line, dot + 1, len(line)) if span[0] < span[1])
        with_affiliations = _read_tail(line, dot, spans)
        if with_affiliations.et_al and not tails[0].et_al:
            return [with_affiliations]
        tails.append(with_affiliations)
    return tails


def _describe_count(count: int, *, has_et_al: bool) -> str:
    """The evidence term for how many names there are."""
    if has_et_al:
        return f"authors.{min(count, 4)}-et-al"
    return f"authors.{min(count, 4)}"


def _describe_cut(line: str, glue: Glue, known: Vocabulary, tables: Tables) -> tuple[str, ...]:
    """The evidence terms of the words on both sides of a place, apart from the name as a whole."""
    # Whether a full stop or an apostrophe closes anything is for the word before it to say.
    left = take_run_before(line, glue.title_end - (glue.term in GLUES_AFTER_A_WORD))
    right = take_run_after(line, glue.name_start)
    name = line[glue.name_start : glue.name_start + MAX_NAME_CHARS]
    terms = [glue.term, *describe_tail(left, known, tables), *describe_head(name, known, tables)]
    if left and glue.title_end == glue.name_start and is_cut_word(left, right, known, tables):
        terms.append("cut.known-word")
    elided = glue.term == "glue.apostrophe" and line[: glue.title_end].endswith(tables.elided)
    if elided and (not left[:-1].isalpha() or is_known_word(left[:-1], known, tables)):
        terms.append("cut.elided-particle")
    title = line[max(0, glue.title_end - MAX_NAME_CHARS) : glue.title_end]
    # Chinese and Japanese have no spaces to count words by.
    if len(title.split()) < 3 and "c" not in trace_shape(title):
        terms.append("title.short")
    terms += ["title.glue-left"] * _count_glue(line, glue.title_end, known, tables)
    return tuple(terms)


def _count_glue(line: str, end: int, known: Vocabulary, tables: Tables) -> int:
    """How many capitals after small letters stand unexplained before a seam; more than three count as three."""
    text = line[max(0, end - MAX_NAME_CHARS) : end]
    found = 0
    for match in SMALL_CAPITAL_RE.finditer(trace_shape(text)):
        left, right = (take_run_before(text, match.end()), take_run_after(text, match.end()))
        found += not is_cut_word(left, right, known, tables)
    return min(found, 3)


def _join_suffixes(line: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces with `Jr.` and the like joined to the name before the comma."""
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        if joined and is_name_suffix(line[start:end]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _list_candidates_of_tail(line: str, tail: Tail, known: Vocabulary, tables: Tables) -> list[Candidate]:
    """The candidates for one reading of the tail, from the right as far as names go."""
    window = max(0, tail.names_end - _WINDOW_CHARS)
    pieces = _join_suffixes(line, _split_at_commas(line, window, tail.names_end))
    later_spans: tuple[tuple[int, int], ...] = ()
    later_terms: tuple[str, ...] = ()
    candidates: list[Candidate] = []
    for start, end in reversed(pieces):
        piece = line[start:end]
        for near in list_glues(piece, known, tables):
            glue = Glue(near.title_end + start, near.name_start + start, near.term)
            name_terms = describe_name(line[glue.name_start : end], known, tables)
            if name_terms is None:
                continue
            spans = ((glue.name_start, end), *later_spans)
            count = _describe_count(len(spans), has_et_al=tail.et_al is not None)
            cut = _describe_cut(line, glue, known, tables)
            terms = (*cut, *name_terms, *later_terms, count, *tail.terms)
            candidates.append(Candidate(glue.title_end, spans, tail, terms))
        whole = describe_name(piece, known, tables)
        if whole is None:
            break
        later_spans, later_terms = ((start, end), *later_spans), (*whole, *later_terms)
    return candidates


def list_candidates(line: str, abstract: str = "") -> list[Candidate]:
    """Every seam that a line could have, with its evidence terms, for whoever wants to see or fit the weights."""
    tables = load_tables()
    known = gather_vocabulary(line, abstract)
    return [c for tail in list_tails(line) for c in _list_candidates_of_tail(line, tail, known, tables)]


def _score(candidate: Candidate, tables: Tables) -> float:
    """The sum of the weights of a candidate's terms."""
    return sum(tables.weights[term] for term in candidate.terms)


def find_seam(line: str, abstract: str = "") -> Seam | None:
    """Where title, names, `et al.` and affiliations of a glued line begin and end; None where it has no seam.

    The record's own abstract helps as vocabulary: a word that occurs in it is not cut, and one that ends a title is known.

    >>> line = "DeepSeek-V2: A Mixture-of-Experts Language ModelDeepSeek-AI, Aixin Liu et al. · pku"
    >>> seam = find_seam(line)
    >>> line[: seam.title_end], [line[start:end] for start, end in seam.authors]
    ('DeepSeek-V2: A Mixture-of-Experts Language Model', ['DeepSeek-AI', 'Aixin Liu'])
    >>> find_seam("A Survey of PyTorch") is None
    True
    """
    tables = load_tables()
    scored = sorted(((_score(c, tables), c) for c in list_candidates(line, abstract)), key=lambda item: -item[0])
    if not scored or scored[0][0] <= 0:
        return None
    best_score, best = scored[0]
    rival = max([0.0, *(score for score, _ in scored[1:])])
    return Seam(
        title_end=best.title_end,
        authors=best.authors,
        et_al=best.tail.et_al,
        affiliations=best.tail.affiliations,
        doubtful=best_score - rival < _DOUBT_MARGIN,
    )
