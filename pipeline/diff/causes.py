"""Why papers differ: what two corpora were made from, and which of it bears on one paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from pipeline.diff.changes import Cause
from pipeline.diff.fields import get_digest
from pipeline.records import Input, Manifest

DIGEST_CHARS = 16
"""So much of a dump's sha-256 stands in the ids of its records."""


class Inputs(msgspec.Struct, frozen=True):
    """What two corpora were made from and with, and how that differs. Dumps are by the beginning of their sha-256."""

    added: Mapping[str, str]
    """The names of dumps that only the new one has."""
    removed: Mapping[str, str]
    renamed: tuple[tuple[str, str], ...]
    recaptured: Mapping[str, Cause]
    """Dumps that are said to have been captured on another day."""
    made: tuple[Cause, ...]
    """What else the two were made with: version and settings."""


def compare_inputs(old: Manifest, new: Manifest) -> Inputs:
    """How two manifests differ in what the corpora were made from and with."""
    before, after = _group_inputs(old.inputs), _group_inputs(new.inputs)
    recaptured = {
        digest: Cause("capture-date", f"{after[digest][0].dump}: {_list_days(before[digest])} -> {_list_days(after[digest])}")
        for digest in before.keys() & after.keys()
        if _list_days(before[digest]) != _list_days(after[digest])
    }
    renamed = [(_list_names(before[digest]), _list_names(after[digest])) for digest in before.keys() & after.keys()]
    return Inputs(
        added={digest: items[0].dump for digest, items in after.items() if digest not in before},
        removed={digest: items[0].dump for digest, items in before.items() if digest not in after},
        renamed=tuple(sorted((was, now) for was, now in renamed if was != now)),
        recaptured=recaptured,
        made=tuple(_compare_making(old, new)),
    )


def find_causes(inputs: Inputs, came: Sequence[str], went: Sequence[str], records: Iterable[str]) -> tuple[Cause, ...]:
    """Why a paper differs, from the records that the corpus gained and lost for it, and all that it has or had."""
    dumps = {get_digest(name) for name in came} | {get_digest(name) for name in went}
    found = {Cause("dump-added", inputs.added[digest]) for digest in dumps & inputs.added.keys()}
    found |= {Cause("dump-removed", inputs.removed[digest]) for digest in dumps & inputs.removed.keys()}
    found |= {inputs.recaptured[digest] for digest in {get_digest(name) for name in records} & inputs.recaptured.keys()}
    is_read_otherwise = bool(dumps - inputs.added.keys() - inputs.removed.keys())
    if not found or is_read_otherwise:
        found |= set(inputs.made)
    if not found:
        others_differ = bool(inputs.added or inputs.removed) and not is_read_otherwise
        found.add(Cause("other-papers", "") if others_differ else Cause("code", ""))
    return tuple(sorted(found))


def _group_inputs(inputs: Iterable[Input]) -> dict[str, list[Input]]:
    groups: dict[str, list[Input]] = defaultdict(list)
    for item in inputs:
        groups[item.sha256[:DIGEST_CHARS]].append(item)
    return groups


def _list_names(items: Sequence[Input]) -> str:
    return ", ".join(sorted({item.dump for item in items}))


def _list_days(items: Sequence[Input]) -> str:
    return items[0].captured_on or "no day"


def _compare_making(old: Manifest, new: Manifest) -> Iterator[Cause]:
    if old.papersieve != new.papersieve:
        yield Cause("version", f"{old.papersieve} -> {new.papersieve}")
    before, after = dict(_flatten(old.settings)), dict(_flatten(new.settings))
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Cause("settings", f"{name}: {before.get(name)} -> {after.get(name)}")


def _flatten(settings: Mapping[str, object], lead: str = "") -> Iterator[tuple[str, object]]:
    """The settings with the names they have in a settings file, dotted."""
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{lead}{name}.")
        else:
            yield f"{lead}{name}", value
