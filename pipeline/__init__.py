"""papersieve: dumps of scraped paper listings in, one clean corpus with provenance out."""

from __future__ import annotations

__version__ = "0.1.0"
