"""How long something is valid, as course.toml says it: "90 days", "6 months", "2 years"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Annotated

from msgspec import Struct
from pydantic import PlainValidator

_UNITS = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "year": (12, 0)}
"""Unit → months and days."""
_FORM = re.compile(r"([0-9]{1,5})\s*(day|week|month|year)s?", re.IGNORECASE)
_MOST_YEARS = 100
"""What is to last longer need not expire."""


class Period(Struct, frozen=True):
    """Some months or some days of the calendar; a year is twelve months, a week seven days."""

    months: int
    days: int

    def last_day(self, first: date) -> date:
        """Return the last day of a period that starts on `first`, inclusive: the day of the same number.

        Two years from 23 November 2026 end with 23 November 2028. Where the last month has no such day, they end
        with its last: a month from 31 January ends with 28 or 29 February, a year from 29 February with 28 February.
        """
        year, month = divmod(first.year * 12 + first.month - 1 + self.months, 12)
        day = min(first.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) + timedelta(self.days)


def _as_period(value: object) -> object:
    if value == "":
        return None
    match = _FORM.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        message = f'"{value}" is no length of time; write a number and days, weeks, months or years, such as "2 years"'
        raise ValueError(message)
    months, days = _UNITS[match[2].lower()]
    period = Period(int(match[1]) * months, int(match[1]) * days)
    if period == Period(0, 0) or period.months > 12 * _MOST_YEARS or period.days > 366 * _MOST_YEARS:
        message = f'"{value}" is not from a day to a hundred years; take the line out where certificates do not expire'
        raise ValueError(message)
    return period


Validity = Annotated[Period | None, PlainValidator(_as_period)]
"""A length of time; None, written as an empty text, where there is no end."""
