"""Both sites held against the register: whose page stands, what it tells, and whether every link leads somewhere."""

from __future__ import annotations

import os
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from certbuild.errors import Problem
from certbuild.files import leaves_under, sha256_of_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certbuild.auditing.record import Record
    from certbuild.layout import Layout
    from certbuild.model import Certificate

_MADE_AGAIN = "`certbuild build` makes it again"
_TAKEN_AWAY = "`certbuild build` takes it away"
_STATE = re.compile(r'<h1\b[^>]*\sdata-state="([^"]*)"')
_LINKS = {".html": re.compile(r'\s(?:href|src)="([^"]*)"'), ".css": re.compile(r"""url\(["']?([^"')]*)["']?\)""")}
"""Our own templates write every attribute in double quotation marks."""


def page_problems(layout: Layout, record: Record) -> tuple[int, list[Problem]]:
    """Return how many PDFs on the public site were compared, and what is wrong with them and with whose pages stand there."""
    if not layout.site.exists():
        where = layout.site.relative_to(layout.root).as_posix()
        return 0, [Problem(where, "there is no public site beside what else was built", "`certbuild build` makes it")]
    problems = []
    deleted = record.deleted
    away = {c.key for c in record.valid if not (layout.certificates / c.file_name).exists()}
    erased = {c.key for c in record.valid if c.code in deleted and c.key in away}
    known = {certificate.code: certificate for certificate in record.certificates}
    folders = {folder.name: folder for folder in sorted((layout.site / "c").glob("*"))}
    for code, certificate in known.items():
        if code in folders and certificate.key in erased:
            what = f"this tells of certificate {certificate.number}, whose files were deleted"
            problems.append(Problem(_where(layout, folders[code]), what, "`certbuild build` makes page and file fit again"))
        elif code in folders or certificate.key not in away:
            problems += _of_page(layout, layout.site / "c" / code, certificate)
    hint = "if it was issued by this program, put back the register that knows it; else delete this folder"
    what = "the register knows of no certificate with this code"
    problems += [Problem(_where(layout, folder), what, hint) for code, folder in folders.items() if code not in known]
    strangers = [folder for folder in sorted((layout.site / "r").glob("*")) if folder.name not in record.tokens]
    problems += [
        Problem(_where(layout, folder), "no student of the register has this address", _TAKEN_AWAY) for folder in strangers
    ]
    return sum((folder / "certificate.pdf").exists() for folder in folders.values()), problems


def _of_page(layout: Layout, folder: Path, certificate: Certificate) -> Iterator[Problem]:
    """Yield what is wrong with the page of a certificate and with the PDF beside it."""
    page, pdf = folder / "index.html", folder / "certificate.pdf"
    name = f"certificate {certificate.number}, revision {certificate.revision},"
    text = page.read_text(encoding="utf-8", errors="replace") if page.is_file() else None
    if text is None:
        yield Problem(_where(layout, page), f"the page of {name} is not there", _MADE_AGAIN)
    elif (told := _STATE.search(text)) is None or told[1] != certificate.state:
        says = f'"{unescape(told[1])}"' if told else "no state"
        yield Problem(
            _where(layout, page), f"{name} is {certificate.state} by the register, and its page tells {says}", _MADE_AGAIN
        )
    digest = sha256_of_file(pdf)
    if digest and not certificate.valid:
        yield Problem(_where(layout, pdf), f"{name} is {certificate.state}, and its PDF is still public", _TAKEN_AWAY)
    elif digest and digest != certificate.sha256:
        yield Problem(_where(layout, pdf), f"this is not the PDF of {name[:-1]} that the register knows", _MADE_AGAIN)


def link_problems(layout: Layout) -> tuple[int, list[Problem]]:
    """Return how many pages both sites have, and which of their relative links lead to no file."""
    leaves = [Path(leaf) for folder in (layout.teacher, layout.site) for leaf in leaves_under(folder)]
    files = {path for path in leaves if path.is_file()}
    problems = []
    for path in (path for path in leaves if path.suffix in _LINKS and path.is_file()):
        text = path.read_text(encoding="utf-8", errors="replace")
        for link in sorted({unescape(link) for link in _LINKS[path.suffix].findall(text)}):
            target = _target(path, link)
            if target and target not in files and not target.is_file():
                problems.append(
                    Problem(
                        _where(layout, path),
                        f'its link "{link}" leads to a file that is not there',
                        "`certbuild build` makes both again",
                    )
                )
    return sum(path.suffix == ".html" for path in leaves), problems


def _target(page: Path, link: str) -> Path | None:
    """Return the file that a relative link means; None for a link within the page or to elsewhere."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path:
        return None
    return Path(os.path.normpath(page.parent / unquote(parts.path)))


def _where(layout: Layout, path: Path) -> str:
    return path.relative_to(layout.root).as_posix()
