"""arXiv ids: their digits are counted by their date, so that glued text is told from the number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.arxiv_ids import ARXIV_ID_RE, find_glued_id, parse_arxiv_id

NO_IDS = [
    "",
    "arXiv",
    "arXiv:",
    "arXiv:2405",
    "2405.1433",
    "1405.14333",
    "2413.14333",
    "2400.14333",
    "0703.0001",
    "0000.0000",
    "2405.00000",
    "9905.12345",
    "12405.14333",
    "3.2405.14333",
    "hep-th/9913001",
    "hep-th/9901000",
    "hep-th/5001001",
    "hep-xx/9901001",
    "2405.14333 and more",
    "https://example.org/2405.14333/x",
    "10.1000/2405.14333x",
]

IDS = [
    ("0704.0001", "0704.0001", None),
    ("1412.9999v3", "1412.9999", 3),
    ("1501.00001", "1501.00001", None),
    ("2405.14333v12", "2405.14333", 12),
    ("arXiv:2405.14333", "2405.14333", None),
    ("ARXIV: 2405.14333", "2405.14333", None),
    ("arXiv 2405.14333", "2405.14333", None),
    ("arXiv:2405.14333v2 [cs.CL]", "2405.14333", 2),
    ("oai:arXiv.org:2405.14333", "2405.14333", None),
    ("https://arxiv.org/abs/2405.14333v2", "2405.14333", 2),
    ("http://export.arxiv.org/abs/hep-th/9901001v1", "hep-th/9901001", 1),
    ("arxiv.org/pdf/2405.14333v2.pdf", "2405.14333", 2),
    ("https://www.arxiv.org/html/2405.14333v1#S2", "2405.14333", 1),
    ("https://arxiv.org/abs/2405.14333?context=cs", "2405.14333", None),
    ("https://huggingface.co/papers/2405.14333", "2405.14333", None),
    ("10.48550/arXiv.2405.14333", "2405.14333", None),
    ("https://doi.org/10.48550/arxiv.hep-th/9901001", "hep-th/9901001", None),
    ("(arXiv:2405.14333).", "2405.14333", None),
    ("math.GT/0309136", "math/0309136", None),
    ("math/0309136v1", "math/0309136", 1),
    ("cond-mat.str-el/9901001", "cond-mat/9901001", None),
    ("quant-ph/0703001", "quant-ph/0703001", None),
    ("cmp-lg/9404001", "cmp-lg/9404001", None),
]

MENTIONS = [
    "arXiv:2410.13848 extends this work",
    "arXiv:2410.13848, which extends",
    "arXiv:2410.13848.",
    "arXiv:2410.13848). We",
    "arXiv:2410.13848's method",
    "arXiv:2410.13848-based methods",
    "arXiv:2410.13848 - Part I",
    "arXiv:2410.13848 [cs.CL] extends this work",
    "arXiv:2410.13848 [pdf, other]",
    "arXiv:2410.13848 (cross-list from cs.CL)",
    "arXiv:2410.138481 We",
    "arXiv:2405.14333 arXiv:2405.14334",
    "arXiv:2405.14333 [cs.CL](or arXiv:2405.14333v2 [cs.CL] for this version)",
    "arXiv admin note: text overlap with arXiv:2410.13848",
    "See arXiv:2410.13848We",
    "(arXiv:2410.13848)",
    "2410.13848We introduce",
    "arXiv:2413.13848We introduce",
    "We introduce",
    "",
]

# line, id, version, category, date, rest
GLUED = [
    ("arXiv:2505.09343We introduce", "2505.09343", None, None, None, "We introduce"),
    (" arXiv: 2405.14333 [cs.CL]", "2405.14333", None, "cs.CL", None, ""),
    ("ARXIV:2405.14333", "2405.14333", None, None, None, ""),
    ("arXiv:2405.14333v2 [cs.CL] 23 May 2024We introduce", "2405.14333", "v2", "cs.CL", "23 May 2024", "We introduce"),
    ("arXiv:2405.14333v2  [cs.CL]  23 May 2024", "2405.14333", "v2", "cs.CL", "23 May 2024", ""),
    ("arXiv:2405.14333 We introduce", "2405.14333", None, None, None, "We introduce"),
    ("arXiv:hep-th/9901001We study", "hep-th/9901001", None, None, None, "We study"),
    ("arXiv:math.GT/0309136v1We study", "math.GT/0309136", "v1", None, None, "We study"),
    ("arXiv:2405.143333D Gaussian splatting", "2405.14333", None, None, None, "3D Gaussian splatting"),
    ("arXiv:1405.14333D Gaussian splatting", "1405.1433", None, None, None, "3D Gaussian splatting"),
    ("arXiv:2405.14333v23D Gaussian splatting", "2405.14333", "v2", None, None, "3D Gaussian splatting"),
    ("arXiv:2405.14333v12Deep learning", "2405.14333", "v12", None, None, "Deep learning"),
    ("arXiv:2405.14333v2We introduce", "2405.14333", "v2", None, None, "We introduce"),
    ("arXiv:2405.14333vLLM serves", "2405.14333", None, None, None, "vLLM serves"),
    ("arXiv:2405.14333$K$-means is", "2405.14333", None, None, None, "$K$-means is"),
    ("arXiv:2405.14333我们提出", "2405.14333", None, None, None, "我们提出"),
]


@pytest.mark.parametrize("text", NO_IDS)
def test_leaves_what_is_no_id(text: str) -> None:
    """A number of another length, an impossible month or a text around an id gives nothing."""
    assert parse_arxiv_id(text) is None


@pytest.mark.parametrize(("text", "identifier", "version"), IDS)
def test_parses_an_id(text: str, identifier: str, version: int | None) -> None:
    """Every way to write an id comes out as one, and that one is read again as itself."""
    found = parse_arxiv_id(text)
    assert found is not None
    assert (found.id, found.version) == (identifier, version)
    again = parse_arxiv_id(identifier)
    assert again is not None
    assert again.id == identifier


@pytest.mark.parametrize(("text", "year", "month"), [("2405.14333", 2024, 5), ("0704.0001", 2007, 4), ("hep-th/9108001", 1991, 8), ("math/0309136", 2003, 9)])
def test_dates_an_id(text: str, year: int, month: int) -> None:
    """An id says in which month it was given."""
    found = parse_arxiv_id(text)
    assert found is not None
    assert (found.year, found.month) == (year, month)


@pytest.mark.parametrize("line", MENTIONS)
def test_leaves_an_id_that_is_only_mentioned(line: str) -> None:
    """An id that is part of a sentence, or of a listing with a layout of its own, does not open a record."""
    assert find_glued_id(line) is None


@pytest.mark.parametrize(("line", "identifier", "version", "category", "date", "rest"), GLUED)
def test_finds_a_glued_id(line: str, identifier: str, version: str | None, category: str | None, date: str | None, rest: str) -> None:
    """An id that opens a line is found with its version, stamp and date, and the rest begins where the text does."""
    found = find_glued_id(line)
    assert found is not None
    assert line[slice(*found.id)] == identifier
    assert [span and line[slice(*span)] for span in (found.version, found.category, found.date)] == [version, category, date]
    assert line[slice(*found.label)].casefold().startswith("arxiv")
    assert line[found.rest :] == rest


def test_a_stamp_before_a_lower_case_word_is_a_mention() -> None:
    """A lower-case word behind a space goes on with the sentence, stamp or none."""
    assert find_glued_id("arXiv:2405.14333v2 [cs.CL] 23 May 2024 we introduce") is None


@given(st.integers(7, 39), st.integers(1, 12), st.integers(1, 9999), st.sampled_from(["We", "3D", "2D images", "k-means", ""]))
def test_counts_the_digits_by_the_date(year: int, month: int, number: int, rest: str) -> None:
    """For any month the number has the digits of its time, whatever is glued to it."""
    if (year, month) < (7, 4):
        return
    width = 4 if year < 15 else 5
    identifier = f"{year:02}{month:02}.{number:0{width}}"
    match = ARXIV_ID_RE.match(identifier + rest)
    assert match is not None
    assert match[0] == identifier
