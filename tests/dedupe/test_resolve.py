"""What is fast gives what is plain: compiled loops, parts of keys, clusters joined at once, maps of files."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from key_tables import make_blank, make_random, pick_rows
from resolutions import Named, name_rows, resolve_records

from pipeline.dedupe import Conflict, DedupeSettings, Edges, KeySource, KeyTable, Resolution, dedupe, engines, join_tables, make_keys
from pipeline.dedupe.buckets import MIX, group_rows, link_oversized
from pipeline.dedupe.candidates import find_candidates, part_keys
from pipeline.dedupe.clusters import Links, grow_clusters, list_links, sort_links
from pipeline.dedupe.contents import digest_rows
from pipeline.dedupe.forest import grow_carefully
from pipeline.dedupe.mapped import release_pages
from pipeline.dedupe.overlap import count_by_sorting, count_common
from pipeline.dedupe.pairs import PairSet, encode_pairs, sort_codes
from pipeline.dedupe.ranks import Ranks
from pipeline.dedupe.table import ARRAYS, PIECE_ROWS, SETS, HashSets, gather_sets, join_sets, join_small, pack_sets
from pipeline.dedupe.unions import join_links
from pipeline.dedupe.verdicts import APART, VERDICTS
from pipeline.dedupe.vetoes import veto_pairs
from pipeline.resolution import KINDS, TITLE_KINDS

MANY = 12_000
SETTINGS = DedupeSettings()
MANY_SETS = st.lists(st.sets(st.integers(0, 40), max_size=30), min_size=2, max_size=8)
KEYS = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 2**64 - 1)), max_size=60).map(lambda keys: np.array(keys, np.uint64))
TWICE = pytest.mark.parametrize("large", [0, 10**9], ids=["compiled", "plain"], indirect=True)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """From how many records on loops are compiled."""
    compile_from(monkeypatch, request.param)


def compile_from(patch: pytest.MonkeyPatch, records: int) -> None:
    """Let loops be compiled from so many records on, whether they are loaded or not."""
    patch.setattr(engines, "MANY", records)
    patch.setattr(engines, "SOME", records)


def gather_column(sets: list[set[int]]) -> HashSets:
    return gather_sets([np.array(sorted(one), np.uint32) for one in sets])


def resolve_table(table: KeyTable, settings: DedupeSettings = SETTINGS, workers: int = 1) -> Named:
    return name_rows(table, dedupe(table, settings, workers))


@given(sets=MANY_SETS, data=st.data())
@hypothesis_settings(max_examples=60, deadline=None)
def test_overlaps_are_counted_alike_both_ways(sets: list[set[int]], data: st.DataObject) -> None:
    """The walk over two sets and the sort of both give the size of the intersection, and the walk ends early only below what was asked for."""
    column = gather_column(sets)
    rows = st.lists(st.integers(0, len(sets) - 1), min_size=5, max_size=5).map(np.array)
    a, b = data.draw(rows), data.draw(rows)
    expected = [len(sets[left] & sets[right]) for left, right in zip(a, b, strict=True)]
    assert count_by_sorting(column, a, b).tolist() == expected
    with pytest.MonkeyPatch.context() as patch:
        compile_from(patch, 0)
        assert count_common(column, a, b).tolist() == expected
    for share in (0.0, 0.1, 0.25, 0.5):
        wanted = [share * (len(sets[left]) + len(sets[right])) for left, right in zip(a, b, strict=True)]
        enough = [count if count >= least - 1e-6 else -1 for count, least in zip(expected, wanted, strict=True)]
        assert count_common(column, a, b, share).tolist() == enough
        with pytest.MonkeyPatch.context() as patch:
            compile_from(patch, 0)
            assert count_common(column, a, b, share).tolist() == enough


@given(columns=st.lists(st.lists(st.sets(st.integers(0, 40), max_size=5), max_size=4), min_size=1, max_size=5))
@hypothesis_settings(max_examples=60, deadline=None)
def test_sets_are_joined_where_they_lie(columns: list[list[set[int]]]) -> None:
    """Joined twice over, and in any pieces, all sets are found again through one window."""
    pieces = [gather_column(sets) for sets in columns]
    joined = join_sets([join_sets(pieces[:2]), *pieces[2:]])
    spans = zip(joined.starts.tolist(), joined.sizes.tolist(), strict=True)
    assert [set(joined.values[start : start + size].tolist()) for start, size in spans] == [one for sets in columns for one in sets]
    assert np.concatenate(joined.list_values()).tolist() == [member for sets in columns for one in sets for member in sorted(one)]


def test_small_pieces_of_bands_are_made_into_larger_ones() -> None:
    """A thousand dumps of a few records are read in a few pieces; large ones stay as they are."""
    pieces = [np.full((2, rows), rows, np.uint64) for rows in (3, 4, PIECE_ROWS, PIECE_ROWS, 5)]
    joined = list(join_small(pieces))
    assert [piece.shape[1] for piece in joined] == [PIECE_ROWS + 7, PIECE_ROWS, 5]
    assert joined[1] is pieces[3]
    assert (np.concatenate(joined, axis=1) == np.concatenate(pieces, axis=1)).all()


@given(keys=KEYS, bits=st.integers(0, 3))
@hypothesis_settings(max_examples=100, deadline=None)
def test_rows_are_grouped_alike_both_ways(keys: np.ndarray, bits: int) -> None:
    """All parts together hold each row whose key another has, beside it; compiled or not."""
    shared = {key: np.flatnonzero(keys == key).tolist() for key in keys.tolist() if key and (keys == key).sum() > 1}
    found = []
    for part in range(1 << bits):
        plain = group_rows((keys[:2], keys[2:]), (part, bits))
        with pytest.MonkeyPatch.context() as patch:
            compile_from(patch, 0)
            fast = group_rows((keys[:2], keys[2:]), (part, bits))
        buckets = [plain.rows[start : start + size].tolist() for start, size in zip(plain.starts, plain.sizes, strict=True)]
        assert buckets == [fast.rows[start : start + size].tolist() for start, size in zip(fast.starts, fast.sizes, strict=True)]
        found += buckets
    assert sorted(found) == sorted(shared.values())


def test_long_runs_of_keys_that_begin_alike_are_sorted() -> None:
    """Thousands of two keys that fall into one range come out as two buckets, and their rows in order."""
    inverse = pow(int(MIX), -1, 2**64)
    one, other = (np.uint64(mixed * inverse % 2**64) for mixed in (2**63 + 1, 2**63 + 2))
    column = np.where(np.arange(MANY) % 2 == 0, one, other)
    buckets = group_rows((column,))
    assert buckets.sizes.tolist() == [MANY // 2, MANY // 2]
    assert buckets.rows.tolist() == [*range(0, MANY, 2), *range(1, MANY, 2)]


@given(links=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
@hypothesis_settings(max_examples=60, deadline=None)
def test_rows_are_joined_alike_both_ways(links: list[tuple[int, int]]) -> None:
    """The root is the lowest row, and the links that joined two sets are as many as sets were lost."""
    a, b = np.array(links, np.int64).reshape(-1, 2).T
    roots, joined = join_links(np.arange(10), a, b)
    with pytest.MonkeyPatch.context() as patch:
        compile_from(patch, 0)
        fast_roots, fast_joined = join_links(np.arange(10), a, b)
    assert (roots.tolist(), joined.tolist()) == (fast_roots.tolist(), fast_joined.tolist())
    assert len(set(roots.tolist())) == 10 - joined.sum()
    assert all(roots[one] == roots[other] <= min(one, other) for one, other in links)


@TWICE
def test_a_set_of_pairs_holds_each_once(large: None) -> None:
    """Pairs that come again, within one lot or later, are not there twice."""
    rng = np.random.default_rng(5)
    lots = [rng.integers(1, 30_000, 20_000, dtype=np.uint64) for _ in range(4)]
    pairs = PairSet(engines.load_kernels(len(lots)))
    for lot in lots:
        pairs.add(lot)
    assert np.sort(np.concatenate(pairs.list_codes())).tolist() == sort_codes(lots).tolist()


@TWICE
@pytest.mark.parametrize("candidate_bytes", [1 << 16, 64 << 20])
def test_memory_and_workers_do_not_matter(large: None, candidate_bytes: int) -> None:
    """Read in one piece or in parts, by one thread or three, the keys give the same resolution."""
    table = make_random(3_000, 1)
    expected = resolve_table(table)
    assert part_keys(len(table), 1 << 16, 3) == 5
    assert name_rows(table, dedupe(table, SETTINGS, 3, candidate_bytes)) == expected
    assert len(expected.clusters) < len(table)


def test_compiled_or_not_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size from which loops are compiled decides nothing else."""
    table = make_random(2_000, 2)
    compile_from(monkeypatch, 10**9)
    plain = resolve_table(table)
    compile_from(monkeypatch, 0)
    assert resolve_table(table) == plain


