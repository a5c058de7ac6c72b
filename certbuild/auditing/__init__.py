"""The register held against itself, its backups, the certificates' files and both sites; nothing is written."""

from certbuild.auditing.audit import Audit, audit
from certbuild.auditing.files import missing_or_other
from certbuild.auditing.pages import page_problems
from certbuild.auditing.record import Record

__all__ = ["Audit", "Record", "audit", "missing_or_other", "page_problems"]
