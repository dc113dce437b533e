"""Series: dumps of one source, a new one every day."""

from __future__ import annotations

import re


def name_series(dump: str) -> str:
    """The series a dump belongs to: its name without what changes from day to day.

    >>> name_series("raw/cs.CL-2026-02-01.html")
    'raw/cs.CL-#-#-#.html'
    """
    return re.sub(r"\d+", "#", dump)
