"""`certbuild export`: the certificates arranged for a printer and parted for mails, as whole commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest
from small_course import COURSE_TOML

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from conftest import Classroom

STUDENTS = {"Ada Byron": "Group B", "Bilbo Baggins": "group a", "Cyd Lowe": "", "Dai Rees": "Group A", "Eve Wu": "Group B"}
"""In the order of family names: Baggins, Byron, Lowe, Rees, Wu."""
NAMES = ["Baggins, Bilbo", "Byron, Ada", "Lowe, Cyd", "Rees, Dai", "Wu, Eve"]


def write_sheets(course: Path, paper: str = "A5 landscape") -> None:
    """Give a course the template `own`: sheets without artwork, with a transcript where one is asked for."""
    folder = course / "input" / "templates" / "own"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "template.toml").write_text(f'paper = "{paper}"\n', encoding="utf-8")
    (folder / "style.css").write_text('body { font-family: "Certbuild Sans" }\n', encoding="utf-8")
    (folder / "template.html").write_text(
        '{% extends "sheet.html" %}{% block sheet %}<h1>{{ field("holder", student.name) }}</h1>'
        '<p><a href="{{ link(certificate.url) }}">{{ field("code", certificate.code) }}</a></p>{% endblock %}',
        encoding="utf-8",
    )


def write_marks(course: Path, students: Mapping[str, str], marks: tuple[int, ...] = (9, 9, 8)) -> None:
    """Write a gradebook in which everybody passes, with a column for sections."""
    lines = ["ID,First name,Last name,Section,Essay,Talk,Exam"]
    for name, section in students.items():
        given, _, family = name.partition(" ")
        lines.append(f"{given.lower()},{given},{family},{section},{','.join(map(str, marks))}")
    (course / "input" / "grades.csv").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def built(new_classroom: type[Classroom], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a course of five who pass, with transcripts, after its first build."""
    room = new_classroom(tmp_path_factory.mktemp("exported") / "course")
    room.write_course(f'{COURSE_TOML}\n[certificate]\ntemplate = "own"\ntranscript = true\n')
    write_sheets(room.root)
    write_marks(room.root, STUDENTS)
    room.run_apart("build")
    return room.root


@pytest.fixture
def course(built: Path, copied: Callable[[Path], Classroom]) -> Classroom:
    """Return a copy of that course."""
    return copied(built)


def exported(course: Classroom, *options: str) -> dict[str, bytes]:
    """Export; return the files by name."""
    outcome = course.run("export", *options)
    assert outcome.code == 0, outcome.err
    return course.files("build/export")


def bookmarks(course: Classroom, name: str) -> dict[str, str]:
    """Return for each bookmark of a file of the export the label of the page that it leads to."""
    with pikepdf.open(course.root / "build" / "export" / name) as pdf, pdf.open_outline() as outline:
        places = {page.obj.objgen: page.label for page in pdf.pages}
        return {item.title: places[(item.destination or item.action.D)[0].objgen] for item in outline.root}


def test_without_options_it_is_the_merged_file(course: Classroom) -> None:
    """The same pages, bookmarks and labels, to the last byte."""
    assert exported(course) == {"certificates.pdf": course.files()["certificates.pdf"]}


def test_same_options_make_the_same_bytes(course: Classroom) -> None:
    """Exported once more, and of certificates that were made anew, every file is the same."""
    ways = (["--two-up"], ["--duplex"], ["--two-up", "--duplex"], ["--by", "section", "--max-size", "40KB"])
    first = [exported(course, *options) for options in ways]
    course.run("build", "--anew")
    assert [exported(course, *options) for options in ways] == first


@pytest.mark.parametrize("options", [["--two-up"], ["--duplex"], ["--two-up", "--duplex"]], ids=" ".join)
def test_bookmarks_lead_to_the_page_that_begins_with_the_certificate(options: list[str], course: Classroom) -> None:
    """However pages are arranged, there is one for each student, and it leads where the student's certificate is."""
    exported(course, *options)
    found = bookmarks(course, "certificates.pdf")
    numbers = {row["name"]: row["certificate"]["number"] for row in course.run("status", "--json").json["students"]}
    assert list(found) == NAMES
    for entry, label in found.items():
        family, _, given = entry.partition(", ")
        assert numbers[f"{given} {family}"] in label.split(" · ")


def test_each_section_has_a_file(course: Classroom) -> None:
    """Sections that would be called the same are told apart, and those who are in none have a file of their own."""
    files = exported(course, "--by", "section")
    found = {name: list(bookmarks(course, name)) for name in files}
    assert sorted(found.values()) == [["Baggins, Bilbo"], ["Byron, Ada", "Wu, Eve"], ["Lowe, Cyd"], ["Rees, Dai"]]
    assert found["certificates-group-b.pdf"] == ["Byron, Ada", "Wu, Eve"]
    assert found["certificates-without-section.pdf"] == ["Lowe, Cyd"]
    with pikepdf.open(course.root / "build" / "export" / "certificates-group-b.pdf") as pdf:
        assert pdf.docinfo["/Title"] == "Foundations of Adventuring: Group B"


