"""The acts that the teacher's page may ask for, each as the command that it shows.

Nothing else is ever run, and nothing that a page says can become another option than the one that it is meant for.
"""

from __future__ import annotations

from msgspec import Struct


class Act(Struct, frozen=True):
    """Something that can be run."""

    command: tuple[str, ...]
    whose: str = ""
    """What the student's key follows: an option, or ``--`` where it is an argument; empty where the act is about the course."""
    loses: bool = False
    """Whether something goes, for now or for good; so a person is asked first."""
    reason: bool = False
    """Whether a reason must be given."""
    sure: tuple[str, ...] = ()
    """What tells the command that a person has been asked."""


ACTS = {
    "build": Act(("build",), sure=("--yes",)),
    "regenerate": Act(("build", "--anew"), sure=("--yes",)),
    "plan": Act(("plan",)),
    "export": Act(("export",)),
    "clean-all": Act(("clean", "--all"), loses=True),
    "clean-one": Act(("clean",), "--student", loses=True),
    "explain": Act(("explain",), "--"),
    "history": Act(("history",), "--"),
    "revoke": Act(("revoke",), "--", loses=True, reason=True),
    "reissue": Act(("reissue",), "--", loses=True, reason=True),
    "reinstate": Act(("reinstate",), "--"),
}
"""By the name that `make` has for them."""


class Order(Struct, frozen=True, forbid_unknown_fields=True):
    """What a page asks for."""

    act: str
    student: str = ""
    """A key."""
    reason: str = ""
    sure: bool = False
    """Whether the person has been asked, and has said yes."""

    @property
    def is_to_be_asked(self) -> bool:
        """Whether a person must first say yes, or why."""
        act = ACTS[self.act]
        return (act.loses and not self.sure) or (act.reason and not self.reason.strip())

    @property
    def arguments(self) -> list[str]:
        """What follows ``certbuild -C FOLDER``; raises `ValueError` where no command line could hold it."""
        act = ACTS[self.act]
        words = [*act.command, *(act.sure if self.sure else ())]
        if act.reason:
            words.append(f"--reason={self.reason.strip()}")
        if act.whose and self.student:
            words += ["--", self.student] if act.whose == "--" else [f"{act.whose}={self.student}"]
        if any("\0" in word for word in words):
            message = "a command line cannot hold NUL"
            raise ValueError(message)
        return words
