"""Moodle's grade export (public/grade/export: xls, ods, txt), in the words of its language packs.

An item is headed ``Quiz: Week 1 (Real)``, in old versions without the last part; the same item can stand
there as points, percentage and letter side by side. Neither maxima nor weights are in the file.
"""

from __future__ import annotations

import re

from certbuild.gradebook.dialects.base import (
    NOTHING_MORE,
    Dialect,
    Display,
    Inactive,
    Item,
    LeftOutRule,
    Role,
    Sign,
    any_of,
    headed,
    roles,
)
from certbuild.text import fold

_DISPLAYS = {
    Display.POINTS: "real|punkte|punteggio|echt|brut|brute",
    Display.PERCENT: "percentage|porcentaje|pourcentage|prozentsatz|prozent|prozentwert|percentuale|percentagem|porcentagem",
    Display.WORDS: "letter|letra|lettre|note|lettera|letterale|buchstabe",
    Display.COMMENT: "feedback|retroalimentacion|comentarios|commentaires?|retroaction|commento",
}
_SUFFIX = re.compile(r"(?P<name>.*\S)\s*\((?P<display>[^()]*)\)")
_MODULES = """
    quiz|assignment|lesson|workshop|forum|scorm package|database|glossary|h5p|external tool|attendance
    cuestionario|tarea|leccion|taller|foro|test|devoir|lecon|atelier|aufgabe|lektion|gegenseitige beurteilung
    compito|lezione|opdracht|les|taak|questionario|tarefa|trabalho|licao
"""
_COURSE_TOTAL = """
    course total|total del curso|total du cours|kurs gesamt|totale corso|cursustotaal|totaal van de cursus
    total do curso|total da disciplina
"""
_TOTAL_OF_CATEGORY = """
    .* (?:total|totaal|gesamt)
    (?:total|totale|summe fur) .*
"""
_LAST_DOWNLOAD = """
    last downloaded from this course
    ultima descarga de este curso
    dernier telechargement (?:depuis|de|pour) ce cours
    zuletzt .*(?:heruntergeladen|geladen).*|letzter download.*
    ultimo (?:scaricamento|download).*
    laatst gedownload.*
    ultim[oa] (?:transferencia|descarregamento|download).*
"""
_PLACE = """
    institution|department|institucion|departamento|departement|abteilung|istituzione|dipartimento|instelling|afdeling
    instituicao
"""


def _item(heading: str) -> Item:
    if match := _SUFFIX.fullmatch(heading):
        shown = fold(match["display"])
        for display, words in _DISPLAYS.items():
            if re.fullmatch(words, shown):
                return Item(match["name"], display, sure=True)
    if fold(heading).startswith("feedback:"):
        return Item(heading.partition(":")[2].strip(), Display.COMMENT)
    return Item(heading)


DIALECT = Dialect(
    name="moodle",
    title="Moodle",
    signs=(
        Sign(3, 'headings end in "(Real)" or another display of Moodle\'s', headed(rf".*\((?:{'|'.join(_DISPLAYS.values())})\)")),
        Sign(3, 'there is a column "Last downloaded from this course"', headed(_LAST_DOWNLOAD)),
        Sign(2, 'there is a column "Course total"', headed(rf"(?:{any_of(_COURSE_TOTAL).pattern})(?: \(.*\))?")),
        Sign(1, "headings begin with the name of an activity module", headed(rf"(?:{any_of(_MODULES).pattern})\s?:.*")),
        Sign(1, "there are columns for institution or department", headed(_PLACE)),
    ),
    enough=4,  # a teacher may head a column "Test (Punkte)", too
    identity=roles(
        {
            Role.GIVEN: "First name|Nombre|Prénom|Vorname|Nome|Voornaam|Primeiro nome|Nome próprio",
            Role.FAMILY: """Last name|Surname|Apellido(s)|Apellidos|Nom|Nom de famille|Nachname|Cognome|Achternaam|Apelido
                Sobrenome""",
            Role.NAME: "Full name|Name|Nombre completo|Nom complet|Vollständiger Name|Nome completo|Volledige naam",
            Role.NUMBER: """ID number|Número de ID|Numéro d'identification|ID-Nummer|Codice identificativo|ID-nummer|Número ID
                Número de identificação""",
            Role.LOGIN: """Username|Nombre de usuario|Nom d'utilisateur|Anmeldename|Gebruikersnaam|Nome de utilizador
                Identificação de usuário""",
            Role.EMAIL: """Email address|Email|Dirección de correo|Dirección Email|Adresse de courriel|E-Mail-Adresse|E-Mail
                Indirizzo email|E-mailadres|Endereço de e-mail|Endereço de email""",
            Role.STATUS: "Suspended|Suspendido|Suspendu|Gesperrt|Sospeso|Geschorst|Suspenso",
            Role.SECTION: "Group|Groups|Grupo|Groupe|Gruppe|Gruppo|Groep",
        }
    ),
    item=_item,
    totals=any_of(_COURSE_TOTAL + _TOTAL_OF_CATEGORY),
    left_out=(
        LeftOutRule(any_of(_LAST_DOWNLOAD), "says when the grades were last exported"),
        LeftOutRule(any_of(_PLACE), NOTHING_MORE),
    ),
    inactive=Inactive(re.compile(r"(?!(?:no|non|nein|nee|nao|0|false)$).+"), "suspended in the course"),
)
