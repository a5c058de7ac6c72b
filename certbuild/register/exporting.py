"""The register as lines of readable JSON: for keeping beside the course in git, and for moving to another machine.

The first line says what this is, its version, and how many lines of each table follow; then each row is a line of
its own, in the order in which the rows were entered, and names stand in their own letters. So exports of the same
register have the same bytes, and a later one differs only in lines where something has changed. The gradebook of
the last build, one row to SQLite, is a line that describes it and one line for each student.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from certbuild.register.rounds import document_of
from certbuild.register.schema import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certbuild.register.tables import Register

TABLES = ("student", "rules", "certificate", "rendering", "event", "memo", "round")
"""Every table; one that refers to another stands after it."""
KIND = "register"


def exported(register: Register) -> bytes:
    """Return the whole register as JSON Lines in UTF-8; raise `sqlite3.DatabaseError` where a row is damaged."""
    lines = {table: list(_lines(register, table)) for table in TABLES}
    head = {"certbuild": KIND, "version": len(STEPS), "lines": {table: len(own) for table, own in lines.items()}}
    everything = [head, *({"table": table, **line} for table, own in lines.items() for line in own)]
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in everything).encode()


def _lines(register: Register, table: str) -> Iterator[dict[str, Any]]:
    for row in register.rows(table):
        if table == "round":
            yield from _gradebook(row)
        else:
            yield row


def _gradebook(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    document = document_of(row.pop("content"))
    students, values, cells = document.pop("students"), document.pop("values"), document.pop("cells")
    yield {**row, **document}
    for (key, name), marks, places in zip(students.items(), values, cells, strict=True):
        yield {"key": key, "name": name, "values": marks, "cells": places}
