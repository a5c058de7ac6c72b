"""Renews the pictures in README from the sample course (needs what `make test` installs)."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "images"


def main() -> None:
    """Build the sample course aside, and take a picture of a certificate and of the course page."""
    with tempfile.TemporaryDirectory() as name:
        course = Path(name)
        shutil.copytree(ROOT / "input", course / "input")
        subprocess.run([ROOT / ".venv" / "bin" / "certbuild", "-C", course, "build"], check=True)
        certificate = next(course.glob("build/certificates/*lucja*.pdf"))
        PICTURES.mkdir(exist_ok=True)
        command = ["pdftoppm", "-png", "-r", "100", "-singlefile", certificate, PICTURES / "certificate"]
        subprocess.run(command, check=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1100, "height": 900})
            page.goto((course / "build" / "site" / "index.html").as_uri())
            page.screenshot(path=PICTURES / "site.png")
            browser.close()


if __name__ == "__main__":
    main()
