"""Containers: what is packed is read as if it lay there unpacked, and what is broken or a bomb costs no more than itself."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
import zstandard
from corpora import RunCorpus

from pipeline.read.kinds import find_kind
from pipeline.verify import verify_corpus

TEXT = b"Abstract: We show that a packed listing is read as if it had never been packed, byte for byte and field for field.\n"
OTHER = b"Abstract: We show that a second member of an archive is a dump of its own, with a name and a ledger line of its own.\n"
PAGE = b"""<!DOCTYPE html><html><head><title>A page</title><meta name="citation_title" content="A page in a box">
<meta name="citation_author" content="Lee, Ann"></head><body><p>Menu</p></body></html>"""


def pack_zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def pack_tar(members: dict[str, bytes], mode: str = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def pack_warc(pages: dict[str, bytes], content_type: str = "text/html") -> bytes:
    packed = [to_warc_record("warcinfo", None, b"software: test\r\n")]
    for url, data in pages.items():
        packed.append(to_warc_record("request", url, b"GET / HTTP/1.1\r\n\r\n"))
        packed.append(to_warc_record("response", url, b"HTTP/1.1 200 OK\r\nContent-Type: " + content_type.encode() + b"\r\n\r\n" + data))
    return b"".join(map(gzip.compress, packed))


def to_warc_record(kind: str, url: str | None, content: bytes) -> bytes:
    """A record as in the archives of Common Crawl, each compressed by itself."""
    media = "application/warc-fields" if kind == "warcinfo" else f"application/http; msgtype={kind}"
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2026-02-01T08:00:00Z\r\nWARC-Record-ID: <urn:uuid:{len(content)}>\r\n"
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    return f"{head}{target}Content-Type: {media}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content + b"\r\n\r\n"


def pack_mhtml(page: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://example.org/a"
    message["Date"] = "Sun, 01 Feb 2026 10:00:00 -0000"
    message.make_related()
    message.add_related(page.decode(), subtype="html")
    message.add_related(b"\x89PNG\r\n", maintype="image", subtype="png")
    return bytes(message)


COMPRESSED: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Abstract: We show",
        b'{"title": "A", "abstract": "B"}',
        b"PK and other words",
        b"<html>",
        pack_zip({"[Content_Types].xml": b"<a/>", "word/a.xml": b"<a/>"}),
    ],
)
def test_what_is_no_container(data: bytes) -> None:
    """Plain dumps, and documents that happen to be zips, are left whole."""
    assert find_kind(data) is None


@pytest.mark.parametrize("suffix", COMPRESSED)
def test_compressed_dump_is_the_dump(suffix: str, work: Path, run_corpus: RunCorpus) -> None:
    """A compressed file gives the papers of its content under its own name, and can be verified."""
    (work / f"a.txt.{suffix}").write_bytes(COMPRESSED[suffix](TEXT))
    (work / "plain.txt").write_bytes(TEXT)
    corpus = run_corpus(f"a.txt.{suffix}")
    assert [(line.dump, line.bytes, line.kept) for line in corpus.ledger] == [(f"a.txt.{suffix}", len(TEXT), 1)]
    assert corpus.ledger[0].sha256 == run_corpus("plain.txt", out="plain").ledger[0].sha256
    assert verify_corpus(corpus.folder).problems == ()


PACKED = {
    "zip": (pack_zip({"in/a.txt": TEXT, "in/b.txt": OTHER, "__MACOSX/in/._a.txt": b"\0", "in/.hidden": b"x"}), ["in/a.txt", "in/b.txt"]),
    "stored zip": (pack_zip({"a.txt": TEXT, "b.txt": OTHER}, zipfile.ZIP_STORED), ["a.txt", "b.txt"]),
    "tar": (pack_tar({"a.txt": TEXT, "b.txt": OTHER}), ["a.txt", "b.txt"]),
    "tar.gz": (pack_tar({"a.txt": TEXT, "b.txt": OTHER}, "w:gz"), ["a.txt", "b.txt"]),
    "zip in tar.xz": (pack_tar({"z.zip": pack_zip({"a.txt": TEXT}), "b.txt": OTHER}, "w:xz"), ["b.txt", "z.zip/a.txt"]),
    "warc": (pack_warc({"https://example.org/a": PAGE, "https://example.org/b": OTHER}), ["2/https://example.org/a", "4/https://example.org/b"]),
    "mhtml": (pack_mhtml(PAGE), ["0"]),
    "envelope": (json.dumps({"pages": [{"url": "https://example.org/a", "html": PAGE.decode()}]}).encode(), ["pages/0/html"]),
    "lines": ("".join(json.dumps({"url": "u", "body": PAGE.decode() + str(n)}) + "\n" for n in range(2)).encode(), ["0/body", "1/body"]),
}


@pytest.mark.parametrize("kind", PACKED)
def test_members_are_dumps_of_their_own(kind: str, work: Path, run_corpus: RunCorpus) -> None:
    """Each member has a name below its file, a ledger line, and papers that can be verified, again and again."""
    data, names = PACKED[kind]
    (work / "box").write_bytes(data)
    corpus = run_corpus("box")
    assert sorted(line.dump for line in corpus.ledger) == [f"box/{name}" for name in names]
    assert all(line.kept == 1 for line in corpus.ledger)
    assert verify_corpus(corpus.folder).problems == ()
    assert run_corpus("box").files == corpus.files


@pytest.mark.parametrize(
    ("data", "day", "url"),
    [
        (pack_mhtml(PAGE), "2026-02-01", None),
        (
            json.dumps({"url": "https://example.org/a", "fetched_at": "2026-02-01T08:00:00Z", "html": PAGE.decode()}).encode(),
            "2026-02-01",
            "https://example.org/a",
        ),
    ],
)
def test_container_says_when_and_where(data: bytes, day: str, url: str | None, work: Path, run_corpus: RunCorpus) -> None:
    """What a container knows of its member is what a sidecar would say."""
    (work / "box").write_bytes(data)
    found = run_corpus("box").manifest.inputs[0]
    assert (found.captured_on, found.url) == (day, url)


def test_sidecar_inside_an_archive(work: Path, run_corpus: RunCorpus) -> None:
    """A sidecar beside a member is the member's, and no dump."""
    (work / "box").write_bytes(pack_zip({"a.txt": TEXT, "a.txt.meta.json": b'{"captured_on": "2026-02-01"}'}))
    assert [(item.dump, item.captured_on) for item in run_corpus("box").manifest.inputs] == [("box/a.txt", "2026-02-01")]


