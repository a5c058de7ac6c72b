"""Renews the pictures in README from the sample course (needs what `make test` installs)."""

import shutil
import tempfile
from pathlib import Path

from gallery import ROOT, build, photograph
from playwright.sync_api import sync_playwright

PICTURES = ROOT / "docs" / "images"


def main() -> None:
    """Build the sample course aside, and take a picture of a certificate and of the course page."""
    with tempfile.TemporaryDirectory() as name:
        course = Path(name)
        build(course, "classic")
        PICTURES.mkdir(exist_ok=True)
        photograph(course, PICTURES / "certificate", "-r", "100")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1100, "height": 900})
            page.goto((course / "build" / "site" / "index.html").as_uri())
            page.screenshot(path=PICTURES / "site.png")
            browser.close()


if __name__ == "__main__":
    main()
