"""Accounts of dumps as tests look at them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from corpora import PROJECT, SEEDS

from pipeline.account import Account, Part, account_dump
from pipeline.read import Unpacking, describe_dumps
from pipeline.settings import Settings

FIXTURES = sorted([*SEEDS.iterdir(), *(PROJECT / "tests" / "dumps").glob("*/dump*")])
"""Every dump of the project."""
HOSTILE = "\x1b]0;title\x07\x1b[31m \u202e \x9b2J [bold red]x[/] </script><script>alert(1)</script><img src=x onerror=alert(1)> 'a' \"b\" &amp; {{ 7*7 }}"
"""Text that would act on a terminal, in rich or in a page."""
LISTING = f"Abstract: We count {HOSTILE} and find that bees can be taught to count to five.\n\nA note {HOSTILE}\n"


def account_file(path: Path, shard_bytes: int = 1 << 24, captured_on: str | None = None) -> list[Account]:
    """The accounts of all dumps in a file."""
    with tempfile.TemporaryDirectory() as folder:
        dumps = describe_dumps(path, path.name, captured_on, Unpacking(Path(folder), 1 << 32))
        return [account for dump in dumps for account in account_dump(dump, Settings(), shard_bytes)]


def account_text(text: str | bytes, shard_bytes: int = 1 << 24, captured_on: str | None = None) -> Account:
    """The account of a text, which is cut into no shards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "dump.txt")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        (account,) = account_file(path, shard_bytes, captured_on)
        return account


def find_part(account: Account, **wanted: object) -> Part:
    """The first part with these properties."""
    return next(part for part in account.parts if all(getattr(part, name) == value for name, value in wanted.items()))
