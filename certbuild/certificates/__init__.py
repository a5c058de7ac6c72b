"""Certificates: from the register's records to PDFs, one each and one of all."""

from certbuild.certificates.crews import Crew, crew
from certbuild.certificates.production import merge, merging, preview, typeset
from certbuild.certificates.template import check_templates, fingerprint

__all__ = ["Crew", "check_templates", "crew", "fingerprint", "merge", "merging", "preview", "typeset"]
