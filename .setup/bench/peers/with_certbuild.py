"""certbuild's printing alone: singles and merged PDF. Usage: COURSE SHEET TARGET JOBS."""

import json
import sys
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from certbuild.crews import crew

_TAKEN = ("key", "number", "code", "given", "family", "score", "award")


def main(course_folder: str, sheet: str, target: str, jobs: str) -> None:
    """Print the list of the sheet's folder."""
    with crew(int(jobs)) as workers:  # before all else is loaded, as `certbuild build` does
        from certbuild.certificates import begin_merge, typeset  # noqa: PLC0415 - as said above
        from certbuild.config import load_course  # noqa: PLC0415
        from certbuild.model import Certificate, CertificateState  # noqa: PLC0415

        course = load_course(Path(course_folder) / "input")
        listed = json.loads((Path(sheet) / "certificates.json").read_text(encoding="utf-8"))
        certificates = [
            Certificate(
                **{name: each[name] for name in _TAKEN},
                revision=1,
                state=CertificateState.ISSUED,
                issued_on=date.fromisoformat(each["issued_on"]),
            )
            for each in listed
        ]

        def place(certificate: Certificate) -> Path:
            return Path(target) / certificate.file_name

        digests = typeset(course, certificates, place, crew=workers).finished().digests
        printed = [replace(each, sha256=digests[each.code]) for each in certificates]
        begin_merge(course, printed, place, Path(target) / "all.pdf", crew=workers).result()


if __name__ == "__main__":
    main(*sys.argv[1:])
