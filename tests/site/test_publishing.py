"""`certbuild publish`: what reaches a folder, a server and a branch, what is refused, and that nothing else is ever touched."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pikepdf
import pytest
from small_course import COURSE_TOML, write_plain_template

from certbuild.hosting.marker import MARKER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Classroom

ADA = [9] * 10


@pytest.fixture(scope="module")
def built(new_classroom: type[Classroom], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small course after its first build."""
    room = new_classroom(tmp_path_factory.mktemp("published") / "course")
    room.write_course()
    write_plain_template(room.root)
    room.write_marks({"Ada Byron": ADA, "Bilbo Baggins": [9] * 9 + [None], "Cyd Lowe": [5.5] * 10})
    room.run_apart("build")
    return room.root


@pytest.fixture
def course(built: Path, copied: Callable[[Path], Classroom]) -> Classroom:
    """Return a copy of that course."""
    return copied(built)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder but the marker of publishing."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MARKER]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def site_of(course: Classroom) -> dict[str, bytes]:
    """Return the files of the public site."""
    return tree(course.root / "build" / "site")


def withdraw_ada(course: Classroom) -> None:
    """Let Ada's certificate be withdrawn, so that a PDF goes and pages change."""
    course.write_marks({"Ada Byron": [2] * 10, "Bilbo Baggins": [9] * 9 + [None], "Cyd Lowe": [5.5] * 10})
    assert course.run("build").code == 0


def test_folder_becomes_the_site(course: Classroom, tmp_path: Path) -> None:
    """The first time everything is written; then what differs, and what is no longer part of the site goes."""
    folder = tmp_path / "www" / "adv"
    first = course.run("publish", str(folder))
    assert first.code == 0, first.err
    assert tree(folder) == site_of(course)
    assert f"{len(site_of(course))} files new, 0 changed, 0 removed" in first.err
    assert "Nothing to publish" in course.run("publish", str(folder)).err
    stood = {path: (folder / path).stat().st_mtime_ns for path in tree(folder)}
    withdraw_ada(course)
    second = course.run("publish", str(folder))
    assert "0 files new, 3 changed, 2 removed" in second.err  # the PDF, and the picture of its award
    assert tree(folder) == site_of(course)
    changed = {path for path in tree(folder) if (folder / path).stat().st_mtime_ns != stood[path]}
    assert {path.partition("/")[0] for path in changed} == {"c", "r", "index.html"}


def test_what_others_have_put_there_stays(course: Classroom, tmp_path: Path) -> None:
    """In a folder of the site, somebody's own files stay, and none is overwritten."""
    folder = tmp_path / "www"
    course.run("publish", str(folder))
    (folder / "CNAME").write_text("certificates.example.org")
    (folder / "c" / "note.txt").write_text("mine")
    withdraw_ada(course)
    assert course.run("publish", str(folder)).code == 0
    assert tree(folder) == {**site_of(course), "CNAME": b"certificates.example.org", "c/note.txt": b"mine"}


def test_folder_of_something_else(course: Classroom, tmp_path: Path) -> None:
    """A folder that holds anything but a published site is left as it is, and so are files in it."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.tex").write_text("years of work")
    for place in (home, home / "thesis.tex"):
        refused = course.run("publish", str(place))
        assert refused.code == 1
        assert "name an empty folder" in refused.err
    assert tree(home) == {"thesis.tex": b"years of work"}


def test_own_file_of_the_same_name(course: Classroom, tmp_path: Path) -> None:
    """A file or a link where the site has a page stops it before anything is written, and is named."""
    folder = tmp_path / "www"
    course.run("publish", str(folder))
    (tmp_path / "elsewhere").mkdir()
    shutil.rmtree(folder / "verify")
    (folder / "verify").symlink_to(tmp_path / "elsewhere")
    (folder / MARKER).write_text("# emptied\n")
    (folder / "robots.txt").write_text("mine")
    refused = course.run("publish", str(folder))
    assert refused.code == 1
    assert str(folder / "verify") in refused.err
    assert str(folder / "robots.txt") in refused.err
    assert (folder / "robots.txt").read_text() == "mine"
    assert tree(tmp_path / "elsewhere") == {}


def test_marker_tells_no_address(course: Classroom, tmp_path: Path) -> None:
    """What a publish leaves in the folder to know it again by does not give away where students' own pages are."""
    folder = tmp_path / "www"
    course.run("publish", str(folder))
    said = (folder / MARKER).read_text()
    tokens = [path.name for path in (folder / "r").iterdir()]
    assert len(tokens) == 3
    assert not [token for token in tokens if token in said]


