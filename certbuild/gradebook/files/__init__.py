"""The bytes of a file → its sheets."""

from certbuild.gradebook.files.opening import Workbook, read_sheets

__all__ = ["Workbook", "read_sheets"]
