"""Measures how often the seam between a glued title and its authors is found exactly.

    python benchmarks/seam.py ABSTRACTS [--json FILE] [--half held-out|tuning] [--misses N]

ABSTRACTS is JSON Lines (`.zst` or plain) of objects with `id`, `title`, `authors` and `abstract`. Each record with authors
becomes a glued line: title, the first three names, ` et al.` where there are more, and affiliation slugs on half. The halves
are told apart by a hash of the id: the weights in `pipeline/rules/seam.toml` were fitted on `tuning` only. A line counts as
right when the title's end and all names' spans are right. The stress lines are made by giving a record a hard ending
or hard names; the two halves use different words for that.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import zstandard

from pipeline.formats.seam import Seam, find_seam


class Paper(NamedTuple):
    """What a glued line is made of."""

    id: str
    title: str
    authors: tuple[str, ...]
    abstract: str


class Glued(NamedTuple):
    """A line and its true parts."""

    line: str
    title_end: int
    authors: tuple[tuple[int, int], ...]
    abstract: str
    kind: str


SLUGS: Final = ("stanford", "pku", "microsoft-research", "tsinghua", "mit", "eth-zurich", "google", "uc-berkeley", "inria", "ai2")
TAG_RE: Final = re.compile(r"</?[a-z][^<>]*>")
SUFFIX_RE: Final = re.compile(r", (?:Jr|Sr)\.?$|, I{2,3}$")


def draw(paper_id: str, purpose: str) -> int:
    """A number that depends on the record and the purpose alone."""
    return int.from_bytes(hashlib.sha256(f"{purpose}|{paper_id}".encode()).digest()[:8], "big")


def is_held_out(paper_id: str) -> bool:
    """Whether a record belongs to the half that no weight was fitted on."""
    return draw(paper_id, "half") % 2 == 1


def read_papers(path: Path) -> Iterator[Paper]:
    """The records that have a title and authors, each on one line as a listing shows it."""
    with path.open("rb") as raw:
        stream = zstandard.ZstdDecompressor().stream_reader(raw) if path.suffix == ".zst" else raw
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            row = json.loads(line)
            title = " ".join(TAG_RE.sub("", row["title"] or "").split())
            authors = tuple(name for name in (" ".join(name.split()) for name in row["authors"]) if name)
            if title and authors:
                yield Paper(row["id"], title, authors, row["abstract"] or "")


def glue(paper: Paper, kind: str, *, shown: int = 3, gap: str = "") -> Glued:
    """The line of a paper, with the true spans."""
    names = paper.authors[:shown]
    line = paper.title + gap
    spans: list[tuple[int, int]] = []
    for name in names:
        line += ", " if spans else ""
        spans.append((len(line), len(line) + len(name)))
        line += name
    line += " et al." if len(paper.authors) > shown else ""
    number = draw(paper.id, "affiliation")
    if number % 2:
        chosen = dict.fromkeys(SLUGS[(number >> shift) % len(SLUGS)] for shift in (4, 12, 20)[: number // 2 % 3 + 1])
        line += " · " + ", ".join(chosen)
    return Glued(line, len(paper.title), tuple(spans), paper.abstract, kind)


# Every word list is used at even places for the tuning half and at odd places for the held-out half.
ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "digit": (" with GPT-4", " and StarCoder 2", " for Llama 3.1", " of COVID-19", " with Llama 2", " on CIFAR-100"),
    "question mark": ("?", "?", ": Does It Help?", ": Is It Enough?"),
    "exclamation mark": ("!", "!", ": Not Again!", ": Try It!"),
    "bracket": (" (Extended Version)", " (Part 2)", " (LLMs)", " (with Appendix)"),
    "straight quote": (' and the "Edge of Chaos"', ' without "Magic"', " of 'Small Worlds'", ' for "Free"'),
    "curly quote": (" and the “Edge of Chaos”", " without “Magic”", " of ‘Small Worlds’", " for “Free”"),
    "maths": (" of $K_s$", r" with Large $\alpha$", r" in $\mathbb{R}^n$", " for $L^2$", r" and $\Lambda_c^+$", " at $z > 6$"),
    "plural acronym": (" for LLMs", " with GANs", " of CNNs", " for VLMs", " via MDPs", " on FPGAs"),
    "acronym": (" for RAG", " via RLHF", " with PPO", " in QCD", " on GPU", " and SLAM", " for NLP", " using LSTM"),
    "camel case": (
        " in PyTorch", " with LaTeX", " of DeepSeek", " via AlphaFold", " on YouTube", " for GraphQL", " in JavaScript",
        " with AutoML", " using LoRA", " via ImageNet", " with TensorFlow", " for LiDAR",
    ),
    "coined camel case": (
        " with FlowBench", " via NeuroMesh", " in HyperCortex", " using DocuSift", " with PolyRefine", " for TriCache",
        " by KinoScope", " and RetroQA", " on BioPlanner", " with VisuGAN",
    ),
    "comma list": (
        " for Vision, Language, and Robotics", ": Theory, Practice, and Applications",
        ", Transformers, and Beyond", ": Bandits, Games and Markets",
    ),
    "person name": (
        " after Marie Curie, Alan Turing, and John von Neumann", ": From Isaac Newton to Albert Einstein",
        ", or What Ada Lovelace, Grace Hopper and Emmy Noether Knew", " and the Ideas of Kurt Gödel",
    ),
    "et al. in title": (
        ": A Reply to Smith, Jones et al.", ". Comment on Miller et al. (2019)",
        ": A Response to Garcia et al.", ": Revisiting Brown et al. and Others",
    ),
    "middle dot in title": (" · Part I: Foundations", " · A Survey", " · Theory · Practice", " · An Overview"),
}  # fmt: skip


def pick(words: tuple[str, ...], paper: Paper, purpose: str) -> str:
    """One of the words of the record's half."""
    mine = words[is_held_out(paper.id) :: 2]
    return mine[draw(paper.id, purpose) % len(mine)]


