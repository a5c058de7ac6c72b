"""The public site, and the teacher's private pages."""

from certbuild.site.pages import Draft, Pages, assets
from certbuild.site.public import public_site
from certbuild.site.screening import Screen
from certbuild.site.teacher import TeacherSite
from certbuild.site.webfonts import faces_of_pages
from certbuild.site.wording import Wording

__all__ = ["Draft", "Pages", "Screen", "TeacherSite", "Wording", "assets", "faces_of_pages", "public_site"]
