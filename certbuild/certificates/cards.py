"""Pictures of a course's awards, which messengers and networks show beside a link to a certificate's page.

There is one for each award and none for a certificate: who shows it keeps it, also when the certificate has been revoked.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict, replace

from certbuild.certificates.facts import Facts
from certbuild.certificates.loading import load_template, template_name
from certbuild.model import Certificate, CertificateState
from certbuild.printing.context import Paper
from certbuild.printing.drawing import HEIGHT, WIDTH, draw_card
from certbuild.resources import cert_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from certbuild.config import Course

_INCH = 25.4
_PAPER = Paper(WIDTH / 96 * _INCH, HEIGHT / 96 * _INCH)
_SMALLEST = ("28pt", "20pt", "13pt", "8pt")
"""Sizes down to which a title may shrink before it is broken into two lines, each tried where the one before will not do."""
_STANDARD = "PDF/A-3u"
"""Of the page that a picture is drawn from; any would do."""
_NOBODYS = Certificate("", "", 0, "XXXX", CertificateState.ISSUED, date.min, "", "", "", "")
"""What a picture tells of no certificate in particular."""


class Card(Struct, frozen=True):
    """The picture of an award."""

    award: str
    made_from: str
    """Digest of all that it is made from."""
    draw: Callable[[], bytes]
    """Returns it as PNG; can be handed to another process."""

    @property
    def name(self) -> str:
        """Name of its file: another picture has another name, so that whoever keeps pictures asks for it."""
        return f"card-{self.made_from[:16]}.png"


def cards(course: Course, awards: Iterable[str]) -> list[Card]:
    """Return the pictures of awards, in the colours and words of their certificates; raises as `load_template` does."""
    return [_card(course, award) for award in sorted(set(awards))]


def _card(course: Course, award: str) -> Card:
    own = load_template(course, template_name(course, award))
    language = next(iter(own.strings))
    strings = {"title": own.strings[language]["title"]}
    plain = {"paper": _PAPER, "strings": {language: strings}, "marks": False, "images": {}, "standard": _STANDARD}
    template = replace(own, name="card", folders=(cert_templates() / "card",), **plain)
    template = replace(template, digest=template.digest_now())
    context = replace(Facts(course, template).context(replace(_NOBODYS, award=award)), transcript=False, results="")
    edition = context.editions[0]
    contexts = [replace(context, editions=(replace(edition, strings={**strings, "smallest_title": size}),)) for size in _SMALLEST]
    told = [template.digest, _SMALLEST, asdict(edition.course), asdict(edition.issuer), award, edition.certificate.metal]
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    return Card(award, digest, partial(draw_card, pickle.dumps(template), pickle.dumps(contexts)))