def change_first(paper: Paper, change: Callable[[list[str]], str]) -> Paper:
    """The paper with its first author's name changed, given as its words."""
    return paper._replace(authors=(change(paper.authors[0].split()), *paper.authors[1:]))


PARTICLES: Final = ("van den ", "van der ", "von ", "de la ", "de ", "bin ", "al-", "d'", "von der ", "del ")
GIVEN: Final[dict[str, tuple[str, ...]]] = {
    "initials": ("J. K.", "J.-P.", "A.B.", "M.", "Y. L.", "Ch.-H.", "T.", "R.J."),
    "accents": ("Émile", "Łukasz", "Öz", "Šárka", "Ángel", "Žiga", "Ömer", "Élise"),
    "name prefix": ("McKenna", "LeRoy", "DiAnne", "DeShawn", "O'Neal", "D’Angelo", "MacKenzie", "LaToya"),
    "camel-case given name": ("JunYoung", "HyunWoo", "MohammadReza", "XiaoMing", "SangHoon", "YuChen", "AbdelRahman", "JinWoo"),
    "parenthesised": ("Wei (William)", "Xin (Cindy)", 'Robert "Bob"', "Li (Lee)"),
}
GROUPS: Final = (
    "DeepSeek-AI", "OpenAI", "Qwen Team", "NVIDIA", "Meta AI", "Gemini Team Google", "The ATLAS Collaboration", "Mistral AI",
    "LIGO Scientific Collaboration", "Kimi Team", "Moonshot AI", "BigCode Project",
)  # fmt: skip
SCRIPTS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "Chinese names": (("王小明", "李雷", "韩梅梅"), ("张伟", "刘洋")),
    "Japanese names": (("山田太郎", "佐藤花子"), ("鈴木一郎", "高橋みなみ", "田中実")),
    "Korean names": (("김철수", "이영희"), ("박지성", "최민호", "정수빈")),
    "Cyrillic names": (("Иван Петров", "Анна Сидорова"), ("Олег Кузнецов", "П. С. Волков")),
    "Arabic names": (("محمد علي", "فاطمة حسن"), ("أحمد يوسف", "سارة خالد")),
    "Greek names": (("Γιώργος Παππάς", "Ελένη Νίκου"), ("Νίκος Ιωάννου", "Μαρία Λάμπρου")),
}
CHINESE: Final = (
    ("基于深度学习的图像分类研究", ("张三", "李四", "王小五")),
    ("面向大模型的数据选择方法", ("陈晓东", "林丽")),
    ("量子计算综述", ("赵六", "孙七", "周八")),
    ("多智能体强化学习中的探索", ("吴小刚", "郑爽")),
)


