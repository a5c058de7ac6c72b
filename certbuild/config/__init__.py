"""course.toml → Course: one record for each table of the file, and all its problems at once."""

from certbuild.config.changed import Setting, changed_settings, put_back
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
    "Setting",
    "Weighting",
    "changed_settings",
    "load_course",
    "put_back",
    "rules_of",
    "warnings",
]
