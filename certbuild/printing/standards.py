"""What makes the PDFs PDF/A-3u and PDF/UA-1, as produced: the options, the colours, the metadata."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import pydyf
from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Sequence

PROFILE = "--srgb"
OPTIONS = {"pdf_variant": "pdf/a-3u", "pdf_tags": True, "output_intent": PROFILE}

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
"""Says PDF/UA-1 beside the PDF/A-3u that WeasyPrint says, and declares the property as PDF/A demands."""


class Profile(Struct):
    """The colours that the pages are meant in: WeasyPrint's sRGB, as it takes profiles.

    Its own way opens the file for every document, leaves it open, and writes it in other words when it
    has been asked for its name; this one is the file's bytes.
    """

    name: str = "sRGB2014"
    components: tuple[str, ...] = ("r", "g", "b")
    content: bytes = field(default_factory=resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes)
    pdf_reference: bytes | None = None


def say_ua(pdf: Any) -> None:  # noqa: ANN401 - WeasyPrint has no type hints
    """Add PDF/UA-1 to the metadata; WeasyPrint writes one standard only."""
    metadata = next(item for item in pdf.objects if getattr(item, "extra", {}).get("Type") == "/Metadata")
    metadata.stream = [part.replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>") for part in metadata.stream]


def say_languages(pdf: Any, languages: Sequence[str]) -> None:  # noqa: ANN401
    """Add the language of each section to its tag, as PDF/UA wants it; WeasyPrint writes that of the document alone."""
    sections = [item for item in pdf.objects if isinstance(item, dict) and item.get("S") == "/Sect"]
    if len(sections) == len(languages):  # a template may have sections that WeasyPrint does not tag as such
        for section, language in zip(sections, languages, strict=True):
            if language:
                section["Lang"] = pydyf.String(language)
