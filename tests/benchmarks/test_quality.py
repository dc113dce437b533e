"""What the quality benchmark counts, and what it says of it."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import zstandard

from benchmarks import labelled, quality, quality_page, scores, thresholds
from benchmarks.labelled import LabelledSet
from benchmarks.other_tools import run_peer, to_columns

TITLE = "Counting sheep at dusk without waking the dog"
PAGE = f"# Quality\n\n{quality_page.START}\nold\n{quality_page.END}\n\nThe end.\n"


def make_record(name: str, title: str, **rest: Any) -> dict[str, Any]:
    """A record as the corpora hold it."""
    return {"id": name, "title": title, "authors": ["Anna Smith", "Bo Ram"], "abstract": "", "year": 2001, "doi": None, "arxiv_id": None, **rest}


def write_corpora(folder: Path) -> Path:
    """Four records: two are one paper, the third has its title and is another one by the labels, the fourth is like none."""
    records = [make_record("a", TITLE), make_record("b", TITLE.upper()), make_record("c", f"{TITLE}!"), make_record("d", "The price of wool in the hills")]
    lines = "".join(json.dumps(record) + "\n" for record in records).encode()
    (folder / "labelled").mkdir()
    for path in (folder / "abstracts.jsonl.zst", folder / "labelled" / "tiny.jsonl.zst"):
        path.write_bytes(zstandard.compress(lines))
    head = "id_a\tid_b\tlabel\tset\n"
    (folder / "pairs.tsv.zst").write_bytes(zstandard.compress(f"{head}a\tb\tdup\tmined\na\tc\tneg\tmined\nc\td\tdup\tmined\n".encode()))
    (folder / "labelled" / "tiny.pairs.tsv").write_text("id_a\tid_b\tlabel\na\tb\tdup\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("module", [labelled, scores, thresholds], ids=lambda module: module.__name__)
def test_the_examples_hold(module: ModuleType) -> None:
    """Every function that is shown by an example does what it shows."""
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_pairs_that_labels_leave_open_count_neither_way() -> None:
    """A pair that is neither one paper nor two makes no score worse or better."""
    records = [make_record(name, TITLE) for name in "abc"]
    score = scores.score_set(LabelledSet("s", records, frozenset({("a", "b")}), frozenset({("a", "c"), ("b", "c")})), {"a": 0, "b": 0, "c": 0})
    assert (score.precision, score.recall, score.wrong, score.missed) == (1.0, 1.0, [], [])


def test_every_false_merge_and_miss_is_listed_with_its_evidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pair that came out otherwise than its label is in the JSON with rule, facts and titles, and on the terminal."""
    figures = tmp_path / "figures.json"
    assert quality.main([str(write_corpora(tmp_path)), "--views", "plain", "--json", str(figures)]) == 0
    measured = json.loads(figures.read_text(encoding="utf-8"))
    view = measured["views"]["plain"]
    assert [(pair["a"], pair["b"], pair["decided"]) for pair in view["false"]] == [("a", "c", "title-authors.same")]
    assert [(pair["a"], pair["b"]) for pair in view["missed"]] == [("c", "d")]
    assert view["merged"] == {"mined/dup": [1, 2], "mined/neg": [1, 1]}
    assert "title=distinct" in view["false"][0]["facts"]
    tiny = measured["labelled"]["tiny/plain"]
    assert (tiny["precision"], tiny["recall"], len(tiny["false"])) == (1 / 3, 1.0, 2)
    assert TITLE in capsys.readouterr().out


def test_the_page_gets_its_tables_anew(tmp_path: Path) -> None:
    """Between the two marks stands what was measured, the disputed pairs too; the rest of the page stays."""
    page = tmp_path / "quality.md"
    page.write_text(PAGE, encoding="utf-8")
    assert quality.main([str(write_corpora(tmp_path)), "--views", "--docs", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Quality\n")
    assert text.endswith("\n\nThe end.\n")
    assert "old" not in text
    assert "| tiny | plain | 0.3333 | 1.0000 |" in text
    assert "- **tiny**: 2" in text


def test_a_page_without_marks_is_refused() -> None:
    """Tables are not put anywhere else."""
    with pytest.raises(ValueError, match="needs the lines"):
        quality_page.fill_page("# Quality\n", {"labelled": {}})


def test_a_tool_that_is_not_there_is_named_with_what_it_said() -> None:
    """A failing tool gives its last words in place of groups, and stops nothing."""
    said = run_peer("python3", "no_such_tool.py", [])
    assert isinstance(said, str)
    assert "no_such_tool.py" in said


def test_ids_are_hidden_from_tools_where_the_view_hides_them() -> None:
    """Other tools see no more than we do."""
    record = make_record("a", TITLE, doi="10.1/a")
    assert to_columns(record, "plain")["doi"] == ""
    assert to_columns(record, "ids")["doi"] == "10.1/a"
