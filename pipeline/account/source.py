"""What an account is made from: what the stages made of a shard, and the way from its records and pages back to its bytes."""

from __future__ import annotations

from functools import cached_property

from pipeline.charset import ByteOffsets, byte_offsets, decode_as, decode_range
from pipeline.formats import choose_formats
from pipeline.formats.kinds import EntryFormat, Format, Region, Syntax
from pipeline.locators import join_steps, split_steps, write_bytes
from pipeline.locators import read_bytes as read_spans
from pipeline.read import read_bytes
from pipeline.records import CleanRecord, Rejection, Shard, Span
from pipeline.replay import DumpText
from pipeline.settings import Settings
from pipeline.shard import clean_shard
from pipeline.split import split
from pipeline.strip import Stripped, StrippedPage, StrippedRecord, strip


class Source:
    """A shard of a dump and what came of it. `first` is the number of its first record.

    What the stages say is taken from `clean_shard`, which is what a run stores. It does not keep where in its visible text what of a page
    stands: for that the text is cut once more.
    """

    def __init__(self, shard: Shard, settings: Settings, first: int) -> None:
        self.dump = shard.dump
        self.start = shard.start
        self.result = clean_shard(shard, settings)[0]
        self.formats: tuple[Format, ...] = choose_formats(settings.formats)
        self.data = read_bytes(shard.dump, settings.max_dump_bytes, shard.start, shard.end) or b""
        self.records: dict[str, tuple[int, CleanRecord]] = {record.locator: (number, record) for number, record in enumerate(self.result.records, first)}
        self.rejected: dict[str, Rejection] = {item.locator: item for item in self.result.rejected}
        self.syntaxes: dict[str, Syntax] = {item.name: item.syntax for item in self.formats if isinstance(item, EntryFormat)}

    @property
    def charset(self) -> str:
        """The charset; only a shard that is text has one."""
        return str(self.result.charset)

    @property
    def end(self) -> int:
        """The byte behind the last one."""
        return self.start + len(self.data)

    @cached_property
    def text(self) -> str:
        """The decoded text."""
        return decode_as(self.data, self.charset, "detected").text

    @cached_property
    def offsets(self) -> ByteOffsets:
        """Where the characters of the text begin in its bytes."""
        return byte_offsets(self.data, decode_as(self.data, self.charset, "detected"))

    @cached_property
    def regions(self) -> list[Region]:
        """The regions, as `split` gives them."""
        return split(self.text, self.formats)

    @cached_property
    def stripped(self) -> Stripped:
        """The records and pages, as `strip` gives them."""
        return strip(self.text, self.regions)

    @cached_property
    def pages(self) -> dict[Span, int]:
        """The numbers of the pages by their bytes."""
        if all(region.page is None for region in self.regions):
            return {}
        return {self.byte_span(page.span): number for number, page in enumerate(self.stripped.pages)}

    @cached_property
    def _replay(self) -> DumpText:
        return DumpText(self.data, self.charset)

    def find_texts(self, locator: str) -> list[str]:
        """The texts that a locator stands for, which counts its bytes from the first of the dump."""
        head, tail = split_steps(locator)[0], locator.partition("&")[2]
        if head[0] != "bytes" or not self.start:
            return self._replay.find(locator)
        spans = [(start - self.start, end - self.start) for start, end in read_spans(head[1])]
        return self._replay.find(join_steps(write_bytes(spans), tail))

    def byte_span(self, span: Span) -> Span:
        """The bytes of a span of the text."""
        return self.start + self.offsets.byte_at(span[0]), self.start + self.offsets.byte_at(span[1])

    def decode(self, start: int, end: int) -> str:
        """The text of these bytes of the dump."""
        return decode_range(self.data[start - self.start : end - self.start], self.charset)

    def step_to(self, page: StrippedPage) -> str:
        """The step that leads to a page; none where the page is all of the dump."""
        start, end = self.byte_span(page.span)
        is_whole = end == self.dump.bytes and start <= self.offsets.byte_at(0) and self.start == 0
        return "" if is_whole else write_bytes([(start, end)])

    def find_record(self, found: StrippedRecord, page: StrippedPage) -> tuple[int, CleanRecord] | None:
        """The number of a record of a page, and what came of it; None for one that was rejected."""
        raw = found.raw
        return self.records.get(join_steps(self.step_to(page), raw.base or page.page.locate(raw.span)))
