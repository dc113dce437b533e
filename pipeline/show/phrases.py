"""Phrases about a dump that the terminal and the page share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.account import Account, Part, RegionPart, Sum
from pipeline.records import RejectReason
from pipeline.show.characters import show_line
from pipeline.show.counts import say_count

PREVIEW_CHARS = 60
MAX_RULES = 20
"""More rules in one line are of no use."""
REASONS: dict[RejectReason, str] = {
    "empty": "nothing in it",
    "binary": "not text",
    "too-large": "too large",
    "broken-archive": "the archive breaks off",
    "malformed": "cannot be parsed",
    "unrecognised": "no format accepts it",
    "orphan": "part of no record, and no known boilerplate",
    "unreadable": "no value of its kind",
    "no-content": "nothing is left of the record",
}
"""What each reason for a reject means, in few words."""


def describe_sum(total: Sum) -> str:
    """The closing line: records, rejected stretches, and how much of the dump is accounted for."""
    claimed = "" if total.claimed is None else f" (it says it holds {total.claimed})"
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(total.reasons.items()))
    rejected = f"{say_count(total.rejected, 'stretch')} rejected ({reasons})" if total.rejected else "nothing rejected"
    share = "100 %" if total.covered == total.bytes else f"{total.covered / total.bytes:.4%}"
    return f"{show_line(total.dump)}: {say_count(total.records, 'record')}{claimed}; {rejected}; {share} accounted for"


def describe_dump(account: Account) -> str:
    """Size, charset and formats of a dump in a line."""
    formats = ", ".join(account.formats) or "no format accepts it"
    return f"{say_count(account.bytes, 'byte')}, {account.charset or 'no text'}; {formats}"


def describe_region(region: RegionPart) -> str:
    """A region in a line: its format, place, records, and how many it says it holds."""
    place = f"bytes {region.start}-{region.end}"
    if region.format is None:
        return f"{region.why}  {place}"
    return f"{region.format}  {place}, {say_count(region.records, 'record')}" + ("" if region.claimed is None else f", says it holds {region.claimed}")


def describe_visible(account: Account) -> str:
    """The visible characters of a dump's pages in a line, by what became of them."""
    counts = account.visible or {}
    words = {"field": "in fields", "boilerplate": "boilerplate", "separator": "between them", "rejected": "rejected"}
    return f"{say_count(sum(counts.values()), 'character')}: " + ", ".join(f"{counts[kind]} {words[kind]}" for kind in words if counts.get(kind))


def describe_reason(reason: RejectReason) -> str:
    """A reason with what it means.

    >>> describe_reason("binary")
    'binary: not text'
    """
    return f"{reason}: {REASONS[reason]}"


def describe_fold(parts: Sequence[Part]) -> str:
    """A run of boilerplate in a line: how much, by which rules, how it begins."""
    texts = [text for part in parts if part.kind == "boilerplate" and (text := show_line(part.text or ""))]
    told = " · ".join(text for text in texts if any(map(str.isalnum, text)))
    return f"{say_count(sum(map(len, texts)), 'character')}: {preview_text(told)}"


def count_rules(parts: Sequence[Part]) -> str:
    """The rules of a run of boilerplate, each with how often."""
    counts = Counter(str(part.rule) for part in parts if part.kind == "boilerplate")
    return ", ".join(rule if count == 1 else f"{rule} {count}×" for rule, count in counts.most_common(MAX_RULES))


def count_unused(parts: Iterable[Part]) -> Counter[str]:
    """In how many records each key was used by no field; those that differ by a number alone are one."""
    keys = dict.fromkeys((part.record, _drop_numbers(part.element or "")) for part in parts if part.kind == "unused")
    return Counter(key for _, key in keys)


def _drop_numbers(path: str) -> str:
    return "/".join("*" if step.isdecimal() else step.partition("[")[0] for step in path.split("/"))


def preview_text(text: str) -> str:
    """The start of a text, on one line.

    >>> preview_text("a\\n b " * 40)
    'a b a b a b a b a b a b a b a b a b a b a b a b a b a b a b …'
    """
    shown = show_line(text)
    return shown if len(shown) <= PREVIEW_CHARS else f"{shown[:PREVIEW_CHARS]}…"
