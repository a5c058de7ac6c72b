"""Runs the programs of others that sites are published with, never through a shell."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_NOT_OURS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"}
"""What git is told of another repository, where this program is run from one of its hooks."""
_LINES = 4
"""So many lines of what a program complains of are told: the last ones, since the first speak of consequences."""


def run(
    *command: str, given: bytes = b"", environment: Mapping[str, str] | None = None, fine: Collection[int] = (0,)
) -> tuple[int, str]:
    """Run a program and return its exit code, which is one of the `fine` ones, and what it wrote.

    Raises `CertbuildError` with what it complained of, or where there is no such program.
    """
    surroundings = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    try:
        done = subprocess.run(command, input=given, capture_output=True, env={**surroundings, **(environment or {})}, check=False)  # noqa: S603 - no shell, and arguments that were looked at
    except FileNotFoundError:
        hint = f"install it (Debian: apt-get install {command[0]}), or publish to a folder"
        raise CertbuildError(Problem(command[0], "this program is not there, and the site is published with it", hint)) from None
    if done.returncode not in fine:
        said = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()][-_LINES:]
        raise CertbuildError(
            Problem(command[0], " · ".join(said) or f"ended with {done.returncode}", "mend that, and publish again")
        )
    return done.returncode, done.stdout.decode(errors="replace")
