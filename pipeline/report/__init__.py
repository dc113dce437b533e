"""Report: `report.html`, one page for the person who made a corpus, which opens from disk and fetches nothing.

What is seen first (the sum, the warnings, the dumps) is HTML. Papers are data in the page, deflated, and are unpacked as they are
looked at. The page stays below a size, whatever the corpus: `choice` says which papers have a row and which a page of their own,
those of which there is most to see first. Only what is chosen is read: the rest is counted by columns.
"""

from __future__ import annotations

from pipeline.report.page import REPORT, make_report
from pipeline.report.subject import Subject

__all__ = ["REPORT", "Subject", "make_report"]