def test_publish_that_was_killed(course: Classroom, tmp_path: Path) -> None:
    """What one that was cut short has left half done, the next one finishes."""
    folder = tmp_path / "www"
    course.run("publish", str(folder))
    shutil.rmtree(folder / "c")
    (folder / "index.html").unlink()
    assert course.run("publish", str(folder)).code == 0
    assert tree(folder) == site_of(course)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("--help-me", "is no destination"),
        (" ", "is no destination"),
        ("https://example.org/adv/", "nothing can be published to"),
        ("build/www", "is in the build folder"),
        ("branch:pages", "stands in no git repository"),
    ],
)
def test_no_destination(place: str, told: str, course: Classroom) -> None:
    """What is no place for a site is refused, and told which places are."""
    place = str(course.root / place) if place.startswith("build") else place
    refused = course.run("publish", "--", place)
    assert refused.code in {1, 2}
    assert told in refused.err


def test_nothing_built(classroom: Classroom, tmp_path: Path) -> None:
    """Before the first build there is nothing to publish."""
    refused = classroom.run("publish", str(tmp_path / "www"))
    assert refused.code == 1
    assert "run make first" in refused.err
    assert not (tmp_path / "www").exists()


def _plant(course: Classroom, path: str, text: str | bytes) -> None:
    place = course.root / "build" / "site" / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("index.html", "<p>bilbo@example.org</p>", "e-mail address bilbo@example.org"),
        ("notes.html", "<p title='Cyd Lowe'>", 'name "cyd lowe"'),
        ("notes.html", "<style>p::before { content: 'Cyd Lowe' }</style>", 'name "cyd lowe"'),
        ("assets/style.css", "p::before { content: '55 %' }", "score 55"),
        ("assets/verify.js", 'const name = "Cyd\\x20Lowe";', 'name "cyd lowe"'),
        ("list.json", r'{"name": "Cyd\u0020Lowe"}', 'name "cyd lowe"'),
        ("list.txt", "Cyd%20Lowe", 'name "cyd lowe"'),
        ("cyd-lowe.txt", "", 'name "cyd lowe"'),
        ("list.txt", "Cyd Löwe".encode("latin-1"), "no text in UTF-8"),
        ("Grades.xlsx", "PK", "of no kind that a site consists of"),
        ("certificate.pdf", "%PDF", "not the certificate of any page"),
        ("assets/sans.woff2", "wOF2", "no typeface of this program"),
        ("assets/photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\x03tEXtCyd1234", "no PNG, or holds more than a picture"),
        ("c/0000-0000-0000-0000/index.html", "<p>", "the register knows of no certificate with this code"),
        ("r/0123456789abcdef/index.html", "<p>", "no student of the register has this address"),
    ],
)
def test_planted_in_the_site(path: str, text: str | bytes, told: str, course: Classroom, tmp_path: Path) -> None:
    """Whatever somebody has put into the site since it was built is found, and nothing is published."""
    _plant(course, path, text)
    refused = course.run("publish", str(tmp_path / "www"))
    assert refused.code == 1
    assert told in refused.err
    assert not (tmp_path / "www").exists()
    assert course.run("build").code == 0
    assert course.run("publish", str(tmp_path / "www")).code == 0


