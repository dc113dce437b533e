"""LaTeX becomes what a reader would see, once; money, code and what is hard stay as they are."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.repair import MAX_ROUNDS
from pipeline.repair.latex import FIXERS, fix_latex
from pipeline.repair.latex.maths import _convert_dollars, _convert_spans, read_formula
from pipeline.repair.latex.spans import apply_edits, has_only_dollars
from pipeline.repair.latex.symbols import load_symbols
from pipeline.rules import load_rules

RULES = load_rules("latex")
FIXER = {fixer.rule: fixer.fix for fixer in FIXERS}

UNCHANGED = [
    "",
    "Plain text, with 'quotes' -- and dashes.",
    "costs $5 and $6 a month",
    "costs $5, or $6 in all",
    "from $100M to $200M",
    "($20/hr) vs. ($30/hr)",
    "US$ 3 to US$ 4",
    "HK$20, HK$30",
    "about 10$, then 20$",
    "$4971, $5273, and $5311",
    "-$9,220 to $3,754",
    "export PATH=$HOME/bin:$PATH",
    "cp $src/$name ${out}/${name}",
    "$1 $2",
    r"C:\new\table",
    r"C:\alpha\times and D:\data\_x",
    r"^\d{3}-\d+\.\w*$",
    r"[\w.]+\.com",
    'printf("%d\\n", x)',
    r"`\alpha` and `$x$`",
    "see ~/bin and ~6% and z~2 and 5~10",
    "http://example.org/~name/a_b",
    "{braces} {stay}",
    r"unknown \foo{a}{b} and \bar",
    r"\cite{smith2020}",
    r"\textit{open and $open",
    "}{",
    r"$\ours + x$ and $\frac{1}{2 + \ours}$",
    r"$\begin{array}{c} \alpha \\ \textbf{b} \end{array}$",
    r"\begin{equation} \alpha = \text{b}~c \end{equation}",
    r"\[ \alpha~\textbf{b} \]",
    r"top-\$p\$ sampling",
    r"don\'t say \"anything\"",
]

CHANGED = [
    ("the $\\delta$-ball and $\n x \n$", "the δ-ball and x"),
    (r"paid \$5 for $n$ and \$6 for $\frac{a}{b \\ c}$", r"paid $5 for n and $6 for $\frac{a}{b \\ c}$"),
    (r"cost $5 per call, $n$ calls", "cost $5 per call, n calls"),
    (r"Erd\H{o}s--R\'{e}nyi and Schr{\"o}dinger", "Erdős--Rényi and Schrödinger"),
    (r"\textbf{We show} that $\textbf{x}$ is {\em not $\ours$}", r"We show that x is not $\ours$"),
    (r"$\method$x and \method$x$", r"$\method$x and \method x"),
    (r"100 $\mu $m by 50$\times $50", "100 μm by 50×50"),
    (r"$f$$:$$X$$\to$$Y$", "f:X→Y"),
    (r"$^{87}$Rb, H$_2$O, SF$_{6}$, $^{2+}$ ion", "^{87}Rb, H_2O, SF_6, ^{2+} ion"),
    (r"\method~beats all~\cite{a}", r"\method beats all \cite{a}"),
    (r"$1{,}000$ of $\{0,1\}^n$", "1,000 of {0,1}^n"),
    (r"\textit{\foo}bar", r"\foo{}bar"),
    (r"$a \pmod{p}$, $a \bmod p$, $\lim_{x \to 0} f$", "a (mod p), a mod p, lim_{x → 0} f"),
    (r"5$\%$ {\AA}, 3 \AA\ wide", "5% Å, 3 Å wide"),
    (r"$G^\circ$ at 45$^\circ$C, $-54^{\circ}$", "G^∘ at 45°C, -54°"),
    (r"$A \ast_B C$, $x \leq y$, $x\leq y$", "A *_B C, x ≤ y, x≤y"),
    (r"``$\alpha$-stable'' sets", "“α-stable” sets"),
]

FRAGMENTS = ["$", "$$", "\\(", "\\)", "\\[", "\\]", "{", "}", "\\{", "\\}", "\\", "\\\\", "\\$", "\\%", "\\&", "~", "`", "``", "'", "''", '"', "\\'", '\\"', "\\^", "\\v", "\\c", "\\t", "\\i", "\\o", "\\L", "\\ss", "e", "o", "S", "5", "6", "12", ".", ",", ";", ":", "/", "-", "=", "+", "_", "^", "(", ")", "[", "]", "n", "x", "K", "US", "HOME", "and", "the", "words", "\\textit{", "\\textbf{", "\\emph", "{\\em", "{\\bf", "\\href{", "\\url{", "\\text{", "\\mathcal{", "\\mathrm{", "\\mathbb", "\\frac", "\\frac{", "\\sqrt{", "\\sqrt", "\\hat{", "\\alpha", "\\mu", "\\times", "\\sim", "\\in", "\\log", "\\left(", "\\right)", "\\left", "\\,", "\\-", "\\;", "\\foo", "\\foo{", "\\documentclass", "\\begin{document}", "\\end{document}", "\\begin{array}", "\\end{array}", "\\textsuperscript{", "\\prime", "\\not", "\\deg", "\\circ", "https://x.y/~z", "C:\\a", "\\d+", "é", "β", "Ω", "″", "∘", "\\operatorname*", "\\b{eta}", " ", "\n"]  # fmt: skip
TEX = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)


@pytest.mark.parametrize("text", UNCHANGED)
def test_leaves_what_is_no_latex_or_too_hard(text: str) -> None:
    """Money, code, unknown commands, hard formulas and what is unbalanced stay."""
    assert fix_latex(text) == text


@pytest.mark.parametrize(("before", "after"), CHANGED)
def test_makes_latex_readable(before: str, after: str) -> None:
    """All fixers together give what a reader would see."""
    assert fix_latex(before) == after


@pytest.mark.parametrize(("rule", "text"), [(rule.id, text) for rule in RULES for text in rule.misses])
def test_rule_leaves_its_misses(rule: str, text: str) -> None:
    """A fixer leaves what its rule says it misses."""
    assert FIXER[rule](text) == text


@pytest.mark.parametrize(("rule", "before", "after"), [(rule.id, *hit) for rule in RULES for hit in rule.hits])
def test_rule_changes_its_hits(rule: str, before: str, after: str) -> None:
    """A fixer changes what its rule says it hits, and its result stays."""
    assert FIXER[rule](before) == after
    assert FIXER[rule](after) == after


def test_every_fixer_has_a_rule() -> None:
    """Fixers and rules are the same, in the same order."""
    assert [rule.id for rule in RULES] == [fixer.rule for fixer in FIXERS]


def test_symbols_never_look_like_latex() -> None:
    """No sign a command stands for could be read as LaTeX afterwards."""
    symbols = load_symbols()
    for table in (symbols.signs, symbols.infixes, symbols.functions, symbols.greek, symbols.letters):
        assert not [name for name, sign in table.items() if not sign or set(sign) & set("\\${}`~")]


@settings(max_examples=1500, deadline=None)
@given(TEX)
def test_twice_is_once(text: str) -> None:
    """What was repaired is not repaired again, and settles within the rounds that the caller allows."""
    fixed = text
    for _ in range(MAX_ROUNDS - 1):
        for fixer in FIXERS:
            fixed = fixer.fix(fixed)
    assert fixed == fix_latex(text)
    assert fix_latex(fixed) == fixed


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(["$", "x$", "$n", "$K_s$", "US$", "`$", "5", "\\foo", "\\alpha ", "a", " ", ". A", "and the", "^"]), max_size=14).map("".join))
def test_dollars_alone_are_read_as_all_marks_are(text: str) -> None:
    """Where each dollar is a mark of its own, one pass over them gives what their spans give."""
    assert not has_only_dollars(text) or _convert_dollars(text) == apply_edits(text, _convert_spans(text))


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_characters="\\$`{}~'\""), max_size=60))
def test_plain_text_is_returned_as_it_is(text: str) -> None:
    """Without LaTeX's own characters nothing changes."""
    assert fix_latex(text) is text


@given(TEX)
def test_formulas_come_out_without_latex(formula: str) -> None:
    """A formula is converted whole or not at all."""
    result = read_formula(formula)
    assert result is None or not set(result) & set("\\$`~")


@pytest.mark.parametrize(
    "unit",
    ["$", "{", "\\", "}", "`", "'", "~", "$$", "\\(", "{\\em ", "\\textit{", "\\'{", "$5 ", "$x$", "\\begin{array}", "\\documentclass", "a~b~"],
)
def test_takes_time_in_proportion_to_length(unit: str) -> None:
    """Ten times the marks take about ten times as long, however they pair."""
    seconds = []
    for length in (20_000, 200_000):
        text = unit * (length // len(unit))
        start = time.process_time()
        fix_latex(text)
        seconds.append(time.process_time() - start)
    assert seconds[1] < max(2.0, 60 * seconds[0])


def test_import_reads_no_table() -> None:
    """Importing the module neither reads the tables nor imports pylatexenc."""
    code = "import sys, pipeline.repair.latex.symbols as m; print(m.load_symbols.cache_info().currsize, 'pylatexenc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == ["0", "False"]
