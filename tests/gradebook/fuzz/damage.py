"""Damage to files: to bytes, to the parts of packages, to their XML, to the encoding of text."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from written import zipped

if TYPE_CHECKING:
    from random import Random

_NUMBERS = (
    b"", b"-1", b"0", b"1", b"2", b"15", b"16", b"999", b"65535", b"65536", b"1048576", b"1048577", b"2147483647", b"4294967295",
    b"9223372036854775807", b"18446744073709551616", b"99999999999999999999999999", b"1e308", b"1e999", b"-1e999", b"NaN", b"inf",
    b"0.1", b"1.", b".", b"x", b" ", "٣".encode(), b"9" * 20, b"9" * 400, b"9" * 5000, b"0" * 300 + b"1", b"-9999999999999999999",
    b"45999.99999999", b"2958466", b"-693594", b"1,5", b"0x10", b"true", b"false",
)  # fmt: skip
_TEXTS = (
    b"", b"A1", b"XFD1048576", b"XFE1", b"ZZZ9", b"AAAAAAAAAA1", b"A0", b"A", b"1", b"a1", b"$A$1", b"A1:B2", b"A1:XFD1048576",
    b"B2:A1", b"s", b"str", b"inlineStr", b"e", b"b", b"n", b"d", b"#DIV/0!", b"&#0;", b"&#xD800;", b"&#x110000;", b"&amp;", b"&x;",
    b"&lt;", b"_x0000_", b"_xD800_", b"\xff", b"\xed\xa0\x80", "é".encode("latin-1"), b"hidden", b"percentage", b"float",
    b"date", b"time", b"boolean", b"currency", b"void", b"2026-13-45", b"9999-12-31T25:61:61", b"PT99999999999H", b"P1D",
    b"../../x", b"/xl/worksheets/sheet1.xml", b"worksheets/sheet9.xml", b"rId1", b"rId99", b"x" * 5000, b"0.00%", b"[" * 500,
)  # fmt: skip
_PIECES = (
    b"<!-- a comment -->", b"<?pi x?>", b"<![CDATA[x]]>", b"<!DOCTYPE x>", b"<x/>", b"<x>", b"</x>", b"<", b">", b"&", b"\0", b"\n",
    b" " * 3000, b"<row/>", b"<c/>", b'<c r="A1"/>', b'<c r="ZZ99"><v>1</v></c>', b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
    b'<row r="9"/>', b"<f>A1</f>", b"<f/>", b"<v/>", b"<v>1</v>", b"<is><t>x</t></is>", b"<mergeCell/>", b'<mergeCell ref="A1:B9"/>',
    b'<col min="1" max="16384" hidden="1"/>', b'<col hidden="1"/>', b'<row r="2" hidden="1"/>', b"<x>" * 300, b"<x>" * 5000 + b"</x>" * 5000,
    b"<table:table-row/>", b'<table:table-row table:number-rows-repeated="1048576"/>', b"<table:table-cell/>",
    b'<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>',
    b'<table:table table:name="T"/>', b"<table:covered-table-cell/>", b"<text:p>x</text:p>", b"<text:s/>", b'<text:s text:c="99999999"/>',
)  # fmt: skip
_ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252", "windows-1250", "windows-1251", "mac-roman",
    "cp850", "cp037", "shift_jis", "gb18030", "big5", "iso-2022-jp", "utf-7", "koi8-r", "latin-1", "utf-8-twice",
)  # fmt: skip


def bytes_damaged(data: bytes, rng: Random, other: bytes = b"PK\x03\x04\xd0\xcf\x11\xe0") -> bytes:
    """Return the bytes with some of them flipped, set, cut off, doubled, or taken from another file."""
    made = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 4, 16])):
        if not made:
            break
        at = rng.randrange(len(made))
        length = rng.choice([1, 2, 4, 8, 64, 512])
        match rng.randrange(9):
            case 0:
                made[at] ^= 1 << rng.randrange(8)
            case 1:
                made[at] = rng.choice([0, 0xFF, 0x7F, 0x80, rng.randrange(256)])
            case 2:
                number = rng.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0x10000, len(made), rng.randrange(1 << 32)])
                size = rng.choice([2, 4])
                at -= at % size
                made[at : at + size] = (number & ((1 << 8 * size) - 1)).to_bytes(size, "little")
            case 3:
                del made[at : len(made) if rng.random() < 0.4 else at + length]
            case 4:
                made[at:at] = made[at : at + length]
            case 5:
                made[at : at + length] = bytes(len(made[at : at + length]))
            case 6:
                start = rng.randrange(max(len(other), 1))
                made[at : at + length] = other[start : start + length]
            case 7:
                made[at:at] = rng.randbytes(length)
            case _:
                there = rng.randrange(len(made))
                made[at : at + length], made[there : there + length] = made[there : there + length], made[at : at + length]
    return bytes(made)


def package_damaged(data: bytes, rng: Random) -> bytes:
    """Return a package with damage inside of its parts, to their names, or to which there are; check sums are right."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    telling = [name for name in parts if re.search(r"sheet\d|content|sharedStrings|styles|workbook", name)]
    for _ in range(rng.choice([1, 1, 2])):
        name = rng.choice(telling if rng.random() < 0.9 else list(parts))
        if name not in parts:
            continue
        match rng.randrange(12):
            case 0:
                parts[name] = bytes_damaged(parts[name], rng)
            case 1:
                del parts[name]
            case 2:
                parts[rng.choice([name.upper(), f"/{name}", name.replace("/", "\\"), f"x/{name}", "é.xml", "../x"])] = parts.pop(
                    name
                )
            case 3:
                parts[name] = parts[rng.choice(list(parts))]
            case _:
                parts[name] = xml_damaged(parts[name], rng)
    return zipped(parts, rng.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]))


