"""Sheets that teachers make by hand, in the main European languages; whatever is no platform's export is read as one.

``Essay (10)``, ``Essay [10]`` and ``Essay /10`` mean ten points, ``Essay %`` is the percentage beside a
score. Rows of maxima and weights and the statistics below the students are told by their labels.
"""

from __future__ import annotations

import re
from decimal import Decimal

from certbuild.gradebook.dialects.base import Dialect, Display, Item, LeftOutRule, Role, RowRule, RowUse, any_of, roles

_POINTS = r"(?P<max>\d+(?:[.,]\d+)?)(?:\s*(?:p|pts?|points?|punkte?|puntos?|punti|punten|pontos?|marks?)\.?)?"
_WITH_MAX = (
    re.compile(rf"(?P<name>.*\S)\s*[(\[]\s*(?:max\.?|out of|/|von|de|sur|su|van)?\s*{_POINTS}\s*[)\]]", re.IGNORECASE),
    # a slash right after a digit belongs to the name: "Week 9/10"
    re.compile(rf"(?P<name>.*[^\s\d])\s*/\s*{_POINTS}", re.IGNORECASE),
)
_PERCENT = re.compile(r"(?P<name>.*\S)\s*(?:\(\s*(?:in )?%\s*\)|\[%\]|%|\bpercent(?:age)?|\bprozent)", re.IGNORECASE)
_COMMENTS = (
    r"comments?|notes?|feedback|remarks?|kommentare?|bemerkung(?:en)?|anmerkung(?:en)?|commentaires?|remarques?|"
    r"comentarios?|observaciones|observacoes|commento|commenti|opmerking(?:en)?"
)
_COMMENT = re.compile(rf"(?P<name>.*[^\s:\-–])[\s:\-–]+(?:{_COMMENTS})", re.IGNORECASE)


def _item(heading: str) -> Item:
    for pattern in _WITH_MAX:
        if (match := pattern.fullmatch(heading)) and (maximum := Decimal(match["max"].replace(",", "."))):
            return Item(match["name"], max=maximum)
    if match := _PERCENT.fullmatch(heading):
        return Item(match["name"], Display.PERCENT)
    if match := _COMMENT.fullmatch(heading):
        return Item(match["name"], Display.COMMENT)
    return Item(heading)


_IDENTITY = roles(
    {
        Role.NAME: """Name|Names|Full name|Student|Students|Student name|Learner|Participant|Pupil|Last name, first name
            Name, first name|Name, Vorname|Nachname, Vorname|Vor- und Nachname|Schüler|Schülerin|Schüler/in|Studierende
            Teilnehmer|Teilnehmerin|Teilnehmende|Nom et prénom|Nom, prénom|Nom prénom|Nom complet|Élève|Étudiant|Étudiante
            Participants|Nombre completo|Nombre y apellidos|Apellidos, nombre|Apellidos y nombre|Alumno|Alumna|Estudiante
            Nome e cognome|Cognome e nome|Nominativo|Studente|Alunno|Alunna|Naam|Volledige naam|Leerling|Deelnemer
            Nome completo|Aluno|Aluna|Imię i nazwisko|Nazwisko i imię""",
        Role.GIVEN: """First name|Firstname|First|Given name|Given names|Forename|Forenames|Vorname|Vornamen|Prénom|Prénoms
            Nombre|Nombres|Nome|Voornaam|Imię|Förnamn|Fornavn|Etunimi|Jméno""",
        Role.FAMILY: """Last name|Lastname|Last|Surname|Family name|Nachname|Familienname|Zuname|Nom|Nom de famille|Apellido
            Apellidos|Cognome|Achternaam|Familienaam|Apelido|Sobrenome|Nazwisko|Efternamn|Etternavn|Efternavn|Sukunimi|Příjmení""",
        Role.NUMBER: """ID|ID number|ID no|ID no.|Student ID|Student no|Student no.|Student number|Student #|Number
            Matriculation number|Matrikelnummer|Matrikelnr.|Matrikel-Nr.|MatNr|Matr.-Nr.|Personalnummer|Numéro étudiant
            N° étudiant|Numéro|Matricule|Matrícula|Número de matrícula|Código|Expediente|Matricola|Numero di matricola
            Studentnummer|Leerlingnummer|Número|SIS User ID|Numer indeksu|Nr indeksu|Indeks""",
        Role.LOGIN: """Username|User name|User|Login|SIS Login ID|Account|Benutzername|Anmeldename|Nom d'utilisateur
            Identifiant|Usuario|Nombre de usuario|Nome utente|Utente|Gebruikersnaam|Utilizador|Usuário""",
        Role.EMAIL: """Email|E-mail|Mail|Email address|E-mail address|E-Mail-Adresse|Mailadresse|Courriel|Adresse e-mail
            Adresse mail|Adresse électronique|Correo|Correo electrónico|Indirizzo email|Indirizzo e-mail|Posta elettronica
            E-mailadres|Endereço de e-mail|Adres e-mail""",
        Role.SECTION: "Section|Class|Group|Team|Klasse|Gruppe|Kurs|Groupe|Classe|Grupo|Clase|Gruppo|Groep|Klas|Turma",
    }
)