@TWICE
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_many_rows_does_not_matter(large: None, seed: int) -> None:
    """Shuffled, records that contradict one another in every way give the same resolution, alike pairs and counts too."""
    table = make_random(2_500, seed)
    expected = resolve_table(table)
    shuffled = pick_rows(table, np.random.default_rng(seed).permutation(len(table)).tolist())
    assert resolve_table(shuffled) == expected
    assert expected.counts["oversized"]
    assert expected.alike
    assert expected.counts["cut.bridge"]


def test_all_pairs_and_the_index_give_the_same_clusters() -> None:
    """A few records are compared all with all; where no copy differs so much that bands miss it, the index finds as much."""
    table = make_random(120, 3)
    exact, indexed = resolve_table(table), resolve_table(table, DedupeSettings(exact_below=0))
    assert (exact.clusters, exact.conflicts) == (indexed.clusters, indexed.conflicts)


def test_an_oversized_bucket_gives_pairs_in_linear_number() -> None:
    """Neighbours, the first, and those that a split tells apart: each row has a bounded number of partners."""
    table = make_blank(1_000)
    column, split = np.ones(1_000, np.uint64), np.arange(1_000) // 10
    codes = link_oversized(group_rows((column,)), ((split,),), Ranks(table), SETTINGS)
    within = {int(code) for code in encode_pairs(*np.triu_indices(1_000, 1)) if split[int(code) >> 32] == split[int(code) & 0xFFFFFFFF]}
    assert within <= set(codes.tolist())
    assert len(set(codes.tolist())) <= 1_000 * (SETTINGS.bucket_window + 1 + 9 / 2)


