"""ZIP files, in which .xlsx and .ods keep their parts; nothing is unpacked before the sizes are known to be bearable.

The libraries that read the formats never get the file as it came. They get a package made anew of parts that
were read to their end here, where sizes and check sums were held against what the directory says.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from certbuild.gradebook.files.refusals import DamagedError, EncryptedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 200_000_000
"""How much a package may unpack to; 10,000 students with 100 activities take up a fifth of it."""
_MOST_PARTS = 10_000
_DIRECTORY_ENTRY = b"PK\x01\x02"
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 1


class Package:
    """The parts of a ZIP file by their names.

    Raises `RefusedError` for more than can be borne, `DamagedError` where the directory cannot be trusted,
    and `EncryptedError`.
    """

    def __init__(self, data: bytes) -> None:
        if data.count(_DIRECTORY_ENTRY) > _MOST_PARTS:
            why = f"it is packed of more than {_MOST_PARTS:,} parts"
            raise _too_large(why)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            message = "its directory is cut off or wrong"
            raise DamagedError(message) from None
        infos = self._archive.infolist()
        size = sum(info.file_size for info in infos)
        if size > MOST_BYTES:
            why = f"it unpacks to {size / 1e6:,.0f} MB, and {MOST_BYTES / 1e6:,.0f} MB is the most that is unpacked"
            raise _too_large(why)
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.filename.replace("\\", "/").lstrip("/")
            if name in self._parts:
                message = f'it holds two parts of the name "{name}"'
                raise DamagedError(message)
            if info.compress_type not in _METHODS:
                message = f'the part "{name}" is packed in a way that no spreadsheet program uses'
                raise DamagedError(message)
            self._parts[name] = info
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise EncryptedError

    def __contains__(self, name: object) -> bool:
        """Say whether there is such a part."""
        return name in self._parts

    def holds_any(self, *starts: str) -> bool:
        """Say whether the name of any part starts like one of these."""
        return any(name.startswith(starts) for name in self._parts)

    def read(self, name: str) -> bytes:
        """Return a part, whole and with the right check sum. Raises `DamagedError`."""
        info = self._parts.get(name)
        if info is None:
            message = f'the part "{name}" is not in it'
            raise DamagedError(message)
        try:
            with self._archive.open(info) as part:
                data = part.read(info.file_size)  # with the size said, no more than that is ever unpacked
        except Exception as error:
            message = f'the part "{name}" cannot be unpacked'
            raise DamagedError(message) from error
        if len(data) != info.file_size:
            message = f'the part "{name}" is shorter than the directory says'
            raise DamagedError(message)
        return data


def _too_large(why: str) -> RefusedError:
    return RefusedError(f"is too large for a gradebook: {why}", "copy the table of students into a new workbook, and use that")


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP file of these parts, not compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()