_TOTALS = any_of(r"""
    (?:.*\b)?(?:total|totals|totale|totaal|gesamt|summe|insgesamt|suma|somma|soma)
    (?:total|sum|gesamt|average|avg|mean)\b.*
    (?:.*\b)?(?:average|avg|mean|ratio|durchschnitt|mittelwert|moyenne|promedio|gemiddelde)
    (?:course |final |overall |letter |end )?(?:grade|score|result|percentage|percent|mark|points)
    (?:gesamt|end)?note|endergebnis|gesamtpunktzahl|gesamtpunkte|ergebnis|note finale|resultat|nota final
    calificacion final|voto finale|eindcijfer|cijfer|rank|ranking|rang|place|platz
""")

_MAXIMA = any_of(r"""
    (?:max(?:imum)?\.? )?(?:points?|marks?|score|grade)(?: possible| available)?|possible points|out of
    max(?:imal)?\.? ?punkte?|maximalpunktzahl|hochstpunktzahl|mogliche punkte|erreichbare punkte|punkte max\.?|punkte
    (?:points?|note) max(?:imum|imale)?|points possibles|bareme|sur
    puntos (?:maximos|posibles)|puntuacion maxima|maximo|nota maxima|punteggio massimo|punti massimi|massimo
    maximale? (?:punten|score)|mogelijke punten|pontos possiveis|pontuacao maxima|maksimum|maks\.? ?punktow
""")

_WEIGHTS = any_of(r"""
    weights?|weighting|gewicht|gewichtung|ponderation|coefficients?|coef\.?|pesos?|ponderacion|ponderazione|weging
    wegingsfactor|ponderacao|waga
""")

_STATISTICS = any_of(r"""
    (?:class |course |group )?(?:average|avg|mean|median|st(?:an)?d(?:ard)?\.? ?dev(?:iation)?|std|variance|quartile)
    count|sum|totals?|statistics|number of students
    (?:klassen)?durchschnitt|mittelwert|schnitt|mittel|standardabweichung|anzahl|summe|statistik
    moyenne(?: de la classe)?|mediane|ecart[- ]type|nombre|somme|effectif
    promedio|media|mediana|desviacion(?: estandar| tipica)?|suma|numero
    deviazione(?: standard)?|somma|gemiddelde|mediaan|standaarddeviatie|aantal|desvio padrao|soma
""")

DIALECT = Dialect(
    name="handmade",
    title="a sheet made by hand",
    signs=(),
    enough=0,
    identity=_IDENTITY,
    item=_item,
    totals=_TOTALS,
    left_out=(
        LeftOutRule(any_of(r"no\.?|nr\.?|#|lfd\.? ?nr\.?|pos\.?"), "a running number"),
        LeftOutRule(any_of(_COMMENTS), "comments"),
        LeftOutRule(any_of(r".*[^ \-–:][ \-–:]+max(?:imum)?\.? points?"), "the maximum of the activity beside it"),
    ),
    rows=(
        RowRule(RowUse.MAX, "the points possible", _MAXIMA),
        RowRule(RowUse.WEIGHT, "the weights", _WEIGHTS),
        RowRule(RowUse.HIGHEST, "the highest marks", any_of(r"max\.?|maximum|best|hochster wert")),
        RowRule(RowUse.LOWEST, "the lowest marks", any_of(r"min\.?|minimum|minimo|lowest|worst|niedrigster wert")),
        RowRule(RowUse.NONE, "a statistic", _STATISTICS),
    ),
    by_hand=True,
)
