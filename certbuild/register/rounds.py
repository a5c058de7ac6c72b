"""The gradebook of the last build as the register stores it."""

from __future__ import annotations

import json
import sqlite3
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from certbuild.errors import Problem, Severity
from certbuild.model import Round, Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping


def packed(last: Round) -> bytes:
    """Return a round as it is stored."""
    book = last.gradebook
    told = [(problem.where, problem.what, problem.hint) for problem in last.told]
    document = {
        "file": book.file,
        "activities": book.activities,
        "students": dict(book.students),
        "values": book.values,
        "cells": book.cells,
        "told": told,
    }
    return stored(document)


def stored(document: Mapping[str, Any]) -> bytes:
    """Return compressed JSON, for the marks of thousands of students say much the same."""
    return zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def document_of(content: bytes) -> dict[str, Any]:
    """Return what was stored; raise `sqlite3.DatabaseError` where it is damaged."""
    try:
        document: dict[str, Any] = json.loads(zlib.decompress(content))
    except (zlib.error, ValueError) as error:
        message = f"the gradebook of the last build is damaged in it ({error})"
        raise sqlite3.DatabaseError(message) from error
    return document


def unpacked(built_at: str, content: bytes) -> Round:
    """Return a round that was stored; raise `sqlite3.DatabaseError` where it is damaged."""
    document = document_of(content)
    snapshot = Snapshot(
        file=document["file"],
        activities=tuple(document["activities"]),
        students=document["students"],
        values=tuple(map(tuple, document["values"])),
        cells=tuple(map(tuple, document["cells"])),
    )
    told = tuple(Problem(where, what, hint, Severity.WARNING) for where, what, hint in document["told"])
    try:
        moment = datetime.fromisoformat(built_at)
    except ValueError as error:
        message = f"the moment of the last build is damaged in it ({error})"
        raise sqlite3.DatabaseError(message) from error
    return Round(snapshot, moment, told)
