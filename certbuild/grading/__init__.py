"""Gradebook + Course → Results: scores, drops, bounds, standing and explanation; pure.

`make_scheme` lays the rules over the gradebook and finds all that is wrong with them; `grade` judges the
students under them, and finds nothing wrong any more; `Needs` says, when asked, what they need for the awards.
"""

from certbuild.grading.counted import Counted
from certbuild.grading.course import grade, grade_briefly
from certbuild.grading.needs import Needs
from certbuild.grading.scheme import Scheme, make_scheme

__all__ = ["Counted", "Needs", "Scheme", "grade", "grade_briefly", "make_scheme"]