def test_link_out_of_the_site(course: Classroom, tmp_path: Path) -> None:
    """A link in the site publishes nothing of what it leads to."""
    (course.root / "build" / "site" / "all.txt").symlink_to(course.root / "build" / "results.csv")
    refused = course.run("publish", str(tmp_path / "www"))
    assert refused.code == 1
    assert "is a link" in refused.err


def test_another_pdf(course: Classroom, tmp_path: Path) -> None:
    """A certificate's PDF that is not the one that was issued is not published, and what it tells is found."""
    (path,) = (course.root / "build" / "site" / "c").glob("*/certificate.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Subject"] = "Cyd Lowe"
        pdf.save()
    refused = course.run("publish", str(tmp_path / "www"))
    assert "this is not the PDF of certificate" in refused.err
    assert 'shows the name "cyd lowe"' in refused.err


def test_certificate_that_is_missing(course: Classroom, tmp_path: Path) -> None:
    """Where files are not those that the register knows, nothing is published before the next build."""
    for path in (course.root / "build" / "certificates").iterdir():
        path.unlink()
    refused = course.run("publish", str(tmp_path / "www"))
    assert refused.code == 1
    assert "is not there, and the history does not say that it was deleted" in refused.err


def test_build_is_due(course: Classroom, tmp_path: Path) -> None:
    """Where the gradebook has changed since the last build, what that build made is published, with a warning."""
    course.write_marks({"Ada Byron": [10] * 10, "Bilbo Baggins": [9] * 9 + [None], "Cyd Lowe": [5.5] * 10})
    outcome = course.run("publish", str(tmp_path / "www"))
    assert outcome.code == 0
    assert "the next build changes 1 certificate" in outcome.err


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Run rsync's own server for a folder; give its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    folder.mkdir()
    settings = folder.with_name("rsyncd.conf")
    who = f"uid = {os.getuid()}\ngid = {os.getgid()}\n" if os.getuid() == 0 else ""
    settings.write_text(f"use chroot = no\n{who}[www]\npath = {folder}\nread only = no\n")
    command = ["rsync", "--daemon", "--no-detach", "--address=127.0.0.1", f"--port={port}", f"--config={settings}"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as server:
        for _ in range(100):
            with socket.socket() as caller:
                if caller.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        try:
            yield f"rsync://127.0.0.1:{port}/www"
        finally:
            server.terminate()


def test_server(course: Classroom, tmp_path: Path) -> None:
    """A folder on a server becomes the site: what differs is sent, what is no longer part goes, its settings stay."""
    www = tmp_path / "www"
    with _server(www) as address:
        first = course.run("publish", f"{address}/adv")
        assert first.code == 0, first.err
        assert f"{len(site_of(course))} files new, 0 changed, 0 removed" in first.err
        assert tree(www / "adv") == site_of(course)
        assert "Nothing to publish" in course.run("publish", f"{address}/adv/").err
        (www / "adv" / ".htaccess").write_text("Require valid-user")
        withdraw_ada(course)
        assert "0 files new, 3 changed, 2 removed" in course.run("publish", f"{address}/adv").err
        assert tree(www / "adv") == {**site_of(course), ".htaccess": b"Require valid-user"}


def test_folder_of_something_else_on_a_server(course: Classroom, tmp_path: Path) -> None:
    """A server's folder that holds anything but a published site is left as it is, and so is a server that is not there."""
    www = tmp_path / "www"
    with _server(www) as address:
        (www / "index.html").write_text("the school")
        refused = course.run("publish", address)
        assert refused.code == 1
        assert "holds something that no publish has put there" in refused.err
        assert tree(www) == {"index.html": b"the school"}
    assert course.run("publish", address).code == 1


def test_program_that_is_missing(course: Classroom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without rsync or git the message says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for place, program in (("host.example.org:www", "rsync"), ("branch:pages", "git")):
        refused = course.run("publish", place)
        assert refused.code == 1
        assert f"apt-get install {program}" in refused.err


@pytest.fixture
def git(course: Classroom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    """Return a way to call git on a repository in which the course stands, with a bare one as its `origin`."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def call(*arguments: str, folder: Path = course.root) -> str:
        return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True).stdout.strip()

    call("init", "--quiet", "--initial-branch=main")
    (course.root / ".gitignore").write_text("build/\n")
    call("add", ".gitignore")
    call("-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", "begun")
    call("init", "--quiet", "--bare", str(tmp_path / "origin.git"))
    call("remote", "add", "origin", str(tmp_path / "origin.git"))
    return call


def _on_branch(git: Callable[..., str], name: str) -> set[str]:
    return set(git("ls-tree", "-r", "--name-only", name).splitlines())


def test_branch(course: Classroom, git: Callable[..., str], tmp_path: Path) -> None:
    """The branch holds the site and nothing else, is pushed, and neither working tree nor other branches know of it."""
    before = git("status", "--porcelain"), git("rev-parse", "main")
    first = course.run("publish", "branch:pages")
    assert first.code == 0, first.err
    assert "keep the repository of origin private" in first.err
    assert f"{len(site_of(course))} files new" in first.err
    assert _on_branch(git, "pages") == set(site_of(course))
    assert git("cat-file", "-p", "pages:_headers") == site_of(course)["_headers"].decode().strip()
    tip = git("rev-parse", "pages")
    assert "Nothing to publish" in course.run("publish", "branch:pages").err
    assert git("rev-parse", "pages") == tip == git("rev-parse", "pages", folder=tmp_path / "origin.git")
    withdraw_ada(course)
    assert "0 files new, 3 changed, 2 removed" in course.run("publish", "branch:pages").err
    assert _on_branch(git, "pages") == set(site_of(course))
    assert git("rev-parse", "pages") == git("rev-parse", "pages", folder=tmp_path / "origin.git")
    assert git("rev-list", "--count", "pages") == "1"
    assert before == (git("status", "--porcelain"), git("rev-parse", "main"))


def test_branch_of_something_else(course: Classroom, git: Callable[..., str], tmp_path: Path) -> None:
    """A branch that is checked out, that a person works on, or that somebody else has pushed is never replaced."""
    git("branch", "draft")
    git("branch", "theirs", "main")
    git("push", "--quiet", "origin", "theirs")
    git("branch", "-D", "theirs")
    told = {
        "main": "is checked out",
        "draft": "not made by a publish",
        "theirs": "not made by a publish at origin",
        "a..b": "no branches",
    }
    for name, what in told.items():
        refused = course.run("publish", f"branch:{name}")
        assert refused.code == 1
        assert what in refused.err
    assert git("rev-parse", "main") == git("rev-parse", "draft") == git("rev-parse", "theirs", folder=tmp_path / "origin.git")


def test_branch_that_cannot_be_pushed(course: Classroom, git: Callable[..., str], tmp_path: Path) -> None:
    """A push that fails is told, and made up for by the next publish, also after another machine has published."""
    shutil.move(tmp_path / "origin.git", tmp_path / "away.git")
    assert course.run("publish", "branch:pages").code == 1
    shutil.move(tmp_path / "away.git", tmp_path / "origin.git")
    assert course.run("publish", "branch:pages").code == 0
    assert git("rev-parse", "pages") == git("rev-parse", "pages", folder=tmp_path / "origin.git")
    git("branch", "-D", "pages")
    git("reflog", "expire", "--expire=now", "--all")
    git("gc", "--quiet", "--prune=now")
    withdraw_ada(course)
    assert course.run("publish", "branch:pages").code == 0
    assert git("rev-parse", "pages") == git("rev-parse", "pages", folder=tmp_path / "origin.git")


def test_course_with_another_listing(course: Classroom, tmp_path: Path) -> None:
    """A site that tells what course.toml has since made private is not published before the next build."""
    course.write_course(f'{COURSE_TOML}listing = "name"\n')
    assert course.run("build").code == 0
    course.write_course()
    refused = course.run("publish", str(tmp_path / "www"))
    assert refused.code == 1
    assert 'shows the name "ada byron"' in refused.err
