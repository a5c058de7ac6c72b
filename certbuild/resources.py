"""The files that come with the program: at the root of the repository, or inside the package."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
"""Where the program's own files stand."""


def cert_templates() -> Path:
    """Return the folder of the certificate templates that come with the program."""
    return _shipped("cert_templates")


def site_templates() -> Path:
    """Return the folder of the site's page templates."""
    return _shipped("site_templates")


def _shipped(name: str) -> Path:
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name
