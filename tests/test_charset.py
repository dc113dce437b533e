"""Charset: every dump becomes text, the charset is known by evidence, and every character leads back to its bytes."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.charset import Decoded, byte_offsets, choose_for_utf8, decode, decode_range, is_binary
from pipeline.charset_codecs import MIXED, MULTIBYTE, SINGLE_BYTE, UNIT_BYTES, find_charset, table_of

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
ENGLISH = "We study how lists of papers are read.\nAnn Lee, Bo Chen et al.\nA short abstract about methods and results, and their limits.\n" * 8
CHARSETS = ["ascii", "utf-8", MIXED, *UNIT_BYTES, *MULTIBYTE, *SINGLE_BYTE]
PIECES = [
    b"",
    b"a",
    b"\r\n",
    "é·—".encode(),
    "漢字かな".encode(),
    "𝒳".encode(),
    b"\xe9",
    b"\x92",
    b"\xff",
    b"\x81",
    b"\x00",
    b"\xe2\x80",
    b"\xf0\x9f",
]


def encode(text: str, charset: str) -> bytes:
    """The text in a charset, for what the charset has."""
    return text.encode((SINGLE_BYTE | MULTIBYTE).get(charset, charset), "ignore")


def check_offsets(data: bytes, decoded: Decoded, start: int, end: int) -> None:
    """The bytes between two characters, decoded alone, are the text between them."""
    offsets = byte_offsets(data, decoded)
    assert decode_range(data[offsets.byte_at(start) : offsets.byte_at(end)], decoded.charset) == decoded.text[start:end]
    assert offsets.byte_at(0) == decoded.bom_bytes
    assert offsets.byte_at(len(decoded.text)) == len(data)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_reads_the_seeds_in_any_charset(path: Path, charset: str) -> None:
    """A seed that is saved in another charset that has its characters gives the same text."""
    text = path.read_bytes().decode("utf-8")
    try:
        data = text.encode(charset)
    except UnicodeEncodeError:
        pytest.skip("the charset lacks a character of the seed")
    decoded = decode(data)
    assert decoded.text == text
    check_offsets(data, decoded, len(text) // 3, len(text) // 2)


@pytest.mark.parametrize(
    "line",
    ["Ann Lee et al. · stanford, pku", "Ann Lee© 2024", "at 5 °C – 7 °C", "“Attention”", "§ 3.2", "Ann Lee‡, Bo Chen‡", "BERT®", "Garçon", "€5"],
)
def test_one_or_two_characters_are_windows_1252(line: str) -> None:
    """English with a sign or two is windows-1252, never Mac or DOS."""
    decoded = decode((ENGLISH + line + "\n" + ENGLISH).encode("cp1252"))
    assert (decoded.charset, decoded.how) == ("windows-1252", "detected")
    assert line in decoded.text


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("iso-8859-2", "Łukasz Śliwa, Józef Żółw, Bożena Gąska oraz Zdzisław Wróbel piszą o uczeniu maszynowym i ścieżkach."),
        ("windows-1250", "Příliš žluťoučký kůň úpěl ďábelské ódy, Šimon a Žaneta píší články o strojovém učení."),
        ("mac-roman", "José Núñez, André Lefèvre and Jürgen Müller don’t agree on “attention”"),
        ("windows-1251", "Мы изучаем списки статей и показываем, что метод работает лучше прежних."),
        ("koi8-r", "Мы изучаем списки статей и показываем, что метод работает лучше прежних."),
        ("shift_jis", "本論文では、論文一覧を読み取る手法を提案する。実験の結果、精度が向上した。"),
        ("euc-jp", "本論文では、論文一覧を読み取る手法を提案する。実験の結果、精度が向上した。"),
        ("gb18030", "本文提出一种读取论文列表的方法，实验结果表明该方法优于现有方法。"),
        ("big5", "本文提出一種讀取論文列表的方法，實驗結果顯示該方法優於現有方法。"),
        ("euc-kr", "본 논문에서는 논문 목록을 읽는 방법을 제안한다. 실험 결과 성능이 향상되었다."),
        ("utf-16-le", "本文提出一种读取论文列表的方法。\n实验结果表明该方法优于现有方法。\n"),
        ("utf-16-be", "Мы изучаем списки статей\nи показываем"),
        ("utf-32-le", "We study naïve lists"),
        ("utf-32-be", "We study naïve lists"),
    ],
)
@pytest.mark.parametrize("frame", ["", ENGLISH])
def test_detects_a_charset(charset: str, text: str, frame: str) -> None:
    """Text in any of the charsets is read as it was written, alone and within English."""
    data = encode(frame + text + frame, charset)
    decoded = decode(data)
    assert decoded.text == frame + text + frame
    assert (decoded.charset, decoded.how, decoded.bom_bytes) == (charset, "detected", 0)
    check_offsets(data, decoded, 2, len(decoded.text) - 2)


@pytest.mark.parametrize(
    ("mark", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, charset: str) -> None:
    """A mark says the charset, is no part of the text, and is counted."""
    data = mark + "naïve 𝒳".encode(charset)
    assert decode(data) == Decoded("naïve 𝒳", charset, len(mark), "bom")
    check_offsets(data, decode(data), 3, 7)


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<html><head><meta charset="windows-1251">', "windows-1251"),
        (b"<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>", "koi8-r"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?>', "windows-1252"),
        (b'<META CHARSET="GB2312">', "gb18030"),
    ],
)
def test_a_declaration_counts_if_it_holds(head: bytes, charset: str) -> None:
    """What a page declares for itself is believed where the bytes allow it."""
    text = {"windows-1252": "naïve", "gb18030": "论文列表"}.get(charset, "статья")
    data = head + encode(text, charset)
    decoded = decode(data)
    assert (decoded.charset, decoded.how) == (charset, "declared")
    assert decoded.text.endswith(text)


@pytest.mark.parametrize(
    ("head", "body", "how"),
    [
        (b'<meta charset="utf-8">', "na\u00efve".encode("cp1252"), "detected"),
        (b'<meta charset="iso-8859-1">', "naïve".encode(), "utf-8"),
        (b'<meta charset="utf-16">', "naïve".encode(), "utf-8"),
        (b'<meta charset="iso-2022-jp">', "naïve".encode(), "utf-8"),
        (b'<meta charset="no-such">', "naïve".encode(), "utf-8"),
        (b'<meta charset="gbk">', "naïve résumé café über déjà où là ça".encode(), "utf-8"),
        (b'<meta charset="utf-8">', b"plain", "ascii"),
    ],
)
def test_a_declaration_that_does_not_hold_is_passed_over(head: bytes, body: bytes, how: str) -> None:
    """A declaration that the bytes belie, or that names no charset that can be cut by bytes, counts for nothing."""
    assert decode(head + body).how == how


def test_a_label_from_outside_counts() -> None:
    """A label that came with the dump, such as an HTTP header's, goes before what the page says."""
    assert decode("статья".encode("koi8-r"), declared="KOI8-R").text == "статья"


