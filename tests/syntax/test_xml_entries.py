"""XML entries: found by their tags, whatever is around them, and each read by itself."""

from __future__ import annotations

import pytest

from pipeline.syntax.xml_entries import XmlBlock, find_block, find_rest
from pipeline.syntax.xml_values import XmlNode, name_of, parse_entry, pick

NAMES = ("item", "entry")


def block_of(text: str) -> XmlBlock:
    """The document a text begins with."""
    block = find_block(text, 0, NAMES)
    assert block is not None
    return block


def entries(text: str) -> list[str]:
    """The entries of the document a text begins with."""
    return [text[slice(*entry.span)] for entry in block_of(text).entries]


def malformed(text: str) -> list[str]:
    """What opens in it as an entry and is not closed."""
    return [text[slice(*span)] for span in block_of(text).malformed]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<rss></rss>", id="empty"),
        pytest.param("<rss><items><x/></items><itemize>a</itemize></rss>", id="longer-names"),
        pytest.param("<rss><!-- <item>a</item> --></rss>", id="comment"),
        pytest.param("<rss><x><![CDATA[<item>a</item>]]></x></rss>", id="cdata"),
        pytest.param("<rss></item></rss>", id="stray-close"),
        pytest.param("<rss>< item>a</ item></rss>", id="spaced"),
    ],
)
def test_is_no_entry(text: str) -> None:
    """What only looks like the tags of an entry gives none."""
    assert (entries(text), malformed(text)) == ([], [])


@pytest.mark.parametrize("text", ["", "plain text", "< rss>", "<?xml version='1.0'?>", "<!-- only a comment -->", "<!DOCTYPE rss [<!ENTITY a 'b'>]>"])
def test_is_no_document(text: str) -> None:
    """Where no element begins there is no document."""
    assert find_block(text, 0, NAMES) is None


def test_entries_are_found_behind_every_kind_of_prolog() -> None:
    """A declaration in any quotes, comments, instructions and a document type with entities come before the first element."""
    prolog = "<?xml version='1.0'?>\n<?xml-stylesheet href='x'?><!-- - a -- b --><!DOCTYPE rss [<!ENTITY bee 'b'> <!ELEMENT rss ANY>]>\r\n"
    assert entries(prolog + "<rss><item>a</item></rss>") == ["<item>a</item>"]


def test_entry_may_be_empty_or_have_attributes() -> None:
    """An entry that closes itself is one, and so is one with attributes over several lines."""
    assert entries('<rss><item/><item\n about="x"\n>a</item  ></rss>') == ["<item/>", '<item\n about="x"\n>a</item  >']


def test_tags_in_cdata_and_comments_do_not_close_an_entry() -> None:
    """What stands in a CDATA section or a comment inside an entry is no tag."""
    text = "<item><![CDATA[</item>]]><!-- </item> <item> --></item>"
    assert entries(f"<rss>{text}</rss>") == [text]


def test_unclosed_entry_costs_no_other() -> None:
    """An entry in which another of its name opens was never closed: it alone is malformed."""
    text = "<rss><item>a<item>b</item><item>c</item></rss>"
    assert (entries(text), malformed(text)) == (["<item>b</item>", "<item>c</item>"], ["<item>a"])


def test_document_that_breaks_off() -> None:
    """Of a document that breaks off all whole entries are read; the last is malformed, be it cut in its text or after its tag."""
    text = "<rss><item>a</item><item>b <x"
    assert (entries(text), malformed(text)) == (["<item>a</item>"], ["<item>b <x"])
    assert (entries("<rss><item>a</item><ite"), malformed("<rss><item>a</item><ite")) == (["<item>a</item>"], [])


def test_document_ends_where_the_next_begins() -> None:
    """A document that breaks off does not take the one behind it."""
    text = "<?xml version='1.0'?><rss><item>a<?xml version='1.0'?><rss><item>b</item></rss>"
    assert malformed(text) == ["<item>a"]
    assert block_of(text).span[1] == text.rindex("<?xml")


def test_entries_without_a_document() -> None:
    """Entries alone are a document, to the last of them with the tags that close what is not there."""
    text = "<item>a</item>\n<item>b</item>\n</channel></rss>\nnotes"
    assert entries(text) == ["<item>a</item>", "<item>b</item>"]
    assert text[block_of(text).span[1] :] == "\nnotes"


