"""Licences as papers name them: one for all its spellings, by the table `rules/licences.toml`.

Papers keep the words of their dumps in the field `license`; this is for counting them, and for saying what covers a whole corpus.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

import msgspec


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A licence with all its versions, as it stands in the table."""

    id: str
    name: str
    url: str
    versions: tuple[str, ...]
    hub: tuple[str, ...]
    """The versions that Hugging Face has an id for."""
    pattern: str
    hits: tuple[tuple[str, str], ...]
    """Texts, and the id of the licence that each names."""
    misses: tuple[str, ...]


class Licence(msgspec.Struct, frozen=True):
    """One version of a licence."""

    id: str
    name: str
    url: str | None
    hub: str | None
    """Its id on the Hugging Face hub."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    licence: tuple[Family, ...]


@cache
def load_families() -> tuple[Family, ...]:
    """The licences of the table, in order."""
    text = (resources.files("pipeline.rules") / "licences.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _Table).licence


@cache
def list_licences() -> tuple[Licence, ...]:
    """All versions of all licences, in the order of the table."""
    return tuple(_pick_version(family, version) for family in load_families() for version in family.versions)


@lru_cache(4096)
def find_licence(text: str) -> Licence | None:
    """The licence that a text names; None for one that the table does not have.

    >>> find_licence("http://creativecommons.org/licenses/by/4.0/").id, find_licence("CC BY 4.0").id, find_licence("ask the author")
    ('cc-by-4.0', 'cc-by-4.0', None)
    """
    for family, pattern in zip(load_families(), _compile_patterns(), strict=True):
        match = pattern.fullmatch(text.strip().casefold())
        if match:
            version = next((found for found in match.groupdict().values() if found), "") or family.versions[0]
            return _pick_version(family, version) if version in family.versions else None
    return None


@cache
def _compile_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(family.pattern) for family in load_families())


def _pick_version(family: Family, version: str) -> Licence:
    own_id = f"{family.id}-{version}" if version else family.id
    url = family.url.format(version=version) if version or "{version}" not in family.url else ""
    return Licence(own_id, f"{family.name} {version}".rstrip(), url or None, own_id if version in family.hub else None)