@pytest.mark.parametrize("bad", [b"\xe9", b"\x92", b"\xa0", b"\xe2\x80", b"\xff"])
def test_a_few_stray_bytes_do_not_spoil_utf_8(bad: bytes) -> None:
    """Mostly UTF-8 stays UTF-8; a stray byte is read as windows-1252."""
    data = "José Núñez – naïve ".encode() + bad + b" end"
    decoded = decode(data)
    assert decoded.charset == MIXED
    assert decoded.text == "José Núñez – naïve " + "".join(table_of("windows-1252")[byte] for byte in bad) + " end"
    check_offsets(data, decoded, 4, len(decoded.text))


def test_two_charsets_in_one_dump() -> None:
    """UTF-8 and windows-1252 that were put together are both read."""
    data = "José Núñez – naïve\n".encode() + ("Jürgen Müller, André Lefèvre\n" * 5).encode("cp1252")
    assert decode(data).text == "José Núñez – naïve\n" + "Jürgen Müller, André Lefèvre\n" * 5


def test_a_broken_byte_does_not_spoil_a_double_byte_charset() -> None:
    """One broken byte in a long text costs one character."""
    text = "本文提出一种读取论文列表的方法，实验结果表明该方法优于现有方法。" * 8
    data = text.encode("gb18030") + b"\xff" + text.encode("gb18030")
    decoded = decode(data)
    assert decoded.text == text + "\ufffd" + text
    check_offsets(data, decoded, len(text) - 1, len(text) + 2)


def test_text_cut_off_within_a_character() -> None:
    """A dump that ends within a character is read to its last whole one."""
    for charset in ("shift_jis", "gb18030", "euc-kr"):
        text = {
            "shift_jis": "本論文では手法を提案する。",
            "gb18030": "本文提出一种读取论文列表的方法。",
            "euc-kr": "본 논문에서는 방법을 제안한다 가",
        }[charset] * 6
        assert decode(encode(text, charset)[:-1]).text == text[:-1] + decode_range(encode(text, charset)[-2:-1], charset)


def test_charsets_with_state_are_not_accepted() -> None:
    """A charset in which a byte's meaning depends on what came before cannot be cut by bytes."""
    assert [find_charset(label) for label in ("iso-2022-jp", "iso-2022-kr", "hz", "utf-7", "punycode", "base64", "rot13", "")] == [None] * 8
    assert decode("本論文".encode("iso-2022-jp")).how == "ascii"


