"""What is wrong with a template is told with its place and what to do, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from printshop import TEMPLATES, in_folder, make_certificate, make_course, make_template, pdf_of

from certbuild import fonts
from certbuild.certificates import check_templates, typeset
from certbuild.crews import Crew
from certbuild.errors import ExitCode, Problem, RenderingError

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.config import Course

PLACE = 'template "own" › Bilbo Baggins'


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course that prints with a template of its own."""
    return make_course(tmp_path, certificate={"template": "own"})


def problem_of(course: Course, given: str = "Bilbo") -> Problem:
    """Return the one problem of a certificate; nothing may have been written for it."""
    with pytest.raises(RenderingError) as caught:
        pdf_of(course, make_certificate(given), course.folder / "out")
    assert not any((course.folder / "out").iterdir())
    assert caught.value.exit_code is ExitCode.RENDERING
    (problem,) = caught.value.problems
    return problem


def test_unknown_name_is_told_with_its_line(course: Course) -> None:
    """A misspelt name shows file, line and the name that was meant."""
    make_template(course, html="\n\n<p>{{ student.nam }}</p>")
    assert problem_of(course) == Problem(f"{PLACE} › template.html line 3", '"nam" is not known', 'did you mean "name"?')


def test_unknown_word_is_told(course: Course) -> None:
    """A word that template.toml does not have is named."""
    make_template(course, html="{{ strings.tilte }}", toml='[strings.en]\ntitle = "T"')
    assert problem_of(course).what == '"tilte" is not known'


def test_unknown_placeholder_is_told(course: Course) -> None:
    """A placeholder that the template does not fill in is named with those it does."""
    make_template(course, html='{{ field("a", fill(strings.result, score="1")) }}', toml='[strings.en]\nresult = "{grade} %"')
    assert "{grade}" in problem_of(course).what
    assert "{score}" in problem_of(course).hint


def test_broken_jinja_is_told_with_its_line(course: Course) -> None:
    """A tag that is not closed shows file and line."""
    make_template(course, html="\n{% if student.name %}")
    assert problem_of(course).where.startswith(f"{PLACE} › template.html line 2")


def test_template_cannot_reach_into_the_program(course: Course) -> None:
    """Python's inner names are closed to templates."""
    make_template(course, html="{{ student.__class__.__mro__ }}")
    assert "may not" in problem_of(course).what


