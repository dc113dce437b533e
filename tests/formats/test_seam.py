"""The seam between a glued title and its authors: `pipeline.formats.seam`."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline.formats.seam
from pipeline.formats.seam import Seam, find_seam, list_candidates
from pipeline.formats.seam_words import Rule, load_rule_file, load_tables

NO_SEAM = {
    "empty": "",
    "white space": " \t ",
    "plain title": "A Survey of Sparse Graph Learning",
    "title with commas": "Bandits, Games, and Markets: Theory, Practice and Applications",
    "camel-case word": "A Survey of PyTorch",
    "camel-case word inside": "Understanding DeepSeek Models",
    "unknown camel-case word": "FlowBench: Testing NeuroMesh Systems",
    "camel-case list": "A Comparison of PyTorch, TensorFlow, and GraphQL",
    "acronyms": "RLHF and PPO for LLMs in NLP",
    "acronym and digit": "CLOTHY: 3D Views of 2D Worlds",
    "names in a title": "From Isaac McDonald to Albert LeCun",
    "sentence": "We present DeepSeek-V2, a strong model that is trained on 8.1T tokens, and evaluate it.",
    "sentence with names": "As shown by Smith et al., the DiCaprio process converges, and McDonald's bound is tight.",
    "authors alone": "Ada Lee, Bo Chen, Cy O'Brien",
    "authors and et al. alone": "Ada Lee, Bo Chen, Cy Dee et al. · pku",
    "particle letters at a word's end": "Source Code Mode Analysis",
    "header of a record": "CLJan 22, 2025Code",
    "maths": "Bounds for $L^2$ and $\\alphaBeta$",
    "Chinese title": "基于深度学习的图像分类研究",
    "Korean title": "딥러닝 기반 영상 분류 연구",
}


@pytest.mark.parametrize("line", NO_SEAM.values(), ids=NO_SEAM.keys())
def test_line_without_seam_has_none(line: str) -> None:
    """A sentence, a title alone and authors alone are left whole."""
    assert find_seam(line) is None


# `|` stands at the seam, `;` between authors, before the et al. and before the affiliations: they are not in the line.
ENDINGS = {
    "word": "A Study of Sparse Learning",
    "digit after hyphen": "Grading Essays with GPT-4",
    "digit after space": "Writing Code with StarCoder 2",
    "question mark": "Is Attention Enough?",
    "exclamation mark": "Not Again!",
    "bracket": "A Long Study of Sparse Graphs (Extended Version)",
    "straight quotes": 'Automata and the "Edge of Chaos"',
    "curly quotes": "Automata and the “Edge of Chaos”",
    "single quotes": "Automata and the 'Edge of Chaos'",
    "full stop": "A randomised trial of lemon tea in patients.",
    "maths with index": "Fast Decays of $K_s$",
    "maths with Greek": r"Running of $\alpha$",
    "plural acronym": "Faithful Reasoning for LLMs",
    "acronym": "Better Retrieval for RAG",
    "acronym after via": "Alignment via RLHF",
    "acronym after with": "Robot Control with PPO",
    "known camel-case word": "Automatic Differentiation in PyTorch",
    "capitals in camel case": "Typesetting Proofs with LaTeX",
    "brand": "The Open Models of DeepSeek",
    "two words": "Sparse Learning",
    "commas and an and": "Robots: Vision, Language, and Manipulation",
    "person names": "On Ideas of Marie Curie, Alan Turing, and John von Neumann Algebras",
    "et al. in the title": "A Reply to Smith, Jones et al. (2019)",
    "middle dot in the title": "Sparse Graphs · Part Two · Applications",
}
AUTHORS = {
    "one": "Ada Lee",
    "two": "Ada Lee; Bo Chen",
    "three": "Ada Lee; Bo Chen; Cy Dee",
    "more, et al.": "Ada Lee; Bo Chen; Cy Dee; et al.",
    "five": "Ada Lee; Bo Chen; Cy Dee; Di Eck; Eve Fox",
}
TAILS = {"no affiliation": "", "one slug": "pku", "two slugs": "microsoft-research; pku", "a name": "Stanford University"}


def split_case(title: str, authors: str, affiliations: str) -> tuple[str, list[str], str | None, list[str]]:
    """The line of a case, its names, its et al. and its affiliations."""
    names = authors.split("; ")
    et_al = names.pop() if names[-1] == "et al." else None
    places = affiliations.split("; ") if affiliations else []
    line = title + ", ".join(names) + (f" {et_al}" if et_al else "") + (" · " + ", ".join(places) if places else "")
    return line, names, et_al, places


def read_parts(line: str, seam: Seam) -> tuple[str, list[str], str | None, list[str]]:
    """The texts of a seam's spans."""
    names = [line[start:end] for start, end in seam.authors]
    et_al = None if seam.et_al is None else line[slice(*seam.et_al)]
    return (line[: seam.title_end], names, et_al, [line[start:end] for start, end in seam.affiliations])


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("authors", AUTHORS)
@pytest.mark.parametrize("tail", TAILS)
def test_parts_are_found_for_every_ending(ending: str, authors: str, tail: str) -> None:
    """Whatever a title ends with, title, names, et al. and affiliations are told apart."""
    line, names, et_al, places = split_case(ENDINGS[ending], AUTHORS[authors], TAILS[tail])
    seam = find_seam(line)
    assert seam is not None
    assert read_parts(line, seam) == (ENDINGS[ending], names, et_al, places)


