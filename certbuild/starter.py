"""What a teacher starts from: a first course.toml, written from an export, and a template of one's own, copied from another.

Of course.toml, what can be known is filled in, and the rest stands ready in comments.
"""

from __future__ import annotations

import re
import shutil
from pathlib import PurePath
from typing import TYPE_CHECKING

from certbuild.certificates import OWN, template_folders
from certbuild.config import COURSE_FILE
from certbuild.errors import CourseError, GradebookError, Problem
from certbuild.files import write_file
from certbuild.gradebook import gradebooks_in, read_export
from certbuild.text import clean, did_you_mean, plural, printed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from certbuild.layout import Layout
    from certbuild.model import Activity, Gradebook

_HEAD = """\
# What certbuild needs to know of your course. Every key is explained in the README.
# Lines that start with # are examples; take the # away to use them.

[course]
title = {title}
# code = "HIST-101"
# language = "en"               # or "de", "fr", "pt-BR" …: see the README
# timezone = "Europe/Berlin"

[issuer]
name = "Your school"            # printed on every certificate: please change
# signatory = "Dr Ada Example"
# role = "Course director"
# signature = "signature.png"   # a picture in this folder

[gradebook]
file = {file}

[grading]
pass_mark = 80
# missing = "wait"              # "wait": no certificate before every mark is there; "zero"; "ignore"
# weighting = "points"          # "equal": every activity counts the same

# [[award]]
# name = "Distinction"
# from = 90

# [certificate]
# template = "modern"           # classic, letter, modern, academic, playful, minimal; colours: ink = "#…", accent = "#…"

[site]
# base_url = "https://example.org/certificates/"   # where build/site will be published
listing = "code"                # "name" lists names, "none" nothing
"""


def start_course(layout: Layout, export: Path | None) -> list[str]:
    """Write ``input/course.toml``, and copy the export there; return what to tell the teacher.

    Raises `CourseError` where there is a course.toml already, `GradebookError` where the export cannot be read.
    """
    target = layout.input / COURSE_FILE
    if target.exists():
        hint = "change it by hand, or move it away first"
        raise CourseError(Problem(str(target), "there is one already", hint))
    source = export or _only_file(layout.input)
    gradebook = read_export(source)
    layout.input.mkdir(parents=True, exist_ok=True)
    if source.resolve().parent != layout.input.resolve():
        shutil.copy2(source, layout.input / source.name)
    in_points = [any(mark.points is not None for mark in marks) for marks in zip(*gradebook.marks, strict=True)]
    unknown = any(a.max is None and points for a, points in zip(gradebook.activities, in_points, strict=False))
    write_file(target, course_text(source.name, gradebook).encode())
    found = f"{plural(len(gradebook.students), 'student')} and {plural(len(gradebook.activities), 'activity', 'activities')}"
    told = [f"Read {found} from {source.name} ({gradebook.sources[0].title})", f"Wrote {target}"]
    if inactive := [student.inactive for student in gradebook.students if student.inactive]:
        take = "takes" if len(inactive) == 1 else "take"
        why = ", ".join(sorted(set(inactive)))
        told.append(f"{len(inactive)} of them {take} no part any more ({why}), and will get no certificate")
    if unknown:
        told.append(f"The export does not say how many points make a perfect mark: set max in {COURSE_FILE}")
    return [*told, f"Next: open {target}, write your school's name, then run make (or certbuild check)"]


def start_template(layout: Layout, name: str, model: str) -> list[str]:
    """Copy a template to ``input/templates/<name>/``, for the teacher to change it; return what to tell.

    Raises `CourseError` where there is no such model, or one's own template of that name already.
    """
    known = template_folders(layout.input)
    target = layout.input / OWN / name
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name):
        hint = "write one of small letters, digits and hyphens, such as our-school"
        raise CourseError(Problem(f'NAME "{name}"', "is no name for a template", hint))
    if target.exists():
        raise CourseError(Problem(str(target), "there is one already", "take another name, or move it away first"))
    if model not in known:
        hint = did_you_mean(model, known) or f"known templates: {', '.join(sorted(known))}"
        raise CourseError(Problem("--from", f'there is no template "{model}"', hint))
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(known[model], aside)
    aside.replace(target)
    begin = f"Next: write template = {quoted(name)} under [certificate] in {COURSE_FILE}"
    change = "change what you like in style.css and template.html, and look at it with certbuild preview"
    return [f"Wrote {target}, a copy of {model}", f"{begin}, {change}"]


def _only_file(folder: Path) -> Path:
    files = gradebooks_in(folder)
    if len(files) != 1:
        hint = "write its name: certbuild init my-export.xlsx"
        raise GradebookError(Problem(str(folder), f"there are {len(files)} files that could be the export", hint))
    return files[0]


def course_text(file: str, gradebook: Gradebook) -> str:
    """Return the course.toml for a gradebook that was read from a file of this name."""
    title = clean(PurePath(file).stem.replace("_", " ").replace("-", " ")) or "My course"
    head = _HEAD.format(title=quoted(title), file=quoted(file))
    return head + "\n# The activities of the export, in its order.\n" + "\n".join(_tables(gradebook))


def _tables(gradebook: Gradebook) -> Iterator[str]:
    for activity in gradebook.activities:
        yield "\n".join(_table(activity))


def _table(activity: Activity) -> Iterator[str]:
    yield "[[activity]]"
    yield f"name = {quoted(activity.name)}"
    if activity.max is None:
        yield "# max = 100                   # points of a perfect mark"
    elif activity.max == 0:
        yield "# max = 100                   # out of 0 points in the export: does not count without this"
    else:
        yield f"max = {printed(activity.max)}"
    if activity.weight is not None:
        yield f"weight = {printed(activity.weight)}"
    yield ""
