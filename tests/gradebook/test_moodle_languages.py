"""Moodle in other languages, with an item shown in several ways; and its grading worksheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples import MOODLE, WORKSHEET
from shown import activities, left_out, marks, platform, students

if TYPE_CHECKING:
    from conftest import Read

LANGUAGES = {
    "es": (
        "Nombre|Apellido(s)|Número de ID|Institución|Departamento|Dirección de correo",
        "Tarea:Ensayo|Real|Porcentaje|Letra",
        "Total Deberes|Total del curso|Última descarga de este curso",
    ),
    "fr": (
        "Prénom|Nom|Numéro d'identification|Institution|Département|Adresse de courriel",
        "Devoir : Essai|Brut|Pourcentage|Lettre",
        "Total Exercices|Total du cours|Dernier téléchargement depuis ce cours",
    ),
    "de": (
        "Vorname|Nachname|ID-Nummer|Institution|Abteilung|E-Mail-Adresse",
        "Aufgabe: Aufsatz|Punkte|Prozentsatz|Note",
        "Summe für Hausaufgaben|Kurs gesamt|Zuletzt aus diesem Kurs geladen",
    ),
    "it": (
        "Nome|Cognome|Codice identificativo|Istituzione|Dipartimento|Indirizzo email",
        "Compito: Tema|Punteggio|Percentuale|Letterale",
        "Totale Esercizi|Totale corso|Ultimo scaricamento da questo corso",
    ),
    "nl": (
        "Voornaam|Achternaam|ID-nummer|Instelling|Afdeling|E-mailadres",
        "Opdracht: Opstel|Echt|Percentage|Letter",
        "Huiswerk totaal|Cursustotaal|Laatst gedownload van deze cursus",
    ),
    "pt": (
        "Nome|Apelido|Número ID|Instituição|Departamento|Endereço de e-mail",
        "Trabalho: Ensaio|Real|Percentagem|Letra",
        "Total Exercícios|Total do curso|Última transferência desta disciplina",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_points_percentage_and_letter_side_by_side(read: Read, language: str) -> None:
    """The points count, the maximum follows from the percentages, totals and the rest are left out, in each language."""
    who, item, rest = (line.split("|") for line in LANGUAGES[language])
    name, real, percent, letter = item
    group, course, last = rest
    heads = [*who, *(f"{one} ({shown})" for one in (name, group, course) for shown in (real, percent, letter)), last]
    book = read(
        [
            heads,
            ["Ines", "Marlow", "0042", "N", "M", "ines@example.org", *([8.5, "85.00 %", "B"] * 3), "1760000000"],
            ["Jakub", "Orsted", "0043", "N", "M", "jakub@example.org", *(["-", "-", "-"] * 3), "1760000000"],
        ]
    )
    assert platform(book)[0] == "moodle"
    assert students(book) == [("0042", "Ines", "Marlow"), ("0043", "Jakub", "Orsted")]
    assert book.students[0].email == "ines@example.org"
    assert activities(book) == [(name, "10", "points and percentages side by side")]
    assert marks(book) == [["8.5"], ["-"]]
    reasons = left_out(book)
    assert [reasons[f"column {letter}"] for letter in "JKLMNO"] == ["a total, not an activity"] * 6
    assert reasons["column P"] == "says when the grades were last exported"
    assert reasons["column D"] == reasons["column E"] == "not needed"
    assert not book.problems


def test_an_english_export_with_everything(read: Read) -> None:
    """Points, words of a scale, letters, feedback and a suspended student: each is read as what it is."""
    book = read(MOODLE)
    assert platform(book)[0] == "moodle"
    assert activities(book) == [
        ("Quiz: Week 1: limits", "10", "points and percentages side by side"),
        ("Oral exam", "", ""),
    ]
    assert marks(book) == [["8.5", "100 %"], ["-", "0 %"]]
    assert [student.inactive for student in book.students] == ["", "suspended in the course"]
    reasons = left_out(book)
    assert reasons["column K"] == 'the words of a scale; the percentages of "Oral exam" are used'
    assert reasons["column N"] == "comments"
    assert not book.problems


@pytest.mark.parametrize("delimiter", [",", ";", "\t", ":"])
def test_the_text_export_with_each_delimiter(read: Read, delimiter: str) -> None:
    """Moodle writes text with comma, semicolon, tab or colon, a colon in a name put in quotes."""
    quoted = '"{}"'.format
    rows = [["First name", "Last name", "ID number", quoted("Quiz: Week 1 (Real)")], ["Ines", "Marlow", "0042", "8.50"]]
    book = read("\n".join(delimiter.join(row) for row in rows) + "\n", "grades.csv")
    assert (platform(book)[0], students(book)) == ("moodle", [("0042", "Ines", "Marlow")])
    assert (activities(book), marks(book)) == ([("Quiz: Week 1", "", "")], [["8.5"]])


WORKSHEETS = {
    "en": WORKSHEET,
    "de": (
        "Teilnehmer/in,Vollständiger Name,ID-Nummer,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,"
        "Zuletzt geändert (Bewertung),Feedback als Kommentar\n"
        'Teilnehmer/in901,Ines Marlow,0042,ines@example.org,Abgegeben,"27,50","32,00",Ja,"Montag, 2. März 2026",Gut\n'
        'Teilnehmer/in902,Jakub Orsted,0043,jakub@example.org,Keine Abgabe,,"32,00",Ja,-,\n'
    ),
    "fr": (
        "Identifiant,Nom complet,Numéro d'identification,Adresse de courriel,Statut,Note,Note maximale,"
        "La note peut être modifiée,Dernière modification (note),Feedback par commentaires\n"
        'Participant901,Ines Marlow,0042,ines@example.org,Remis,"27,50","32,00",Oui,"lundi 2 mars 2026",Bien\n'
        'Participant902,Jakub Orsted,0043,jakub@example.org,Rien,,"32,00",Oui,-,\n'
    ),
    "es": (
        "Identificador,Nombre completo,Número de ID,Dirección de correo,Estado,Calificación,Calificación máxima,"
        "La calificación puede cambiarse,Última modificación (calificación),Comentarios de retroalimentación\n"
        'Participante901,Ines Marlow,0042,ines@example.org,Enviado,"27,50","32,00",Sí,"lunes, 2 de marzo de 2026",Bien\n'
        'Participante902,Jakub Orsted,0043,jakub@example.org,Sin entrega,,"32,00",Sí,-,\n'
    ),
    "pt": (
        "Identificador,Nome completo,Número ID,Endereço de e-mail,Estado,Nota,Nota máxima,A nota pode ser alterada.,"
        "Última modificação (nota),Comentários\n"
        'Participante901,Ines Marlow,0042,ines@example.org,Enviado,"27,50","32,00",Sim,"segunda, 2 de março de 2026",Bom\n'
        'Participante902,Jakub Orsted,0043,jakub@example.org,Nada,,"32,00",Sim,-,\n'
    ),
}


@pytest.mark.parametrize("language", WORKSHEETS)
def test_the_grading_worksheet(read: Read, language: str) -> None:
    """The worksheet of an assignment is one activity, with its maximum in a column of its own."""
    book = read(WORKSHEETS[language], "grades.csv")
    heading = WORKSHEETS[language].splitlines()[0].split(",")[6].strip('"')
    assert platform(book)[0] == "moodle_worksheet"
    assert students(book) == [("0042", "Ines", "Marlow"), ("0043", "Jakub", "Orsted")]
    assert activities(book) == [("Grade", "32", f'column G "{heading}"')]
    assert marks(book) == [["27.5"], ["-"]]
    assert not book.problems