ROWS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(0, 2),
        st.sampled_from([0, 0, 0, 1]),
        st.sampled_from([0, 0, 0, 1]),
        st.integers(0, 9),
        st.sampled_from([0, 0, 0, 0, 1, 2]),
        st.sampled_from([0, 0, 1]),
    ),
    min_size=2,
    max_size=15,
)


def judge_at_random(table: KeyTable, seed: int) -> np.ndarray:
    """A verdict on every pair of contents: vetoed pairs are apart, and those that no rule sets apart, of one title and no place, are not."""
    n = len(table)
    a, b = np.repeat(np.arange(n), n), np.tile(np.arange(n), n)
    rng = np.random.default_rng(seed)
    kinds = rng.choice(len(VERDICTS), (n, n), p=[0.02] * len(KINDS) + [0.08, 1 - 0.08 - 0.02 * len(KINDS)])
    _, content = np.unique(digest_rows(table, np.arange(n)), return_inverse=True)
    kinds = np.maximum(kinds, kinds.T)[content[a], content[b]]
    is_one_title = (table.title_keys[a] == table.title_keys[b]) & (table.roles[a] + table.roles[b] == 0)
    is_one_title &= (table.place_years[a] + table.place_years[b]) == 0
    is_one_title &= (table.title_keys[a] > 0) | ~(table.id_keys[a] | table.id_keys[b]).any(axis=1)
    kinds[is_one_title & (kinds == APART)] = APART + 1
    kinds[veto_pairs(table, a, b) > 0] = APART
    return kinds.astype(np.uint8).reshape(n, n)


