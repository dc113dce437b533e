"""Keys are made of what they say they are, for few records and many."""

from __future__ import annotations

import mmap
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.dedupe import DedupeSettings, KeySource, keys, make_keys
from pipeline.dedupe.engines import MANY
from pipeline.dedupe.folding import CUT_RE, is_cut
from pipeline.dedupe.hashing import hash_values
from pipeline.dedupe.ids import fold_ids
from pipeline.dedupe.kernels.compile import digest_sources
from pipeline.dedupe.keys import USUAL_IDS
from pipeline.dedupe.table import KeyTable

SENTENCE = "We count the sheep of twelve farms at dusk, and compare the count with the census sticks in use since antiquity."


WITH_BANDS = DedupeSettings(exact_below=0)
"""Bands are made for few records too."""


def write_records(count: int, first: int = 0) -> list[KeySource]:
    """Records that differ in a number."""
    return [
        KeySource(
            f"r{n}", f"Counting sheep, part {n}", ("Anna Smith", f"B. Ram{'abc'[n % 3]}"), abstract=f"{SENTENCE} The farm was number {n}.", year=2000 + n % 9
        )
        for n in range(first, first + count)
    ]


def test_few_records_load_no_compiler() -> None:
    """A seed's worth of records is made into keys without numba, datasketch or a compiled loop; many are not."""
    script = (
        "import sys; from pipeline.dedupe import *\n"
        f"count = int(sys.argv[1]); make_keys([KeySource(f'r{{n}}', 'On sheep', ('A. Ram',), abstract={SENTENCE!r}) for n in range(count)], DedupeSettings())\n"
        "print([name in sys.modules for name in ('numba', 'datasketch', 'pipeline.dedupe.kernels')])"
    )
    loaded = [
        subprocess.run([sys.executable, "-c", script, str(count)], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True).stdout.strip()
        for count in (DedupeSettings().exact_below - 1, MANY)
    ]
    assert loaded == ["[False, False, False]", "[True, True, True]"]


def test_a_large_shard_is_the_sum_of_small_ones() -> None:
    """Records made into keys together or one part after another give the same bytes."""
    records = write_records(MANY + 500)
    parts = [make_keys(records[start : start + 900], DedupeSettings()) for start in range(0, len(records), 900)]
    joined, whole = KeyTable.concat(parts), make_keys(records, DedupeSettings())
    assert (joined.to_bytes(), joined.own_ids) == (whole.to_bytes(), whole.own_ids)


def test_threads_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made by three threads, the keys of a shard are the same, in the same order."""
    monkeypatch.setattr(keys, "TOGETHER", 7)
    records = write_records(100)
    assert make_keys(records, WITH_BANDS, workers=3).to_bytes() == make_keys(records, WITH_BANDS).to_bytes()


def test_tables_are_joined_without_bands_where_one_has_none() -> None:
    """A band that is not there is not taken for that of an empty text."""
    one, other = make_keys(write_records(3), WITH_BANDS), make_keys(write_records(2, 3), WITH_BANDS)
    joined = KeyTable.concat([one, KeyTable.empty(), other])
    assert joined.bands is not None
    assert [piece.shape for piece in joined.bands] == [(32, 5)]
    columns = {name: getattr(other, name) for name in other.__struct_fields__} | {"bands": None}
    assert KeyTable.concat([one, KeyTable(**columns)]).bands is None
    assert KeyTable.concat([]).records == ()


def test_tables_are_joined_from_mapped_files(tmp_path: Path) -> None:
    """Tables that are read as they come to be joined give what tables in memory give, and their arrays are used where they lie."""
    tables = [make_keys(write_records(count, first), WITH_BANDS) for first, count in ((0, 3), (3, 0), (3, 4))]
    for number, table in enumerate(tables):
        (tmp_path / str(number)).write_bytes(table.to_bytes())

    class Stored(Sequence[KeyTable]):
        def __len__(self) -> int:
            return len(tables)

        def __getitem__(self, index: Any) -> Any:
            with (tmp_path / str(range(len(tables))[index])).open("rb") as file:
                return KeyTable.from_bytes(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    assert KeyTable.concat(Stored()).to_bytes() == KeyTable.concat(tables).to_bytes()
    mapped = Stored()[0]
    assert all(array.flags.aligned for array in (mapped.id_keys, mapped.shingles.values, *mapped.bands))


def test_a_broken_table_is_refused() -> None:
    """Bytes that were cut off are no table."""
    data = make_keys(write_records(3), WITH_BANDS).to_bytes()
    for broken in (data[:40], data[:-1]):
        with pytest.raises(ValueError, match=r".+"):
            KeyTable.from_bytes(broken)


@given(values=st.lists(st.binary(max_size=40), max_size=8))
@hypothesis_settings(max_examples=200, deadline=None)
def test_equal_values_have_equal_keys(values: list[bytes]) -> None:
    """A value has one key whatever stands beside it, 0 only where it is empty; of another kind it has another key."""
    keys = hash_values("title", values).tolist()
    assert keys == [hash_values("title", [value]).tolist()[0] for value in values]
    assert [key == 0 for key in keys] == [not value for value in values]
    assert len(set(keys)) == len(set(values))
    assert not {*keys} & {*hash_values("text", values).tolist()} - {0}


def test_keys_tell_the_places_of_words_apart() -> None:
    """Words in another order, a byte more, and zeros at the end are other values."""
    values = [b"12345678abcdefgh", b"abcdefgh12345678", b"12345678abcdefg", b"12345678abcdefg\0", b"12345678abcdefg\0\0", b"\0" * 8, b"\0" * 16]
    assert len(set(hash_values("text", values).tolist())) == len(values)


@pytest.mark.parametrize("scheme", USUAL_IDS)
def test_usual_ids_are_in_their_one_form(scheme: str) -> None:
    """An id of the usual form is what folding gives, but for its letters."""

    @given(value=st.from_regex(USUAL_IDS[scheme], fullmatch=True))
    @hypothesis_settings(max_examples=300, deadline=None)
    def check(value: str) -> None:
        assert fold_ids({scheme: value}) == {scheme: value.lower()}

    check()


@given(
    text=st.one_of(
        st.text(max_size=12),
        st.lists(st.sampled_from(["...", "…", "[...]", "more", "Read More", "leſs", "LESS", " ", "\n", "\u2003", "a", "."]), max_size=5).map("".join),
    )
)
@hypothesis_settings(max_examples=500, deadline=None)
def test_the_end_of_a_text_says_whether_it_is_cut(text: str) -> None:
    """A look at the last letters misses nothing that the pattern finds."""
    assert is_cut(text) == (CUT_RE.search(text) is not None)


def test_compiled_loops_are_kept_by_all_their_sources(tmp_path: Path) -> None:
    """Another constant in another file means another folder for what is compiled."""
    (tmp_path / "kernels").mkdir()
    digests = []
    for name, text in (("a.py", "X = 1"), ("kernels/b.py", "Y = 1"), ("a.py", "X = 2"), ("a.py", "X = 1")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        digests.append(digest_sources(tmp_path))
    assert len(set(digests)) == 3
    assert digests[1] == digests[3]
