"""Chamilo's gradebook export, with weights in the headings (``Essay 20 %``) and cells in any of its score styles.

The maxima are not in it, but where a cell reads ``8.5 / 10``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from certbuild.gradebook.cells import as_text
from certbuild.gradebook.dialects.base import Dialect, Item, Role, Sign, any_of, headed, headed_by_all, points_in, roles
from certbuild.model import MarkState

if TYPE_CHECKING:
    from certbuild.gradebook.cells import Sheet

_HEADING = re.compile(r"(?P<name>.*\S)\s+(?P<weight>\d+(?:[.,]\d+)?)\s*%")
_CODE = "(?:official )?code|codigo(?: oficial)?|code officiel|codice"
_USER_NAME = "user ?name|(?:nombre de )?usuario|nom d'utilisateur|identifiant|nome utente|benutzername|utilizador|gebruikersnaam"
_IN_WORDS = re.compile(r"[\d.,]+ \([^()%]*\).*")


def _item(heading: str) -> Item | None:
    match = _HEADING.fullmatch(heading)
    return Item(match["name"], weight=points_in(match["weight"]), sure=True) if match else None


def _total_in_words(sheet: Sheet, _headings: tuple[str, ...]) -> bool:
    return any(_IN_WORDS.fullmatch(as_text(value)) for row in sheet.rows[:5] for value in row if isinstance(value, str))


DIALECT = Dialect(
    name="chamilo",
    title="Chamilo",
    signs=(
        Sign(2, 'headings end in a weight, such as "30 %"', headed(r".*\S \d+([.,]\d+)? ?%")),
        Sign(1, 'there is a column "Total"', headed("total")),
        Sign(
            1,
            "there are a code and a user name",
            headed_by_all(
                r"(official )?code|codigo( oficial)?|code officiel",
                "user ?name|.*usuario|.*utilisateur|.*utente|benutzername|utilizador",
            ),
        ),
        Sign(2, "totals are written out in words", _total_in_words),
    ),
    enough=4,
    identity=roles(
        {
            Role.NUMBER: "Code|Official code|Código|Código oficial|Code officiel|Codice|Offizieller Code|Kennung",
            Role.GIVEN: "First name|Firstname|Nombre|Prénom|Nome|Vorname|Voornaam",
            Role.FAMILY: "Last name|Lastname|Apellido|Apellidos|Nom|Cognome|Sobrenome|Nachname|Achternaam",
            Role.LOGIN: """Username|User name|Nombre de usuario|Usuario|Nom d'utilisateur|Identifiant|Nome utente|Nome de usuário
                Utilizador|Benutzername|Gebruikersnaam""",
            Role.EMAIL: "E-mail|Email|Correo electrónico|Courriel",
        }
    ),
    item=_item,
    totals=any_of("total|totale|gesamt|totaal"),
    words=((re.compile(r"0 ?/ ?0( ?\(.*\))?"), MarkState.MISSING),),
    beside_mark=re.compile(r"\s*(?:\([^()]*\)|(?<=[\d%)])\s+- .*)"),
)
