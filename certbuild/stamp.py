"""The stamp of a build: all that decides whether the next one would have anything to do, and what it would say.

A build that leaves nothing to be done leaves its stamp in the build folder. While everything is as the stamp has it, the
next build knows at a glance that it would change nothing, and need not read, grade and compare to find that out. It
holds digests: of the content of everything in the input folder, of the register's bytes, of the program with all packages,
and of every file made, as it stands on the disk (name, size, times of its last change: a stranger among them counts
as well). Besides these only the calendar can change anything: the stamp says until when it cannot.

Whatever is in doubt counts as changed; then the build goes its whole way, which is always right. So a stamp that is
missing, damaged, or of another program costs time only. Nothing is written here to look, not even a lock is taken: a
change under way beside it has not been, as long as the register is as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from datetime import UTC
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from certbuild import __version__
from certbuild.errors import Problem, Severity
from certbuild.files import on_disk, sha256_of, sha256_of_file, standing_under
from certbuild.ledger import program
from certbuild.model import Summary
from certbuild.publishing import PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from certbuild.layout import Layout

_FORM = 1
"""Of the file; to be raised when it changes."""

Standing = tuple[int, int, int]
"""How a file stands on the disk, as `standing_under` tells it."""


class Stamp(Struct, frozen=True):
    """What is kept."""

    sources: str
    """Digest of all that decides over what a build does, but for what it finds made; see `_sources`."""
    made: str
    """Digest of how all that is made stands on the disk."""
    since: str
    """The moment of the build, in ISO 8601 with time zone: a clock before it is in doubt."""
    until: str
    """The moment from which on the calendar changes something; empty where it never does."""
    summary: Summary
    """What the next build says."""


def unchanged(layout: Layout, now: datetime, *, strict: bool) -> Summary | None:
    """Return what a build says that has nothing to do; None where it may have, or where warnings stop it."""
    stamp = _read(layout.stamp)
    if stamp is None or (strict and stamp.summary.problems):
        return None
    if _utc(now) < stamp.since or (stamp.until and _utc(now) >= stamp.until):
        return None
    with suppress(OSError):
        if _sources(layout, inputs_of(layout)) == stamp.sources and _digest_of(made_in(layout)) == stamp.made:
            return stamp.summary
    return None


def leave_stamp(
    layout: Layout, inputs: str, made: Mapping[str, Standing], summary: Summary, *, since: datetime, until: datetime | None
) -> None:
    """Leave the stamp of a build that leaves nothing to be done; of what was when it began, and is now.

    `inputs` is that of `inputs_of` before they were read, `made` that of `made_in` now, `until` the moment from which on the
    calendar makes a difference.
    """
    with suppress(OSError):
        if sources := _sources(layout, inputs):
            stamp = Stamp(sources, _digest_of(made), _utc(since), _utc(until) if until else "", summary)
            content = json.dumps(to_builtins(stamp), ensure_ascii=False)
            layout.stamp.write_text(f"{sha256_of(content.encode())}\n{content}", encoding="utf-8")  # half of it is as none


def inputs_of(layout: Layout) -> str:
    """Return a digest of the content of everything in the input folder; empty where a link in it leads to a folder."""
    digest = hashlib.sha256()
    for path in sorted(standing_under(layout.input)):
        if os.path.islink(path) and os.path.isdir(path):  # noqa: PTH112, PTH114 - as quick as the others
            return ""
        digest.update(f"{os.path.relpath(path, layout.input)}\0{'' if os.path.isdir(path) else sha256_of_file(path)}\0".encode())  # noqa: PTH112
    return digest.hexdigest()


def made_in(layout: Layout) -> dict[str, Standing]:
    """Return how all that a build looks at in the build folder stands there, by path."""
    found: dict[str, Standing] = {}
    for folder in layout.trees:
        found |= standing_under(folder)
    for path in (layout.merged, layout.workbook, layout.table):
        with suppress(FileNotFoundError, NotADirectoryError):
            found[str(path)] = on_disk(path)
    return found


def _sources(layout: Layout, inputs: str) -> str:
    """Return a digest of program, inputs and register; empty where they are in doubt, or a release is under way."""
    if not inputs or any(layout.build.glob(f"{PREFIX}*")):
        return ""
    digest = hashlib.sha256()
    ledger = on_disk(layout.ledger) if layout.ledger.exists() else None
    for part in (_FORM, __version__, program(), layout.root, inputs, ledger):
        digest.update(f"{part}\0".encode())
    for path in sorted(layout.register.parent.iterdir()):
        if path.is_file() and path not in {layout.lock, layout.lock_holder}:
            digest.update(f"{path.name}\0{sha256_of_file(path)}\0".encode())
    return digest.hexdigest()


def _digest_of(made: Mapping[str, Standing]) -> str:
    return sha256_of("\n".join(f"{path}\0{made[path]}" for path in sorted(made)).encode())


def _read(path: Path) -> Stamp | None:
    """Return the stamp that stands there; None where there is none that is whole."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        digest, _, content = path.read_text(encoding="utf-8").partition("\n")
        if sha256_of(content.encode()) == digest:
            said = json.loads(content)
            told = said.pop("summary")
            problems = tuple(Problem(**{**problem, "severity": Severity(problem["severity"])}) for problem in told["problems"])
            return Stamp(**said, summary=Summary(**{**told, "problems": problems}))
    return None


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
