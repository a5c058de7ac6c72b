"""The results inside a certificate's PDF, for programs: a file in JSON, attached as PDF/A-3 has it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    from certbuild.printing.context import Context

NAME = "results.json"


def attach(pdf: Any, context: Context) -> None:  # noqa: ANN401 - pydyf has no type hints
    """Attach the results to a PDF (ISO 32000-1, 7.11.4; ISO 19005-3, 6.8)."""
    file = embedded(context)
    pdf.add_object(file)
    name = pydyf.String(NAME)
    places = pydyf.Dictionary({"F": file.reference, "UF": file.reference})
    told = {"Type": "/Filespec", "F": name, "UF": name, "EF": places, "AFRelationship": "/Data"}
    specification = pydyf.Dictionary(told)
    pdf.add_object(specification)
    names = pydyf.Dictionary({"Names": pydyf.Array([name, specification.reference])})
    pdf.add_object(names)
    pdf.catalog["Names"] = pydyf.Dictionary({**pdf.catalog.get("Names", {}), "EmbeddedFiles": names.reference})
    pdf.catalog["AF"] = pydyf.Array([specification.reference])


def embedded(context: Context) -> pydyf.Stream:
    """Return the attached file as an object of a PDF; it is as old as the certificate."""
    data = context.results.encode()
    checksum = hashlib.md5(data, usedforsecurity=False).hexdigest()
    day = context.editions[0].certificate.issued_on.replace("-", "")
    changed = pydyf.String(f"D:{day}000000Z")
    facts = pydyf.Dictionary({"CheckSum": f"<{checksum}>", "Size": len(data), "ModDate": changed})
    extra = pydyf.Dictionary({"Type": "/EmbeddedFile", "Subtype": "/application#2fjson", "Params": facts})
    return pydyf.Stream([data], extra, compress=True)


def is_attachment(item: object) -> bool:
    """Say whether an object of a PDF is an attached file."""
    return isinstance(item, pydyf.Stream) and item.extra.get("Type") == "/EmbeddedFile"
