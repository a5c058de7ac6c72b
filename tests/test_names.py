"""Names as they are printed: in the order in which they are written where they come from."""

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