@pytest.mark.parametrize("section", ["../a\\c:d*", "…", "1-of-2", "without section", "三班"])
def test_section_of_any_name_has_a_file_that_every_system_can_hold(section: str, course: Classroom) -> None:
    """Whatever a section is called, its file stands in the export's folder, and overwrites no other."""
    write_marks(course.root, {name: section if name == "Eve Wu" else "" for name in STUDENTS})
    course.run("build")
    names = sorted(exported(course, "--by", "section"))
    assert len(names) == 2
    assert all(name.startswith("certificates-") and name.isascii() and not set(name) & set('/\\:*?"<>| ') for name in names)


def test_parts_are_as_large_as_they_may_be(course: Classroom) -> None:
    """No part is larger; each has whole certificates, in order, with bookmarks and labels; one more would be too many."""
    whole = len(exported(course)["certificates.pdf"])
    limit = whole * 3 // 4
    files = exported(course, "--max-size", str(limit))
    names = [f"certificates-{number}-of-{len(files)}.pdf" for number in range(1, len(files) + 1)]
    assert sorted(files) == names
    assert len(names) > 1
    assert all(len(file) <= limit for file in files.values())
    found = [bookmarks(course, name) for name in names]
    assert [name for part in found for name in part] == NAMES
    assert all(number.startswith("ADV-2026-") for part in found for number in part.values())


def test_size_at_which_all_fits_makes_one_file(course: Classroom) -> None:
    """A file that is just as large as it may be is not parted; with one byte less it is."""
    whole = len(exported(course)["certificates.pdf"])
    assert list(exported(course, "--max-size", str(whole))) == ["certificates.pdf"]
    assert len(exported(course, "--max-size", str(whole - 1))) == 2


def test_parts_of_sections(course: Classroom) -> None:
    """Both options together part each section's file that is too large."""
    two = len(exported(course, "--by", "section")["certificates-group-b.pdf"])
    assert {name for name in exported(course, "--by", "section", "--max-size", str(two - 1)) if "group-b" in name} == {
        "certificates-group-b-1-of-2.pdf",
        "certificates-group-b-2-of-2.pdf",
    }


def test_certificate_that_is_larger_than_a_file_may_be_is_named(course: Classroom) -> None:
    """That is wrong usage: who it is and how large it is are told, and the export that stands is left as it is."""
    before = exported(course)
    outcome = course.run("export", "--max-size", "2KB")
    assert outcome.code == 2
    assert "Baggins, Bilbo" in outcome.err
    assert "--max-size" in outcome.err
    assert course.files("build/export") == before
    assert not list((course.root / "build").glob(".release*"))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--max-size", "20 furlongs"], "20MB"),
        (["--max-size", "20"], "unit"),
        (["--max-size", "-1MB"], "no size"),
        (["--by", "house"], "section"),
        (["--bleed", "3"], "3mm"),
        (["--bleed", "3km"], "3mm"),
        (["--bleed", "3000mm"], "20mm"),
        (["--two-up", "--bleed", "3mm"], "--bleed"),
        (["--two-up", "--crop-marks"], "--crop-marks"),
    ],
)
def test_wrong_usage_is_told(options: list[str], told: str, course: Classroom) -> None:
    """What cannot be meant is told with a remedy, and nothing is written."""
    outcome = course.run("export", *options)
    assert outcome.code == 2
    assert told in outcome.err
    assert not (course.root / "build" / "export").exists()


@pytest.mark.parametrize("size", ["0.05MB", "50 kb", "50000"])
def test_sizes_may_be_written_in_several_ways(size: str, course: Classroom) -> None:
    """With a unit in capitals or not, with a space, with a point, or as bytes: a kilobyte is a thousand of them."""
    assert all(len(file) <= 50_000 for file in exported(course, "--max-size", size).values())


def test_gradebook_without_sections_is_told(course: Classroom) -> None:
    """Nobody gets one file of all who asked for one of each section."""
    write_marks(course.root, dict.fromkeys(STUDENTS, ""))
    course.run("build")
    outcome = course.run("export", "--by", "section")
    assert outcome.code == 2
    assert "grades.csv" in outcome.err
    assert "in which section" in outcome.err


def test_export_replaces_the_one_before(course: Classroom) -> None:
    """Nothing of an earlier export is left."""
    exported(course, "--by", "section")
    assert list(exported(course)) == ["certificates.pdf"]


def test_export_that_was_killed_leaves_nothing(course: Classroom) -> None:
    """What one that was killed had begun is in nobody's way, and gone after the next."""
    begun = course.root / "build" / ".release-export" / "next"
    begun.mkdir(parents=True)
    (begun / "1").write_bytes(b"%PDF")
    assert list(exported(course)) == ["certificates.pdf"]
    assert not begun.parent.exists()


