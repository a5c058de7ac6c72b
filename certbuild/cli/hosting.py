"""The command that lets the world see what was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from certbuild.cli.acting import jobs_option
from certbuild.cli.frame import certbuild, machine

if TYPE_CHECKING:
    from certbuild.layout import Layout


@certbuild.command()
@click.argument("destination", metavar="DEST")
@jobs_option
@click.pass_obj
def publish(layout: Layout, destination: str, jobs: int) -> None:
    """Publish build/site after every file in it has been read once more for what must stay private.

    DEST is a folder, user@host:folder for a server with rsync, or branch:NAME of the course's git repository.
    """
    from certbuild import console
    from certbuild.crews import crew
    from certbuild.hosting import publish

    with crew(jobs) as hands:
        console.say(publish(layout, machine(hands), destination).sentence)
