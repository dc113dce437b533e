"""What `repair` made of a text that stands in a dump: of each item of a list by itself, where the two can be laid side by side."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipeline.account.parts import Shown
from pipeline.records import Edit, Field, Value
from pipeline.repair import replay


class Change(msgspec.Struct, frozen=True):
    """A value that is not the text it was made from, and the edits that led to it."""

    value: Shown
    edits: tuple[Edit, ...]
    source: str | None = None
    """The text that it was made from, where that is more than the one that it is told with."""


def find_change(name: str, field: Field, texts: Sequence[str], index: int | None = None) -> Change | None:
    """What became of one of a field's texts, or of all of them; None where it is as it was.

    What cannot be told text by text is told with the last of them.
    """
    value = field.value
    if isinstance(value, msgspec.UnsetType):
        return None
    if index is None or len(texts) == 1:
        return _compare(texts, value, field.edits)
    if not isinstance(value, list) or len(value) != len(texts):
        change = _compare(texts, value, field.edits) if index == len(texts) - 1 else None
        return None if change is None else msgspec.structs.replace(change, source=("; " if isinstance(value, list) else "\n").join(texts))
    item = value[index]
    return None if item == texts[index] else Change(item, _choose_edits(name, texts[index], field.edits))


def _compare(texts: Sequence[str], value: Value, edits: tuple[Edit, ...]) -> Change | None:
    is_same = value == (list(texts) if isinstance(value, list) else "\n".join(texts))
    if is_same:
        return None
    return Change(value[0] if isinstance(value, list) and len(value) == len(texts) == 1 else value, edits)


def _choose_edits(name: str, text: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits that changed this text, of those that changed one of its field's."""
    before = replay(name, [text], ())
    chosen = []
    for count, edit in enumerate(edits, 1):
        after = replay(name, [text], edits[:count])
        if after != before:
            chosen.append(edit)
        before = after
    return tuple(chosen)
