"""The register exported, imported, and held against history, files and sites."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from registers import VERSION, edit, make_older, older_export, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Classroom


def _register(course: Classroom) -> Path:
    return course.root / "records" / "register.sqlite"


def _export(course: Classroom) -> Path:
    file = course.root / "register.jsonl"
    assert course.run("register", "export", str(file)).code == 0
    return file


def _lose_register(course: Classroom) -> None:
    shutil.rmtree(course.root / "records")


def _differences(course: Classroom) -> list[dict[str, str]]:
    outcome = course.run("register", "check", "--json")
    assert outcome.code == (1 if outcome.json["problems"] else 0)
    assert outcome.json["agrees"] == (not outcome.json["problems"])
    problems: list[dict[str, str]] = outcome.json["problems"]
    assert all(problem["hint"] for problem in problems)
    return problems


def _the_difference(course: Classroom) -> tuple[str, str]:
    (problem,) = _differences(course)
    return problem["where"], problem["what"]


def _import_refused(course: Classroom, lines: list[str]) -> list[str]:
    """Return the messages of an import of these lines, which changes nothing."""
    _lose_register(course)
    file = course.root / "changed.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    outcome = course.run("register", "import", str(file))
    assert outcome.code == 1
    assert "Traceback" not in outcome.err
    assert not (course.root / "records").exists()
    return outcome.err.splitlines()


def _lines(course: Classroom) -> list[str]:
    return _export(course).read_text(encoding="utf-8").removesuffix("\n").split("\n")


def _number(lines: list[str], *words: str) -> int:
    """Return the number, from 1, of the first line with all these words."""
    return next(number for number, line in enumerate(lines, 1) if all(word in line for word in words))


def test_export(course: Classroom) -> None:
    """An export says what it is and holds every row of every table, one JSON object a line, names in their own letters."""
    text = _export(course).read_text(encoding="utf-8")
    head, *lines = map(json.loads, text.splitlines())
    assert (head["certbuild"], head["version"]) == ("register", VERSION)
    rows = rows_of(_register(course))
    found: dict[str, list[dict[str, Any]]] = {table: [] for table in rows}
    for line in lines:
        found[line.pop("table")].append(line)
    assert {table: len(own) for table, own in found.items()} == head["lines"]
    gradebook = found.pop("round")
    assert {table: own for table, own in rows.items() if table != "round"} == found
    assert [row["key"] for row in gradebook[1:]] == ["ann", "łucja", "gus", "eve"]
    assert gradebook[1]["values"] == ["9"] * 9 + ["10"]
    assert "Żółtowska" in text
    assert "copied “essay”" in text


def test_export_twice(course: Classroom) -> None:
    """Exporting twice gives the same bytes, to a file and to the standard output, and changes no file."""
    records, made = course.files("records"), course.files()
    file = _export(course)
    first = file.read_bytes()
    assert course.run("register", "export", str(file)).code == 0
    assert file.read_bytes() == first
    assert course.run("register", "export").out.encode() == first
    assert (course.files("records"), course.files()) == (records, made)


def test_later_export(course: Classroom) -> None:
    """A later export leaves the lines of what has not changed as and where they were."""
    before = _lines(course)
    course.run("reissue", "eve", "--reason", "lost")
    after = _lines(course)
    kept = [line for line in after if line in before]
    assert kept == [line for line in before if line in after]
    gone = [json.loads(line) for line in before if line not in after]
    assert [line.get("table") for line in gone] == [None, "certificate", "memo", "memo"]
    assert gone[1]["given"] == "Eve"


def test_export_without_a_register(classroom: Classroom) -> None:
    """Where there is no register, there is nothing to export: that is said, and an earlier export is kept."""
    file = classroom.root / "register.jsonl"
    file.write_bytes(b"kept")
    outcome = classroom.run("register", "export", str(file))
    assert outcome.code == 1
    assert "there is no register that could be exported" in outcome.err
    assert file.read_bytes() == b"kept"


@pytest.mark.parametrize("name", ["records/register.sqlite", "input/course.toml"])
def test_export_over_another_file(course: Classroom, name: str) -> None:
    """An export replaces an earlier export and no other file, least of all the register."""
    before = (course.root / name).read_bytes()
    outcome = course.run("register", "export", str(course.root / name))
    assert outcome.code == 1
    assert "it is kept" in outcome.err
    assert (course.root / name).read_bytes() == before


def test_move_to_another_machine(course: Classroom) -> None:
    """Input and export alone give the same register and the same bytes of every file on another machine."""
    export = _export(course)
    made, exported = course.files(), export.read_bytes()
    old = course.root.rename(course.root.with_name("old"))
    shutil.copytree(old / "input", course.root / "input")
    outcome = course.run("register", "import", str(old / "register.jsonl"))
    assert outcome.code == 0
    assert "5 certificates" in outcome.err
    assert course.run("register", "export").out.encode() == exported
    assert course.run("register", "check").code == 0
    assert course.run("build").code == 0
    assert course.files() == made
    assert _differences(course) == []


def test_import_after_a_loss(course: Classroom) -> None:
    """Where only the register was lost, an import brings it back, and the next build finds nothing to do."""
    export = _export(course)
    made = course.files()
    _lose_register(course)
    assert course.run("register", "import", str(export)).code == 0
    assert _differences(course) == []
    assert "Nothing to do" in course.run("build").out
    assert course.files() == made


def test_import_never_overwrites(course: Classroom) -> None:
    """A course that has a register keeps it, whatever is imported."""
    export, records = _export(course), course.files("records")
    outcome = course.run("register", "import", str(export))
    assert outcome.code == 1
    assert "the course has a register already" in outcome.err
    assert "move that one away first" in outcome.err
    assert course.files("records") == records


def test_import_beside_the_rest_of_a_broken_change(course: Classroom) -> None:
    """What SQLite would undo in the new register, though it belongs to one that is gone, is told and left alone."""
    export = _export(course)
    journal = _register(course).with_name("register.sqlite-journal")
    _register(course).rename(course.root / "away.sqlite")
    journal.write_bytes(b"left over")
    for command in (("register", "import", str(export)), ("build", "--yes")):
        outcome = course.run(*command)
        assert outcome.code == 1
        assert "register.sqlite-journal" in outcome.err
        assert journal.read_bytes() == b"left over"
        assert not _register(course).exists()


def test_import_through_windows(course: Classroom) -> None:
    """Line ends and the mark at the beginning that other systems add do no harm."""
    export = _export(course)
    content = export.read_bytes()
    export.write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    _lose_register(course)
    assert course.run("register", "import", str(export)).code == 0
    assert course.run("register", "export").out.encode() == content


@pytest.mark.parametrize("version", range(1, VERSION))
def test_import_of_an_older_export(course: Classroom, version: int) -> None:
    """The export of an older program becomes the same register as that program's own, brought up to date."""
    file = _export(course)
    file.write_bytes(older_export(file.read_bytes(), version))
    make_older(_register(course), version)
    expected = course.run("register", "export").out
    _lose_register(course)
    assert course.run("register", "import", str(file)).code == 0
    assert course.run("register", "export").out == expected
    assert _differences(course) == []


