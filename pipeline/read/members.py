"""The members of a container, one after the other, each as a stream: so that no archive is ever held in memory."""

from __future__ import annotations

import bz2
import email
import email.policy
import email.utils
import gzip
import io
import lzma
import shutil
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator
from email.message import EmailMessage
from typing import IO, cast

import msgspec
import zstandard
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped, unused-ignore]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped, unused-ignore]

from pipeline.read.envelopes import list_pages
from pipeline.read.kinds import Kind

BROKEN = (
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    tarfile.TarError,
    zipfile.BadZipFile,
    ArchiveLoadFailed,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)
"""What the libraries raise for an archive that is broken, encrypted or packed in a way that they do not know."""
SPOOL_BYTES = 1 << 26
MAX_MESSAGE_BYTES = 1 << 28
"""A saved page or mail, and an envelope, is held in memory whole while it is taken apart."""
ZSTD_BYTES = 1 << 10
"""Taken at a time: a block of four bytes can stand for 128 kB, so these never unpack to more than some 32 MB."""
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
LOCAL_MAGIC = b"PK\x03\x04"
PAGE_TYPES = frozenset({"text/html", "text/plain", "application/xhtml+xml", "application/xml", "text/xml", "application/json"})


class Member(msgspec.Struct, frozen=True):
    """A member of a container. `stream` must be read before the next member is asked for."""

    name: str
    stream: IO[bytes]
    captured_on: str | None = None
    url: str | None = None
    charset: str | None = None


Lister = Callable[[IO[bytes]], Generator[Member]]


def list_members(stream: IO[bytes], kind: Kind) -> Generator[Member]:
    """The members of a container of that kind, in order. Raises one of `BROKEN` where it cannot be read on."""
    return LISTERS[kind](stream)


def _unpack(opener: Callable[[IO[bytes]], IO[bytes]]) -> Lister:
    """A compressed file has one member, which has no name of its own."""

    def list_one(stream: IO[bytes]) -> Generator[Member]:
        with opener(stream) as unpacked:
            yield Member("", unpacked)

    return list_one


class _Zstd(io.RawIOBase):
    """What is in a file of zstd, frame after frame. The library's own reader takes a frame that breaks off for one that has ended."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._packed = b""
        self._data = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base class says less of its buffer
        while not self._data:
            packed = self._packed or self._stream.read(ZSTD_BYTES)
            if not packed and self._frame is not None:
                raise EOFError("a frame of zstd ends early")
            if not packed:
                return 0
            frame = self._frame or zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()
            self._data = frame.decompress(packed)
            self._packed = frame.unused_data
            self._frame = None if frame.eof else frame
        data, self._data = self._data[: len(buffer)], self._data[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _list_tar(stream: IO[bytes]) -> Generator[Member]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            content = archive.extractfile(info) if info.isfile() else None
            if content is not None:
                yield Member(info.name, content)


def _list_zip(stream: IO[bytes]) -> Generator[Member]:
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spooled:
        shutil.copyfileobj(stream, spooled)
        spooled.seek(0)
        try:
            archive = zipfile.ZipFile(spooled)
        except zipfile.BadZipFile:
            spooled.seek(0)
            yield from _list_local_headers(cast(IO[bytes], spooled))
            raise
        for info in archive.infolist():
            if not info.is_dir():
                with archive.open(info) as content:
                    yield Member(info.filename, content)


def _list_local_headers(stream: IO[bytes]) -> Generator[Member]:
    """The members of a zip without its table of contents, which stands at its end: each by the header in front of it."""
    while True:
        raw = stream.read(LOCAL_HEADER.size)
        if len(raw) < LOCAL_HEADER.size or not raw.startswith(LOCAL_MAGIC):
            return
        _, _, bits, method, _, _, _, packed, _, name_size, extra_size = LOCAL_HEADER.unpack(raw)
        name = stream.read(name_size).decode("utf-8" if bits & 0x800 else "cp437", "replace")
        stream.read(extra_size)
        if bits & 1 or method not in (0, 8) or (method == 0 and bits & 8):
            return
        content = _Deflated(stream) if method == 8 else io.BytesIO(stream.read(packed))
        yield Member(name, cast(IO[bytes], io.BufferedReader(content)))
        if isinstance(content, _Deflated):
            content.skip_descriptor(has_one=bool(bits & 8))


class _Deflated(io.RawIOBase):
    """A member of a zip that tells its own end; the stream behind it is then where the next header begins."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base class says less of its buffer
        while not self._inflate.eof:
            packed = self._inflate.unconsumed_tail or self._stream.read(1 << 16)
            data = self._inflate.decompress(packed, len(buffer))
            if not packed and not data:
                raise EOFError("a member of the zip ends early")
            if data:
                buffer[: len(data)] = data
                return len(data)
        return 0

    def skip_descriptor(self, *, has_one: bool) -> None:
        """Go to the next header, past what is left of the member."""
        while not self._inflate.eof and self.read(1 << 16):
            pass
        self._stream.seek(-len(self._inflate.unused_data), io.SEEK_CUR)
        if has_one:
            size = 16 if self._stream.read(4) == b"PK\x07\x08" else 12
            self._stream.seek(size - 4, io.SEEK_CUR)


