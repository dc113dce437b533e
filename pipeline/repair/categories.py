"""arXiv's category codes: which there are, and which one a page means by a bare `CL` or by a name."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from importlib import resources

import msgspec


class Retired(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An archive that was closed, and the category that took its papers over."""

    now: str
    name: str


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `rules/taxonomy.toml`; its head says what each part is."""

    category: dict[str, str]
    legacy: dict[str, str]
    archive: dict[str, str]
    retired: dict[str, Retired]
    alias: dict[str, str]


def load_taxonomy() -> Taxonomy:
    """The taxonomy as its file has it."""
    text = (resources.files("pipeline.rules") / "taxonomy.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Taxonomy)


TAXONOMY = load_taxonomy()

ARCHIVES = frozenset({code.split(".")[0] for code in TAXONOMY.category} | TAXONOMY.legacy.keys() | TAXONOMY.archive.keys() | TAXONOMY.retired.keys())
"""Every archive there is or was: what can stand before the slash in an id of the old scheme."""

_CODES = frozenset(TAXONOMY.category | TAXONOMY.legacy)
_BY_FOLDED_CODE = {code.casefold(): code for code in _CODES}


def _group(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """What stands second in the pairs, by what stands first."""
    grouped: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        grouped[key].add(value)
    return {key: frozenset(values) for key, values in grouped.items()}


_BY_SUFFIX = _group((code.split(".")[1], code) for code in TAXONOMY.category if "." in code)

# A name stands for the category, so an alias counts as the category it is an alias of; a closed archive's name is
# mostly that of its successor, so it counts only where no category has the name.
_BY_NAME = _group((name.casefold(), code) for code, name in TAXONOMY.category.items() if code not in TAXONOMY.alias)
_BY_NAME = _group((entry.name.casefold(), entry.now) for entry in TAXONOMY.retired.values()) | _BY_NAME

_ARCHIVE_NAMES = TAXONOMY.archive | TAXONOMY.legacy
_BY_LONG_NAME = {
    f"{_ARCHIVE_NAMES[code.split('.')[0]]} - {name}".casefold(): code for code, name in TAXONOMY.category.items() if code.split(".")[0] in _ARCHIVE_NAMES
}
"""As arXiv's OAI-PMH interface names them: `Computer Science - Computation and Language`."""


def alternate(words: Iterable[str]) -> str:
    """A regex fragment that matches any of the words, the longest where several fit.

    >>> alternate(["hep", "hep-th"])
    '(?:hep\\\\-th|hep)'
    """
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))) + ")"


CATEGORY_RE = alternate(_CODES | TAXONOMY.retired.keys())
"""Fragment: a full code (`cs.CL`, `hep-th`, `cmp-lg`). It has no boundaries: a page may glue what follows."""

BARE_CATEGORY_RE = alternate(_BY_SUFFIX.keys() | {code for code in _CODES | TAXONOMY.retired.keys() if "." not in code})
"""Fragment: a code without its archive (`CL`, `mtrl-sci`), or an archive that is a code (`quant-ph`)."""

_CODE_AT_END_RE = re.compile(rf"[(\[]({CATEGORY_RE})[)\]]$", re.IGNORECASE)


def is_category(code: str) -> bool:
    """Whether this is a full code that a paper can carry, exactly as arXiv writes it.

    >>> [code for code in ("cs.CL", "hep-th", "cmp-lg", "CL", "cs", "cs.XX") if is_category(code)]
    ['cs.CL', 'hep-th']
    """
    return code in _CODES


def resolve_category(code: str) -> tuple[str, bool]:
    """The full code that is meant by a code, a bare code or a name, and whether that is ambiguous.

    What is ambiguous or unknown comes back as it was (an unknown one is not ambiguous: `is_category` tells). A bare
    code counts only in arXiv's own case, since `it` and `to` are words.

    >>> resolve_category("CL"), resolve_category("CO"), resolve_category("alg-geom")
    (('cs.CL', False), ('CO', True), ('math.AG', False))
    >>> resolve_category("Computation and Language (cs.CL)"), resolve_category("Machine Learning")
    (('cs.CL', False), ('Machine Learning', True))
    >>> resolve_category("Statistics - Machine Learning")
    ('stat.ML', False)
    """
    text = " ".join(code.split())
    named = _CODE_AT_END_RE.search(text)
    full = named[1] if named else text
    folded = full.casefold()
    if folded in _BY_FOLDED_CODE:
        return _BY_FOLDED_CODE[folded], False
    if folded in _BY_LONG_NAME:
        return _BY_LONG_NAME[folded], False
    if folded in TAXONOMY.retired:
        return TAXONOMY.retired[folded].now, False
    meant = _BY_SUFFIX.get(full) or _BY_NAME.get(folded) or frozenset()
    if len(meant) == 1:
        return next(iter(meant)), False
    return code, bool(meant)
