"""The sites in a real browser: opened by double-click and over http, with no message and nothing loaded from elsewhere."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from hosts import hosted
from kinds import ALIKE, write_kinds
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")  # elsewhere tests start Playwright themselves, and there can be but one
def browser() -> Iterator[Browser]:
    """Return a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def disturbances() -> list[str]:
    """Return the messages and requests to elsewhere that the pages have made; a test takes out those that it expects."""
    return []


@pytest.fixture
def new_context(browser: Browser, disturbances: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Return what makes a window (``viewport=``, ``color_scheme=``, ``java_script_enabled=``); a disturbance fails the test."""
    contexts = []

    def watch(page: Page) -> None:
        page.on("console", lambda message: disturbances.append(message.text))
        page.on("pageerror", lambda error: disturbances.append(str(error)))
        page.on("request", lambda request: _look(request.url, disturbances))

    def make(**options: Any) -> BrowserContext:  # noqa: ANN401 - what Playwright takes
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.on("page", watch)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert disturbances == []


def _look(address: str, disturbances: list[str]) -> None:
    if not address.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")):
        disturbances.append(address)


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """Return a page in a window of 1280 pixels; any disturbance fails the test."""
    return new_context().new_page()


@pytest.fixture(params=["file", pytest.param("http", marks=pytest.mark.slow)])  # what tests `kinds` is over http, too
def published(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], str]]:
    """Return what gives a folder's address, ending with a slash: once by double-click, once from a static host."""
    with ExitStack() as hosts:

        def address(folder: Path) -> str:
            return f"{folder.absolute().as_uri()}/" if request.param == "file" else hosts.enter_context(hosted(folder))

        yield address


@pytest.fixture(scope="session")
def kinds_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], dict[str, str]]]:
    """Return what gives the addresses of every kind of page in a language, on a static host."""
    with ExitStack() as hosts:

        def addresses(language: str) -> dict[str, str]:
            folder = tmp_path_factory.mktemp("kinds")
            pages = write_kinds(folder, language)
            host = hosts.enter_context(hosted(folder))
            return {kind: host + path for kind, path in pages.items()}

        yield addresses


@pytest.fixture(scope="session", params=["different", pytest.param("all", marks=pytest.mark.slow)])
def kinds(request: pytest.FixtureRequest, kinds_in: Callable[[str], dict[str, str]]) -> dict[str, str]:
    """Return the address of every kind of page on a static host; of those that are much like others only in the slow run."""
    pages = kinds_in("en-GB")
    return pages if request.param == "all" else {kind: address for kind, address in pages.items() if kind not in ALIKE}
