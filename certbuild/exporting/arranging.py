"""Certificates for a printer, a print shop or a mail: what the last build left, arranged and parted, in a folder of its own.

An export is whole or not there: its files are made aside and take the place of the export before. It shows what the last build
made; so whatever changes anything deletes it (`publishing`).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from certbuild.certificates import entry, fingerprints, typeset
from certbuild.errors import CertbuildError, ExitCode, Problem
from certbuild.exporting.placing import taking_place_of
from certbuild.exporting.standing import due, nothing, standing
from certbuild.locking import alone
from certbuild.merging.binding import Bindery
from certbuild.merging.finish import Finish
from certbuild.merging.merged import Leaf
from certbuild.merging.parting import TooLargeError
from certbuild.pipeline import survey
from certbuild.reading import attempt
from certbuild.text import listed, plural, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.layout import Layout
    from certbuild.machine import Machine
    from certbuild.model import Certificate
    from certbuild.pipeline import Survey
    from certbuild.publishing import Release

_STEM = "certificates"
_WITHOUT = "without-section"
_PART = re.compile(r"\b\d+-of-\d+$")
"""How the name of a part ends."""


class Wish(Struct, frozen=True):
    """What is to be exported."""

    finish: Finish = Finish()
    by_section: bool = False
    """A file for each section of the gradebook, and one for those who are in none."""
    max_size: int | None = None
    """Bytes that no file may exceed."""


class Exported(NamedTuple):
    """One file."""

    path: Path
    certificates: int
    size: int
    """In bytes."""


class ExportError(CertbuildError):
    """What was asked for cannot be made of these certificates."""

    exit_code = ExitCode.USAGE


class _Volume(NamedTuple):
    """Certificates that go into one file, or into its parts."""

    stem: str
    """What the file is called, without its part and its suffix."""
    title: str
    certificates: Sequence[Certificate]


def export(layout: Layout, machine: Machine, wish: Wish) -> list[Exported]:
    """Write the valid certificates whose files are there into ``build/export``, as they are wished for.

    Raises `CertbuildError`, with nothing changed, where a file is missing or another than the one that was made, and
    `ExportError` where a certificate is larger than a file may be, or nobody is in a section.
    """
    if not layout.certificates.is_dir():
        raise nothing(layout)
    with alone(layout, "export", machine.now(), machine.say):
        found = survey(layout, machine, attempt(layout).graded())
        course = found.reading.course
        certificates = standing(layout, course, machine.now())
        machine.tell(due(layout, found))
        volumes = list(_volumes(found, certificates, by_section=wish.by_section))
        with taking_place_of(layout, layout.export) as (release, folder):
            if wish.finish.bleed:
                leaves = _with_bleed(machine, release, course, certificates, wish.finish.bleed)
                bindery = Bindery(leaves, course.about.language, wish.finish)
            else:
                leaves = [_as_made(certificate, layout.certificates) for certificate in certificates]
                bindery = Bindery(leaves, course.about.language, wish.finish, layout.merged)
            leaf_of = {certificate.code: leaf for certificate, leaf in zip(certificates, leaves, strict=True)}
            files = [file for volume in volumes for file in _write(folder, volume, leaf_of, bindery, wish.max_size)]
    return [file._replace(path=layout.export / file.path.name) for file in files]


def _volumes(found: Survey, certificates: Sequence[Certificate], *, by_section: bool) -> Iterator[_Volume]:
    title, gradebook = found.reading.course.about.title, found.reading.gradebook
    if not by_section:
        yield _Volume(_STEM, title, certificates)
        return
    section_of = {student.key: student.section for student in gradebook.students}
    groups: dict[str, list[Certificate]] = defaultdict(list)
    for certificate in certificates:
        groups[section_of.get(certificate.key, "")].append(certificate)
    if not any(groups):
        hint = "leave out --by section, or export the gradebook with a column for sections or groups"
        raise ExportError(Problem(gradebook.file, "does not say of anybody with a certificate in which section", hint))
    stems = _stems(sorted(filter(None, groups)))
    for section, group in sorted(groups.items()):
        yield _Volume(f"{_STEM}-{stems.get(section, _WITHOUT)}", f"{title}: {section}" if section else title, group)


def _stems(sections: Sequence[str]) -> Mapping[str, str]:
    """Return what each section is called in file names: where another file could be called the same, by a digest as well."""
    plain = {section: slug(section) for section in sections}
    taken = Counter((_WITHOUT, *plain.values()))
    return {
        section: stem if stem and taken[stem] == 1 and not _PART.search(stem) else f"{stem}-{_digest(section)}".strip("-")
        for section, stem in plain.items()
    }


def _digest(section: str) -> str:
    return hashlib.sha256(section.encode()).hexdigest()[:8]


def _as_made(certificate: Certificate, folder: Path) -> Leaf:
    return Leaf(entry(certificate), certificate.number, certificate.sha256, (folder / certificate.file_name).read_bytes)


def _with_bleed(
    machine: Machine, release: Release, course: Course, certificates: Sequence[Certificate], bleed: float
) -> list[Leaf]:
    """Set certificates again with a bleed in millimetres; raises `CertbuildError` where they would look otherwise now."""
    look = fingerprints(course, certificates)
    if others := [certificate.holder for certificate in certificates if look[certificate.code] != certificate.fingerprint]:
        what = f"{plural(len(others), 'certificate')} would look otherwise than the last build made them: {listed(others)}"
        hint = "course.toml, an image or a template has changed since: run make, then export again"
        raise CertbuildError(Problem("--bleed", what, hint))
    with machine.progress("Rendering certificates", len(certificates)) as done:
        printed = typeset(course, certificates, release.sheet, crew=machine.crew, bleed=bleed).finished(done)
    return [Leaf(entry(c), c.number, printed.digests[c.code], release.sheet(c).read_bytes) for c in certificates]


def _write(
    folder: Path, volume: _Volume, leaves: Mapping[str, Leaf], bindery: Bindery, max_size: int | None
) -> Iterator[Exported]:
    """Write the file of a volume, or its parts, into a folder."""
    own = [leaves[certificate.code] for certificate in volume.certificates]
    counts: list[int] = []
    try:
        for count, file in bindery.files(volume.title, own, max_size):
            counts.append(count)
            (folder / str(len(counts))).write_bytes(file)
    except TooLargeError as error:
        large = own[error.place]
        what = f"the certificate of {large.bookmark} by itself takes {error.size:,} bytes, and a file may have {max_size:,}"
        raise ExportError(Problem(f"certificate {large.label}", what, "give a larger --max-size")) from None
    digits = len(str(len(counts)))
    for number, count in enumerate(counts, 1):
        part = f"-{number:0{digits}}-of-{len(counts)}" if len(counts) > 1 else ""
        path = (folder / str(number)).replace(folder / f"{volume.stem}{part}.pdf")
        yield Exported(path, count, path.stat().st_size)
