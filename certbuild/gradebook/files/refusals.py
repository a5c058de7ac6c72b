"""Why a file is not read. The modules of the formats raise these; the file's name is put before them in `opening`."""

from __future__ import annotations

EXPORT_AGAIN = "export the gradebook again, as .xlsx or CSV, and put that file in its place"
SAVE_AS_XLSX = "open it in Excel or LibreOffice and save it as .xlsx, or export it again as .xlsx or CSV"


class RefusedError(Exception):
    """A file that is not read: what was found, what to do, and where in the file it is, if that can be said."""

    def __init__(self, what: str, hint: str = EXPORT_AGAIN, place: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.place = place


class DamagedError(RefusedError):
    """The file does not hold together; the reason says where it breaks."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"is damaged or incomplete and cannot be read: {reason}")


class EncryptedError(RefusedError):
    """The file asks for a password."""

    def __init__(self) -> None:
        super().__init__("is protected with a password", "open it, take the password off, save it, and run again")
