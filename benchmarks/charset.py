"""How well charsets are detected: real records saved in other charsets, each detector's share of texts it reads right.

    python benchmarks/charset.py abstracts.jsonl.zst [--trials 6] [--json FILE]

The file holds one JSON object a line with `title`, `authors` and `abstract`; `.zst` is unpacked by `zstd`. `listing`: a
fifth of the records hold characters beyond ASCII; `dense`: all do; `sparse`: one record does, with one or two of them;
`native`: prose in a language of the charset, alone or (`mixed`) among English records. Detectors that are not installed
are left out. A text counts as read right if every character of it is.
"""

from __future__ import annotations

import argparse
import collections
import importlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from pipeline.charset import decode
from pipeline.charset_codecs import MULTIBYTE

SIZES = (1_000, 4_000, 16_000, 100_000)
WESTERN = ("latin-1", "cp1252", "iso-8859-2", "cp1250", "mac-roman", "utf-16", "utf-16-le", "utf-16-be")
NATIVE = {
    "cp1251": "Мы изучаем списки статей. Показано, что метод работает лучше прежних. Обучение проведено на больших данных. Код доступен по адресу ниже.",
    "koi8-r": "Предложен новый подход к обработке текстов. Результаты подтверждают гипотезу. Авторы благодарят коллег за помощь. Оценка качества проведена.",
    "shift_jis": "本論文では手法を提案する。実験の結果、精度が向上した。データとコードを公開する。大規模な言語モデルの学習を分析する。",
    "euc-jp": "提案手法の有効性を示す。先行研究と比較して性能が高い。今後の課題について述べる。評価にはベンチマークを用いた。",
    "gb18030": "本文提出一种新的方法。实验结果表明该方法优于现有方法。我们公开了代码和数据。大语言模型的训练需要大量计算资源。",
    "big5": "本文提出一種新的方法。實驗結果顯示該方法優於現有方法。我們公開了程式碼與資料。大型語言模型的訓練需要大量運算資源。",
    "euc-kr": "본 논문에서는 새로운 방법을 제안한다. 실험 결과 성능이 향상되었다. 코드와 데이터를 공개한다. 대규모 언어 모델의 학습을 분석한다.",
    "iso-8859-2": "Przedstawiamy nową metodę uczenia. Wyniki są lepsze niż wcześniejsze. Łączymy źródła danych i śledzimy ścieżki. Kod jest dostępny.",
    "cp1250": "Představujeme novou metodu učení. Výsledky jsou lepší než předchozí. Šíření chyb sledujeme příliš zřídka. Kód je veřejně přístupný.",
    "mac-roman": "Nous présentons une méthode pour l’apprentissage. Les résultats sont supérieurs à ceux d’avant. Le modèle a été évalué. Où est le code ?",
}


class Case(msgspec.Struct, frozen=True):
    """One text in one charset."""

    charset: str
    kind: str
    text: str
    data: bytes


class Tally(msgspec.Struct):
    """What a detector read right, by charset and kind, and how long it took over how many bytes."""

    right: collections.Counter[tuple[str, str]] = msgspec.field(default_factory=collections.Counter)
    seconds: float = 0.0


def read_records(path: Path) -> tuple[list[str], list[str]]:
    """The records of a file as they stand in a listing: every tenth plain one, and all with characters beyond ASCII."""
    command = ["zstd", "-dc", str(path)] if path.suffix == ".zst" else ["cat", str(path)]
    plain: list[str] = []
    foreign: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for number, line in enumerate(process.stdout):
            record = json.loads(line)
            text = f"{record.get('title') or ''}\n{', '.join(record.get('authors') or [])}\n{(record.get('abstract') or '').strip()}\n"
            if not text.isascii():
                foreign.append(text)
            elif number % 10 == 0:
                plain.append(text)
    return plain, foreign


def build_cases(plain: list[str], foreign: list[str], trials: int) -> Iterator[Case]:
    """Every charset, kind and size, `trials` times each, from fixed seeds."""
    for charset in WESTERN:
        pool = [text for text in foreign if is_telling(text, charset)]
        sparse = [text for text in pool if sum(char > "\x7f" for char in text) <= 2]
        for kind, odd, share in (("listing", pool, 0.2), ("dense", pool, 1.0), ("sparse", sparse, 0.0)):
            yield from fill((charset, kind), plain, odd, share, trials)
    for charset, prose in NATIVE.items():
        sentences = [part + "\n" for part in prose.replace("。", "。|").replace(". ", ".|").split("|") if part]
        yield from fill((charset, "native"), sentences, sentences, 1.0, trials)
        if charset not in WESTERN:
            yield from fill((charset, "mixed"), plain, sentences, 0.5, trials)


