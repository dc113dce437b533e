"""What a person can set, in a TOML file: `papersieve run --settings FILE`.

`Settings` are what the corpus depends on: they are part of every shard's key and stand in the manifest. `Limits`
change only how the work is cut and how much of the machine it may use, never a byte of what comes out.
"""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, get_args

import msgspec

from pipeline.dedupe import CANDIDATE_BYTES, DedupeSettings
from pipeline.errors import SettingsError

MIB = 1 << 20


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the corpus depends on, beside the dumps."""

    max_dump_bytes: Annotated[int, msgspec.Meta(ge=1)] = 4096 * MIB
    """A dump with more bytes (unpacked) is rejected as `too-large`."""
    formats: tuple[str, ...] = ()
    """The formats to look for, by name; none named, all. `--format` sets it for one run."""
    dedupe: DedupeSettings = DedupeSettings()


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the work is cut, and how much of the machine it may use. The corpus does not depend on it."""

    shard_bytes: Annotated[int, msgspec.Meta(ge=1)] = 16 * MIB
    """A larger dump is cut into shards of about this size, where a format says that a record begins."""
    batch_bytes: Annotated[int, msgspec.Meta(ge=1)] = 8 * MIB
    """Shards are handed to workers in batches of at least this size, so that small dumps go many to a task."""
    candidate_bytes: Annotated[int, msgspec.Meta(ge=1)] = CANDIDATE_BYTES
    """What dedupe's search for candidates may use beside the keys of all records: with less it goes over them more often."""


class SettingsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of a settings file: tables `[corpus]` and `[limits]`."""

    corpus: Settings | None = None
    """None where nothing was set: what is added to a corpus is then read as that was."""
    limits: Limits = Limits()


def load_settings(path: Path | None) -> SettingsFile:
    """The settings of a TOML file, or the defaults where there is none.

    Raises `SettingsError` for a file that cannot be read, an unknown key (naming the nearest known one), or a value
    of the wrong type or out of range.
    """
    if path is None:
        return SettingsFile()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: the settings file cannot be read ({error.strerror}). Check the path after --settings.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not a TOML file: {error}. See 'Settings' in docs/reference.md for the form.") from error
    _check_names(table, SettingsFile, str(path), "")
    try:
        return msgspec.convert(table, SettingsFile)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {error}. See 'Settings' in docs/reference.md for the values allowed.") from error


def _check_names(table: dict[str, object], model: type[msgspec.Struct], path: str, where: str) -> None:
    """Raise for the first key that `model` does not have; msgspec's own message would not say what is near it."""
    fields = {field.name: field for field in msgspec.structs.fields(model)}
    for key, value in table.items():
        if key not in fields:
            near = difflib.get_close_matches(key, fields, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"Known here: {', '.join(sorted(fields))}."
            raise SettingsError(f"{path}: unknown setting '{where}{key}'. {hint}")
        kinds = (fields[key].type, *get_args(fields[key].type))
        for kind in kinds:
            if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                _check_names(value, kind, path, f"{where}{key}.")
