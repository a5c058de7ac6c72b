"""Renews the pictures of the templates in README from the sample course (needs what `make test` installs)."""

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
            course = Path(folder)
            shutil.copytree(ROOT / "input", course / "input")
            course_file = course / "input" / "course.toml"
            text = course_file.read_text(encoding="utf-8").replace("[grading]", SECOND * (name == "academic") + "\n[grading]", 1)
            course_file.write_text(f'{text}\n[certificate]\ntemplate = "{name}"\n', encoding="utf-8")
            subprocess.run([ROOT / ".venv" / "bin" / "certbuild", "-C", course, "build"], check=True)
            certificate = next(course.glob("build/certificates/*lucja*.pdf"))
            picture = ["pdftoppm", "-png", "-scale-to", str(WIDE), "-singlefile", certificate, PICTURES / name]
            subprocess.run(picture, check=True)


if __name__ == "__main__":
    main()