def is_telling(text: str, charset: str) -> bool:
    """Whether the charset has the text, and for a Central European one, whether it is not windows-1252 all the same."""
    if any("\x7f" < char < "\xa0" for char in text):
        return False
    try:
        data = text.encode(charset)
    except UnicodeEncodeError:
        return False
    return charset not in ("iso-8859-2", "cp1250") or data.decode("cp1252", "replace") != text


def fill(row: tuple[str, str], plain: list[str], odd: list[str], share: float, trials: int) -> Iterator[Case]:
    """Texts of each size for a row of the table, a charset and a kind: at least one record of `odd`, and `share` of the others too."""
    charset, kind = row
    for size in SIZES:
        for trial in range(trials):
            chance = random.Random(f"{charset} {kind} {size} {trial}")
            parts = [chance.choice(odd)]
            while sum(map(len, parts)) < size:
                parts.append(chance.choice(odd if chance.random() < share else plain))
            chance.shuffle(parts)
            text = "".join(parts)
            yield Case(charset, kind, text, text.encode(charset))


def list_detectors() -> dict[str, Callable[[bytes], str | None]]:
    """What is measured: this project's `decode`, and every library that is installed."""
    detectors: dict[str, Callable[[bytes], str | None]] = {"papersieve": lambda data: decode(data).text}
    for module, ask in (
        ("chardetng_py", lambda library, data: library.detect(data)),
        ("charset_normalizer", lambda library, data: library.detect(data)["encoding"]),
        ("chardet", lambda library, data: library.detect(data)["encoding"]),
        ("cchardet", lambda library, data: library.detect(data)["encoding"]),
    ):
        try:
            library = importlib.import_module(module)
        except ImportError:
            continue
        detectors[module] = lambda data, library=library, ask=ask: read_as(data, ask(library, data))  # type: ignore[misc]
    return detectors


def read_as(data: bytes, encoding: str | None) -> str | None:
    """The text by a detector's answer, read with the codec that serves it best; `None` where that fails."""
    name = MULTIBYTE.get((encoding or "").lower(), encoding)
    try:
        return data.decode(name).lstrip("\ufeff") if name else None
    except (UnicodeDecodeError, LookupError):
        return None


def main(argv: list[str] | None = None) -> int:
    """Measure, print the table, and write it as JSON if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("abstracts", type=Path)
    parser.add_argument("--trials", type=int, default=6, help="texts of each charset, kind and size")
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args(argv)
    detectors = list_detectors()
    tallies = {name: Tally() for name in detectors}
    totals: collections.Counter[tuple[str, str]] = collections.Counter()
    size = 0
    for case in build_cases(*read_records(arguments.abstracts), arguments.trials):
        totals[case.charset, case.kind] += 1
        size += len(case.data)
        for name, detect in detectors.items():
            start = time.perf_counter()
            text = detect(case.data)
            tallies[name].seconds += time.perf_counter() - start
            tallies[name].right[case.charset, case.kind] += text == case.text
    rows: list[dict[str, str | int | float]] = [
        {"charset": charset, "kind": kind, "texts": count, **{name: tally.right[charset, kind] / count for name, tally in tallies.items()}}
        for (charset, kind), count in totals.items()
    ]
    summary = {name: {"right": tally.right.total() / totals.total(), "mb_per_second": size / 1e6 / tally.seconds} for name, tally in tallies.items()}
    sys.stdout.write(format_table(rows, summary))
    if arguments.json:
        arguments.json.write_text(json.dumps({"rows": rows, "summary": summary}, indent=1) + "\n", encoding="utf-8")
    return 0


def format_table(rows: list[dict[str, str | int | float]], summary: dict[str, dict[str, float]]) -> str:
    """The figures for a person: one line a charset and kind, then all together and MB/s."""
    names = list(summary)
    lines = [f"{'charset':<12}{'kind':<9}{'texts':>6}" + "".join(f"{name:>20}" for name in names)]
    lines += [f"{row['charset']:<12}{row['kind']:<9}{row['texts']:>6}" + "".join(f"{row[name]:>20.0%}" for name in names) for row in rows]
    lines.append(f"{'all':<27}" + "".join(f"{summary[name]['right']:>20.1%}" for name in names))
    lines.append(f"{'MB/s':<27}" + "".join(f"{summary[name]['mb_per_second']:>20.1f}" for name in names))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
