"""The rules that scores and standings are reckoned by, as course.toml says them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from certbuild.config.tables import Course

FIELDS = {"grading", "activities", "categories", "awards", "exceptions"}
"""The fields of `Course` that hold them."""


class Rules(Struct, frozen=True):
    """The tables of course.toml that decide on scores and standings, in a form to be kept."""

    content: str
    """JSON; without what is as it is by default, so that a new setting of the program changes nothing."""

    @property
    def digest(self) -> str:
        """What the history names these rules by: the SHA-256 of the content."""
        return hashlib.sha256(self.content.encode()).hexdigest()


def rules_of(course: Course) -> Rules:
    """Return the rules that are in force."""
    tables = course.model_dump(mode="json", by_alias=True, include=FIELDS, exclude_defaults=True)
    return Rules(json.dumps(tables, ensure_ascii=False, sort_keys=True))