NAMES = {
    "particles inside": "Ada van der Berg; Luis de la Cruz",
    "particle first": "van den Berg; Bo Chen",
    "von first": "von Neumann Lee; Bo Chen",
    "d' first": "d'Alembert; Bo Chen",
    "al- inside": "Omar al-Khatib; Aziz bin Rashid",
    "spaced initials": "J. K. Smith; A. Bee",
    "hyphened initials": "J.-P. Serre; A.-B. Cee",
    "joined initials": "A.B. Cee; D.E. Eff",
    "initials without stops": "J K Smith; A B Cee",
    "hyphens": "Jean-Luc Petit-Jean; Min-Ji Kim",
    "accents": "Émile Borel; Łukasz Nowak; Öz Demir; Šárka Nová",
    "decomposed accent": "E\u0301mile Borel; Ada Lee",
    "straight apostrophe": "Pat O'Brien; Sol D'Souza",
    "curly apostrophe": "Pat O’Brien; Sol D’Souza",
    "prefix in the given name": "McKenna Lee; LeRoy Chen",
    "prefix in the surname": "Ann McDonald; Yann LeCun; Leo DiCaprio",
    "Junior": "Bob Lee Jr.; Ada Chen",
    "Junior after a comma": "Bob Lee, Jr.; Ada Chen",
    "third": "Bob Lee III; Ada Chen",
    "mononym among others": "Plato; Ada Lee",
    "hyphened organisation": "DeepSeek-AI; Ada Lee; Bo Chen; et al.",
    "camel-case organisation": "OpenAI",
    "team": "Qwen Team",
    "capitals organisation": "NVIDIA; Ada Lee",
    "organisation of two words": "Meta AI",
    "long organisation": "Gemini Team Google",
    "collaboration": "The ATLAS Collaboration; Ada Lee",
    "parenthesised": "Wei (William) Zhang; Bo Chen",
    "Chinese": "王小明; 李雷",
    "Japanese": "山田太郎; 佐藤花子",
    "Korean": "김철수; 이영희",
    "Cyrillic": "Иван Петров; Анна Сидорова",
    "Arabic": "محمد علي; فاطمة حسن",
    "Greek": "Γιώργος Παππάς; Ελένη Νίκου",
    "all capitals": "WEI ZHANG; BO CHEN",
}


@pytest.mark.parametrize("title", ["A Study of Sparse Learning", "Grading Essays with GPT-4", "Is Attention Enough?"])
@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES.keys())
def test_name_is_found_whole(title: str, names: str) -> None:
    """A name of any build is one span, and the title ends before it."""
    line, expected, et_al, places = split_case(title, names, "pku")
    seam = find_seam(line)
    assert seam is not None
    assert read_parts(line, seam) == (title, expected, et_al, places)


def test_names_in_chinese_after_a_chinese_title() -> None:
    """Where script and case say nothing, the word that ends a title does, and doubt is admitted."""
    line = "量子纠错方法综述张三, 李四, 王小五"
    seam = find_seam(line)
    assert seam is not None
    assert read_parts(line, seam) == ("量子纠错方法综述", ["张三", "李四", "王小五"], None, [])


def test_latin_word_in_a_chinese_title_is_no_seam() -> None:
    """A change of script inside the title loses against the one before the names."""
    line = "基于BERT的文本分类方法Ada Lee, Bo Chen"
    seam = find_seam(line)
    assert seam is not None
    assert line[: seam.title_end] == "基于BERT的文本分类方法"


@pytest.mark.parametrize(
    "line",
    [
        "A Study of Sparse LearningAda Lee,  Bo Chen  et al.  ·  pku,  mit \t ",
        "A  Study of Sparse LearningAda  Lee, Bo Chen et al. · pku, mit",
        "A Study of Sparse LearningAda Lee,\tBo Chen et al.\t·\tpku, mit\r",
        "A Study of Sparse LearningAda Lee, Bo Chen, et al. · pku,mit,",
    ],
)
def test_white_space_is_in_no_span(line: str) -> None:
    """Double spaces, tabs and trailing white space part names but belong to none."""
    seam = find_seam(line)
    assert seam is not None
    _, names, et_al, places = read_parts(line, seam)
    assert [" ".join(name.split()) for name in names] == ["Ada Lee", "Bo Chen"]
    assert (et_al, places) == ("et al.", ["pku", "mit"])
    assert all(text == text.strip() for text in (*names, *places))


