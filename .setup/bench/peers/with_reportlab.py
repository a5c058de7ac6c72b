"""ReportLab draws the same sheet: a file for each student, and one of all. Usage: SHEET TARGET.

Artwork is a form that is drawn once in each file; fonts are embedded as subsets. ReportLab writes no tags and no PDF/A, and
this script knows no kerning, as most of its kind.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from codes import picture
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

WIDTH, HEIGHT = landscape(A4)
UNITS = 20
"""Of the artwork in a millimetre, as certbuild draws it."""
INK, PALE = HexColor("#16324f"), HexColor("#5b7288")
ACCENTS = {"gold": HexColor("#a5803a"), "silver": HexColor("#7d8790"), "bronze": HexColor("#8f5b34")}
SERIF, ITALIC, BOLD = "SourceSerifPro-Regular", "SourceSerifPro-It", "SourceSerifPro-Semibold"
SANS, SANS_BOLD = "SourceSansPro-Regular", "SourceSansPro-Semibold"
LEFT, RIGHT, WIDEST = 38 * mm, 259 * mm, 221 * mm

rl_config.useA85 = 0  # nobody needs PDFs in letters, and they take twice the time


class Sheet:
    """The sheet, whose artwork is read once."""

    def __init__(self, folder: Path, told: dict[str, Any]) -> None:
        self._told = told
        self._artwork = {file.stem: list(_shapes(file.read_text(encoding="utf-8"))) for file in folder.glob("*.svg")}
        for name in (SERIF, ITALIC, BOLD, SANS, SANS_BOLD):
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))

    def draw(self, canvas: Canvas, certificate: dict[str, str]) -> None:
        """Draw a certificate on the canvas' page."""
        told, words, accent = self._told, self._told["words"], ACCENTS[certificate["metal"]]
        self._form(canvas, f"border-{certificate['metal']}", 0, 0)
        self._form(canvas, f"rosette-{certificate['metal']}", 135, 159)
        _centred(canvas, 112.52, told["issuer"].upper(), Style(SANS_BOLD, 9.5, accent, 0.22 * 9.5))
        _centred(canvas, 165.34, words["title"], Style(SERIF, 35))
        _centred(canvas, 199.98, words["awarded_to"], Style(ITALIC, 12.5, PALE))
        _centred(canvas, 244.01, certificate["holder"], Style(BOLD, 33))
        _rule(canvas, (88.5, 92.125), 120, 0.25, accent)
        _centred(canvas, 289.98, words["completed"], Style(ITALIC, 12.5, PALE))
        _centred(canvas, 317.42, told["course"], Style(SERIF, 18))
        _result(canvas, 342.42, certificate["award"], ", with a score of ", certificate["score"], " %")
        _rule(canvas, (38, 171.71), 62, 0.18, INK)
        _text(canvas, (LEFT, 501.43), told["signatory"], Style(SANS_BOLD, 9.5))
        _text(canvas, (LEFT, 513.26), told["role"], Style(SANS, 8.5))
        _text(canvas, (LEFT, 524.60), certificate["date"], Style(SANS, 8.5))
        _centred(canvas, 493.32, told["initials"], Style(BOLD, 14))
        code = ImageReader(picture(certificate["url"]))
        canvas.drawImage(code, 240 * mm, HEIGHT - 173.2 * mm, 19 * mm, 19 * mm)
        _to_the_right(canvas, 505.33, certificate["code"], Style(SANS_BOLD, 8.5, space=0.02 * 8.5))
        _to_the_right(canvas, 515.28, f"No. {certificate['number']}", Style(SANS, 7))
        left = _to_the_right(canvas, 524.92, certificate["address"], Style(SANS, 7))
        canvas.linkURL(certificate["url"], (left, HEIGHT - 526.5, RIGHT, HEIGHT - 518))
        canvas.bookmarkPage(certificate["code"])
        canvas.addOutlineEntry(f"{certificate['family']}, {certificate['given']}", certificate["code"])
        canvas.addPageLabel(canvas.getPageNumber() - 1, prefix=certificate["number"])
        canvas.showPage()

    def _form(self, canvas: Canvas, name: str, left: float, top: float) -> None:
        """Draw an artwork, `left` and `top` in millimetres; the file has it once, as a form."""
        if not canvas.hasForm(name):
            canvas.beginForm(name, 0, 0, WIDTH * UNITS, HEIGHT * UNITS)
            for colour, thickness, path in self._artwork[name]:
                canvas.setStrokeColor(colour)
                canvas.setLineWidth(thickness)
                canvas.drawPath(path)
            canvas.endForm()
        canvas.saveState()
        canvas.transform(mm / UNITS, 0, 0, -mm / UNITS, left * mm, HEIGHT - top * mm)
        canvas.doForm(name)
        canvas.restoreState()