def xml_damaged(xml: bytes, rng: Random) -> bytes:
    """Return XML with some of its elements, attributes and numbers changed, mostly still well-formed."""
    for _ in range(rng.choice([1, 1, 2, 5])):
        xml = rng.choice(_OF_XML)(xml, rng)
    return xml


def _one(pattern: bytes, xml: bytes, rng: Random) -> re.Match[bytes] | None:
    found = list(re.finditer(pattern, xml))
    return rng.choice(found) if found else None


def _replaced(xml: bytes, match: re.Match[bytes] | None, by: bytes, group: int = 0) -> bytes:
    return xml if match is None else xml[: match.start(group)] + by + xml[match.end(group) :]


def _attribute_dropped(xml: bytes, rng: Random) -> bytes:
    return _replaced(xml, _one(rb'\s[\w:]+="[^"]*"', xml, rng), b"")


def _attribute_everywhere(xml: bytes, rng: Random) -> bytes:
    name = rng.choice([b"r", b"s", b"t", b"ref", b"min", b"table:name", b"office:value-type", b"office:value", b"xml:space"])
    by = rng.choice([b"", b' %b="%b"' % (name, rng.choice(_TEXTS + _NUMBERS))])
    return re.sub(rb'\s%b="[^"]*"' % name, lambda _: by, xml)


def _attribute_changed(xml: bytes, rng: Random) -> bytes:
    return _replaced(xml, _one(rb'\s[\w:]+="([^"]*)"', xml, rng), rng.choice(_TEXTS + _NUMBERS), 1)


def _number_changed(xml: bytes, rng: Random) -> bytes:
    match = _one(rb'(?:number-\w+-\w+|value|count|r|s|min|max|spans|numFmtId)="([^"]*)"', xml, rng)
    return _replaced(xml, match, rng.choice(_NUMBERS), 1)


def _repeated(xml: bytes, rng: Random) -> bytes:
    what, element = rng.choice([(b"rows", b"row"), (b"columns", b"cell")])
    number = rng.choice([b"2", b"100", b"1024", b"16384", b"65536", b"1048576", b"999999999999", b"-5", b""])
    by = b'<table:table-%b table:number-%b-repeated="%b" ' % (element, what, number)
    return _replaced(xml, _one(rb"<table:table-%b\b" % element, xml, rng), by)


def _text_changed(xml: bytes, rng: Random) -> bytes:
    return _replaced(xml, _one(rb">([^<>]+)<", xml, rng), rng.choice(_TEXTS + _NUMBERS + _PIECES), 1)


def _piece_put_in(xml: bytes, rng: Random) -> bytes:
    match = _one(rb"><", xml, rng)
    return _replaced(xml, match, b">" + rng.choice(_PIECES) + b"<")


def _element_dropped(xml: bytes, rng: Random) -> bytes:
    return _replaced(xml, _one(rb"<(\w[\w:-]*)\b[^<>]*>[^<>]*</\1>|<[^<>]*/>|<[^<>]*>", xml, rng), b"")


def _element_doubled(xml: bytes, rng: Random) -> bytes:
    match = _one(rb"<(row|c|si|table:table-row|table:table-cell|sheet|xf|mergeCell|t|v)\b(?:(?!<\1\b).)*?(?:</\1>)", xml, rng)
    return xml if match is None else _replaced(xml, match, match[0] * rng.choice([2, 2, 3, 200]))