def _list_warc(stream: IO[bytes]) -> Generator[Member]:
    """What was captured: responses, resources, and texts that were made of them. Requests and notes of the crawler hold no listing."""
    for number, record in enumerate(ArchiveIterator(stream)):
        if record.rec_type not in ("response", "resource", "conversion"):
            continue
        url = record.rec_headers.get_header("WARC-Target-URI")
        day = (record.rec_headers.get_header("WARC-Date") or "")[:10]
        kind = record.http_headers.get_header("Content-Type") if record.http_headers else record.rec_headers.get_header("Content-Type")
        yield Member(f"{number}/{url or record.rec_type}", cast(IO[bytes], record.content_stream()), day or None, url, _find_charset(kind))


def _find_charset(content_type: str | None) -> str | None:
    """The charset that a server declared."""
    message = EmailMessage()
    message["Content-Type"] = content_type or "application/octet-stream"
    return message.get_content_charset()


def _list_mime(stream: IO[bytes]) -> Generator[Member]:
    """The pages and texts of a page saved as MHTML, or of a mail; pictures and styles are no dumps."""
    message = email.message_from_bytes(_read_bounded(stream), policy=email.policy.default)
    day = _read_day(message.get("Date"))
    number = 0
    for part in message.walk():
        if part.is_multipart() or part.get_content_type() not in PAGE_TYPES:
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            name = f"{number}" if part is not message else ""
            yield Member(name, io.BytesIO(content), day, part.get("Content-Location"), part.get_content_charset())
            number += 1


def _read_day(date: str | None) -> str | None:
    """The day of a `Date:` header; None where it is no date."""
    try:
        return None if date is None else email.utils.parsedate_to_datetime(date).date().isoformat()
    except ValueError:
        return None


def _list_envelope(stream: IO[bytes]) -> Generator[Member]:
    for page in list_pages(_read_bounded(stream)):
        yield Member(page.path, io.BytesIO(page.html.encode("utf-8", "surrogatepass")), page.captured_on, page.url, "utf-8")


def _read_bounded(stream: IO[bytes]) -> bytes:
    data = stream.read(MAX_MESSAGE_BYTES + 1)
    if len(data) > MAX_MESSAGE_BYTES:
        raise OSError(f"more than {MAX_MESSAGE_BYTES} bytes in one message")
    return data


LISTERS: dict[Kind, Lister] = {
    "gzip": _unpack(lambda stream: cast(IO[bytes], gzip.GzipFile(fileobj=stream))),
    "bzip2": _unpack(lambda stream: cast(IO[bytes], bz2.BZ2File(stream))),
    "xz": _unpack(lambda stream: cast(IO[bytes], lzma.LZMAFile(stream))),  # noqa: SIM115 - what it gives is closed where it is read
    "zstd": _unpack(lambda stream: cast(IO[bytes], _Zstd(stream))),
    "tar": _list_tar,
    "zip": _list_zip,
    "warc": _list_warc,
    "mime": _list_mime,
    "envelope": _list_envelope,
}
"""How each kind of container is read."""
