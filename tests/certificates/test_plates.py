"""Certificates from plates: what comes off a press is, byte for byte, what plain WeasyPrint makes of each page by itself."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
import roster as people
import weasyprint
from msgspec.structs import replace
from PIL import ImageChops
from printshop import TEMPLATES, make_certificate, make_course, make_template, picture_of, text_of
from roster import names

from certbuild.certificates import typeset
from certbuild.certificates.facts import Facts
from certbuild.certificates.loading import load_template
from certbuild.crews import Crew
from certbuild.errors import RenderingError
from certbuild.printing import innards, typesetting
from certbuild.printing.innards import letters
from certbuild.printing.press import Press
from certbuild.printing.typesetting import Typesetter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certbuild.config import Course
    from certbuild.model import Certificate

GROUPS = ["LATIN", "GREEK_CYRILLIC", "RIGHT_TO_LEFT", "EAST_ASIAN", "OTHER"]
AWARDS = ("Pass", "Merit", "Distinction")
OTHERS = [name for name in TEMPLATES if name != "classic"]


def roster(group: str) -> list[Certificate]:
    """Return certificates for everyone of a group of names; they differ in everything that may differ."""
    chance = random.Random(group)  # noqa: S311 - no secrets are drawn
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return [
        make_certificate(
            *name.rsplit(" ", 1) if " " in name else ("", name),
            number,
            code="-".join("".join(chance.choices(letters, k=4)) for _ in range(4)),
            award=chance.choice(AWARDS[: number % 3 + 1]),
            score=str(80 + chance.randrange(200) / 10),
            issued_on=date(2026, 1, 1) + timedelta(chance.randrange(300)),
        )
        for number, name in enumerate(names(getattr(people, group)), 1)
    ]


def printed_both_ways(course: Course, name: str, certificates: Iterable[Certificate]) -> tuple[list[str], int]:
    """Return the holders whose certificates a press prints otherwise than plain WeasyPrint, or refuses otherwise.

    The number is how many came from plates.
    """
    template = load_template(course, name)
    facts, press, typesetter = Facts(course, template), Press(template), Typesetter(template)
    found = []
    for certificate in certificates:
        context = facts.context(certificate)
        try:
            plain: object = typesetter.rendered(context, typesetter.page(context)).data
        except RenderingError as error:
            plain = error.problems
        try:
            printed: object = press.pdf(context)
        except RenderingError as error:
            printed = error.problems
        if printed != plain:
            found.append(certificate.holder)
    return found, press.printed


def course_in(template: str, folder: Path) -> Course:
    """Return a course with several awards that prints in this template."""
    awards = [{"name": name, "from": 50 + 10 * place} for place, name in enumerate(AWARDS)]
    return make_course(folder, certificate={"template": template}, award=awards)


@pytest.mark.parametrize("template", [OTHERS[0], *(pytest.param(name, marks=pytest.mark.slow) for name in OTHERS[1:])])
def test_names_of_every_script_come_out_as_weasyprint_sets_them(template: str, tmp_path: Path) -> None:
    """In every template that is shipped, some names of each script make the very bytes of plain WeasyPrint."""
    certificates = [certificate for group in GROUPS for certificate in roster(group)[::24]]
    assert printed_both_ways(course_in(template, tmp_path), template, certificates)[0] == []


@pytest.mark.parametrize(
    "group",
    ["LATIN", "RIGHT_TO_LEFT", *(pytest.param(g, marks=pytest.mark.slow) for g in ("GREEK_CYRILLIC", "EAST_ASIAN", "OTHER"))],
)
@pytest.mark.parametrize(
    ("template", "step"), [("classic", 3), *(pytest.param(name, 1, marks=pytest.mark.slow) for name in TEMPLATES)]
)
def test_every_name_comes_out_as_weasyprint_sets_it(template: str, step: int, group: str, tmp_path: Path) -> None:
    """All names in all scripts make the very bytes of plain WeasyPrint, and mostly come from plates."""
    certificates = roster(group)[::step]
    different, from_plates = printed_both_ways(course_in(template, tmp_path), template, certificates)
    assert different == []
    if group in {"LATIN", "GREEK_CYRILLIC"}:
        assert from_plates > len(certificates) * 0.6


def test_sheets_that_run_from_right_to_left(tmp_path: Path) -> None:
    """Certificates in Arabic come from plates, too, and are the very bytes of plain WeasyPrint."""
    course = make_course(tmp_path, course={"language": "ar"})
    certificates = [*roster("LATIN")[:6], *roster("RIGHT_TO_LEFT")[:6]]
    different, from_plates = printed_both_ways(course, "classic", certificates)
    assert different == []
    assert from_plates > len(certificates) * 0.6


@pytest.mark.parametrize("group", GROUPS)
def test_what_fonts_have_more_or_less_changes_nothing_on_the_page(
    group: str, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page looks, reads and is written as WeasyPrint makes it without all letters of codes, and with all tables of fonts."""
    template = load_template(course, "classic")
    context = Facts(course, template).context(roster(group)[1])
    ours = Typesetter(template)
    (tmp_path / "ours.pdf").write_bytes(ours.rendered(context, ours.page(context)).data)
    monkeypatch.setattr(typesetting, "with_whole_alphabets", lambda _key, font, _: font)
    monkeypatch.setattr(letters, "for_pdf", bytes)
    bare = Typesetter(template)
    (tmp_path / "bare.pdf").write_bytes(bare.rendered(context, bare.page(context)).data)
    assert text_of(tmp_path / "ours.pdf") == text_of(tmp_path / "bare.pdf")
    pictures = [picture_of(tmp_path / f"{name}.pdf", 150) for name in ("ours", "bare")]
    assert ImageChops.difference(*pictures).getbbox() is None
    with pikepdf.open(tmp_path / "ours.pdf") as one, pikepdf.open(tmp_path / "bare.pdf") as other:
        assert one.pages[0].Contents.read_bytes() == other.pages[0].Contents.read_bytes()


