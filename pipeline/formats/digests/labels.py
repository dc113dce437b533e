"""Labels in Markdown, in the ways that digests write them: `**Authors**: `, `- **Authors:** `, `Authors: `, `| Authors | ... |`."""

from __future__ import annotations

import re

from pipeline.formats.digests.names import find_role

BOLD_LABEL_RE = re.compile(
    r"(?P<lead>[\s>]*(?:(?:[-*+•]|\d{1,3}[.)])[ \t]+)?[^\w\s*|>#\[(<]{0,3}[ \t]*)(?P<mark>\*\*|__|\*(?=\S)|_(?=\S))"
    r"[^\w*_\[]{0,4}(?P<name>\w[^*:：\n\[\]]{0,38}?)\s*"
    r"(?:(?P=mark)\s*[:：]|[:：]\s*(?P=mark)|[:：](?=\s))[ \t]*"
)
"""`**Authors**: `, `- **Authors:** `, `> **作者：** `, and `- **分类: cs.SD**`, where the value is bold as well."""
PLAIN_LABEL_RE = re.compile(
    r"(?P<lead>[\s>]*(?:[-*+•][ \t]+)?[^\w\s*|>#\[(<]{0,3}[ \t]*)(?P<name>[^\W\d_][\w /&;-]{0,30}?(?:\([\w ]{1,10}\))?)\s*[:：](?=\s|[^\s/])[ \t]*"
)
ROW_LABEL_RE = re.compile(r"(?P<lead>[\s>]*\|\s*)(?P<name>[^|\n]{1,40}?)\s*\|[ \t]*(?=[^|\n]+\|\s*$)")
INNER_LABEL_RE = re.compile(r"(?<=[\s|·•,;])(?P<mark>\*\*|__)(?P<name>[^*:：\n\[\]]{1,30}?)\s*(?:(?P=mark)\s*[:：]|[:：]\s*(?P=mark))[ \t]*")


def match_label(look: str, *, is_plain: bool) -> re.Match[str] | None:
    """The label that a line begins with. A plain one must have a name that is known."""
    label = BOLD_LABEL_RE.match(look) or (ROW_LABEL_RE.match(look) if "|" in look[:12] else None)
    if label is None and is_plain:
        label = PLAIN_LABEL_RE.match(look)
        if label is not None and find_role(label["name"]) is None:
            return None
    if label is not None and label.re is ROW_LABEL_RE and find_role(label["name"]) is None:
        return None
    return label
