"""Where large dumps are cut: JSON Lines without being read into memory, any cut without a trace, and none found twice."""

from __future__ import annotations

import codecs
import json
import random
from collections import Counter
from pathlib import Path

import pytest
from corpora import RunCorpus

from pipeline import cuts, json_lines
from pipeline.charset import decode
from pipeline.cuts import Cuts, KnownCuts, find_cuts
from pipeline.formats import FORMATS
from pipeline.json_lines import JsonLines, find_json_lines, find_line_cuts
from pipeline.records import Dump
from pipeline.settings import Limits, Settings, SettingsFile
from pipeline.split import split

SMALL = SettingsFile(limits=Limits(shard_bytes=700, batch_bytes=1))


def write_entry(number: int, **more: object) -> str:
    abstract = f"We count pebbles on beach {number} by ear. The number of pebbles is the one that we expect."
    return json.dumps({"id": f"2405.{number:05d}", "title": f"Pebbles of {number}", "authors": "Ann Lee, Bo Chen", "abstract": abstract, **more})


LINES = [write_entry(number) for number in range(12)]
PLAIN = "".join(f"{line}\n" for line in LINES)
ENTRY = LINES[3]
ODD_LINES = {
    "an object that is no paper": '{"note": "nothing", "n": 3}',
    "a line that breaks off": ENTRY[:90],
    "a line that breaks off and ends as an object does": ENTRY[:90] + "}",
    "a string that is not closed": '{"title": "open }',
    "an object glued to another": ENTRY + LINES[4],
    "an object glued to one that breaks off": ENTRY[:100] + LINES[4],
    "an answer of an API": f'{{"data": [{ENTRY}, {LINES[4]}]}}',
    "an answer that breaks off": f'{{"data": [{ENTRY}, {LINES[4]}',
    "lines like these in a string": json.dumps({"title": "A listing", "abstract": f"{ENTRY}\n{ENTRY}"}),
    "a page in a string, not closed": json.dumps({"title": "<?xml and <html>", "abstract": "Of <html><body> no end is seen."}),
    "a tab in a string, no number": '{"title": "A\tB", "abstract": "We count.", "n": NaN}',
    "a surrogate alone": '{"title": "A\\ud800", "abstract": "We count pebbles."}',
    "a blank line": "",
    "letters beyond ASCII": '{"title": "Größe – 漢字", "abstract": "We count 漢字 by ear, and find that they are many."}',
}
STRANGE_LINES = {
    "text behind an object": ENTRY + " and more }",
    "a page behind an object": ENTRY + " <html><body> }",
    "a page behind an object, glued": ENTRY + "<!DOCTYPE html>",
    "a list that goes on": '{"x": 1} [',
    "a list in which the next line would stand": '{"x": [1,',
    "a value that the next line would be": '{"x":',
    "a string in Python's notation that goes on": "{\"x\": ['''x}",
    "a line of text": "Downloaded 12 records.",
    "a list": "[1, 2]",
    "BibTeX behind an object": ENTRY + "\r@article{x, title={A}}",
}


