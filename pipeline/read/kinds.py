"""What a file is packed in, told by its first bytes, never by its name."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["gzip", "bzip2", "xz", "zstd", "zip", "tar", "warc", "mime", "envelope"]

HEAD_BYTES = 1 << 16
"""How much of a file is looked at."""
MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"WARC/1.", "warc"),
    (b"WARC/0.", "warc"),
)
TAR_MAGIC = b"ustar"
TAR_MAGIC_AT = 257
OFFICE_RE = re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|mimetype(?:application/|text/)|META-INF/|word/|xl/|ppt/)", re.DOTALL)
"""A zip that is one document (Office, OpenDocument, EPUB, a Java archive): its members are no dumps."""
HEADER_RE = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)+", re.DOTALL)
PARTS_RE = re.compile(rb"(?im)^Content-Type:\s*multipart/[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*boundary=")
MIME_RE = re.compile(rb"(?ims)\A(?=.*^MIME-Version:).*^Content-Type:\s*(?:text/html|text/plain|message/)")
MARKUP = rb"<(?:!doctype\s+html|html[\s>]|\?xml\s|rss\s|feed\s)"
ENVELOPE_RE = re.compile(rb'"[^"\\]{1,60}"\s*:\s*"(?:\\[nrt]|\\ufeff|\s)*' + MARKUP.replace(b"<", rb"(?:<|\\u003[cC])"), re.IGNORECASE)


def find_kind(head: bytes) -> Kind | None:
    """What the bytes that a file begins with say it is packed in; None for a dump as it is.

    >>> find_kind(b"\\x1f\\x8b\\x08..."), find_kind(b'{"url": "x", "html": "<!DOCTYPE html>..."}'), find_kind(b"Abstract: ...")
    ('gzip', 'envelope', None)
    """
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return None if kind == "zip" and OFFICE_RE.match(head) else kind
    if head[TAR_MAGIC_AT : TAR_MAGIC_AT + len(TAR_MAGIC)] == TAR_MAGIC:
        return "tar"
    headers = HEADER_RE.match(head)
    if headers is not None and (PARTS_RE.search(headers.group()) or MIME_RE.match(headers.group())):
        return "mime"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return "envelope" if start in (b"{", b"[") and ENVELOPE_RE.search(head) else None
