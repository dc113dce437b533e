"""Categories: full codes stay, bare codes and names become full where there is one answer."""

from __future__ import annotations

import re

import pytest

from pipeline.repair.categories import ARCHIVES, BARE_CATEGORY_RE, CATEGORY_RE, TAXONOMY, is_category, resolve_category


@pytest.mark.parametrize("code", sorted(TAXONOMY.category | TAXONOMY.legacy))
def test_a_full_code_stays(code: str) -> None:
    """Every full code is a category and is left as it is, aliases too."""
    assert is_category(code)
    assert resolve_category(code) == (code, False)


@pytest.mark.parametrize("text", ["CO", "IT", "CV", "GT", "NA", "SY", "Machine Learning"])
def test_what_several_archives_have_stays_flagged(text: str) -> None:
    """A bare code or name that stands for several categories stays and is ambiguous."""
    assert resolve_category(text) == (text, True)


@pytest.mark.parametrize("text", ["", "it", "cl", "XX", "cs", "cs.XX", "to", "CLS", "A Study of Logic", "Computer Science"])
def test_what_is_no_category_stays(text: str) -> None:
    """What is no category stays, is not flagged, and is not called one."""
    assert resolve_category(text) == (text, False)
    assert not is_category(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CL", "cs.CL"),
        ("LG", "cs.LG"),
        ("AI", "cs.AI"),
        ("ML", "stat.ML"),
        ("mtrl-sci", "cond-mat.mtrl-sci"),
        ("quant-ph", "quant-ph"),
        ("cs.cl", "cs.CL"),
        ("CS.CL", "cs.CL"),
        ("Computation and Language", "cs.CL"),
        ("computation and language", "cs.CL"),
        ("Computation  and Language (cs.CL)", "cs.CL"),
        ("Machine Learning (stat.ML)", "stat.ML"),
        ("Information Theory (math.IT)", "math.IT"),
        ("Information Theory", "cs.IT"),
        ("High Energy Physics - Theory (hep-th)", "hep-th"),
        ("Systems and Control", "eess.SY"),
        ("Materials Theory", "cond-mat.mtrl-sci"),
        ("cmp-lg", "cs.CL"),
        ("alg-geom", "math.AG"),
        ("chao-dyn", "nlin.CD"),
    ],
)
def test_resolves(text: str, code: str) -> None:
    """Bare codes, names and closed archives give the one category they stand for."""
    assert resolve_category(text) == (code, False)


def test_the_taxonomy_holds_together() -> None:
    """Every code an alias or a closed archive points to is a category, and no closed archive is one."""
    assert TAXONOMY.alias.keys() | set(TAXONOMY.alias.values()) <= TAXONOMY.category.keys()
    assert {entry.now for entry in TAXONOMY.retired.values()} <= TAXONOMY.category.keys()
    assert not TAXONOMY.retired.keys() & TAXONOMY.category.keys()
    assert {code.split(".")[0] for code in TAXONOMY.category} <= ARCHIVES
    assert len(TAXONOMY.category) == 155


def test_fragments_take_the_longest_code() -> None:
    """The fragments match a whole code even where another is its beginning, glued or not."""
    for code in TAXONOMY.category:
        match = re.match(CATEGORY_RE, code + "Jan 22")
        assert match is not None
        assert match[0] == code
    found = re.match(rf"({BARE_CATEGORY_RE})Jan", "mtrl-sciJan 22")
    assert found is not None
    assert found[1] == "mtrl-sci"
