"""Numbers as a person reads them."""

from __future__ import annotations


def say_count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> say_count(1, "paper"), say_count(1234, "more stretch")
    ('1 paper', '1,234 more stretches')
    """
    plural = "es" if noun.endswith(("ch", "sh", "s", "x")) else "s"
    return f"{number:,} {noun}{'' if number == 1 else plural}"
