"""The pages as a screen reader meets them: the tree that Chromium hands to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import BrowserContext, Page

CELLS = {"rowheader", "columnheader", "cell", "gridcell"}


@dataclass(frozen=True)
class Node:
    """What a screen reader can tell of one thing on a page."""

    role: str
    name: str
    level: int | None
    children: tuple[Node, ...]

    def all(self, *roles: str) -> Iterator[Node]:
        """Yield what has one of these roles, in the order of reading."""
        if self.role in roles:
            yield self
        for child in self.children:
            yield from child.all(*roles)

    @property
    def text(self) -> str:
        """All that is read of it."""
        texts = [self.name] if self.role == "StaticText" else [child.text for child in self.children]
        return " ".join(" ".join(texts).split())

    @property
    def rows(self) -> list[list[Node]]:
        """The cells of each row of a table, without those of tables within it."""
        return [list(row.within(CELLS, beside="table")) for row in self.within({"row"}, beside="table")]

    def within(self, roles: set[str], beside: str) -> Iterator[Node]:
        """Yield the nearest descendants with these roles; nothing is looked for in what has the role `beside`."""
        for child in self.children:
            if child.role in roles:
                yield child
            elif child.role != beside:
                yield from child.within(roles, beside)


def tree_of(page: Page) -> Node:
    """Return what a screen reader is handed."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return next(_seen(nodes[0], {node["nodeId"]: node for node in nodes}))


def _seen(node: dict[str, Any], nodes: Mapping[str, dict[str, Any]]) -> Iterator[Node]:
    """Yield the node, or what is in it where screen readers are to pass it over."""
    children = [seen for key in node["childIds"] if key in nodes for seen in _seen(nodes[key], nodes)]
    if node["ignored"]:
        yield from children
    else:
        levels = [each["value"]["value"] for each in node["properties"] if each["name"] == "level"]
        yield Node(node["role"]["value"], node.get("name", {}).get("value", ""), next(iter(levels), None), tuple(children))


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.slow)])
def test_order_of_a_page(kinds: dict[str, str], new_context: Callable[..., BrowserContext], width: int) -> None:
    """Each page has its landmarks, one first heading, no level left out, and tables with names and headed columns and rows."""
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    for kind, address in kinds.items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((one, position) => { one.open = position < 2; })")
        tree = tree_of(page)
        assert [node.role for node in tree.all("banner", "main", "contentinfo")][:2] == ["banner", "main"], kind
        levels = [node.level or 0 for node in tree.all("heading")]
        assert levels.count(1) == 1, kind
        assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False)), (kind, levels)
        assert all(node.name for node in tree.all("table", "img", "image", "link", "button", "textbox", "combobox")), kind
        for table in tree.all("table"):
            heads, *rows = table.rows
            assert [cell.role for cell in heads] == ["columnheader"] * len(heads), (kind, table.name)
            assert all(cell.text for cell in heads), (kind, table.name)
            for row in rows:
                assert row[0].role in {"rowheader", "cell"}, (kind, table.name)
                assert len(row) == len(heads) or len(row) == 1, (kind, table.name, [cell.text for cell in row])


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.slow)])
def test_rows_are_read_in_order(kinds: dict[str, str], new_context: Callable[..., BrowserContext], width: int) -> None:
    """A student's row begins with the name, then comes the standing in words, then the score; an activity's likewise."""
    page = new_context(viewport={"width": width, "height": 800}).new_page()

    def rows(kind: str, name: str) -> list[list[str]]:
        page.goto(kinds[kind])
        table = next(table for table in tree_of(page).all("table") if table.name == name)
        return [[cell.text for cell in row] for row in table.rows]

    bilbo, *_ = rows("course by name", "Results")[1:]
    assert bilbo == ["Bilbo Baggins", "awarded Pass", "95.0"]
    phone = width == 390
    score, lowest, highest = ("Score, % ", "Lowest ", "Highest ") if phone else ("", "", "")
    hob = next(row for row in rows("teacher", "Students") if row[0].startswith("Hob Hayward"))
    assert hob[0] == "Hob Hayward 020260111"
    assert hob[1].startswith("provisional out of reach")
    assert hob[2:5] == [f"{score}12.5", f"{lowest}12.5", f"{highest}42.5"]
    percent, weight, adds = ("Percent ", "Weight ", "Adds ") if phone else ("", "", "")
    assert rows("result awarded", "How the score came about")[1:3] == [
        ["Riddles", "19 of 20", f"{percent}95.0", f"{weight}50.0", f"{adds}47.5", ""],
        ["Final exam", "missing", "", f"{weight}50.0", f"{adds}0.0", ""],
    ]


def test_pictures_are_told(kinds: dict[str, str], page: Page) -> None:
    """The distribution of scores is one picture with all its figures in words; bars beside figures are passed over."""
    page.goto(kinds["course by name"])
    told = [node.name for node in tree_of(page).all("img", "image")]
    assert told == [
        "Scores in percent: 1 from 10 to 20, 1 from 60 to 70, 2 from 80 to 90, 7 from 90 to 100; the pass mark is 80."
    ]
    page.goto(kinds["result provisional"])
    assert not list(tree_of(page).all("img", "image"))