@given(rows=ROWS, seed=st.integers(0, 2**32))
@hypothesis_settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_clusters_joined_at_once_are_those_grown_with_care(rows: list[tuple[int, ...]], seed: int) -> None:
    """Chains, bridges, two ids, parts, roles, places and series: the shortcut gives what link by link gives."""
    drawn = np.array(rows, np.uint64)
    ids = np.zeros((len(rows), 6), np.uint64)
    ids[:, 0], ids[:, 1] = drawn[:, 0] * (drawn[:, 4] > 0), drawn[:, 1] * (drawn[:, 5] > 0)
    table = msgspec.structs.replace(
        make_blank(len(rows)),
        id_keys=ids,
        title_keys=drawn[:, 2],
        number_keys=drawn[:, 4],
        roles=drawn[:, 5].astype(np.uint8),
        years=drawn[:, 6].astype(np.int64),
        place_years=drawn[:, 7].astype(np.int64),
        print_keys=drawn[:, 8],
    )
    kinds = judge_at_random(table, seed)
    a, b = (ends[kinds[ends_a, ends_b] < APART] for ends_a, ends_b in [np.triu_indices(len(rows), 1)] for ends in (ends_a, ends_b))
    rng = np.random.default_rng(seed)
    is_thin = np.isin(kinds[a, b], [KINDS.index(kind) for kind in TITLE_KINDS]) & (rng.random(len(a)) < 0.7)
    links = Links(a, b, kinds[a, b], rng.random(len(a)).round(1), is_thin)
    ranks, settings = Ranks(table), DedupeSettings(max_retellings=2)
    grown = grow_clusters(table, links, lambda some, others: kinds[some, others], ranks, settings)
    ordered = list_links(links, sort_links(links, np.arange(len(a)), ranks), ranks)
    roots, used, cut = grow_carefully(table, ordered, lambda some, others: kinds[some, others], settings.max_retellings)
    expected = [min((row for row, root in roots.items() if root == roots.get(one)), default=one) for one in range(len(rows))]
    assert grown.clusters.tolist() == expected
    assert {why: count for why, count in grown.cut.items() if count} == {why: count for why, count in cut.items() if count}
    is_large = np.bincount(grown.clusters, minlength=len(rows))[grown.clusters[a]] > 5 if len(a) else np.zeros(0, bool)
    assert [link for link in np.flatnonzero(grown.is_used) if is_large[link]] == sorted(link for link in used if is_large[link])


@TWICE
@pytest.mark.parametrize("column", [*ARRAYS, *SETS])
def test_content_is_every_key(large: None, column: str) -> None:
    """Copies have one digest; a row of which any key differs has another."""
    table = pick_rows(make_random(50, 7), [0, 0, 1, 2])
    other = getattr(pick_rows(make_random(50, 8), [0, 0, 1, 2]), column)
    changed = other if isinstance(other, HashSets) else np.concatenate([getattr(table, column)[:1], getattr(table, column)[:1] ^ 1, getattr(table, column)[2:]])
    rows = np.arange(len(table))
    assert digest_rows(table, rows)[0] == digest_rows(table, rows)[1]
    assert digest_rows(table, rows)[1] != digest_rows(msgspec.structs.replace(table, **{column: changed}), rows)[1]


def test_a_paper_in_two_spellings_many_times_is_one() -> None:
    """Rows of one content are judged once: a month of one record under two titles is joined at once."""
    text = " ".join(f"word{number}" for number in range(60))
    titles = ("Counting sheep at dusk and dawn", "Counting sheep at dusk and at dawn")
    records = [KeySource(f"r{day}", titles[day % 2], ("A. Smith",), abstract=text) for day in range(60)]
    assert [len(members) for members in resolve_records(records).clusters] == [60]


def test_one_abstract_under_two_arxiv_ids_is_alike() -> None:
    """A resubmission is kept apart, and said to be alike; another paper is not."""
    text = " ".join(f"word{number}" for number in range(60))
    other = " ".join(f"term{number}" for number in range(60))
    records = [
        KeySource("a", "Counting sheep at dusk and dawn", ("A. Smith",), abstract=text, ids={"arxiv": "2401.00001"}),
        KeySource("b", "Counting sheep at dusk and dawn", ("A. Smith",), abstract=text, ids={"arxiv": "2401.00002"}),
        KeySource("c", "The price of wool in autumn", ("A. Smith",), abstract=other, ids={"arxiv": "2401.00003"}),
    ]
    resolution = resolve_records(records)
    assert resolution.clusters == (("a",), ("b",), ("c",))
    assert resolution.alike == (("a", "b"),)