def test_build_that_changes_nothing_keeps_the_export(course: Classroom) -> None:
    """It still shows what there is; and the next build knows at a glance that there is nothing to do."""
    before = exported(course)
    assert "Nothing to do" in course.run("build").out
    assert course.files("build/export") == before


@pytest.mark.parametrize(
    "act", [("clean", "--student", "bilbo"), ("revoke", "bilbo", "--reason", "x"), ("reissue", "bilbo", "--reason", "x")]
)
def test_change_deletes_the_export(act: tuple[str, ...], course: Classroom) -> None:
    """No trace of a certificate that is deleted, revoked or replaced is left in it."""
    exported(course, "--by", "section")
    assert course.run(*act).code == 0
    assert not (course.root / "build" / "export").exists()


def test_build_with_new_marks_deletes_the_export(course: Classroom) -> None:
    """What it shows is out of date then."""
    exported(course)
    write_marks(course.root, STUDENTS, (10, 9, 9))
    assert course.run("build", "--yes").code == 0
    assert not (course.root / "build" / "export").exists()


def test_clean_all_deletes_the_export(course: Classroom) -> None:
    """It goes with everything else that was made."""
    exported(course)
    assert "build/export" in course.run("clean", "--all").err
    assert not (course.root / "build").exists()


def boxes(course: Classroom, name: str) -> list[list[list[float]]]:
    """Return trim, bleed and media box of each page, in millimetres."""
    with pikepdf.open(course.root / "build" / "export" / name) as pdf:
        found = [(page.TrimBox, page.BleedBox, page.MediaBox) for page in pdf.pages]
        return [[[round(float(side) * 25.4 / 72, 2) for side in box] for box in own] for own in found]


def test_bleed_is_for_the_export_alone(course: Classroom) -> None:
    """All pages are set again with it, in the same order, with bookmarks; the certificates' own files stay as they are."""
    before = course.files()
    exported(course, "--bleed", "0.3 cm", "--duplex")
    paper, beyond = [0, 0, 210, 148], [-3, -3, 213, 151]
    assert boxes(course, "certificates.pdf") == [[paper, beyond, beyond]] * 10
    assert list(bookmarks(course, "certificates.pdf")) == NAMES
    after = course.files()
    assert after.pop("export/certificates.pdf")
    assert after == before


def test_bleed_goes_with_marks_sections_and_parts(course: Classroom) -> None:
    """Each file has its marks, and none is too large."""
    options = ("--bleed", "3mm", "--crop-marks", "--by", "section", "--max-size", "40KB")
    files = exported(course, *options)
    assert all(len(file) <= 40_000 for file in files.values())
    assert boxes(course, "certificates-without-section.pdf")[0][2] == [-10, -10, 220, 158]


@pytest.mark.slow
def test_bleed_is_the_same_however_many_print(course: Classroom) -> None:
    """Two processes make the same bytes as one."""
    assert exported(course, "--bleed", "3mm", "--jobs", "2") == exported(course, "--bleed", "3mm", "--jobs", "1")


def test_bleed_waits_for_a_build_where_certificates_would_look_otherwise(course: Classroom) -> None:
    """What is set again must be what the certificates are; where a template has changed since, the build comes first."""
    write_sheets(course.root, "A5 portrait")
    outcome = course.run("export", "--bleed", "3mm")
    assert outcome.code == 1
    assert "5 certificates would look otherwise" in outcome.err
    assert not (course.root / "build" / "export").exists()


def test_deleted_certificate_is_left_out(course: Classroom) -> None:
    """What was deleted is in the export as little as in the merged file; that a build would make it again is a warning."""
    course.run("clean", "--student", "bilbo")
    outcome = course.run("export")
    assert outcome.code == 0
    assert "the next build changes 1 certificate" in outcome.err
    assert list(bookmarks(course, "certificates.pdf")) == NAMES[1:]


@pytest.mark.parametrize("damage", ["delete", "change"])
def test_file_that_is_not_the_one_that_was_made_is_told(damage: str, course: Classroom) -> None:
    """A certificate whose file somebody has deleted or changed stops the export, which names it."""
    path = next((course.root / "build" / "certificates").glob("*bilbo*"))
    path.unlink() if damage == "delete" else path.write_bytes(path.read_bytes() + b"\n")
    outcome = course.run("export")
    assert outcome.code == 1
    assert f"build/certificates/{path.name}" in outcome.err
    assert "makes it again" in outcome.err
    assert not (course.root / "build" / "export").exists()


def test_nothing_to_export_is_told(classroom: Classroom) -> None:
    """Before the first build there is nothing, and nothing is written for that."""
    outcome = classroom.run("export")
    assert outcome.code == 1
    assert "run make first" in outcome.err
    assert sorted(path.name for path in classroom.root.iterdir()) == ["input"]
