"""What the register promises when the disk, another program or somebody's hand has been at it."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from ordinary import run_as_ordinary_user
from registers import VERSION, edit, make_older, rows_of, version_of

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Classroom

COMMANDS = (
    ("plan",),
    ("status",),
    ("explain", "eve"),
    ("diff",),
    ("history",),
    ("verify", "build/certificates.pdf"),
    ("register", "check"),
    ("register", "export"),
    ("build",),
    ("clean", "--all"),
    ("clean", "--student", "eve"),
    ("revoke", "eve", "--reason", "x"),
    ("reinstate", "gus"),
    ("reissue", "eve", "--reason", "x"),
)
"""Every command that opens the register."""
SOME = (("history",), ("register", "check"), ("build",))


def _register(course: Classroom) -> Path:
    return course.root / "records" / "register.sqlite"


def _backups(course: Classroom) -> list[Path]:
    return sorted((course.root / "records" / "backups").iterdir())


def _all_stop(course: Classroom, *words: str, commands: tuple[tuple[str, ...], ...] = COMMANDS) -> None:
    """See that every command stops, tells all of these words, and changes no file."""
    before = course.files("records"), course.files()
    for command in commands:
        arguments = [str(course.root / word) if word.startswith("build/") else word for word in command]
        outcome = course.run(*arguments)
        told = f"{' '.join(command)}: {outcome.err}"
        assert outcome.code == 1, told
        assert "Traceback" not in outcome.err
        for word in ("register.sqlite", "→", *words):
            assert word in outcome.err, told
        assert (course.files("records"), course.files()) == before, told


def _put_back(course: Classroom) -> None:
    """Do what the messages say."""
    _register(course).rename(course.root / "damaged.sqlite")
    shutil.copy(_backups(course)[-1], _register(course))


@pytest.mark.parametrize("length", [0, 1, 20, 99, 100, 511, 512, 4095, 4096, 4097, 8192, 20000, -4096, -1])
def test_truncated(course: Classroom, length: int) -> None:
    """A register that was cut off stops everything, names the newest backup, and is not touched; the backup mends it."""
    content = _register(course).read_bytes()
    _register(course).write_bytes(content[:length])
    newest = _backups(course)[-1].name
    _all_stop(course, f"backups/{newest}", commands=COMMANDS if length in {0, 20000} else SOME)
    _put_back(course)
    _builds_when_asked(course)
    assert course.run("register", "check").code == 0


def test_no_database(course: Classroom) -> None:
    """A file that is no database stops everything and names the newest backup."""
    _register(course).write_bytes("Łucja\n".encode() * 3000)
    _all_stop(course, f"backups/{_backups(course)[-1].name}")


def test_without_any_backup(course: Classroom) -> None:
    """Where there is no backup in its place, the teacher's own is asked for."""
    shutil.rmtree(course.root / "records" / "backups")
    _register(course).write_bytes(b"nonsense" * 1000)
    _all_stop(course, "put back your last backup of it", commands=SOME)


def test_database_of_another_program(course: Classroom) -> None:
    """The database of another program is told as such and kept."""
    _register(course).unlink()
    with contextlib.closing(sqlite3.connect(_register(course))) as connection:
        connection.execute("CREATE TABLE bookmark (address TEXT)")
        connection.commit()
    _all_stop(course, "database of another program", "move it away")


def test_newer_version(course: Classroom) -> None:
    """The register of a newer program is told as such and kept."""
    with contextlib.closing(sqlite3.connect(_register(course))) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    _all_stop(course, f"version {VERSION + 1}, newer than this program", "use the newer certbuild")