def test_records_of_one_paper_are_not_alike() -> None:
    """Within a cluster there is nothing to say: two numbers in its titles are vetoed, but an id joins them."""
    text = " ".join(f"word{number}" for number in range(60))
    records = [KeySource(f"{n}", f"Flocks, Part {part}", ("A. Smith",), abstract=text, ids={"arxiv": "2401.00001"}) for n, part in enumerate((1, 1, 2))]
    resolution = resolve_records([*records, KeySource("3", "Flocks, Part 1", ("A. Smith",), abstract=text)])
    assert resolution.counts["vetoed.title-numbers"] == 1
    assert resolution.clusters == (("0", "1", "2", "3"),)
    assert resolution.alike == ()


def test_few_records_beside_many_get_bands() -> None:
    """A small dump has no bands until it meets a large one; then they are its own, not those of all made again."""
    texts = [" ".join(f"w{seed}x{number}" for number in range(30)) for seed in range(SETTINGS.exact_below)]
    records = [KeySource(f"r{number}", abstract=text) for number, text in enumerate(texts)]
    many, few, fewer = make_keys(records[5:-2], DedupeSettings(exact_below=0)), make_keys(records[:5], SETTINGS), make_keys(records[-2:], SETTINGS)
    assert few.bands is fewer.bands is None
    joined, whole = join_tables([few, make_keys([], SETTINGS), many, fewer], SETTINGS), make_keys(records, SETTINGS)
    assert joined.to_bytes() == whole.to_bytes()


def test_maps_of_files_serve_as_keys(tmp_path: Path) -> None:
    """A table whose arrays lie in files gives the resolution of one in memory."""
    table = make_random(MANY, 4)

    def to_map(name: str, array: np.ndarray) -> np.ndarray:
        np.save(tmp_path / f"{name}.npy", array)
        return np.load(tmp_path / f"{name}.npy", mmap_mode="r")

    columns = {name: to_map(name, getattr(table, name)) for name in ARRAYS}
    columns["bands"] = tuple(to_map(f"bands{number}", piece) for number, piece in enumerate(table.bands))
    sets = {name: pack_sets(*(to_map(f"{name}.{part}", getattr(getattr(table, name), part)) for part in ("values", "sizes"))) for name in ("shingles", "words")}
    assert resolve_table(msgspec.structs.replace(table, **columns, **sets), workers=2) == resolve_table(table)


def test_pages_of_a_map_can_be_let_go_of(tmp_path: Path) -> None:
    """What was read is read again; an array in memory, or one that can be written, is left alone."""
    path = tmp_path / "numbers.npy"
    np.save(path, np.arange(5_000))
    private = np.load(path, mmap_mode="c")
    private[0] = 7
    arrays = (np.load(path, mmap_mode="r").reshape(100, 50)[:, 3], np.arange(5_000), private)
    before = [array.copy() for array in arrays]
    release_pages(*arrays)
    assert all((array == copy).all() for array, copy in zip(arrays, before, strict=True))


def test_candidates_are_sorted_and_each_there_once() -> None:
    """The lower row stands first."""
    table = make_random(500, 6)
    found = find_candidates(table, Ranks(table), SETTINGS)
    codes = encode_pairs(found.a, found.b)
    assert (found.a < found.b).all()
    assert (np.diff(codes.astype(np.int64)) > 0).all()


def test_a_stored_resolution_is_read_again() -> None:
    """Bytes to resolution to bytes changes nothing; other bytes are refused."""
    edges = Edges(np.array([0]), np.array([1]), np.array([7], np.uint8), np.array([0.8125]))
    conflicts = (Conflict("doi:10.1/a", ("r1", "r2"), "unlike"),)
    resolution = Resolution(np.array([0, 0, 2]), edges, (np.array([1]), np.array([2])), conflicts, {"records": 3})
    again = Resolution.from_bytes(resolution.to_bytes())
    assert again.to_bytes() == resolution.to_bytes()
    assert (again.clusters.tolist(), again.edges.scores.tolist(), again.alike[1].tolist(), again.conflicts) == ([0, 0, 2], [0.8125], [2], conflicts)
    for broken in (b"something else", resolution.to_bytes()[:-1]):
        with pytest.raises(ValueError, match=r"resolution|buffer"):
            Resolution.from_bytes(broken)
