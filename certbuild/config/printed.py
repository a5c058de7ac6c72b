"""The tables of course.toml that say what is printed: who issues, and what a certificate looks like."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic looks for it
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from certbuild.config.kinds import Colour, DarkColour, Language, Table, Text
from certbuild.config.periods import Validity

PLACEHOLDERS = (
    *("name", "given", "family", "course", "award", "score", "number", "address", "results", "unlock", "issuer", "signatory"),
)
"""What mails can say of a certificate."""


class Issuer(Table):
    """[issuer]: who signs."""

    name: str = ""
    signatory: str = ""
    role: str = ""
    logo: str = ""
    """Image file beside course.toml."""
    signature: str = ""
    """Image file beside course.toml."""
    second_signatory: str = ""
    """One more person who signs, in templates that have a place for two."""
    second_role: str = ""
    second_signature: str = ""
    """Image file beside course.toml."""


class MailSettings(Table):
    """[mail]: what the mails say that `certbuild mails` drafts; the program's own words if not given."""

    subject: str = ""
    text: str = ""
    """Both know {name}, {given}, {family}, {course}, {award}, {score}, {number}, {address} (of the certificate's page),
    {results} (of the student's own page), {unlock} (the code that opens it), {issuer} and {signatory}; what there is not, is
    empty."""

    @field_validator("subject", "text")
    @classmethod
    def _placeholders_are_known(cls, value: str) -> str:
        try:
            value.format_map(dict.fromkeys(PLACEHOLDERS, ""))
        except KeyError as error:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            message = f"there is no {{{error.args[0]}}}; write one of {known}"
            raise ValueError(message) from error
        except (ValueError, IndexError, AttributeError) as error:
            message = f"a brace in it does not belong to a placeholder such as {{name}} ({error}); write {{{{ for a brace itself"
            raise ValueError(message) from error
        return value


class CertificateSettings(Table):
    """[certificate]: the template, its words, and how certificates are numbered."""

    template: Text = "classic"
    ink: DarkColour | None = None
    """Colour of text and QR code; the template's own if not given."""
    accent: Colour | None = None
    """The one other colour: rules, seal, small capitals; the template's own if not given."""
    background: str = ""
    """Image file beside course.toml that covers the whole sheet, instead of the template's own artwork."""
    number: Text = "{code}-{year}-{sequence:04}"
    """Pattern of new numbers; knows {code}, {year} and {sequence}."""
    order: Literal["family", "given", "number"] = "family"
    """Order of the pages in the merged PDF."""
    valid_for: Validity = None
    """How long certificates are valid that are issued from now on."""
    transcript: bool = False
    """Whether a sheet with the marks follows the certificate."""
    languages: tuple[Language, ...] = ()
    """The certificate is printed in each of them, one sheet after the other; in the course's language if not given."""
    standard: Literal["PDF/A-3u", "PDF/A-1b"] = "PDF/A-3u"
    """What the PDFs are produced as; the older one is for archives that ask for it."""
    attach_results: bool = False
    """Whether the results are attached to the PDF as JSON, for programs."""
    strings: dict[str, dict[str, str]] = Field(default_factory=dict)
    """[certificate.strings.en] and so on: words that replace the template's own, by language."""
    translations: dict[str, dict[str, str]] = Field(default_factory=dict)
    """[certificate.translations.en] and so on: the course's own texts (title, awards, activities …) in another language."""

    @field_validator("languages")
    @classmethod
    def _languages_differ(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if twice := next((language for language in value if value.count(language) > 1), None):
            message = f'"{twice}" stands there twice; keep one of them'
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _attachments_are_allowed(self) -> Self:
        if self.attach_results and self.standard == "PDF/A-1b":
            message = "PDF/A-1b allows no attachments; take out attach_results, or the standard"
            raise ValueError(message)
        return self

    @field_validator("number")
    @classmethod
    def _number_is_a_pattern(cls, value: str) -> str:
        try:
            first, second = (value.format(code="A", year=2000, sequence=n) for n in (1, 2))
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            message = f'"{value}" is no number pattern; write one such as "{{code}}-{{year}}-{{sequence:04}}"'
            raise ValueError(message) from error
        if first == second:
            message = f'"{value}" gives every certificate the same number; put {{sequence}} into it'
            raise ValueError(message)
        return value

    def translations_to(self, language: str) -> dict[str, str]:
        """Return the course's own texts in a language, as `lang` writes it."""
        found = {code.replace("_", "-"): texts for code, texts in self.translations.items()}
        return found.get(language, {})

    def valid_until(self, issued_on: dt.date) -> dt.date | None:
        """Return the last day on which a certificate of this day is valid; None where it does not expire."""
        return self.valid_for.last_day(issued_on) if self.valid_for else None
