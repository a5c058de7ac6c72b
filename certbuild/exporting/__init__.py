"""What leaves the build folder: certificates arranged for a printer, a print shop or mails, and the mails themselves."""

from certbuild.exporting.arranging import Exported, Wish, export
from certbuild.exporting.mailing import write_mails

__all__ = ["Exported", "Wish", "export", "write_mails"]
