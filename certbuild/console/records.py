"""What is shown of the register as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.console.terminal import output
from certbuild.text import plural

if TYPE_CHECKING:
    from certbuild.auditing import Audit


def show_audit(audit: Audit) -> None:
    """Show what was held against each other, and the digest by which the history can be known again."""
    compared = f"{counted(audit.certificates, audit.entries)}, {plural(audit.backups, 'backup')}, {plural(audit.files, 'PDF')}"
    verdict = "all agree" if audit.agrees else plural(len(audit.problems), "difference")
    last = f"the last entry is {audit.chain}" if audit.chain else "there is no entry yet"
    output("stdout").print(f"{compared} and {plural(audit.pages, 'page')} held against each other: {verdict}; {last}")


def counted(certificates: int, entries: int) -> str:
    """Return how much a register holds, in words."""
    return f"{plural(certificates, 'certificate')}, {plural(entries, 'entry of the history', 'entries of the history')}"
