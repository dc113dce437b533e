"""What each format must not take, and what it must: the regions of a text, by the lines they hold."""

from __future__ import annotations

import pytest

from pipeline.formats import FORMATS
from pipeline.split import split

PROSE = (
    "Moths fly to lamps by mistake. We film them with eight cameras and show that they tilt their backs towards the light, as if it were the sky. "
    "The effect is the same in nine species, and it goes away when the lamp is large."
)
TITLE = "Trees in Random ForestsAda Byrd, Max Oak et al."


def find(text: str) -> list[tuple[str, str]]:
    """The regions of a text: format, and the text of the region."""
    return [(region.format, text[slice(*region.span)]) for region in split(text)]


NO_LISTING = [
    pytest.param("", id="empty"),
    pytest.param("\n\n \n", id="blank"),
    pytest.param(PROSE, id="one-paragraph"),
    pytest.param(f"A Heading\n\n{PROSE}\n\nAnother Heading\n\n{PROSE}", id="article-with-headings"),
    pytest.param("Subscribe\n\nModels\n\nnew\n", id="furniture-of-any-page"),
    pytest.param("Abstract\n\nof the minutes", id="label-without-colon"),
    pytest.param("Abstract:\n", id="label-without-text"),
    pytest.param("An abstract: a summary of what follows.", id="label-inside"),
    pytest.param("abstraction: a view from nowhere", id="word-like-the-label"),
    pytest.param(f"CL\nJan 22, 2025\n{TITLE}\n{PROSE}", id="header-on-two-lines"),
    pytest.param(f"XYJan 22, 2025\n{TITLE}\n{PROSE}", id="no-category"),
    pytest.param(f"CLFoo 22, 2025\n{TITLE}\n{PROSE}", id="no-date"),
    pytest.param("CLJan 22, 2025Code\n", id="header-alone"),
    pytest.param("CLJan 22, 2025Code\nCLJan 23, 2025Code\n", id="headers-alone"),
    pytest.param("IT 5 May 2024\nThe network is down.", id="date-in-a-note"),
    pytest.param("See arXiv:2410.13848 for more.", id="id-inside"),
    pytest.param("arXiv:2410.13848 extends this work, and so do others.", id="id-as-subject"),
    pytest.param("arXiv:2410.13848, which we like", id="id-with-comma"),
    pytest.param("arXiv:2413.13848We", id="month-13"),
    pytest.param("arXiv:2410.13848\n", id="id-alone"),
    pytest.param(
        '<dt>\n<a href="/abs/2410.13848">\narXiv:2410.13848\n</a>\n<dd>Bees</dd>\n<a href="/abs/2410.13849">\narXiv:2410.13849\n</a>', id="source-of-a-page"
    ),
    pytest.param(f"Daily Papers\n\nBees Count\n\n{PROSE}", id="page-of-another-list"),
    pytest.param("arXiv admin note: text overlap with arXiv:2410.13848", id="admin-note"),
]


@pytest.mark.parametrize("text", NO_LISTING)
def test_no_listing(text: str) -> None:
    """No format takes what only looks a little like its layout."""
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"Abstract:{PROSE}", [("labelled-abstracts", f"Abstract:{PROSE}")], id="labelled"),
        pytest.param(f"note\nAbstract: {PROSE}\nnote", [("labelled-abstracts", f"Abstract: {PROSE}")], id="labelled-among-notes"),
        pytest.param(f"Abstract:{PROSE}Abstract:{PROSE}", [("labelled-abstracts", f"Abstract:{PROSE}")] * 2, id="labelled-glued"),
        pytest.param(f"CLJan 22, 2025Code\n\n{TITLE}\n\n{PROSE}\n\nfoot", [("aggregator", f"CLJan 22, 2025Code\n\n{TITLE}\n\n{PROSE}")], id="aggregator-with-blank-lines"),
        pytest.param(f"CLJan 22\n{TITLE}\nLGJan 23\n{TITLE}\n{PROSE}", [("aggregator", f"CLJan 22\n{TITLE}"), ("aggregator", f"LGJan 23\n{TITLE}\n{PROSE}")], id="aggregator-without-abstract"),
        pytest.param(f"{PROSE}CLJan 22\n{TITLE}\n{PROSE}", [("aggregator", f"CLJan 22\n{TITLE}\n{PROSE}")], id="aggregator-glued-to-prose"),
        pytest.param(f"{PROSE}\n12 pages\narXiv:2410.13848", [("glued-ids", f"{PROSE}\n12 pages\narXiv:2410.13848")], id="glued"),
        pytest.param(
            f"{PROSE}\narXiv:2410.13848{PROSE}\narXiv:2410.13849",
            [("glued-ids", f"{PROSE}\narXiv:2410.13848"), ("glued-ids", f"{PROSE}\narXiv:2410.13849")],
            id="glued-twice",
        ),
        pytest.param("arXiv:2410.13848\n\narXiv:2410.13849", [("glued-ids", "arXiv:2410.13848"), ("glued-ids", "arXiv:2410.13849")], id="ids-one-below-the-other"),
        pytest.param(f"arXiv:2410.13848{PROSE}", [("glued-ids", "arXiv:2410.13848"), ("glued-ids", PROSE)], id="glued-without-end"),
        pytest.param(f"A Heading\n\n{PROSE}\n\n{PROSE}\narXiv:2410.13848", [("glued-ids", f"{PROSE}\narXiv:2410.13848")], id="glued-after-an-article"),
        pytest.param(
            f"intro\nMar 11\nDaily Papers - Hugging Face\nBees Count\n{PROSE}", [("hf-page-text", f"Mar 11\nDaily Papers - Hugging Face\nBees Count\n{PROSE}")], id="page-after-a-note"
        ),
        pytest.param(
            f"Mar 11\nDaily Papers - Hugging Face\nBees Count\n{PROSE}\nAbstract:{PROSE}",
            [("hf-page-text", f"Mar 11\nDaily Papers - Hugging Face\nBees Count\n{PROSE}"), ("labelled-abstracts", f"Abstract:{PROSE}")],
            id="page-then-labelled",
        ),
    ],
)  # fmt: skip
def test_regions(text: str, expected: list[tuple[str, str]]) -> None:
    """Each region has its own lines and no others."""
    assert [(name, part.strip()) for name, part in find(text)] == expected


def test_formats_have_a_name_a_summary_and_a_case() -> None:
    """Names are what `formats` lists and what records say they are in; no two formats share one."""
    names = [format.name for format in FORMATS]
    assert len(set(names)) == len(names)
    assert all(format.summary.endswith(".") for format in FORMATS)
