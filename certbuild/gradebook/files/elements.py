"""XML by way of expat, without a tree: a file of any size takes no memory, and nothing in it can refer to anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from certbuild.gradebook.files.refusals import DamagedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Started = Callable[[str, Mapping[str, str]], None]
    Handlers = Mapping[str, Callable[[Mapping[str, str], int], None]]

BETWEEN = " "


def is_plain(label: str, xml: bytes) -> bool:
    """Say whether a part is elements and text only: no comments, no instructions, no CDATA.

    `label` is what it is called in messages. Raises `DamagedError` unless it is well-formed XML without a DTD.
    """
    parser = expat.ParserCreate()
    others: list[object] = []
    parser.CommentHandler = others.append
    parser.StartCdataSectionHandler = lambda: others.append(None)
    parser.ProcessingInstructionHandler = lambda *_: others.append(None)
    _parse(label, parser, xml)
    return not others


def walk(label: str, xml: bytes, started: Started) -> None:
    """Call `started` with the local names of every element and its attributes, and with their values.

    Raises `DamagedError` as `is_plain` does.
    """

    def start(name: str, attributes: dict[str, str]) -> None:
        started(local(name), {local(key): value for key, value in attributes.items()})

    parser = expat.ParserCreate(namespace_separator=BETWEEN)
    parser.StartElementHandler = start
    _parse(label, parser, xml)


def walk_through(label: str, xml: bytes, handlers: Handlers, ended: Mapping[str, Callable[[int], None]]) -> None:
    """Call the handlers of the elements that have one when they start and end, with the number of the byte they do it at.

    Elements and attributes are named by namespace and local name, with `BETWEEN` between them. Raises `DamagedError`.
    """

    def start(name: str, attributes: dict[str, str]) -> None:
        if handler := handlers.get(name):
            handler(attributes, parser.CurrentByteIndex)

    def end(name: str) -> None:
        if handler := ended.get(name):
            handler(parser.CurrentByteIndex)

    parser = expat.ParserCreate(namespace_separator=BETWEEN)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    _parse(label, parser, xml)


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition(BETWEEN)[2]


def _parse(label: str, parser: expat.XMLParserType, xml: bytes) -> None:
    def refuse(*_: object) -> None:
        message = f"{label} declares a document type, which no spreadsheet program does"
        raise DamagedError(message)

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - that is its name: isfinal
    except (expat.ExpatError, LookupError, ValueError):
        message = f"{label} breaks off, or is no XML"
        raise DamagedError(message) from None
