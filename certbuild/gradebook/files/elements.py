"""XML by way of expat, without a tree: a file of any size takes no memory, and nothing in it can refer to anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from certbuild.gradebook.files.refusals import DamagedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BETWEEN = " "


def is_plain(part: str, xml: bytes) -> bool:
    """Say whether a part is elements and text only: no comments, no instructions, no CDATA.

    Raises `DamagedError` unless it is well-formed XML without a DTD.
    """
    parser = expat.ParserCreate()
    others: list[object] = []
    parser.CommentHandler = others.append
    parser.StartCdataSectionHandler = lambda: others.append(None)
    parser.ProcessingInstructionHandler = lambda *_: others.append(None)
    _parse(part, parser, xml)
    return not others


def walk(
    part: str,
    xml: bytes,
    started: Callable[[str, Mapping[str, str], int], None],
    ended: Callable[[str, int], None] | None = None,
) -> None:
    """Tell of every element when it starts, with its attributes, and when it ends; each with the number of its byte.

    Names are local ones, those of attributes too, except that attributes in OpenDocument's namespaces keep the
    last word of it: ``office:value-type``. Raises `DamagedError` as `is_plain` does.
    """
    parser = expat.ParserCreate(namespace_separator=_BETWEEN)
    parser.StartElementHandler = lambda name, attributes: started(
        _local(name), {_qualified(key): value for key, value in attributes.items()}, parser.CurrentByteIndex
    )
    if ended:
        parser.EndElementHandler = lambda name: ended(_local(name), parser.CurrentByteIndex)
    _parse(part, parser, xml)


def _parse(part: str, parser: expat.XMLParserType, xml: bytes) -> None:
    def refuse(*_: object) -> None:
        message = f'the part "{part}" declares a document type, which no spreadsheet program does'
        raise DamagedError(message)

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - that is its name: isfinal
    except (expat.ExpatError, LookupError, ValueError):
        message = f'the part "{part}" breaks off or is no XML at line {parser.ErrorLineNumber}'
        raise DamagedError(message) from None


def _local(name: str) -> str:
    return name.rpartition(_BETWEEN)[2]


def _qualified(name: str) -> str:
    space, _, local = name.rpartition(_BETWEEN)
    if space.startswith("urn:oasis:names:tc:opendocument:"):
        return f"{space.split(':')[-2]}:{local}"
    return local
