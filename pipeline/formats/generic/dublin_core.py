"""Dublin Core of any repository, as OAI-PMH hands it out (oai_dc), with or without the record around it.

    <record>
      <header><identifier>oai:repository.example.org:1234</identifier><datestamp>2024-06-02</datestamp></header>
      <metadata><oai_dc:dc>
        <dc:title>...</dc:title><dc:creator>Lee, Ann</dc:creator><dc:description>...</dc:description>
        <dc:date>2024-05-07</dc:date><dc:type>article</dc:type><dc:language>eng</dc:language>
        <dc:identifier>https://repository.example.org/1234</dc:identifier><dc:identifier>doi:10.1000/xyz</dc:identifier>
      </oai_dc:dc></metadata>
    </record>

Pictures, data and programs, which repositories keep too, are no papers.
"""

from __future__ import annotations

import re

from pipeline.formats.dublin_core import Core, add_core, is_deleted, list_makers, read_core
from pipeline.formats.feeds import find_arxiv
from pipeline.formats.kinds import EntryFormat
from pipeline.formats.prose import is_prose
from pipeline.raw import RawRecord
from pipeline.syntax.nodes import Fields, Node, NotPaper

OTHER_KIND_RE = re.compile(
    r"(?i)\b(?:image|still\s?image|moving\s?image|sound|video|audio|dataset|data set|software|computer program|physical\s?object|interactive\s?resource|"
    r"event|map|music|patent|photograph|newspaper|learning object|lecture|presentation|poster|other)\b"
)
PAPER_KIND_RE = re.compile(r"(?i)article|paper|preprint|thesis|text|report|chapter|proceeding|book|review|letter")
OAI_RE = re.compile(r"^\s*oai:")


def knows(entry: Node) -> bool:
    """An entry with a title and a creator in Dublin Core, or a record that was deleted."""
    if is_deleted(entry):
        return True
    core = read_core(entry)
    return bool(core.all("title")) and bool(core.all("creator") or core.all("identifier"))


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of an entry."""
    if is_deleted(entry):
        return NotPaper("oai.deleted")
    core = read_core(entry)
    if not _is_paper(core):
        return NotPaper("dublin-core.other-kind")
    fields = Fields()
    header = entry.find("header", "identifier").piece()
    fields.add("identifiers.arxiv", find_arxiv([*core.all("identifier"), *([header] if header is not None else [])]))
    texts = core.all("description") or core.all("abstract")
    fields.add("abstract", *(text for text in texts if is_prose(text.text)))
    fields.add("journal_ref", *core.all("bibliographicCitation"))
    add_core(fields, core)
    return fields.record()


def _is_paper(core: Core) -> bool:
    """Whether what it describes is a text; where it says nothing of that, whether it has creators."""
    kinds = " ".join(piece.text for piece in core.all("type"))
    is_text = PAPER_KIND_RE.search(kinds) is not None
    if OTHER_KIND_RE.search(kinds) and not is_text:
        return False
    return bool(list_makers(core) if is_text else core.all("creator"))


FORMAT = EntryFormat(
    name="dublin-core",
    summary="Dublin Core of any repository, as OAI-PMH hands it out.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=("record", "oai_dc:dc", "dc:dc"),
)