def test_member_added_to_a_corpus_whose_state_is_gone(work: Path, run_corpus: RunCorpus) -> None:
    """A member is unpacked again when it must be read again."""
    (work / "box").write_bytes(PACKED["tar.gz"][0])
    (work / "a.txt").write_bytes(b"Abstract: We add a third dump to a corpus whose stored results were deleted by somebody.\n")
    first = run_corpus("box")
    for path in (first.folder / ".state" / "shards").iterdir():
        path.unlink()
    assert len(run_corpus("a.txt", adds=True).papers) == 3


BROKEN = {
    "gz": gzip.compress(TEXT * 50)[:-20],
    "zst": zstandard.compress(TEXT) + zstandard.compress(OTHER * 50)[:-20],
    "tar.gz": pack_tar({"a.txt": TEXT, "b.txt": bytes(range(256)) * 4000}, "w:gz")[:-200],
    "zip without its end": pack_zip({"a.txt": TEXT, "b.txt": OTHER})[:-30],
    "warc": pack_warc({"https://example.org/a": TEXT, "https://example.org/b": OTHER})[:-40],
}


@pytest.mark.parametrize("kind", BROKEN)
def test_good_part_of_a_broken_archive_is_kept(kind: str, work: Path, run_corpus: RunCorpus) -> None:
    """What can be unpacked is, and what is lost is rejected as `broken-archive`."""
    (work / "box").write_bytes(BROKEN[kind])
    corpus = run_corpus("box")
    assert any("as if it had never been packed" in str(paper.abstract) for paper in corpus.papers)
    assert "broken-archive" in {item.reason for item in corpus.rejected}
    assert verify_corpus(corpus.folder).problems == ()


