"""The tables of course.toml as pydantic models.

This module is also the reference of the keys: their names, kinds, defaults and bounds stand here and nowhere
else. Rules that name activities or students are checked against the gradebook in `grading`, which knows both.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    field_validator,
    model_validator,
)

from certbuild.config.kinds import Encoding, Language, Names, Percent, Points, Table, Text, Weight, Weighting
from certbuild.config.printed import CertificateSettings, Issuer, MailSettings
from certbuild.text import clean, did_you_mean, quoted, slug

_CODE = 24
"""Letters of a course's code that nobody gave; it stands in the number of each certificate, in small print."""


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | Decimal) else value


class About(Table):
    """[course]: what the course is called, and the day its certificates bear."""

    title: Text
    code: str = ""
    description: str = ""
    """What the course is, for its page; an empty line ends a paragraph."""
    starts: dt.date | None = None
    ends: dt.date | None = None
    language: Language = "en"
    timezone: str = "UTC"
    date: dt.date | None = None
    """Day of issue of new certificates; today in the time zone if not given."""

    @field_validator("timezone")
    @classmethod
    def _timezone_is_known(cls, value: str) -> str:
        known = available_timezones()
        if value not in known:
            message = f'"{value}" is no time zone; {did_you_mean(value, known) or "write one such as Europe/Berlin"}'
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.starts and self.ends and self.ends < self.starts:
            message = f"ends on {self.ends}, before it starts on {self.starts}; correct one of them"
            raise ValueError(message)
        return self

    @property
    def paragraphs(self) -> list[str]:
        """The description in paragraphs, each with single spaces."""
        return [text for part in re.split(r"\n\s*\n", self.description) if (text := clean(part))]

    @property
    def locale(self) -> Locale:
        """The language as Babel knows it."""
        return Locale.parse(self.language.replace("-", "_"))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which today is today."""
        return ZoneInfo(self.timezone)

    def day_of(self, now: dt.datetime) -> dt.date:
        """Return the day that it is in the course's time zone at a moment, which has a time zone itself."""
        return now.astimezone(self.zone).date()


class GradebookSource(Table):
    """[gradebook]: which file, sheet and platform to read; several files are joined."""

    file: Names = ()
    """File names or patterns beside course.toml; the one gradebook there if not given."""
    sheet: Names = ()
    """One for all files, or one for each; "" where the sheet is to be found."""
    dialect: Names = ()
    """Platform, likewise; recognised if not given."""

    encoding: Encoding = ""
    """Of a text file that is not in UTF-8, such as windows-1252."""

    @model_validator(mode="after")
    def _lists_fit(self) -> Self:
        for key, values in (("sheet", self.sheet), ("dialect", self.dialect)):
            if len(values) > 1 and len(values) != len(self.file):
                message = f"{key} names {len(values)} for {len(self.file)} files; write one for each file, in the same order"
                raise ValueError(message)
        return self

    def each(self, values: tuple[str, ...]) -> tuple[str, ...]:
        """Return `sheet` or `dialect` with one value for each file."""
        files = max(len(self.file), 1)
        return values if len(values) == files else (values or ("",)) * files


class Grading(Table):
    """[grading]: from marks to a score, and from a score to a standing."""

    pass_mark: Percent = Decimal(80)
    decimals: Annotated[int, Field(ge=0, le=4)] = 1
    """Decimals of every score, half up; the rounded score is the one compared and printed."""
    missing: Literal["wait", "zero", "ignore"] = "wait"
    closed: bool = False
    """The course is over: what is missing now counts zero."""
    weighting: Weighting = "points"
    """How activities without weights share: by their maxima (Σ points ÷ Σ max), or equally."""


class ActivityRule(Table):
    """[[activity]]: what holds for the activities of this name; a later table overrides an earlier one."""

    name: Text
    """As in the export, with * for any text."""
    weight: Weight | None = None
    max: Points | None = None
    minimum: Percent | None = None
    """Percentage that must be reached whatever the score."""
    required: bool | None = None
    """No certificate without a mark here, whatever `missing` says."""
    extra_credit: bool | None = None
    """Adds to the score, never takes away."""
    ignore: bool | None = None

    @model_validator(mode="after")
    def _extra_credit_is_extra(self) -> Self:
        if self.extra_credit and (self.required or self.minimum is not None):
            message = "extra credit cannot be required or held to a minimum; take one of them out"
            raise ValueError(message)
        return self


