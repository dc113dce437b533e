"""The paper of a record that is alone in its cluster: what `merge_cluster` gives, without asking who wins.

Most records are alone, or were when their shard was cleaned. So a shard is stored as the corpus it would be by itself.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.merge.paper import COMPLETENESS, DATE_FIELDS, FLAGGED_FIELDS, Account, build_paper
from pipeline.records import CleanRecord, Origin, Paper, Value, flag_dates

ONLY = "only-value"


def merge_alone(record: CleanRecord, own_id: str) -> Paper:
    """The paper that stands for one record."""
    values: dict[str, Value] = {name: value for name, field in record.fields.items() if (value := field.value) is not None}  # type: ignore[misc]
    origin = Origin(record.id, ONLY)
    origins = {}
    for name, rule in _list_origins(tuple(values)):
        if rule == ONLY:
            origins[name] = origin
        else:
            origins[name] = Origin(record.id, rule)
            values[name] = values.get(name) is not False
    # Said of a list or a text that the record does not have.
    for flag, name in COMPLETENESS.items():
        if name not in values:
            values.pop(flag, None)
    return build_paper(own_id, (), values, Account((record.id,), origins, (), _keep_flags(record, values)))


@lru_cache(maxsize=1024)
def _list_origins(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The fields of a paper, sorted, each with the rule by which the value of the one record won it."""
    rules = {name: ONLY for name in names if name not in COMPLETENESS}
    rules |= {flag: f"with-{name}" for flag, name in COMPLETENESS.items() if name in names}
    return tuple(sorted(rules.items()))


def _keep_flags(record: CleanRecord, values: dict[str, Value]) -> tuple[str, ...]:
    dates = [str(values[name]) for name in DATE_FIELDS if name in values]
    if not record.flags and "X" not in "".join(dates):
        return ()
    flags = {flag for flag in record.flags if any(name in values for name in FLAGGED_FIELDS.get(flag, ()))}
    return tuple(sorted(flags.union(flag_dates(dates))))
