"""Certificates: from the register's records to PDFs, one each and one of all."""

from certbuild.certificates.letters import check_letters
from certbuild.certificates.loading import OWN, check_templates, template_folders
from certbuild.certificates.production import begin_merge, expect_printing, fingerprints, preview, typeset

__all__ = [
    "OWN",
    "begin_merge",
    "check_letters",
    "check_templates",
    "expect_printing",
    "fingerprints",
    "preview",
    "template_folders",
    "typeset",
]
