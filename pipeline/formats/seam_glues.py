"""The places in a line where a name could begin with nothing but glue before it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from pipeline.formats.seam_words import MAX_NAME_CHARS, Tables, Vocabulary, is_known_word, take_run_before, trace_shape


class Glue(NamedTuple):
    """A place where a name could begin with nothing but glue before it."""

    title_end: int
    name_start: int
    term: str


# On the shape of the text (see `trace_shape`), in the order of trust: the first that holds for a place names it.
_GLUES: Final = tuple(
    (term, re.compile(pattern))
    for term, pattern in (
        ("glue.small-capital", r"(?<=[lm])(?=u)"),
        # A straight quote closes only after something; a full stop after one letter is an initial's, and an
        # apostrophe after one letter is O'Brien's.
        ("glue.mark", r"(?:(?<=[)en])|(?<=[^s(]q)|(?<=\.\.)|(?<=[)qen.]j)|(?<=jj))(?=u)"),
        ("glue.full-stop", r"(?<=[lmd)qej]\.)(?=u)"),
        ("glue.acronym-stop", r"(?<=uu\.)(?=u)"),
        ("glue.apostrophe", r"(?<=[lumd)]{2}j)(?=u)"),
        ("glue.digit", r"(?<=d)(?=u)"),
        ("glue.acronym", r"(?<=u)(?=ul)"),
        ("glue.acronym-initial", r"(?<=u)(?=u\.|us+u|u[-j]u)"),
        ("glue.capitals", r"(?<=u)(?=u{2,30}(?:[s-]u{1,30}){0,4}$)"),
        ("glue.script", r"(?<=[ulmden).qj])(?=[ckx])|(?<=[ckx])(?=u)|(?<=[cx])(?=k)|(?<=[kx])(?=c)|(?<=[ck])(?=x)"),
        ("glue.caseless", r"(?<=[ck])(?=[ck]{2,5}$)"),
    )
)
GLUES_AFTER_A_WORD: Final = ("glue.full-stop", "glue.acronym-stop", "glue.apostrophe")
_PLURAL_RE: Final = re.compile(r"\ws(?!\w)")
_WIDE_GAP_RE: Final = re.compile(r"(?<=\S)(?:\t\s{0,9}|\s{2,9})(?=\S)")


def _list_particle_glues(text: str, shape: str, known: Vocabulary, tables: Tables) -> list[Glue]:
    """The places where a lower-case particle is glued to a title (`Learningvan den Berg`).

    What is left of the word must be a known one, and the word as it stands must not be, or every `Mode` would be `Mo|de`.
    """
    ends: list[tuple[int, int]] = []
    certain: set[int] = set()
    for match in re.finditer(r"(\S+)(?=\s+(\S+))", text):
        following = match.group(2)
        if following in tables.particles or trace_shape(following[0]) == "u" or following.startswith(tables.elided):
            found = [(match.end() - len(p), match.end()) for p in tables.glued_particles if match.group(1).endswith(p)]
            ends += found
            certain |= {start for start, _ in found if following in tables.glued_particles or text[start:].startswith("von ")}
    for particle in tables.elided:
        spans = (match.span() for match in re.finditer(re.escape(particle), text))
        ends += [(start, end) for start, end in spans if shape[end : end + 1] == "u"]
    glues = []
    for start, end in ends:
        left, word = take_run_before(text, start), take_run_before(text, end)
        if start == 0 or shape[start - 1] not in "lmuden)q" or (left and is_known_word(word, known, tables)):
            continue
        # `A` is a word too, but `Ada` is a name: one or two letters say nothing.
        if shape[start - 1] in "de)qn" or start in certain or (len(left) > 2 and is_known_word(left, known, tables)):
            glues.append(Glue(start, start, "glue.particle" if shape[end - 1] != "j" else "glue.elided-particle"))
    return glues


def list_glues(text: str, known: Vocabulary, tables: Tables) -> list[Glue]:
    """Every place in a comma-free piece where a name could begin, each once, left to right.

    >>> from pipeline.formats.seam_words import gather_vocabulary, load_tables
    >>> [(glue.name_start, glue.term) for glue in list_glues("for PyTorchAda Lee", gather_vocabulary("", ""), load_tables())]
    [(6, 'glue.small-capital'), (11, 'glue.small-capital')]
    """
    offset = max(0, len(text) - MAX_NAME_CHARS)
    near = text[offset:]
    shape = trace_shape(near)
    found: dict[int, Glue] = {}
    for term, pattern in _GLUES:
        for match in pattern.finditer(shape):
            # The s of `LLMs` is the plural's.
            if term == "glue.acronym" and _PLURAL_RE.match(near, match.start()):
                continue
            found.setdefault(match.start(), Glue(match.start(), match.start(), term))
    for glue in _list_particle_glues(near, shape, known, tables):
        found.setdefault(glue.name_start, glue)
    for match in _WIDE_GAP_RE.finditer(near):
        found.setdefault(match.end(), Glue(match.start(), match.end(), "glue.wide-gap"))
    hard = max(shape.rfind("e"), shape.rfind("h")) + 1
    kept = sorted(glue for glue in found.values() if glue.name_start >= hard and glue.name_start + offset > 0)
    return [Glue(glue.title_end + offset, glue.name_start + offset, glue.term) for glue in kept]
