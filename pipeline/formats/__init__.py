"""The formats: one module each, and the one tuple that lists them.

To add a format, write its module and put it in `FORMATS`. The order is the order in which they take lines: a format whose
records show by themselves where they begin and end goes before one that is told by the page around it.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import SettingsError
from pipeline.formats import aggregator, glued_ids, hf_page_text, labelled_abstracts
from pipeline.formats.arxiv import atom, snapshot
from pipeline.formats.generic import page_metadata
from pipeline.formats.kinds import Format

FORMATS: tuple[Format, ...] = (
    atom.FORMAT,
    snapshot.FORMAT,
    page_metadata.FORMAT,
    # A header line can be nothing else, and its record is three lines long.
    aggregator.FORMAT,
    # The id says where its record ends; where it begins is found by going back, so it must not see an aggregator's abstract.
    glued_ids.FORMAT,
    # After the ids, since a record may have both the label and an id that closes it.
    labelled_abstracts.FORMAT,
    # A page goes on to the end of the dump: it takes what nothing else has.
    hf_page_text.FORMAT,
)


def choose_formats(names: Sequence[str]) -> tuple[Format, ...]:
    """The formats of these names in the order of the list; all where none is named. Raises `SettingsError` for a name that none has."""
    unknown = [name for name in names if name not in {format.name for format in FORMATS}]
    if unknown:
        raise SettingsError(f"'{unknown[0]}': there is no such format. 'papersieve formats' lists them.")
    return tuple(format for format in FORMATS if not names or format.name in names)
