"""Specimens of the certificate, before anybody has earned one."""

from certbuild.previewing.making import write_preview
from certbuild.previewing.watching import watch_preview

__all__ = ["watch_preview", "write_preview"]
