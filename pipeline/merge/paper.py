"""One paper of a cluster: the winner of each field, where it is from, what lost, what it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, cast

import msgspec

from pipeline.merge.conflicts import find_conflicts
from pipeline.merge.member import COMPLETENESS, Member, Values
from pipeline.merge.precedence import Choice, choose_all, fold_value
from pipeline.records import FieldConflict, Identifiers, Origin, Paper, flag_dates

NAMING_SCHEMES = ("arxiv", "doi", "acl", "openreview")
"""The schemes that can name a paper, best first."""
IDENTIFIERS = tuple(f"identifiers.{name}" for name in Identifiers.__struct_fields__)
FLAGGED_FIELDS = {
    "abstract-damaged": ("abstract",),
    "category-ambiguous": ("categories",),
    "seam-doubtful": ("title", "authors"),
}
DATE_FIELDS = ("published", "updated", "listed")

MIN_REST_LETTERS = 40
"""An abstract that goes on for less is another spelling of the same one: `... Code is available.`"""
EDGE_LETTERS = 3
"""The word that a teaser breaks off in may have lost its end."""


class Account(msgspec.Struct, frozen=True):
    """How the values of a paper came about."""

    records: tuple[str, ...]
    origins: dict[str, Origin]
    conflicts: tuple[FieldConflict, ...]
    flags: tuple[str, ...]


class Outcome(msgspec.Struct, frozen=True):
    """A paper and its values by the names that records use."""

    paper: Paper
    values: Values


def merge_cluster(members: Sequence[Member]) -> Outcome:
    """The paper that stands for a cluster. Its id and aliases may still change where other papers claim them."""
    ranked = mark_cut_abstracts(sorted(members, key=attrgetter("id")))
    by_id = {member.id: member for member in ranked}
    chosen: dict[str, Choice] = {}
    for name, choice in choose_all(ranked).items():
        chosen[name] = choice
        flag = f"{name}_complete"
        if flag in COMPLETENESS:
            record = choice.origin.record
            chosen[flag] = Choice(by_id[record].values.get(flag) is not False, Origin(record, f"with-{name}"))
    paper_id = _choose_id(chosen, by_id)
    account = Account(
        records=tuple(by_id),
        origins={name: choice.origin for name, choice in chosen.items()},
        conflicts=tuple(find_conflicts(chosen, ranked)),
        flags=_keep_flags(chosen, by_id),
    )
    aliases = tuple(sorted({member.own_id for member in members} - {paper_id}))
    values = {name: choice.value for name, choice in chosen.items()}
    return Outcome(build_paper(paper_id, aliases, values, account), values)


def mark_cut_abstracts(members: Sequence[Member]) -> list[Member]:
    """The records with `abstract_complete` false where another record of the paper has the text that goes on."""
    texts = {cast(str, member.values["abstract"]) for member in members if "abstract" in member.values}
    if len(texts) < 2:
        return list(members)
    folded = [fold_value(text) for text in texts]
    cut = {text for text, letters in zip(texts, folded, strict=True) if any(_goes_on(other, letters) for other in folded)}
    return [
        msgspec.structs.replace(member, values={**member.values, "abstract_complete": False}) if member.values.get("abstract") in cut else member
        for member in members
    ]


def _goes_on(other: str, letters: str) -> bool:
    return len(other) >= len(letters) + MIN_REST_LETTERS and other.startswith(letters[: len(letters) - EDGE_LETTERS])


def _choose_id(chosen: Mapping[str, Choice], members: Mapping[str, Member]) -> str:
    """The best id the records give: of the best scheme that one of them is called by, else that of the text or title that won."""
    own = sorted({member.own_id for member in members.values()})
    if len(own) == 1:
        return own[0]
    for scheme in NAMING_SCHEMES:
        named = [own_id for own_id in own if own_id.startswith(f"{scheme}:")]
        if named:
            winner = chosen.get(f"identifiers.{scheme}")
            won = members[winner.origin.record].own_id if winner is not None else ""
            return won if won in named else named[0]
    source = chosen.get("abstract") or chosen.get("title")
    return members[source.origin.record].own_id if source is not None else own[0]


def build_paper(paper_id: str, aliases: tuple[str, ...], values: Values, account: Account) -> Paper:
    """A paper of the values that won; those that it does not have are null or empty."""
    get: Callable[..., Any] = values.get
    return Paper(
        id=paper_id,
        aliases=aliases,
        title=get("title"),
        authors=tuple(get("authors", ())),
        authors_complete=get("authors_complete"),
        affiliations=tuple(get("affiliations", ())),
        abstract=get("abstract"),
        abstract_complete=get("abstract_complete"),
        identifiers=Identifiers(*[get(name) for name in IDENTIFIERS]),
        categories=tuple(get("categories", ())),
        published=get("published"),
        updated=get("updated"),
        listed=get("listed"),
        comments=get("comments"),
        journal_ref=get("journal_ref"),
        urls=tuple(get("urls", ())),
        has_code=get("has_code"),
        license=get("license"),
        language=get("language"),
        records=account.records,
        origins=account.origins,
        conflicts=account.conflicts,
        flags=account.flags,
    )


def _keep_flags(chosen: Mapping[str, Choice], members: Mapping[str, Member]) -> tuple[str, ...]:
    """The flags of records that hold for the paper: those of a record whose flagged field won."""
    dates = [str(chosen[name].value) for name in DATE_FIELDS if name in chosen]
    flags = set(flag_dates(dates) if "X" in "".join(dates) else ())
    if any(member.flags for member in members.values()):
        pairs = [(flag, name) for flag, names in FLAGGED_FIELDS.items() for name in names if name in chosen]
        flags.update(flag for flag, name in pairs if flag in members[chosen[name].origin.record].flags)
    return tuple(sorted(flags))
