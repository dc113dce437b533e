"""Tables of what `benchmarks.quality` measured, for a terminal and for `docs/quality.md`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

START, END = "<!-- figures: start -->", "<!-- figures: end -->"
DISPUTED_SHOWN = 12
TITLE_CHARS = 90


def show_figures(figures: dict[str, Any], show: int) -> str:
    """All figures, with the first pairs of each list that came out otherwise than their labels."""
    lines = [make_tables(figures)]
    for part in ("views", "labelled"):
        for name, measured in figures[part].items():
            for kind in ("false", "missed"):
                lines.append(f"\n{name}: {kind}: {len(measured[kind])}")
                lines.extend(line for listed in measured[kind][:show] for line in _show_pair(listed))
    return "\n".join(lines)


def _show_pair(listed: dict[str, Any]) -> list[str]:
    head = f"  {listed['set']} {listed['label']} {listed['a']} {listed['b']}  J={listed['jaccard']:.3f} C={listed['containment']:.3f}  {listed['decided']}"
    return [head, f"    {listed['facts']}", *(f"    {title[:TITLE_CHARS]}" for title in listed["titles"])]


def fill_page(page: str, figures: dict[str, Any]) -> str:
    """The page with its tables made anew. Raises `ValueError` where it has no place for them."""
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"the page needs the lines {START} and {END}")
    disputed = [pair for name, measured in figures["labelled"].items() if name.endswith("/plain") for pair in measured["false"]]
    return f"{before}{START}\n\n{make_tables(figures)}\n\n{list_disputed(disputed)}\n\n{END}{after}"


def make_tables(figures: dict[str, Any]) -> str:
    """All tables, in Markdown."""
    parts = []
    if figures["views"]:
        parts += ["### Pairs merged, by set and label", _table_views(figures["views"])]
    parts += ["### Complete sets", _table_sets(figures["labelled"])]
    if peers := figures.get("peers"):
        parts += ["### Beside other tools: complete sets", _table_peers(peers["sets"])]
        size = peers["sample"]
        parts += [f"### Beside other tools: {size['pairs']:,} pairs of {size['records']:,} records, ids hidden", _table_sample(peers["pairs"])]
    return "\n\n".join(parts)


def _table_views(views: dict[str, Any]) -> str:
    keys = sorted({key for measured in views.values() for key in measured["merged"]})
    rows = [[*key.split("/"), *(_show_share(*measured["merged"][key]) for measured in views.values())] for key in keys]
    return _write_table(["set", "label", *views], rows)


def _show_share(merged: int, total: int) -> str:
    return f"{merged:,} of {total:,} ({merged / total:.4f})"


def _table_sets(sets: dict[str, Any]) -> str:
    names = ("precision", "recall", "f1", "bcubed_precision", "bcubed_recall", "bcubed_f1")
    rows = [[*key.split("/"), *(f"{score[name]:.4f}" for name in names), len(score["false"]), len(score["missed"])] for key, score in sets.items()]
    return _write_table(["set", "view", "precision", "recall", "F1", "B³ precision", "B³ recall", "B³ F1", "wrong", "missed"], rows)


def _table_peers(sets: dict[str, Any]) -> str:
    tools = list(next(iter(sets.values())))
    rows = [[*key.split("/"), *(_show_score(scores.get(tool, "as above")) for tool in tools)] for key, scores in sets.items()]
    return _write_table(["set", "view", *tools], rows) + "\n\nPrecision / recall / B³ F1."


def _show_score(score: dict[str, float] | str) -> str:
    return score if isinstance(score, str) else f"{score['precision']:.4f} / {score['recall']:.4f} / {score['bcubed_f1']:.4f}"


def _table_sample(tools: dict[str, Any]) -> str:
    keys = sorted({key for merged in tools.values() if not isinstance(merged, str) for key in merged})
    rows = [[*key.split("/"), *("failed" if isinstance(merged, str) else f"{merged[key][0]} of {merged[key][1]}" for merged in tools.values())] for key in keys]
    failed = [f"{tool} failed: {merged}" for tool, merged in tools.items() if isinstance(merged, str)]
    return "\n\n".join([_write_table(["set", "label", *tools], rows), *failed])


def list_disputed(pairs: Sequence[dict[str, Any]]) -> str:
    """The false merges of the complete sets, some of each, as a list."""
    lines = ["### Disputed pairs", "Merged here, and two papers (or not listed as one) by the labels:"]
    for name in dict.fromkeys(pair["set"] for pair in pairs):
        own = [pair for pair in pairs if pair["set"] == name]
        lines.append(f"- **{name}**: {len(own)}" + (f", of which the first {DISPUTED_SHOWN}" if len(own) > DISPUTED_SHOWN else ""))
        lines += [f"  - `{pair['a']}` `{pair['b']}` ({pair['decided']}): {pair['titles'][0][:TITLE_CHARS]}" for pair in own[:DISPUTED_SHOWN]]
    return "\n".join([*lines[:1], "", lines[1], "", *lines[2:]])


def _write_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
