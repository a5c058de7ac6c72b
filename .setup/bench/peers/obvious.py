"""The obvious script: Jinja, a WeasyPrint call for each student, and pypdf to append all. Usage: SHEET TARGET."""

import base64
import json
import sys
from pathlib import Path

import jinja2
import weasyprint
from codes import png
from pypdf import PdfWriter


def main(sheet: str, target: str) -> None:
    """Print the list of the sheet's folder."""
    told = json.loads((Path(sheet) / "certificates.json").read_text(encoding="utf-8"))
    certificates = told.pop("certificates")
    page = Path(__file__).with_name("obvious.html").read_text(encoding="utf-8")
    template = jinja2.Environment(autoescape=True).from_string(page)
    files = []
    for each in certificates:
        html = template.render(told, qr=base64.b64encode(png(each["url"])).decode(), **each)
        files.append(Path(target) / each["file"])
        document = weasyprint.HTML(string=html, base_url=f"{sheet}/")
        document.write_pdf(files[-1], pdf_variant="pdf/a-3u", pdf_tags=True)
    merged = PdfWriter()
    for file in files:
        merged.append(file)
    merged.write(Path(target) / "all.pdf")


if __name__ == "__main__":
    main(*sys.argv[1:])
