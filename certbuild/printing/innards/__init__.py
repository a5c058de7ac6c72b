"""WeasyPrint's private names, all that this program touches: drawings, the boxes of a page, its letters and fonts.

Written for WeasyPrint 70, which pyproject.toml pins; a test names the version, so that a new one is not taken unseen.
What is done here is done by WeasyPrint's own functions: a field's lines are laid out and drawn by the same code that
lays out and draws the whole page.
"""

from certbuild.printing.innards import libraries  # noqa: F401 - before all others, since it loads WeasyPrint
from certbuild.printing.innards.artwork import Images
from certbuild.printing.innards.boxes import Block
from certbuild.printing.innards.documents import (
    all_texts,
    blocks,
    bookmarks,
    languages_of_sections,
    pages_of,
    texts_by_page,
    texts_off_paper,
)
from certbuild.printing.innards.fallback import prefer_fallbacks
from certbuild.printing.innards.letters import (
    Drawn,
    Fonts,
    Pen,
    add_font,
    add_metadata,
    families_missing,
    font_numbers,
    with_whole_alphabets,
)

VERSION = "70"
"""The version of WeasyPrint whose private names these are."""

__all__ = [
    "VERSION",
    "Block",
    "Drawn",
    "Fonts",
    "Images",
    "Pen",
    "add_font",
    "add_metadata",
    "all_texts",
    "blocks",
    "bookmarks",
    "families_missing",
    "font_numbers",
    "languages_of_sections",
    "pages_of",
    "prefer_fallbacks",
    "texts_by_page",
    "texts_off_paper",
    "with_whole_alphabets",
]
