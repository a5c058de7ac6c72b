"""course.toml → Course: one record for each table of the file, and all its problems at once."""

from certbuild.config.kinds import Weighting
from certbuild.config.loading import COURSE_FILE, load_course, warnings
from certbuild.config.rules import Rules, rules_of
from certbuild.config.tables import (
    ActivityRule,
    AwardTier,
    CategoryRule,
    Course,
    ExceptionRule,
)

__all__ = [
    "COURSE_FILE",
    "ActivityRule",
    "AwardTier",
    "CategoryRule",
    "Course",
    "ExceptionRule",
    "Rules",
    "Weighting",
    "load_course",
    "rules_of",
    "warnings",
]
