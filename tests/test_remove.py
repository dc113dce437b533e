"""A takedown: the corpus as if the dump had never been read, and nothing of it left."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from corpora import Corpus, RunCorpus
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from read.test_containers import OTHER, TEXT, pack_zip
from test_same_bytes import make

from pipeline import stages
from pipeline.errors import InputError
from pipeline.plan import Order
from pipeline.removal import choose_inputs, mark_files, rehearse
from pipeline.settings import Limits, SettingsFile
from pipeline.verify import verify_corpus


def remove(out: Path, *names: str, all_copies: bool = False, settings: SettingsFile | None = None) -> Corpus:
    """Remove dumps from a corpus as the command does."""
    choice = choose_inputs(out, names, all_copies=all_copies)
    mark_files(out, choice.inputs)
    order = Order((), removes=tuple((item.dump, item.sha256) for item in choice.inputs), settings=settings or SettingsFile())
    return Corpus(out, stages.run(out, order))


def read_again(*names: str) -> None:
    """Take back that dumps were removed."""
    for name in names:
        Path(f"{name}.meta.json").unlink()


def find_traces(folder: Path, words: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """The files below a folder that hold any of these words, `.state/` included, and the word."""
    return [(path.name, word) for path in folder.rglob("*") if path.is_file() for word in words if word in path.read_bytes() or word in path.name.encode()]


@pytest.mark.parametrize("number", range(5))
def test_each_seed_can_be_removed_and_added_again(seeds: Path, run_corpus: RunCorpus, number: int) -> None:
    """Without any one of the seeds the corpus is the one made of the others; with it again, the one made of all."""
    names = sorted(f"seeds/{path.name}" for path in seeds.iterdir())
    others = [name for name in names if name != names[number]]
    whole = run_corpus("seeds").files
    assert remove(run_corpus("seeds").folder, names[number]).files == run_corpus(*others, out="b").files
    read_again(names[number])
    assert run_corpus(names[number], adds=True).files == whole


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000), records=st.integers(2, 120), chance=st.randoms(use_true_random=False), shard_bytes=st.integers(2_000, 60_000))
def test_removed_dumps_were_never_read(work: Path, run_corpus: RunCorpus, seed: int, records: int, chance: random.Random, shard_bytes: int) -> None:
    """Any of many dumps, removed one after another, in shards of any size, with their files gone: the same bytes as without them."""
    names = make(work / "made", records, seed)
    chance.shuffle(names)
    going = chance.randint(1, len(names) - 1)
    for out in ("out", "b"):
        shutil.rmtree(work / out, ignore_errors=True)
    cut = SettingsFile(limits=Limits(shard_bytes=shard_bytes, batch_bytes=1))
    expected = run_corpus(*names[going:], out="b").files
    run_corpus(*names, settings=cut)
    shutil.rmtree(work / "made")
    for name in names[:going]:
        corpus = remove(work / "out", name, settings=cut)
    assert corpus.files == expected


def test_nothing_of_it_remains(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """No file of the corpus or of its `.state/` holds a sentence of the dump, its sha-256 or its name."""
    dump = min(seeds.iterdir())
    only_here = b"Counting to forty with a corpus that will be asked to forget it, in sentences that stand nowhere else at all."
    dump.write_bytes(dump.read_bytes() + b"\nAbstract: " + only_here + b"\n")
    corpus = run_corpus("seeds")
    sha256 = next(line.sha256 for line in corpus.ledger if line.dump == f"seeds/{dump.name}")
    words = [only_here, sha256.encode(), sha256[:16].encode(), dump.name.encode()]
    assert {word for _, word in find_traces(work / "out", words)} == set(words)
    remove(work / "out", f"seeds/{dump.name}")
    assert find_traces(work / "out", words) == []


def test_standard_input_is_forgotten(work: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came on standard input is kept in `.state/`, and goes with the dump."""
    (work / "other.txt").write_bytes(OTHER)
    with (work / "other.txt").open("rb") as other:
        monkeypatch.setattr("sys.stdin", type("Stream", (), {"buffer": other}))
        run_corpus("-")
    (work / "text.txt").write_bytes(TEXT)
    run_corpus("text.txt", adds=True)
    words = [b"a second member of an archive"]
    assert find_traces(work / "out", words)
    remove(work / "out", "-")
    assert find_traces(work / "out", words) == []