@pytest.mark.parametrize(
    ("html", "what", "hint"),
    [
        ('<img src="crest.png" alt="a">', '"crest.png"', "no such file"),
        ('<img src="https://example.org/a.png" alt="a">', '"https://example.org/a.png"', "nothing is loaded"),
        ('<img src="../../secret.png" alt="a">', '"/secret.png"', "out of the template's folder"),
        ('<img src="file:///etc/hostname" alt="a">', '"/etc/hostname"', "out of the template's folder"),
        ('<img src="link.svg" alt="a">', '"link.svg"', "no such file"),
        (f'<img src="{"a" * 5000}.png" alt="a">', "a" * 50, ""),
        ('<img src="broken.png" alt="a">', "cannot be read", "PNG, JPEG or SVG"),
        ('<img src="dot.svg">', "no description", "alt="),
        ('<p style="colour: red">a</p>', "colour", "mend"),
        ('<p style="break-after: page">a</p><p>b</p>', "2 pages", "smaller"),
        ('{% include "part.html" %}', '"part.html"', "no such file"),
        ("{{ 1 / 0 }}", "division by zero", "mend"),
        ('{{ qr("a" * 5000) }}', "too large", "mend"),
        ('{{ field("a", "b") }}{{ field("a", "c") }}', "twice", "name of its own"),
        ('{{ field("a", "b", shrink_to="1cm") }}', "1cm", "18pt"),
        ('{{ field("a", "b", lines=3) }}', "3 lines", "lines=1 or lines=2"),
    ],
)
def test_fault_of_a_page_is_told(html: str, what: str, hint: str, course: Course) -> None:
    """Each fault of a page names the template and the student, what was found, and what to do."""
    make_template(course, html=html)
    folder = course.folder / "templates" / "own"
    (course.folder / "outside.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "link.svg").symlink_to(course.folder / "outside.svg")
    (folder / "broken.png").write_bytes(b"\x89PNG broken")
    (folder / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', encoding="utf-8")
    problem = problem_of(course)
    assert problem.where.startswith(PLACE)
    assert what in problem.what
    assert hint in problem.hint


def test_letter_that_no_font_has_is_a_problem(course: Course) -> None:
    """A box instead of a letter is never printed; the letter is named with what can be done."""
    make_template(course, html='{{ field("holder", student.name) }}')
    problem = problem_of(course, "Bil\u0378bo")
    assert problem.where == 'template "own" › Bil\u0378bo Baggins'
    assert "U+0378" in problem.what
    assert "install a font" in problem.hint


def test_page_without_a_language_is_a_problem(course: Course) -> None:
    """A page must say its language."""
    make_template(course)
    (course.folder / "templates/own/template.html").write_text("<title>T</title><p>a</p>", encoding="utf-8")
    assert "language" in problem_of(course).what


def test_page_without_a_title_is_a_problem(course: Course) -> None:
    """A page must have a title, which viewers and screen readers name it by."""
    make_template(course)
    (course.folder / "templates/own/template.html").write_text('<html lang="en"><p>a</p></html>', encoding="utf-8")
    assert "title" in problem_of(course).what


FACE = '@font-face { font-family: "Ours"; src: url("a.ttf") }'


@pytest.mark.parametrize(
    ("html", "css", "line", "what", "hint"),
    [
        ("{{ student.nam }}", "", "template.html line 3", '"nam" is not known', 'did you mean "name"?'),
        ("{% if student.name %}", "", "template.html line 3", "does not read as a template", "mend"),
        ('<img src="crest.png" alt="a">', "", "template.html line 3", '"crest.png"', "put it there or mend the name"),
        ("", 'p { background: url("crest.png") }', "style.css line 3", '"crest.png"', "put it there or mend the name"),
        ('<img src="http://a.example/b.png" alt="a">', "", "template.html line 3", "http://a.example/b.png", "put a copy"),
        ('<img src="../b.png" alt="a">', "", "template.html line 3", "/b.png", "put a copy into that folder"),
        ("<p>a</p>", 'p { font-family: "Comic Neue" }', "style.css line 3", '"Comic Neue"', "install it"),
        ("", f"{FACE}\n{FACE}", "style.css line 3", 'two font faces are called "Ours" normal normal', "weight or style"),
        ("<p>a</p>", "p { colour: red }", "style.css line 3", "colour", "mend"),
        ('<p style="height: 400mm">a</p><p>b</p>', "", "template.html", "takes 2 pages instead of one", "smaller"),
    ],
)
def test_fault_is_one_message_with_file_and_line(  # noqa: PLR0917 - a row of the table
    html: str, css: str, line: str, what: str, hint: str, course: Course
) -> None:
    """Each fault that a template of one's own is likely to have is told once, with file, line and what to do."""
    make_template(course, html=f"\n\n{html}<p>x</p>", css=f"\n\n{css}")
    (course.folder / "templates/own/a.ttf").write_bytes(fonts.faces()[0].path.read_bytes())
    problem = problem_of(course)
    assert problem.where in {f"{PLACE} › {line}", f'template "own" › {line}'}
    assert what in problem.what
    assert hint in problem.hint


def test_font_that_is_not_there_is_told_with_its_line(course: Course) -> None:
    """Another font would be printed in its place, unasked; families of CSS itself, and fonts of the system, are there."""
    make_template(course, html="<p>a</p><em>b</em>", css='p { font-family: serif }\nem { font-family: "Comic Neue", serif }')
    problem = problem_of(course)
    assert problem.where == 'template "own" › style.css line 2'
    assert '"Comic Neue"' in problem.what
    assert "@font-face" in problem.hint
    make_template(course, html="<p>a</p><em>b</em>", css='p { font-family: serif }\nem { font-family: "DejaVu Sans" }')
    fresh = make_course(course.folder, certificate={"template": "own"})
    pdf_of(fresh, make_certificate(), course.folder / "out")


def test_fault_of_the_style_sheet_is_told_with_its_line(course: Course) -> None:
    """An unknown name in style.css shows file and line, once, without a student."""
    make_template(course, css="\na { color: {{ inc }} }")
    assert problem_of(course).where == 'template "own" › style.css line 2'


def test_fault_of_the_template_is_told_once_for_all_students(course: Course) -> None:
    """What every certificate has wrong is one problem of the template; what one has wrong stays that student's."""
    make_template(course, html='<img src="crest.png" alt="a">')
    certificates = [make_certificate(name, "Took", number) for number, name in enumerate(("Ada", "Bob"), 1)]
    with pytest.raises(RenderingError) as caught:
        typeset(course, certificates, in_folder(course.folder / "out"), crew=Crew()).finished()
    assert [problem.where for problem in caught.value.problems] == ['template "own" › template.html line 1']
    make_template(course, html='{{ field("holder", student.name) }}')
    fresh = make_course(course.folder, certificate={"template": "own"})
    certificates[1] = make_certificate("Bob\u0378", "Took", 2)
    with pytest.raises(RenderingError) as caught:
        typeset(fresh, certificates, in_folder(course.folder / "out"), crew=Crew()).finished()
    assert [problem.where for problem in caught.value.problems] == ['template "own" › Bob\u0378 Took']


def test_shipped_templates_are_sound(tmp_path: Path) -> None:
    """A course with the shipped templates has no problems."""
    assert check_templates(make_course(tmp_path, award=[{"name": "Pass", "from": 80, "template": "letter"}])) == []


def test_missing_template_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    """The place is the line of course.toml; an award's own template is checked too."""
    course = make_course(tmp_path, certificate={"template": "clasic"}, award=[{"name": "Pass", "from": 80, "template": "x"}])
    assert check_templates(course) == [
        Problem("course.toml › [certificate] template", 'there is no template "clasic"', 'did you mean "classic"?'),
        Problem(
            'course.toml › [[award]] "Pass" template', 'there is no template "x"', f"known templates: {', '.join(TEMPLATES)}"
        ),
    ]


@pytest.mark.parametrize(
    ("toml", "where", "what", "hint"),
    [
        ("paper = ", "own/template.toml", "not valid TOML", "mend that line"),
        ('papr = "A4"', "own/template.toml", '"papr"', '"paper"'),
        ('paper = "A9"', "own/template.toml", '"A9"', "A4"),
        ('extends = "clasic"', "own/template.toml", '"clasic"', '"classic"'),
        ('extends = "own"', "own/template.toml", "in turn", ""),
        ("strings = 1", "own/template.toml", "strings", "[strings.en]"),
        ('[strings.de]\nmotto = "T"', "course.toml › [course] language", "motto", "[certificate.strings.en]"),
        ('[colours]\nink = "blue"', "own/template.toml", "colours", "#16324f"),
    ],
)
def test_fault_of_the_settings_is_told(toml: str, where: str, what: str, hint: str, course: Course) -> None:
    """Each fault of template.toml names the file, what was read, and what to do."""
    make_template(course, toml=toml)
    (problem,) = check_templates(course)
    assert problem.where == where
    assert what in problem.what
    assert hint in problem.hint


def test_template_without_a_page_is_told(course: Course) -> None:
    """A folder without template.html prints nothing."""
    make_template(course)
    (course.folder / "templates/own/template.html").unlink()
    (problem,) = check_templates(course)
    assert "template.html" in problem.what


def test_unknown_word_of_course_toml_is_told(tmp_path: Path) -> None:
    """A word that no template has is named with the one that was meant."""
    course = make_course(tmp_path, certificate={"strings": {"en": {"titel": "T"}}})
    (problem,) = check_templates(course)
    assert problem.where == "course.toml › [certificate.strings.en]"
    assert problem.hint == 'did you mean "title"?'
