"""The course that most tests of whole commands begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

COURSE_TOML = """
[course]
title = "Foundations of Adventuring"
code = "ADV"
date = 2026-11-23

[issuer]
name = "Evening School"

[grading]
weighting = "equal"

[[activity]]
name = "*"
max = 10

[site]
base_url = "https://example.org/adv/"
"""

_PLAIN = {
    "template.toml": 'paper = "A5 landscape"\n',
    "style.css": 'body { font-family: "Certbuild Sans" }\n',
    "template.html": """<html lang="{{ course.language }}">
<title>{{ student.name }}</title>
<body>
<p>{{ field("holder", student.name, shrink_to="4pt") }}</p>
<p>{{ course.title }}: {{ certificate.award }} {{ certificate.score }}</p>
<p>{{ certificate.number }} {{ certificate.code }} {{ certificate.date }}</p>
</body>
</html>
""",
}


def write_plain_template(course: Path) -> None:
    """Give a course a template without artwork in the place of the classic one: it is set several times as fast."""
    folder = course / "input" / "templates" / "classic"
    folder.mkdir(parents=True)
    for name, text in _PLAIN.items():
        (folder / name).write_text(text, encoding="utf-8")
