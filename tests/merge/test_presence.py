"""What is counted of papers, in one number each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import numpy as np
from corpora import RunCorpus
from hypothesis import HealthCheck, given, settings

from pipeline.census import Census, Dates
from pipeline.licences import find_licence, list_licences
from pipeline.merge import Team, merge_clusters, merge_part
from pipeline.merge.paper import Account, build_paper
from pipeline.merge.presence import COUNTED_FIELDS, LANGUAGE, LANGUAGES, LICENCE, count_papers, mark_fields
from pipeline.records import Paper
from pipeline.write.corpus import paper_value

from .small import Case, cases, expect, store, to_resolution


def count_one_by_one(papers: list[Paper]) -> Census:
    """The same counts, told of the papers themselves."""
    days = sorted(paper.published.partition("-XX")[0] for paper in papers if paper.published and not paper.published.startswith("XXXX"))
    licences = Counter(licence.id if (licence := find_licence(paper.license)) else "other" for paper in papers if paper.license)
    languages = Counter(paper.language if paper.language in LANGUAGES else "other" for paper in papers if paper.language)
    at = [days[(len(days) - 1) * share // 100] for share in (0, 5, 95, 100)] if days else []
    return Census(
        papers=len(papers),
        fields={name: sum(paper_value(paper, name) not in (None, []) for paper in papers) for name in COUNTED_FIELDS},
        partial={
            "authors": sum(paper.authors_complete is False for paper in papers),
            "abstract": sum(paper.abstract_complete is False for paper in papers),
        },
        conflicts=sum(bool(paper.conflicts) for paper in papers),
        flags=Counter(flag for paper in papers for flag in {flag.partition(":")[0] for flag in paper.flags}),
        licences=dict(licences),
        languages=dict(languages),
        published=Dates(len(days), *at, last_day=max((day for day in days if len(day) == 10), default=None)) if days else None,
    )


def agree(counted: Census, expected: Census) -> bool:
    """Whether two counts are the same, flags that nothing has aside."""
    return msgspec.structs.replace(counted, flags={name: count for name, count in counted.flags.items() if count}) == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(cases())
def test_counts_are_those_of_the_papers(tmp_path: Path, case: Case) -> None:
    """Whatever records say, are merged into, or are renamed by: the sums of the columns are what counting papers one by one gives."""
    papers = [msgspec.json.decode(line, type=Paper) for line in expect(case)[0].splitlines()]
    team = Team(1, lambda calls: [merge_part(*call) for call in calls])
    merged = merge_clusters(store(tmp_path, case), [shard for shard, _ in case.shards], to_resolution(case), team)
    assert agree(count_papers(merged.layout.presence), count_one_by_one(papers))


def test_counts_of_licences_languages_and_dates() -> None:
    """Spellings of one licence count as one, rare languages and unknown licences as others, and what has no year has no date."""
    said = [
        ("CC BY 4.0", "en", "2024-05-07"),
        ("http://creativecommons.org/licenses/by/4.0/", "en", "2023"),
        ("ask me", "tlh", "XXXX-05-07"),
        (None, None, "2024-06"),
    ]
    account = Account((), {}, (), ())
    papers = [build_paper("text:1", (), {"license": licence, "language": language, "published": day}, account) for licence, language, day in said]  # type: ignore[dict-item]
    census = count_papers(np.array([mark_fields(paper) for paper in papers], np.int64))
    assert census.licences == {"cc-by-4.0": 2, "other": 1}
    assert census.languages == {"en": 2, "other": 1}
    assert census.published == Dates(3, "2023", "2023", "2024-05-07", "2024-06", "2024-05-07")


def test_numbers_have_room() -> None:
    """Each licence and each language of the tables has a number of its own, in the 63 bits of a column."""
    assert len(list_licences()) + 2 <= 1 << LICENCE.width
    assert len(LANGUAGES) + 2 <= 1 << LANGUAGE.width
    assert LANGUAGE.at + LANGUAGE.width <= 63


def test_a_run_counts_its_papers(seeds: Path, run_corpus: RunCorpus) -> None:
    """The counts of the card are those of the papers, merged ones and single ones."""
    corpus = run_corpus("seeds")
    card = corpus.files["README.md"].decode()
    for name, count in count_one_by_one(corpus.papers).fields.items():
        assert (f"| `{name}` | {count} |" in card) == bool(count)