def list_stress(paper: Paper) -> Iterator[Glued]:
    """The hard lines made of one paper: one of each kind."""
    for kind, endings in ENDINGS.items():
        yield glue(paper._replace(title=paper.title.rstrip("?.!") + pick(endings, paper, kind)), f"ending: {kind}")
    words = paper.title.split()
    yield glue(paper._replace(title=" ".join(words[-2:]).capitalize()), "title: two words")
    yield glue(paper._replace(title=paper.title.title()), "title: every word capitalised")
    for kind, given in GIVEN.items():
        first = pick(given, paper, kind)
        yield glue(change_first(paper, lambda name, first=first: f"{first} {name[-1]}"), f"names: {kind}")  # type: ignore[misc]
    yield glue(change_first(paper, lambda name: pick(PARTICLES, paper, "particle") + name[-1].capitalize()), "names: particle first")
    yield glue(change_first(paper, lambda name: " ".join(name) + pick((" Jr.", " III", ", Jr.", " II"), paper, "x")), "names: suffix")
    yield glue(change_first(paper, lambda name: name[-1]), "names: one word first")
    yield glue(change_first(paper, lambda _: pick(GROUPS, paper, "group")), "names: organisation first")
    yield glue(paper._replace(authors=(pick(GROUPS, paper, "group"),)), "names: organisation alone")
    yield glue(paper._replace(authors=tuple(name.upper() for name in paper.authors)), "names: all capitals")
    yield glue(paper._replace(authors=paper.authors[:1]), "names: one author")
    yield glue(paper, "names: up to eight, no et al.", shown=8)
    yield glue(paper, "names: one shown", shown=1)
    for kind, lists in SCRIPTS.items():
        yield glue(paper._replace(authors=lists[is_held_out(paper.id)]), f"names: {kind}")
    title, authors = CHINESE[draw(paper.id, "zh") % 2 * 2 + is_held_out(paper.id)]
    yield glue(Paper(paper.id, title, authors, ""), "all Chinese")
    yield glue(paper, "gap: tab", gap="\t")
    yield glue(paper._replace(title=paper.title.replace(" ", "  ", 3)), "gap: double spaces in title")


def list_seamless(paper: Paper) -> Iterator[Glued]:
    """Lines of the same record that have no seam."""
    yield Glued(paper.title, 0, (), paper.abstract, "none: title alone")
    first_sentence = re.split(r"(?<=[.!?])\s", " ".join(paper.abstract.split()))[0]
    yield Glued(first_sentence, 0, (), paper.abstract, "none: sentence")
    yield Glued(" ".join(paper.abstract.split()), 0, (), paper.abstract, "none: abstract")
    yield Glued(", ".join(paper.authors[:3]), 0, (), paper.abstract, "none: authors alone")


def is_right(seam: Seam | None, truth: Glued) -> bool:
    """Whether the title's end and every name's span are as they should be."""
    if seam is None or not truth.authors:
        return seam is None and not truth.authors
    return seam.title_end == truth.title_end and seam.authors == truth.authors


class Tally(NamedTuple):
    """Counts of lines of one kind."""

    lines: Counter[str]
    right: Counter[str]
    doubtful: Counter[str]
    wrong_and_sure: Counter[str]
    misses: dict[str, list[str]]


