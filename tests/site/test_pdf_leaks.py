"""What a certificate's PDF tells beyond what its page may: found wherever it stands in the file, and never in a genuine one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest
from campus import BILBO, make_course, make_overview
from small_course import COURSE_TOML, write_plain_template
from weasyprint import HTML

from certbuild.contents import texts_of
from certbuild.site import Screen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Classroom

assert BILBO.certificate
PATH = f"c/{BILBO.certificate.code}/certificate.pdf"
OWN = f"<title>Certificate for Bilbo Baggins</title><h1>BILBO BAGGINS</h1><p>Pass: 95 %, {BILBO.certificate.number}"


def printed(folder: Path, page: str = OWN, change: Callable[[pikepdf.Pdf], None] = lambda _: None) -> Path:
    """Print a page, and change the file."""
    file = folder / "certificate.pdf"
    HTML(string=f"<html lang=en>{page}").write_pdf(file)
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save()
    return file


def told(file: Path) -> list[str]:
    """Return what the check finds in a file that stands as Bilbo's certificate."""
    (text,) = texts_of([file])
    return [problem.what for problem in Screen(make_course(), make_overview()).of_pdf(PATH, text)]


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("<p>like Frodo Gardner", 'shows the name "frodo gardner"'),
        ("<p>like Frodo<br>Gardner", 'shows the name "frodo gardner"'),
        ("<p style='text-transform: uppercase'>Gardner, Frodo", 'shows the name "gardner frodo"'),
        ("<p style='color: transparent; position: absolute; top: 60cm'>Frodo Gardner", 'shows the name "frodo gardner"'),
        ("<p>write to frodo@example.org", "shows the e-mail address frodo@example.org"),
        ("<p>Frodo has 91.5 %", "shows the score 91.5"),
        ("<p>Zoë Žižková", 'shows the name "zoe zizkova"'),
        (f"<p>{BILBO.result.student.key}", f'shows the student key "{BILBO.result.student.key}"'),
        ("<p><a href='mailto:frodo@example.org'>write", "shows the e-mail address frodo@example.org"),
        ("<p><a href='https://example.org/?who=Frodo%20Gardner'>look", 'shows the name "frodo gardner"'),
    ],
)
def test_printed_on_it(page: str, what: str, tmp_path: Path) -> None:
    """Another student's name, and any key, e-mail address or other score, is found in what is printed and in links."""
    assert told(printed(tmp_path, OWN + page)) == [what]


