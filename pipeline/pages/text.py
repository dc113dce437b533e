"""Values as a page writes them."""

from __future__ import annotations


def format_share(share: float) -> str:
    """A share in per cent; only what is all is 100 %.

    >>> format_share(1.0), format_share(0.99999)
    ('100 %', '99.99 %')
    """
    return "100 %" if share == 1 else f"{int(share * 10_000) / 100:.2f} %"
