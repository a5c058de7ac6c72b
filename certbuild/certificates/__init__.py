"""Certificates: from the register's records to PDFs, one each and one of all."""

from certbuild.certificates.loading import check_templates
from certbuild.certificates.production import begin_merge, expect_printing, fingerprints, preview, typeset

__all__ = ["begin_merge", "check_templates", "expect_printing", "fingerprints", "preview", "typeset"]