def _broken_json(lines: list[str]) -> int:
    lines[7] = lines[7][:-1]
    return 8


def _merge_marks(lines: list[str]) -> int:
    lines.insert(3, "<<<<<<< HEAD")
    return 4


def _no_object(lines: list[str]) -> int:
    lines[5] = "[1, 2]"
    return 6


def _unknown_table(lines: list[str]) -> int:
    lines[2] = lines[2].replace('"student"', '"pupil"', 1)
    return 3


def _unknown_column(lines: list[str]) -> int:
    lines[2] = lines[2].replace('"result_code"', '"secret"', 1)
    return 3


def _wrong_type(lines: list[str]) -> int:
    number = _number(lines, '"certificate"', "Eve")
    lines[number - 1] = lines[number - 1].replace('"90.0"', "90.0", 1)
    return number


def _half_a_character(lines: list[str]) -> int:
    number = _number(lines, '"certificate"', "Eve")
    lines[number - 1] = lines[number - 1].replace('"Eve"', '"Ev\\ud83d"', 1)
    return number


def _twice(lines: list[str]) -> int:
    number = _number(lines, '"certificate"', "Eve")
    lines.insert(number, lines[number - 1])
    return number + 1


def _stranger(lines: list[str]) -> int:
    number = _number(lines, '"certificate"', "Eve")
    lines[number - 1] = lines[number - 1].replace('"eve"', '"eva"', 1)
    return number


def _no_first_line(lines: list[str]) -> int:
    del lines[0]
    return 1


def _newer(lines: list[str]) -> int:
    lines[0] = lines[0].replace(f'"version": {VERSION}', f'"version": {VERSION + 1}')
    return 1


