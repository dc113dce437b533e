"""The kinds of changes. The command line names them before it is known whether anything will be compared, so they stand by themselves."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

ChangeKind: TypeAlias = Literal["added", "removed", "changed", "merged", "split", "re-identified"]
"""What became of a paper.

added, removed: none of its records was in a paper before, or is now. changed: its id and its records' paper are the same, and something it says is
not. merged: records of several papers are in it now. split: its records are in several papers now. re-identified: it goes by another id.
"""
CHANGE_KINDS: Final[tuple[ChangeKind, ...]] = get_args(ChangeKind)
