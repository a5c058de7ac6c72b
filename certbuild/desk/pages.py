"""What is written into the teacher's pages where they are served, and what the desk answers."""

from __future__ import annotations

import shlex
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from certbuild.config import Course, load_course
from certbuild.desk.acts import ACTS
from certbuild.errors import CertbuildError, ExitCode
from certbuild.register import opened
from certbuild.site import Pages, assets

if TYPE_CHECKING:
    from certbuild.desk.acts import Order
    from certbuild.desk.running import Outcome
    from certbuild.layout import Layout

PLACE = "/.desk/"
"""Where all stands that is the desk's own; no file of a site begins with a dot."""
_POLICY = b"default-src 'none';"


class DeskPages:
    """Renders the desk's pages and parts of pages, in the language that course.toml says now."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        # Before course.toml can be read for the first time there is not even a title.
        self._course = Course.model_validate({"folder": layout.input, "course": {"title": "certbuild"}})
        self._assets = {f"{PLACE}{draft.path}": draft for draft in assets("desk.js", "desk.css")}

    def asset(self, address: str) -> bytes | None:
        """Return the desk's own file at an address."""
        draft = self._assets.get(address)
        return draft.make() if draft else None

    def allowed(self, page: bytes) -> bytes:
        """Return a page that may ask the server it comes from; as it stands on the disk, it may ask nobody."""
        return page.replace(_POLICY, _POLICY + b" connect-src 'self';", 1)

    def added(self, token: str) -> bytes:
        """Return what makes a page a desk."""
        return self._pages().page("desk.html", PLACE, token=token, acts=ACTS)

    def nothing(self) -> bytes:
        """Return the page for where nothing has been made."""
        return self._pages().page("desk_nothing.html", PLACE)

    def question(self, order: Order) -> bytes:
        """Return what a person is asked before this is done."""
        return self._answer(order, asks=True)

    def outcome(self, order: Order, outcome: Outcome | None) -> bytes:
        """Return what came of it; None where something else is under way."""
        asks = outcome is not None and outcome.code == ExitCode.NEEDS_YES
        return self._answer(order, asks=asks, outcome=outcome, ran=shlex.join(["certbuild", *order.arguments]))

    def _answer(self, order: Order, *, asks: bool, outcome: Outcome | None = None, ran: str = "") -> bytes:
        act = ACTS[order.act]
        holder = self._holder(order.student) if asks else ""
        return self._pages().page(
            "desk_answer.html", "", order=order, act=act, asks=asks, holder=holder, outcome=outcome, ran=ran
        )

    def _holder(self, key: str) -> str:
        """Return the name on a student's newest certificate; the key where there is none."""
        with suppress(CertbuildError), opened(self._layout.register) as register:
            names = [certificate.holder for certificate in register.certificates(date.max) if certificate.key == key]
            return names[-1] if names else key
        return key

    def _pages(self) -> Pages:
        with suppress(CertbuildError, OSError):  # what is wrong with it, the acts tell
            self._course = load_course(self._layout.input)
        return Pages(self._course)
