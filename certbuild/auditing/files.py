"""The PDFs in the build folder held against the register."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from certbuild.errors import Problem
from certbuild.files import leaves_under, sha256_of_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certbuild.auditing.record import Record
    from certbuild.layout import Layout

MADE_AGAIN = "`certbuild build` makes it again, with the bytes that the register remembers"


def certificate_problems(layout: Layout, record: Record) -> tuple[int, list[Problem]]:
    """Return how many PDFs were compared, and which valid certificate's is not there or another, and which is no one's."""
    pdfs = (Path(leaf) for leaf in leaves_under(layout.certificates) if leaf.lower().endswith(".pdf"))
    standing = {path: sha256_of_file(path) for path in pdfs}
    problems = list(_other_files(layout, record, standing))
    wanted = {layout.certificates / certificate.file_name for certificate in record.valid}
    problems += [
        problem for path, digest in standing.items() if path not in wanted for problem in _stranger(layout, record, path, digest)
    ]
    return len(standing), problems


def missing_or_other(layout: Layout, record: Record) -> list[Problem]:
    """Return which valid certificate's PDF is not there or another; one that `clean` has deleted is no problem."""
    wanted = [layout.certificates / certificate.file_name for certificate in record.valid]
    return list(_other_files(layout, record, {path: digest for path in wanted if (digest := sha256_of_file(path))}))


def _other_files(layout: Layout, record: Record, standing: Mapping[Path, str | None]) -> Iterator[Problem]:
    deleted = record.deleted
    for certificate in record.valid:
        path = layout.certificates / certificate.file_name
        where = path.relative_to(layout.root).as_posix()
        if path not in standing:
            if certificate.code not in deleted:
                what = (
                    f"the PDF of certificate {certificate.number} is not there, and the history does not say that it was deleted"
                )
                yield Problem(where, what, MADE_AGAIN)
        elif standing[path] != certificate.sha256:
            what = f"this is not the PDF of certificate {certificate.number} that the register knows"
            yield Problem(where, what, MADE_AGAIN)


def _stranger(layout: Layout, record: Record, path: Path, digest: str | None) -> Iterator[Problem]:
    """Yield what is to be said of a PDF that no valid certificate has."""
    where = path.relative_to(layout.root).as_posix()
    code = record.renderings.get(digest or "")
    certificate = next((certificate for certificate in record.certificates if certificate.code == code), None)
    if certificate is None:
        what = "the register knows of no certificate in this file"
        hint = "if it was issued by this program, put back the register that knows it; else move the file away"
        yield Problem(where, what, hint)
    else:
        state = "valid, but has its file elsewhere" if certificate.valid else certificate.state
        what = f"this is certificate {certificate.number}, revision {certificate.revision}, which is {state}"
        yield Problem(where, what, "`certbuild build` takes it away")


def merged_problems(layout: Layout, record: Record) -> tuple[int, list[Problem]]:
    """Return whether the merged PDF was compared (1 or 0), and what is wrong with it."""
    digest = sha256_of_file(layout.merged)
    where = layout.merged.relative_to(layout.root).as_posix()
    hint = "`certbuild build` puts that right"
    if (digest or "") == record.merged:
        return int(digest is not None), []
    if digest is None:
        return 0, [Problem(where, "the merged PDF that was last made is not there", hint)]
    return 1, [Problem(where, "this is not the merged PDF that was last made", hint)]
