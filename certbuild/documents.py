"""What the commands print with ``--json``: the contract with other programs.

Fields may be added, never renamed. Numbers are exact decimal strings.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from certbuild.model import Action, Differences, MarkState, Plan, Snapshot, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from certbuild.auditing import Audit
    from certbuild.errors import Problem
    from certbuild.grading import Counted
    from certbuild.inventory import Books
    from certbuild.model import Activity, Entry, Event, Line, Needed, Source
    from certbuild.pipeline import Survey
    from certbuild.reading import Attempt
    from certbuild.verification import Verdict

Document = dict[str, Any]


def problem_rows(problems: Iterable[Problem]) -> list[Document]:
    """Return problems as rows."""
    return [{"where": p.where, "what": p.what, "hint": p.hint, "severity": p.severity} for p in problems]


def check_document(attempt: Attempt) -> Document:
    """Return what was read of the gradebook, as far as it could be read."""
    book = attempt.gradebook
    exported = book.activities if book else ()
    laid: Sequence[Activity | Counted] = attempt.scheme.activities if attempt.scheme else exported
    marks = Counter(mark.state for row in book.marks for mark in row) if book else Counter()
    sources = book.sources if book else ()
    first = sources[0] if sources else None
    return {
        "dialect": first.dialect if first else None,
        "because": list(first.because) if first else [],
        "file": book.file if book else None,
        "sheet": first.sheet if first else None,
        "sources": [_source(source) for source in sources],
        "students": len(book.students) if book else 0,
        "inactive": [{"key": x.key, "name": x.name, "reason": x.inactive} for x in (book.students if book else ()) if x.inactive],
        "activities": [
            {
                "name": activity.name,
                "max": _number(activity.max),
                "weight": _number(activity.weight),
                "max_from": activity.max_from or None,
                "weight_from": activity.weight_from or None,
                "category": export.category,
            }
            for activity, export in zip(laid, exported, strict=True)
        ],
        "marks": {state.value: marks[state] for state in MarkState},
        "cells": {
            "filled": sum(source.cells.filled for source in sources),
            "used": sum(sum(source.cells.used.values()) for source in sources),
            "left_out": sum(source.cells.left_out for source in sources),
        },
        "left_out": [row for source in sources for row in _left_out(source)],
        "problems": problem_rows(attempt.problems),
    }


def _source(source: Source) -> Document:
    return {
        "file": source.file,
        "sheet": source.sheet,
        "dialect": source.dialect,
        "title": source.title,
        "points": source.points,
        "enough": source.enough,
        "because": list(source.because),
        "students": source.students,
        "activities": source.activities,
        "cells": {"filled": source.cells.filled, "used": dict(source.cells.used), "left_out": source.cells.left_out},
        "left_out": _left_out(source),
    }


def _left_out(source: Source) -> list[Document]:
    return [{"where": x.where, "heading": x.heading, "reason": x.reason, "cells": x.cells} for x in source.left_out]


def status_document(attempt: Attempt, survey: Survey | None) -> Document:
    """Return where every student stands."""
    course = attempt.course
    entries = survey.overview.entries if survey else ()
    return {
        "course": {
            "code": course.code if course else None,
            "title": course.about.title if course else None,
            "pass_mark": _number(course.grading.pass_mark) if course else None,
            "complete": survey.reading.results.complete if survey else None,
        },
        "counts": {
            "students": len(entries),
            **{standing.value: survey.overview.counts[standing] if survey else 0 for standing in Standing},
        },
        "students": [student_row(entry) for entry in entries],
        "problems": problem_rows(survey.problems if survey else attempt.problems),
    }


def student_row(entry: Entry) -> Document:
    """Return one student's row of the status."""
    result = entry.result
    return {
        "key": result.student.key,
        "name": result.student.name,
        "standing": result.standing,
        "score": _number(result.score),
        "lowest": _number(result.lowest),
        "highest": _number(result.highest),
        "outlook": result.outlook,
        "missing": list(result.missing),
        "reasons": list(result.reasons),
        "award": result.award,
        "certificate": _certificate(entry),
    }


def explain_document(entry: Entry | None, needed: Iterable[Needed], problems: Iterable[Problem]) -> Document:
    """Return one student's row with every activity and award; without the row where problems stopped the reading."""
    row = student_row(entry) if entry else {}
    lines = entry.result.lines if entry else ()
    return {
        **row,
        "activities": [_activity(line) for line in lines],
        "needed": [_needed(award) for award in needed],
        "problems": problem_rows(problems),
    }


