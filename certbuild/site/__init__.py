"""The public site, and the teacher's private page."""

from certbuild.site.leaks import leaks
from certbuild.site.public import public_site
from certbuild.site.teacher import teacher_site

__all__ = ["leaks", "public_site", "teacher_site"]
