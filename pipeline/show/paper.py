"""What a person is shown of a paper (`explain`), as rich renderables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from pipeline.errors import CorpusError
from pipeline.records import Edit, Field, Paper, Record
from pipeline.show.values import format_value
from pipeline.write.corpus import paper_value, read_papers, read_records


def find_paper(out: Path, name: str) -> tuple[Paper, list[Record]]:
    """The paper that an id, an alias, an arXiv id alone or a record id stands for, and its records.

    Raises `CorpusError` where there is none.
    """
    wanted = {name, f"arxiv:{name}"}
    matches = [paper for paper in read_papers(out) if wanted & {paper.id, *paper.aliases, *paper.records}]
    matches.sort(key=lambda paper: paper.id not in wanted)
    if not matches:
        raise CorpusError(f"{out}: no paper has the id, alias or record '{name}'. Ids stand in papers.jsonl; 'arxiv:2405.14333' is of their form.")
    paper = matches[0]
    records = [record for record in read_records(out) if record.paper == paper.id]
    return paper, records


def show_paper(paper: Paper, records: Sequence[Record]) -> RenderableType:
    """A paper: its fields with their origins, its records with what was done to each value, evidence, losers."""
    tree = Tree(Text(f"{paper.id}  {paper.title or '(no title)'}", style="bold"))
    if paper.aliases:
        tree.add(Text(f"also known as {', '.join(paper.aliases)}", style="dim"))
    if paper.flags:
        tree.add(Text(f"flags: {', '.join(paper.flags)}", style="yellow"))
    fields = tree.add("fields, and whose value won")
    for name, origin in paper.origins.items():
        fields.add(Group(Text.assemble((f"{name}  ", "bold"), (f"{origin.rule}, from {origin.record}", "dim")), Text(format_value(paper_value(paper, name)))))
    branch = tree.add(f"{len(records)} records")
    for record in records:
        _add_record(branch, record, paper)
    if paper.conflicts:
        lost = tree.add("values that lost and differ in meaning")
        for conflict in paper.conflicts:
            lost.add(Text.assemble((f"{conflict.field}  ", "bold"), (f"{conflict.record}\n", "dim"), format_value(conflict.value)))
    return tree


def _add_record(branch: Tree, record: Record, paper: Paper) -> None:
    node = branch.add(Text.assemble((record.id, "cyan"), f"  {record.dump} ({record.format})"))
    for edge in record.evidence:
        node.add(Text(f"{edge.kind} {edge.score:g} with {edge.record}", style="green"))
    for name, field in record.fields.items():
        won = paper.origins.get(name) is not None and paper.origins[name].record == record.id
        node.add(Text.assemble(("* " if won else "  ", "green"), (name, "bold"), f"  {field.locator}", (_describe_edits(field), "dim")))


def _describe_edits(field: Field) -> str:
    return "".join(f"  {_describe_edit(edit)}" for edit in field.edits)


def _describe_edit(edit: Edit) -> str:
    arguments = ", ".join(arg if isinstance(arg, str) else " ".join(arg) for arg in edit.args)
    return f"{edit.rule}({arguments})" if arguments else edit.rule