@pytest.mark.parametrize("name", TEMPLATES)
def test_file_is_what_weasyprint_itself_would_write(name: str, course: Course) -> None:
    """A certificate's file has the same objects as when WeasyPrint's own library writes it, compressed otherwise."""
    template = load_template(course, name)
    context = Facts(course, template).context(make_certificate("Zoë", "O'Neil (Łódź)"))
    typesetter = Typesetter(template)
    rendering = typesetter.rendered(context, typesetter.page(context))
    theirs = BytesIO()
    rendering.pdf.objects[:] = rendering.objects
    rendering.pdf.write(theirs, version="1.7", identifier=context.code.encode(), compress=True)
    with pikepdf.open(BytesIO(rendering.data)) as ours, pikepdf.open(theirs) as other:
        assert told(ours) == told(other)


def told(pdf: pikepdf.Pdf) -> list[object]:
    """Return all objects of a file but those that only hold others, with streams as they are when unpacked."""
    found: list[object] = [pdf.trailer.Info.objgen, pdf.trailer.Root.objgen, bytes(pdf.trailer.ID[0])]
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Stream):
            found.append(item.unparse(resolved=True))
        elif item.get("/Type") not in {"/ObjStm", "/XRef"}:
            entries = {key: value for key, value in item.stream_dict.as_dict().items() if key != "/Length"}
            found += [pikepdf.Dictionary(entries).unparse(), item.read_bytes()]
    return found


