"""The public site, and the teacher's private page."""

from certbuild.site.pages import Draft, Pages
from certbuild.site.public import public_site
from certbuild.site.screening import Screen
from certbuild.site.teacher import TeacherPage, teacher_assets
from certbuild.site.webfonts import faces_of_pages
from certbuild.site.wording import Wording

__all__ = ["Draft", "Pages", "Screen", "TeacherPage", "Wording", "faces_of_pages", "public_site", "teacher_assets"]