def test_a_wide_gap_is_a_seam() -> None:
    """A tab between title and authors is a separator, in no span."""
    line = "A Study of Sparse Learning\tAda Lee, Bo Chen"
    seam = find_seam(line)
    assert seam is not None
    assert read_parts(line, seam)[:2] == ("A Study of Sparse Learning", ["Ada Lee", "Bo Chen"])


def test_abstract_keeps_its_words_whole() -> None:
    """A camel-case word that the abstract has is not cut; without the abstract the same line may be in doubt."""
    line = "Sampling with FlowBenchAda Lee, Bo Chen"
    seam = find_seam(line, "We introduce FlowBench, a benchmark.")
    assert seam is not None
    assert line[: seam.title_end] == "Sampling with FlowBench"
    assert not seam.doubtful


def test_abstract_tells_a_camel_case_given_name() -> None:
    """A title's last word that the abstract has ends the title, whatever capitals the name holds."""
    line = "Notes on QuixoflamesJunYoung Kim, Bo Chen"
    seam = find_seam(line, "All quixoflames burn.")
    assert seam is not None
    assert line[: seam.title_end] == "Notes on Quixoflames"


def test_two_good_seams_are_doubtful() -> None:
    """Where the title's last word and the first name could share a part, the seam says so."""
    seam = find_seam("Notes on TayMinSung Lee")
    assert seam is not None
    assert seam.doubtful


def test_plain_seam_is_not_doubtful() -> None:
    """A known word, two plain names: nothing to doubt."""
    seam = find_seam("A Study of Sparse LearningAda Lee, Bo Chen")
    assert seam is not None
    assert not seam.doubtful


@pytest.mark.parametrize("rule", load_rule_file().rule, ids=lambda rule: rule.id)
def test_examples_of_every_word_table_hold(rule: Rule) -> None:
    """A table's hits have their seam at `|`, its misses have none."""
    for before, after in rule.hits:
        seam = find_seam(before)
        assert seam is not None
        assert f"{before[: seam.title_end]}|{before[seam.title_end :]}" == after
    for line in rule.misses:
        assert find_seam(line) is None


def test_every_evidence_term_has_a_weight_and_every_weight_a_term() -> None:
    """The names of the terms in the code and in the table are the same."""
    folder = Path(pipeline.formats.seam.__file__).parent
    code = "".join((folder / name).read_text(encoding="utf-8") for name in ("seam.py", "seam_glues.py", "seam_evidence.py"))
    written = set(re.findall(r"\"((?:glue|tail|head|name|cut|title|affiliation)\.[a-z-]+[a-z])\"", code))
    written |= {f"authors.{n}{ending}" for n in range(1, 5) for ending in ("", "-et-al")}
    written |= {f"name.caseless-{n}" for n in range(1, 7)}
    assert written == set(load_tables().weights)


PIECES = ["Learning", "DeepSeek", "Ada", "Lee", "Mc", "van", "d'", "al-", "J.", "et al.", " · ", ", ", "·", ",", " ", "\t"]
PIECES += ["  ", "GPT-4", "RAG", "$x$", "?", ")", '"', "”", "王", "研究", "김철수", "И", "é", "\u0301", "pku", "of", "I", "*", "\\"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=60), st.text(max_size=20))
def test_spans_are_sorted_disjoint_and_whole(line: str, abstract: str) -> None:
    """Spans never overlap, never are empty, and only white space, commas and the dot lie between them."""
    seam = find_seam(line, abstract)
    assert seam == find_seam(line, abstract)
    if seam is None:
        return
    spans = [(0, seam.title_end), *seam.authors, *([seam.et_al] if seam.et_al else []), *seam.affiliations]
    assert seam.authors
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    ends = [*spans, (len(line), len(line))]
    between = "".join(line[a[1] : b[0]] for a, b in itertools.pairwise(ends))
    assert not re.sub(r"[\s,，、،·]", "", between)


def list_hostile_lines(size: int) -> Iterator[str]:
    """Long lines of what the search looks for."""
    units = [
        "aA",
        "A",
        ",",
        "aB, ",
        "Ada Lee, ",
        " ",
        " · ",
        "ModelAda Lee ",
        "学",
        "Learningvan de ",
        " et al. ",
        "d'A",
        "A\t",
        'A"',
        "a-",
    ]
    for unit in units:
        yield unit * (size // len(unit))
    yield "A Study of LearningAda Lee · " + "pku, " * (size // 5)


def test_a_hostile_line_takes_no_more_than_its_length() -> None:
    """A line of a million characters is read in about the time it takes to look at each."""
    started = time.process_time()
    for line in list_hostile_lines(1_000_000):
        find_seam(line, line)
        assert len(list_candidates(line)) < 5_000
    assert time.process_time() - started < 20
