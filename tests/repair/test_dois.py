"""DOIs come out as one spelling, whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.dois import normalise_doi


@pytest.mark.parametrize("text", ["", "10.1", "10.1/x", "10.1000/", "section 10.1103/a", "arXiv:2405.14333", "110.1000/182", "https://example.org/10.1000/182"])
def test_leaves_what_is_no_doi(text: str) -> None:
    """What is no DOI gives nothing."""
    assert normalise_doi(text) is None


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1103/physrevlett.1.1", "10.1103/physrevlett.1.1"),
        ("10.1103/PhysRevLett.1.1", "10.1103/physrevlett.1.1"),
        ("https://doi.org/10.1103/PhysRevLett.1.1", "10.1103/physrevlett.1.1"),
        ("http://dx.doi.org/10.1103/X", "10.1103/x"),
        ("doi.org/10.1103/X", "10.1103/x"),
        ("doi:10.1103/X", "10.1103/x"),
        ("DOI: 10.1103/X", "10.1103/x"),
        ("DOI 10.1103/X", "10.1103/x"),
        ("info:doi/10.1103/X", "10.1103/x"),
        ("<https://doi.org/10.1103/X>", "10.1103/x"),
        ("(10.1103/X).", "10.1103/x"),
        ("10.1016/0000-0000(96)00417-3", "10.1016/0000-0000(96)00417-3"),
        ("10.1016/0000-0000(96)00417-3)", "10.1016/0000-0000(96)00417-3"),
        ("10.1002/(SICI)1-2(199601)99:1<1::AID-X1>3.0.CO;2-1", "10.1002/(sici)1-2(199601)99:1<1::aid-x1>3.0.co;2-1"),
        ("10.1103/A, 10.1103/B", "10.1103/a"),
        ("10.1103/A 10.1103/B", "10.1103/a"),
        ("https://doi.org/10.1016%2Fj.x.2020.1", "10.1016/j.x.2020.1"),
        ("https://doi.org/10.1016/j.x.2020.1?utm_source=feed", "10.1016/j.x.2020.1"),
        ("https://link.springer.com/chapter/10.1007/978-3-000-00000-6_41", "10.1007/978-3-000-00000-6_41"),
        ("https://dl.acm.org/doi/abs/10.1145/1.2", "10.1145/1.2"),
        ("10.1007/978-3-000-00000-6 _41", "10.1007/978-3-000-00000-6_41"),
        ("10.1000.10/123456", "10.1000.10/123456"),
        ("https://doi.org/10.48550/arXiv.2405.14333", "10.48550/arxiv.2405.14333"),
    ],
)
def test_normalises_a_doi(text: str, doi: str) -> None:
    """Every way to write a DOI comes out as one, and that one stays."""
    assert normalise_doi(text) == doi
    assert normalise_doi(doi) == doi


@given(st.text(alphabet="10./xX()<>;,: %#?", max_size=30).map(lambda tail: "10.1000/" + tail))
def test_twice_is_once(text: str) -> None:
    """A DOI that was normalised is left alone."""
    doi = normalise_doi(text)
    assert doi is None or normalise_doi(doi) == doi
