"""Gradebook + Course → Results: scores, drops, bounds, standing and explanation; pure."""

from certbuild.grading.course import grade

__all__ = ["grade"]
