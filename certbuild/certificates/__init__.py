"""Certificates: from the register's records to PDFs, one each and one of all."""

from certbuild.certificates.production import begin_merge, preview, typeset
from certbuild.certificates.template import check_templates, fingerprint

__all__ = ["begin_merge", "check_templates", "fingerprint", "preview", "typeset"]
