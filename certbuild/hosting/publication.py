"""Publishes what the last build left, after everything in it has been read once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem, Severity
from certbuild.hosting.destinations import destination
from certbuild.hosting.inspection import inspected
from certbuild.locking import alone
from certbuild.pipeline import survey
from certbuild.publishing import cut_short
from certbuild.reading import attempt
from certbuild.text import plural

if TYPE_CHECKING:
    from certbuild.hosting.tally import Tally
    from certbuild.layout import Layout
    from certbuild.machine import Machine


def publish(layout: Layout, machine: Machine, place: str) -> Tally:
    """Make a destination (`destinations`) hold the public site as the last build left it, and nothing else of the course.

    Raises `CertbuildError`, with nothing written there, where the site is not what register and settings say that it is, or
    tells anything that is to stay private.
    """
    target = destination(place, layout)
    if not (layout.site / "index.html").is_file():
        raise CertbuildError(Problem(str(layout.site), "there is no public site yet", "run make first"))
    with alone(layout, "publish", machine.now(), machine.say):
        found = survey(layout, machine, attempt(layout).graded())
        if unfinished := cut_short(layout, found.books.release):
            raise CertbuildError(*unfinished)
        if steps := len(found.plan.steps):
            what = f"the next build changes {plural(steps, 'certificate')}; what is published is what the last one made"
            hint = "`make plan` tells more; run make, and publish again"
            machine.tell([Problem(str(layout.build), what, hint, Severity.WARNING)])
        paths = inspected(layout, found.reading.course, found.overview, machine)
        machine.tell(target.warnings())
        return target.take(layout.site, paths)
