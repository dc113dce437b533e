"""BibTeX, RIS and MEDLINE: where entries begin and end, which are broken, and what their paths lead to."""

from __future__ import annotations

import pytest
from bibtexparser.middlewares.names import split_multiple_persons_names
from hypothesis import given
from hypothesis import strategies as st

from pipeline.syntax import bibtex, ris
from pipeline.syntax.bibtex import BibtexBlock, BibtexNode
from pipeline.syntax.bibtex_values import drop_groups, read_value, split_names
from pipeline.syntax.ris import RisBlock, RisNode, parse_entry


def bib(text: str) -> BibtexBlock:
    block = bibtex.find_block(text, 0)
    assert isinstance(block, BibtexBlock)
    return block


def keys(text: str) -> list[str]:
    return [entry.key for _, entry in bib(text).entries]


def lost(text: str) -> list[str]:
    return [text[slice(*span)] for span in bib(text).malformed]


NAMES = [
    ("", []),
    ("Knuth, Donald E.", ["Knuth, Donald E."]),
    ("{Simon and Schuster}", ["{Simon and Schuster}"]),
    ("{Barnes {and} Noble and Sons} and Lee, Ann", ["{Barnes {and} Noble and Sons}", "Lee, Ann"]),
    ("Alexand Orr And\n others", ["Alexand Orr", "others"]),
    ("A\\ and B", ["A\\ and B"]),
    ("\\'Etienne Ghys and \\'Etienne Ghys", ["\\'Etienne Ghys", "\\'Etienne Ghys"]),
    ("Ghys, E. and\n  {\\'E}tienne Bois and \\AA{}s, \\O. and \\v{S}\\'ima", ["Ghys, E.", "{\\'E}tienne Bois", "\\AA{}s, \\O.", "\\v{S}\\'ima"]),
    ("A \\'and B an\\'d C and D", ["A \\'and B an\\'d C", "D"]),
]
"""Lists of names, and the names in them; first those that a careless reader would cut, then those that begin with a command."""


@pytest.mark.parametrize(("text", "names"), NAMES, ids=[text for text, _ in NAMES])
def test_names_are_parted_by_and(text: str, names: list[str]) -> None:
    """An `and` between white space parts names, outside of braces; a name may begin with an accent, and loses none of it."""
    assert split_names(text) == names


@given(st.text(alphabet="andAx {}\n\t"))
def test_names_are_parted_as_bibtex_does(text: str) -> None:
    """Where there is no command, names are parted as bibtexparser parts them."""
    assert split_names(text) == split_multiple_persons_names(text)


@pytest.mark.parametrize(
    "text", ["", "@media screen {\n .a { b: c }\n}", "@article{key}", "@string{a = {b}}", "@comment{@article}", "@article{open, title = {A}"]
)
def test_is_no_bibtex(text: str) -> None:
    """Where no entry has fields there is no bibliography; the search goes on behind what was looked at."""
    found = bibtex.find_block(text, 0)
    assert isinstance(found, int)
    assert found <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "@article{a, title={A}}\n\n@misc{b, title={B}}",
        "% note\n@article{a, title={A}},@misc{b,title={B}}",
        '@STRING{x = {y}}\n@Article{a,\n title = {A},\n}\n% note\n@preamble{"x"}\n@misc(b, title = {B (b)})',
    ],
)
def test_entries_stand_beside_each_other(text: str) -> None:
    """Entries may follow with or without lines, comments, macros between them, in braces or parentheses."""
    assert (keys(text), lost(text)) == (["a", "b"], [])


def test_prose_ends_a_run_of_entries() -> None:
    """Text that is no comment may be another format's."""
    text = "@article{a, title={A}}\nA line of prose.\n@article{b, title={B}}"
    assert (keys(text), bib(text).span) == (["a"], (0, 22))


def test_broken_entry_costs_only_itself() -> None:
    """An entry whose braces do not balance ends where the next begins, or at an empty line."""
    text = "@article{a, title={A {B}, year=1\n}\n@article{b, title={B}}\n@article{c title={C}}\n@article{d, title={D\n\nProse."
    assert keys(text) == ["b"]
    assert lost(text) == ["@article{a, title={A {B}, year=1\n}", "@article{c title={C}}", "@article{d, title={D"]


def test_comma_between_fields_may_be_missing() -> None:
    """A field that follows without a comma is a field of its own."""
    text = '@article{a, title = {A}\n year = 2020\n author = "B"}'
    assert bib(text).entries[0][1].fields == {"title": ["{A}"], "year": ["2020"], "author": ['"B"']}


