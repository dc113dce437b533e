"""What the envelope of a JSON answer says about how many entries it holds."""

from __future__ import annotations

from collections.abc import Mapping

COUNT_KEYS = frozenset(
    [
        "count", "total", "totalresults", "totalcount", "numfound", "numresults", "nresults", "totalhits", "numrowstotal",
        "totalpapers", "papercount", "paperscount", "numpapers", "numberofpapers", "npapers", "nbhits", "hitcount",
    ]
)  # fmt: skip
PAGE_SIZE_KEYS = frozenset(["limit", "perpage", "pagesize", "rows", "itemsperpage", "hitsperpage", "numrowsperpage"])
OFFSET_KEYS = frozenset(["offset", "start", "startindex", "skip", "from"])
PAGE_KEYS = frozenset(
    ["next", "page", "cursor", "nextcursor", "nextcursormark", "token", "totalpages", "pages", "npages", "hasmore", "links", "resumptiontoken", "notes"]
)
"""What says that there are more pages, if not where in them this one stands; `notes` are those of OpenReview."""
META_KEYS = frozenset(["meta", "metadata", "query", "pagination", "paging", "pageinfo", "info", "header", "links"])
"""Objects beside the entries that tell of them."""


def gather_scalars(envelope: Mapping[str, object]) -> dict[str, object]:
    """What an envelope says beside its entries, its keys folded: its own scalars, then those of the objects that tell of it.

    >>> gather_scalars({"total-results": 3, "query": {"start-index": 0}, "items": []})
    {'totalresults': 3, 'startindex': 0}
    """
    found: dict[str, object] = {}
    for key, value in envelope.items():
        name = _fold(key)
        if not isinstance(value, dict | list | tuple):
            found[name] = value
        elif name in COUNT_KEYS and isinstance(value, dict):
            found[name] = value.get("value")  # Elasticsearch
        elif name in PAGE_KEYS:
            found.setdefault(name, "")
    for key, value in envelope.items():
        if isinstance(value, dict) and _fold(key) in META_KEYS:
            for name, inner in gather_scalars(value).items():
                found.setdefault(name, inner)
    return found


def read_claim(scalars: Mapping[str, object], found: int) -> int | None:
    """How many entries an envelope says this page of results has; None where it does not say.

    Where it gives the total of all pages and not the size of one, a full page is taken as one of several.

    >>> read_claim({"total": 5214, "offset": 0, "limit": 100}, 100), read_claim({"count": 68}, 67), read_claim({}, 3)
    (100, 68, None)
    """
    counts = [number for key in COUNT_KEYS if (number := _to_number(scalars.get(key))) is not None]
    if not counts:
        return None
    total = min(counts)
    limit = next((number for key in PAGE_SIZE_KEYS if (number := _to_number(scalars.get(key))) is not None), None)
    if limit:
        page = _to_number(scalars.get("page")) or 1
        offset = next((number for key in OFFSET_KEYS if (number := _to_number(scalars.get(key))) is not None), (page - 1) * limit)
        return max(0, min(limit, total - offset)) if total > offset else min(total, found)
    is_page = bool(PAGE_KEYS.intersection(scalars) or OFFSET_KEYS.intersection(scalars)) or (found >= 10 and (found % 10 == 0 or found % 25 == 0))
    return found if total > found > 0 and is_page else total


def _fold(key: object) -> str:
    return str(key).casefold().replace("_", "").replace("-", "").replace(" ", "")


def _to_number(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
