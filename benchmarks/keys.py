"""What it takes to make the keys of records: processor time a record, for its text and for all of it, beside datasketch.

    python benchmarks/keys.py ABSTRACTS [--records 10000]

ABSTRACTS is JSON Lines (`.zst` or not) with `id`, `title`, `authors`, `abstract` and perhaps `arxiv_id`, `doi`, `year`.
"""

from __future__ import annotations

import argparse
import io
import json
import time
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import zstandard
from datasketch import MinHash

from pipeline.dedupe import DedupeSettings, KeySource, batched, make_keys, plain
from pipeline.dedupe.folding import split_tokens
from pipeline.dedupe.keys import LONG_WORD, TOGETHER
from pipeline.dedupe.signatures import encode_token, make_bands
from pipeline.dedupe.texts import Limits

ROUNDS = 5
FEW = 500


def read_sources(path: Path) -> Iterator[KeySource]:
    """The records of a file."""
    with path.open("rb") as file:
        stream = zstandard.ZstdDecompressor().stream_reader(file) if path.suffix == ".zst" else file
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            record: dict[str, Any] = json.loads(line)
            ids = {"arxiv": record.get("arxiv_id"), "doi": record.get("doi")}
            yield KeySource(
                record["id"],
                record.get("title"),
                tuple(record.get("authors") or ()),
                abstract=record.get("abstract"),
                ids={scheme: value for scheme, value in ids.items() if value},
                year=record.get("year"),
            )


def measure(what: str, records: int, work: Callable[[], object]) -> None:
    """Print the least processor time that the work took, a record."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    print(f"{what:58} {min(seconds) / records * 1e6:8.1f} us a record")


def sign_by_datasketch(texts: list[str]) -> list[MinHash]:
    """The signatures that datasketch makes of shingles of three tokens, as it is given them: as bytes."""
    tokens = [split_tokens(text) for text in texts]
    shingles = ([encode_token(" ".join(own[place : place + 3])) for place in range(len(own) - 2)] for own in tokens)
    signatures: list[MinHash] = MinHash.bulk(shingles, num_perm=DedupeSettings().num_perm, hashfunc=zlib.crc32)
    return signatures


def digest_by_loops(texts: list[str], settings: DedupeSettings) -> None:
    """Tokens, keys, shingles, words and bands of texts, so many together as `make_keys` takes."""
    for start in range(0, len(texts), TOGETHER):
        digests = batched.digest_texts(batched.fold_texts(texts[start : start + TOGETHER]), Limits(settings.min_tokens, LONG_WORD))
        make_bands(digests.shingles, settings)


def hash_new_names(sources: list[KeySource]) -> None:
    """The hashes of names of which none was met before."""
    plain.hash_author.cache_clear()
    plain.hash_names([source.authors for source in sources])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("abstracts", type=Path)
    parser.add_argument("--records", type=int, default=10_000)
    arguments = parser.parse_args()
    settings = DedupeSettings()
    sources = list(islice((source for source in read_sources(arguments.abstracts) if source.abstract), arguments.records))
    texts = [source.abstract or "" for source in sources]
    few = sources[:FEW]
    start = time.process_time()
    make_keys(sources, settings)
    print(f"{'the first table, with what is compiled or loaded':58} {time.process_time() - start:8.1f} s")
    measure("text: tokens, shingles, signature by datasketch's bulk", FEW, lambda: sign_by_datasketch(texts[:FEW]))
    measure(
        "text: tokens, keys, shingles, words by Python", FEW, lambda: plain.digest_texts(plain.fold_texts(texts[:FEW]), Limits(settings.min_tokens, LONG_WORD))
    )
    measure("text: tokens, keys, shingles, words, bands by loops", len(sources), lambda: digest_by_loops(texts, settings))
    measure("names by Python", FEW, lambda: hash_new_names(few))
    measure("names by loops", len(sources), lambda: batched.hash_names([source.authors for source in sources]))
    measure("all keys by loops", len(sources), lambda: make_keys(sources, settings))


if __name__ == "__main__":
    main()
