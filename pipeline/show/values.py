"""Values as a person reads them."""

from __future__ import annotations


def format_value(value: object) -> str:
    """A value as a person reads it: the items of a list side by side."""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
