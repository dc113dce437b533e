"""What the search for a seam asks about: the tables of `rules/seam.toml`, kinds of characters, the words of the record."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from pipeline.errors import RuleError

# A name longer than this is none; it also bounds the work for a hostile line.
MAX_NAME_CHARS: Final = 160
MAX_WORD_CHARS: Final = 40


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One word table, with lines that it changes and lines that must have no seam."""

    id: str
    why: str
    words: tuple[str, ...]
    hits: tuple[tuple[str, str], ...]
    misses: tuple[str, ...]


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One evidence term: `weight` is in units of log-odds, above 0 speaks for the seam."""

    id: str
    weight: float
    why: str


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`seam.toml` as it is read."""

    rule: tuple[Rule, ...]
    evidence: tuple[Evidence, ...]


class Tables(msgspec.Struct, frozen=True):
    """The word tables and weights, ready to be asked."""

    particles: frozenset[str]
    glued_particles: tuple[str, ...]
    elided: tuple[str, ...]
    name_prefixes: frozenset[str]
    organisation_words: frozenset[str]
    function_words: frozenset[str]
    title_words: frozenset[str]
    camel_words: frozenset[str]
    coined_parts: frozenset[str]
    noun_endings: tuple[str, ...]
    caseless_title_ends: tuple[str, ...]
    weights: dict[str, float]


@cache
def load_rule_file() -> RuleFile:
    """The rules and weights of `seam.toml`. Raises `RuleError` where it does not parse or a rule lacks an example."""
    text = (files("pipeline") / "rules" / "seam.toml").read_text(encoding="utf-8")
    try:
        loaded = msgspec.convert(tomllib.loads(text), RuleFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RuleError(f"rules/seam.toml: {error}") from error
    for rule in loaded.rule:
        if not rule.hits or not rule.misses:
            raise RuleError(f"rules/seam.toml: rule {rule.id} needs at least one example it hits and one it misses.")
    return loaded


@cache
def load_tables() -> Tables:
    """The word tables of `seam.toml`, by use."""
    loaded = load_rule_file()
    words = {rule.id: rule.words for rule in loaded.rule}
    return Tables(
        particles=frozenset(words["seam.particle"]),
        glued_particles=words["seam.glued-particle"],
        elided=words["seam.elided-particle"],
        name_prefixes=frozenset(words["seam.name-prefix"]),
        organisation_words=frozenset(words["seam.organisation-word"]),
        function_words=frozenset(words["seam.function-word"]),
        title_words=frozenset(words["seam.title-word"]),
        camel_words=frozenset(words["seam.camel-word"]),
        coined_parts=frozenset(words["seam.coined-part"]),
        noun_endings=words["seam.noun-ending"],
        caseless_title_ends=words["seam.caseless-title-end"],
        weights={term.id: term.weight for term in loaded.evidence},
    )


_FIXED_SHAPES: Final = {
    **dict.fromkeys(",，、،", ","),
    **dict.fromkeys("-‐‑–", "-"),
    **dict.fromkeys("'’ʼ‘`´", "j"),
    **dict.fromkeys("([{“«（【「", "("),
    **dict.fromkeys(")]}”»）】」", ")"),
    **dict.fromkeys("?!$+%>#…—？！。", "e"),
    **dict.fromkeys("*†‡§¶", "n"),
    **dict.fromkeys("\\~", "b"),
    **dict.fromkeys("·・•", "o"),
    ".": ".",
    '"': "q",
}


def _classify_char(char: str) -> str:
    """One letter for what kind of character this is (see `trace_shape`)."""
    if char in _FIXED_SHAPES:
        return _FIXED_SHAPES[char]
    if char.isspace():
        return "s"
    category = unicodedata.category(char)
    if category in ("Lu", "Lt"):
        return "u"
    if category == "Ll":
        return "l"
    if category[0] == "M" or category in ("Cf", "Lm"):
        return "m"
    if category[0] == "N":
        return "d"
    if category == "Lo":
        script = unicodedata.name(char, "").split(" ", 1)[0]
        return {"CJK": "c", "HIRAGANA": "c", "KATAKANA": "c", "HANGUL": "k"}.get(script, "x")
    return "h"


class _Shapes(dict[int, str]):
    """A table for `str.translate` that is filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        self[code] = shape = _classify_char(chr(code))
        return shape


_SHAPES: Final = _Shapes()


def trace_shape(text: str) -> str:
    """The text with each character replaced by a letter for its kind, so that one regex serves all scripts.

    u upper, l lower, m combining mark, d digit, s space, c Chinese or Japanese, k Korean, x another script without
    case, `,` `.` `-` themselves, j apostrophe, ( ) brackets and curly quotes, q straight quote, o middle dot,
    n footnote mark, b backslash or tie, e a mark that can end a title but is in no name, h any other that is in no name.

    >>> trace_shape("GPT-4: ĐO’Brien?")
    'uuu-dhsuujulllle'
    """
    return text.translate(_SHAPES)


class Vocabulary(msgspec.Struct, frozen=True):
    """The words known from the record itself: those of the abstract, and those of the line."""

    abstract: frozenset[str]
    lower_case: frozenset[str]
    line: frozenset[str]


RUN_RE: Final = re.compile(r"[^\W_]+")
# Vocabulary is read from this much of a text: a title or an abstract is shorter.
_MAX_VOCABULARY_CHARS: Final = 20_000


def gather_vocabulary(line: str, abstract: str) -> Vocabulary:
    """The words of an abstract and of a line, folded to lower case.

    >>> gather_vocabulary("DeepSeek-V2: A ModelDeepSeek-AI", "We present DeepSeek.").abstract >= {"deepseek", "we"}
    True
    """
    found = set(RUN_RE.findall(abstract[:_MAX_VOCABULARY_CHARS]))
    return Vocabulary(
        abstract=frozenset(word.lower() for word in found),
        lower_case=frozenset(word for word in found if word.islower()),
        line=frozenset(word.lower() for word in RUN_RE.findall(line[:_MAX_VOCABULARY_CHARS])),
    )


def is_title_word(word: str, tables: Tables) -> bool:
    """Whether a word, or what is left of it without a plural s, is a noun that ends titles, or a known camel-case word.

    >>> is_title_word("Networks", load_tables()), is_title_word("Zhang", load_tables())
    (True, False)
    """
    folded = word.lower()
    if word in tables.camel_words or folded in tables.title_words:
        return True
    return folded.endswith("s") and folded[:-1] in tables.title_words


def is_known_word(word: str, known: Vocabulary, tables: Tables) -> bool:
    """Whether a word is one of the abstract's, an acronym, ends titles, or has the ending of a noun."""
    folded = word.lower()
    if folded in known.abstract or folded in tables.function_words or is_title_word(word, tables):
        return True
    if len(word) > 1 and word.isalpha() and word.removesuffix("s").isupper():
        return True
    return len(word) > 5 and folded.endswith(tables.noun_endings)


def take_run_before(text: str, at: int) -> str:
    """The letters and digits that end at `at`.

    >>> take_run_before("for DeepSeek", 8)
    'Deep'
    """
    start = at
    while start > max(0, at - MAX_WORD_CHARS) and (text[start - 1].isalnum()):
        start -= 1
    return text[start:at]


def take_run_after(text: str, at: int) -> str:
    """The letters and digits that begin at `at`."""
    end = at
    while end < min(len(text), at + MAX_WORD_CHARS) and text[end].isalnum():
        end += 1
    return text[at:end]
