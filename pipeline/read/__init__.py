"""Read: find the dumps, unpack them, know them by their sha-256.

Cleans nothing and decodes nothing: that a dump's bytes are text, and in which charset, is settled in `pipeline.charset` when a
shard is cut.
"""

from pipeline.read.dumps import Unpacking, describe_dumps, read_bytes
from pipeline.read.files import STDIN, find_files, is_full_date, is_utf8, keep_stdin, mark_removed, read_removed

__all__ = ["STDIN", "Unpacking", "describe_dumps", "find_files", "is_full_date", "is_utf8", "keep_stdin", "mark_removed", "read_bytes", "read_removed"]
