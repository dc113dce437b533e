"""What a person is shown of two corpora compared (`diff`), line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.diff.changes import Cause, Change, FieldChange, Source, Summary, Tie
from pipeline.diff.kinds import ChangeKind
from pipeline.diff.words import Piece, compare_words, shorten_same
from pipeline.show.characters import show_line
from pipeline.show.counts import say_count
from pipeline.show.lines import Line, Part, write

MARKS: dict[ChangeKind, tuple[str, str]] = {
    "added": ("+", "green"),
    "removed": ("-", "red"),
    "changed": ("~", "yellow"),
    "merged": (">", "cyan"),
    "split": ("<", "magenta"),
    "re-identified": ("=", "blue"),
}
"""A sign for each kind, so that colour is never the only one."""
CAUSES = {
    "dump-added": "new dump {what}",
    "dump-removed": "dump {what} is gone",
    "capture-date": "another day of capture: {what}",
    "version": "version of papersieve: {what}",
    "settings": "settings: {what}",
    "code": "same dumps, version and settings: the code has changed",
    "other-papers": "its own dumps are the same: other papers came or went",
}
WORD_STYLES = {"same": ("", "", ""), "gone": ("[-", "-]", "red"), "come": ("{+", "+}", "green")}
"""As `git diff --word-diff` marks them."""
MIN_COMPARED_CHARS = 40
"""Shorter values are shown whole, side by side."""
MAX_LISTED = 5
INDENT = "  "


def show_change(change: Change) -> Iterator[Line]:
    """A change, line by line: what became of which paper, why, and what it says otherwise."""
    mark, style = MARKS[change.kind]
    yield write((f"{mark} {change.kind}  ", f"bold {style}"), (_join_ids(change), "bold"), f"  {show_line(change.title or '(no title)')}", rest=INDENT)
    for cause in change.causes:
        yield _label("why", _explain(cause))
    if change.id_source is not None:
        yield _label("id", f"from {change.id_source.field} of ", _place(change.id_source.source))
    for tie in change.ties:
        yield _show_tie(tie, change.kind)
    if change.kind not in ("added", "removed"):
        yield from _list_records("came", change.records_came)
        yield from _list_records("went", change.records_went)
    for field in change.fields:
        if field.old != field.new:
            yield from _show_field(field)
    moved = [field.field for field in change.fields if field.old == field.new]
    if moved:
        yield _label("same value from another record", ", ".join(moved))


def show_summary(summary: Summary) -> Iterator[Line]:
    """What all changes come to, and what the two corpora were made from."""
    told = [f"{count:,} {kind}" for kind, count in summary.counts.items() if count]
    sides = f"{say_count(summary.old.papers, 'paper')} -> {say_count(summary.new.papers, 'paper')}"
    yield write((f"{sides}: {', '.join(told) or 'nothing differs'}; {summary.same:,} the same", "bold"))
    if summary.fields:
        yield write("fields: " + ", ".join(f"{name} {count:,}" for name, count in summary.fields.items()))
    for label, names in (("dumps added", summary.dumps_added), ("dumps gone", summary.dumps_removed)):
        if names:
            yield write(f"{label}: {_list_names(names)}")
    if summary.dumps_renamed:
        yield write("dumps renamed: " + _list_names([f"{old} -> {new}" for old, new in summary.dumps_renamed]))
    for cause in summary.differences:
        yield write(_explain(cause))
    if not told and summary.files:
        yield write("papers are the same, but not these files: " + ", ".join(summary.files))


def _label(label: str, *content: Part) -> Line:
    return write((f"{label}  ", "dim"), *content, first=INDENT, rest=2 * INDENT)


def _list_records(label: str, records: Sequence[str]) -> Iterator[Line]:
    for record in records[:MAX_LISTED]:
        yield _label(label, show_line(record))
    if len(records) > MAX_LISTED:
        yield _label(label, f"{len(records) - MAX_LISTED} more")


def _join_ids(change: Change) -> str:
    if change.old == change.new or not change.old or not change.new:
        return show_line(" + ".join(change.new or change.old))
    return show_line(f"{' + '.join(change.old)} -> {' + '.join(change.new)}")


def _explain(cause: Cause) -> str:
    return CAUSES[cause.kind].format(what=show_line(cause.what))


def _place(source: Source) -> Part:
    return f"{show_line(source.dump)} ({show_line(source.record.partition('#')[2])}, {source.rule})", "dim"


def _show_tie(tie: Tie, kind: ChangeKind) -> Line:
    ends = " and ".join(f"{show_line(dump)} ({show_line(record.partition('#')[2])})" for record, dump in zip(tie.records, tie.dumps, strict=True))
    return _label("tied by" if kind == "merged" else "was tied by", (f"{tie.kind} {tie.score:g}", "green"), f" between {ends}")


def _show_field(field: FieldChange) -> Iterator[Line]:
    """A field with its values before and after; of lists the items, of long texts the words that differ."""
    sources = [(label, source) for label, source in (("was", field.old_source), ("now", field.new_source)) if source is not None]
    places = [part for label, source in sources for part in (f"  {label} ", _place(source))]
    pieces = list(_compare_values(field.old, field.new))
    marked = [(f"{WORD_STYLES[kind][0]}{text}{WORD_STYLES[kind][1]}", WORD_STYLES[kind][2]) for kind, text in pieces]
    if len(pieces) == 1 or sum(len(text) for _, text in pieces) < MIN_COMPARED_CHARS:
        yield write((f"{field.field}  ", "bold"), *marked, *places, first=INDENT, rest=2 * INDENT)
    else:
        yield write((field.field, "bold"), *places, first=INDENT, rest=2 * INDENT)
        yield write(*marked, first=2 * INDENT)


def _compare_values(old: object, new: object) -> Iterator[Piece]:
    """What of a value is gone and what has come, each made safe to show."""
    if isinstance(old, list) and isinstance(new, list):
        gone, come = [item for item in old if item not in new], [item for item in new if item not in old]
        if not gone and not come:
            gone, come = list(old), list(new)  # The same in another order.
        old, new = gone, come
    before, after = _format(old), _format(new)
    if min(len(before), len(after)) >= MIN_COMPARED_CHARS:
        yield from ((kind, show_line_keeping_ends(text)) for kind, text in shorten_same(compare_words(before, after)))
        return
    for kind, text in (("gone", before), ("come", after)):
        if text:
            yield kind, show_line(text)  # type: ignore[misc]  # the two kinds are pieces' own


def show_line_keeping_ends(text: str) -> str:
    """As `show_line`, with a space where the text begins or ends with white space.

    >>> show_line_keeping_ends("\\na  b ")
    ' a b '
    """
    return f"{' ' * text[:1].isspace()}{show_line(text)}{' ' * (text[-1:].isspace() and bool(text.strip()))}"


def _format(value: object) -> str:
    """A value as a person reads it."""
    if isinstance(value, list):
        return "; ".join(map(_format, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_format(item)}" for name, item in value.items())
    return "" if value is None else str(value)


def _list_names(names: Sequence[str]) -> str:
    shown = ", ".join(map(show_line, names[:MAX_LISTED]))
    return f"{shown} and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else shown
