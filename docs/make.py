"""Make the parts of pages that are taken from the code: commands, formats, rules, schemas, who wins.

`python docs/make.py` writes them; a test holds each page against what this gives now.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.cli.help import EXAMPLES, STATUS, STATUSES
from pipeline.formats.describe import list_pages
from pipeline.merge.precedence import PRECEDENCE
from pipeline.rules import Rule, load_rules, load_structure
from pipeline.write.schema import make_schemas

FOLDER = Path(__file__).parent
MAX_EXAMPLES = 3
"""Examples shown of a rule, of each kind; its table has them all."""
TABLES = {
    "boilerplate": "lines of a page that belong to no record",
    "labels": "labels and links at the edges of fields",
    "structure": "what is boilerplate by its place",
    "comments": "what arXiv's comments look like",
    "repair": "mojibake, entities, Unicode, white space",
    "latex": "LaTeX in titles and abstracts",
    "names": "names of authors",
    "values": "dates, ids, codes and other values",
    "dedupe": "the decision table of deduplication: the first row whose pattern matches the facts of a pair decides",
}
"""The tables whose rule names stand in the output or decide what is merged, and what each is about."""


def make_commands() -> Iterator[str]:
    """Each command as typer documents it: what it does, how it is called, its arguments and options."""
    command = [sys.executable, "-m", "typer", "pipeline.cli", "utils", "docs", "--name", "papersieve"]
    text = subprocess.run(command, cwd=FOLDER.parent, check=True, capture_output=True, text=True).stdout
    _, heading, commands = text.partition("## `")
    commands = re.sub(r"^\[bold\]Examples\[/bold\]\n.*?(?=^## |\Z)", "", commands, flags=re.MULTILINE | re.DOTALL).replace("&#x27;", "'")
    usage = re.sub(r"^```console\n\$ (.*)$", r"```text\n\1", heading + commands, flags=re.MULTILINE)
    for section in re.split(r"^(?=## )", usage, flags=re.MULTILINE)[1:]:
        name = section.split("`")[1].removeprefix("papersieve ")
        examples = "\n".join(f"{example.command}\n    {example.what}" for example in EXAMPLES[name])
        text = re.sub(r"^(#+) `(.*)`$", r"\1 \2", section.strip(), flags=re.MULTILINE)
        yield f"{text}\n\n**Examples**:\n\n```text\n{examples}\n```\n\n**Exit status**: {STATUSES.get(name, STATUS)}\n"


def make_formats() -> Iterator[str]:
    """Each format, in the order in which they are asked."""
    return list_pages()


def make_rules() -> Iterator[str]:
    """Each rule of each table, with why it is there and what it hits and misses."""
    for table, about in TABLES.items():
        yield f"## {table}\n\n{about[0].upper()}{about[1:]}.\n"
        for rule in _read_rules(table):
            yield f"### {rule.id}\n\n{_escape_text(rule.why)}\n"
            examples = [("hits", example) for example in rule.hits[:MAX_EXAMPLES]] + [("misses", example) for example in rule.misses[:MAX_EXAMPLES]]
            if examples:
                yield "\n".join(_list_table(examples)) + "\n"


def _read_rules(table: str) -> Iterator[Rule]:
    """The rules of a table; those of `structure` are told by their place, so they have no examples."""
    if table == "structure":
        yield from (Rule(id=name, why=why, hits=(), misses=()) for name, why in load_structure().items())
    else:
        yield from load_rules(table)


def _list_table(examples: Sequence[tuple[str, str | tuple[str, str]]]) -> Iterator[str]:
    """Examples as rows of a table, with what comes out where the rule changes text."""
    changes = any(isinstance(example, tuple) for _, example in examples)
    yield "| | text | becomes |\n|---|---|---|" if changes else "| | text |\n|---|---|"
    for kind, example in examples:
        texts = example if isinstance(example, tuple) else (example, "") if changes else (example,)
        yield f"| {kind} | {' | '.join(map(_quote_cell, texts))} |"


def make_precedence() -> Iterator[str]:
    """For each field the criteria by which its value wins, in order."""
    yield "| field | criteria, the first that tells two values apart decides |\n|---|---|"
    for field, criteria in PRECEDENCE.items():
        yield f"| `{field}` | {', '.join(f'`{name}`' for name, _ in criteria)} |"
    yield ""


def make_schema() -> Iterator[str]:
    """The JSON Schemas that lie beside a corpus."""
    for name, content in make_schemas().items():
        yield f"## {name}\n\n```json\n{json.dumps(json.loads(content), indent=2, ensure_ascii=False)}\n```\n"


def _escape_text(text: str) -> str:
    """Text as Markdown shows it: nothing in it is markup."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>|$" else character for character in text)


def _quote_cell(text: str) -> str:
    """A text as code in a cell of a table; what is not visible is spelt out, and nothing in it is markup."""
    shown = html.escape("".join(character if character.isprintable() else character.encode("unicode_escape").decode() for character in text), quote=False)
    for character in "|`*_\\~$[]":
        shown = shown.replace(character, f"&#{ord(character)};")
    return f"<code>{shown}</code>" if shown else ""


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands": make_commands,
    "formats": make_formats,
    "how-it-works": make_precedence,
    "rules": make_rules,
    "schema": make_schema,
}
"""The pages that have a part between `<!-- NAME -->` and `<!-- /NAME -->`, and what makes it."""


def make_page(name: str) -> str:
    """A page as it should be: its own text, and the part that is made."""
    page = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
    return page.partition(opening)[0] + f"{opening}\n" + "\n".join(PAGES[name]()) + closing + page.partition(closing)[2]


if __name__ == "__main__":
    for page_name in PAGES:
        (FOLDER / f"{page_name}.md").write_text(make_page(page_name), encoding="utf-8")