def test_gap_is_the_last_text_with_tags_before_an_entry() -> None:
    """Entries know what the text before them may give to all that follow: the head of their volume."""
    text = "<v><year>1</year><item>a</item> <item>b</item><year>2</year><item>c</item></v>"
    assert [text[slice(*entry.gap)] for entry in block_of(text).entries] == ["<v><year>1</year>", "<v><year>1</year>", "<year>2</year>"]


def test_made_up_prefixes_are_no_part_of_a_name() -> None:
    """A document that a program has written anew is read as it was before."""
    text = "<ns0:feed><ns0:entry><ns0:title>a</ns0:title><ns1:title>b</ns1:title><ns1:comment>c</ns1:comment></ns0:entry></ns0:feed>"
    root = parse_entry(entries(text)[0])
    assert root is not None
    node = XmlNode(root, f"/{name_of(root)}")
    assert node.names() == ["title", "comment"]
    pieces = [found.piece() for name in ("title", "arxiv:comment") for found in node.find_all(name)]
    assert [(piece.path, piece.text) for piece in pieces if piece] == [
        ("/ns0:entry/ns0:title", "a"),
        ("/ns0:entry/ns1:title", "b"),
        ("/ns0:entry/ns1:comment", "c"),
    ]
    assert all(pick(entries(text)[0], piece.path) == piece.text for piece in pieces if piece)


@pytest.mark.parametrize("text", ["<item>a</item>", "<rss><item>a</item>", "<?xml version='1.0'?><a>x</item>", "no tags"])
def test_is_no_rest(text: str) -> None:
    """A text that begins with a document, or holds no tag before it closes an entry, does not begin in the middle of one."""
    assert find_rest(text, NAMES)[0] is None


def test_rest_of_an_entry_is_an_entry() -> None:
    """What is left of an entry from its first tag on can be read as if it were whole."""
    text = "of a sentence.</description>\n<guid>7</guid><link>x</link></item><item>b</item></channel>"
    block, _ = find_rest(text, NAMES)
    assert block is not None
    rest = [text[slice(*entry.span)] for entry in block.entries]
    assert rest == ["<guid>7</guid><link>x</link></item>", "<item>b</item>"]
    assert (pick(rest[0], "/item/guid"), pick(rest[0], "/item/link")) == ("7", "x")
    assert [text[slice(*span)] for span in block.malformed] == ["of a sentence.</description>\n"]


def test_rest_without_a_tag_of_its_own_is_malformed() -> None:
    """Where nothing is left of an entry but the end of a text, it cannot be read, but those behind it can."""
    text = "of a sentence.</description></item><item>b</item>"
    block, _ = find_rest(text, NAMES)
    assert block is not None
    assert [text[slice(*entry.span)] for entry in block.entries] == ["<item>b</item>"]
    assert [text[slice(*span)] for span in block.malformed] == ["of a sentence.</description></item>"]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("a &amp; b &lt; c", "a & b < c"),
        ("J&ouml;rg &eacute;", "Jörg é"),
        ("AT&T & &unknown; &x", "AT&T & &unknown; &x"),
        ("&#246;&#xF6;", "öö"),
        ("<![CDATA[<p>a & b</p>]]>", "<p>a & b</p>"),
        ("a <i>b</i> c<!-- d -->e<?f g?>h", "a b ceh"),
        ("<p>One.</p><p>Two.</p>", " One.  Two. "),
        ("with <tex-math>\\alpha</tex-math>-noise", "with $\\alpha$-noise"),
        ("a <b>unclosed c", "a unclosed c"),
        ("a\x0b\x00b", "ab"),
    ],
)
def test_text_of_an_element(inside: str, text: str) -> None:
    """Entities of HTML, CDATA and what stands in other elements are read; what cannot be resolved stays as it is written."""
    assert pick(f"<item><title>{inside}</title></item>", "/item/title") == text


def test_pick_says_where_a_path_leads_nowhere() -> None:
    """A path of another entry, or to what is not there, is an error, not an empty text."""
    for path in ("/entry/title", "/item/link", "/item/title[2]", "/item/@id"):
        with pytest.raises(LookupError):
            pick("<item><title>a</title></item>", path)
