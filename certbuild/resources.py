"""The shipped templates: where they stand (at the root of the repository, or inside the package), and how all are filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from jinja2 import BaseLoader

_PACKAGE = Path(__file__).parent


def cert_templates() -> Path:
    """Return the folder of the certificate templates that come with the program."""
    return _shipped("cert_templates")


def site_templates() -> Path:
    """Return the folder of the site's page templates."""
    return _shipped("site_templates")


def environment(loader: BaseLoader) -> ImmutableSandboxedEnvironment:
    """Return the environment of templates: sandboxed, strict about unknown names, everything escaped."""
    return ImmutableSandboxedEnvironment(
        loader=loader, undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


def _shipped(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