def _shapes(svg: str) -> Iterator[tuple[HexColor, float, PDFPathObject]]:
    """Yield the shapes of an artwork: colour, thickness, path; reading them once serves all files."""
    for kind, told in re.findall(r"<(rect|path) ([^>]*)/>", svg):
        shape = dict(re.findall(r'([\w-]+)="([^"]*)"', told))
        path = PDFPathObject()
        if kind == "rect":
            path.rect(*(float(shape[side]) for side in ("x", "y", "width", "height")))
        else:
            _curve(path, shape["d"])
        yield HexColor(shape["stroke"]), float(shape["stroke-width"]), path


def _curve(path: PDFPathObject, steps: str) -> None:
    here = before = (0.0, 0.0)
    for letter, figures in re.findall(r"([MCSZ])([^MCSZ]*)", steps):
        points = [tuple(map(float, point.split(","))) for point in figures.split()]
        if letter == "M":
            path.moveTo(*points[0])
        elif letter == "C":
            path.curveTo(*points[0], *points[1], *points[2])
            before, here = points[1:]
        elif letter == "S":
            for one, end in zip(points[::2], points[1::2], strict=True):
                path.curveTo(2 * here[0] - before[0], 2 * here[1] - before[1], *one, *end)
                before, here = one, end
        else:
            path.close()


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is written."""

    font: str
    size: float
    colour: HexColor = INK
    space: float = 0
    """Points after each letter."""

    def width(self, text: str) -> float:
        """Return how wide a text is, in points."""
        return pdfmetrics.stringWidth(text, self.font, self.size) + self.space * len(text)


def _text(canvas: Canvas, place: tuple[float, float], text: str, style: Style) -> None:
    """Write a text; its base line begins so many points from the left and the upper edge."""
    left, top = place
    canvas.setFillColor(style.colour)
    canvas.setFont(style.font, style.size)
    canvas.drawString(left, HEIGHT - top, text, charSpace=style.space)


def _centred(canvas: Canvas, top: float, text: str, style: Style) -> None:
    """Write a text in the middle, as large as it may be and as small as it must be."""
    style = replace(style, size=min(style.size, style.size * WIDEST / style.width(text)))
    _text(canvas, ((WIDTH - style.width(text) + style.space) / 2, top), text, style)


def _to_the_right(canvas: Canvas, top: float, text: str, style: Style) -> float:
    """Write a text that ends at the right margin; return where it begins."""
    left = RIGHT - style.width(text)
    _text(canvas, (left, top), text, style)
    return left


def _result(canvas: Canvas, top: float, *parts: str) -> None:
    """Write the parts in turns bold and not, centred."""
    styles = [Style((BOLD, SERIF)[place % 2], 12.5) for place in range(len(parts))]
    left = (WIDTH - sum(style.width(part) for part, style in zip(parts, styles, strict=True))) / 2
    for part, style in zip(parts, styles, strict=True):
        _text(canvas, (left, top), part, style)
        left += style.width(part)


def _rule(canvas: Canvas, place: tuple[float, float], length: float, thickness: float, colour: HexColor) -> None:
    """Draw a level line; all in millimetres."""
    left, top = place
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(thickness * mm)
    canvas.line(left * mm, HEIGHT - top * mm, (left + length) * mm, HEIGHT - top * mm)


def _canvas(file: Path, title: str) -> Canvas:
    canvas = Canvas(str(file), pagesize=(WIDTH, HEIGHT), pageCompression=1, lang="en-GB", invariant=1)
    canvas.setTitle(title)
    return canvas


def main(folder: Path, target: Path) -> None:
    """Print the list of the sheet's folder."""
    told, certificates = (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("sheet.json", "certificates.json"))
    sheet = Sheet(folder, told)
    for each in certificates:
        single = _canvas(target / each["file"], f"Certificate for {each['holder']}: {told['course']}")
        sheet.draw(single, each)
        single.save()
    merged = _canvas(target / "all.pdf", told["course"])
    for each in certificates:
        sheet.draw(merged, each)
    merged.save()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
