"""How a forum of OpenReview is told, in one line or in many."""

from __future__ import annotations

import pytest

from pipeline.formats.catalogues import openreview_text
from pipeline.lines import list_lines
from pipeline.split import split

FLAT = (
    "back arrowGo to **ICML 2025 Conference** homepage. ## A Title. ### Ann Lee, Bo Wu. Published: 01 May 2025, Last Modified: 23 Jul 2025ICML 2025 "
    "posterEveryoneRevisionsBibTeXCC BY 4.0. **Keywords:** a, b. **Abstract:** We count pebbles. **Lay Summary:** Pebbles."
)


def read(text: str) -> list[dict[str, list[str]]]:
    records = [record for region in split(text, (openreview_text.FORMAT,)) for record in region.cut.records]
    return [{field.name: field.texts(text) for field in record.fields} for record in records]


@pytest.mark.parametrize(
    "status",
    [
        "29 Nov 2017 (modified: 12 Jan 2018)ICLR 2018 Conference Paper77 Official ReviewReaders:  EveryoneShow Revisions",
        "03 Jul 2025, 19:40 (modified: 29 Oct 2025, 11:07)EveryoneRevisions",
        "Published: 26 Jan 2026",
        "Published: 2026-01-26",
        "Submitted to the newsletter by Everyone",
    ],
)
def test_no_status(status: str) -> None:
    """A reply has a time of day or is of a kind; a date alone may be any page's."""
    assert read(f"A Title\nAnn Lee, Bo Wu\n{status}\nAbstract: We count pebbles.\n") == []


@pytest.mark.parametrize(
    "status",
    [
        "28 Sep 2018 (modified: 21 Dec 2018)ICLR 2019 Conference Blind SubmissionReaders:  EveryoneShow BibtexShow Revisions",
        "Published: 26 Jan 2026, Last Modified: 11 Apr 2026 ICLR 2026 Poster Everyone Revisions BibTeX CC BY 4.0",
        "Published: 26 Jan 2026, Last Modified: 11 Apr 2026\nICLR 2026 Poster\nEveryone\nRevisions\nBibTeX\nCC BY 4.0",
        "Submitted to ICLR 2026Everyone Revisions BibTeX CC BY 4.0",
        "23 Jan 2026 (modified: 09 Feb 2026)\nICML 2026 Conference Submission\nConference, Area Chairs, Reviewers, Authors\nRevisions\nCC BY 4.0",
    ],
)
def test_status(status: str) -> None:
    """The years have had their own badges, glued or not; title and people stand above them all."""
    (record,) = read(f"A Title\nDownload PDF\nAnn Lee, Bo Wu\n{status}\nKeywords: a\nTL;DR: Pebbles.\nAbstract:\nWe count pebbles.\n")
    assert (record["title"], record["authors"], record["abstract"]) == (["A Title"], ["Ann Lee", "Bo Wu"], ["We count pebbles."])


def test_one_line() -> None:
    """A forum that was flattened is cut where its parts met, without the full stops that were put between them."""
    (record,) = read(FLAT)
    assert (record["title"], record["authors"], record["published"]) == (["A Title"], ["Ann Lee", "Bo Wu"], ["01 May 2025"])
    assert record["abstract"] == ["We count pebbles."]


def test_a_status_inside_an_abstract_cuts_nothing() -> None:
    """Only a line that begins as a forum does is cut: others quote one."""
    text = f"Abstract: {FLAT.partition('## ')[2]}"
    assert list(openreview_text.joints(list_lines(text))) == []
