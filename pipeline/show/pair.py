"""What a person is shown of two papers or records (`explain A B`)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.explain.accounts import Comparison, Fact, PairAccount, Side
from pipeline.resolution import KINDS
from pipeline.show.characters import clip
from pipeline.show.counts import say_count
from pipeline.show.lines import Line, head, indent, write

MAX_CHARS = 160
SIDES = ("A", "B")


def show_pair(account: PairAccount, *, all_of_it: bool = False) -> Iterator[Line]:
    """Two papers: whether they are one and why, the evidence between them, and what their closest records say."""
    most = None if all_of_it else MAX_CHARS
    for sign, side in zip(SIDES, (account.a, account.b), strict=True):
        yield from _show_side(sign, side)
    yield Line()
    yield write((_headline(account), "bold"))
    yield from _show_path(account)
    for link in account.links:
        yield write(("! ", "yellow"), f"one of them is flagged {link}", first="  ")
    for warning in account.warnings:
        yield write(("! ", "yellow"), f"the run warned: {warning}", first="  ", rest="    ")
    for number, comparison in enumerate(account.comparisons):
        is_told = any((comparison.veto, comparison.rule, comparison.why) == (other.veto, other.rule, other.why) for other in account.comparisons[:number])
        if is_told and not all_of_it:
            continue
        yield from head(_title_comparison(account, number))
        yield from indent(_show_comparison(comparison, account.dumps, most, is_brief=number > 0 and not all_of_it))


def _show_path(account: PairAccount) -> Iterator[Line]:
    for number, edge in enumerate(account.path):
        blank = "  " + "   " * number
        if not number:
            yield write((edge.record, "cyan"), f"  {account.dumps.get(edge.record, '')}", first=blank)
        yield write((edge.why, "green"), (f"  {edge.rule}" if edge.rule else "", "dim"), first=f"{blank}└─ ", rest=f"{blank}     ")
        yield write((edge.other, "cyan"), f"  {account.dumps.get(edge.other, '')}", first=f"{blank}   ")


def _show_side(sign: str, side: Side) -> Iterator[Line]:
    called = "" if side.paper.endswith(side.name) else f"  (named {side.name})"
    yield write((f"{sign}  ", "bold"), (side.paper, "bold cyan"), "  ", (side.title or "(no title)", "bold"), (called, "dim"), rest="   ")


def _headline(account: PairAccount) -> str:
    first = account.comparisons[0] if account.comparisons else None
    if account.outcome == "one-paper":
        if not account.path:
            return "One paper, and both names stand for the same records."
        steps = len(account.path)
        return "One paper: the two records are tied directly." if steps == 1 else f"One paper: the two records are tied by way of {steps - 1} more."
    if first is None:
        return "Two papers."
    if account.outcome == "vetoed":
        return f"Two papers, whatever their texts say: {first.why}."
    if account.outcome == "apart":
        return f"Two papers: the decision table keeps them apart. {first.why}"
    if account.outcome == "cut":
        return f"Two papers, though {first.rule} would make these records one: other records of the two contradict each other, so the tie was cut."
    if account.outcome == "never-compared":
        would = f"Had they been, {first.rule} would make them one." if first.verdict in KINDS else "Had they been, they would not be one either."
        return f"Two papers, which were never compared: they have no key in common by which pairs are found. {would}"
    return "Two papers: too little says that they are one."


def _title_comparison(account: PairAccount, number: int) -> str:
    if account.outcome == "one-paper":
        return "The two compared directly"
    if account.outcome == "cut":
        return "What would make them one" if not number else "What speaks against it"
    return f"Their closest records compared ({say_count(account.pairs, 'pair')} in all)" if not number else "And another pair"


def _show_comparison(comparison: Comparison, dumps: dict[str, str], most: int | None, *, is_brief: bool) -> Iterator[Line]:
    yield write(("A  ", "bold"), (comparison.a, "cyan"), f"  {dumps.get(comparison.a, '')}", rest="   ")
    yield write(("B  ", "bold"), (comparison.b, "cyan"), f"  {dumps.get(comparison.b, '')}", rest="   ")
    said = f"veto {comparison.veto}" if comparison.veto else comparison.rule or ""
    style = "green" if comparison.verdict in KINDS else "red"
    yield write((f"{said}: ", style), f"{comparison.why}", rest="  ")
    if is_brief:
        return
    unknown = [fact.fact for fact in comparison.facts if fact.says == "none" and fact.fact != "id" and not (fact.a and fact.b)]
    for fact in comparison.facts:
        if fact.fact not in unknown and not (fact.fact == "role" and fact.says == "paper"):
            yield from _show_fact(fact, most)
    if unknown:
        yield write(("not known of both: ", "dim"), ", ".join(unknown), rest="  ")
    yield from _show_keys(comparison)
    for number, way in enumerate(comparison.instead):
        yield write(("they would be one if  " if not number else "or if                 ", "dim"), way, rest=" " * 22)


def _show_fact(fact: Fact, most: int | None) -> Iterator[Line]:
    measured = ", ".join(f"{name} {value:.2f}" for name, value in fact.measured.items())
    yield write((f"{fact.fact:8}", "bold"), (f"{fact.says:9}", "magenta"), fact.means, (f"  ({measured})" if measured else "", "dim"), rest=" " * 17)
    sides = [(sign, text) for sign, text in zip(SIDES, (fact.a, fact.b), strict=True) if text]
    if fact.fact != "words" and sides:
        if len({text for _, text in sides}) == 1 and len(sides) == 2:
            sides = [("=", sides[0][1])]
        for sign, text in sides:
            yield write((f"{sign}  ", "dim"), clip(text, most), first=" " * 8, rest=" " * 11)
    if fact.demanded:
        ways = "one in common" if fact.fact == "id" and "none" not in fact.demanded else " or ".join(fact.demanded)
        yield write((f"the row asks for {ways}", "dim"), first=" " * 8, rest=" " * 11)


def _show_keys(comparison: Comparison) -> Iterator[Line]:
    shared = [key.key for key in comparison.keys if key.shared]
    apart = [key.key for key in comparison.keys if not key.shared and key.a and key.b]
    single = [f"{key.key} ({'A' if key.a else 'B'} alone)" for key in comparison.keys if key.a != key.b]
    yield write(("found by: ", "dim"), ", ".join(shared) or "no key in common", rest="  ")
    others = [*(f"{name} (differs)" for name in apart), *single]
    if others:
        yield write(("other keys: ", "dim"), ", ".join(others), rest="  ")