def _info(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Subject"] = "Frodo Gardner"


def _metadata(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        metadata["dc:description"] = "copied from Frodo Gardner"


def _attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["list.json"] = b'{"best": "Frodo Gardner"}'


def _name_of_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["frodo-gardner.json"] = b"{}"


def _note(pdf: pikepdf.Pdf) -> None:
    note = {"/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name.Text, "/Rect": [0, 0, 9, 9], "/Contents": "Frodo Gardner"}
    pdf.pages[0].Annots = pdf.make_indirect([pikepdf.Dictionary(note)])


def _bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Frodo Gardner", 0))


def _script(pdf: pikepdf.Pdf) -> None:
    action = {"/S": pikepdf.Name.JavaScript, "/JS": pdf.make_stream(b'app.alert("Frodo Gardner")')}
    pdf.Root.OpenAction = pikepdf.Dictionary(action)


@pytest.mark.parametrize("change", [_info, _metadata, _attachment, _name_of_attachment, _note, _bookmark, _script])
def test_in_the_file(change: Callable[[pikepdf.Pdf], None], tmp_path: Path) -> None:
    """It is found as well in document information, metadata, attachments, notes, bookmarks and scripts."""
    assert told(printed(tmp_path, change=change)) == ['shows the name "frodo gardner"']


def test_what_it_may_tell(tmp_path: Path) -> None:
    """The holder's own name in any order and in capitals, the own award and score, and who made the file, are no leaks."""
    assert told(printed(tmp_path, f"{OWN}<p>Baggins, Bilbo<p>There and Back Again")) == []


def test_no_pdf(tmp_path: Path) -> None:
    """A file that cannot be read is told, and so is one that asks for a password."""
    broken = tmp_path / "certificate.pdf"
    broken.write_bytes(b"%PDF-1.7 and nothing more")
    assert told(broken) == ["cannot be read, so nobody knows what it tells"]
    locked = printed(tmp_path)
    with pikepdf.open(locked, allow_overwriting_input=True) as pdf:
        pdf.save(encryption=pikepdf.Encryption(user="secret", owner="secret"))
    assert told(locked) == ["cannot be read, so nobody knows what it tells"]


def _template(course: Path, words: str) -> None:
    """Let a course's own template say something more."""
    page = course / "input" / "templates" / "classic" / "template.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{words}</body>"), encoding="utf-8")


PEOPLE = ("Ada Byron", "Łucja Żółtowska", "محمد حسن", "هاني محمد حسن", "明 王", "小明 王", "สมชาย ใจดี", "Siobhán O'Neill")
LOOK = '[certificate]\ntemplate = "{}"\ntranscript = true\nattach_results = true\nlanguages = ["en", "ar", "zh"]\n'


@pytest.mark.slow
@pytest.mark.parametrize("template", ["classic", "modern", "academic", "playful", "letter", "minimal"])
def test_genuine_certificates(template: str, classroom: Classroom) -> None:
    """In no template, script or language is a certificate with a transcript taken for a leak of somebody else's marks or name."""
    classroom.write_course(COURSE_TOML + LOOK.format(template))
    rows = [[f"s{number}", *name.split(" ", 1), 8 + number / 8, 9.25, 8] for number, name in enumerate(PEOPLE)]
    classroom.write_rows([["ID", "First name", "Last name", "Essay", "Talk", "Exam"], *rows])
    assert classroom.run("build").code == 0
    outcome = classroom.run("publish", str(classroom.root.parent / "www"))
    assert outcome.code == 0, outcome.err


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("<p>as good as Cyd Lowe's</p>", 'shows the name "cyd lowe"'),
        ("<p><a href='mailto:cyd@example.org'>Cyd</a></p>", "shows the e-mail address cyd@example.org"),
    ],
)
def test_template_that_tells(words: str, what: str, classroom: Classroom) -> None:
    """A build stops where a template of one's own prints a student's name or address on everybody's certificate."""
    write_plain_template(classroom.root)
    assert classroom.run("build").code == 0
    before = classroom.files()
    _template(classroom.root, words)
    refused = classroom.run("build")
    assert refused.code == 1
    assert what in refused.err
    assert "templates of your own" in refused.err
    assert classroom.files() == before


def test_what_a_template_may_say(classroom: Classroom) -> None:
    """The school's own address, figures, and words that are a student's key are no leaks; nor is who signs."""
    write_plain_template(classroom.root)
    _template(classroom.root, "<p>office@school.example · the best had 50 % · version 50.0 · cyd</p>")
    signed = COURSE_TOML.replace("[issuer]\n", '[issuer]\nsignatory = "Cyd Lowe"\n')
    classroom.write_course(f'{signed}[certificate.strings.en]\nawarded_to = "is awarded by Cyd Lowe to"\n')
    _template(
        classroom.root,
        "<p>{{ strings.awarded_to }}</p><p style='text-transform: uppercase'>{{ issuer.signatory }}</p>",
    )
    outcome = classroom.run("build")
    assert outcome.code == 0, outcome.err


def test_someone_new(classroom: Classroom) -> None:
    """A certificate that was found harmless is looked at again when somebody comes whose name it tells."""
    write_plain_template(classroom.root)
    _template(classroom.root, "<p>drawn by Dai Rees</p>")
    assert classroom.run("build").code == 0
    marks = {"Ada Byron": [9] * 10, "Bilbo Baggins": [9] * 9 + [None], "Cyd Lowe": [5] * 10}
    classroom.write_marks(marks | {"Dai Rees": [3] * 10})
    refused = classroom.run("build")
    assert refused.code == 1
    assert 'shows the name "dai rees"' in refused.err
