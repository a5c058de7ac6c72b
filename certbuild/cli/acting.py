"""The commands that make something, or change what was made."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from certbuild.cli import frame, measures
from certbuild.cli.frame import certbuild, machine, strict_option, student_argument

if TYPE_CHECKING:
    from certbuild.layout import Layout

jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    envvar="CERTBUILD_JOBS",
    help="Processes to print with (default: all cores).",
)
_reason_option = click.option("--reason", metavar="TEXT", required=True, help="Why; kept in the register.")


@certbuild.command()
@click.argument("export", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.pass_obj
def init(layout: Layout, export: Path | None) -> None:
    """Write input/course.toml from an export, with the activities found in it."""
    from certbuild import console
    from certbuild.starter import start_course

    for line in start_course(layout, export):
        console.say(line)


@certbuild.command()
@click.option("--yes", is_flag=True, help="Carry the plan out although it changes very much.")
@jobs_option
@click.option("--executor", "cluster", default="", metavar="ADDRESS", help="Print on a Dask cluster: dask://HOST:PORT.")
@click.option("--only", metavar="STUDENT", multiple=True, help="Touch only this student's certificate; may be repeated.")
@click.option("--anew", is_flag=True, help="Render every certificate again.")
@strict_option
@click.pass_obj
def build(layout: Layout, *, yes: bool, jobs: int, cluster: str, only: tuple[str, ...], anew: bool, strict: bool) -> None:
    """Make certificates, merged PDF, reports and sites say what the gradebook says."""
    done = None
    if layout.stamp.exists() and not (only or anew):  # else there is nothing to load before workers begin
        from certbuild.stamp import unchanged

        done = unchanged(layout, frame.now(), strict=strict)
    if done:
        from certbuild import console

        console.problems(done.problems)
    else:
        from certbuild.crews import crew

        with crew(jobs, cluster) as hands:  # which begin to load what they need while others are loaded here
            from certbuild import console, pipeline
            from certbuild.planning import ConfirmationNeededError

            try:
                done = pipeline.build(layout, machine(hands), yes=yes, strict=strict, only=only, anew=anew)
            except ConfirmationNeededError as question:
                console.show_question(question.plan)
                raise
    console.show_built(done, layout)


@certbuild.command()
@click.option("--all", "everything", is_flag=True, help="Delete all that was made.")
@click.option("--student", metavar="STUDENT", help="Delete one student's certificate, and its traces.")
@click.pass_obj
def clean(layout: Layout, *, everything: bool, student: str | None) -> None:
    """Delete made files; the register remembers, and the next build makes the same ones again."""
    from certbuild import console, pipeline

    if everything == bool(student):
        message = "say either --all or --student STUDENT"
        raise click.UsageError(message)
    if student:
        certificate = pipeline.clean_one(layout, machine(), student)
        console.say(f"Deleted certificate {certificate.number} of {certificate.holder}; the next build makes it again")
    else:
        for path in pipeline.clean_all(layout, machine()):
            console.say(f"Deleted {path}")


@certbuild.command()
@student_argument
@_reason_option
@click.pass_obj
def revoke(layout: Layout, student: str, reason: str) -> None:
    """Revoke one student's certificate; it stays revoked until a person undoes it."""
    from certbuild import console, pipeline

    certificate = pipeline.revoke(layout, machine(), student, reason)
    console.say(f"Revoked certificate {certificate.number} of {certificate.holder}")


@certbuild.command()
@student_argument
@click.option("--reason", metavar="TEXT", default="", help="Why; kept in the register.")
@click.pass_obj
def reinstate(layout: Layout, student: str, reason: str) -> None:
    """Undo a revocation: the certificate stands again, with its number, code and date."""
    from certbuild import console, pipeline

    certificate = pipeline.reinstate(layout, machine(), student, reason)
    expired = f"; it expired meanwhile, it was valid until {certificate.valid_until}" if not certificate.valid else ""
    console.say(f"Reinstated certificate {certificate.number} of {certificate.holder}{expired}")


@certbuild.command()
@student_argument
@_reason_option
@click.pass_obj
def reissue(layout: Layout, student: str, reason: str) -> None:
    """Replace or renew one student's certificate: a new revision with a new code and today's date."""
    from certbuild import console, pipeline

    certificate = pipeline.reissue(layout, machine(), student, reason)
    until = f", valid until {certificate.valid_until}" if certificate.valid_until else ""
    console.say(f"Reissued certificate {certificate.number} of {certificate.holder}: revision {certificate.revision}{until}")


