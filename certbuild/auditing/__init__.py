"""The register held against itself, its backups, the certificates' files and both sites; nothing is written."""

from certbuild.auditing.audit import Audit, audit

__all__ = ["Audit", "audit"]