@pytest.mark.parametrize("name", ["classic", *(pytest.param(name, marks=pytest.mark.slow) for name in ("academic", "playful"))])
def test_bytes_do_not_depend_on_the_order_of_sets(name: str, tmp_path: Path) -> None:
    """Certificates are the same, to the byte, whatever seed Python draws for its hashes when it starts."""
    program = f"""
import hashlib, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from printshop import make_certificate, make_course
from certbuild.certificates.facts import Facts
from certbuild.certificates.loading import load_template
from certbuild.printing.press import Press
course = make_course(Path({str(tmp_path)!r}))
template = load_template(course, {name!r})
press, facts = Press(template), Facts(course, template)
for given in ("Ada", "Bob", "Cyd"):
    print(hashlib.sha256(press.pdf(facts.context(make_certificate(given, "Took")))).hexdigest())
"""
    command = [sys.executable, "-c", program]
    environments = [{**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2")]
    assert len({subprocess.run(command, check=True, capture_output=True, env=each).stdout for each in environments}) == 1


def test_there_are_enough_names() -> None:
    """The names that plates are tried with are two hundred at least."""
    assert sum(len(names(getattr(people, group))) for group in GROUPS) >= 200


@pytest.mark.parametrize(
    ("body", "css"),
    [
        ('<div>{{ field("holder", student.name) }}</div><p>beside it</p>', "div { float: left } p { margin: 0 }"),
        ('<div>{{ field("holder", student.name) }}</div><p>beside it</p>', "body { display: flex }"),
        ('<table><tr><td>{{ field("holder", student.name) }}</td><td>beside it</td></tr></table>', ""),
        ('<p>{{ field("holder", student.name) }}</p>', ".field { text-decoration: underline }"),
        ('<p>{{ field("holder", fill("{who}", who=student.name)) }}</p>', "b { background: yellow; padding: 1mm }"),
        ('<p>{{ field("holder", student.name) }}</p>', ".field { text-transform: uppercase; letter-spacing: 0.2em }"),
        ('<p>{{ field("holder", student.name) }}</p>', "p { opacity: 0.5 }"),
        ('<p>{{ field("holder", student.name) }}</p>', "p { transform: rotate(30deg) }"),
        ('<p>{{ field("holder", student.name) }}</p>', ".field { text-align: right; direction: rtl }"),
        ('<p>{{ field("holder", student.name) }}</p>', ".field::first-letter { font-size: 2em }"),
        ('<p>{{ field("holder", student.name) }}</p>', ".field { text-align: justify; text-align-last: justify }"),
        ('<h1>Certificate of {{ field("holder", student.name) }}</h1>', ""),
        ('<h1>{{ field("holder", student.name, shrink_to="6pt", lines=2) }}</h1>', "h1 { width: 30mm; line-height: 8mm }"),
        ('<p title="{{ text("{who}", who=student.name) }}">{{ field("holder", student.name) }}</p>', ""),
        ('<p class="{{ text("{who}", who=student.family) }}">{{ field("holder", student.name) }}</p>', ".Took { color: red }"),
        (
            '{{ qr("a", text("{w}", w=student.name)) }}{{ qr(certificate.code) }}{{ field("x", student.name) }}',
            "img { width: 9mm }",
        ),
        ('<a href="{{ link(certificate.url) }}">{{ field("holder", student.name) }}</a>', "a { display: block }"),
        ('<p>{{ text("{who}", who=student.name) }}</p>{{ field("holder", student.name) }}', ""),
        ('<p>{{ student.name }}</p>{{ field("holder", student.name) }}', ""),
        ('{% if student.family|length > 5 %}<p>long</p>{% endif %}{{ field("holder", student.name|upper) }}', ""),
        ('<p data-name="{{ student.name }}">{{ field("holder", student.name) }}</p>', "p::after { content: attr(data-name) }"),
        ('<ul><li>{{ field("holder", student.name) }}</li><li>two</li></ul>', ""),
        ('<p>{{ field("holder", student.given) }}{{ field("family", student.family) }}</p>', ""),
        ("<p>nothing of the student</p>", ""),
    ],
)
def test_whatever_a_template_does_comes_out_right(body: str, css: str, tmp_path: Path) -> None:
    """Where fields move other things, are decorated, or data stand elsewhere, the bytes are plain WeasyPrint's all the same."""
    course = make_course(tmp_path, certificate={"template": "own"})
    make_template(course, html=body, css=css)
    certificates = [*roster("LATIN")[:6], make_certificate("Peregrin", "Took", 90), make_certificate("Ann", "Lee", 91)]
    assert printed_both_ways(course, "own", certificates)[0] == []


def test_data_outside_of_fields_is_slow_and_told(tmp_path: Path) -> None:
    """Where a template writes a name by itself, a warning says how many plates that takes, and where it stands."""
    course = make_course(tmp_path, certificate={"template": "own"})
    make_template(course, html="<p>Dear {{ student.given }}</p>{{ field('holder', student.name) }}")
    certificates = roster("LATIN")[:30]
    printed = typeset(course, certificates, lambda one: tmp_path / one.code, crew=Crew()).finished()
    (warning,) = printed.problems
    assert warning.where == 'template "own"'
    assert "plates for 30 students" in warning.what
    assert "outside of field" in warning.what
    assert "docs/templates.md" in warning.hint


def test_press_of_two_builds_attaches_what_each_asks_for(tmp_path: Path) -> None:
    """A worker that outlives a build prints the next one right, with results attached or without; both come from plates."""
    template = load_template(make_course(tmp_path), "classic")
    press, typesetter = Press(template), Typesetter(template)
    for attached in (False, True, False):
        facts = Facts(make_course(tmp_path, certificate={"attach_results": attached}), template)
        for certificate in roster("LATIN")[:6]:
            context = facts.context(certificate)
            assert press.pdf(context) == typesetter.rendered(context, typesetter.page(context)).data
    assert press.printed > 9


def test_usual_template_is_not_told_of(tmp_path: Path) -> None:
    """Certificates that come from plates give no warning."""
    course = make_course(tmp_path)
    printed = typeset(course, roster("LATIN")[:12], lambda one: tmp_path / one.code, crew=Crew()).finished()
    assert not printed.problems


def test_expired_or_not_is_another_plate(tmp_path: Path) -> None:
    """Certificates with a last day and without one, in one roster, are each set right."""
    course = make_course(tmp_path)
    certificates = [
        replace(one, valid_until=date(2028, 1, place + 1) if place % 2 else None)
        for place, one in enumerate(roster("LATIN")[:12])
    ]
    different, from_plates = printed_both_ways(course, "classic", certificates)
    assert different == []
    assert from_plates >= 6


def test_private_names_are_those_of_this_weasyprint() -> None:
    """The version of WeasyPrint is the one whose private names `innards` was written for: read it anew before raising this."""
    assert weasyprint.__version__.split(".")[0] == innards.VERSION