def measure(lines: Iterable[Glued], *, with_abstract: bool, labels: Callable[[Glued], Iterable[str]]) -> Tally:
    """How many lines of each label were right."""
    tally = Tally(Counter(), Counter(), Counter(), Counter(), defaultdict(list))
    for truth in lines:
        seam = find_seam(truth.line, truth.abstract if with_abstract else "")
        right = is_right(seam, truth)
        for label in labels(truth):
            tally.lines[label] += 1
            tally.right[label] += right
            tally.doubtful[label] += seam is not None and seam.doubtful
            tally.wrong_and_sure[label] += not right and not (seam is not None and seam.doubtful)
            if not right:
                found = "no seam" if seam is None else f"{truth.line[: seam.title_end][-40:]}|{truth.line[seam.title_end :][:60]}"
                tally.misses[label].append(f"{truth.line[: truth.title_end][-40:]}|{truth.line[truth.title_end :][:60]}   FOUND {found}")
    return tally


def describe_ending(truth: Glued) -> str:
    """What a real title ends with."""
    title = truth.line[: truth.title_end]
    last = re.split(r"[\s\-/]", title)[-1]
    if not last[-1:].isalpha():
        return "a digit" if last[-1:].isdigit() else "a mark"
    if re.search(r"[a-z][A-Z]", last):
        return "a camel-case word"
    if re.fullmatch(r"[A-Z]{2,}s?", last):
        return "an acronym"
    return "a word"


def label_real(truth: Glued) -> Iterator[str]:
    """The rows that a real line counts in."""
    yield "all"
    yield f"source: {truth.kind}"
    yield f"ends with {describe_ending(truth)}"
    yield f"authors: {len(truth.authors)}{' et al.' if ' et al.' in truth.line[truth.authors[-1][1] :] else ''}"


def label_kind(truth: Glued) -> Iterator[str]:
    """The rows that a made line counts in."""
    yield truth.kind


def show(tally: Tally, misses: int) -> dict[str, dict[str, float]]:
    """Print the table of a tally and give back its figures."""
    print(f"{'':40}{'lines':>8}{'right %':>9}{'doubtful %':>12}{'wrong, not doubtful %':>23}")
    figures = {}
    for label in sorted(tally.lines):
        count = tally.lines[label]
        row = (tally.right[label], tally.doubtful[label], tally.wrong_and_sure[label])
        right, doubtful, sure = (round(100 * value / count, 2) for value in row)
        figures[label] = {"lines": count, "right": right, "doubtful": doubtful, "wrong_not_doubtful": sure}
        print(f"{label:40}{count:8}{right:9.2f}{doubtful:12.2f}{sure:23.2f}")
        missed = tally.misses[label]
        for miss in missed[:: max(1, len(missed) // max(1, misses))][:misses]:
            print("      ", miss)
    return figures


def main(argv: list[str] | None = None) -> int:
    """Print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("abstracts", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--half", choices=("held-out", "tuning"), default="held-out")
    parser.add_argument("--stress-every", type=int, default=50, help="make stress lines of every n-th record")
    parser.add_argument("--misses", type=int, default=0, help="show this many misses a row")
    options = parser.parse_args(argv)

    half = [paper for paper in read_papers(options.abstracts) if is_held_out(paper.id) == (options.half == "held-out")]
    # A comma inside a name (`Smith, A B`) is not this layout: there the comma parts names.
    papers = [paper for paper in half if not any("," in SUFFIX_RE.sub("", name) for name in paper.authors[:3])]
    real = [glue(paper, paper.id.split(":")[0]) for paper in papers]
    sample = papers[:: options.stress_every]
    stress = [truth for paper in sample for truth in (*list_stress(paper), *list_seamless(paper))]
    print(f"{len(papers)} records of the {options.half} half; {len(half) - len(papers)} left out: a comma within a name")
    figures = {}
    for name, lines, labels in (("real", real, label_real), ("stress", stress, label_kind)):
        for with_abstract in (False, True):
            title = f"{name}, {'with' if with_abstract else 'without'} abstract"
            started = time.perf_counter()
            tally = measure(lines, with_abstract=with_abstract, labels=labels)
            micros = (time.perf_counter() - started) / len(lines) * 1e6
            print(f"\n{title}: {len(lines)} lines, {micros:.0f} µs a line")
            figures[title] = show(tally, options.misses)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
