"""Signatures are datasketch's own, whoever makes them."""

from __future__ import annotations

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.dedupe import DedupeSettings, engines, signatures
from pipeline.dedupe.signatures import make_bands, make_permutations, sign_sets
from pipeline.dedupe.table import HashSets, gather_sets

HASHES = st.sets(st.integers(0, 2**32 - 1), max_size=40)
SETS = st.lists(HASHES, max_size=5).map(lambda sets: gather_sets([np.array(sorted(one), np.uint32) for one in sets]))


def sign_by_datasketch(hashes: list[int], num_perm: int) -> list[int]:
    """What datasketch makes of a set; zeros where it is empty."""
    minhash = MinHash(num_perm=num_perm, hashfunc=int)
    minhash.update_batch(hashes)
    return minhash.hashvalues.tolist() if hashes else [0] * num_perm


@pytest.fixture(params=["few", "many"])
def amount(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Signatures made as for few sets, and as for many."""
    monkeypatch.setattr(signatures, "load_kernels", lambda _records: engines.load_kernels(engines.MANY) if request.param == "many" else None)
    return str(request.param)


@pytest.mark.parametrize("num_perm", [1, 10, 64, 128, 256])
def test_permutations_are_datasketch_s(num_perm: int) -> None:
    """Factors and summands are those that datasketch draws."""
    factors, summands = MinHash(num_perm=num_perm).permutations
    own = make_permutations(num_perm)
    assert own[0].tolist() == factors.tolist()
    assert own[1].tolist() == summands.tolist()


@pytest.mark.parametrize("num_perm", [1, 7, 128])
def test_signatures_are_datasketch_s(amount: str, num_perm: int) -> None:
    """Any set has the signature that datasketch makes of it."""

    @given(sets=SETS)
    @hypothesis_settings(max_examples=60, deadline=None)
    def check(sets: HashSets) -> None:
        spans = zip(sets.starts.tolist(), sets.sizes.tolist(), strict=True)
        expected = [sign_by_datasketch(sets.values[start : start + size].tolist(), num_perm) for start, size in spans]
        assert sign_sets(sets, num_perm).tolist() == expected

    check()


@given(sets=SETS, shape=st.sampled_from([(128, 32, 4), (128, 9, 13), (10, 3, 3), (6, 6, 1)]))
@hypothesis_settings(max_examples=60, deadline=None)
def test_bands_are_the_same_for_few_and_many(sets: HashSets, shape: tuple[int, int, int]) -> None:
    """A band has one key, whoever makes it; 0 only where there is nothing to sign."""
    num_perm, bands, rows = shape
    options = DedupeSettings(num_perm=num_perm, bands=bands, rows=rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signatures, "load_kernels", lambda _records: None)
        few = make_bands(sets, options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "MANY", 0)
        many = make_bands(sets, options)
    assert few.tolist() == many.tolist()
    assert few.shape == (bands, len(sets.sizes))
    assert ((few > 0).all(axis=0) == (sets.sizes > 0)).all()


def test_bands_part_what_differs(amount: str) -> None:
    """Two sets share the keys of the bands in which their signatures agree, and no others."""
    sets = gather_sets([np.arange(0, 100, dtype=np.uint32), np.arange(10, 110, dtype=np.uint32), np.arange(200, 300, dtype=np.uint32)])
    bands = make_bands(sets, DedupeSettings()).T
    signed = sign_sets(sets, 128).reshape(3, 32, 4)
    assert (bands[0] == bands[1]).tolist() == (signed[0] == signed[1]).all(axis=1).tolist()
    assert (bands[0] == bands[1]).any()
    assert not (bands[0] == bands[2]).any()


def test_more_bands_than_rows_are_refused() -> None:
    """The settings must fit one another."""
    with pytest.raises(ValueError, match="need more than num_perm"):
        make_bands(gather_sets([]), DedupeSettings(num_perm=16))
