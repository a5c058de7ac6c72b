"""Moodle's grading worksheet of a single assignment: the mark in one column, its maximum in another."""

from __future__ import annotations

from certbuild.gradebook.dialects.base import NOTHING_MORE, Dialect, Display, Item, LeftOutRule, Role, Sign, any_of, headed, roles
from certbuild.text import fold

_NAME = "Grade"
"""What the one activity is called; the assignment's own name is not in the file."""
_MARK = any_of("grade|bewertung|note|calificacion|valutazione|cijfer|nota|avaliacao")
_MAXIMUM = any_of("""
    maximum grade|bestwertung|note maximale|calificacion maxima|valutazione massima|maximum cijfer|maximumcijfer|hoogste cijfer
    nota maxima|avaliacao maxima
""")
_CAN_BE_CHANGED = any_of(r"""
    grade can be changed|bewertung kann geandert werden|(?:la )?note peut etre modifiee
    (?:la )?calificacion puede (?:ser )?(?:cambiada|cambiar|cambiarse|modificada|modificarse)
    (?:la )?valutazione puo essere modificata
    cijfer kan (?:veranderd|gewijzigd) worden|(?:a )?nota pode ser (?:alterada|modificada)\.?
""")


def _item(heading: str) -> Item | None:
    if _MAXIMUM.fullmatch(fold(heading)):
        return Item(_NAME, Display.MAX, sure=True)
    return Item(_NAME, sure=True) if _MARK.fullmatch(fold(heading)) else None


DIALECT = Dialect(
    name="moodle_worksheet",
    title="Moodle (grading worksheet)",
    signs=(
        Sign(2, 'there is a column "Maximum grade"', headed(_MAXIMUM.pattern)),
        Sign(3, 'there is a column "Grade can be changed"', headed(_CAN_BE_CHANGED.pattern)),
        Sign(
            1,
            'there is a column "Last modified (grade)"',
            headed(r".* \((?:grade|bewertung|note|calificacion|valutazione|cijfer|nota)\)"),
        ),
    ),
    enough=3,
    identity=roles(
        {
            Role.PLATFORM_NUMBER: "Identifier|ID|Identifiant|Identificador|Identificativo|Identifikator|Identificatie",
            Role.NAME: "Full name|Vollständiger Name|Nom complet|Nombre completo|Nome completo|Nome|Volledige naam",
            Role.NUMBER: "ID number|ID-Nummer|Numéro d'identification|Número de ID|Codice identificativo|ID-nummer|Número ID",
            Role.EMAIL: """Email address|E-Mail-Adresse|Adresse de courriel|Dirección de correo|Indirizzo email|E-mailadres
                Endereço de e-mail|Endereço de email""",
            Role.SECTION: "Group|Gruppe|Groupe|Grupo|Gruppo|Groep",
        }
    ),
    item=_item,
    left_out=(LeftOutRule(any_of("(?!grade$).*"), NOTHING_MORE),),
)
