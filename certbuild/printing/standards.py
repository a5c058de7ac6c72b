"""What makes the PDFs what they are produced as, PDF/A-3u or PDF/A-1b with PDF/UA-1: options, colours, metadata, tags."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, Any

import pydyf
from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Sequence

PROFILE = "--srgb"

_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""Says PDF/UA-1 beside the PDF/A that WeasyPrint says, and declares the property as PDF/A demands."""


class Standard(Struct, frozen=True):
    """A part of ISO 19005, PDF/A, that files are produced as."""

    part: int
    conformance: str
    version: str
    """Of PDF."""

    @property
    def old(self) -> bool:
        """Whether it is that of PDF 1.4: without transparency, attachments and objects in streams."""
        return self.part == 1

    @property
    def font_objects(self) -> int:
        """Objects of a font in a PDF: its file, its meanings, its descriptor, itself in two parts; once, a set of letters."""
        return 6 if self.old else 5

    @property
    def options(self) -> dict[str, object]:
        """What WeasyPrint is to be told."""
        return {
            "pdf_variant": f"pdf/a-{self.part}{self.conformance.lower()}",
            "pdf_tags": True,
            "output_intent": PROFILE,
        }


STANDARDS = {"PDF/A-3u": Standard(3, "U", "1.7"), "PDF/A-1b": Standard(1, "B", "1.4")}
"""By the names that course.toml has for them."""


class Profile(Struct):
    """The colours that the pages are meant in: WeasyPrint's sRGB, as it takes profiles.

    Its own way opens the file for every document, leaves it open, and writes it in other words when it
    has been asked for its name; this one is the file's bytes.
    """

    name: str = "sRGB2014"
    components: tuple[str, ...] = ("r", "g", "b")
    content: bytes = field(default_factory=resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes)
    pdf_reference: bytes | None = None


def complete_metadata(pdf: Any) -> None:  # noqa: ANN401 - WeasyPrint has no type hints
    """Add PDF/UA-1 to the metadata, since WeasyPrint writes one standard only; each part of them names its schemas.

    They are the same to XML wherever they are named, but not to validators of PDF/A-1.
    """
    metadata = next(item for item in pdf.objects if getattr(item, "extra", {}).get("Type") == "/Metadata")
    content = b"\n".join(metadata.stream)
    named = b"".join(re.findall(rb' xmlns:(?!rdf)\w+="[^"]*"', content[: content.index(b"<rdf:Description")]))
    content = content.replace(b"<rdf:Description", b"<rdf:Description" + named)
    metadata.stream = [content.replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>")]


def say_languages(pdf: Any, languages: Sequence[str]) -> None:  # noqa: ANN401
    """Add the language of each section to its tag, as PDF/UA wants it; WeasyPrint writes that of the document alone."""
    sections = [item for item in pdf.objects if isinstance(item, dict) and item.get("S") == "/Sect"]
    if len(sections) == len(languages):  # a template may have sections that WeasyPrint does not tag as such
        for section, language in zip(sections, languages, strict=True):
            if language:
                section["Lang"] = pydyf.String(language)


def without_transparency(pdf: Any) -> bool:  # noqa: ANN401
    """Take from drawings that are opaque what says that they may be transparent; say whether all of them are opaque."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream):
            item.extra.pop("Group", None)
            if "SMask" in item.extra:
                return False
    return all(_is_opaque(state) for item in pdf.objects for state in _states(item))


def _states(item: Any) -> list[Any]:  # noqa: ANN401
    """Return the graphics states that an object holds."""
    holder = item.extra.get("Resources", {}) if isinstance(item, pydyf.Stream) else item
    states = holder.get("ExtGState", {}) if isinstance(holder, dict) else {}
    return list(states.values()) if isinstance(states, dict) else []


def _is_opaque(state: Any) -> bool:  # noqa: ANN401
    return not isinstance(state, dict) or (
        all(float(state.get(key, 1)) == 1 for key in ("ca", "CA")) and state.get("SMask", "/None") in {"/None", None}
    )
