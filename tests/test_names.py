"""Names of people and courses as they are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Classroom


@pytest.mark.parametrize(
    ("given", "family", "printed"),
    [
        ("小明", "王", "王小明"),
        ("민수", "김", "김민수"),
        ("はなこ", "山田", "山田はなこ"),
        ("𠮷", "田", "田𠮷"),
        ("David", "王", "David 王"),
        ("Nguyễn", "Văn An", "Nguyễn Văn An"),
        ("", "王小明", "王小明"),
    ],
)
def test_order_of_a_name(given: str, family: str, printed: str, classroom: Classroom) -> None:
    """Chinese, Korean and Japanese names have the family name first and no space; they can be asked for in any way."""
    classroom.write_rows([["ID", "First name", "Last name", "Quiz"], ["s1", given, family, 9]])
    classroom.run("build")
    assert classroom.student("s1")["name"] == printed
    for way in (printed, f"{given} {family}".strip(), f"{family} {given}".strip()):
        assert classroom.run("explain", way, "--json").json["key"] == "s1"


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Foundations of Adventuring", "FOUNDATIONS-OF-2026-0001"),
        ("Numerische Strömungsmechanik und Wärmeübertragung", "NUMERISCHE-2026-0001"),
        ("Donaudampfschifffahrtselektrizitäten", "DONAUDAMPFSCHIFFFAHRTSEL-2026-0001"),
        ("Basket Weaving I", "BASKET-WEAVING-I-2026-0001"),
        ("成绩", "CHENGJI-2026-0001"),
    ],
)
def test_course_without_a_code(title: str, number: str, classroom: Classroom) -> None:
    """Certificates of a course that gives no short name of its own have numbers that are short all the same."""
    classroom.write_course(f'[course]\ntitle = "{title}"\ndate = 2026-11-23\n[[activity]]\nname = "*"\nmax = 10\n')
    assert classroom.run("build").code == 0
    assert classroom.student("ada")["certificate"]["number"] == number