def test_archives_that_give_nothing_are_no_copies_of_an_empty_file(work: Path, run_corpus: RunCorpus) -> None:
    """Each archive that breaks off before its first byte is a dump with its own reason, beside others of the kind and an empty file."""
    files = {"a-empty.txt": b"", "b.gz": gzip.compress(TEXT)[:10], "c.zst": zstandard.compress(TEXT)[:8], "d.xz": lzma.compress(TEXT)[:14]}
    for name, data in files.items():
        (work / name).write_bytes(data)
    corpus = run_corpus(*files)
    assert [(line.dump, line.rejected, line.copies) for line in corpus.ledger] == [(name, 1, ()) for name in files]
    assert [item.reason for item in corpus.rejected] == ["empty", "broken-archive", "broken-archive", "broken-archive"]
    assert verify_corpus(corpus.folder).problems == ()


def nest(depth: int) -> bytes:
    data = TEXT
    for _ in range(depth):
        data = pack_zip({"a": data})
    return data


BOMBS = {
    "gzip": gzip.compress(bytes(200_000_000)),
    "zip": pack_zip({"a.txt": bytes(200_000_000)}),
    "many members": pack_zip({f"{n}.txt": bytes(8_000_000) for n in range(25)}),
    "zips in zips": nest(9),
    "zip in zip": pack_zip({f"{n}.zip": pack_zip({"a.txt": bytes(20_000_000)}) for n in range(8)}),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bomb_goes_no_further(kind: str, work: Path, run_corpus: RunCorpus) -> None:
    """What unpacks to more than any listing does is rejected as `too-large`, and leaves nothing behind."""
    (work / "box").write_bytes(BOMBS[kind])
    corpus = run_corpus("box")
    assert "too-large" in {item.reason for item in corpus.rejected}
    assert sum(line.bytes for line in corpus.ledger) < 100_000_000
    assert not (corpus.folder / ".state" / "unpacked").exists()


def test_content_type_is_not_believed(work: Path, run_corpus: RunCorpus) -> None:
    """A page that a server called a picture is read as what it is."""
    (work / "box").write_bytes(pack_warc({"https://example.org/a": PAGE}, "image/png"))
    assert [line.kept for line in run_corpus("box").ledger] == [1]


def test_encrypted_member_is_rejected(work: Path, run_corpus: RunCorpus) -> None:
    """A member that cannot be opened costs an archive that line, with a reason."""
    data = bytearray(pack_zip({"a.txt": TEXT}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    (work / "box").write_bytes(bytes(data))
    assert [item.reason for item in run_corpus("box").rejected] == ["broken-archive"]


def test_a_packed_dump_is_read_the_same_after_state_was_lost(work: Path, run_corpus: RunCorpus) -> None:
    """The charset that a container declares is known again when `.state/` has gone and the corpus is added to."""
    page = PAGE.replace(b"A page in a box", "Žluťoučký kůň".encode("cp1250"))
    (work / "crawl.warc.gz").write_bytes(pack_warc({"http://example.org/1": page}, "text/html; charset=windows-1250"))
    (work / "text.txt").write_bytes(TEXT)
    expected = run_corpus("crawl.warc.gz", "text.txt", out="a")
    assert "Žluťoučký kůň" in [paper.title for paper in expected.papers]
    run_corpus("crawl.warc.gz", out="b")
    shutil.rmtree(work / "b" / ".state")
    assert run_corpus("text.txt", out="b", adds=True).files == expected.files
