"""Certificates: from the register's records to PDFs, one each and one of all."""

from certbuild.certificates.cards import Card, cards
from certbuild.certificates.checking import check_templates
from certbuild.certificates.letters import check_letters, without_font
from certbuild.certificates.loading import OWN, awards_with_marks, print_facts_alone, said_by_templates, template_folders
from certbuild.certificates.production import (
    Preview,
    begin_merge,
    editions,
    entry,
    expect_printing,
    fingerprints,
    in_order,
    preview,
    typeset,
)
from certbuild.certificates.translations import check_translations

__all__ = [
    "OWN",
    "Card",
    "Preview",
    "awards_with_marks",
    "begin_merge",
    "cards",
    "check_letters",
    "check_templates",
    "check_translations",
    "editions",
    "entry",
    "expect_printing",
    "fingerprints",
    "in_order",
    "preview",
    "print_facts_alone",
    "said_by_templates",
    "template_folders",
    "typeset",
    "without_font",
]
