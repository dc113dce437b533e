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
    r"(?P<lead>[\s>]*(?:[-*+•][ \t]+)?[^\w\s*|>#\[(<]{0,3}[ \t]*)(?P<name>[^\W\d_][\w /&;-]{0,30}?(?:\([\w ]{1,10}\))?)\s*[:：](?=\s|[^\s/]|$)[ \t]*"
)
ROW_LABEL_RE = re.compile(r"(?P<lead>[\s>]*\|\s*)(?P<name>[^|\n]{1,40}?)\s*\|[ \t]*(?=[^|\n]+\|\s*$)")
INNER_LABEL_RE = re.compile(r"(?<=[\s|·•,;])(?P<mark>\*\*|__)(?P<name>[^*:：\n\[\]]{1,30}?)\s*(?:(?P=mark)\s*[:：]|[:：]\s*(?P=mark))[ \t]*")


TIGHT_LABEL_RE = re.compile(r"(?P<lead>[\s>]*(?:[-*+•][ \t]+)?)(?P<mark>\*\*|__)(?P<name>\w[^*:：\n\[\]]{0,30}?)\s*[:：](?=\S.*(?P=mark)\s*$)")
"""`**Authors:Ann Lee, Bo Wu**`, where nothing parts the label from a value that is bold as well."""
ALONE_LABEL_RE = re.compile(r"(?P<lead>[\s>]*)(?P<mark>\*\*|__)[^\w*_\[]{0,4}(?P<name>\w[^*:：\n\[\]]{0,38}?)\s*(?P=mark)\s*$")
"""`**Abstract**`, with what it names below it."""
SUMMARY_LABEL_RE = re.compile(
    r"(?P<lead>\s*(?:<details[^<>]{0,80}>\s*)?)<summary[^<>]{0,80}>\s*(?:<[^<>]{1,80}>\s*)*"
    r"[^\w<]{0,6}(?P<name>\w[^<>\n]{0,60}?)\s*(?:</[^<>]{1,10}>[^<>]{0,40})*</summary>[ \t]*"
)
"""`<details><summary>Abstract</summary>`: the handle of what is folded away."""
HANDLES = frozenset({"details", "detail", "more", "link", "links"})
"""What a handle says that does not name what it unfolds."""
KNOWN_ONLY = (ROW_LABEL_RE, TIGHT_LABEL_RE, ALONE_LABEL_RE, SUMMARY_LABEL_RE)
"""What looks so counts where the name is known."""


def match_label(look: str, *, is_plain: bool) -> re.Match[str] | None:
    """The label that a line begins with. A plain one must have a name that is known."""
    label = BOLD_LABEL_RE.match(look) or (ROW_LABEL_RE.match(look) if "|" in look[:12] else None)
    if label is None and is_plain:
        label = PLAIN_LABEL_RE.match(look)
        label = None if label is None or find_role(label["name"]) is None else label
    if label is None:
        label = SUMMARY_LABEL_RE.match(look) if "<summary" in look else TIGHT_LABEL_RE.match(look) or ALONE_LABEL_RE.match(look)
    if label is None or label.re not in KNOWN_ONLY:
        return label
    is_handle = label.re is SUMMARY_LABEL_RE and label["name"].casefold() in HANDLES
    return None if is_handle or find_role(label["name"]) is None else label