def _cut_off(lines: list[str]) -> int:
    del lines[-1]
    return 1


def _without_a_student(lines: list[str]) -> int:
    del lines[_number(lines, '"memo"', '"updated"') - 1]
    return 1


def _edited_entry(lines: list[str]) -> int:
    number = _number(lines, '"event"', "copied")
    lines[number - 1] = lines[number - 1].replace("copied", "wrote")
    return number


def _deleted_entry(lines: list[str]) -> int:
    number = _number(lines, '"event"', '"id": 3')
    del lines[number - 1]
    counts = json.loads(lines[0])
    counts["lines"]["event"] -= 1
    lines[0] = json.dumps(counts)
    return number


def _edited_certificate(lines: list[str]) -> int:
    number = _number(lines, '"certificate"', "Eve")
    lines[number - 1] = lines[number - 1].replace('"90.0"', '"99.0"', 1)
    return number


def _edited_state(lines: list[str]) -> int:
    number = _number(lines, '"certificate"', "Gus")
    lines[number - 1] = lines[number - 1].replace('"revoked"', '"issued"', 1)
    return number


def _unknown_state(lines: list[str]) -> int:
    number = _number(lines, '"certificate"', "Gus")
    lines[number - 1] = lines[number - 1].replace('"revoked"', '"lost"', 1)
    return number


def _unknown_day(lines: list[str]) -> int:
    number = _number(lines, '"student"', '"eve"')
    lines[number - 1] = lines[number - 1].replace('"result_since": "2026-11-23"', '"result_since": "2026-11-31"', 1)
    return number


def _unknown_day_of_the_course(lines: list[str]) -> int:
    number = _number(lines, '"memo"', '"updated"')
    lines[number - 1] = lines[number - 1].replace("2026-11-23", "yesterday", 1)
    return number


def _edited_rules(lines: list[str]) -> int:
    number = _number(lines, '"table": "rules"')
    lines[number - 1] = lines[number - 1].replace("equal", "points")
    return number


def _mark_too_few(lines: list[str]) -> int:
    number = _number(lines, '"round"', '"values"')
    lines[number - 1] = lines[number - 1].replace('"9", ', "", 1)
    return number