def write_dump(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def describe(path: Path) -> Dump:
    return Dump(path.name, str(path), "0" * 64, path.stat().st_size)


def count_meaning(text: str) -> Counter[str]:
    """What a text holds, wherever it stands: its records with their fields, and what is lost."""
    shown: Counter[str] = Counter()
    for region in split(text):
        source = text if region.page is None else region.page.text
        shown.update(repr([(field.name, field.plan, field.texts(source)) for field in record.fields]) for record in region.cut.records)
        shown.update(repr((text[slice(*span)], reason)) for span, reason in region.cut.rejected)
    return shown


def assert_no_trace(text: str, places: list[int]) -> None:
    """Assert that the pieces of a text hold what the whole holds."""
    pieces: Counter[str] = Counter()
    for start, end in zip([0, *places], [*places, len(text.encode())], strict=True):
        pieces += count_meaning(text.encode()[start:end].decode().removeprefix("\ufeff"))
    assert pieces == count_meaning(text.removeprefix("\ufeff"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(ENTRY, id="one line"),
        pytest.param("[" + ",\n".join(LINES) + "]", id="a list"),
        pytest.param("[\n" + ",\n".join(LINES) + "\n]\n", id="a list with an entry a line"),
        pytest.param(json.dumps({"data": [json.loads(line) for line in LINES]}, indent=1), id="one value over many lines"),
        pytest.param('{"data": [' + ",\n".join(LINES) + "]}\n", id="a list in an object with an entry a line"),
        pytest.param(f'{{"data": [{ENTRY}\n{PLAIN}', id="an answer that is not closed, above lines"),
        pytest.param(f"<!DOCTYPE html><html><body><script>\n{PLAIN}</script></body></html>\n", id="a script in a page"),
        pytest.param(f"# Papers\n\n```\n{PLAIN}```\n", id="a block of code in Markdown"),
        pytest.param(f"title,abstract\n{PLAIN}", id="a table"),
        pytest.param(f"Papers of today:\n{PLAIN}", id="a note above"),
        pytest.param(f"{PLAIN}That was all.\n", id="a note below"),
        pytest.param('{"note": "nothing"}\n' * 40 + PLAIN, id="no paper in many lines"),
        pytest.param(f"{ENTRY[:90]}\n{PLAIN}", id="a line that breaks off above all others"),
        pytest.param(PLAIN.replace('"', "'"), id="Python's notation"),
        pytest.param(PLAIN.encode("utf-16"), id="utf-16"),
        pytest.param(PLAIN.encode("utf-16-le"), id="utf-16 without a mark"),
        pytest.param((PLAIN + ODD_LINES["letters beyond ASCII"].replace("漢字", "ü") + "\n").encode("cp1252"), id="windows-1252"),
        pytest.param(PLAIN.encode() + b'{"title": "Gr\xc3\n' + PLAIN.encode(), id="a character that breaks off"),
        *(pytest.param(f"{PLAIN}{line}\n{PLAIN}", id=name) for name, line in STRANGE_LINES.items()),
    ],
)
def test_other_dumps_are_no_json_lines(tmp_path: Path, text: str | bytes) -> None:
    """Where lines may belong together, or are in another charset, the dump is looked at as a whole."""
    assert find_json_lines(write_dump(tmp_path / "dump", text), None, FORMATS) is None


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line", [ENTRY, *ODD_LINES.values()], ids=["an entry", *ODD_LINES])
def test_json_lines_are_cut_without_a_trace(tmp_path: Path, line: str, mark: str, line_end: str) -> None:
    """Lines that are broken cost themselves alone, so the pieces hold what the whole holds, each beginning with an entry."""
    text = mark + ('{"note": "12 papers"}\n' + PLAIN + f"{line}\n" * 2 + PLAIN).replace("\n", line_end)
    path = write_dump(tmp_path / "dump", text)
    found = find_json_lines(path, None, FORMATS)
    assert found == JsonLines(path, decode(text.encode()).charset)
    places = list(find_line_cuts(found, 500, FORMATS))
    assert len(places) > 3
    assert all(text.encode()[place:].startswith(b'{"') for place in places)
    assert_no_trace(text, places)


@pytest.mark.parametrize("seed", range(30))
def test_any_mixture_of_lines_is_cut_without_a_trace(tmp_path: Path, seed: int) -> None:
    """Three kinds of odd and strange lines among entries: what is taken for JSON Lines gives the same in pieces."""
    chosen = random.Random(seed)
    odd = chosen.sample([*ODD_LINES.values(), *ODD_LINES.values(), *STRANGE_LINES.values()], 3)
    lines = [chosen.choice(odd) if chosen.random() < 0.3 else write_entry(number) for number in range(30)]
    text = "\n".join([ENTRY, *lines])
    found = find_json_lines(write_dump(tmp_path / "dump", text), None, FORMATS)
    assert found is not None or set(odd) & set(STRANGE_LINES.values())
    if found is not None:
        assert_no_trace(text, list(find_line_cuts(found, chosen.randint(200, 2000), FORMATS)))


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_corpus_of_json_lines_does_not_depend_on_cuts(work: Path, run_corpus: RunCorpus, line_end: bytes) -> None:
    """Shards of a few lines give the bytes that the whole dump gives, with a byte order mark and odd lines too."""
    lines = [line for name, line in ODD_LINES.items() if "answer" not in name]
    text = "".join(f"{line}\n" for line in [*LINES, *lines, *map(write_entry, range(50, 60))])
    write_dump(work / "dump.jsonl", codecs.BOM_UTF8 + text.encode().replace(b"\n", line_end))
    assert run_corpus("dump.jsonl", out="a", settings=SMALL, workers=2).files == run_corpus("dump.jsonl", out="b").files


def test_json_lines_are_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their cuts are found without the whole text."""
    monkeypatch.setattr(cuts, "read_bytes", lambda *_: pytest.fail("the dump was read whole"))
    found = find_cuts(describe(write_dump(tmp_path / "dump", PLAIN)), 700, Settings())
    assert found.charset == "ascii"
    assert len(found.places) > 1


def test_shards_of_a_dump_are_alike(tmp_path: Path) -> None:
    """A dump a little larger than a shard is cut in halves, not into a large and a small piece."""
    path = write_dump(tmp_path / "dump", "".join(f"{write_entry(number)}\n" for number in range(200)))
    size = path.stat().st_size
    (place,) = find_cuts(describe(path), size - 100, Settings()).places
    assert abs(place - size / 2) < 1000


@pytest.mark.parametrize("stays", [True, False], ids=["file there", "file gone"])
def test_known_dump_is_not_opened(work: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch, stays: bool) -> None:
    """To add to a corpus, no dump that is in it is read again, be it cut into shards."""
    (work / "old").mkdir()
    write_dump(work / "old/lines.jsonl", PLAIN)
    write_dump(work / "old/text.txt", "".join(f"Abstract: We count pebbles on beach {number} by ear.\n\n" for number in range(60)))
    write_dump(work / "new.jsonl", write_entry(99))
    expected = run_corpus("old", "new.jsonl", out="a").files
    run_corpus("old", out="b", settings=SMALL)
    open_file = Path.open

    def refuse(path: Path, mode: str = "r", *arguments: object, **named: object) -> object:
        assert path.parent.name != "old", f"{path} was opened"
        return open_file(path, mode, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    if not stays:
        for path in (work / "old").iterdir():
            path.unlink()
    assert run_corpus("new.jsonl", out="b", adds=True, settings=SMALL).files == expected


def test_cuts_are_known_by_what_they_depend_on(tmp_path: Path) -> None:
    """Stored cuts are found for the same dump, size of shards and settings alone."""
    dump = describe(write_dump(tmp_path / "dump", PLAIN))
    known = KnownCuts(tmp_path / "cuts.json")
    known.add(dump, 700, Settings(), Cuts("ascii", (5,)))
    known.store()
    again = KnownCuts(tmp_path / "cuts.json")
    assert again.find(dump, 700, Settings()) == Cuts("ascii", (5,))
    assert again.find(dump, 701, Settings()) is None
    assert again.find(dump, 700, Settings(formats=("bibtex",))) is None


def test_cuts_of_dumps_that_left_are_forgotten(tmp_path: Path) -> None:
    """What a run did not ask for is not kept; a file that cannot be read holds nothing."""
    dump = describe(write_dump(tmp_path / "dump", PLAIN))
    path = tmp_path / "cuts.json"
    known = KnownCuts(path)
    known.add(dump, 700, Settings(), Cuts("ascii", ()))
    known.store()
    KnownCuts(path).store()
    assert KnownCuts(path).find(dump, 700, Settings()) is None
    path.write_text("{")
    assert KnownCuts(path).find(dump, 700, Settings()) is None


def test_no_more_broken_lines_are_looked_at_than_a_listing_has(tmp_path: Path) -> None:
    """A dump with many of them is looked at as a whole."""
    text = PLAIN + f"{ENTRY[:90]}\n{ENTRY}\n" * (json_lines.MAX_BROKEN + 1)
    assert find_json_lines(write_dump(tmp_path / "dump", text), None, FORMATS) is None
