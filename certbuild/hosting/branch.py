"""A branch of the git repository in which the course stands, of which a host such as GitHub or GitLab makes its pages.

Git's own plumbing writes it from the bytes on the disk, beside the working tree, its index and the branch that is checked
out. The branch holds the site as it is now and no history: what was withdrawn shall not be readable in former commits.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem, Severity
from certbuild.hosting.programs import run
from certbuild.hosting.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

_MESSAGE = "Site, published by certbuild"
"""Of every commit, by which a branch is known as one that may be replaced."""
_REMOTE = "origin"
_IDENTITY = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "certbuild"), ("EMAIL", "certbuild@localhost"))
}
"""Of commits where git has been told nobody's."""


class Branch:
    """A branch, which is pushed where the repository has a remote `origin`."""

    def __init__(self, name: str, course: Path) -> None:
        self._name, self._ref = name, f"refs/heads/{name}"
        self._course = course

    def warnings(self) -> tuple[Problem, ...]:
        """Return that whoever reads the repository finds every page, also those at unguessable addresses."""
        what = "everybody who can read the repository can read every page of the site, also those at unguessable addresses"
        hint = f"keep the repository of {_REMOTE} private; hosts make public pages of private repositories, too"
        return (Problem(f"branch {self._name}", what, hint, Severity.WARNING),) if self._has_remote() else ()

    def take(self, site: Path, paths: Sequence[str]) -> Tally:
        """Let the branch hold the site alone, in one commit; push it. Nothing is committed where nothing has changed."""
        self._require_usable()
        before = self._tip()
        tree = self._tree_of(site, paths)
        known = self._git("rev-parse", f"{before}^{{tree}}") if before else self._git("mktree")
        told = self._git("diff-tree", "-r", "--no-renames", "--name-status", known, tree).splitlines()
        if not before or known != tree:
            commit = self._git("commit-tree", tree, "-m", _MESSAGE, environment=self._identity())
            self._git("update-ref", "-m", "certbuild publish", self._ref, commit, before)
        if self._has_remote():
            self._push()
        new, changed, removed = (sum(line.startswith(kind) for line in told) for kind in "AMD")
        return Tally(new, changed, removed, f"branch {self._name}")

    def _require_usable(self) -> None:
        """Raise unless there is a repository, and the branch is a publish's own, or not there yet."""
        place = f"branch {self._name}"
        if self._code("rev-parse", "--git-dir"):
            hint = "make one there (git init), or publish to a folder"
            raise CertbuildError(Problem(str(self._course), "stands in no git repository", hint))
        if self._name.startswith("-") or self._code("check-ref-format", self._ref):
            raise CertbuildError(Problem(place, "git has no branches of such a name", "take another one, such as branch:pages"))
        places = self._git("for-each-ref", "--format=%(worktreepath)", self._ref)
        if places or run(*self._command("symbolic-ref", "-q", "HEAD"), fine=(0, 1))[1].strip() == self._ref:
            what = "is checked out: what you work on would be replaced"
            raise CertbuildError(Problem(place, what, "take another one, such as branch:pages"))
        if (tip := self._tip()) and not self._is_published(tip):
            raise CertbuildError(Problem(place, "was not made by a publish, and would be replaced", "take another name for it"))

    def _tip(self) -> str:
        return run(*self._command("rev-parse", "--verify", "--quiet", self._ref), fine=(0, 1))[1].strip()

    def _is_published(self, commit: str) -> bool:
        return self._git("log", "-1", "--format=%s", commit) == _MESSAGE

    def _tree_of(self, site: Path, paths: Sequence[str]) -> str:
        """Return a tree of these files, each with the very bytes that it has on the disk."""
        files = "".join(f"{(site / path).absolute()}\n" for path in paths)
        blobs = self._git("hash-object", "-w", "--no-filters", "--stdin-paths", given=files).splitlines()
        index = "".join(f"100644 {blob}\t{path}\n" for blob, path in zip(blobs, paths, strict=True))
        with TemporaryDirectory() as aside:
            own = {"GIT_INDEX_FILE": str(Path(aside, "index"))}
            self._git("update-index", "--index-info", given=index, environment=own)
            return self._git("write-tree", environment=own)

    def _identity(self) -> dict[str, str]:
        return _IDENTITY if self._code("var", "GIT_COMMITTER_IDENT") else {}

    def _has_remote(self) -> bool:
        return not self._code("config", "--get", f"remote.{_REMOTE}.url")

    def _push(self) -> None:
        """Let the branch of the remote be this one; raise where it is somebody else's, or cannot be reached."""
        tip = self._tip()
        there = self._git("ls-remote", _REMOTE, self._ref).partition("\t")[0]
        if there == tip:
            return
        if there and self._code("cat-file", "-e", there):
            self._git("fetch", "--quiet", "--no-write-fetch-head", _REMOTE, self._ref)
        if there and not self._is_published(there):
            what = f"was not made by a publish at {_REMOTE}, and would be replaced there"
            raise CertbuildError(Problem(f"branch {self._name}", what, "take another name for it"))
        self._git("push", "--quiet", f"--force-with-lease={self._ref}:{there}", _REMOTE, f"{self._ref}:{self._ref}")

    def _command(self, *arguments: str) -> tuple[str, ...]:
        return ("git", "-C", str(self._course), *arguments)

    def _git(self, *arguments: str, given: str = "", environment: dict[str, str] | None = None) -> str:
        return run(*self._command(*arguments), given=given.encode(), environment=environment)[1].strip()

    def _code(self, *arguments: str) -> int:
        """Return what git ends with."""
        return run(*self._command(*arguments), fine=range(256))[0]
