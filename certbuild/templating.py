"""How all templates are filled in: strict about unknown names, and with everything escaped."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from types import CodeType

    from jinja2 import BaseLoader
    from jinja2.bccache import Bucket


class _Compiled(BytecodeCache):
    """Keeps what templates are compiled to, so that each is compiled once however many environments fill it in."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what the template of this name and content was compiled to."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what it was compiled to."""
        self._code[bucket.key, bucket.checksum] = bucket.code


class _Lasting(FileSystemBytecodeCache):
    """Keeps it in the folder that Jinja has for each user beside the system's other temporary files."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template was compiled to, if there is room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


_WAYS: dict[str, Any] = {"undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
"""Of all environments: strict about unknown names, and everything is escaped."""


def environment(loader: BaseLoader) -> ImmutableSandboxedEnvironment:
    """Return the environment of templates that anybody may have written: also sandboxed."""
    return ImmutableSandboxedEnvironment(loader=loader, bytecode_cache=_compiled("sandboxed"), **_WAYS)


def own_environment(loader: BaseLoader, language: str = "", program: str = "") -> Environment:
    """Return the environment of templates that come with the program and need no sandbox: they are filled in sooner.

    What they are compiled to is kept for the next command, if a program (a digest of it) is given. What its filters make of
    words that stand in a template is compiled into it, so each language has its own, and each program.
    """
    compiled = _lasting(f"{program}-{language}") if program else _compiled("")
    return Environment(loader=loader, bytecode_cache=compiled, **_WAYS)  # noqa: S701 - it does escape


@cache
def _compiled(kind: str) -> _Compiled:  # noqa: ARG001 - one for each
    return _Compiled()


@cache
def _lasting(kind: str) -> BytecodeCache:
    with suppress(RuntimeError, OSError):  # where there is no folder that is this user's alone
        return _Lasting(pattern=f"certbuild-{kind}-%s")
    return _compiled(kind)
