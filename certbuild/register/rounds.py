"""The gradebook of the last build as the register stores it."""

from __future__ import annotations

import json
import sqlite3
import zlib
from datetime import datetime

from certbuild.errors import Problem, Severity
from certbuild.model import Round, Snapshot


def packed(last: Round) -> bytes:
    """Return a round as it is stored: compressed JSON, for the marks of thousands of students say much the same."""
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
    return zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpacked(built_at: str, content: bytes) -> Round:
    """Return a round that was stored.

    Raises `sqlite3.DatabaseError` where what is stored is damaged.
    """
    try:
        document = json.loads(zlib.decompress(content))
    except (zlib.error, ValueError) as error:
        message = f"the gradebook of the last build is damaged in it ({error})"
        raise sqlite3.DatabaseError(message) from error
    snapshot = Snapshot(
        file=document["file"],
        activities=tuple(document["activities"]),
        students=document["students"],
        values=tuple(map(tuple, document["values"])),
        cells=tuple(map(tuple, document["cells"])),
    )
    told = tuple(Problem(where, what, hint, Severity.WARNING) for where, what, hint in document["told"])
    return Round(snapshot, datetime.fromisoformat(built_at), told)
