"""Specimens in the browser, rendered again as soon as something that they are made from is saved."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader

from certbuild.config import load_course
from certbuild.errors import CertbuildError, problem_on_disk
from certbuild.files import write_file
from certbuild.gradebook import gradebook_files
from certbuild.previewing.making import write_preview
from certbuild.resources import cert_templates
from certbuild.serving import Server
from certbuild.templating import own_environment
from certbuild.text import plural
from certbuild.watching import Sources, saves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from certbuild.errors import Problem
    from certbuild.layout import Layout
    from certbuild.previewing.making import Preview


def watch_preview(
    layout: Layout,
    template: str | None,
    port: int,
    say: Callable[[str], None],
    warn: Callable[[Iterable[Problem]], None],
) -> None:
    """Show the specimens on a page of this machine, and renew them on every save, until interrupted.

    A fault is told with `warn` and on the page, and the next save is waited for. Raises `CertbuildError` where the port is
    taken, or there is no course.
    """
    if not layout.input.is_dir():
        load_course(layout.input)  # says how to get one
    with TemporaryDirectory(prefix="certbuild-") as name, Server(Path(name), port) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with suppress(KeyboardInterrupt):
            known = False
            for _ in saves(partial(_sources, layout)):
                begun = perf_counter()
                preview, problems = _rendered(layout, template)
                _write_page(Path(name), preview, problems)
                server.announce()
                warn(problems)
                if preview:
                    say(f"Rendered {plural(len(preview.pictures), 'page')} in {perf_counter() - begun:.1f} seconds")
                if not known:
                    say(f"Look at {server.address}; it follows every save. Stop with Ctrl+C")
                known = True
        server.shutdown()


def _rendered(layout: Layout, template: str | None) -> tuple[Preview | None, tuple[Problem, ...]]:
    """Return the specimens, or what is wrong."""
    try:
        return write_preview(layout, template), ()
    except CertbuildError as error:
        return None, error.problems
    except OSError as error:
        return None, (problem_on_disk(error),)


def _write_page(folder: Path, preview: Preview | None, problems: Iterable[Problem]) -> None:
    """Write what the browser shows."""
    if preview:
        write_file(folder / "preview.pdf", preview.pdf)
        for number, picture in enumerate(preview.pictures, 1):
            write_file(folder / f"{number}.png", picture.png)
    page = own_environment(FileSystemLoader(Path(__file__).parent)).get_template("page.html")
    write_file(folder / "index.html", page.render(preview=preview, problems=problems).encode())


def _sources(layout: Layout) -> Sources:
    """Return where all stands that specimens may be made from, as the course is now."""
    folders = (layout.input.resolve(), cert_templates().resolve())
    gradebooks: list[Path] = []
    with suppress(CertbuildError):
        gradebooks = [path.resolve() for path in gradebook_files(load_course(layout.input))]
    return Sources(folders, tuple(path for path in gradebooks if not path.is_relative_to(folders[0])))
