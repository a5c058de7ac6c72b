"""Renews the pictures of the templates in README from the sample course (needs what `make test` installs).

`pictures` builds the course and takes its picture in the same way.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "images" / "templates"
WIDE = 900
"""Pixels of the longer side."""
SECOND = 'second_signatory = "Prof. Fosco Brandywine"\nsecond_role = "Examiner"\n'


def main() -> None:
    """Build the sample course in every template, and take a picture of the same student's certificate."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    for settings in sorted(ROOT.glob("cert_templates/*/template.toml")):
        name = settings.parent.name
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder), name, "transcript = true")
            photograph(Path(folder), PICTURES / name, "-scale-to", str(WIDE))
            if name == "classic":
                photograph(Path(folder), PICTURES / "transcript", "-scale-to", str(WIDE), "-f", "2")


def build(course: Path, template: str, settings: str = "") -> None:
    """Build the sample course in a folder, with certificates in a template and with these settings."""
    shutil.copytree(ROOT / "input", course / "input")
    course_file = course / "input" / "course.toml"
    text = course_file.read_text(encoding="utf-8").replace("[grading]", SECOND * (template == "academic") + "\n[grading]", 1)
    course_file.write_text(f'{text}\n[certificate]\ntemplate = "{template}"\n{settings}\n', encoding="utf-8")
    subprocess.run([ROOT / ".venv" / "bin" / "certbuild", "-C", course, "build"], check=True)


def photograph(course: Path, target: Path, *size: str) -> None:
    """Take a picture of a certificate of the course, in a size as pdftoppm's options tell it."""
    certificate = next(course.glob("build/certificates/*lucja*.pdf"))
    subprocess.run(["pdftoppm", "-png", *size, "-singlefile", certificate, target], check=True)


if __name__ == "__main__":
    main()
