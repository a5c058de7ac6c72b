"""What tells students apart from round to round: ids that change, get lost, or are not there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Classroom


@pytest.mark.parametrize(("before", "after"), [("0017", 17), (17, "0017")])
def test_ids_that_a_spreadsheet_took_for_numbers(classroom: Classroom, before: object, after: object) -> None:
    """An id that lost its leading zeros or got them back is told, with both forms and what to do."""
    classroom.write_rows([["ID", "Name", "Essay"], [before, "Ada Byron", 5]])
    assert classroom.run("build").code == 0
    classroom.write_rows([["ID", "Name", "Essay"], [after, "Ada Byron-King", 5]])
    (warning,) = classroom.run("diff", "--json").warnings
    assert warning["where"] == "grades.xlsx › Grades!A2"
    assert f"Ada Byron-King ({before} → {after})" in warning["what"]
    assert 'format "Text"' in warning["hint"]


def test_other_ids_under_the_same_names(classroom: Classroom) -> None:
    """Students who have other ids than before are told in one warning, for they would get second certificates."""
    names = ["Ada Byron", "Bilbo Baggins", "Cyd Lowe", "Dot Newcomer"]
    classroom.write_rows([["ID", "Name", "Essay"], *([name.split()[0].lower(), name, 5] for name in names)])
    classroom.run("build")
    classroom.write_rows([["ID", "Name", "Essay"], *([f"s{place}", name, 5] for place, name in enumerate(names))])
    (warning,) = classroom.run("diff", "--json").warnings
    assert "Ada Byron (ada → s0), Bilbo Baggins (bilbo → s1), Cyd Lowe (cyd → s2), and 1 more" in warning["what"]


def test_namesakes_with_other_ids(classroom: Classroom) -> None:
    """Of two namesakes who both have other ids each is told once, and a third who is new is not taken for either."""
    classroom.write_rows([["ID", "Name", "Essay"], ["07", "Anna Schmidt", 5], ["a", "Anna Schmidt", 5]])
    classroom.run("build")
    classroom.write_rows([["ID", "Name", "Essay"], *([key, "Anna Schmidt", 5] for key in ("7", "b", "c"))])
    first, second = classroom.run("diff", "--json").warnings
    assert first["what"].endswith("in ids: Anna Schmidt (07 → 7)")
    assert second["what"].endswith("Anna Schmidt (a → b)")


def test_somebody_without_an_id_changes_nothing_for_the_others(classroom: Classroom) -> None:
    """A newcomer who has no id yet is known by the e-mail address; everyone else keeps the key, and the certificate."""
    headings = ["ID", "Name", "Email", "Essay"]
    rows = [headings, ["17", "Ada Byron", "ada@x.org", 9], ["18", "Bo Li", "bo@x.org", 9]]
    classroom.write_rows(rows)
    assert classroom.run("build").code == 0
    classroom.write_rows([*rows, [None, "Cy Oz", "cy@x.org", 9]])
    plan = classroom.run("plan", "--json").json
    assert (plan["keep"], [step["key"] for step in plan["issue"]], plan["reissue"]) == (2, ["cy@x.org"], [])
