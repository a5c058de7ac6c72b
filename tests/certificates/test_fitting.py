"""How a text is made to fit."""

from certbuild.printing.fitting import Box, Field, balanced, fit


def width_of(text: str) -> float:
    """Return a width at which every letter is 10 points wide."""
    return 10.0 * len(text)


def box(text: str, width: float, height: float = 48) -> Box:
    """Return the box of a text in 20 points."""
    return Box(width, height, 20, width_of(text), width_of)


def test_a_little_too_wide_is_set_a_little_smaller() -> None:
    """The size shrinks in proportion and stays on one line."""
    found = fit(Field("holder", "a" * 20, 10, 2), box("a" * 20, 160))
    assert found is not None
    assert (found.size, found.lines) == (16, ())


def test_much_too_wide_is_set_in_two_balanced_lines() -> None:
    """Below the smallest size the text is broken where both lines are about equal."""
    name = "Maria Anna Josefa Antonia"
    found = fit(Field("holder", name, 15, 2), box(name, 130))
    assert found is not None
    assert found.lines == ("Maria Anna", "Josefa Antonia")
    assert found.size >= 15
    assert found.leading == 24


def test_two_lines_never_outgrow_the_box() -> None:
    """However short the lines, they keep clear of each other inside the height of the box."""
    found = fit(Field("holder", "aaaaaa bbbbbb", 12, 2), box("aaaaaa bbbbbb", 70, 30))
    assert found is not None
    assert found.size * 2 <= 30


def test_what_cannot_fit_is_not_set() -> None:
    """No size below the smallest one, no break inside a word, none in a single-line field, none inside markup."""
    wide = "a" * 40
    assert fit(Field("holder", wide, 15, 2), box(wide, 130)) is None
    assert fit(Field("holder", "aaaaaaaaa bbbbbbbbbb", 15, 1), box("aaaaaaaaa bbbbbbbbbb", 130)) is None
    assert fit(Field("result", None, 15, 2), box("aaaaaaaaa bbbbbbbbbb", 130)) is None
    assert fit(Field("code", "aaaaaaaaaaaaaa", None, 1), box("aaaaaaaaaaaaaa", 130)) is None


def test_double_names_break_after_the_hyphen() -> None:
    """A hyphen stays at the end of the first line."""
    assert balanced("Łódźkowska-Święcicka", width_of) == ("Łódźkowska-", "Święcicka")
    assert balanced("Mononym", width_of) is None


def test_names_without_spaces_break_between_east_asian_letters() -> None:
    """A long Chinese or Japanese text is broken in its middle, though not before a sign that no line may begin with."""
    assert balanced("欧阳欧阳欧阳", len) == ("欧阳欧", "阳欧阳")
    assert balanced("あああーああ", len) == ("ああ", "あーああ")
    assert balanced("欧阳 欧阳欧阳欧阳", len) == ("欧阳", "欧阳欧阳欧阳")