class CategoryRule(Table):
    """[[category]]: activities that are weighed, dropped or held to a minimum together."""

    name: Text
    activities: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Names as in the export, with * for any text."""
    weight: Weight | None = None
    weighting: Weighting | None = None
    drop_lowest: Annotated[int, Field(ge=0)] = 0
    drop_highest: Annotated[int, Field(ge=0)] = 0
    minimum: Percent | None = None


class AwardTier(Table):
    """[[award]]: a tier that a score reaches."""

    name: Text
    from_: Annotated[Percent, Field(alias="from")]
    template: str = ""
    """Template of this tier; that of [certificate] if not given."""


class ExceptionRule(Table):
    """[[exception]]: what a person has decided about one student, and why."""

    student: Text
    action: Literal["award", "withhold", "excuse", "mark", "rename"]
    value: Annotated[str, BeforeValidator(_as_text), AfterValidator(clean)] = ""
    """Points for `mark`, a name for `rename`, optionally a tier for `award`."""
    activity: str = ""
    reason: Text

    @property
    def points(self) -> Decimal:
        """The points of a `mark`."""
        return Decimal(self.value.replace(",", "."))

    @property
    def sentence(self) -> str:
        """What was decided and why, in one line: ``mark "Essay" "8.5": read again``."""
        return " ".join([self.action, *(quoted(part) for part in (self.activity, self.value) if part)]) + f": {self.reason}"

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.action in {"excuse", "mark"} and not self.activity:
            message = f'action "{self.action}" needs an activity'
            raise ValueError(message)
        if self.action in {"mark", "rename"} and not self.value:
            message = f'action "{self.action}" needs a value'
            raise ValueError(message)
        if self.action == "mark" and not re.fullmatch(r"\d+([.,]\d+)?", self.value):
            message = f'value "{self.value}" is no mark; write points such as 8.5'
            raise ValueError(message)
        return self


class SiteSettings(Table):
    """[site]: what may be published."""

    base_url: str = ""
    """Where ``build/site`` will stand, such as https://example.org/certificates/."""
    listing: Literal["code", "name", "none"] = "code"
    show_scores: bool | None = None
    """Whether the public list shows scores; if not given, it does by code and does not by name."""
    publish_pdf: bool = True
    protect: Literal["none", "code"] = "none"
    """Whether a student's own page opens with a code alone; then no list tells results, and by default there is none."""

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_listed_of_what_is_protected(cls, data: object) -> object:
        return {"listing": "none", **data} if isinstance(data, dict) and data.get("protect") == "code" else data

    @model_validator(mode="after")
    def _lists_tell_nothing_that_is_protected(self) -> Self:
        told = 'listing = "code"' if self.listing == "code" else "show_scores = true" if self.show_scores else ""
        if self.protected and told:
            remedy = f'take {told} out, or protect; listing = "name" without scores names those who passed'
            message = f'{told} tells results to everybody that protect = "code" keeps behind a code; {remedy}'
            raise ValueError(message)
        return self

    @field_validator("base_url")
    @classmethod
    def _base_url_is_an_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            message = f'"{value}" is no web address; write one such as "https://example.org/certificates/"'
            raise ValueError(message)
        return value and value.rstrip("/") + "/"

    @property
    def scores_shown(self) -> bool:
        """Whether the public list shows scores."""
        return self.listing == "code" if self.show_scores is None else self.show_scores

    @property
    def protected(self) -> bool:
        """Whether the students' own pages are sealed."""
        return self.protect == "code"

    @property
    def distribution_shown(self) -> bool:
        """Whether the public page shows how the scores are spread, which is nobody's own result."""
        return self.scores_shown or self.protected


class Course(Table):
    """Everything that course.toml says; paths in it are relative to `folder`."""

    folder: Annotated[Path, Field(exclude=True)]
    """The folder of course.toml (``input/``)."""
    about: Annotated[About, Field(alias="course")]
    issuer: Issuer = Issuer()
    gradebook: GradebookSource = GradebookSource()
    grading: Grading = Grading()
    activities: Annotated[tuple[ActivityRule, ...], Field(alias="activity")] = ()
    categories: Annotated[tuple[CategoryRule, ...], Field(alias="category")] = ()
    awards: Annotated[tuple[AwardTier, ...], Field(alias="award")] = ()
    exceptions: Annotated[tuple[ExceptionRule, ...], Field(alias="exception")] = ()
    certificate: CertificateSettings = CertificateSettings()
    mail: MailSettings = MailSettings()
    site: SiteSettings = SiteSettings()

    @property
    def code(self) -> str:
        """Short name of the course; where course.toml gives none, the first words of the title, in at most 24 letters."""
        words = slug(self.about.title).upper()
        short = words if len(words) <= _CODE else words[: _CODE + 1].rpartition("-")[0] or words[:_CODE]
        return self.about.code or short or "COURSE"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the certificates, as ``lang`` wants them; at least one, and the first is the title's."""
        return tuple(language.replace("_", "-") for language in self.certificate.languages or (self.about.language,))

    @property
    def tiers(self) -> tuple[AwardTier, ...]:
        """The awards from the lowest up; at least one, and the lowest is open to everyone who passes."""
        tiers = tuple(sorted(self.awards, key=lambda tier: tier.from_))
        if not tiers or tiers[0].from_ > self.grading.pass_mark:
            tiers = (AwardTier.model_validate({"name": "Pass", "from": self.grading.pass_mark}), *tiers)
        return tiers
