"""Open edX' grade report: marks are parts of 1, and nobody has a name in it."""

from __future__ import annotations

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

IDENTITY = roles(
    {
        Role.PLATFORM_NUMBER: "Student ID|id",
        Role.EMAIL: "Email",
        Role.LOGIN: "Username",
        Role.NAME: "Name|Full Name",
        Role.STATUS: "Enrollment Status",
    }
)
INACTIVE = Inactive(any_of("unenrolled|inactive"), "not enrolled any more")

DIALECT = Dialect(
    name="openedx",
    title="Open edX (grade report)",
    signs=(
        Sign(2, 'there is a column "Certificate Eligible"', headed("certificate eligible")),
        Sign(2, 'there is a column "Enrollment Track"', headed("enrollment track")),
        Sign(1, 'there is a column "Verification Status"', headed("verification status")),
        Sign(1, 'averages are headed "(Avg)"', headed(r".* \(avg\)")),
    ),
    enough=3,
    identity=IDENTITY,
    item=lambda heading: Item(heading, Display.FRACTION, sure=True),
    totals=any_of(r"grade|.* \(avg\)"),
    left_out=(
        LeftOutRule(any_of(r"enrollment track|verification status|certificate .*"), NOTHING_MORE),
        LeftOutRule(any_of(r"cohort name|team name|experiment group \(.*\)"), NOTHING_MORE),
    ),
    inactive=INACTIVE,
)
