"""All that a printing program needs for the sheet of the template `classic`: words, values, artwork, fonts, style."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from certbuild import fonts
from certbuild.certificates.facts import Facts
from certbuild.certificates.loading import load_template
from certbuild.config import load_course
from certbuild.model import Certificate
from certbuild.printing.context import METALS
from certbuild.printing.sheet import base_style, style

TEMPLATE = "classic"


def write_sheet(folder: Path, course_folder: Path, certificates: Sequence[Certificate]) -> None:
    """Write ``sheet.json``, ``certificates.json``, ``border-gold.svg`` and its like, fonts, ``style.css`` into a new folder."""
    folder.mkdir()
    course = load_course(course_folder / "input")
    template = load_template(course, TEMPLATE)
    artwork: dict[str, str] = {}
    css = "".join(style(part, template.paper, template.colours, artwork) for part in reversed(template.folders))
    names = [f"{kind}-{metal}.svg" for metal in METALS for kind in ("border", "rosette")]
    for (address, svg), name in zip(artwork.items(), names, strict=True):
        (folder / name).write_text(svg, encoding="utf-8")
        css = css.replace(address, name)
    for face in fonts.faces():
        shutil.copy(face.path, folder)
    faces = fonts.font_face_css(fonts.faces(), lambda face: face.path.name)
    (folder / "style.css").write_text(f"{faces}\n{base_style(template.paper)}\n{css}", encoding="utf-8")
    editions = [context.editions[0] for context in map(Facts(course, template).context, certificates)]
    issuer, words = editions[0].issuer, editions[0].strings
    told = {
        "course": course.about.title,
        "issuer": issuer.name,
        "initials": issuer.initials,
        "signatory": issuer.signatory,
        "role": issuer.role,
        "words": dict(words),
    }
    listed = [
        {
            "file": certificate.file_name,
            "key": certificate.key,
            "given": certificate.given,
            "family": certificate.family,
            "holder": certificate.holder,
            "number": certificate.number,
            "code": certificate.code,
            "url": facts.url,
            "address": facts.address,
            "issued_on": facts.issued_on,
            "date": facts.date,
            "score": facts.score,
            "award": facts.award,
            "metal": facts.metal,
        }
        for certificate, facts in zip(certificates, (edition.certificate for edition in editions), strict=True)
    ]
    for name, content in (("sheet.json", told), ("certificates.json", listed)):
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