def plan_document(attempt: Attempt, survey: Survey | None) -> Document:
    """Return what a build would do."""
    plan = survey.plan if survey else Plan((), 0)
    steps = {
        action.value: [
            {"key": step.key, "name": step.name, "reason": step.reason, "because": list(step.because)} for step in plan.of(action)
        ]
        for action in Action
    }
    found = survey.problems if survey else attempt.problems
    return {**steps, "keep": plan.keep, "guard": list(plan.guard), "problems": problem_rows(found)}


def diff_document(attempt: Attempt, differences: Differences | None) -> Document:
    """Return what has changed since the last build; nothing where the gradebook could not be read."""
    found = differences or Differences(None, Snapshot("", (), {}, (), ()))
    before = found.before
    return {
        "file": attempt.gradebook.file if attempt.gradebook else None,
        "before": {"file": before.gradebook.file, "built_at": before.built_at.isoformat()} if before else None,
        "added": [asdict(change) for change in found.added],
        "changed": [asdict(change) for change in found.changed],
        "removed": [asdict(change) for change in found.removed],
        "students": {
            "come": [asdict(student) for student in found.come],
            "gone": [asdict(student) for student in found.gone],
            "renamed": [asdict(student) for student in found.renamed],
        },
        "activities": {
            "come": [{"name": activity.name, "marks": activity.marks} for activity in found.activities_come],
            "gone": [{"name": activity.name, "marks": activity.marks} for activity in found.activities_gone],
        },
        "problems": problem_rows(attempt.problems + found.problems),
    }


def verify_document(verdicts: Iterable[Verdict]) -> Document:
    """Return what the register says of files."""
    return {
        "files": [
            {
                "file": str(verdict.file),
                "valid": verdict.valid,
                "sentence": verdict.sentence,
                "number": verdict.certificate.number if verdict.certificate else None,
                "code": verdict.certificate.code if verdict.certificate else None,
                "state": verdict.certificate.state if verdict.certificate else None,
                "valid_until": _day(verdict.certificate.valid_until) if verdict.certificate else None,
                "bears_code_of": verdict.bears_code_of.number if verdict.bears_code_of else None,
            }
            for verdict in verdicts
        ]
    }


def history_document(events: Iterable[Event], books: Books) -> Document:
    """Return the log."""
    names = books.names
    return {
        "events": [
            {
                "at": event.at.isoformat(),
                "action": event.action,
                "key": event.key,
                "name": names.get(event.key, ""),
                "number": event.number,
                "code": event.code,
                "reason": event.reason,
                "score": event.score or None,
                "rules": event.rules or None,
                "entry": event.entry,
                "chain": event.chain,
            }
            for event in events
        ]
    }


def audit_document(audit: Audit | None, problems: Iterable[Problem]) -> Document:
    """Return how the register stands to itself, files and sites; with `audit` None where it could not be used."""
    return {
        "agrees": audit is not None and audit.agrees,
        "certificates": audit.certificates if audit else 0,
        "entries": audit.entries if audit else 0,
        "chain": audit.chain if audit else "",
        "backups": audit.backups if audit else 0,
        "files": audit.files if audit else 0,
        "pages": audit.pages if audit else 0,
        "problems": problem_rows(problems),
    }


def _certificate(entry: Entry) -> Document | None:
    certificate = entry.certificate
    if certificate is None:
        return None
    return {
        "number": certificate.number,
        "code": certificate.code,
        "revision": certificate.revision,
        "state": entry.condition,
        "issued_on": certificate.issued_on.isoformat(),
        "valid_until": _day(certificate.valid_until),
        "score": certificate.score or None,
        "award": certificate.award,
        "file": f"build/certificates/{certificate.file_name}",
    }


def _activity(line: Line) -> Document:
    return {
        "name": line.name,
        "state": line.state,
        "points": _number(line.points),
        "max": _number(line.max),
        "percent": _number(line.percent),
        "weight": _number(line.weight),
        "contribution": _number(line.contribution),
        "note": line.note,
        "cell": line.cell,
    }


def _needed(needed: Needed) -> Document:
    return {
        "award": needed.award,
        "from": _number(needed.from_),
        "outlook": needed.outlook,
        "percent": _number(needed.percent),
        "points": _number(needed.points),
        "max": _number(needed.max),
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