def test_locked_by_another_program(course: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A register that another program holds is waited for, then told as such; once it is free, all goes on."""
    monkeypatch.setattr("certbuild.register.opening.PATIENCE", 0.05)
    with contextlib.closing(sqlite3.connect(_register(course), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        _all_stop(course, "database is locked", "another program has it open: close that")
        other.execute("ROLLBACK")
    assert course.run("build").code == 0


def test_read_only(course: Classroom) -> None:
    """A register that may only be read answers those who look, and stops those who would change it."""
    course.write_marks({"Ann Lee": [10] * 10, "Łucja Żółtowska": [9] * 10, "Gus Li": [9] * 10, "Eve Wu": [9] * 10})
    before = course.files("records"), course.files()
    _register(course).chmod(0o444)
    for command in (("history",), ("status",), ("register", "check"), ("register", "export")):
        assert run_as_ordinary_user(course.root, *command).returncode == 0
    for command in (("build",), ("revoke", "eve", "--reason", "x"), ("clean", "--all")):
        outcome = run_as_ordinary_user(course.root, *command)
        assert outcome.returncode == 1, outcome.stderr
        assert "see that the file and its folder can be written" in outcome.stderr
        assert "Traceback" not in outcome.stderr
        assert (course.files("records"), course.files()) == before
    _register(course).chmod(0o644)
    assert run_as_ordinary_user(course.root, "build").returncode == 0


def test_flipped_byte_in_each_page(course: Classroom) -> None:
    """A byte that flips at the beginning of any page stops everything, and no file is changed; the backup mends it."""
    content = _register(course).read_bytes()
    size = int.from_bytes(content[16:18], "big")
    overflowing = set(_overflow_pages(content, size))
    for page in range(len(content) // size):
        if page not in overflowing:
            spot = page * size + (0 if page else 100)
            _register(course).write_bytes(content[:spot] + bytes([content[spot] ^ 0x55]) + content[spot + 1 :])
            _all_stop(course, f"backups/{_backups(course)[-1].name}", commands=SOME)
    _put_back(course)
    _builds_when_asked(course)


def _builds_when_asked(course: Classroom) -> None:
    """Assert that a build on an older register asks first, since it does not know of the last act, and then ends well."""
    asked = course.run("build")
    assert asked.code == 6
    assert "lacks 1 entry of its history" in asked.err
    assert course.run("build", "--yes").code == 0
    assert "Nothing to do" in course.run("build").out


def test_an_older_register(classroom: Classroom) -> None:
    """An older register that knows every file by name, but not what was issued since, is noticed before it is built upon."""
    classroom.run("build")
    older = _register(classroom).read_bytes()
    classroom.run("reissue", "ada", "--reason", "paper lost")
    made = classroom.files()
    _register(classroom).write_bytes(older)
    asked = classroom.run("build")
    assert asked.code == 6
    assert "is an older one: it lacks 1 entry of its history, and does not know what was issued then" in asked.err
    assert "lacks 1 entry" in classroom.run("plan").out
    assert classroom.files() == made


@pytest.mark.parametrize(
    "statement", ["UPDATE certificate SET family = 'Bryon'", "UPDATE event SET score = '100'", "DELETE FROM event WHERE id = 1"]
)
def test_what_was_altered_is_not_built_upon(classroom: Classroom, statement: str) -> None:
    """A register whose certificates and history contradict each other stops every change: nothing wrong is issued upon it."""
    classroom.run("build")
    edit(_register(classroom), statement)
    classroom.write_marks({"Ada Byron": [10] * 10, "Bilbo Baggins": [9] * 10, "Cyd Lowe": [5] * 10})
    made, records = classroom.files(), classroom.files("records")
    for command in (("build", "--yes"), ("revoke", "ada", "--reason", "x"), ("reissue", "ada", "--reason", "x")):
        outcome = classroom.run(*command)
        assert outcome.code == 1
        assert "the register cannot be used" in outcome.err
        assert "→" in outcome.err
    assert (classroom.files(), classroom.files("records")) == (made, records)


def _overflow_pages(content: bytes, size: int) -> list[int]:
    """Return the pages, from 0, that hold no rows of their own but the rest of a long one."""
    return [page for page in range(1, len(content) // size) if content[page * size] not in {2, 5, 10, 13}]


@pytest.mark.slow
def test_flipped_byte_anywhere(course: Classroom) -> None:
    """Whichever byte flips, `register check` stops or tells it, or no certificate and no entry of the history has changed."""
    content = _register(course).read_bytes()
    sealed = _sealed(course)
    found = 0
    for spot in range(37, len(content), 97):
        _register(course).write_bytes(content[:spot] + bytes([content[spot] ^ 0x11]) + content[spot + 1 :])
        outcome = course.run("register", "check")
        assert outcome.code in {0, 1}
        assert "Traceback" not in outcome.err
        found += outcome.code
        if outcome.code == 0:
            assert _sealed(course) == sealed, spot
    assert found


def _sealed(course: Classroom) -> object:
    rows = rows_of(_register(course))
    unsealed = {"fingerprint", "ended_on", "reason"}
    certificates = [{name: value for name, value in row.items() if name not in unsealed} for row in rows["certificate"]]
    return certificates, rows["event"]


def test_a_word_that_is_none(course: Classroom) -> None:
    """A state, a day, a score or a moment that cannot be read stops everything with the remedy instead of a traceback."""
    newest = f"backups/{_backups(course)[-1].name}"
    content = _register(course).read_bytes()
    statements = (
        "UPDATE certificate SET state = 'lost' WHERE given = 'Eve'",
        "UPDATE certificate SET issued_on = '2026-13-01' WHERE given = 'Eve'",
        "UPDATE certificate SET score = '9O.0' WHERE given = 'Eve'",
        "UPDATE event SET at = 'yesterday' WHERE id = 1",
        "UPDATE student SET result_since = 'yesterday' WHERE key = 'eve'",
        "UPDATE memo SET value = 'abc yesterday' WHERE name = 'updated'",
        "UPDATE round SET built_at = 'yesterday'",
        "UPDATE round SET content = x'00'",
    )
    for statement in statements:
        edit(_register(course), statement)
        _all_stop(course, newest, commands=(("history",),) if "event" in statement else (("status",), ("build",)))
        assert course.run("register", "check").code == 1
        _register(course).write_bytes(content)


def test_one_backup_for_each_change(classroom: Classroom) -> None:
    """Each act that changes something leaves one backup, the register as it was; one that changes nothing leaves none."""
    classroom.run("build")
    folder = classroom.root / "records" / "backups"
    assert not folder.exists()
    acts: tuple[tuple[str, ...], ...] = (
        ("revoke", "ada", "--reason", "x"),
        ("reinstate", "ada"),
        ("reissue", "ada", "--reason", "x"),
        ("clean", "--student", "ada"),
        ("build",),
        ("clean", "--all"),
        ("build",),
        ("build", "--anew"),
    )
    for count, act in enumerate(acts, 1):
        before = rows_of(_register(classroom))
        assert classroom.run(*act).code == 0
        assert len(list(folder.iterdir())) == count
        assert rows_of(_backups(classroom)[-1]) == before
        for idle in (("build",), ("status",), ("register", "check"), ("register", "export")):
            if act[0] in {"build", "reissue"} or idle != ("build",):
                classroom.run(*idle)
        assert len(list(folder.iterdir())) == count


def test_ten_backups_are_kept(classroom: Classroom) -> None:
    """Of many backups the last ten are kept, in the order of the changes, however many fall into one second."""
    classroom.run("build")
    states = []
    for number in range(12):
        states.append(rows_of(_register(classroom)))
        act = ("reinstate", "ada") if number % 2 else ("revoke", "ada", "--reason", str(number))
        assert classroom.run(*act).code == 0
    assert [rows_of(backup) for backup in _backups(classroom)] == states[-10:]
    assert classroom.run("register", "check").code == 0


def test_a_change_that_fails_leaves_no_backup(course: Classroom) -> None:
    """An act that stops before its end leaves neither a backup nor anything else."""
    before = course.files("records"), course.files()
    assert course.run("revoke", "gus", "--reason", "again").code == 1
    course.write_marks({"Ann Lee": [9] * 10, "Hal " + "M" * 400: [9] * 10})
    assert course.run("build", "--yes").code == 5
    assert (course.files("records"), course.files()) == before


@pytest.mark.parametrize("version", range(1, VERSION))
def test_migration(course: Classroom, version: int) -> None:
    """From every older version all rows are kept, the history gets its chain, and the register as it was is backed up."""
    shutil.rmtree(course.root / "records" / "backups")  # those are of this program
    make_older(_register(course), version)
    older, content = rows_of(_register(course)), _register(course).read_bytes()
    for command in (("history",), ("register", "check"), ("register", "export")):
        assert course.run(*command).code == 0
    assert _register(course).read_bytes() == content
    assert course.run("build").code == 0
    assert version_of(_register(course)) == VERSION
    (backup,) = _backups(course)
    assert version_of(backup) == version
    assert rows_of(backup) == older
    newer = rows_of(_register(course))
    for table, rows in older.items():
        if table not in {"memo", "round"}:
            assert [{name: row[name] for name in rows[0]} for row in newer[table]][: len(rows)] == rows
    assert all(row["chain"] for row in newer["event"])
    assert course.run("register", "check").code == 0


REFUSED: dict[str, str] = {
    "UPDATE event SET reason = 'nothing' WHERE id = 1": "an entry of the history is never changed",
    "UPDATE event SET chain = '' WHERE id = 1": "an entry of the history is never changed",
    "DELETE FROM event WHERE id = 1": "an entry of the history is never deleted",
    "UPDATE certificate SET score = '100'": "what was printed on a certificate is never changed",
    "UPDATE certificate SET given = 'Eva'": "what was printed on a certificate is never changed",
    "DELETE FROM certificate": "a certificate is never deleted",
}


@pytest.mark.parametrize("statement", REFUSED)
def test_tables_refuse(course: Classroom, statement: str) -> None:
    """The register itself refuses to change or delete what is for good, whoever asks."""
    refused = pytest.raises(sqlite3.IntegrityError, match=REFUSED[statement])
    with contextlib.closing(sqlite3.connect(_register(course))) as connection, refused:
        connection.execute(statement)
    assert course.run("register", "check").code == 0


def _cut_short(course: Classroom) -> None:
    """Leave the register as a program leaves it that is killed while SQLite writes a change into the file."""
    script = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('PRAGMA cache_size = 1'); "
        "c.execute('BEGIN'); c.execute('UPDATE memo SET value = hex(zeroblob(100000))'); "
        'c.execute("UPDATE student SET present = 0"); os.kill(os.getpid(), 9)'
    )
    subprocess.run([sys.executable, "-c", script, str(_register(course))], check=False)
    assert _register(course).with_name("register.sqlite-journal").exists()


def test_killed_while_writing(course: Classroom) -> None:
    """A change that a killed program had half written is undone by the next command, whichever that is."""
    before = rows_of(_register(course))
    for command in (("history",), ("build",), ("register", "check")):
        _cut_short(course)
        assert course.run(*command).code == 0
        assert rows_of(_register(course)) == before