@certbuild.command()
@click.option("--two-up", is_flag=True, help="Two pages on each sheet, to be cut in the middle.")
@click.option("--duplex", is_flag=True, help="For both sides: the transcript behind its certificate, or nothing.")
@click.option("--by", type=click.Choice(["section"]), help="A file for each section of the gradebook.")
@click.option(
    "--max-size", metavar="SIZE", callback=measures.file_size, help="As many files as it takes, none larger: 20MB, 500KB."
)
@click.option("--bleed", metavar="LENGTH", callback=measures.bleed, help="Artwork goes so far beyond the paper's edges: 3mm.")
@click.option("--crop-marks", is_flag=True, help="Marks outside of each page's corners.")
@jobs_option
@click.pass_obj
def export(
    layout: Layout,
    *,
    two_up: bool,
    duplex: bool,
    by: str | None,
    max_size: int | None,
    bleed: float,
    crop_marks: bool,
    jobs: int,
) -> None:
    """Arrange the certificates for a printer, a print shop or mails: build/export, deleted when anything changes."""
    from certbuild import console
    from certbuild.crews import crew
    from certbuild.exporting import Wish, export
    from certbuild.merging.finish import Finish

    if two_up and (bleed or crop_marks):
        message = "--two-up goes with neither --bleed nor --crop-marks: a print shop arranges pages on its sheets itself"
        raise click.UsageError(message)
    finish = Finish(two_up=two_up, duplex=duplex, bleed=bleed, crop_marks=crop_marks)
    with crew(jobs if bleed else 1) as hands:  # only what goes beyond the edges is set again
        files = export(layout, machine(hands), Wish(finish, by_section=by == "section", max_size=max_size))
    console.show_exported(files, layout)


@certbuild.command()
@click.option("--only", metavar="STUDENT", multiple=True, help="Write to this student alone; may be repeated.")
@click.pass_obj
def mails(layout: Layout, only: tuple[str, ...]) -> None:
    """Draft a mail with the certificate to everyone who holds one: build/mails, deleted when anything changes."""
    from certbuild import console
    from certbuild.exporting import write_mails
    from certbuild.text import plural

    count = write_mails(layout, machine(), only)
    console.say(f"{plural(count, 'mail')} in {layout.mails}: open them in your mail program, look at them, and send them")


@certbuild.command()
@click.option("--template", metavar="NAME", help="Template to show (default: that of course.toml).")
@click.option("--watch", is_flag=True, help="Show them in the browser, and render them again on every save.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="For --watch; 0: any free one.")
@click.pass_obj
def preview(layout: Layout, template: str | None, *, watch: bool, port: int) -> None:
    """Set specimens of the certificate: build/preview.pdf, and as a picture build/preview.png.

    They bear the longest and the shortest name of the course, one that is written from right to left, and a Chinese,
    Japanese or Korean one; where the course has none, one of nobody in particular.
    """
    from certbuild import console
    from certbuild.previewing import watch_preview, write_preview

    if watch:
        watch_preview(layout, template, port, console.say, console.problems)
    else:
        for line in write_preview(layout, template).told:
            console.say(line)
        console.say(f"Look at {layout.preview}, or at {layout.preview_sheet}")


@certbuild.group()
def template() -> None:
    """Make templates of your own."""


@template.command("new")
@click.argument("name")
@click.option("--from", "model", metavar="NAME", default="classic", show_default=True, help="Template to start from.")
@click.pass_obj
def new_template(layout: Layout, name: str, model: str) -> None:
    """Copy a template to input/templates/NAME, for you to change it."""
    from certbuild import console
    from certbuild.starter import start_template

    for line in start_template(layout, name, model):
        console.say(line)


@certbuild.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@click.pass_obj
def serve(layout: Layout, port: int) -> None:
    """Show both sites in the browser, on this machine only; the teacher's page has buttons for the acts."""
    from certbuild import console
    from certbuild.config import load_course
    from certbuild.desk import Desk

    if not layout.input.is_dir() and not layout.build.is_dir():
        load_course(layout.input)  # says how to get one
    with Desk(layout, port) as desk:
        console.say(f"Teacher's page {desk.address}/teacher/\nPublic site    {desk.address}/site/\nStop with Ctrl+C")
        desk.serve_until_interrupted()
