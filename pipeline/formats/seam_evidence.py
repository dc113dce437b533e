"""What speaks for and against a seam: the words around a cut, and the look of a name.

Everything here looks at a short stretch of one line and gives back the names of the evidence terms that hold for it;
what each term weighs, and why, is in `pipeline/rules/seam.toml`. `seam.py` makes the candidates and adds up.
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.formats.seam_words import MAX_NAME_CHARS, RUN_RE, Tables, Vocabulary, is_title_word, take_run_after, trace_shape

SMALL_CAPITAL_RE: Final = re.compile(r"[lm](?=u)")


def has_odd_capital(word: str, tables: Tables) -> bool:
    """Whether a capital follows a small letter inside the word, where no name prefix explains it.

    >>> from pipeline.formats.seam_words import load_tables
    >>> [has_odd_capital(word, load_tables()) for word in ("PyTorch", "McDonald", "LeCun", "Smith")]
    [True, False, False, False]
    """
    heads = (word[: match.end()].lower() for match in SMALL_CAPITAL_RE.finditer(trace_shape(word)))
    return any(head not in tables.name_prefixes for head in heads)


_INITIAL_RE: Final = re.compile(r"(?:u[lm]{0,2}\.-?)+u?|u")
_SUFFIX_RE: Final = re.compile(r"(?:Jr|Sr|Ph\.?D|M\.?D)\.?|I{2,3}|IV")


def is_name_suffix(text: str) -> bool:
    """Whether a comma-separated piece belongs to the name before it (`Jr.`, `III`)."""
    return _SUFFIX_RE.fullmatch(text) is not None


def _describe_word(word: str, known: Vocabulary, tables: Tables) -> str | None:
    """The evidence term of one word of a name, None for a plain one."""
    core = word.strip("().,\"“”‘’'*")
    shape = trace_shape(core)
    if not core or is_name_suffix(core):
        return None
    if "du" in shape:
        return "name.digit-inside"
    if any(char in "dn" for char in trace_shape(word)):
        return "name.digit"
    if core.lower() in tables.function_words and core not in tables.particles:
        return "name.function-word"
    if _INITIAL_RE.fullmatch(trace_shape(word)):
        return "name.initial"
    if shape[0] == "l" and core not in tables.particles and not core.startswith(tables.elided):
        return "name.small-letter"
    if is_title_word(core, tables):
        return "name.title-word"
    if has_odd_capital(core, tables):
        return "name.odd-capital"
    if len(core) > 1 and "l" not in shape and "u" in shape:
        return "name.capitals"
    if core.lower() in known.lower_case:
        return "name.common-word"
    return None


def is_organisation(name: str, tables: Tables) -> bool:
    """Whether a word of the name says that it is a group, not a person.

    >>> from pipeline.formats.seam_words import load_tables
    >>> [is_organisation(name, load_tables()) for name in ("DeepSeek-AI", "Qwen Team", "Ada Lee")]
    [True, True, False]
    """
    return any(run.lower() in tables.organisation_words for run in RUN_RE.findall(name))


def describe_name(name: str, known: Vocabulary, tables: Tables) -> tuple[str, ...] | None:
    """The evidence terms of one author's name; None where it cannot be one.

    >>> from pipeline.formats.seam_words import gather_vocabulary, load_tables
    >>> nothing = gather_vocabulary("", "")
    >>> describe_name("J. K. Smith", nothing, load_tables())
    ('name.initial', 'name.initial')
    >>> describe_name("a strong model", nothing, load_tables())
    ('name.function-word', 'name.small-letter', 'name.small-letter')
    >>> describe_name("why?", nothing, load_tables()) is None
    True
    """
    shape = trace_shape(name)
    if not shape or len(shape) > MAX_NAME_CHARS or not any(char in "ulckx" for char in shape):
        return None
    if any(char in "eh" for char in shape) or "sos" in shape:
        return None
    words = name.split()
    if all(is_name_suffix(word) or _INITIAL_RE.fullmatch(trace_shape(word)) for word in words):
        return None
    if any(char in "ck" for char in shape):
        if name.endswith(tables.caseless_title_ends):
            return ("name.title-word",)
        letters = sum(char in "ck" for char in shape)
        spaced = len(words) > 1
        return () if spaced and letters <= 8 else (f"name.caseless-{min(letters, 6)}",)
    terms = [term for word in words if (term := _describe_word(word, known, tables))]
    if is_organisation(name, tables):
        harmless = ("name.title-word", "name.capitals", "name.odd-capital", "name.function-word")
        return ("name.organisation", *(term for term in terms if term not in harmless))
    if len(words) == 1:
        terms.append("name.one-word")
        if name.lower() in tables.coined_parts:
            terms.append("name.title-word")
    elif len(words) > 3:
        terms.append("name.four-words" if len(words) == 4 else "name.more-words")
    return tuple(terms)


def is_cut_word(left: str, right: str, known: Vocabulary, tables: Tables) -> bool:
    """Whether a cut between two runs goes through a camel-case word that the record has elsewhere.

    >>> from pipeline.formats.seam_words import gather_vocabulary, load_tables
    >>> known = gather_vocabulary("DeepSeek-V3 ReportDeepSeek-AI", "")
    >>> is_cut_word("ReportDeep", "Seek", known, load_tables()), is_cut_word("Report", "DeepSeek", known, load_tables())
    (True, False)
    """
    starts = [0, *(match.start() + 1 for match in SMALL_CAPITAL_RE.finditer(trace_shape(left)))]
    ends = [*(match.start() + 1 for match in SMALL_CAPITAL_RE.finditer(trace_shape(right))), len(right)]
    cased = left + right
    whole = cased.lower()
    for start in starts[-3:]:
        for end in ends[:3]:
            word = whole[start : len(left) + end]
            if cased[start : len(left) + end] in tables.camel_words:
                return True
            # The line's own run is always among the line's words: only the abstract can vouch for it.
            if word in known.abstract or (word != whole and word in known.line):
                return True
    return False


# The build of one Chinese or Korean syllable in Latin letters: JunYoung and MingSheng are given names, FlowBench is none.
_SYLLABLE_RE: Final = re.compile(r"(?:[czs]h|[bcdfghjklmnpqrstwxyz][yw]?)?[aeiou]{1,3}(?:ng|[nkmlh])?", re.IGNORECASE)
_LAST_CHUNK_RE: Final = re.compile(r"u?[lm]+$")
_ROMAN: Final = frozenset({"I", "II", "III", "IV", "V", "VI", "VII"})


def describe_head(name: str, known: Vocabulary, tables: Tables) -> tuple[str, ...]:
    """The evidence terms of the first word of the first name.

    >>> from pipeline.formats.seam_words import gather_vocabulary, load_tables
    >>> nothing = gather_vocabulary("", "")
    >>> describe_head("GANAda Lee", nothing, load_tables()), describe_head("GANA. Lee", nothing, load_tables())
    (('head.acronym-inside',), ('head.acronym-inside',))
    """
    terms = []
    word = take_run_after(name, 0)
    if word.lower() in known.lower_case:
        terms.append("head.common-word")
    elif word.lower() in known.abstract:
        terms.append("head.in-abstract")
    shape = trace_shape(word)
    if shape.startswith("uu") and ("ul" in shape or name[len(word) :].startswith(".")):
        terms.append("head.acronym-inside")
    elif camel := SMALL_CAPITAL_RE.search(shape):
        first = word[: camel.end()]
        if is_title_word(first, tables) or first.lower() in tables.coined_parts:
            terms.append("head.title-word-inside")
        elif _SYLLABLE_RE.fullmatch(first):
            terms.append("head.syllable")
    return tuple(terms)


def _describe_tail_shape(word: str, tables: Tables) -> str:
    """The evidence term for the form of the word before the cut."""
    shape = trace_shape(word)
    if any(char in "ckx" for char in shape):
        return "tail.caseless-end" if word.endswith(tables.caseless_title_ends) else "tail.caseless"
    if "d" in shape:
        return "tail.digit"
    if word.lower() in tables.function_words:
        return "tail.function-word"
    if is_title_word(word, tables):
        return "tail.title-word"
    if word in _ROMAN:
        return "tail.roman"
    chunk = _LAST_CHUNK_RE.search(shape)
    last = word[chunk.start() :] if chunk else ""
    if last.lower() in tables.name_prefixes and shape[chunk.start() if chunk else 0] == "u":
        return "tail.name-prefix"
    if "uull" in shape:
        return "tail.acronym-inside"
    if last != word and (is_title_word(last, tables) or last.lower() in tables.coined_parts):
        return "tail.odd-capital-title-word"
    if last != word and _SYLLABLE_RE.fullmatch(last):
        return "tail.syllable"
    if has_odd_capital(word, tables):
        return "tail.odd-capital"
    if "l" not in shape:
        return "tail.single-capital" if len(word) == 1 else "tail.acronym"
    if len(word) > 4 and word.lower().endswith(tables.noun_endings):
        return "tail.noun-ending"
    if len(word) <= 3:
        return "tail.short"
    return "tail.small-letters" if shape[0] == "l" else "tail.capitalised"


def describe_tail(word: str, known: Vocabulary, tables: Tables) -> tuple[str, ...]:
    """The evidence terms of the last word of a title, `""` where it ends in a mark.

    >>> from pipeline.formats.seam_words import gather_vocabulary, load_tables
    >>> describe_tail("Learning", gather_vocabulary("", "We learn."), load_tables())
    ('tail.title-word', 'tail.not-in-abstract')
    """
    if not word:
        return ("tail.mark",)
    shape = _describe_tail_shape(word, tables)
    if word.lower() in known.abstract:
        return (shape, "tail.in-abstract")
    if word.lower() in known.line:
        return (shape, "tail.in-line")
    return (shape, "tail.not-in-abstract") if known.abstract else (shape,)
