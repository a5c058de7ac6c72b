"""What the commands show on a terminal."""

from certbuild.console.course import (
    show_built,
    show_explanation,
    show_exported,
    show_history,
    show_plan,
    show_question,
    show_status,
)
from certbuild.console.gradebook import show_check, show_differences
from certbuild.console.records import counted, show_audit
from certbuild.console.terminal import problems, progress, say

__all__ = [
    "counted",
    "problems",
    "progress",
    "say",
    "show_audit",
    "show_built",
    "show_check",
    "show_differences",
    "show_explanation",
    "show_exported",
    "show_history",
    "show_plan",
    "show_question",
    "show_status",
]