def test_last_dump_leaves_an_empty_corpus(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """A corpus of nothing is a corpus: it verifies, and can be added to."""
    whole = run_corpus("seeds").files
    corpus = remove(work / "out", "seeds")
    assert (corpus.papers, corpus.records, corpus.ledger, corpus.manifest.inputs) == ([], [], [], ())
    assert verify_corpus(work / "out").problems == ()
    read_again(*(f"seeds/{path.name}" for path in seeds.glob("*.txt")))
    assert run_corpus("seeds", adds=True).files == whole


def test_a_folder_that_is_read_every_day_does_not_bring_it_back(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """The sidecar of the file that still lies there keeps it out of `add` and `run` over the folder, whatever became of `.state/`."""
    first = min(seeds.iterdir()).name
    run_corpus("seeds")
    expected = remove(work / "out", f"seeds/{first}").files
    assert json.loads((seeds / f"{first}.meta.json").read_bytes())["removed"]
    shutil.rmtree(work / "out" / ".state")
    assert run_corpus("seeds", adds=True).files == expected
    assert stages.load_plan(work / "out").passed_over == (f"seeds/{first}",)
    assert run_corpus("seeds", out="b").files == expected


def test_a_removed_dump_named_by_itself_is_an_error(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """Who names a removed dump is told that it was removed and what to do."""
    first = min(seeds.iterdir()).name
    run_corpus("seeds")
    remove(work / "out", f"seeds/{first}")
    with pytest.raises(InputError, match=f"seeds/{first}: removed before.*Take 'removed' out of that"):
        run_corpus(f"seeds/{first}", adds=True)


def test_other_content_under_the_name_is_read(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """What was removed is content: a file that is written anew every day is read the next day."""
    first = min(seeds.iterdir())
    run_corpus("seeds")
    remove(work / "out", f"seeds/{first.name}")
    first.write_bytes(OTHER)
    assert f"seeds/{first.name}" in [line.dump for line in run_corpus("seeds", adds=True).ledger]


def test_what_stands_in_the_sidecar_stays(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """A day of capture, an address and keys of others are still there after a removal."""
    first = min(seeds.iterdir())
    side = seeds / f"{first.name}.meta.json"
    side.write_text('{"captured_on": "2026-02-01", "url": "https://example.org", "who": {"scraper": 1}}')
    run_corpus("seeds")
    remove(work / "out", f"seeds/{first.name}")
    noted = json.loads(side.read_bytes())
    assert (noted["captured_on"], noted["who"], len(noted["removed"])) == ("2026-02-01", {"scraper": 1}, 1)


def test_a_copy_keeps_the_content(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """By its name one copy goes and the records stay, under the other name; by sha-256, or with all copies, the content goes."""
    first = min(seeds.iterdir())
    rest = sorted(f"seeds/{path.name}" for path in seeds.iterdir() if path != first)
    shutil.copyfile(first, work / "copy.txt")
    copied = run_corpus(*rest, "copy.txt", out="b").files
    without = run_corpus(*rest, out="c").files
    corpus = run_corpus("seeds", "copy.txt")
    sha256 = next(line.sha256 for line in corpus.ledger if line.copies)
    choice = choose_inputs(work / "out", [f"seeds/{first.name}"])
    assert choice.staying == ((f"seeds/{first.name}", "copy.txt"),)
    assert remove(work / "out", f"seeds/{first.name}").files == copied
    assert remove(work / "out", f"sha256:{sha256[:8]}").files == without
    read_again("copy.txt", f"seeds/{first.name}")
    run_corpus("seeds", "copy.txt", adds=True)
    assert remove(work / "out", "copy.txt", all_copies=True).files == without


def test_an_archive_is_all_its_members(work: Path, run_corpus: RunCorpus) -> None:
    """An archive goes with all its members; a member alone goes alone, and the archive is read without it from then on."""
    (work / "in").mkdir()
    (work / "in" / "week.zip").write_bytes(pack_zip({"monday.txt": TEXT, "tuesday.txt": OTHER}))
    (work / "in" / "other.txt").write_bytes(b"Abstract: We show that a file beside an archive has nothing to do with what becomes of its members, ever.\n")
    run_corpus("in")
    alone = remove(work / "out", "in/week.zip/tuesday.txt")
    assert [line.dump for line in alone.ledger] == ["in/other.txt", "in/week.zip/monday.txt"]
    assert run_corpus("in", adds=True).files == alone.files
    assert [line.dump for line in remove(work / "out", "in/week.zip").ledger] == ["in/other.txt"]
    assert [line.dump for line in run_corpus("in", adds=True).ledger] == ["in/other.txt"]


def test_a_dump_is_found_by_its_path(seeds: Path, work: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also from another folder than the one the run was started in."""
    first = min(seeds.iterdir()).name
    run_corpus("seeds")
    (work / "elsewhere").mkdir()
    monkeypatch.chdir(work / "elsewhere")
    for name in (f"seeds/{first}", f"./seeds/../seeds/{first}", f"../seeds/{first}", str(seeds / first)):
        assert [item.dump for item in choose_inputs(work / "out", [name]).inputs] == [f"seeds/{first}"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("seeds/000_fb970690d5832f3.txt", "Did you mean 'seeds/000_fb970690d5832f33.txt'"),
        ("000_fb970690d5832f33.tx", "Did you mean 'seeds/000_fb970690d5832f33.txt'"),
        ("nothing like it", "Its dumps stand in"),
        ("sha256:12", "at least 8 hexadecimal digits"),
        ("sha256:0123456789", "no dump of the corpus"),
    ],
)
def test_unknown_names_are_explained(seeds: Path, work: Path, run_corpus: RunCorpus, name: str, message: str) -> None:
    """A name that means no dump is an error, with those that are near, and nothing is removed."""
    before = run_corpus("seeds").files
    with pytest.raises(InputError, match=message):
        choose_inputs(work / "out", [f"seeds/{min(seeds.iterdir()).name}", name])
    assert run_corpus("seeds").files == before


def test_a_rehearsal_changes_nothing(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """What is tried on the side is what would come out, and the corpus with all that is stored of it stays as it is."""
    names = sorted(f"seeds/{path.name}" for path in seeds.iterdir())
    expected = run_corpus(*names[1:], out="b").files
    before = run_corpus("seeds").files
    stored = {path: path.stat().st_mtime_ns for path in (work / "out" / ".state").rglob("*")}
    with rehearse(work / "out") as trial:
        removes = tuple((item.dump, item.sha256) for item in choose_inputs(work / "out", names[:1]).inputs)
        assert Corpus(trial, stages.run(trial, Order((), removes=removes))).files == expected
    assert Corpus(work / "out", run_corpus("seeds").manifest).files == before
    assert set((work / "out" / ".state").rglob("*")) == stored.keys()
