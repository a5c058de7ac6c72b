"""Courses, certificates and what can be seen of a PDF, for the tests of certificates."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image

from certbuild.certificates import begin_merge, typeset
from certbuild.config import Course
from certbuild.crews import Crew
from certbuild.model import Certificate, CertificateState
from certbuild.resources import cert_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

TEMPLATES = sorted(path.parent.name for path in cert_templates().glob("*/template.toml"))
"""Those that come with the program."""
CODE = "7K3M-Q9ZT-2VXA-40BW"
ISSUED = (
    "Bilbo Baggins",
    "There and Back Again",
    "Pass, with a score of 95 %",
    "November 23, 2026",
    "TBA-2026-0001",
    CODE,
    f"example.org/shire/c/{CODE}/",
    "Belladonna Took",
    "Head of Studies",
)
"""What the certificate of `make_certificate` says in the course of `make_course`, but for the issuer's name."""
MM = 72 / 25.4
"""Points in a millimetre."""


def make_course(folder: Path, **tables: Any) -> Course:  # noqa: ANN401 - tables of course.toml
    """Return a course in this folder; `tables` replace or add to its tables."""
    data: dict[str, Any] = {
        "folder": folder,
        "course": {"title": "There and Back Again", "code": "TBA"},
        "issuer": {"name": "Green Dragon School", "signatory": "Belladonna Took", "role": "Head of Studies"},
        "site": {"base_url": "https://example.org/shire/"},
    }
    for name, table in tables.items():
        data[name] = {**data.get(name, {}), **table} if isinstance(table, dict) else table
    return Course.model_validate(data)


def make_certificate(given: str = "Bilbo", family: str = "Baggins", number: int = 1, **fields: Any) -> Certificate:  # noqa: ANN401 - fields
    """Return an issued certificate."""
    values: dict[str, Any] = {
        "key": f"s{number}",
        "number": f"TBA-2026-{number:04}",
        "revision": 1,
        "code": CODE if number == 1 else f"7K3M-Q9ZT-2VXA-{number:04}",
        "state": CertificateState.ISSUED,
        "issued_on": date(2026, 11, 23),
        "given": given,
        "family": family,
        "score": "95.0",
        "award": "Pass",
    }
    return Certificate(**{**values, **fields})


def make_template(course: Course, name: str = "own", **files: str) -> None:
    """Write a template into the course's folder: ``html``, ``css`` and ``toml``, each with a plain default."""
    folder = course.folder / "templates" / name
    folder.mkdir(parents=True, exist_ok=True)
    page = '<html lang="en"><title>T</title><body>{body}</body></html>'
    (folder / "template.html").write_text(page.replace("{body}", files.get("html", "")), encoding="utf-8")
    (folder / "style.css").write_text(files.get("css", 'body { font-family: "Certbuild Serif" }'), encoding="utf-8")
    (folder / "template.toml").write_text(files.get("toml", 'paper = "A5 landscape"'), encoding="utf-8")


def in_folder(folder: Path) -> Callable[[Certificate], Path]:
    """Return where certificates stand in a folder: each under its file name."""
    return lambda certificate: folder / certificate.file_name


def pdf_of(course: Course, certificate: Certificate, folder: Path) -> Path:
    """Set one certificate; return its file."""
    typeset(course, [certificate], in_folder(folder), crew=Crew()).finished()
    return folder / certificate.file_name


def merge(
    course: Course,
    certificates: Sequence[Certificate],
    place: Callable[[Certificate], Path],
    target: Path,
    former: Path | None = None,
) -> None:
    """Write the merged PDF of certificates."""
    begin_merge(course, certificates, place, target, former, crew=Crew()).result()


def text_of(pdf: Path, page: int = 1) -> str:
    """Return the text that a reader can copy out of a page, in reading order."""
    command = ["pdftotext", "-f", str(page), "-l", str(page), str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def words_of(pdf: Path) -> list[tuple[str, float, float, float, float]]:
    """Return the words of the first page with their boxes: (word, left, top, right, bottom) in points."""
    command = ["pdftotext", "-bbox", str(pdf), "-"]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pattern = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    return [(word, *map(float, box)) for *box, word in re.findall(pattern, found)]


def picture_of(pdf: Path, dpi: int = 60, page: int = 1) -> Image.Image:
    """Return a page as a grey picture."""
    command = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-gray", str(pdf)]
    return Image.open(BytesIO(subprocess.run(command, check=True, capture_output=True).stdout))
