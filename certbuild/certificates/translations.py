"""The course's own texts in other languages: whether what course.toml translates is there to be translated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.config import COURSE_FILE
from certbuild.errors import Problem, Severity
from certbuild.text import did_you_mean

if TYPE_CHECKING:
    from certbuild.config import Course
    from certbuild.model import Gradebook


def check_translations(course: Course, gradebook: Gradebook) -> list[Problem]:
    """Return a warning for each language that nothing is printed in, and for each text that stands nowhere."""
    issuer = course.issuer
    known = {
        course.about.title,
        *(issuer.name, issuer.signatory, issuer.role, issuer.second_signatory, issuer.second_role),
        *(tier.name for tier in course.tiers),
        *(activity.name for activity in gradebook.activities),
    }
    problems = []
    for language, texts in course.certificate.translations.items():
        place = f"{COURSE_FILE} › [certificate.translations.{language}]"
        if language.replace("_", "-") not in course.languages:
            hint = f"[certificate] languages says which there are: {', '.join(course.languages)}"
            problems.append(Problem(place, "nothing is printed in this language", hint, Severity.WARNING))
        for text in texts:
            if text not in known:
                hint = did_you_mean(text, known - {""}) or "write it as it stands in course.toml or in the gradebook"
                what = f'"{text}" is neither the title, nor an award, an activity, or anything of [issuer]'
                problems.append(Problem(place, what, hint, Severity.WARNING))
    return problems