FAULTS: dict[Callable[[list[str]], int], str] = {
    _broken_json: "not a line of JSON",
    _merge_marks: "not a line of JSON",
    _no_object: "no object",
    _unknown_table: '"pupil" is no table',
    _unknown_column: '"result_code" is missing; "secret" is no column',
    _wrong_type: '"score" is 90.0, but must be text',
    _half_a_character: "but must be text",
    _twice: "cannot stand beside the others",
    _stranger: "cannot stand beside the others",
    _no_first_line: "the first line does not say",
    _newer: "newer than this program",
    _cut_off: 'lines of the table "round"',
    _without_a_student: 'lines of the table "memo"',
    _edited_entry: "it does not follow from the one before",
    _deleted_entry: "entry 3 is missing before it",
    _edited_certificate: "is not what entry 3 of the history was sealed over",
    _edited_state: "it is issued here, and revoked by the history",
    _unknown_state: "cannot be read",
    _unknown_day: "cannot be read",
    _unknown_day_of_the_course: "cannot be read",
    _edited_rules: "not what they were when they were kept",
    _mark_too_few: "with 10 marks",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_faulty_import(course: Classroom, fault: Callable[[list[str]], int]) -> None:
    """An export that is not as it was written makes no register; the line is named, what is wrong, and what to do."""
    lines = _lines(course)
    number = fault(lines)
    told = _import_refused(course, lines)
    place = next(index for index, line in enumerate(told) if line.endswith(f"changed.jsonl › line {number}"))
    assert FAULTS[fault] in told[place + 1]
    assert told[place + 2].strip().startswith("→")


def test_import_of_something_else(classroom: Classroom) -> None:
    """An empty file, a picture and a file that is not there make no register."""
    file = classroom.root / "other"
    for content in (b"", b"\x89PNG\r\n\x1a\n\x00\xff", b"\n\n"):
        file.write_bytes(content)
        outcome = classroom.run("register", "import", str(file))
        assert outcome.code == 1
        assert "the first line does not say that this is the export of a register" in outcome.err
    assert "there is no such file" in classroom.run("register", "import", "nowhere.jsonl").err
    assert not (classroom.root / "records").exists()


def test_check(course: Classroom) -> None:
    """Where all agree, one line says how much was compared and the digest of the last entry; nothing is written."""
    _export(course)
    records, made = course.files("records"), course.files()
    outcome = course.run("register", "check")
    assert outcome.code == 0
    document = course.run("register", "check", "--json").json
    events = course.run("history", "--json").json["events"]
    pages = sum(name.endswith(".html") for name in made if name.startswith(("site/", "teacher/")))
    pdfs = sum(name.endswith(".pdf") for name in made)
    assert document == {
        "agrees": True,
        "certificates": 5,
        "entries": len(events),
        "chain": events[-1]["chain"],
        "backups": 4,
        "files": pdfs,
        "pages": pages,
        "problems": [],
    }
    (line,) = outcome.out.splitlines()
    assert line == (
        f"5 certificates, {len(events)} entries of the history, 4 backups, {pdfs} PDFs and {pages} pages held against each "
        f"other: all agree; the last entry is {events[-1]['chain']}"
    )
    assert (course.files("records"), course.files()) == (records, made)


def test_check_of_nothing(classroom: Classroom) -> None:
    """Before the first build all agree, and nothing is created."""
    outcome = classroom.run("register", "check")
    assert outcome.code == 0
    assert "0 certificates" in outcome.out
    assert sorted(path.name for path in classroom.root.iterdir()) == ["input"]


def test_check_at_every_turn(classroom: Classroom) -> None:
    """After each act on a course all agree: built, changed, deleted one and all, revoked, reinstated, reissued, withdrawn."""
    marks: dict[str, list[object]] = {"Ada Byron": [9] * 10, "Bo Li": [9] * 10, "Cyd Lowe": [9] * 10}
    better = marks | {"Bo Li": [10] * 10}
    worse = marks | {"Bo Li": [1] * 10}
    acts: list[tuple[dict[str, list[object]], tuple[str, ...]]] = [
        (marks, ("build", "--only", "ada")),
        (marks, ("build",)),
        (better, ("build",)),
        (better, ("clean", "--student", "bo")),
        (better, ("revoke", "ada", "--reason", "x")),
        (better, ("clean", "--all")),
        (better, ("reinstate", "ada")),
        (better, ("build",)),
        (better, ("reissue", "bo", "--reason", "x")),
        (worse, ("build",)),
        (better, ("build",)),
        (better, ("build", "--anew")),
        (better, ("clean", "--all")),
        (better, ("preview",)),
    ]
    for book, act in acts:
        classroom.write_marks(book)
        assert classroom.run(*act).code == 0
        assert (act, _differences(classroom)) == (act, [])


def test_check_when_a_certificate_has_expired(course: Classroom) -> None:
    """A certificate that has expired overnight is told, as its page still calls it valid, until the next build."""
    row = next(row for row in rows_of(_register(course))["certificate"] if row["given"] == "Eve")
    edit(_register(course), "UPDATE certificate SET valid_until = '2020-01-01' WHERE given = 'Eve'")
    told = [f"{problem['where']}: {problem['what']}" for problem in _differences(course)]
    assert (
        f"build/site/c/{row['code']}/index.html: certificate {row['number']}, revision 1, is expired by the register"
        in "\n".join(told)
    )
    assert any("wu-eve-eve.pdf" in line and "which is expired" in line for line in told)


SQL = {
    "edited entry": ("UPDATE event SET reason = 'nothing' WHERE id = 2", "entry 2 of the history", "does not follow"),
    "deleted entry": ("DELETE FROM event WHERE id = 3", "entry 4 of the history", "entry 3 is missing"),
    "changed score of an entry": ("UPDATE event SET score = '99' WHERE id = 1", "entry 1 of the history", "does not follow"),
    "edited name": ("UPDATE certificate SET given = 'Eva' WHERE given = 'Eve'", "ADV-2026-0003, revision 1", "sealed over"),
    "changed score": ("UPDATE certificate SET score = '99.0' WHERE given = 'Eve'", "ADV-2026-0003, revision 1", "sealed over"),
    "another code": ("UPDATE certificate SET code = 'AAAA' WHERE given = 'Eve'", "ADV-2026-0003, revision 1", "no entry"),
    "undone revocation": (
        "UPDATE certificate SET state = 'issued' WHERE given = 'Gus'",
        "ADV-2026-0002, revision 1",
        "issued here, and revoked by the history",
    ),
    "revived revision": (
        "UPDATE certificate SET state = 'issued' WHERE given = 'Ann' AND revision = 1",
        "ADV-2026-0001, revision 1",
        "issued here, and superseded by the history",
    ),
    "another PDF": (
        "UPDATE certificate SET sha256 = 'ab' WHERE given = 'Eve'",
        "ADV-2026-0003, revision 1",
        "none that was ever made of it",
    ),
    "another number": ("UPDATE certificate SET revision = 3 WHERE given = 'Eve'", "revision 3", "missing"),
    "edited rules": ("UPDATE rules SET content = '{}'", "rules", "not what they were"),
    "lost rules": ("DELETE FROM rules", "entry 1 of the history", "are not there"),
}


@pytest.mark.parametrize("case", SQL)
def test_check_finds_what_was_changed_by_hand(course: Classroom, case: str) -> None:
    """What somebody changes in the register past its triggers is found, and the first row that it shows in is named."""
    statement, where, what = SQL[case]
    if case == "another code":
        edit(
            _register(course),
            "UPDATE certificate SET sha256 = '' WHERE given = 'Eve'",
            "DELETE FROM rendering WHERE code IN (SELECT code FROM certificate WHERE given = 'Eve')",
        )
    edit(_register(course), statement)
    found = _differences(course)
    assert any(where in problem["where"] and what in problem["what"] for problem in found), found


def test_check_finds_a_lost_tail(course: Classroom) -> None:
    """When the last entries are gone without a trace in the chain, the backups still have them."""
    entries = len(rows_of(_register(course))["event"])
    edit(_register(course), f"DELETE FROM event WHERE id >= {entries - 1}")  # noqa: S608 - a number
    found = [problem for problem in _differences(course) if "backups/" in problem["where"]]
    assert "the register lacks 1 entry" in found[-1]["what"]


def test_check_of_backups(course: Classroom) -> None:
    """A backup that is damaged, and one with another history, are told; the register itself is not blamed."""
    first, second, *_ = sorted((course.root / "records" / "backups").iterdir())
    first.write_bytes(first.read_bytes()[:5000])
    edit(second, "UPDATE event SET reason = 'nothing' WHERE id = 2")
    one, two = _differences(course)
    assert one["where"] == f"records/backups/{first.name}"
    assert (two["where"], "entry 2" in two["what"]) == (f"records/backups/{second.name}", True)


def test_check_of_backups_of_an_older_program(course: Classroom) -> None:
    """A backup from before the history had its chain agrees where its entries are the same, and not where one is not."""
    make_older(_register(course), 2)
    course.write_marks({"Ann Lee": [9] * 10, "Łucja Żółtowska": [9] * 10, "Gus Li": [9] * 10, "Eve Wu": [9] * 10})
    shutil.rmtree(course.root / "records" / "backups")
    course.run("build")
    (backup,) = (course.root / "records" / "backups").iterdir()
    assert _differences(course) == []
    edit(backup, "UPDATE event SET reason = 'nothing' WHERE id = 2")
    assert _the_difference(course) == (f"records/backups/{backup.name}", "entry 2 of its history is not the register's")


def _delete_pdf(course: Classroom) -> str:
    (course.root / "build/certificates/wu-eve-eve.pdf").unlink()
    return "build/certificates/wu-eve-eve.pdf: the PDF of certificate ADV-2026-0003 is not there"


def _change_pdf(course: Classroom) -> str:
    (course.root / "build/certificates/wu-eve-eve.pdf").write_bytes(b"%PDF-1.7 forged")
    return "build/certificates/wu-eve-eve.pdf: this is not the PDF of certificate ADV-2026-0003"


def _add_pdf(course: Classroom) -> str:
    (course.root / "build/certificates/other.pdf").write_bytes(b"%PDF-1.7 other")
    return "build/certificates/other.pdf: the register knows of no certificate in this file"


def _keep_revoked_pdf(course: Classroom) -> str:
    course.run("reinstate", "gus")
    pdf = course.root / "build/certificates/li-gus-gus.pdf"
    content = pdf.read_bytes()
    course.run("revoke", "gus", "--reason", "again")
    pdf.write_bytes(content)
    return "build/certificates/li-gus-gus.pdf: this is certificate ADV-2026-0002, revision 1, which is revoked"


def _change_merged(course: Classroom) -> str:
    (course.root / "build/certificates.pdf").write_bytes(b"%PDF-1.7")
    return "build/certificates.pdf: this is not the merged PDF that was last made"


def _delete_merged(course: Classroom) -> str:
    (course.root / "build/certificates.pdf").unlink()
    return "build/certificates.pdf: the merged PDF that was last made is not there"


def _page(course: Classroom, given: str) -> Path:
    codes = [str(row["code"]) for row in rows_of(_register(course))["certificate"] if row["given"] == given]
    return course.root / "build/site/c" / codes[-1]


def _delete_page(course: Classroom) -> str:
    (_page(course, "Gus") / "index.html").unlink()
    return "the page of certificate ADV-2026-0002, revision 1, is not there"


def _page_says_otherwise(course: Classroom) -> str:
    page = _page(course, "Gus") / "index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace('data-state="revoked"', 'data-state="issued"'), encoding="utf-8")
    return 'certificate ADV-2026-0002, revision 1, is revoked by the register, and its page tells "issued"'


def _add_page(course: Classroom) -> str:
    shutil.copytree(_page(course, "Eve"), course.root / "build/site/c/0000-0000-0000-0000")
    return "build/site/c/0000-0000-0000-0000: the register knows of no certificate with this code"


def _change_public_pdf(course: Classroom) -> str:
    (_page(course, "Eve") / "certificate.pdf").write_bytes(b"%PDF-1.7")
    return "certificate.pdf: this is not the PDF of certificate ADV-2026-0003, revision 1 that the register knows"


def _publish_revoked_pdf(course: Classroom) -> str:
    (_page(course, "Gus") / "certificate.pdf").write_bytes(b"%PDF-1.7")
    return "certificate ADV-2026-0002, revision 1, is revoked, and its PDF is still public"


def _delete_public_pdf(course: Classroom) -> str:
    (_page(course, "Eve") / "certificate.pdf").unlink()
    return 'index.html: its link "certificate.pdf" leads to a file that is not there'


def _delete_style(course: Classroom) -> str:
    (course.root / "build/teacher/assets/table.js").unlink()
    return 'build/teacher/index.html: its link "assets/table.js" leads to a file that is not there'


def _delete_face(course: Classroom) -> str:
    next((course.root / "build/site/assets").glob("*.woff2")).unlink()
    return "build/site/assets/style.css: its link"


def _add_private_page(course: Classroom) -> str:
    folder = next((course.root / "build/site/r").iterdir())
    shutil.copytree(folder, folder.with_name("0000"))
    return "build/site/r/0000: no student of the register has this address"


def _delete_site(course: Classroom) -> str:
    shutil.rmtree(course.root / "build/site")
    return "build/site: there is no public site"


SPOILED: tuple[Callable[[Classroom], str], ...] = (
    _delete_pdf,
    _change_pdf,
    _add_pdf,
    _keep_revoked_pdf,
    _change_merged,
    _delete_merged,
    _delete_page,
    _page_says_otherwise,
    _add_page,
    _change_public_pdf,
    _publish_revoked_pdf,
    _delete_public_pdf,
    _delete_style,
    _delete_face,
    _add_private_page,
    _delete_site,
)


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__.strip("_"))
def test_check_finds_what_is_wrong_with_the_files(course: Classroom, spoil: Callable[[Classroom], str]) -> None:
    """Files that are not those that the register remembers are named; the next build, where it may, mends them."""
    message = spoil(course)
    assert any(message in f"{problem['where']}: {problem['what']}" for problem in _differences(course))
    course.run("build", "--yes")
    assert _differences(course) == []


def test_check_tells_all_on_the_terminal(course: Classroom) -> None:
    """Each difference is told with place and remedy; the last line counts them."""
    _delete_pdf(course)
    _change_merged(course)
    outcome = course.run("register", "check")
    assert outcome.code == 1
    assert outcome.err.count("→") == 2 + outcome.err.count("leads to a file")
    assert "differences; the last entry is" in outcome.out.splitlines()[-1]


def test_export_on_any_machine(course: Classroom) -> None:
    """The standard output has the same bytes as the file, whatever encoding the machine prefers."""
    file = _export(course)
    assert course.run_apart("register", "export", PYTHONIOENCODING="ascii") == file.read_bytes()


def test_usage(classroom: Classroom) -> None:
    """The group without a command says which there are."""
    outcome = classroom.run("register")
    assert outcome.code == 2
    assert all(name in outcome.err + outcome.out for name in ("check", "export", "import"))