def _element_renamed(xml: bytes, rng: Random) -> bytes:
    one, other = (rng.choice([b"row", b"c", b"v", b"t", b"is", b"si", b"f", b"sheetData", b"sheet", b"x:c"]) for _ in range(2))
    return re.sub(rb"(</?)%b\b" % one, rb"\1" + other, xml)


def _cut(xml: bytes, rng: Random) -> bytes:
    return xml[: rng.randrange(len(xml) + 1)]


def _spaces_changed(xml: bytes, rng: Random) -> bytes:
    return _replaced(xml, _one(rb'xmlns[:\w]*="([^"]*)"', xml, rng), rng.choice([b"", b"urn:x", b"http://x"]), 1)


def _prefixed(xml: bytes, rng: Random) -> bytes:
    prefix = rng.choice([b"x", b"main"])
    return re.sub(rb"<(/?)(?![?!/])(\w+)(?=[\s/>])", rb"<\1" + prefix + rb":\2", xml).replace(
        b" xmlns=", b" xmlns:" + prefix + b"=", 1
    )


def _quoted_otherwise(xml: bytes, rng: Random) -> bytes:
    return re.sub(rb'="([^"\']*)"', lambda match: b"='%b'" % match[1] if rng.random() < 0.5 else match[0], xml)


def _encoded_otherwise(xml: bytes, rng: Random) -> bytes:
    encoding = rng.choice(["utf-16", "latin-1", "utf-8-sig", "ascii", "utf-32", "shift_jis", "nothing"])
    said = rng.choice([encoding, "utf-8", "x-none"]).encode()
    text = re.sub(rb'encoding="[^"]*"', b'encoding="%b"' % said, xml).decode("utf-8", "replace")
    return text.encode(encoding if encoding != "nothing" else "utf-8", "xmlcharrefreplace")


def _spread(xml: bytes, rng: Random) -> bytes:
    return re.sub(rb">\s*<", rng.choice([b">\n  <", b">" + b" " * 200 + b"<"]), xml)


_OF_XML = (
    _attribute_dropped, _attribute_everywhere, *(_attribute_changed,) * 3, *(_number_changed,) * 3, _repeated, *(_text_changed,) * 2,
    *(_piece_put_in,) * 2, _element_dropped, _element_doubled, _element_renamed, _cut, _spaces_changed, _prefixed,
    _quoted_otherwise, _encoded_otherwise, _spread,
)  # fmt: skip


def encoded(text: str, rng: Random) -> bytes:
    """Return text in some encoding, with whatever is not in it lost, perhaps with a mark before it."""
    encoding = rng.choice(_ENCODINGS) if rng.random() < 0.6 else "utf-8"
    if encoding == "utf-8-twice":
        data = text.encode("utf-8", "replace").decode("windows-1252", "replace").encode()
    else:
        data = text.encode(encoding, rng.choice(["replace", "ignore"]))
    if rng.random() < 0.15:
        data = rng.choice([b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0", b"\xef\xbb", b"sep=;\r\n", b"sep=\r\n", b'"']) + data
    return data


def text_damaged(text: str, rng: Random) -> str:
    """Return text with its quotation marks, separators and line ends changed here and there."""
    for _ in range(rng.choice([1, 1, 2, 3])):
        at = rng.randrange(len(text) + 1)
        match rng.randrange(8):
            case 0:
                text = text[:at] + rng.choice(['"', '""', "'", "\\", '","', '"\n"']) + text[at:]
            case 1:
                text = text.replace(
                    *rng.choice([("\r\n", "\r"), ("\r\n", "\n"), ("\r\n", "\n\r"), ("\r\n", "\r\r\n"), ("\r\n", "")])
                )
            case 2:
                text = text.replace(rng.choice(",;\t"), rng.choice(",;\t|: "), rng.choice([-1, 1, 5]))
            case 3:
                text = (
                    text[:at]
                    + rng.choice(["\n", "\r", "\x0b", "\x1c", "\x85", "\u2028", "\x1a"]) * rng.choice([1, 30])
                    + text[at:]
                )
            case 4:
                text = text[:at] + rng.choice([",", ";", "\t"]) * rng.choice([1, 10, 2000]) + text[at:]
            case 5:
                text = text.replace('"', "")
            case 6:
                text = text[:at] + "x" * rng.choice([200, 140_000]) + text[at:]
            case _:
                text = rng.choice(["sep=;\r\n", "sep=,\n", "sep=|\r\n", "\r\n" * 5, "# a note\r\n", "\ufeff"]) + text
    return text
