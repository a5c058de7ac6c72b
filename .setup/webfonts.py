"""Cuts the faces of the paper down for the screen: WOFF2 with Latin, Greek and Cyrillic letters, into site_templates/faces.

To be run when the packages of the faces, or the ranges below, have changed. Cutting takes seconds, so the program ships
the outcome. Source is a reserved name of these fonts, which what is made from them must not bear (SIL Open Font License, 3):
the cut ones are called what the style sheets call them.
"""

import shutil
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

from certbuild.fonts import faces
from certbuild.site.webfonts import SHIPPED, WANTED, stem

RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B
    (0x0300, 0x036F),  # combining accents
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1FFF),  # Vietnamese and other Latin, polytonic Greek
    (0x2010, 0x2044),  # dashes, quotation marks, ellipsis
    (0x20A0, 0x20BF),  # currencies
    (0x2190, 0x2193),  # arrows of sorted columns
)
NAMES = {1: "{family}", 2: "Regular", 3: "{family} {weight}", 4: "{family} {weight}", 6: "{postscript}-{weight}"}
"""Entries of the table ``name`` that call a font by its name (OpenType, name IDs)."""
KEPT = [0, 7, 13, 14]
"""Those that say whose it is and under which licence."""


def cut(path: Path, family: str, weight: int) -> TTFont:
    """Return a face cut down, under another name."""
    options = Options(
        flavor="woff2", hinting=False, layout_features=["kern", "mark", "ccmp", "locl", "tnum"], name_IDs=[*NAMES, *KEPT]
    )
    font = load_font(str(path), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in NAMES:
            said = NAMES[record.nameID].format(family=family, weight=weight, postscript=family.replace(" ", ""))
            record.string = said
    return font


def main() -> None:
    """Cut all faces that the pages use, and put its licence beside each."""
    SHIPPED.mkdir(exist_ok=True)
    for face in faces():
        key = (face.family, face.weight, face.style)
        if key in WANTED:
            target = SHIPPED / f"{stem(*key)}.woff2"
            save_font(cut(face.path, face.family, face.weight), str(target), Options(flavor="woff2"))
            shutil.copyfile(face.path.with_name("LICENSE.txt"), target.with_suffix(".LICENSE.txt"))
            print(target.name, target.stat().st_size)


if __name__ == "__main__":
    main()