@settings(max_examples=300)
@given(st.sampled_from(CHARSETS), st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=8), st.data())
def test_bytes_of_a_range_give_the_range(charset: str, pieces: list[bytes], data: st.DataObject) -> None:
    """In every charset, whatever the bytes, those of a stretch decoded alone are the stretch."""
    raw = b"".join(pieces) if charset != "ascii" else bytes(byte & 0x7F for byte in b"".join(pieces))
    text = decode_range(raw, charset)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if charset == "utf-8" and "\ufffd" in text:
        return  # bytes that are no UTF-8 are never given this charset
    check_offsets(raw, Decoded(text, charset, 0, "detected"), start, end)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=8), st.data())
def test_any_bytes_become_text_with_a_way_back(pieces: list[bytes], data: st.DataObject) -> None:
    """No bytes stop the decoder, and every character leads back to its own."""
    raw = b"".join(pieces)
    decoded = decode(raw)
    decoded.text.encode("utf-8")
    start = data.draw(st.integers(0, len(decoded.text)))
    check_offsets(raw, decoded, start, data.draw(st.integers(start, len(decoded.text))))


@pytest.mark.parametrize("charset", ["utf-8", MIXED, "utf-16-le", "gb18030", "windows-1252"])
def test_each_character_of_a_long_text_leads_to_its_bytes(charset: str) -> None:
    """However far apart or close together the characters of several bytes stand, each place is that of the bytes before it."""
    text = "".join(["plain " * 40, "漢字" * 90 if charset != "windows-1252" else "é" * 90, "é·" * 3, "plain " * 25, "é", "x" * 127])
    codec = {MIXED: "utf-8", "windows-1252": "cp1252"}.get(charset, charset)
    offsets = byte_offsets(text.encode(codec), Decoded(text, charset, 0, "detected"))
    assert [offsets.byte_at(index) for index in range(len(text) + 1)] == [len(text[:index].encode(codec)) for index in range(len(text) + 1)]


@pytest.mark.parametrize("declared", [None, "koi8-r", "gbk", "utf-8", "utf-16"])
@pytest.mark.parametrize(
    "data",
    [
        b"plain",
        codecs.BOM_UTF8 + b"plain",
        "naïve".encode(),
        "naïve résumé café über déjà où là ça".encode(),
        '<meta charset="gbk"> naïve'.encode(),
        '<meta charset="windows-1251"> naïve'.encode(),
        "plain text".encode("utf-16-be"),
        b"plain\0 text",
    ],
)
def test_utf_8_is_told_by_its_first_bytes(data: bytes, declared: str | None) -> None:
    """Of a dump that is UTF-8 from end to end the first bytes say the charset that the whole says, or that it takes the whole."""
    told = choose_for_utf8(data, declared, is_ascii=data.isascii())
    assert told in (None, decode(data, declared).charset)
    assert told is not None or declared == "gbk" or b"gbk" in data or b"\0" in data


@given(st.text(min_size=1))
def test_utf_8_is_utf_8(text: str) -> None:
    """Text in UTF-8 with a character beyond ASCII is never taken for anything else, unless it is full of NULs."""
    data = text.encode()
    if text.isascii() or "\0" in text or text.startswith("\ufeff"):
        return
    assert decode(data) == Decoded(text, "utf-8", 0, "utf-8")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain text",
        b"page 1\x0cpage 2\x00 and more text here",
        ENGLISH.encode() + b"\x00",
        "naïve".encode("utf-16"),
        "naïve text".encode("utf-16-be"),
        "论文".encode(),
        "статья".encode("koi8-r"),
        b"\x1b[1mbold\x1b[0m",
    ],
    ids=["empty", "ascii", "form feed and NUL", "one NUL", "utf-16", "utf-16 without a mark", "utf-8", "koi8-r", "terminal colours"],
)
def test_text_is_not_binary(data: bytes) -> None:
    """Text is text in any charset, with a form feed or an occasional NUL too."""
    assert not is_binary(data)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04x",
        b"\x1f\x8b\x08",
        b"\xff\xd8\xff\xe0",
        b"\x7fELF\x02",
        bytes(range(256)) * 4,
        b"\x00" * 64,
        b"\xff\xfe" + bytes(range(256)) * 4,
    ],
    ids=["pdf", "png", "zip", "gzip", "jpeg", "elf", "all bytes", "zeros", "noise behind a mark"],
)
def test_binary_is_binary(data: bytes) -> None:
    """Files of other kinds are known by their first bytes or by their control characters."""
    assert is_binary(data)