def test_macros_and_proceedings_give_spans() -> None:
    """What a macro or proceedings say of an entry is given as the place where they say it; such proceedings are no entry."""
    text = '@string{j = "Journal"}@article{a, title={A}, journal=J}@inproceedings{b, title={B}, crossref={P}}@proceedings{p, title={Volume}, year=2018}'
    block = bib(text)
    assert keys(text) == ["a", "b"]
    assert [{name: text[slice(*span)] for name, span in given.items()} for given in block.given] == [
        {"journal": "Journal"},
        {"booktitle": "Volume", "year": "2018"},
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("title", "A B in {\\em C}"),
        ("url[2]", "b_c"),
        ("month", "jul~5"),
        ("year", "2020"),
        ("@type", "article"),
        ("author/0", "Lee, Ann"),
        ("author/0/first", "Ann"),
        ("author/1/last", "von der Wu"),
        ("author/1/suffix", "Jr."),
        ("author/2", "The A and B Team"),
        ("author/3", "others"),
    ],
)
def test_bibtex_path_leads_to_its_text(path: str, text: str) -> None:
    """A path gives the text that the node at it shows."""
    entry = (
        '@Article{k, Title = "A {B} in {\\em C}", url = {a}, url = {b\\_c}, month = jul # "~5", year = 2020, volume = unknown # 3,'
        " author = {Lee, Ann and von der Wu, Jr., Bo\n and {The {A} and B Team} and others}}"
    )
    assert bibtex.pick(entry, path) == text
    node = BibtexNode(bib(entry).entries[0][1])
    shown = [node.find("title"), *node.find_all("url"), node.find("month"), node.find("year"), node.find("@type"), *node.find("author").find_all("")]
    shown.extend(part for name in node.find("author").find_all("") for part in (name.find("first"), name.find("last"), name.find("suffix")))
    pieces = [piece for one in shown if (piece := one.piece()) is not None]
    assert all(bibtex.pick(entry, piece.path) == piece.text for piece in pieces)
    assert path in {piece.path for piece in pieces}
    assert (node.find("volume").piece(), node.find("abstract").piece(), node.find("title", "x").piece()) == (None, None, None)


@pytest.mark.parametrize(
    ("path", "error"), [("abstract", LookupError), ("title[2]", LookupError), ("author/9", LookupError), ("", ValueError), ("title/x", ValueError)]
)
def test_bibtex_path_that_leads_nowhere_is_refused(path: str, error: type[Exception]) -> None:
    """A field that is not there, and what is no path, raise."""
    with pytest.raises(error):
        bibtex.pick("@article{k, title={A}, author={B C}}", path)


@pytest.mark.parametrize("text", ["", "plain", "{", "}", "$x_{1}$", "\\'{e}", "{\\'e}", "\\frac{a}{b}", "\\href[x]{a}{b}", "\\{a\\}"])
def test_braces_that_mean_something_stay(text: str) -> None:
    """Arguments, accents, formulas and escaped braces are kept as they are; braces that do not pair are no text."""
    assert drop_groups(text) == text.strip("{}" if text in ("{", "}") else "")


@pytest.mark.parametrize("value", ["", "{a", '"a', "{a} # jmlr", "= 3", "a = {b"])
def test_value_that_cannot_be_read_is_none(value: str) -> None:
    """What is not closed, and what a macro is part of, has no text."""
    assert not read_value(value)


def entries(text: str) -> list[str]:
    block = ris.find_block(text, 0)
    return [text[slice(*span)] for span in block.entries] if isinstance(block, RisBlock) else []


RIS = "TY  - JOUR\nTI  - A\nER  - "


@pytest.mark.parametrize("text", ["", "TY  - JOUR\nTI  - A\n", "TY - JOUR\nER -\n", "TI  - A\nER  - "])
def test_is_no_ris(text: str) -> None:
    """Without a whole entry there is none."""
    assert entries(text) == []


@pytest.mark.parametrize("gap", ["\n", "\r\n\r\n", "\n\n\n\ufeff"])
def test_ris_entries_follow_each_other(gap: str) -> None:
    """Entries may stand on lines one after the other or apart."""
    assert entries(f"{RIS}{gap}{RIS}") == [RIS, RIS]


def test_ris_entry_without_an_end_costs_only_itself() -> None:
    """An entry that does not end before the next, or at an empty line behind the last, is malformed."""
    text = f"{RIS}\nTY  - CONF\nTI  - B\n{RIS}\nTY  - CONF\nTI  - C\n\nProse."
    block = ris.find_block(text, 0)
    assert isinstance(block, RisBlock)
    assert entries(text) == [RIS, RIS]
    assert [text[slice(*span)] for span in block.malformed] == ["TY  - CONF\nTI  - B", "TY  - CONF\nTI  - C"]


def test_ris_lines_without_a_tag_go_on_with_the_last() -> None:
    """Continued lines are joined; the values of a tag are kept apart; every path gives its text."""
    entry = "TY  - JOUR\r\nAU  - Lee, Ann\r\nAU  - Wu,\r\n Bo\r\n\r\nAB  - One; two\r\nthree - four\r\nXX  - \r\nER  - "
    node = RisNode(parse_entry(entry))
    pieces = [piece for tag in node.names() for one in node.find_all(tag) if (piece := one.piece()) is not None]
    assert {piece.path: piece.text for piece in pieces} == {"TY": "JOUR", "AU/0": "Lee, Ann", "AU/1": "Wu, Bo", "AB": "One; two three - four", "XX": ""}
    assert all(ris.pick(entry, piece.path) == piece.text for piece in pieces)


def test_medline_entries_end_at_empty_lines() -> None:
    """Continued lines are joined, tags have up to four letters."""
    text = "PMID- 1\nTI  - A\n      b\nLID - x [doi]\n\nPMID- 2\nTI  - C\n"
    first, second = entries(text)
    assert parse_entry(first) == {"PMID": ["1"], "TI": ["A b"], "LID": ["x [doi]"]}
    assert ris.pick(second, "TI") == "C"


@pytest.mark.parametrize(("path", "error"), [("AB", LookupError), ("TI/1", LookupError), ("title", ValueError), ("", ValueError)])
def test_ris_path_that_leads_nowhere_is_refused(path: str, error: type[Exception]) -> None:
    """A tag that is not there, and what is no tag, raise."""
    with pytest.raises(error):
        ris.pick(RIS, path)
