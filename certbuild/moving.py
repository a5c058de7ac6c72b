"""The register to and from a file of readable lines: to keep beside the course, and to move to another machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem, Severity
from certbuild.files import write_file
from certbuild.locking import alone
from certbuild.register import KIND, contradictions, exported, opened, put_in_place, register_from

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from certbuild.layout import Layout

_FIRST = f'{{"certbuild": "{KIND}"'.encode()
"""How every export begins."""


def export_register(layout: Layout) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the register as JSON Lines in UTF-8, and warnings of what in it an import would not take.

    Raises `CertbuildError` where there is no register, or one that cannot be used.
    """
    if not layout.register.exists():
        hint = "the first build makes it; if there was one, is this the folder of the course (-C)?"
        raise CertbuildError(Problem(str(layout.register), "there is no register that could be exported", hint))
    with opened(layout.register) as register:
        hint = "no import will take this export: `certbuild register check` tells more"
        warnings = [
            Problem(f"{layout.register} › {found.name}", found.what, hint, Severity.WARNING) for found in contradictions(register)
        ]
        return exported(register), tuple(warnings)


def write_export(path: Path, data: bytes) -> None:
    """Write an export whole or not at all, also in the place of an earlier one, but of nothing else."""
    if path.exists() and not _is_export(path):
        hint = "give the export a name of its own, or move that file away first"
        raise CertbuildError(Problem(str(path), "there is a file that is no export of a register, and it is kept", hint))
    write_file(path, data)


def import_register(layout: Layout, file: Path, now: datetime, say: Callable[[str], None]) -> tuple[int, int]:
    """Make the register of a course that has none from an export; return its numbers of certificates and of entries.

    Raises `CertbuildError`, with nothing changed, for whatever is wrong with the file, and where there is a register.
    """
    if not file.exists():
        raise CertbuildError(Problem(str(file), "there is no such file", "check the spelling"))
    with register_from(str(file), file.read_bytes()) as draft, alone(layout, "register import", now, say):
        put_in_place(draft, layout.register)
    with opened(layout.register) as register:
        return len(register.rows("certificate")), len(register.rows("event"))


def _is_export(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_FIRST)) == _FIRST
