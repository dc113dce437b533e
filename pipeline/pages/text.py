"""Text from a dump as a person can see it: what has no shape, or would turn the line around, gets one."""

from __future__ import annotations

import re

UNSEEN_RE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
PICTURES = 0x2400
"""Where Unicode has pictures of the first control characters."""


def reveal(text: str) -> str:
    """A text in one line without a character that cannot be seen: its picture or its name stands for it.

    >>> reveal("a\\x00b\\u202ec\\n")
    'a␀b⟨U+202E⟩c␊'
    """
    return UNSEEN_RE.sub(lambda match: _name(ord(match.group())), text)


def _name(code: int) -> str:
    return chr(PICTURES + code) if code < 0x20 else f"⟨U+{code:04X}⟩"


def format_share(share: float) -> str:
    """A share in per cent; only what is all is 100 %.

    >>> format_share(1.0), format_share(0.99999)
    ('100 %', '99.99 %')
    """
    return "100 %" if share == 1 else f"{int(share * 10_000) / 100:.2f} %"
